"""The card in a real browser against the real app. Opening a page is what takes the time, so one visit does
several things, one after the other.
"""

import json
from functools import partial
from typing import Any

from playwright.sync_api import Page, Route, expect

from pipeline.schema import Idea
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from ui.card_steps import COVERED, wait_for_count, wait_for_pair, wait_until_sent
from ui.card_steps import PREFERENCE as CARD
from ui.card_steps import answer as answer_pair
from ui.running_app import PHONE, App, OpenPage, unfold

SERVER = "**/component_server/"
DENIED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied') } })"


def count(page: Page) -> int:
    """How many pairs the card has counted as answered."""
    return int(page.get_attribute(f"{CARD} .card", "data-answered") or 0)


def open_label(open_page: OpenPage, **options: Any) -> Page:
    page = open_page(tab="label", **options)
    wait_for_pair(page)
    return page


def count_votes(app: App) -> int:
    store = Store(app.data_dir / "title-tuner.db")
    votes = len(store.labels())
    store.close()
    return votes


def leave_keys_alone_while_typing_and_while_hidden(page: Page) -> None:
    page.click("#tab-compare-button")
    page.wait_for_selector("#playground")
    page.keyboard.press("a")
    page.click("#playground button.label-wrap")
    page.locator("#play-idea textarea, #play-idea input").first.type("a bat sat")
    page.click("#tab-label-button")
    wait_for_pair(page)
    page.keyboard.press("Control+a")
    assert count(page) == 0


def test_every_key_and_every_button_answers_once_and_keys_only_where_the_card_is_used(
    open_page: OpenPage,
) -> None:
    page = open_label(open_page)
    leave_keys_alone_while_typing_and_while_hidden(page)
    keys = ("a", "ArrowLeft", "B", "ArrowRight", "t", "ArrowDown", "x", "s")
    for n, key in enumerate(keys, start=1):
        answer_pair(page, partial(page.keyboard.press, key), n)
    for n, name in enumerate(("left", "right", "tie", "neither", "skip"), start=len(keys) + 1):
        answer_pair(page, partial(page.click, f"{CARD} [data-answer={name}]"), n)
    wait_until_sent(page)
    assert count(page) == len(keys) + 5


def undo_brings_the_pair_back_and_takes_the_label_out(page: Page, app: App, before: int) -> None:
    idea = page.inner_text(f"{CARD} [data-part=idea]")
    titles = {page.inner_text(f"{CARD} [data-part={side}]") for side in ("left", "right")}
    assert page.is_disabled(f"{CARD} [data-part=undo]")
    answer_pair(page, lambda: page.keyboard.press("a"), 1)
    wait_until_sent(page)
    page.keyboard.press("u")
    page.wait_for_selector(f"{CARD} [data-part=brief]:not(:empty)")
    assert page.evaluate(COVERED, CARD) == []
    places = (
        "['pair', 'rights'].map(part => document.querySelector(`.card-${part}`).getBoundingClientRect().y)"
    )
    shown_at = page.evaluate(places)
    page.evaluate(f"document.querySelector('{CARD} [data-part=brief]').textContent = ''")
    assert page.evaluate(places) == shown_at  # the note has moved nothing
    assert page.inner_text(f"{CARD} [data-part=idea]") == idea
    assert {page.inner_text(f"{CARD} [data-part={side}]") for side in ("left", "right")} == titles
    assert (count(page), count_votes(app)) == (0, before)


def two_clicks_at_once_are_one_label(page: Page, app: App, before: int) -> None:
    wait_for_pair(page)
    page.dblclick(f"{CARD} [data-answer=left]")
    wait_for_count(page, 1)
    wait_until_sent(page)
    assert (count(page), count_votes(app)) == (1, before + 1)


def undo_waits_for_the_answer_that_is_on_its_way(page: Page, app: App, before: int) -> None:
    wait_for_pair(page)
    press = "key => document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    page.evaluate(f"['a', 'u'].forEach({press})")
    page.wait_for_selector(f"{CARD} [data-part=brief]:not(:empty)")
    assert (count(page), count_votes(app)) == (1, before + 1)


