"""The page as a whole: four tabs, two languages, two kinds of visitor, and nothing asked of other hosts."""

import json
from pathlib import Path

import pytest

from pipeline.ui import Services, text
from pipeline.ui import page as page_module
from pipeline.ui.page import TABS, build_page
from ui.running_app import PHONE, App, OpenPage, start_app, stop_app

NAMES = ("create", "label", "train", "compare")


def test_the_tabs_follow_the_loop() -> None:
    assert tuple(name for name, _ in TABS) == NAMES


def test_every_event_of_the_page_is_private(services: Services) -> None:
    """Three endpoints are the whole API: what the page's own events do depends on who asks."""
    events = build_page(services).get_config_file()["dependencies"]
    public = [event["api_name"] for event in events if event["api_visibility"] != "private"]
    assert public == ["generate_titles", "comparison_result", "label_quality"]


def test_every_component_id_is_unique(services: Services) -> None:
    components = build_page(services).get_config_file()["components"]
    ids = [component["props"].get("elem_id") for component in components]
    named = [name for name in ids if name]
    assert len(named) == len(set(named))


def test_our_own_files_are_under_300_kb(services: Services) -> None:
    """What a page loads beside Gradio: style sheets, scripts and both languages' strings."""
    ui = Path(page_module.__file__).parent
    files = [file for kind in ("css", "js", "html") for file in ui.glob(f"*.{kind}")]
    page = build_page(services)
    strings = [text.translations(page).translations_dict]
    strings += [part["props"].get("props") for part in page.config["components"]]
    size = len(json.dumps(strings, ensure_ascii=False).encode())
    assert sum(file.stat().st_size for file in files) + size < 300_000


def test_no_tab_scrolls_sideways_on_a_phone_in_chinese(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN")
    for name in NAMES:
        page.click(f"#tab-{name}-button")
        page.wait_for_selector(f"#tab-{name}:visible")
        folded = page.locator(f"#tab-{name} button.label-wrap:not(.open):visible")
        while folded.count():
            folded.first.click()
            page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name


def test_this_machine_is_the_owner_and_a_forwarded_visitor_is_not(open_page: OpenPage) -> None:
    owner = open_page(tab="label", locale="fr-FR")  # we have no French
    assert owner.inner_text("#tab-create-button") == "1 Create"
    assert owner.locator("footer").is_hidden()
    owner.wait_for_selector("#owner-badge")
    owner.wait_for_selector("#owner-panel")
    volunteer = open_page(extra_http_headers={"X-Forwarded-For": "203.0.113.9"})  # starts with the card
    volunteer.wait_for_selector("#card-preference .card[data-state=pair]")
    assert volunteer.locator("#owner-badge").count() == volunteer.locator("#owner-panel").count() == 0


def test_the_owner_link_makes_a_visitor_the_owner(
    tmp_path_factory: pytest.TempPathFactory, open_page: OpenPage
) -> None:
    app: App = start_app(tmp_path_factory.mktemp("open"), GRADIO_SERVER_NAME="0.0.0.0")
    try:
        visitor = open_page(app.url)
        visitor.wait_for_timeout(1500)
        assert visitor.locator("#owner-badge").count() == 0
        visitor.goto(app.owner_link)
        visitor.wait_for_selector("#owner-badge")
        assert "owner=" not in visitor.url
        visitor.goto(app.url)
        visitor.wait_for_selector("#owner-badge")
        visitor.context.close()  # the page's open line would complain of the app's end
    finally:
        stop_app(app)
