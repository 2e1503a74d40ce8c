"""The page without eyes or a mouse: axe-core's rules, the Tab key, and what is said aloud."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from ui.full_project import HOSTILE, LONG_WORD, SCRIPT, write_full_project
from ui.running_app import DESK, PHONE, App, OpenPage, start_app, stop_app, unfold
from ui.test_hostile import assert_nothing_ran, type_into_every_box

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
NAMES = ("create", "label", "train", "compare")
TOAST, TOAST_WRAP = "[data-testid=toast-text]", ".toast-wrap"
# What Gradio's own components bring, by axe's rule and the element's class: its corner messages have a header
# that is a button and holds one. In our markup and theme nothing is allowed.
GRADIOS = {("nested-interactive", "toast-header")}
NUMBER_ALL = """(tab) => [...document.querySelectorAll(
    `#${tab} :is(button, input, textarea, select, a[href], summary, [tabindex="0"])`)]
    .filter((each) => each.checkVisibility({ visibilityProperty: true })
        && !each.disabled && each.tabIndex >= 0 && each.getBoundingClientRect().width > 0
        && each.closest("[aria-hidden=true]") === null)
    .map((each, n) => (each.dataset.n = n, each.id || each.ariaLabel || each.textContent.trim()))"""
IS_MARKED = """() => {
    if (document.activeElement === document.body) return true; // after the last one, before the first
    const field = document.activeElement.closest("[role=combobox]")?.closest(".wrap");
    const { outlineStyle, boxShadow } = getComputedStyle(field ?? document.activeElement);
    return outlineStyle !== "none" || boxShadow !== "none";
}"""
LISTEN = """() => {
    window.heard = [];
    const region = document.getElementById("live-region");
    new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true });
}"""
HEARD = "(words) => heard.some((said) => said.includes(words))"  # with what else changed at that moment
SPOIL = """document.getElementById("tab-label").insertAdjacentHTML("afterbegin",
    '<button></button><p style="color: #aaa; background: #bbb">hardly to be read</p>')"""


@pytest.fixture(scope="module")
def full_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    data_dir = tmp_path_factory.mktemp("full")
    write_full_project(data_dir)
    running = start_app(data_dir)
    yield running
    stop_app(running)


def open_everything(page: Page, name: str) -> None:
    """Show a tab with all its folded parts open."""
    page.click(f"#tab-{name}-button")
    page.wait_for_selector(f"#tab-{name}:visible")
    page.wait_for_timeout(700)
    unfold(page, f"tab-{name}")
    if name == "compare" and not page.locator("#compare-figures .result").first.is_visible():
        page.click("#compare-result")  # which would hide it where it is shown
        page.wait_for_selector("#compare-figures .result")
    page.wait_for_timeout(300)


def violations(page: Page, rules: list[str] | None = None, within: str = "html") -> list[str]:
    """What axe finds on the page as it is: by all its rules, the mild ones too, unless some are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = page.evaluate(
        "([within, how]) => axe.run(within, how)", [within, {"resultTypes": ["violations"], **only}]
    )
    return [
        f"{each['impact']} {each['id']}: {node['html'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
        if not any(each["id"] == rule and f'class="{own}' in node["html"] for rule, own in GRADIOS)
    ]