def a_slow_down_keeps_the_answer(page: Page) -> None:
    refusing = [True]

    def refuse(route: Route) -> None:
        if route.request.post_data_json["fn_name"] == "answer" and refusing:
            route.fulfill(json={"error": "That was a bit fast.", "again": True})
        else:
            route.continue_()

    wait_for_pair(page)
    page.route(SERVER, refuse)
    page.keyboard.press("a")
    page.wait_for_selector(f"{CARD} [data-part=note-text]:text-is('That was a bit fast.')")
    refusing.clear()
    wait_until_sent(page)  # tried again by itself
    page.unroute(SERVER)
    assert count(page) == 2


def test_undo_two_clicks_at_once_and_a_server_that_asks_for_patience(app: App, open_page: OpenPage) -> None:
    page = open_label(open_page)
    before = count_votes(app)
    undo_brings_the_pair_back_and_takes_the_label_out(page, app, before)
    two_clicks_at_once_are_one_label(page, app, before)
    undo_waits_for_the_answer_that_is_on_its_way(page, app, before)
    a_slow_down_keeps_the_answer(page)
    assert count_votes(app) == before + 2


def answers_outlive_a_server_that_is_away(page: Page, app: App, before: int) -> None:
    page.route(SERVER, lambda route: route.abort())
    answer_pair(page, lambda: page.keyboard.press("a"), 1)
    page.wait_for_selector(f"{CARD} [data-part=retry]:visible")
    assert "cannot be reached" in page.inner_text(f"{CARD} [data-part=note]")
    answer_pair(page, lambda: page.keyboard.press("b"), 2)  # the pairs fetched ahead can still be answered
    page.unroute(SERVER)
    page.evaluate(f"document.querySelector('{CARD} [data-part=retry]').click()")  # or by itself
    wait_until_sent(page)
    page.wait_for_selector(f"{CARD} [data-part=note]", state="hidden")
    assert (count(page), count_votes(app)) == (2, before + 2)


def what_another_window_could_not_send_is_left_alone(page: Page) -> None:
    place = "title-tuner-unsent-preference-" + "f" * 32
    vote = json.dumps({"lease": "f" * 32, "answer": "left", "ms": 5, "at": 1})
    page.evaluate("([place, vote]) => localStorage.setItem(place, vote)", [place, vote])
    wait_for_pair(page)
    with page.expect_response(SERVER):
        page.keyboard.press("s")
    wait_for_count(page, 3)
    mine = "() => Object.keys(localStorage).filter(key => key.startsWith('title-tuner-unsent-preference'))"
    page.wait_for_function(f"() => ({mine})().length === 1")  # the skip was sent
    assert page.evaluate("place => localStorage.getItem(place)", place) == vote


def the_next_visit_sends_what_was_not_sent(page: Page, app: App, before: int) -> None:
    """Its own answer, and what the other window left, which nobody was ever lent."""
    page.route(SERVER, lambda route: route.abort())
    answer_pair(page, lambda: page.keyboard.press("a"), 4)
    page.wait_for_selector(f"{CARD} [data-part=retry]:visible")
    page.unroute(SERVER)
    page.reload()
    page.click("#tab-label-button")
    wait_until_sent(page)
    wait_for_count(page, 4)
    assert count_votes(app) == before + 1


def the_last_answer_is_taken_back_after_a_reload(page: Page) -> None:
    wait_for_pair(page)
    page.keyboard.press("u")
    wait_for_count(page, 3)
    assert page.is_disabled(f"{CARD} [data-part=undo]")


def no_key_answers_what_is_out_of_sight(page: Page) -> None:
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<div style=height:4000px></div>')")
    page.evaluate("scrollTo(0, 4000)")
    wait_for_pair(page)
    page.keyboard.press("b")
    page.wait_for_timeout(300)
    assert count(page) == 3
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("b")
    wait_for_count(page, 4)


