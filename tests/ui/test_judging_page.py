"""Several people judge one comparison: what each of them is told in a real browser, to the end and back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pipeline import labels
from pipeline.schema import Choice, Comparison, Design, EventKind, LabelEvent, Source
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from ui.card_steps import COMPARISON as CARD
from ui.card_steps import answer, wait_for_pair
from ui.full_project import RUN, write_hostile_run
from ui.running_app import PHONE, App, OpenPage, start_app, stop_app, write_some_titles
from ui.test_compare_page import write_comparison

THEN = datetime(2026, 3, 1, tzinfo=UTC)
VISITOR = {"X-Forwarded-For": "192.0.2.1"}
# The guide looks again by itself after four seconds, too late for who has just judged.
NO_TIMER = """
const real = setInterval;
window.setInterval = (act, ms, ...given) => (ms === 4000 ? 0 : real(act, ms, ...given));"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A project in which all is done but the judging."""
    data_dir = tmp_path_factory.mktemp("judging")
    store = Store(data_dir / "title-tuner.db")
    write_some_titles(store, YOUTUBE_TITLES)
    labels.simulate_labels(store, YOUTUBE_TITLES, SimulatedAnnotator(seed=0, noise=0.0), THEN)
    write_hostile_run(data_dir / "runs" / RUN, [])
    store.close()
    running = start_app(data_dir)
    yield running
    stop_app(running)


def make(data_dir: Path, n: int, design: Design, day: int) -> Comparison:
    store = Store(data_dir / "title-tuner.db")
    comparison = write_comparison(store, n, design, THEN + timedelta(days=day))
    store.close()
    return comparison


def others_judge(app: App, comparison: Comparison, n: int) -> None:
    """Somebody else prefers the tuned title of n pairs."""
    store = Store(app.data_dir / "title-tuner.db")
    tuned = {row.tuned_title for row in comparison.titles}
    store.append_events(
        LabelEvent(
            f"other {pair.id}",
            EventKind.VOTE,
            Source.PERSON,
            "other",
            THEN,
            "test",
            pair.id,
            Choice.A if pair.title_a in tuned else Choice.B,
        )
        for pair in store.pairs(comparison.id)[:n]
    )
    store.close()


def all_say(page: Page, n: int, own: int, total: int) -> None:
    """The card, the guide and the result name one number of judged pairs."""
    expect(page.locator(f"{CARD} [data-part=count]")).to_have_text(
        f"{n} of {total} pairs judged, {own} by you"
    )
    assert page.locator(f"{CARD} progress").evaluate("bar => [bar.value, bar.max]") == [n, total]
    expect(page.locator("#guide-said p")).to_contain_text(f"{n} of {total} pairs are judged")
    expect(page.locator("#compare-figures")).to_contain_text(f"{n} of {total} pairs are judged")


@pytest.mark.parametrize("who", ["owner", "visitor"])
def test_one_number_is_told_from_first_to_last(app: App, open_page: OpenPage, who: str) -> None:
    comparison = make(app.data_dir, 5, "fixed", 1 if who == "owner" else 2)
    others_judge(app, comparison, 2)
    page = open_page(
        app.url,
        tab="compare",
        prepare=lambda page: page.add_init_script(NO_TIMER),
        extra_http_headers=VISITOR if who == "visitor" else {},
    )
    wait_for_pair(page, CARD)
    page.click("#compare-result")
    all_say(page, 2, 0, 5)
    for n in (3, 4):
        answer(page, partial(page.click, f"{CARD} [data-answer=tie]"), n, CARD)
        all_say(page, n, n - 2, 5)
    page.click(f"{CARD} [data-part=undo]")
    all_say(page, 3, 1, 5)
    for n in (4, 5):
        answer(page, partial(page.click, f"{CARD} [data-answer=tie]"), n, CARD)
    page.wait_for_selector(f"{CARD} .card[data-state=finished]")
    expect(page.locator(f"{CARD} [data-part=count]")).to_have_text("5 of 5 pairs judged, 3 by you")
    expect(page.locator("#guide-said p")).to_contain_text("All four steps are done")
    # What comes next stands there too, also where the card is built after the guide has said it.
    ways = page.locator(f"{CARD} .card-next a:visible")
    for _ in range(2):
        expect(ways).to_have_text(["Add ideas →", "Label more →"] if who == "owner" else [])
        page.reload()
        page.click("#tab-compare-button")
        page.wait_for_selector(f"{CARD} .card[data-state=finished]")
    # Its result is shown, so nothing is taken back any more.
    expect(page.locator(f"{CARD} [data-part=end-undo]")).to_be_hidden()
    page.keyboard.press("u")
    page.wait_for_timeout(300)
    expect(page.locator(f"{CARD} [data-part=count]")).to_have_text("5 of 5 pairs judged, 3 by you")


def test_a_volunteer_whose_verdict_comes_after_the_end_is_told_so(app: App, open_page: OpenPage) -> None:
    comparison = make(app.data_dir, 20, "sequential", 3)
    page = open_page(f"{app.url}/?view=compare", viewport=PHONE, extra_http_headers=VISITOR)
    wait_for_pair(page, CARD)
    others_judge(app, comparison, 12)
    page.keyboard.press("a")
    page.wait_for_selector(f"{CARD} .card[data-state=finished]")
    end = page.locator(f"{CARD} [data-part=end]")
    expect(end).to_contain_text("It is decided: no more verdicts are needed")
    expect(end).to_contain_text("One of your verdicts came when the result already stood")
    assert "does not count" in (page.text_content(f"{CARD} [data-part=spoken]") or "")
    count = page.locator(f"{CARD} [data-part=count]")
    expect(count).to_have_text("12 of 20 pairs judged, 0 by you")
    expect(page.locator(f"{CARD} [data-part=end-undo]")).to_be_hidden()


def test_whoever_gives_the_last_verdict_is_taken_to_a_result_that_is_out_of_view(
    app: App, open_page: OpenPage
) -> None:
    make(app.data_dir, 2, "fixed", 4)
    held_sideways = {"width": 740, "height": 300}
    page = open_page(app.owner_link, tab="compare", viewport=held_sideways, has_touch=True, is_mobile=True)
    for n in (1, 2):
        wait_for_pair(page, CARD)
        page.locator(f"{CARD} [data-answer=left]").evaluate("title => title.scrollIntoView({ block: 'end' })")
        answer(page, partial(page.tap, f"{CARD} [data-answer=left]"), n, CARD)
    page.wait_for_selector("#compare-figures .every-pair")
    expect(page.locator("#compare-figures .result-sentence").first).to_be_in_viewport(ratio=1)


def test_a_model_that_did_better_is_picked_to_write_and_the_way_leads_on_from_there(
    app: App, open_page: OpenPage
) -> None:
    others_judge(app, make(app.data_dir, 10, "fixed", 5), 10)
    page = open_page(app.owner_link)
    go, there = (page.locator(f"#guide-said [data-part={part}]") for part in ("go", "there"))
    expect(go).to_have_text("Write titles with your model →")
    go.click()
    expect(page.locator("#create-using")).to_contain_text("Your newest model is picked")
    expect(page.locator("#create-model input")).to_have_value(re.compile("^Trained "))
    expect(go).to_be_hidden()
    there.click()
    expect(page.locator("#create-write")).to_be_in_viewport()
    page.click("#tab-label-button")
    expect(go).to_be_visible()
