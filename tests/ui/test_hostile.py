"""Hostile texts through every input and panel, in a real browser: nothing runs, nothing leaves its place.
Every day one walk in test_accessibility.py looks at all of it, on a page that is full of them.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from ui.full_project import HOSTILE, IMAGE, LONG_WORD, SCRIPT, TAKEN_OVER, write_full_project
from ui.running_app import PHONE, App, OpenPage, start_app, stop_app, unfold

NAMES = ("create", "label", "train", "compare")
BOXES = 'input[type="text"]:visible, input:not([type]):visible, textarea:visible'


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    data_dir = tmp_path_factory.mktemp("hostile")
    write_full_project(data_dir)
    running = start_app(data_dir)
    yield running
    stop_app(running)


def open_tab(page: Page, name: str) -> None:
    page.click(f"#tab-{name}-button")
    page.wait_for_selector(f"#tab-{name}:visible")
    page.wait_for_timeout(500)
    unfold(page, f"tab-{name}")


def assert_nothing_ran(page: Page) -> None:
    """No script ran, no image was made of a text, and the page is no wider than its window."""
    assert TAKEN_OVER not in page.title()
    assert page.locator("img[src=x], img[onerror], i i").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def walk_through(page: Page) -> str:
    """Every tab with everything open; all the words that were seen."""
    seen = []
    for name in NAMES:
        open_tab(page, name)
        if name == "label":
            page.wait_for_selector("#card-preference .card[data-state=pair]")
            assert page.locator("#card-preference .card-text *").count() == 0
        if name == "compare":
            page.click("#compare-result")
            page.wait_for_selector(".result")
        page.wait_for_timeout(300)
        assert_nothing_ran(page)
        seen.append(page.inner_text("body"))
    return "\n".join(seen)


@pytest.mark.soak
def test_hostile_texts_are_shown_as_they_are_on_a_phone(hostile_app: App, open_page: OpenPage) -> None:
    page = open_page(hostile_app.url, viewport=PHONE, has_touch=True, is_mobile=True)
    seen = walk_through(page)
    assert all(text in seen for text in HOSTILE)


@pytest.mark.soak
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_hostile_texts_are_shown_as_they_are_on_a_desk(
    hostile_app: App, open_page: OpenPage, locale: str
) -> None:
    assert IMAGE in walk_through(open_page(hostile_app.url, locale=locale))


def type_into_every_box(page: Page, name: str, text: str) -> int:
    """Fill each text box of a tab and press Enter; how many there were."""
    open_tab(page, name)
    boxes = page.locator(f"#tab-{name}").locator(BOXES)
    filled = 0
    for at in range(boxes.count()):
        box = boxes.nth(at)
        if box.is_visible() and box.is_editable():
            box.fill(text)
            box.press("Enter")
            filled += 1
    page.wait_for_timeout(500)
    assert_nothing_ran(page)
    return filled


@pytest.mark.soak
@pytest.mark.parametrize("text", [IMAGE, SCRIPT, LONG_WORD * 100, "\0\ud7ff\u202e{{x}} ${y} {0} %s"])
def test_hostile_texts_typed_into_every_box_do_nothing(
    hostile_app: App, open_page: OpenPage, text: str
) -> None:
    page = open_page(hostile_app.url)
    filled = [type_into_every_box(page, name, text) for name in NAMES]
    assert filled[0] >= 4 and filled[2] >= 2 and filled[3] >= 4
    assert "Traceback" not in hostile_app.log