def test_answers_outlive_a_server_that_is_away_another_window_and_a_reload(
    app: App, open_page: OpenPage
) -> None:
    page = open_label(open_page, forgive="ERR_FAILED")
    before = count_votes(app)
    answers_outlive_a_server_that_is_away(page, app, before)
    what_another_window_could_not_send_is_left_alone(page)
    the_next_visit_sends_what_was_not_sent(page, app, count_votes(app))
    the_last_answer_is_taken_back_after_a_reload(page)
    no_key_answers_what_is_out_of_sight(page)


def test_a_browser_that_keeps_nothing_labels_all_the_same(open_page: OpenPage) -> None:
    page = open_label(open_page, prepare=lambda page: page.add_init_script(DENIED))
    page.keyboard.press("a")
    wait_for_count(page, 1)


def test_two_windows_of_one_browser_share_their_progress_and_ask_nothing_twice(open_page: OpenPage) -> None:
    first = open_label(open_page)
    second = first.context.new_page()
    second.goto(first.url)
    second.click("#tab-label-button")
    wait_for_pair(second)
    answered = {second.inner_text(f"{CARD} [data-part={side}]") for side in ("left", "right")}
    second.keyboard.press("a")
    wait_until_sent(second)
    first.bring_to_front()
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_for_count(first, 1)
    shown = {first.inner_text(f"{CARD} [data-part={side}]") for side in ("left", "right")}
    assert shown != answered


def test_what_the_browser_holds_says_nothing_about_sides_and_its_id_is_sent_once(
    open_page: OpenPage, app: App
) -> None:
    page = open_page(f"{app.url}/#create")
    asked: list[dict[str, Any]] = []
    page.on(
        "request", lambda sent: asked.append(sent.post_data_json) if "component_server" in sent.url else None
    )
    with page.expect_response(lambda got: "component_server" in got.url) as opened:
        page.click("#tab-label-button")
    wait_for_pair(page)
    held = opened.value.json()
    assert set(held) <= {"live", "pairs", "done", "total", "possible", "practice", "labels", "enough"}
    shown = held["pairs"]
    assert shown and all(set(pair) == {"lease", "idea", "left", "right", "after"} for pair in shown)
    assert all(len(pair["lease"]) == 32 for pair in shown)

    page.keyboard.press("a")
    wait_for_count(page, 1)
    wait_until_sent(page)
    answers = [sent for sent in asked if sent["fn_name"] == "answer"]
    assert answers and all(
        set(sent["data"]) == {"lease", "answer", "ms", "held", "alone"} for sent in answers
    )


def test_about_how_many_pairs_there_are_moves_only_where_it_was_far_off(open_page: OpenPage) -> None:
    totals = [30, 31, 29, 40, 40]

    def say_other_totals(route: Route) -> None:
        reply = route.fetch()
        given = {key: value for key, value in reply.json().items() if key not in ("labels", "enough")}
        route.fulfill(response=reply, json={**given, "total": totals[0]})  # as when there are enough labels

    page = open_page(prepare=lambda page: page.route(SERVER, say_other_totals))
    page.click("#tab-label-button")
    wait_for_pair(page)
    said = []
    for n in range(1, len(totals)):
        said.append(page.inner_text(f"{CARD} .card-progress"))
        totals.pop(0)
        answer_pair(page, partial(page.keyboard.press, "a"), n)
        wait_until_sent(page)
    begun = [f"{n} of about {total} pairs seen" for n, total in ((1, 30), (2, 30), (3, 40))]
    assert said == ["", *begun]


