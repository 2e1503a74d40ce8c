"""The page as a whole: four tabs, two languages, two kinds of visitor, and nothing asked of other hosts."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from pipeline.ui import Services, text
from pipeline.ui import page as page_module
from pipeline.ui.page import build_page
from ui.card_steps import wait_for_pair
from ui.running_app import PHONE, App, OpenPage
from ui.test_label_import import look_at_a_file_and_import_it, write_rows
from ui.test_playground import play_copy_and_send

NAMES = ("create", "label", "train", "compare")


def test_the_tabs_follow_the_loop(services: Services) -> None:
    components = build_page(services)[0].get_config_file()["components"]
    ids = (each["props"].get("elem_id") for each in components if each["type"] == "tabitem")
    assert tuple(each for each in ids if each and each.startswith("tab-")) == tuple(
        f"tab-{name}" for name in NAMES
    )


def test_every_event_of_the_page_is_private(services: Services) -> None:
    """Three endpoints are the whole API: what the page's own events do depends on who asks."""
    events = build_page(services)[0].get_config_file()["dependencies"]
    public = [event["api_name"] for event in events if event["api_visibility"] != "private"]
    assert public == ["generate_titles", "comparison_result", "label_quality"]


def test_every_component_id_is_unique(services: Services) -> None:
    components = build_page(services)[0].get_config_file()["components"]
    ids = [component["props"].get("elem_id") for component in components]
    named = [name for name in ids if name]
    assert len(named) == len(set(named))


def test_our_own_files_are_under_300_kb(services: Services) -> None:
    """What a page loads beside Gradio: style sheets, scripts and both languages' strings."""
    ui = Path(page_module.__file__).parent
    files = [file for kind in ("css", "js", "html") for file in ui.glob(f"*.{kind}")]
    page, _ = build_page(services)
    strings = [text.translations(page).translations_dict]
    strings += [part["props"].get("props") for part in page.config["components"]]
    size = len(json.dumps(strings, ensure_ascii=False).encode())
    assert sum(file.stat().st_size for file in files) + size < 300_000


def test_on_a_phone_in_chinese_no_tab_scrolls_sideways_and_a_question_opens(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN")
    for name in NAMES:
        page.click(f"#tab-{name}-button")
        page.wait_for_selector(f"#tab-{name}:visible")
        if name == "label":
            assert_the_card_speaks_chinese(page)
        if name == "train":
            assert_a_question_opens_to_its_answer(page)
        folded = page.locator(f"#tab-{name} button.label-wrap:not(.open):visible")
        while folded.count():
            folded.first.click()
            page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name


def assert_the_card_speaks_chinese(page: Page) -> None:
    wait_for_pair(page)
    assert page.inner_text("#card-preference [data-word=card_skip]") == "跳过"
    assert page.inner_text("#tab-label-button") == "2 标注"
    assert "标注概况" in page.inner_text("#label-counts")
    assert not re.search(r"__i18n__|translation_metadata|\b(page|label)_[a-z]+\b", page.inner_text("body"))


def assert_a_question_opens_to_its_answer(page: Page) -> None:
    """In the browser's language."""
    question = page.locator('[data-explains="dpo"] summary')
    question.wait_for(state="visible")
    assert question.inner_text() == "它怎样从选择中学习？（DPO）"
    question.focus()
    page.keyboard.press("Enter")
    assert "直接偏好优化" in page.inner_text('[data-explains="dpo"] p >> nth=0')
    box = page.locator('[data-explains="dpo"] math').bounding_box()
    assert box and box["height"] > 30  # drawn with fractions, not as a line of letters


def test_this_machine_is_the_owner_who_imports_and_plays_and_a_forwarded_visitor_is_not(
    app: App, open_page: OpenPage, tmp_path: Path
) -> None:
    owner = open_page(tab="label", locale="fr-FR")  # we have no French
    assert owner.inner_text("#tab-create-button") == "1 Create"
    assert owner.locator("footer").is_hidden()
    owner.wait_for_selector("#owner-badge")
    owner.wait_for_selector("#owner-panel")
    look_at_a_file_and_import_it(owner, write_rows(tmp_path))
    owner.click("#tab-compare-button")
    play_copy_and_send(owner, app)
    volunteer = open_page(extra_http_headers={"X-Forwarded-For": "203.0.113.9"})  # starts with the card
    volunteer.wait_for_selector("#card-preference .card[data-state=pair]")
    assert volunteer.locator("#owner-badge").count() == volunteer.locator("#owner-panel").count() == 0
    expect(volunteer.locator("#hub-line")).to_be_hidden()  # no room where nothing will be said
    volunteer.click("#tab-create-button")
    expect(volunteer.locator("#tab-create")).to_contain_text("belongs to the owner")
    expect(volunteer.locator("#create-write")).to_have_count(0)
