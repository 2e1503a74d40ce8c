"""The card: in a real browser against the real app, and its server functions by themselves."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Page, Route

from pipeline.pairs import LEASE_TIME
from pipeline.schema import Purpose
from pipeline.store import Store
from pipeline.ui import Services
from pipeline.ui.access import RateLimit, annotator_id
from pipeline.ui.choice_card import _guarded, answer, erase, open_card, take_back
from ui.card_steps import answer as answer_pair
from ui.card_steps import wait_for_count, wait_for_pair, wait_until_sent
from ui.running_app import App, OpenPage, make_request, write_some_titles

BROWSER = "0123456789abcdef" * 2


def count(page: Page) -> int:
    """How many pairs the card says are answered."""
    return int(page.inner_text("#card-preference [data-part=count]").split("/")[0])


def open_label(open_page: OpenPage, **options: Any) -> Page:
    page = open_page(tab="label", **options)
    wait_for_pair(page)
    return page


def count_votes(app: App) -> int:
    store = Store(app.data_dir / "title-tuner.db")
    votes = len(store.labels())
    store.close()
    return votes


def test_every_key_and_every_button_answers_once(open_page: OpenPage) -> None:
    page = open_label(open_page)
    keys = ("a", "ArrowLeft", "B", "ArrowRight", "t", "ArrowDown", "x", "s")
    for n, key in enumerate(keys, start=1):
        answer_pair(page, partial(page.keyboard.press, key), n)
    for n, name in enumerate(("left", "right", "tie", "neither", "skip"), start=len(keys) + 1):
        answer_pair(page, partial(page.click, f"#card-preference [data-answer={name}]"), n)
    wait_until_sent(page)
    assert count(page) == len(keys) + 5


def test_keys_are_left_alone_while_typing_and_while_the_card_is_hidden(open_page: OpenPage) -> None:
    page = open_label(open_page)
    page.click("#tab-compare-button")
    page.wait_for_selector("#playground")
    page.keyboard.press("a")
    page.click("#playground button.label-wrap")
    page.locator("#play-idea textarea, #play-idea input").first.type("a bat sat")
    page.click("#tab-label-button")
    wait_for_pair(page)
    page.keyboard.press("Control+a")
    assert count(page) == 0


def test_undo_brings_the_pair_back_and_takes_the_label_out(app: App, open_page: OpenPage) -> None:
    page = open_label(open_page)
    before = count_votes(app)
    idea = page.inner_text("#card-preference [data-part=idea]")
    titles = {page.inner_text(f"#card-preference [data-part={side}]") for side in ("left", "right")}
    assert page.is_disabled("#card-preference [data-part=undo]")
    answer_pair(page, lambda: page.keyboard.press("a"), 1)
    wait_until_sent(page)
    page.keyboard.press("u")
    page.wait_for_selector("#card-preference [data-part=note]:visible")
    assert page.inner_text("#card-preference [data-part=idea]") == idea
    assert {page.inner_text(f"#card-preference [data-part={side}]") for side in ("left", "right")} == titles
    assert (count(page), count_votes(app)) == (0, before)

    wait_for_pair(page)
    page.dblclick("#card-preference [data-answer=left]")  # is one label
    wait_for_count(page, 1)
    wait_until_sent(page)
    assert (count(page), count_votes(app)) == (1, before + 1)

    wait_for_pair(page)
    press = "key => document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    page.evaluate(f"['a', 'u'].forEach({press})")  # undo waits for the answer that is on its way
    page.wait_for_selector("#card-preference [data-part=note]:visible")
    assert (count(page), count_votes(app)) == (1, before + 1)


def test_an_answer_outlives_a_server_that_is_away(app: App, open_page: OpenPage) -> None:
    page = open_label(open_page, forgive="ERR_FAILED")
    before = count_votes(app)
    page.route("**/component_server/", lambda route: route.abort())
    answer_pair(page, lambda: page.keyboard.press("a"), 1)
    page.wait_for_selector("#card-preference [data-part=retry]:visible")
    assert "cannot be reached" in page.inner_text("#card-preference [data-part=note]")
    answer_pair(page, lambda: page.keyboard.press("b"), 2)  # the pairs fetched ahead can still be answered
    page.unroute("**/component_server/")
    page.evaluate("document.querySelector('#card-preference [data-part=retry]').click()")  # or by itself
    wait_until_sent(page)
    page.wait_for_selector("#card-preference [data-part=note]", state="hidden")
    assert (count(page), count_votes(app)) == (2, before + 2)


def test_answers_that_were_not_sent_are_sent_by_the_next_visit(app: App, open_page: OpenPage) -> None:
    page = open_label(open_page, forgive="ERR_FAILED")
    before = count_votes(app)
    page.route("**/component_server/", lambda route: route.abort())
    answer_pair(page, lambda: page.keyboard.press("a"), 1)
    page.wait_for_selector("#card-preference [data-part=retry]:visible")
    page.unroute("**/component_server/")
    page.reload()
    page.click("#tab-label-button")
    wait_until_sent(page)
    wait_for_count(page, 1)
    assert count_votes(app) == before + 1


def test_what_another_window_could_not_send_yet_is_left_alone_and_sent_by_the_next_visit(
    open_page: OpenPage,
) -> None:
    page = open_label(open_page)
    place = "title-tuner-unsent-preference-" + "f" * 32
    vote = json.dumps({"lease": "f" * 32, "answer": "left", "ms": 5, "at": 1})
    page.evaluate("([place, vote]) => localStorage.setItem(place, vote)", [place, vote])
    page.keyboard.press("s")
    page.wait_for_function("() => sessionStorage.getItem('title-tuner-last-preference')")  # it was sent
    assert page.evaluate("place => localStorage.getItem(place)", place) == vote
    page.reload()
    page.click("#tab-label-button")
    wait_until_sent(page)
    wait_for_count(page, 1)  # nobody was ever lent that one


def test_the_last_answer_is_taken_back_after_a_reload_and_no_key_answers_what_is_out_of_sight(
    open_page: OpenPage,
) -> None:
    page = open_label(open_page)
    page.keyboard.press("a")
    wait_until_sent(page)
    page.reload()
    page.click("#tab-label-button")
    wait_for_count(page, 1)
    wait_for_pair(page)
    page.keyboard.press("u")
    wait_for_count(page, 0)
    assert page.is_disabled("#card-preference [data-part=undo]")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<div style=height:4000px></div>')")
    page.evaluate("scrollTo(0, 4000)")
    wait_for_pair(page)
    page.keyboard.press("b")
    page.wait_for_timeout(300)
    assert count(page) == 0
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("b")
    wait_for_count(page, 1)


def test_a_browser_that_keeps_nothing_labels_all_the_same(app: App, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied') } })"
    )
    page.goto(app.url)
    page.click("#tab-label-button")
    wait_for_pair(page)
    page.keyboard.press("a")
    wait_for_count(page, 1)


def test_two_windows_of_one_browser_share_their_progress_and_ask_nothing_twice(open_page: OpenPage) -> None:
    first = open_label(open_page)
    second = first.context.new_page()
    second.goto(first.url)
    second.click("#tab-label-button")
    wait_for_pair(second)
    answered = {second.inner_text(f"#card-preference [data-part={side}]") for side in ("left", "right")}
    second.keyboard.press("a")
    wait_until_sent(second)
    first.bring_to_front()
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_for_count(first, 1)
    shown = {first.inner_text(f"#card-preference [data-part={side}]") for side in ("left", "right")}
    assert shown != answered


def test_what_the_browser_holds_says_nothing_about_sides_and_its_id_is_sent_once(open_page: OpenPage) -> None:
    page = open_page()
    held: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    page.on("response", lambda got: held.append(got.json()) if "component_server" in got.url else None)
    page.on(
        "request", lambda sent: asked.append(sent.post_data_json) if "component_server" in sent.url else None
    )
    page.click("#tab-label-button")
    wait_for_pair(page)
    assert held and all(
        set(reply) <= {"live", "pairs", "done", "total", "possible", "practice"} for reply in held
    )
    shown = [pair for reply in held for pair in reply["pairs"]]
    assert shown and all(set(pair) == {"lease", "idea", "left", "right", "after"} for pair in shown)
    assert all(len(pair["lease"]) == 32 for pair in shown)

    page.keyboard.press("a")
    wait_for_count(page, 1)
    wait_until_sent(page)
    answers = [sent for sent in asked if sent["fn_name"] == "answer"]
    assert answers and all(
        set(sent["data"]) == {"lease", "answer", "ms", "held", "alone"} for sent in answers
    )


def test_the_card_speaks_chinese_to_a_chinese_browser(open_page: OpenPage) -> None:
    page = open_label(open_page, locale="zh-CN")
    assert page.inner_text("#card-preference [data-word=card_skip]") == "跳过"
    assert page.inner_text("#tab-label-button") == "2 标注"
    assert "标注概况" in page.inner_text("#label-counts")
    assert not re.search(r"__i18n__|translation_metadata|\b(page|label)_[a-z]+\b", page.inner_text("body"))


def test_a_slow_down_keeps_the_answer(open_page: OpenPage) -> None:
    page = open_label(open_page)
    refusing = [True]

    def refuse(route: Route) -> None:
        if route.request.post_data_json["fn_name"] == "answer" and refusing:
            route.fulfill(json={"error": "That was a bit fast.", "again": True})
        else:
            route.continue_()

    page.route("**/component_server/", refuse)
    page.keyboard.press("a")
    page.wait_for_selector("#card-preference [data-part=note]:visible")
    assert page.inner_text("#card-preference [data-part=note-text]") == "That was a bit fast."
    refusing.clear()
    wait_until_sent(page)  # tried again by itself
    assert count(page) == 1


@pytest.fixture
def labelled(services: Services) -> Services:
    write_some_titles(services.store, services.task, n_ideas=2)
    return services


PREFERENCE, COMPARISON = Purpose.PREFERENCE, Purpose.COMPARISON
REQUEST = make_request("app.example")


def opened(services: Services, browser: str = BROWSER, held: list[str] | None = None) -> dict[str, Any]:
    return open_card(services, PREFERENCE, {"browser": browser, "held": held or []}, REQUEST)


def test_a_card_gets_the_pair_to_show_and_what_follows_either_side(labelled: Services) -> None:
    reply = opened(labelled)
    shown, *ahead = reply["pairs"]
    assert shown["after"] is None
    assert {pair["after"]["answer"] for pair in ahead} == {"left", "right"}
    assert {pair["after"]["lease"] for pair in ahead} == {shown["lease"]}
    assert (reply["done"], reply["possible"]) == (0, 12)
    assert 0 < reply["total"] <= 12


@pytest.mark.parametrize("chosen", ["left", "right"])
def test_what_was_fetched_for_the_answer_is_what_comes_next(labelled: Services, chosen: str) -> None:
    shown, *ahead = opened(labelled)["pairs"]
    held = [pair["lease"] for pair in ahead]
    reply = answer(
        labelled, PREFERENCE, {"lease": shown["lease"], "answer": chosen, "ms": 5, "held": held}, REQUEST
    )
    (follows,) = (pair["lease"] for pair in ahead if pair["after"]["answer"] == chosen)
    assert reply["live"] == [follows]
    assert {pair["after"]["lease"] for pair in reply["pairs"]} == {follows}


def test_undo_makes_the_card_forget_what_followed(labelled: Services) -> None:
    shown, *ahead = opened(labelled)["pairs"]
    held = [pair["lease"] for pair in ahead]
    asked = {"lease": shown["lease"], "answer": "left", "ms": 5, "held": held}
    reply = answer(labelled, PREFERENCE, asked, REQUEST)
    reply = take_back(labelled, PREFERENCE, {"lease": shown["lease"], "held": held}, REQUEST)
    back = reply["back"]
    assert {back["left"], back["right"]} == {shown["left"], shown["right"]}
    assert not set(reply["live"]) & set(held)
    assert {pair["after"]["lease"] for pair in reply["pairs"]} == {back["lease"]}


def test_the_same_lease_twice_is_one_answer(labelled: Services) -> None:
    lease = opened(labelled)["pairs"][0]["lease"]
    for chosen in ("left", "right", "left"):
        reply = answer(labelled, PREFERENCE, {"lease": lease, "answer": chosen, "ms": 5, "held": []}, REQUEST)
    assert reply["done"] == 1 and len(labelled.store.labels()) == 1


def test_a_reload_gets_the_same_pairs_again(labelled: Services) -> None:
    first, again = opened(labelled), opened(labelled)
    assert {pair["lease"] for pair in first["pairs"]} == {pair["lease"] for pair in again["pairs"]}


def test_leases_that_were_answered_elsewhere_are_not_live(labelled: Services) -> None:
    held = [pair["lease"] for pair in opened(labelled)["pairs"]]
    answer(labelled, PREFERENCE, {"lease": held[0], "answer": "tie", "ms": 5, "held": held[1:]}, REQUEST)
    assert opened(labelled, held=held)["live"] == []


def test_what_visitors_hold_comes_back_when_they_have_left(services: Services) -> None:
    write_some_titles(services.store, services.task, n_ideas=2)
    moment = services.now()
    then = replace(services, now=lambda: moment)
    for n in range(2):
        opened(then, browser=f"{n:032x}")
    waiting = opened(then, browser="f" * 32)
    assert waiting["pairs"] == [] and waiting["total"] > waiting["done"] == 0
    later = replace(services, now=lambda: moment + LEASE_TIME)
    assert opened(later, browser="f" * 32)["pairs"]


def test_undo_by_anothers_lease_takes_nothing_of_mine_back(labelled: Services) -> None:
    mine = opened(labelled)["pairs"][0]["lease"]
    answer(labelled, PREFERENCE, {"lease": mine, "answer": "left", "ms": 5, "held": []}, REQUEST)
    theirs = opened(labelled, browser="f" * 32)["pairs"][0]["lease"]
    reply = take_back(labelled, PREFERENCE, {"lease": theirs, "held": []}, REQUEST)
    assert "nothing to take back" in reply["error"] and len(labelled.store.labels()) == 1


def test_answers_are_removed_for_the_browser_that_gave_them(labelled: Services) -> None:
    for browser in (BROWSER, "f" * 32):
        lease = opened(labelled, browser)["pairs"][0]["lease"]
        answer(labelled, PREFERENCE, {"lease": lease, "answer": "left", "ms": 5, "held": []}, REQUEST)
    assert erase(labelled, COMPARISON, {"browser": BROWSER}, REQUEST) == {"erased": 1}
    (left,) = labelled.store.labels()
    assert left.annotator == annotator_id("secret", f"browser {'f' * 32}")
    assert opened(labelled)["done"] == 0
    assert erase(labelled, PREFERENCE, {"browser": BROWSER}, REQUEST) == {"erased": 0}


def test_answers_are_removed_with_an_account_and_without(services: Services) -> None:
    """Given before signing in and after; those of another account stay."""
    write_some_titles(services.store, services.task)
    space = replace(services, settings=replace(services.settings, space_id="ada/titles", oauth=True))
    mine, theirs = signed_in("1"), signed_in("2")
    for request, browser in ((REQUEST, BROWSER), (mine, BROWSER), (theirs, "f" * 32)):
        asked = {"browser": browser, "held": []}
        lease = open_card(space, PREFERENCE, asked, request)["pairs"][0]["lease"]
        answer(space, PREFERENCE, {"lease": lease, "answer": "tie", "ms": 5, "held": []}, request)
    assert erase(space, PREFERENCE, {"browser": BROWSER}, mine) == {"erased": 2}
    (left,) = space.store.labels()
    assert left.annotator == annotator_id("secret", "account 2")


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://other.example"}])
def test_another_site_removes_nobodys_answers(labelled: Services, headers: dict[str, str]) -> None:
    lease = opened(labelled)["pairs"][0]["lease"]
    answer(labelled, PREFERENCE, {"lease": lease, "answer": "left", "ms": 5, "held": []}, REQUEST)
    request = make_request("app.example", **headers)
    assert "own page" in erase(labelled, PREFERENCE, {"browser": BROWSER}, request)["error"]
    assert len(labelled.store.labels()) == 1


def signed_in(subject: str) -> gr.Request:
    request = make_request("ada-titles.hf.space")
    request.request.scope["session"] = {"oauth_info": {"userinfo": {"sub": subject}}}
    return request


def test_a_comparison_card_without_a_comparison_shows_no_preference_pairs(labelled: Services) -> None:
    reply = open_card(labelled, COMPARISON, {"browser": BROWSER, "comparison": None, "held": []}, REQUEST)
    assert reply == {"live": [], "pairs": [], "done": 0, "total": 0, "possible": 0}
    lease = opened(labelled)["pairs"][0]["lease"]
    crossed = answer(labelled, COMPARISON, {"lease": lease, "answer": "left", "ms": 5, "held": []}, REQUEST)
    assert crossed["again"] is False and labelled.store.labels() == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"lease": None, "answer": "left"},
        {"lease": "0" * 32, "answer": "left"},
        {"lease": ["x"], "answer": "left"},
        {"lease": "' OR 1=1 --", "answer": "left", "held": "no list"},
    ],
)
def test_an_unknown_lease_is_refused_in_words(labelled: Services, asked: dict[str, Any]) -> None:
    assert "went back" in answer(labelled, PREFERENCE, asked, REQUEST)["error"]
    assert labelled.store.labels() == []


@pytest.mark.parametrize("chosen", [None, "", "a", 7, {"left": 1}])
def test_an_answer_that_is_none_is_no_label(labelled: Services, chosen: Any) -> None:
    lease = opened(labelled)["pairs"][0]["lease"]
    reply = answer(labelled, PREFERENCE, {"lease": lease, "answer": chosen, "ms": 1, "held": []}, REQUEST)
    assert reply["again"] is False and labelled.store.labels() == []


def test_anyone_may_send_anything_and_gets_words(app: App) -> None:
    """Straight to the app's own address, past the page."""
    import urllib.request

    with urllib.request.urlopen(app.url + "/config") as page:
        components = json.load(page)["components"]
    card = next(c["id"] for c in components if c["props"].get("elem_id") == "card-preference")
    for data in (None, 7, "x", [], {"browser": 1}, {"browser": "zz"}):
        body = {"data": data, "component_id": card, "fn_name": "open_card", "session_hash": "x"}
        request = urllib.request.Request(
            app.url + "/gradio_api/component_server/",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as reply:
            assert "reload the page" in json.load(reply)["error"]


def ask_guarded(function: Any, services: Services, **asked: Any) -> dict[str, Any]:
    """In a thread of its own, since Playwright keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        call: Any = _guarded(function)(services, PREFERENCE, asked, REQUEST)
        return dict(json.loads(pool.submit(asyncio.run, call).result().body))


def test_too_many_answers_of_one_annotator_are_asked_for_again(labelled: Services) -> None:
    slow = replace(labelled, answers=RateLimit(0, 3))
    first = ask_guarded(open_card, slow, browser=BROWSER)["pairs"][0]["lease"]
    reply = ask_guarded(answer, slow, lease=first, answer="left", ms=5)
    second = reply["pairs"][0]["lease"]
    ask_guarded(answer, slow, lease=second, answer="left", ms=5)
    for function, asked in ((answer, {"lease": first, "answer": "left"}), (take_back, {"lease": first})):
        assert ask_guarded(function, slow, **asked)["again"] is True
    assert ask_guarded(open_card, slow, browser=BROWSER)["again"] is True
    assert ask_guarded(open_card, slow, browser="f" * 32)["pairs"]  # others go on
    assert len(labelled.store.labels()) == 2  # what was accepted stays


@pytest.mark.parametrize("changes", [{"all_answers": RateLimit(0, 0)}, {"answers": RateLimit(0, 0)}])
def test_a_refused_answer_is_taken_when_it_is_sent_again(
    labelled: Services, changes: dict[str, RateLimit]
) -> None:
    lease = opened(labelled)["pairs"][0]["lease"]
    asked = {"lease": lease, "answer": "left", "ms": 5}
    refused = ask_guarded(answer, replace(labelled, **changes), **asked)
    assert refused["again"] is True and "error" in refused and labelled.store.labels() == []
    assert ask_guarded(answer, labelled, **asked)["done"] == 1


def test_openings_of_everyone_together_are_limited(labelled: Services) -> None:
    slow = replace(labelled, openings=RateLimit(0, 1))
    assert ask_guarded(open_card, slow, browser=BROWSER)["pairs"]
    assert ask_guarded(open_card, slow, browser="f" * 32)["again"] is True


def test_newcomers_over_one_connection_are_limited_and_those_who_are_here_are_not(labelled: Services) -> None:
    few = replace(labelled, newcomers=RateLimit(0, 1))
    request = make_request("app.example", **{"x-forwarded-for": "10.0.0.1, 2001:db8::7"})

    def open_from(browser: str, request: gr.Request) -> dict[str, Any]:
        with ThreadPoolExecutor(1) as pool:
            call: Any = _guarded(open_card)(few, PREFERENCE, {"browser": browser}, request)
            return dict(json.loads(pool.submit(asyncio.run, call).result().body))

    assert open_from(BROWSER, request)["pairs"]
    neighbour = make_request("app.example", **{"x-forwarded-for": "10.0.0.2, 2001:db8::8"})
    assert open_from("e" * 32, neighbour)["again"] is True
    assert not labelled.store.is_known(annotator_id("secret", f"browser {'e' * 32}"))  # nothing was lent
    assert open_from(BROWSER, request)["pairs"]
    elsewhere = make_request("app.example", **{"x-forwarded-for": "10.0.0.1, 192.0.2.1"})
    assert open_from("e" * 32, elsewhere)["pairs"]


def test_a_call_that_fails_leaves_nothing(labelled: Services) -> None:
    lease = opened(labelled)["pairs"][0]["lease"]

    def never() -> datetime:
        if labelled.store.labels():
            raise RuntimeError("after the vote, before its answer")
        return labelled.now()

    broken = replace(labelled, now=never)
    with pytest.raises(RuntimeError):
        ask_guarded(answer, broken, lease=lease, answer="left", ms=5)
    assert labelled.store.labels() == []
