"""A volunteer's visit: the link to the card alone, a phone under one thumb, an end, and what is theirs."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from pipeline import pairs
from pipeline.schema import Candidate, Idea, Label, Task
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.ui.access import annotator_id
from ui.card_steps import COVERED, answer, wait_for_count, wait_for_pair, wait_until_sent
from ui.card_steps import PREFERENCE as CARD
from ui.running_app import PHONE, App, OpenPage, start_app, stop_app

ON_A_PHONE: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture
def few(tmp_path: Path) -> Iterator[App]:
    """An app with one pair."""
    write_pair(tmp_path, YOUTUBE_TITLES, "bread")
    running = start_app(tmp_path)
    yield running
    stop_app(running)


def write_pair(data_dir: Path, task: Task, subject: str) -> None:
    store = Store(data_dir / "title-tuner.db")
    store.add_task(task)
    idea = Idea.of(task.name, f"baking {subject}")
    store.add_ideas([idea])
    titles = (f"How to Bake {subject} at Home", f"Why {subject} Takes Two Days")
    store.add_candidates(Candidate.of(idea.id, title, "test") for title in titles)
    pairs.add_all_pairs(store, task)
    store.close()


def open_card(open_page: OpenPage, app: App, **options: Any) -> Page:
    page = open_page(f"{app.url}/?view=label", **options)
    wait_for_pair(page)
    return page


def labels_of(page: Page, app: App) -> list[Label]:
    """What the store holds of this browser."""
    browser_id = page.evaluate("localStorage.getItem('title-tuner-browser')")
    annotator = annotator_id((app.data_dir / "app-secret").read_text().strip(), f"browser {browser_id}")
    store = Store(app.data_dir / "title-tuner.db")
    labels = [label for label in store.labels() if label.annotator == annotator]
    store.close()
    return labels


def wait_until_counted(page: Page, n: int) -> None:
    wait_for_count(page, n)
    wait_until_sent(page)


def swipe(page: Page, dx: int, dy: int = 0) -> None:
    """One finger from the middle of the upper title, in steps as a screen reports them."""
    box = page.locator(f"{CARD} [data-answer=left]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *points: dict[str, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x, "y": y})
    for step in range(1, 9):
        send("touchMove", {"x": x + dx * step / 8, "y": y + dy * step / 8})
    send("touchEnd")
    touch.detach()


def one_thumb_reaches_every_answer(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    goal, idea = (page.locator(f"{CARD} .card-{name}").bounding_box() for name in ("progress", "idea"))
    assert goal and idea and idea["y"] - goal["y"] - goal["height"] < 60  # nothing is missing in between
    for name in ("left", "right", "tie", "neither", "skip"):
        box = page.locator(f"{CARD} [data-answer={name}]").bounding_box()
        assert box and box["width"] >= 44 and box["height"] >= 44
        assert PHONE["height"] / 3 < box["y"] and box["y"] + box["height"] <= PHONE["height"]
    undo, removal = (page.locator(f"{CARD} [data-part={name}]").bounding_box() for name in ("undo", "erase"))
    assert undo and undo["height"] >= 44 and removal and removal["height"] >= 44
    assert page.is_visible(f"{CARD} .card-swipe")


def a_short_swipe_or_one_up_or_down_chooses_nothing(page: Page, app: App) -> None:
    titles = page.inner_text(f"{CARD} .card-titles")
    swipe(page, 50)
    swipe(page, -60, 200)
    swipe(page, 0, -200)
    page.wait_for_timeout(500)
    assert page.inner_text(f"{CARD} .card-titles") == titles
    assert (
        page.inner_text(f"{CARD} [data-part=count]").startswith("0 of about") and labels_of(page, app) == []
    )
    assert page.get_attribute(f"{CARD} [data-part=pair]", "data-drag") == ""


def test_a_thumb_answers_ten_pairs_takes_one_back_and_chooses_nothing_by_chance(
    app: App, open_page: OpenPage
) -> None:
    page = open_card(open_page, app, **ON_A_PHONE)
    one_thumb_reaches_every_answer(page)
    a_short_swipe_or_one_up_or_down_chooses_nothing(page, app)
    shown_left = []
    for n in range(10):
        way = ("tap left", "swipe left", "tap right", "swipe right", "tap tie")[n % 5]
        shown_left.append((way.split()[1], page.inner_text(f"{CARD} [data-part=left]")))
        if way.startswith("tap"):
            act = partial(page.tap, f"{CARD} [data-answer={way.split()[1]}]")
        else:
            act = partial(swipe, page, -140 if way.endswith("left") else 140)
        answer(page, act, n + 1)
        wait_until_sent(page)
        wait_for_pair(page)
    page.tap(f"{CARD} [data-part=undo]")
    page.wait_for_selector(f"{CARD} [data-part=brief]:not(:empty)")
    assert page.evaluate(COVERED, CARD) == []
    wait_until_counted(page, 9)
    assert page.inner_text(f"{CARD} .card-progress").split("\n") == [
        "Today's goal: 9 of 20 pairs"
    ]  # and no total
    assert page.locator(f"{CARD} progress").evaluate("bar => [bar.value, bar.max]") == [9, 20]
    labels = labels_of(page, app)
    answered = shown_left[:9]
    # A pair that is asked a second time, with its sides swapped, is no label of its own.
    assert 0 < len(labels) <= len(answered)
    by_pair = {label.pair_id: label for label in labels}
    store = Store(app.data_dir / "title-tuner.db")
    for pair in (pair for pair in store.pairs() if pair.id in by_pair):
        label = by_pair[pair.id]
        left = pair.title_a if label.shown_left == "a" else pair.title_b
        side = {label.shown_left: "left", "tie": "tie"}.get(label.choice, "right")
        assert (side, left) in answered
    store.close()


def test_a_skip_is_no_step_to_todays_goal_and_taking_it_back_is_none_from_it(
    app: App, open_page: OpenPage
) -> None:
    page = open_card(open_page, app)
    for n, (key, goal) in enumerate([("a", 1), ("s", 1), ("t", 2)], start=1):
        answer(page, partial(page.keyboard.press, key), n)
        wait_until_counted(page, n)
        assert page.inner_text(f"{CARD} [data-part=today]") == f"Today's goal: {goal} of 20 pairs"
    for n, goal in ((2, 1), (1, 1), (0, 0)):
        wait_for_pair(page)
        page.keyboard.press("u")
        wait_until_counted(page, n)
        assert page.inner_text(f"{CARD} [data-part=today]") == f"Today's goal: {goal} of 20 pairs"


def no_key_answers_with_a_modifier_or_over_a_question(page: Page) -> None:
    for key in ("Shift+ArrowLeft", "Control+b", "Alt+t", "Meta+x"):
        page.keyboard.press(key)
    assert not page.is_visible(f"{CARD} [data-part=erase]")  # there is nothing to remove yet
    page.evaluate(f"document.querySelector('{CARD} [data-part=erase-dialog]').showModal()")
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.inner_text(f"{CARD} [data-part=count]").startswith("0 of about")
    shown = page.locator(f"{CARD} .card-pair kbd").all_inner_texts()
    assert shown == ["A", "←", "B", "→", "T", "↓", "X", "S", "U"]


def test_the_link_shows_the_card_alone_to_the_owner_too_and_heeds_no_key_by_chance(
    app: App, open_page: OpenPage
) -> None:
    page = open_page(f"{app.owner_link}&view=label&__theme=dark")
    wait_for_pair(page)
    hidden = "#tab-create, #tab-train, #tab-compare, .tab-container, .owner-part, #owner-badge, #label-counts"
    assert [place for place in page.locator(hidden).all() if place.is_visible()] == []
    assert page.evaluate("document.body.classList.contains('dark')")
    intro = page.inner_text(f"{CARD} .card-intro")
    assert "no right answer" in intro and "?" not in intro  # the card asks, once
    no_key_answers_with_a_modifier_or_over_a_question(page)


def test_the_owner_copies_that_link(app: App, open_page: OpenPage) -> None:
    page = open_page(app.owner_link, tab="label", permissions=["clipboard-read", "clipboard-write"])
    page.click("#label-link [data-part=copy]")
    page.wait_for_function("document.querySelector('#label-link [data-part=said]').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == f"{app.url}/?view=label"
    assert page.evaluate("document.activeElement.tagName") != "INPUT"  # where A and B would be typed


def test_the_end_is_calm_new_pairs_come_by_themselves_and_answers_can_be_removed(
    few: App, open_page: OpenPage
) -> None:
    # Time passes as ever, and can be wound on.
    page = open_page(f"{few.url}/?view=label", prepare=lambda page: page.clock.install())
    wait_for_pair(page)
    assert "CC BY 4.0" in page.inner_text(f"{CARD} [data-part=consent]")
    page.locator(f"{CARD} [data-answer=left]").focus()
    page.keyboard.press("a")
    page.wait_for_selector(f"{CARD} .card[data-state=finished]")
    assert "Nothing left for you to label. Thank you!" in page.inner_text(f"{CARD} [data-part=end]")
    assert page.is_hidden(f"{CARD} [data-part=go]")  # leads to a tab that is not there
    assert page.evaluate("document.activeElement.dataset.part") == "end"
    write_pair(few.data_dir, YOUTUBE_TITLES, "cake")
    page.clock.fast_forward(16_000)
    page.wait_for_selector(f"{CARD} .card[data-state=pair]")
    assert page.inner_text(f"{CARD} [data-part=idea]") == "baking cake"
    assert "baking cake" in page.inner_text(f"{CARD} [data-part=spoken]")

    (label,) = labels_of(page, few)
    before = page.evaluate("localStorage.getItem('title-tuner-browser')")
    page.click(f"{CARD} [data-part=erase]")
    assert "cannot be undone" in page.inner_text(f"{CARD} dialog")
    page.keyboard.press("Escape")
    assert labels_of(page, few) == [label]
    page.click(f"{CARD} [data-part=erase]")
    page.click(f"{CARD} [data-part=erase-sure]")
    page.wait_for_function("before => localStorage.getItem('title-tuner-browser') !== before", arg=before)
    wait_for_pair(page)
    store = Store(few.data_dir / "title-tuner.db")
    assert store.labels() == [] and store.count_answers(label.annotator) == 0
    store.close()
    assert page.inner_text(f"{CARD} [data-part=note-text]") == "Your answers were removed."
    assert not page.is_visible(f"{CARD} [data-part=erase]")
    assert page.inner_text(f"{CARD} [data-part=today]") == "Today's goal: 0 of 20 pairs"
    assert page.is_disabled(f"{CARD} [data-part=undo]")
