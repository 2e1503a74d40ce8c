"""What the card's server functions do while labelling is paused, and where people have to sign in."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

from pipeline.schema import Choice, EventKind, Idea, LabelEvent, Pair, Purpose, Source
from pipeline.sharing import Sharing
from pipeline.ui import Services
from pipeline.ui.choice_card import answer, open_card, take_back
from ui.running_app import make_request, make_settings, write_some_titles

BROWSER = "0123456789abcdef" * 2
ANYONE = make_request("app.example")
NOTHING = {"live": [], "pairs": []}

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def signed_in() -> gr.Request:
    account = {"userinfo": {"preferred_username": "ada", "sub": "42"}}
    headers = [(b"host", b"me-space.hf.space")]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/", "client": ("127.0.0.1", 1)}
    return gr.Request(Request({**scope, "headers": headers, "session": {"oauth_info": account}}))


@pytest.fixture
def titled(services: Services) -> Services:
    write_some_titles(services.store, services.task, n_ideas=2)
    return services


def on_a_space(services: Services, oauth: bool = True) -> Services:
    settings = make_settings(services.settings.data_dir, space_id="me/space", oauth=oauth)
    return replace(services, settings=settings)


def opened(services: Services, request: gr.Request = ANYONE) -> dict[str, Any]:
    return open_card(services, Purpose.PREFERENCE, {"browser": BROWSER, "held": []}, request)


def closed(reply: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    return reply.get("closed"), {name: reply[name] for name in ("live", "pairs")}


def test_while_paused_nobody_is_handed_a_pair_and_afterwards_everybody_is(titled: Services) -> None:
    before = opened(titled)
    titled.store.set_sharing(Sharing(paused=True), THEN)
    assert closed(opened(titled)) == ("paused", NOTHING)
    titled.store.set_sharing(Sharing(), THEN)
    after = opened(titled)
    assert "closed" not in after
    assert [pair["lease"] for pair in after["pairs"]] == [pair["lease"] for pair in before["pairs"]]


def test_an_answer_to_a_pair_fetched_before_the_pause_is_kept_and_no_other_pair_follows(
    titled: Services,
) -> None:
    lease = opened(titled)["pairs"][0]["lease"]
    titled.store.set_sharing(Sharing(paused=True), THEN)
    asked = {"lease": lease, "answer": "left", "ms": 900, "held": []}
    reply = answer(titled, Purpose.PREFERENCE, asked, ANYONE)
    assert (closed(reply), reply["done"]) == (("paused", NOTHING), 1)
    assert len(titled.store.labels()) == 1
    refused = take_back(titled, Purpose.PREFERENCE, {"lease": lease, "held": []}, ANYONE)
    assert "paused just now" in refused["error"] and len(titled.store.labels()) == 1


def test_a_pause_of_labelling_leaves_comparisons_open(titled: Services) -> None:
    pair = Pair.of(Idea.of(titled.task.name, "bread"), ("one", "two"), titled.task.version, "c")
    titled.store.add_pairs([pair])
    titled.store.set_sharing(Sharing(paused=True), THEN)
    asked = {"browser": BROWSER, "comparison": "c", "held": []}
    assert len(open_card(titled, Purpose.COMPARISON, asked, ANYONE)["pairs"]) == 1


def test_where_people_have_to_sign_in_the_anonymous_get_no_pair_of_either_kind(titled: Services) -> None:
    space = on_a_space(titled)
    pair = Pair.of(Idea.of(titled.task.name, "bread"), ("one", "two"), titled.task.version, "c")
    titled.store.add_pairs([pair])
    lease = opened(space)["pairs"][0]["lease"]
    titled.store.set_sharing(Sharing(sign_in_required=True), THEN)
    assert closed(opened(space)) == ("sign_in", NOTHING)
    asked = {"browser": BROWSER, "comparison": "c", "held": []}
    assert closed(open_card(space, Purpose.COMPARISON, asked, ANYONE)) == ("sign_in", NOTHING)
    refused = take_back(space, Purpose.PREFERENCE, {"lease": lease, "held": []}, ANYONE)
    assert "Sign in first" in refused["error"]
    assert opened(space, signed_in())["pairs"]


@pytest.mark.parametrize("where", ["here", "a Space without OAuth"])
def test_where_nobody_can_sign_in_nobody_has_to(titled: Services, where: str) -> None:
    titled.store.set_sharing(Sharing(sign_in_required=True), THEN)
    place = titled if where == "here" else on_a_space(titled, oauth=False)
    assert opened(place)["pairs"]


def test_the_card_asks_as_the_owner_has_set(titled: Services) -> None:
    """Ann has settled both ideas. Bob gets one only where several people are to label it."""
    for n, pair in enumerate(titled.store.pairs()):
        vote = (EventKind.VOTE, Source.PERSON, "ann", titled.now(), "t", pair.id, Choice.A, "a")
        titled.store.append_events([LabelEvent(f"ann {n}", *vote)])
        titled.store.settle_idea(pair.idea_id, "ann", 6)
    person = (EventKind.VOTE, Source.PERSON, "eve", titled.now(), "t", titled.store.pairs()[0].id)
    titled.store.append_events([LabelEvent("eve", *person, Choice.SKIP, "a")])
    titled.store.set_sharing(Sharing(overlap_share=0.0), THEN)
    assert (opened(titled)["pairs"], opened(titled)["total"]) == ([], 0)
    titled.store.set_sharing(Sharing(overlap_share=1.0, overlap_annotators=2), THEN)
    reply = opened(titled)
    assert reply["pairs"] and reply["possible"] == 12
    titled.store.set_sharing(
        Sharing(overlap_share=1.0, overlap_annotators=2, full_share=1.0, repeat_share=0.0), THEN
    )
    assert opened(titled)["total"] == 12
