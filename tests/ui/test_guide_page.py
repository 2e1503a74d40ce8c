"""What the guide tells whoever is at work, in a real browser: that there is enough, and what comes next."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pipeline.enough import ENOUGH_LABELS
from pipeline.schema import Choice, EventKind, Idea, LabelEvent, Source
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from ui.card_steps import PREFERENCE as CARD
from ui.card_steps import wait_for_pair
from ui.full_project import RUN, write_hostile_run
from ui.running_app import PHONE, App, OpenPage, start_app, stop_app, write_some_titles
from ui.test_compare_page import write_comparison

THEN = datetime(2026, 1, 1, tzinfo=UTC)
TOPS = f"""() => [...document.querySelectorAll("{CARD} .card-pair [data-answer]")].map(
    (button) => Math.round(button.getBoundingClientRect().y)
)"""


@pytest.fixture
def nearly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A project that lacks one label to begin training."""
    data_dir = tmp_path_factory.mktemp("nearly")
    store = Store(data_dir / "title-tuner.db")
    write_some_titles(store, YOUTUBE_TITLES, n_ideas=60)
    store.append_events(
        LabelEvent(f"v{n}", EventKind.VOTE, Source.PERSON, "ann", THEN, "t", pair.id, Choice.A, "a")
        for n, pair in enumerate(store.pairs()[1 - ENOUGH_LABELS :])
    )
    store.close()
    running = start_app(data_dir)
    yield running
    stop_app(running)


def in_one_line(page: Page) -> bool:
    said = page.locator(f"{CARD} .card-question")
    return bool(said.evaluate("row => row.offsetHeight < 1.6 * parseFloat(getComputedStyle(row).lineHeight)"))


def test_who_labels_sees_at_the_card_that_there_is_enough_and_what_comes_next(
    nearly: App, open_page: OpenPage
) -> None:
    page = open_page(f"{nearly.url}/#create")
    page.click("#create-go")  # which stands below the bar
    wait_for_pair(page, CARD)
    expect(page.locator("#guide")).to_be_in_viewport(ratio=1)
    enough = page.locator(f"{CARD} .card-enough")
    expect(enough).to_be_hidden()
    before = page.evaluate(TOPS)
    page.keyboard.press("a")
    expect(enough).to_have_text("Enough to train. Go to Train")
    expect(page.locator("#live-region")).to_contain_text("100 labels are enough; train")
    assert page.evaluate(TOPS) == before
    page.click(f"{CARD} [data-part=enough-go]")
    expect(page.locator("#tab-train")).to_be_visible()

    for locale in ("en-US", "zh-CN"):
        phone = open_page(
            f"{nearly.url}/#label", viewport=PHONE, has_touch=True, is_mobile=True, locale=locale
        )
        wait_for_pair(phone, CARD)
        expect(phone.locator(f"{CARD} [data-part=enough-go]")).to_be_visible()
        assert in_one_line(phone)
        expect(phone.locator(f"{CARD} .card-swipe")).to_be_hidden()
        phone.keyboard.press("a")
        expect(phone.locator(f"{CARD} [data-part=count]")).not_to_be_empty()
        bar, count = (
            phone.locator(f"{CARD} {each}").bounding_box() for each in ("progress", "[data-part=count]")
        )
        assert bar and count and count["y"] < bar["y"] < count["y"] + count["height"]  # side by side
    visitor = open_page(f"{nearly.url}/#label", extra_http_headers={"X-Forwarded-For": "192.0.2.1"})
    wait_for_pair(visitor, CARD)
    expect(visitor.locator(f"{CARD} .card-enough")).to_be_visible()
    expect(visitor.locator(f"{CARD} [data-part=enough-go]")).to_be_hidden()


def test_the_way_from_a_run_to_compare_ends_at_the_form_with_its_model_chosen(
    nearly: App, open_page: OpenPage
) -> None:
    write_hostile_run(nearly.data_dir / "runs" / RUN, [])
    store = Store(nearly.data_dir / "title-tuner.db")
    write_comparison(store, 3, "fixed", THEN)  # so the form is folded
    store.close()
    for options in ({}, {"viewport": PHONE}):
        page = open_page(nearly.url, tab="train", **options)
        expect(page.locator("#train-go-compare")).to_have_text("Go to Compare")
        page.click("#train-go-compare")
        expect(page.locator("#compare-make-go")).to_be_focused()
        expect(page.locator("#compare-run")).to_be_in_viewport(ratio=1)
        expect(page.locator("#compare-run input")).to_have_value(re.compile("onerror"))


def test_the_guides_ways_to_the_form_open_it(nearly: App, open_page: OpenPage) -> None:
    write_hostile_run(nearly.data_dir / "runs" / RUN, [])
    page = open_page(nearly.url, tab="compare")
    for way in ("there", "go"):
        expect(page.locator("#compare-make-go")).to_be_visible()
        page.click("#compare-make > button")
        expect(page.locator("#compare-make-go")).to_be_hidden()
        if way == "go":
            page.click("#tab-label-button")
        page.click(f"#guide [data-part={way}]")
        expect(page.locator("#compare-make-go")).to_be_focused()
        expect(page.locator("#compare-make-go")).to_be_in_viewport(ratio=1)


def test_who_has_no_idea_in_english_is_led_to_a_model_that_writes_them(
    tmp_path: Path, open_page: OpenPage
) -> None:
    store = Store(tmp_path / "title-tuner.db")
    store.add_task(YOUTUBE_TITLES)
    store.add_ideas([Idea.of(YOUTUBE_TITLES.name, "如何烤面包")])
    store.close()
    app = start_app(tmp_path)
    page = open_page(app.url, tab="create")
    page.click("#guide [data-part=there]")
    expect(page.locator("#create-model input")).to_be_focused()
    expect(page.get_by_role("option", name="Chinese")).to_be_in_viewport(ratio=1)
    page.context.close()
    stop_app(app)
