"""Files that are sent: whose, how large, and under what name; and that none is fetched instead."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import httpx
import pytest
import safehttpx
from gradio import processing_utils, routes

from pipeline.ui import fetching
from pipeline.ui.uploads import LARGEST_UPLOAD
from ui.running_app import App

TRICKS = (
    "../../escaped.csv",
    "..\\..\\escaped.csv",
    "/etc/escaped.csv",
    "a/../../escaped.csv",
    "esc\0aped.csv",
)
FORWARDED = {"X-Forwarded-For": "203.0.113.9"}  # makes this machine's request a visitor's


def send_head(app: App, length: int, path: str = "upload", **headers: str) -> str:
    """The first line of the answer to an upload of which nothing but the head is ever sent."""
    address = urlsplit(app.url)
    lines = {"Host": address.netloc, "Content-Length": str(length), **headers}
    lines["Content-Type"] = "multipart/form-data; boundary=x"
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(f"POST /gradio_api/{path} HTTP/1.1\r\n{head}\r\n".encode())
        return connection.recv(4096).decode().splitlines()[0]


def test_what_says_it_is_too_large_is_refused_before_it_is_sent(app: App) -> None:
    assert " 413 " in send_head(app, 10 * LARGEST_UPLOAD)


def test_a_visitors_fifty_megabytes_are_refused_before_they_are_sent(app: App) -> None:
    assert " 403 " in send_head(app, 50_000_000, **FORWARDED)
    assert " 403 " in send_head(app, 50_000_000, "process_recording", **FORWARDED)


def test_a_name_with_a_path_stays_among_the_uploads(app: App) -> None:
    for name in TRICKS:
        sent = httpx.post(
            f"{app.url}/gradio_api/upload", files={"files": (name, b"idea\nbees\n")}, timeout=60
        )
        assert sent.status_code == 200, name
        (path,) = map(Path, sent.json())
        assert path.resolve() == path and path.read_bytes() == b"idea\nbees\n"
        assert (
            "gradio" in path.parts[-3] and len(path.parent.name) == 64
        )  # a folder named by the content's hash


@pytest.mark.parametrize("path", ["title-tuner.db", "app-secret", "../../../etc/passwd", "runs"])
def test_no_file_of_the_app_can_be_fetched_by_its_path(app: App, path: str) -> None:
    for address in (f"file={app.data_dir / path}", f"file={path}", f"file={path.replace('/', '%2f')}"):
        answer = httpx.get(f"{app.url}/gradio_api/{address}", timeout=60)
        assert answer.status_code in (403, 404), address


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """The address of a file on a server of its own, and what that server was asked for."""
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"bytes")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/large.bin", asked
        server.shutdown()


def named(address: str) -> dict[str, Any]:
    return {"path": address, "meta": {"_type": "gradio.FileData"}}


def test_no_address_is_downloaded_whatever_stands_behind_it(
    elsewhere: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = elsewhere

    async def public(host: str) -> str:
        return host

    monkeypatch.setattr(safehttpx, "async_validate_url", public)  # this machine counts as the internet
    download, pass_on = processing_utils.async_ssrf_protected_download, routes.secure_url_stream_response
    monkeypatch.setattr(processing_utils, "async_ssrf_protected_download", download)  # back at the end
    monkeypatch.setattr(routes, "secure_url_stream_response", pass_on)

    def fetch() -> Any:  # the browser tests have an event loop going in this thread
        moved = processing_utils.async_move_files_to_cache([named(address)], gr.Textbox(), False, True)
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, moved).result()

    fetch()
    assert asked == ["/large.bin"]  # as Gradio comes
    fetching.fetch_nothing()
    with pytest.raises(gr.Error, match="An address stands for no file here"):
        fetch()
    assert len(asked) == 1


def test_a_visitors_address_is_refused_wherever_it_stands(app: App, elsewhere: tuple[str, list[str]]) -> None:
    """This machine's addresses Gradio refuses too, in other words: ours say that none is looked up."""
    address, asked = elsewhere
    with httpx.Client(base_url=f"{app.url}/gradio_api", headers=FORWARDED, timeout=60) as client:
        events = httpx.get(f"{app.url}/config", headers=FORWARDED, timeout=60).json()["dependencies"]

        def call(of: dict[str, Any]) -> dict[str, Any]:
            data = [named(address) for _ in of["inputs"]]
            return {"data": data, "fn_index": of["id"], "session_hash": "fetching"}

        direct = next(event for event in events if event["inputs"] and not event["queue"])
        assert client.post("/run/predict", json=call(direct)).json()["error"] == fetching.NO_ADDRESS

        queued = next(event for event in events if event["api_name"] == "generate_titles")
        client.post("/queue/join", json=call(queued)).raise_for_status()
        with client.stream("GET", "/queue/data", params={"session_hash": "fetching"}) as stream:
            told = next(line for line in stream.iter_lines() if "process_completed" in line)
        assert json.loads(told.removeprefix("data: "))["output"]["error"] == fetching.NO_ADDRESS

        passed_on = client.get(f"/file={address}")
        assert passed_on.status_code == 403 and fetching.NO_ADDRESS in passed_on.text
    assert asked == []
