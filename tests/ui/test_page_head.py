"""What the browser is sent first: the page's head, and its configuration as it begins for who asks."""

import json
import re
from typing import Any

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pipeline.ui.page_head import ADDRESSES_KEPT, PAGES_KEPT, PageHead
from pipeline.ui.roles import Opening

PAGE = "<html><head><title>Title Tuner</title></head><script>window.gradio_config = {};</script></html>"
ASKED: dict[str, Any] = {"type": "html", "id": 7, "props": {"visible": False, "value": "\u003cb> & more"}}
CONFIG: dict[str, Any] = {
    "components": [ASKED],
    "dependencies": [],
    "layout": {"id": 0, "children": [{"id": 7}]},
    "page": {},
}


def serve(page: str, seen: list[Request] | None = None) -> TestClient:
    def opening(request: Request) -> Opening:
        if seen is not None:
            seen.append(request)
        return Opening("visitor", "label", {7: {"visible": True}})

    routes = [Route(path, lambda request: HTMLResponse(page)) for path in ("/", "/other")]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(PageHead, opening=opening)]))


def configured(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="configuration">(.*?)</script>', page)
    assert found
    config: dict[str, Any] = json.loads(found[1])
    return config


def test_the_page_says_how_it_begins_before_anything_else_and_is_not_kept_for_others() -> None:
    seen: list[Request] = []
    page = PAGE.replace("{}", json.dumps(CONFIG))
    with serve(page, seen) as client:
        answer, other = client.get("/", headers={"cookie": "who=me"}), client.get("/other")
    found = re.search(r'<head><script type="application/json" id="opening">(.*?)</script>', answer.text)
    assert found and json.loads(found[1]) == {"who": "visitor", "tab": "label"}
    assert configured(answer.text)["components"] == [{**ASKED, "props": {**ASKED["props"], "visible": True}}]
    assert answer.headers["cache-control"] == "private, no-cache"
    assert [request.cookies for request in seen] == [{"who": "me"}]
    assert other.text == page


def test_no_text_in_the_configuration_ends_the_script_that_holds_it() -> None:
    hostile = {**CONFIG, "title": "</script><script>alert(1)</script>"}
    with serve(PAGE.replace("{}", json.dumps(hostile).replace("<", "\\u003c"))) as client:
        answer = client.get("/")
    assert "alert(1)</script>" not in answer.text
    assert configured(answer.text)["title"] == hostile["title"]


@pytest.mark.parametrize("accepted, encoding", [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)])
def test_the_page_is_sent_compressed_where_the_browser_can_read_it(
    accepted: str, encoding: str | None
) -> None:
    with (
        serve(PAGE.replace("{}", json.dumps(CONFIG))) as client,
        client.stream("GET", "/", headers={"accept-encoding": accepted}) as answer,
    ):
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding" and int(answer.headers["content-length"]) == len(raw)
    if encoding == "br":
        assert b"Title Tuner" in brotli.decompress(raw)


def test_a_page_that_gradio_writes_in_another_way_is_not_sent_half_right() -> None:
    with serve("<html><head></head></html>") as client, pytest.raises(RuntimeError, match="install gradio"):
        client.get("/")


def test_gradio_is_asked_once_for_each_address_and_every_visit_begins_anew() -> None:
    asked: list[str] = []

    def gradios(request: Request) -> HTMLResponse:
        asked.append(request.headers["host"])
        return HTMLResponse(PAGE.replace("{}", json.dumps(CONFIG)))

    visible = iter([True, False, True])
    routes = [Route("/", gradios)]
    middleware = Middleware(
        PageHead, opening=lambda request: Opening("visitor", "label", {7: {"visible": next(visible)}})
    )
    with TestClient(Starlette(routes=routes, middleware=[middleware])) as client:
        hosts = ("one.example", "one.example", "two.example")
        pages = [client.get("/?view=label", headers={"host": host}).text for host in hosts]
    assert asked == ["one.example", "two.example"]
    assert [configured(page)["components"][0]["props"]["visible"] for page in pages] == [True, False, True]


def test_only_the_last_few_addresses_are_kept() -> None:
    app = PageHead(
        Starlette(routes=[Route("/", lambda _: HTMLResponse(PAGE.replace("{}", json.dumps(CONFIG))))]),
        lambda request: Opening("visitor", "label", {}),
    )
    client = TestClient(app)
    for n in range(50):
        assert client.get("/", headers={"host": f"{n}.example"}).status_code == 200
    assert 1 <= len(app.pages) <= ADDRESSES_KEPT


def test_a_page_that_begins_as_another_did_is_sent_as_that_was() -> None:
    selected = iter(["label", "label", "train", "label"])
    app = PageHead(
        Starlette(routes=[Route("/", lambda _: HTMLResponse(PAGE.replace("{}", json.dumps(CONFIG))))]),
        lambda request: Opening("owner", next(selected), {}, frozenset({"tab-train"}), frozenset({7, 3})),
    )
    client = TestClient(app)
    pages = [client.get("/").text for _ in range(3)]
    assert pages[0] == pages[1] != pages[2] and len(app.sent) == 2
    assert client.get("/", headers={"accept-encoding": "identity"}).text == pages[0] and len(app.sent) == 3


def test_only_the_last_pages_are_kept() -> None:
    numbers = iter(range(PAGES_KEPT + 5))
    app = PageHead(
        Starlette(routes=[Route("/", lambda _: HTMLResponse(PAGE.replace("{}", json.dumps(CONFIG))))]),
        lambda request: Opening("visitor", "label", {7: {"value": next(numbers)}}),
    )
    client = TestClient(app)
    values = [
        configured(client.get("/").text)["components"][0]["props"]["value"] for _ in range(PAGES_KEPT + 5)
    ]
    assert values == list(range(PAGES_KEPT + 5)) and 1 <= len(app.sent) <= PAGES_KEPT
