"""A person judges a comparison in a real browser, blind, and sees the answer."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from pipeline import labels, pairs
from pipeline.comparisons import comparison_result, make_comparison
from pipeline.schema import Comparison, Design, Idea
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from scripted import ScriptedWriter
from ui.card_steps import COMPARISON as CARD
from ui.card_steps import answer, wait_for_pair
from ui.full_project import RUN, write_hostile_run
from ui.running_app import PHONE, App, OpenPage, start_app, stop_app

N_PAIRS = 10
ALLOWED = {"live", "pairs", "done", "total", "possible", "over", "practice", "own", "late", "heard", "newer"}
ANSWERS = "abababtxab"
CHOSEN = "rgb(31, 148, 132)"


def write_comparison(store: Store, n: int, design: Design, moment: datetime) -> Comparison:
    texts = [f"growing herb number {number}" for number in range(n)]
    base = ScriptedWriter({text: [f"First Words on {text}"] for text in texts}, name="embedded")
    tuned = replace(
        base, answers={text: [f"Other Thoughts on {text}"] for text in texts}, name="maker/tuned-one"
    )
    ideas = [Idea.of(YOUTUBE_TITLES.name, text) for text in texts]
    *_, last = make_comparison(store, YOUTUBE_TITLES, base, tuned, ideas, 1, None, 3, 0.9, moment, design)
    assert last.comparison is not None
    return last.comparison


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, Comparison]]:
    """The app with one comparison of ten pairs."""
    data_dir = tmp_path_factory.mktemp("compare")
    store = Store(data_dir / "title-tuner.db")
    store.add_task(YOUTUBE_TITLES)
    comparison = write_comparison(store, N_PAIRS, "fixed", datetime(2026, 3, 1, tzinfo=UTC))
    store.close()
    app = start_app(data_dir)
    yield app, comparison
    stop_app(app)


def test_ten_pairs_are_judged_blind_and_then_the_answer_is_there(
    judged: tuple[App, Comparison], open_page: OpenPage
) -> None:
    app, comparison = judged
    heard: list[Response] = []
    asked: list[str] = []

    def listen(page: Page) -> None:
        page.on("response", lambda response: heard.append(response) if tells(response) else None)
        page.on("request", lambda request: asked.append(request.post_data or ""))

    page = open_page(app.url, tab="compare", prepare=listen)
    expect(page.locator("#compare-figures")).to_contain_text(f"all {N_PAIRS} pairs are judged by people")
    tuned_titles = {title.tuned_title for title in comparison.titles}
    on_left = []
    for n, key in enumerate(ANSWERS, start=1):
        wait_for_pair(page, CARD)
        on_left.append(page.inner_text(f"{CARD} [data-part=left]") in tuned_titles)
        page.keyboard.press(key)
        expect(page.locator(f"{CARD} [data-part=count]")).to_contain_text(f"{n} of {N_PAIRS} pairs")
        if n == N_PAIRS - 1:
            wait_for_pair(page, CARD)
            assert_nothing_told(heard, asked, comparison)
    page.wait_for_selector(f"{CARD} .card[data-state=finished]")

    figures = page.locator("#compare-figures")
    expect(figures).to_contain_text("People's verdicts")  # at the end it shows itself
    expect(figures).not_to_contain_text("not shown while people judge")
    expect(page.locator("#compare-result")).to_have_count(0)
    page.click(f"{CARD} [data-part=go]")
    assert page.eval_on_selector("#compare-panel", "panel => panel.getBoundingClientRect().top") < 100
    store = Store(app.data_dir / "title-tuner.db")
    result = comparison_result(store, comparison)
    store.close()
    wins = sum(left == (key == "a") for left, key in zip(on_left, ANSWERS, strict=True) if key in "ab")
    assert (result.summary.wins, result.summary.ties, result.summary.losses) == (wins, 2, 8 - wins)
    went = f"{wins} for the tuned model, {8 - wins} for the base model, 2 even"
    expect(figures).to_contain_text(f"10 pairs judged: {went} (")
    expect(figures.locator(".result-state")).to_have_count(0)
    expect(figures).to_contain_text("Every pair and its verdict")
    expect(figures.locator("svg")).to_have_attribute("role", "img")
    assert page.input_value("#compare-link input") == f"{app.url}/?view=compare"
    expect(page.locator(f"{CARD} [data-part=end-undo]")).to_be_hidden()  # whose each title is can be read
    page.reload()
    expect(figures).to_contain_text("People's verdicts")

    page.goto(f"{app.url}/?view=compare")  # whom the owner sends that link
    page.wait_for_selector(f"{CARD} .card[data-state=finished]")
    assert "Two models" in page.inner_text(f"{CARD} .card-intro")
    others = "#guide, .tab-container, #tab-label, #compare-make, #compare-panel, #playground, .owner-part"
    assert [place for place in page.locator(others).all() if place.is_visible()] == []
    assert "Traceback" not in app.log


@pytest.mark.soak
def test_the_card_ends_by_itself_when_the_votes_suffice(
    judged: tuple[App, Comparison], open_page: OpenPage
) -> None:
    app, _ = judged
    store = Store(app.data_dir / "title-tuner.db")
    comparison = write_comparison(store, 20, "sequential", datetime(2026, 3, 2, tzinfo=UTC))
    page = open_page(app.url, tab="compare")
    expect(page.locator("#compare-figures")).to_contain_text("or after 20 pairs")
    for n in range(1, 13):  # e(12, 0) = 25
        wait_for_pair(page, CARD)
        on_left = page.inner_text(f"{CARD} [data-part=left]").startswith("Other Thoughts")
        page.keyboard.press("a" if on_left else "b")
        if n < 12:
            expect(page.locator(f"{CARD} [data-part=count]")).to_contain_text(f"{n} of 20 pairs")
    page.wait_for_selector(f"{CARD} .card[data-state=finished]")
    expect(page.locator("#compare-figures")).to_contain_text(
        "Probably better: the tuned model won 100% of 12 decided pairs"
    )
    assert len(store.labels(comparison.id)) == 12
    store.close()


def tells(response: Response) -> bool:
    """Whether it may hold data: no script, style or image, nor the stream that only says the page is open."""
    kinds = ("document", "fetch", "xhr", "eventsource")
    return response.request.resource_type in kinds and "heartbeat" not in response.url


def assert_nothing_told(heard: list[Response], asked: list[str], comparison: Comparison) -> None:
    """Whatever came over the network and holds a title holds the pair as shown, and nothing else of it."""
    titles = {text for row in comparison.titles for text in (row.base_title, row.tuned_title)}
    telling = [body for each in heard if any(title in (body := each.text()) for title in titles)]
    assert len(telling) >= N_PAIRS - 2  # a reply brings up to three pairs, later ones one or none
    leases = set()
    for body in telling:
        reply: dict[str, Any] = json.loads(body)
        reply = reply.get("data", reply)
        reply = reply[0] if isinstance(reply, list) else reply
        assert set(reply) <= ALLOWED
        for shown in reply["pairs"]:
            assert set(shown) == {"lease", "idea", "left", "right", "after"}
            leases.add(shown["lease"])
    pair_ids = [row.pair_id or "" for row in comparison.titles]
    assert leases.isdisjoint(pair_ids)
    for text in asked:
        assert not any(title in text for title in titles)
        assert not any(pair_id in text for pair_id in pair_ids)


# What of the tab could be seen in each painted frame: its sentence, and where its form stood.
WATCH_FORM = """() => {
    window.seen = new Set();
    const look = () => {
        const tab = document.getElementById("tab-compare"), form = document.getElementById("compare-run");
        if (tab?.checkVisibility() && form) {
            const said = tab.innerText.includes("No trained model") ? "none" : "some";
            seen.add(`${said} at ${Math.round(form.getBoundingClientRect().top)}`);
        }
        requestAnimationFrame(look);
    };
    look();
}"""


def test_a_page_that_was_open_while_a_model_was_trained_never_says_that_there_is_none(
    open_page: OpenPage, tmp_path: Path
) -> None:
    app = start_app(tmp_path)
    page = open_page(app.url, tab="compare")
    expect(page.locator("#compare-which")).to_contain_text("No trained model yet")
    page.click("#tab-train-button")
    page.click("#tab-compare-button")
    expect(page.locator("#compare-which")).to_contain_text("No trained model yet")  # it is asked each time
    page.click("#tab-train-button")
    write_hostile_run(tmp_path / "runs" / RUN, [])
    page.evaluate(WATCH_FORM)
    page.click("#tab-compare-button")
    page.wait_for_function("() => document.querySelector('#compare-run input').value.includes('onerror')")
    page.wait_for_function("() => seen.size")
    (only,) = page.evaluate("[...seen]")
    assert only.startswith("some at")
    page.close()  # or it would ask on
    stop_app(app)


def test_without_a_model_the_form_says_so_and_leads_to_training(open_page: OpenPage, tmp_path: Path) -> None:
    app = start_app(tmp_path)
    page = open_page(app.url, tab="compare")
    useless = "#compare-panel, #compare-judge, #compare-export, #tab-compare .owner-part"
    assert [place for place in page.locator(useless).all() if place.is_visible()] == []
    chosen = page.locator("#compare-make input[type=radio]:checked").first
    expect(chosen).to_have_css("background-color", CHOSEN)
    chosen.hover()
    expect(chosen).to_have_css("background-color", CHOSEN)
    page.click("#compare-make-go")
    expect(page.locator(".toast-body")).to_contain_text("No trained model yet")
    expect(page.locator("#compare-made")).to_have_text("")  # the models are not being loaded any more
    nothing = page.locator(f"{CARD} [data-part=end-title]")
    expect(nothing).to_be_visible()
    page.eval_on_selector("#compare-made", MAKING)
    expect(nothing).to_be_hidden()  # while the first one is made
    page.click("#compare-go-train")
    page.wait_for_selector("#tab-train:visible")
    page.close()
    stop_app(app)


def test_a_card_alone_goes_on_with_the_next_comparison_and_hears_of_other_judges(
    open_page: OpenPage, tmp_path: Path
) -> None:
    store = Store(tmp_path / "title-tuner.db")
    store.add_task(YOUTUBE_TITLES)
    app = start_app(tmp_path)
    page = open_page(f"{app.url}/?view=compare", prepare=lambda page: page.clock.install())
    page.wait_for_selector(f"{CARD} .card[data-state=empty]")
    write_comparison(store, 1, "fixed", datetime(2026, 3, 1, tzinfo=UTC))
    page.clock.fast_forward(16_000)
    wait_for_pair(page, CARD)
    page.keyboard.press("a")
    page.wait_for_selector(f"{CARD} .card[data-state=finished]")
    second = write_comparison(store, 3, "fixed", datetime(2026, 3, 2, tzinfo=UTC))
    page.clock.fast_forward(76_000)
    wait_for_pair(page, CARD)
    count = page.locator(f"{CARD} [data-part=count]")
    expect(count).to_have_text("0 of 3 pairs judged")
    titles = page.inner_text(f"{CARD} .card-titles")
    now = datetime.now(UTC)
    lease = pairs.lease_next(store, "another judge", now, random.Random(0), second.id)
    assert lease is not None
    labels.cast_vote(store, lease, "left", 900, now)
    page.clock.fast_forward(76_000)
    expect(count).to_have_text("1 of 3 pairs judged, 0 by you")
    assert page.inner_text(f"{CARD} .card-titles") == titles
    store.close()
    page.close()
    stop_app(app)


MAKING = """made => made.insertAdjacentHTML("beforeend", "<p class='notice'>Loading</p>")"""
EDGES = """(idea) => {
    const card = document.querySelector("#card-comparison");
    card.querySelector("[data-part=idea]").textContent = idea;
    const top = (button) => Math.round(button.getBoundingClientRect().y);
    return [...card.querySelectorAll(".card-pair button")].map(top);
}"""


def test_on_a_phone_a_pair_stands_in_one_screen_whatever_the_idea_and_the_result_where_it_stood(
    open_page: OpenPage, tmp_path: Path
) -> None:
    store = Store(tmp_path / "title-tuner.db")
    store.add_task(YOUTUBE_TITLES)
    write_comparison(store, 3, "fixed", datetime(2026, 3, 1, tzinfo=UTC))
    store.close()
    app = start_app(tmp_path)
    page = open_page(app.url, viewport=PHONE, has_touch=True, is_mobile=True)
    page.click("#tab-compare-button")
    wait_for_pair(page, CARD)
    page.evaluate("scrollTo(0, 0)")
    skip = page.locator(f"{CARD} [data-answer=skip]").bounding_box()
    choice = page.locator("#compare-choose").bounding_box()
    assert skip and choice
    assert skip["y"] + skip["height"] <= PHONE["height"]
    assert choice["y"] > skip["y"]
    one, two = "growing herbs", "growing herbs on a balcony that sees the sun for an hour a day"
    assert page.evaluate(EDGES, two) == page.evaluate(EDGES, one)
    for n in range(1, 4):
        page.eval_on_selector(f"{CARD} .card-progress", "bar => bar.scrollIntoView()")
        answer(page, partial(page.tap, f"{CARD} [data-answer=left]"), n, CARD)
    page.wait_for_selector("#compare-figures .every-pair")
    sentence = page.locator("#compare-figures .result-sentence").first
    expect(sentence).to_be_in_viewport(ratio=1)
    expect(page.locator("#compare-link .link-after")).to_be_visible()  # it asks for nothing any more
    expect(page.locator("#compare-link .link-about")).to_be_hidden()
    page.evaluate("scrollTo(0, 0)")
    expect(sentence).to_be_in_viewport(ratio=1)
    page.close()
    stop_app(app)
