"""Gradio's front-end files: which come first, and how they are sent."""

import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pipeline.ui.frontend import (
    ASSETS,
    Assets,
    best_encoding,
    first_files,
    links,
    part_files,
)
from pipeline.ui.mended import mend


def serve() -> TestClient:
    def beyond(request: Request) -> PlainTextResponse:
        return PlainTextResponse("asked further")

    routes = [Route("/{path:path}", beyond, methods=["GET", "POST"])]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Assets)]))


def test_the_files_that_build_any_page_are_found_in_gradios_front_end() -> None:
    files = first_files()
    assert len(files) == len(set(files)) > 10
    assert all((ASSETS / name).is_file() for name in files)
    for part in ("index-", "Index-", "core-", "Blocks-"):
        assert any(name.startswith(part) and name.endswith(".js") for name in files), part


def test_the_files_of_components_are_found_by_their_types() -> None:
    few, more = part_files(frozenset({"html"})), part_files(frozenset({"html", "textbox", "no such type"}))
    assert any(name.startswith("HTML-") and name.endswith(".js") for name in few)
    assert set(few) < set(more) and not set(more) & set(first_files())
    assert all((ASSETS / name).is_file() for name in more)


def test_scripts_and_styles_are_fetched_as_what_they_are() -> None:
    assert links(["a-1.js", "b-2.css"]) == (
        '<link rel="modulepreload" crossorigin href="./assets/a-1.js">'
        '<link rel="preload" as="style" crossorigin href="./assets/b-2.css">'
    )


def test_a_file_is_sent_compressed_and_kept_for_good() -> None:
    name = next(name for name in first_files() if name.endswith(".js"))
    with serve() as client:
        plain = client.get(f"/assets/{name}", headers={"accept-encoding": "identity"})
        with client.stream("GET", f"/assets/{name}", headers={"accept-encoding": "gzip"}) as answer:
            raw = b"".join(answer.iter_raw())
    whole = (ASSETS / name).read_bytes()
    assert plain.content == whole == gzip.decompress(raw) and len(raw) < len(whole) / 2
    for each in (plain, answer):
        assert each.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert each.headers["content-type"].startswith("text/javascript")
        assert each.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers and answer.headers["content-encoding"] == "gzip"


def test_a_script_is_sent_with_the_changes_to_it() -> None:
    name = next(name for name in first_files() if name.startswith("Blocks-") and name.endswith(".js"))
    whole = (ASSETS / name).read_bytes()
    with serve() as client:
        assert client.get(f"/assets/{name}").content == mend(whole) != whole


@pytest.mark.parametrize(
    "path", ["/assets/missing.js", "/assets/..%2Findex.html", "/assets/a/b.js", "/other.js"]
)
def test_anything_else_is_asked_further(path: str) -> None:
    with serve() as client:
        assert client.get(path).text == "asked further"


def test_a_file_is_not_written_to() -> None:
    with serve() as client:
        assert client.post(f"/assets/{first_files()[0]}").text == "asked further"


@pytest.mark.parametrize("accepted, best", [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", "")])
def test_the_smallest_encoding_is_taken(accepted: str, best: str) -> None:
    assert best_encoding(accepted) == best
