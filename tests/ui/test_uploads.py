"""Files that are sent: whose, how large, and under what name."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

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


def send_head(app: App, length: int, **headers: str) -> str:
    """The first line of the answer to an upload of which nothing but the head is ever sent."""
    address = urlsplit(app.url)
    lines = {"Host": address.netloc, "Content-Length": str(length), **headers}
    lines["Content-Type"] = "multipart/form-data; boundary=x"
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(f"POST /gradio_api/upload HTTP/1.1\r\n{head}\r\n".encode())
        return connection.recv(4096).decode().splitlines()[0]


def test_what_says_it_is_too_large_is_refused_before_it_is_sent(app: App) -> None:
    assert " 413 " in send_head(app, 10 * LARGEST_UPLOAD)


def test_a_visitors_fifty_megabytes_are_refused_before_they_are_sent(app: App) -> None:
    assert " 403 " in send_head(app, 50_000_000, **FORWARDED)


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
