"""The first minute in a real browser: an example on every tab, an address that keeps it, a language of
one's own, and one's own project at a click.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from ui.running_app import DESK, PHONE, App, OpenPage, start_app, stop_app, unfold

# Where the tabs have stood in all that was painted, once they were there.
WATCH_TABS = """() => {
    window.tops = new Set();
    const look = () => {
        const tabs = document.getElementById("tabs");
        if (tabs?.checkVisibility({ visibilityProperty: true })) tops.add(tabs.getBoundingClientRect().top);
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app with nothing in its project, and no word about the example."""
    running = start_app(tmp_path_factory.mktemp("empty"), EXAMPLE="")
    yield running
    stop_app(running)


def wait_for_example(page: Page) -> None:
    page.wait_for_selector("#guide.guide-example")
    page.wait_for_selector("#tab-label-button[data-done=true]")


def test_the_first_minute(open_page: OpenPage, empty: App) -> None:
    # Gradio's client says so of a request that was under way when the page was left.
    page = open_page(f"{empty.url}/#train", forgive="AbortError")
    wait_for_example(page)
    page.wait_for_selector("#train-plots svg")
    assert page.locator("#train-plots svg").count() == 2
    page.click("#tab-create-button")
    page.wait_for_selector("#create-ideas .idea-titles")
    page.click("#tab-compare-button")
    page.wait_for_selector("#compare-figures .running svg")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate(
        "document.querySelector('#tab-label-button').click()"
    )  # as "Now label them" does from down there
    page.wait_for_selector("#card-preference .card[data-state=pair]")
    assert page.eval_on_selector("#tabs", "tabs => tabs.getBoundingClientRect().top") >= 0
    assert "Practice on the example" in page.inner_text("#card-preference")
    expect(page.locator("#card-preference .card-progress")).to_be_hidden()  # no word of it twice
    expect(page.locator("#hub-line")).to_be_hidden()  # no label is kept, and no room for saying where
    page.wait_for_timeout(500)
    page.keyboard.press("a")
    page.wait_for_selector("#card-preference [data-part=undo]:not([disabled])")
    page.go_back()
    page.wait_for_selector("#tab-compare:visible #compare-figures .running svg")
    assert page.url == f"{empty.url}/#compare"
    page.go_forward()
    page.wait_for_selector("#tab-label:visible #card-preference .card[data-state=pair]")

    page.click("#language [data-to-language=zh]")
    page.wait_for_url("**/?lang=zh#label")
    page.wait_for_selector("#tab-label:visible #card-preference .card[data-state=pair]")
    page.wait_for_selector("#guide.guide-example:has-text('示例')")  # what the server says
    page.wait_for_selector("#tab-label-button[data-done=true]")
    assert page.inner_text("#tab-label-button").startswith("2 标注")  # what Gradio shows
    assert (
        page.inner_text("#card-preference [data-answer=skip] span") == "跳过"
    )  # what a script of ours shows
    assert page.get_attribute("html", "lang") == "zh-CN"

    page.click("#tab-train-button")  # a choice's name, which is sent in no language
    unfold(page, "train-settings")
    expect(page.locator("#train-base_model input")).to_have_value("内置标题模型（100 万参数）")

    page.click("#guide-start:has-text('开始我自己的项目')")
    page.wait_for_selector("#guide-back")
    page.wait_for_selector("#create-typed:visible")
    page.wait_for_selector("#guide-said:has-text('第 1 步')")
    page.click("#guide-back")
    page.wait_for_selector("#guide.guide-example")

    page.goto(f"{empty.url}/?view=label")  # what volunteers see: nothing of the example
    page.wait_for_selector("#card-preference .card[data-state=empty]")
    assert page.get_attribute("html", "lang") == "zh-CN"  # the choice is kept
    assert page.text_content("#card-preference [data-answer=skip] span") == "跳过"
    assert page.locator("#guide:visible, .tab-container:visible, #owner-panel:visible").count() == 0
    page.goto(f"{empty.url}/?view=compare")  # nor what judges see
    page.wait_for_selector("#card-comparison .card[data-state=empty]")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_way_is_there_from_the_first_paint_and_the_step_in_sight_below_it(
    open_page: OpenPage, empty: App, size: dict[str, int]
) -> None:
    watch = f"({WATCH_TABS})()"
    page = open_page(empty.url, viewport=size, prepare=lambda page: page.add_init_script(watch))
    wait_for_example(page)
    page.wait_for_selector("#card-preference .card[data-state=pair]")  # and the bar has been answered too
    tops = sorted(page.evaluate("[...tops]"))
    assert tops[-1] - tops[0] < 2, tops
    top = tops[-1]
    words = page.locator("#guide-said p").bounding_box()
    bar, panel = page.locator("#guide").bounding_box(), page.locator("#card-preference").bounding_box()
    assert words and bar and panel
    assert bar["height"] < words["height"] + 80  # its button and its borders, and no room for what may come
    assert bar["y"] + bar["height"] < top < panel["y"] < size["height"] * 0.6


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_while_the_page_loads_its_name_and_a_word_stand_where_the_header_will(
    open_page: OpenPage, empty: App, size: dict[str, int]
) -> None:
    held: list[Route] = []
    page = open_page(empty.url, viewport=size, forgive="AbortError")
    wait_for_example(page)
    tagline = page.locator("#tagline p").bounding_box()
    assert tagline
    page.goto("about:blank")
    page.route("**/assets/Blocks-*.js", lambda route: held.append(route))
    page.goto(empty.url, wait_until="commit")
    word = page.locator(".main .loading")
    expect(word).to_have_text("Loading...")
    name = "getComputedStyle(document.querySelector('.loading').parentElement, '::before').content"
    assert page.evaluate(name) == '"Title Tuner"'
    assert page.locator(".main svg:visible").count() == 0  # Gradio's own sign
    stands_there = """([x, y]) => {
        const at = document.querySelector(".main .loading").getBoundingClientRect();
        return Math.abs(at.x - x) < 2 && Math.abs(at.y - y) < 3;
    }"""
    page.wait_for_function(stands_there, arg=[tagline["x"], tagline["y"]])  # once all styles are there
    held[0].continue_()
    wait_for_example(page)


def test_who_adds_ideas_leaves_the_example_on_every_tab_and_who_undoes_it_is_back(
    open_page: OpenPage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = start_app(tmp_path_factory.mktemp("adds"), EXAMPLE="")
    page = open_page(app.url, tab="create", forgive="AbortError")
    wait_for_example(page)
    for undone in (True, False):
        page.fill("#create-typed textarea", "keeping bees\ndrawing trees")
        page.click("#create-add")
        page.wait_for_selector("#create-report:has-text('Ideas added: 2')")  # and stays to be read
        page.wait_for_selector("#guide:not(.guide-example)")
        if undone:
            page.click("#create-undo")
            wait_for_example(page)
            page.wait_for_selector("#create-summary:has-text('Example')")
            page.wait_for_selector("#create-ideas .idea-titles li")
    page.click("#tab-compare-button")
    page.wait_for_selector("#compare-make-go:visible")  # the form stands open, as in an empty project
    assert page.url.endswith("#compare")
    assert page.locator("#compare-figures .running").count() == 0
    page.click("#tab-label-button")
    page.wait_for_selector("#card-preference .card[data-state=empty]")
    page.close()  # or it would ask on
    stop_app(app)
