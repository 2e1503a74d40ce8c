"""The card's server functions by themselves. test_card_page.py uses the card in a real browser."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import gradio as gr
import pytest

from pipeline.candidates import CandidateProgress
from pipeline.enough import labels_to_begin
from pipeline.schema import Purpose
from pipeline.sharing import Sharing
from pipeline.ui import Services
from pipeline.ui.access import RateLimit, annotator_id
from pipeline.ui.choice_card import _guarded, answer, erase, open_card, take_back
from ui.running_app import App, make_request, write_some_titles

BROWSER = "0123456789abcdef" * 2


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


def test_the_whole_page_is_told_the_labels_of_all_until_they_are_enough_and_a_volunteer_is_not(
    labelled: Services,
) -> None:
    other = opened(labelled, "f" * 32)
    enough = other["enough"]
    assert (other["labels"], enough) == (0, labels_to_begin(labelled.store.count_pairs()))
    for n in range(1, enough):
        shown = opened(labelled, "f" * 32)["pairs"][0]
        given = {"lease": shown["lease"], "answer": "left", "ms": 5}
        assert answer(labelled, PREFERENCE, given, REQUEST)["labels"] == n
    assert opened(labelled)["labels"] == enough - 1
    assert "labels" not in open_card(labelled, PREFERENCE, {"browser": BROWSER, "alone": True}, REQUEST)
    given = {"lease": opened(labelled, "f" * 32)["pairs"][0]["lease"], "answer": "left", "ms": 5}
    reply = answer(labelled, PREFERENCE, given, REQUEST)
    assert reply["labels"] == enough and "enough" not in reply


def test_who_was_asked_twice_is_told_why_no_label_was_added(services: Services) -> None:
    write_some_titles(services.store, services.task, n_ideas=6)
    store = services.store
    store.set_sharing(Sharing(repeat_share=0.5, repeat_distance=1), services.now())
    replies = []
    while handed := opened(services)["pairs"]:
        lease, before = store.lease(handed[0]["lease"]), store.count_all_labels()
        assert lease
        reply = answer(services, PREFERENCE, {"lease": lease.id, "answer": "left", "ms": 5}, REQUEST)
        replies.append(reply.get("repeat", False))
        assert replies[-1] == (lease.repeat_of is not None) == (store.count_all_labels() == before)
        back = take_back(services, PREFERENCE, {"lease": lease.id}, REQUEST)
        assert back["repeated"] == replies[-1]
        again = {"lease": back["back"]["lease"], "answer": "left", "ms": 5}
        assert answer(services, PREFERENCE, again, REQUEST).get("repeat", False) == replies[-1]
    assert True in replies and False in replies


def test_the_last_answer_is_told_that_nothing_is_to_come(services: Services) -> None:
    write_some_titles(services.store, services.task, n_ideas=6)
    state = opened(services)
    while state["pairs"]:
        assert state["done"] < state["total"]
        given = {"lease": state["pairs"][0]["lease"], "answer": "left", "ms": 5}
        state = answer(services, PREFERENCE, given, REQUEST)
    assert state["done"] >= state["total"]


def test_a_card_without_titles_is_told_while_they_are_being_written(services: Services) -> None:
    assert "writing" not in opened(services)
    end = threading.Event()

    def steps() -> Iterator[CandidateProgress]:
        end.wait(60)
        yield from ()

    services.writing.start(steps(), services.now())
    assert opened(services)["writing"]
    end.set()
    assert services.writing.wait(60) and "writing" not in opened(services)


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


def test_who_comes_when_others_hold_everything_is_asked_all_the_same(services: Services) -> None:
    write_some_titles(services.store, services.task, n_ideas=2)
    for n in range(2):
        opened(services, browser=f"{n:032x}")
    assert opened(services, browser="f" * 32)["pairs"]


def test_a_card_is_told_whether_what_it_takes_back_was_a_skip(labelled: Services) -> None:
    for chosen in ("skip", "left"):
        lease = opened(labelled)["pairs"][0]["lease"]
        answer(labelled, PREFERENCE, {"lease": lease, "answer": chosen, "ms": 5, "held": []}, REQUEST)
        reply = take_back(labelled, PREFERENCE, {"lease": lease, "held": []}, REQUEST)
        assert reply["skipped"] is (chosen == "skip")


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