def assert_the_tab_key_reaches_everything(page: Page, name: str) -> None:
    """And that the place where it is shows."""
    open_everything(page, name)
    names = page.evaluate(NUMBER_ALL, f"tab-{name}")
    assert len(names) > 10
    page.focus(f"#tab-{name}-button")
    reached = set()
    for _ in range(len(names) + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.n"))
        assert page.evaluate(IS_MARKED), page.evaluate("document.activeElement.outerHTML")
    assert [each for n, each in enumerate(names) if str(n) not in reached] == []


def assert_changes_are_said_aloud(page: Page) -> None:
    """On the page as it is opened. What is wrong with the message in the corner, too."""
    page.wait_for_selector("#live-region", state="attached")
    page.evaluate(LISTEN)
    page.click("#create-add")
    page.wait_for_function(HEARD, arg="Type an idea first, one on each line.")
    page.wait_for_selector(TOAST)
    page.wait_for_timeout(1000)  # it fades in, whatever motion the visitor wants
    assert violations(page, within=TOAST_WRAP) == []  # what lies behind it is looked at afterwards
    page.fill("#create-typed textarea", f"{SCRIPT} {LONG_WORD}\nwhy bees dance")
    page.click("#create-add")
    page.wait_for_function(HEARD, arg="Ideas added: 2")
    page.evaluate("heard.length = 0")


def assert_plots_and_tables_have_words(page: Page) -> None:
    page.wait_for_selector("#train-plots .plot svg")
    for plot in page.locator(".plot").all():
        assert plot.locator("svg").get_attribute("aria-label")
        assert any(character.isdigit() for character in plot.locator(".plot-words").text_content() or "")
    tables = page.locator("#tab-train table")
    assert tables.count() == 5
    for table in tables.all():
        assert table.locator("th[scope=col]").count() >= 2


def assert_nothing_leaves_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(300)
    assert_nothing_ran(page)
    page.set_viewport_size(DESK)


def contrast_by_night(page: Page) -> dict[str, list[str]]:
    """What is hard to read in each tab; all that is folded was opened by day."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.classList.contains('dark')")
    page.wait_for_timeout(500)  # colours fade
    found = {}
    for name in NAMES:
        page.click(f"#tab-{name}-button")
        page.wait_for_selector(f"#tab-{name}:visible")
        page.wait_for_timeout(500)
        found[f"{name} by night"] = violations(page, ["color-contrast"])  # the markup is the same
    return found


def test_every_tab_full_of_hostile_texts_can_be_used_by_all_and_runs_nothing(
    full_app: App, open_page: OpenPage
) -> None:
    """One page, since opening one is what takes the time: axe's rules by day, contrast by night, no line that
    leaves a phone, hostile texts as they are, changes said aloud, all reached by key.
    """
    page = open_page(full_app.url, reduced_motion="reduce", color_scheme="light", tab="create")
    assert_changes_are_said_aloud(page)
    found, seen = {}, []
    for name in NAMES:
        open_everything(page, name)
        found[name] = violations(page)
        assert_nothing_leaves_a_phone(page)
        seen.append(page.inner_text("body"))
        if name == "label":
            page.wait_for_selector("#card-preference .card[data-state=pair]")
            assert page.locator("#card-preference .card-text *").count() == 0
        if name == "train":
            assert_plots_and_tables_have_words(page)
        if name == "compare":
            assert_the_tab_key_reaches_everything(page, name)
    found |= contrast_by_night(page)
    assert {name: said for name, said in found.items() if said} == {}
    assert [text for text in HOSTILE if text not in "\n".join(seen)] == []
    assert not [said for said in page.evaluate("heard") if "Ideas added" in said]  # nothing is said again

    page.click("#tab-label-button")
    page.evaluate(SPOIL)  # what is wrong is found
    assert {each.split(":")[0] for each in violations(page, within="#tab-label")} == {
        "critical button-name",
        "serious color-contrast",
    }
    assert type_into_every_box(page, "create", SCRIPT) >= 4
    page.click("#create-write")
    expect(page.locator("[data-testid=toast-body]").last).to_contain_text("No model at")
    assert_nothing_ran(page)
    assert "Traceback" not in full_app.log


@pytest.mark.soak
def test_axe_finds_nothing_in_any_tab_by_night(full_app: App, open_page: OpenPage) -> None:
    page = open_page(full_app.url, reduced_motion="reduce", color_scheme="dark")
    for name in NAMES:
        open_everything(page, name)
        assert violations(page) == [], name


@pytest.mark.soak
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone_nor_on_the_card_alone(
    full_app: App, open_page: OpenPage, locale: str, scheme: str
) -> None:
    phone: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "locale": locale}
    page = open_page(full_app.url, color_scheme=scheme, reduced_motion="reduce", **phone)
    for name in NAMES:
        open_everything(page, name)
        assert violations(page) == [], name
    alone = open_page(f"{full_app.url}/?view=label", color_scheme=scheme, **phone)
    alone.wait_for_selector("#card-preference .card:not([data-state=loading])")
    alone.wait_for_timeout(500)
    assert violations(alone) == []


@pytest.mark.soak
def test_the_tab_key_reaches_everything_in_every_tab(full_app: App, open_page: OpenPage) -> None:
    page = open_page(full_app.url, reduced_motion="reduce")
    for name in NAMES:
        assert_the_tab_key_reaches_everything(page, name)