def test_under_a_thumb_the_buttons_stay_where_they_are_however_long_the_titles(open_page: OpenPage) -> None:
    page = open_label(open_page, viewport=PHONE, has_touch=True, is_mobile=True)
    page.wait_for_selector("#guide [data-part=said]:not(:empty)")
    places = """(titles) => {
        const part = (name) => document.querySelector(`#card-preference ${name}`);
        part("[data-part=left]").textContent = titles[0];
        part("[data-part=right]").textContent = titles[1];
        const top = (name) => part(`[data-answer=${name}]`).getBoundingClientRect().y;
        return ["left", "right", "tie"].map(top);
    }"""
    short, usual = "Bread?", "Seven Mistakes That Everybody Makes When They First Bake Bread at Home"
    at = page.evaluate(places, [short, short])
    assert page.evaluate(places, [usual, short]) == page.evaluate(places, [short, usual]) == at
    assert page.evaluate(places, [usual, usual]) == at
    skip = page.locator(f"{CARD} [data-answer=skip]").bounding_box()
    assert skip and skip["y"] + skip["height"] <= PHONE["height"]
    unfold(page, "owner-more")
    rows = "tabs => new Set(tabs.map(tab => tab.getBoundingClientRect().y)).size"
    assert page.locator("#owner-tabs .tab-container > button").evaluate_all(rows) == 1


def test_the_bar_and_the_tabs_follow_what_the_owner_does_without_waiting_for_their_next_look(
    app: App, open_page: OpenPage
) -> None:
    no_timer = """
    const real = setInterval;
    window.setInterval = (act, ms, ...given) => (ms === 4000 ? 0 : real(act, ms, ...given));"""
    page = open_label(open_page, prepare=lambda page: page.add_init_script(no_timer))
    page.wait_for_selector("#tab-label-button[data-said]")
    counted = "(step) => +document.getElementById(`tab-${step}-button`).dataset.said.match(/\\d+|$/)[0]"
    becomes = f"([step, n]) => ({counted})(step) === n"
    n_labels = page.evaluate(counted, "label")
    answer_pair(page, partial(page.keyboard.press, "a"), 1)
    page.wait_for_function(becomes, arg=["label", n_labels + 1])
    store = Store(app.data_dir / "title-tuner.db")
    store.add_ideas([Idea.of(YOUTUBE_TITLES.name, "an idea that came from elsewhere")])
    n_ideas = store.count_ideas(YOUTUBE_TITLES)
    store.close()
    unfold(page, "owner-more")
    page.click("#owner-people-button")
    page.wait_for_function(becomes, arg=["create", n_ideas])


def test_the_overview_that_lies_open_follows_the_answers(open_page: OpenPage) -> None:
    page = open_label(open_page)
    unfold(page, "label-counts")
    labels = page.locator("#label-stats dd").first
    labels.wait_for()
    before = int(labels.inner_text())
    answer_pair(page, partial(page.keyboard.press, "a"), 1)
    expect(labels).to_have_text(str(before + 1))


def test_the_owner_is_told_of_one_target_and_a_screen_reader_of_each_pair_once(open_page: OpenPage) -> None:
    page = open_label(open_page)
    answer_pair(page, partial(page.keyboard.press, "a"), 1)
    wait_until_sent(page)  # or both may still say what they said before
    same = """(card) => {
        const said = (at) => document.querySelector(at).innerText.match(/(\\d+) of( the)? (\\d+) labels/);
        const { value, max } = document.querySelector(`${card} progress`);
        const told = ["#guide [data-part=said]", `${card} [data-part=count]`].map(said);
        return value > 0 && told.every(([, n, , enough]) => +n === value && +enough === max);
    }"""
    page.wait_for_function(same, arg=CARD)
    before = page.inner_text(f"{CARD} [data-part=count]")
    answer_pair(page, partial(page.keyboard.press, "s"), 2)
    wait_until_sent(page)
    assert page.inner_text(f"{CARD} [data-part=count]") == before  # a skip is no label
    assert "goal" not in page.inner_text(f"{CARD} .card-progress")
    page = open_label(open_page, locale="zh-CN")
    spoken = page.text_content(f"{CARD} [data-part=spoken]")
    assert spoken and spoken.startswith("视频选题：") and "。A：" in spoken and "。B：" in spoken
