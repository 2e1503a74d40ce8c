"""Which parts of the page there are for whom, and how it begins."""

import json
import re
from dataclasses import replace
from typing import Any

import gradio as gr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pipeline.ui import Services
from pipeline.ui.page_head import PageHead
from pipeline.ui.roles import Part, for_lookers, for_others, for_owner, opening

DERIVED = ("labels", "models", "comparisons")


def seen(services: Services, request: gr.Request) -> list[Any]:
    """Whether the owner's part, the lookers' and the others' are shown."""
    blocks = [gr.Markdown() for _ in range(3)]
    parts = [*for_owner(blocks[0]), *for_lookers(blocks[1]), *for_others(blocks[2])]
    props = opening(services, parts, request.request)["props"]
    return [props[block._id]["visible"] for block in blocks]


def found(services: Services, request: gr.Request) -> list[Any]:
    """Whether there are labels, models and comparisons to be seen."""
    block = gr.Markdown()
    parts = [Part(block, lambda visit, name=name: getattr(visit, name), name) for name in DERIVED]
    return [opening(services, parts, request.request)["props"][block._id][name] for name in DERIVED]


def test_the_owner_has_every_part_but_the_one_that_says_whose_it_is(
    services: Services, owner: gr.Request
) -> None:
    assert seen(services, owner) == [True, True, False]


def test_others_are_told_that_it_is_the_owners_and_see_the_example_when_it_is_shown(
    both: Services, volunteer: gr.Request
) -> None:
    assert seen(replace(both, example=None), volunteer) == [False, False, True]
    assert seen(both, volunteer) == [False, True, False]


def test_what_there_is_to_see_is_the_examples_while_that_is_shown(both: Services, owner: gr.Request) -> None:
    assert found(both, owner) == [True, False, True]  # its model is not shipped
    assert found(replace(both, example=None), owner) == [False, False, False]


def test_who_cannot_create_anything_starts_at_labelling(
    services: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    tabs = [opening(services, [], asked.request)["tab"] for asked in (owner, volunteer)]
    assert tabs == ["create", "label"]


def test_the_page_says_how_it_begins_before_anything_else_and_is_not_kept_for_others() -> None:
    begun = {"tab": "label", "props": {"7": {"visible": True}}}
    asked: list[Request] = []

    def page(request: Request) -> HTMLResponse:
        return HTMLResponse("<html><head><title>Title Tuner</title></head></html>")

    def opening(request: Request) -> dict[str, Any]:
        asked.append(request)
        return begun

    head = Middleware(PageHead, opening=opening)
    app = Starlette(routes=[Route("/", page), Route("/other", page)], middleware=[head])
    with TestClient(app) as client:
        answer, other = client.get("/", headers={"cookie": "who=me"}), client.get("/other")
    found = re.search(r'<head><script type="application/json" id="opening">(.*?)</script>', answer.text)
    assert found and json.loads(found[1]) == begun
    assert answer.headers["cache-control"] == "private, no-cache"
    assert [request.cookies for request in asked] == [{"who": "me"}]
    assert "opening" not in other.text
