"""Ideas are set aside, brought back and undone: the handlers by themselves, then in Chromium."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Page, expect

from pipeline import pairs
from pipeline.schema import Candidate, Idea, Purpose
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.ui import Services, choice_card, create_list, create_tab
from pipeline.ui.access import RateLimit
from pipeline.ui.standing import find_standing
from pipeline.ui.writing import Writing
from scripted import ScriptedWriter
from ui.running_app import PHONE, App, OpenPage, start_app, stop_app

TEXTS = ("baking bread", "fixing a bike", "buying pills", "selling pills")


@pytest.fixture
def services(services: Services) -> Services:
    """Those of all tests of the page, with a writer that proposes."""
    writer = ScriptedWriter({}, proposals=["baking bread", "cooking rice"])
    return replace(services, writer=lambda model: writer)


@pytest.fixture
def ideas(services: Services) -> list[Idea]:
    added = [Idea.of(services.task.name, text) for text in TEXTS]
    services.store.add_ideas(added)
    return added


def pressed(idea: Idea, aside: bool) -> Any:
    return SimpleNamespace(_data={"idea": idea.id, "aside": aside})


def texts(services: Services) -> list[str]:
    return [idea.text for idea in services.store.ideas(services.task)]


def listed(services: Services, request: gr.Request, search: str = "", aside: bool = False) -> list[Any]:
    return create_list.find_ideas(services, Writing(), search, False, aside, request)


def test_a_button_sets_its_idea_aside_and_undo_brings_it_back(
    services: Services, owner: gr.Request, ideas: list[Idea]
) -> None:
    said, act, button, *others = create_list.move_idea(services, pressed(ideas[2], True), owner)
    assert "“buying pills” is set aside" in said and button["visible"]
    assert others[::2] == ["", ""] and not any(other["visible"] for other in others[1::2])
    assert texts(services) == ["baking bread", "fixing a bike", "selling pills"]
    assert find_standing(services).ideas == 3
    html = listed(services, owner)[1]
    assert "buying pills" not in html and html.count(">Set aside</button>") == 3
    said, left, button = create_list.undo(services, act, owner)
    assert "Undone: 1 idea is back." in said and left is None and not button["visible"]
    assert texts(services) == list(TEXTS)


def test_the_switch_shows_those_that_are_set_aside_each_with_its_way_back(
    services: Services, owner: gr.Request, ideas: list[Idea]
) -> None:
    assert not listed(services, owner)[-2]["visible"]
    create_list.move_idea(services, pressed(ideas[0], True), owner)
    *_, unfinished, switch, every = listed(services, owner)
    assert (switch["label"], switch["visible"], every["visible"]) == ("Those set aside (1)", True, False)
    _, html, *_, unfinished, switch, _ = listed(services, owner, aside=True)
    assert html.count("<li class") == 1 and ">Bring back</button>" in html and "baking bread" in html
    assert not unfinished["interactive"] and switch["value"]
    said, *_ = create_list.move_idea(services, pressed(ideas[0], False), owner)
    assert "“baking bread” is back" in said
    _, html, *_, switch, _ = listed(services, owner, aside=True)  # there is none left to show
    assert html.count("<li class") == 4 and not switch["value"]


def test_all_that_a_search_finds_is_set_aside_and_brought_back_at_once(
    services: Services, owner: gr.Request, ideas: list[Idea]
) -> None:
    assert not listed(services, owner)[-1]["visible"]  # not for everything there is
    every = listed(services, owner, "PILLS")[-1]
    assert (every["value"], every["visible"]) == ("Set all 2 found aside", True)
    said, *_ = create_list.move_found(services, "PILLS", False, False, owner)
    assert "Ideas set aside: 2" in said and texts(services) == ["baking bread", "fixing a bike"]
    every = listed(services, owner, aside=True)[-1]
    assert (every["value"], every["visible"]) == ("Bring all 2 back", True)
    said, act, *_ = create_list.move_found(services, "", False, True, owner)
    assert "brought back, with all they had: 2" in said and len(texts(services)) == 4
    assert "2 ideas are out" in create_list.undo(services, act, owner)[0]


def test_undo_sets_aside_just_what_was_added_or_came_back(
    services: Services, owner: gr.Request, ideas: list[Idea]
) -> None:
    services.store.set_aside([ideas[0].id], True, services.now())
    _, report, act, button, *_ = create_tab.add_typed(services, "baking bread\nbees\nfixing a bike", owner)
    assert "Ideas added: 1 · set aside before, now back: 1 · here already: 1" in report
    assert button["visible"] and "bees" in texts(services) and "baking bread" in texts(services)
    said, *_ = create_list.undo(services, act, owner)
    assert "Undone: 2 ideas are out." in said
    assert texts(services) == ["fixing a bike", "buying pills", "selling pills"]
    assert services.store.ideas_aside(services.task) == [ideas[0]]  # as before


def test_the_ideas_that_come_with_the_app_go_and_come_again(services: Services, owner: gr.Request) -> None:
    report, act, *_ = create_tab.add_shipped(services, RateLimit(100.0, 100), owner)
    n = len(texts(services))
    create_list.undo(services, act, owner)
    assert texts(services) == []
    shown = create_tab.show_tab(services, Writing(), "", False, False, 1, owner)
    assert "No ideas yet" in str(shown) and "All your ideas" not in str(shown)
    assert not listed(services, owner)[-2]["visible"]  # no switch to those set aside
    report, act, *_ = create_tab.add_shipped(services, RateLimit(100.0, 100), owner)
    assert f"Ideas added: {n}<" in report and len(act.new) == n


def test_nothing_new_leaves_nothing_to_undo(services: Services, owner: gr.Request, ideas: list[Idea]) -> None:
    _, _, act, button, *_ = create_tab.add_typed(services, "baking bread", owner)
    assert act is None and not button["visible"]
    for given in (None, "everything"):
        with pytest.raises(ValueError, match="nothing to undo"):
            create_list.undo(services, given, owner)  # type: ignore[arg-type]


def test_a_model_brings_nothing_back(services: Services, owner: gr.Request, ideas: list[Idea]) -> None:
    services.store.set_aside([ideas[0].id], True, services.now())
    *_, (report, act, *_) = create_tab.add_brainstorm(services, "kitchen", 5, "embedded", owner)
    assert "Ideas added: 1 · set aside before, and left so: 1" in report
    assert act.new == (Idea.of(services.task.name, "cooking rice").id,)


def test_the_one_that_was_set_aside_last_stands_first(
    services: Services, owner: gr.Request, ideas: list[Idea]
) -> None:
    create_tab.add_typed(services, "a later idea", owner)
    services.store.set_aside(
        [one.id for one in services.store.ideas(services.task)[-2:]], True, services.now()
    )
    services.store.set_aside([ideas[0].id], True, services.now() + timedelta(seconds=1))
    html = listed(services, owner, aside=True)[1]
    assert re.findall(r'idea-text">(.*?)<', html) == ["baking bread", "a later idea", "selling pills"]


def test_a_project_whose_titles_are_all_set_aside_is_not_called_empty(
    services: Services, owner: gr.Request, ideas: list[Idea]
) -> None:
    services.store.add_candidates([Candidate.of(ideas[0].id, "Bread", "w", services.task.version)])
    services.store.set_aside([idea.id for idea in ideas], True, services.now())
    shown = str(create_tab.show_tab(services, Writing(), "", False, False, 1, owner))
    assert "All your ideas are set aside" in shown and "No ideas yet" not in shown


def test_what_came_back_is_said_to_have_nothing_that_it_has_not(
    services: Services, owner: gr.Request, ideas: list[Idea]
) -> None:
    services.store.set_aside([ideas[0].id], True, services.now())
    said, *_ = create_list.move_idea(services, pressed(ideas[0], False), owner)
    assert "“baking bread” is back, with all it had." in said


def test_only_the_owner_moves_ideas(
    services: Services, owner: gr.Request, volunteer: gr.Request, ideas: list[Idea]
) -> None:
    _, act, *_ = create_list.move_idea(services, pressed(ideas[0], True), owner)
    for attempt in (
        lambda: create_list.move_idea(services, pressed(ideas[1], True), volunteer),
        lambda: create_list.move_found(services, "", False, False, volunteer),
        lambda: create_list.undo(services, act, volunteer),
    ):
        with pytest.raises(ValueError, match="Only the owner"):
            attempt()
    assert texts(services) == list(TEXTS[1:])


def test_the_example_is_listed_without_acts_and_its_ideas_are_none_of_the_projects(
    both: Services, owner: gr.Request
) -> None:
    example = both.shown()
    before = example.store.ideas(YOUTUBE_TITLES)
    *_, html, _, _, _, _, _, switch, every = listed(example, owner, "how")
    assert "<button" not in html and not switch["visible"] and not every["visible"]
    with pytest.raises(ValueError, match="not in your project"):
        create_list.move_idea(both, pressed(before[0], True), owner)
    with pytest.raises(ValueError, match="Only the owner"):
        create_list.move_idea(example, pressed(before[0], True), owner)
    assert example.store.ideas(YOUTUBE_TITLES) == before and both.store.holds_nothing()


def test_a_card_that_shows_an_idea_takes_its_answer_and_goes_on_with_others(
    services: Services, volunteer: gr.Request, ideas: list[Idea]
) -> None:
    store, task = services.store, services.task
    for idea in ideas[:2]:
        store.add_candidates(Candidate.of(idea.id, f"{idea.text}, {n}", "w", task.version) for n in range(4))
    pairs.add_all_pairs(store, task)
    asked: dict[str, Any] = {"browser": "0123456789abcdef" * 2, "held": []}
    shown, *ahead = choice_card.open_card(services, Purpose.PREFERENCE, asked, volunteer)["pairs"]
    assert {each["idea"] for each in (shown, *ahead)} == {"baking bread"}
    store.set_aside([ideas[0].id], True, services.now())
    given = {
        **asked,
        "held": [each["lease"] for each in ahead],
        "lease": shown["lease"],
        "answer": "left",
        "ms": 900,
    }
    state = choice_card.answer(services, Purpose.PREFERENCE, given, volunteer)
    assert state["live"] == [] and {each["idea"] for each in state["pairs"]} == {"fixing a bike"}
    assert store.labels() == [] and len(store.labels(every_idea=True)) == 1


@pytest.fixture
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    data_dir = tmp_path_factory.mktemp("aside")
    store = Store(data_dir / "title-tuner.db")
    store.add_task(YOUTUBE_TITLES)
    store.add_ideas(Idea.of(YOUTUBE_TITLES.name, f"growing herb number {n}") for n in range(1000))
    store.close()
    running = start_app(data_dir)
    yield running
    stop_app(running)


def summary(page: Page, n: int) -> None:
    expect(page.locator("#create-summary")).to_contain_text(f"Ideas: {n:,} ")


def test_a_typo_goes_by_the_keyboard_and_a_hasty_click_with_one_more(
    own_app: App, open_page: OpenPage
) -> None:
    page = open_page(own_app.url, tab="create")
    summary(page, 1000)
    page.fill("#create-typed textarea", "grwoing herbs")
    page.click("#create-add")
    summary(page, 1001)
    first = page.locator("#create-ideas .idea-act").first
    expect(first).to_have_accessible_name("Set aside: grwoing herbs")
    first.focus()
    page.keyboard.press("Enter")
    summary(page, 1000)
    expect(page.locator("#create-list-said")).to_contain_text("“grwoing herbs” is set aside")
    expect(page.locator("#create-list-undo")).to_be_focused()
    page.keyboard.press("Enter")
    summary(page, 1001)

    page.click("#create-shipped")
    expect(page.locator("#create-report")).to_contain_text("Ideas added: 40")
    expect(page.locator("#create-shipped")).to_have_text("Add the other 92 example ideas")
    page.click("#create-undo")
    summary(page, 1001)
    expect(page.locator("#create-undo")).to_be_hidden()
    expect(page.get_by_label("Those set aside")).to_be_hidden()


def test_what_was_searched_for_hides_no_new_idea(own_app: App, open_page: OpenPage) -> None:
    page = open_page(own_app.url, tab="create")
    search, names = page.get_by_placeholder("Search the ideas"), page.locator("#create-ideas .idea-text")
    summary(page, 1000)  # the tab begins with nothing searched for
    search.press_sequentially("number 99")
    expect(names).to_have_count(11)
    page.fill("#create-typed textarea", "keeping bees")
    page.click("#create-add")
    expect(names.first).to_have_text("keeping bees")
    expect(search).to_have_value("")
    page.get_by_role("button", name="Set aside: keeping bees").click()
    page.get_by_label("Those set aside (1)").check()
    expect(names).to_have_text(["keeping bees"])
    page.fill("#create-typed textarea", "keeping ants")
    page.click("#create-add")
    expect(names.first).to_have_text("keeping ants")
    search.press_sequentially("number 99")
    expect(names).to_have_count(11)
    page.click("#tab-label-button")
    page.click("#tab-create-button")
    expect(search).to_have_value("")
    expect(names.first).to_have_text("keeping ants")


def test_on_a_phone_what_was_found_goes_and_comes_back(own_app: App, open_page: OpenPage) -> None:
    page = open_page(own_app.url, tab="create", viewport=PHONE, has_touch=True)
    summary(page, 1000)
    page.get_by_placeholder("Search the ideas").press_sequentially("number 99")
    page.get_by_role("button", name="Set all 11 found aside").tap()
    summary(page, 989)
    page.get_by_placeholder("Search the ideas").fill("")
    page.get_by_label("Those set aside (11)").check()
    page.get_by_role("button", name="Bring back: growing herb number 999").tap()
    summary(page, 990)
    expect(page.locator("#create-ideas .idea")).to_have_count(10)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_only_the_latest_act_can_be_undone(own_app: App, open_page: OpenPage) -> None:
    page = open_page(own_app.url, tab="create")
    ours, theirs = page.locator("#create-undo"), page.locator("#create-list-undo")
    page.fill("#create-typed textarea", "keeping bees\nkeeping wasps")
    page.click("#create-add")
    expect(ours).to_be_visible()
    page.get_by_role("button", name="Set aside: keeping wasps").click()
    expect(theirs).to_be_visible()
    expect(ours).to_be_hidden()
    page.fill("#create-typed textarea", "keeping ants")
    page.click("#create-add")
    expect(ours).to_be_visible()
    expect(theirs).to_be_hidden()
    expect(page.locator("#create-list-said")).to_have_text("")
    page.fill("#create-typed textarea", "keeping newts")
    ours.click()
    expect(page.locator("#create-report")).to_have_text("Undone: 1 idea is out.")
    expect(page.locator("#create-typed textarea")).to_have_value("keeping ants\nkeeping newts")
    summary(page, 1001)
    page.get_by_label("Those set aside (1)").check()
    expect(page.locator("#create-ideas .idea-text")).to_have_text(["keeping wasps"])


def test_a_brainstorm_is_told_of_by_its_own_button(own_app: App, open_page: OpenPage) -> None:
    page = open_page(own_app.url, tab="create")
    page.fill("#create-topic textarea", "keeping bees")
    page.click("#create-brainstorm")
    page.wait_for_selector("#create-thought:has-text('thinking of ideas')")
    page.wait_for_selector("#create-thought:has-text('Ideas added:')")
    expect(page.locator("#create-report")).to_have_text("")
    page.click("#create-unthink")
    summary(page, 1000)


def test_of_several_mistakes_the_corner_says_the_latest(own_app: App, open_page: OpenPage) -> None:
    page = open_page(own_app.url, tab="create")
    toast = page.get_by_test_id("toast-body")
    for _ in range(2):
        page.click("#create-add")
        expect(toast).to_contain_text("Type an idea first")
        expect(toast).to_contain_text("Not yet")
        expect(toast).to_have_class(re.compile("warning"))
    page.click("#create-brainstorm")
    expect(toast.get_by_text("Write a topic first.")).to_be_visible()
    expect(page.get_by_test_id("toast-text").filter(visible=True)).to_have_count(1)
    expect(page.locator(".toast-count")).to_be_hidden()


def test_the_search_follows_what_is_deleted_and_pasted(own_app: App, open_page: OpenPage) -> None:
    page = open_page(own_app.url, tab="create")
    search, found = page.get_by_placeholder("Search the ideas"), page.locator("#create-ideas .idea")
    place, nothing = page.locator("#create-place"), page.locator("#create-ideas .notice")
    expect(found).to_have_count(12)  # the tab begins with nothing searched for
    search.press_sequentially("number 99")
    expect(found).to_have_count(11)
    search.press("Backspace")
    expect(place).to_have_text("Page 1 of 10")
    search.press_sequentially("x")
    expect(nothing).to_be_visible()
    search.press("Control+a")
    search.press("Control+x")
    expect(place).to_have_text("Page 1 of 84")
    search.press("Control+v")
    expect(nothing).to_be_visible()
    search.press("Home")
    for _ in range("number 9x".index("9")):
        search.press("Delete")
    expect(nothing).to_be_visible()
    search.press("End")
    search.press("Backspace")
    expect(place).to_have_text("Page 1 of 23")  # those with a 9
    expect(search).to_be_focused()
    assert search.evaluate("(box) => [box.value, box.selectionStart]") == ["9", 1]


def test_what_stands_without_a_box_is_not_cut_at_its_corners(own_app: App, open_page: OpenPage) -> None:
    page = open_page(own_app.url, tab="create")
    summary(page, 1000)
    cut = """(element) => {
        for (let each = element; each.id !== "tab-create"; each = each.parentElement) {
            const { overflow, borderRadius, padding } = getComputedStyle(each);
            if (each !== element && overflow !== "visible" && borderRadius !== "0px" && padding === "0px")
                return each.className;
        }
        return "";
    }"""
    for part in (".section h2", "#create-list h2", "#create-summary p", ".filter input[type=checkbox]"):
        assert page.locator(f"#tab-create {part}").first.evaluate(cut) == ""
    assert page.get_by_placeholder("Search the ideas").evaluate(cut) == ""


def test_an_idea_that_the_usual_writer_declines_says_so_before_anybody_asks_it(
    services: Services, owner: gr.Request, ideas: list[Idea]
) -> None:
    said = "The embedded model writes in English only"
    assert said not in str(listed(services, owner))
    services.store.add_ideas([Idea.of(services.task.name, "做面包")])
    assert str(listed(services, owner)).count(said) == 1
