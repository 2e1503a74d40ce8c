from collections.abc import Iterator

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from pipeline.ui.bodies import LARGEST_BODY, LARGEST_CARD_CALL, ShortBodies
from ui.running_app import App

CARD_CALL, OTHER = "/gradio_api/component_server/", "/gradio_api/queue/join"
LIMITS = [(CARD_CALL, LARGEST_CARD_CALL), (OTHER, LARGEST_BODY)]
PART = b" " * 10_000


async def count(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how long a body reached it."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{scope['method']} {len(body)}")(scope, receive, send)


CLIENT = TestClient(ShortBodies(count))


@pytest.mark.parametrize("path, most", LIMITS)
def test_a_body_up_to_the_limit_arrives_whole(path: str, most: int) -> None:
    assert (
        CLIENT.post(path, content=PART * (most // len(PART))).text == f"POST {most // len(PART) * len(PART)}"
    )
    assert CLIENT.post(path, content=b" " * most).text == f"POST {most}"
    assert CLIENT.delete(path).text == "DELETE 0"


@pytest.mark.parametrize("path, most", LIMITS)
def test_a_longer_one_is_refused_in_words(path: str, most: int) -> None:
    refused = CLIENT.post(path, content=b" " * (most + 1))
    assert refused.status_code == 413 and f"At most {most // 1000:,} kB" in refused.text
    chinese = CLIENT.put(path, content=b" " * (most + 1), headers={"Accept-Language": "zh-CN"})
    assert chinese.status_code == 413 and "一次最多发送" in chinese.text


@pytest.mark.parametrize("path, most", LIMITS)
def test_no_more_than_the_limit_is_read_of_a_body_that_never_ends(path: str, most: int) -> None:
    read, sent = 0, []

    async def receive() -> Message:
        nonlocal read
        read += len(PART)
        return {"type": "http.request", "body": PART, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    with start_blocking_portal() as portal:  # a browser's test may have left a loop in this thread
        portal.call(ShortBodies(count), scope, receive, send)
    assert sent[0]["status"] == 413 and read <= most + len(PART)


def test_who_leaves_before_the_end_is_forgotten() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError("nobody is there to hear it")

    scope = {"type": "http", "method": "POST", "path": OTHER, "headers": [], "query_string": b""}
    with start_blocking_portal() as portal:
        portal.call(ShortBodies(count), scope, receive, send)


def test_files_are_not_read_here() -> None:
    sent = CLIENT.post("/gradio_api/upload", content=b" " * (LARGEST_BODY + 1))
    assert sent.text == f"POST {LARGEST_BODY + 1}"


@pytest.mark.parametrize("path, most", LIMITS)
def test_the_app_refuses_what_says_nothing_of_its_length(app: App, path: str, most: int) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(most // len(PART) + 1):
            yield PART

    assert httpx.post(app.url + path, content=parts(), timeout=60).status_code == 413
