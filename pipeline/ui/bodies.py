"""How much may be sent that is no file: an ASGI middleware in front of everything that reads a request.

Gradio and the short way of the cards keep a request's whole body in memory, however long it grows. Here it is
read up to a limit, and handed on in one piece.
"""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.ui.text import language, say
from pipeline.ui.uploads import is_upload, says_more_than

LARGEST_CARD_CALL = 64_000  # bytes; an answer has a few hundred
LARGEST_BODY = 4_000_000  # some ten thousand ideas typed at once
CARD_CALLS = "/component_server"


class ShortBodies:
    """Refuses what is longer, be it said beforehand or seen on the way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD") or is_upload(scope):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        most = LARGEST_CARD_CALL if scope["path"].rstrip("/").endswith(CARD_CALLS) else LARGEST_BODY
        try:
            body = await _read(request, most)
        except ClientDisconnect:
            return
        if body is None:
            sentence = say("access_body_large", language(request), kb=most // 1000)
            await PlainTextResponse(sentence, status_code=413)(scope, receive, send)
            return
        await self.app(scope, again(body, receive), send)


def again(body: bytes, receive: Receive) -> Receive:
    """For who comes after, as if nothing had been read."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return left.pop() if left else await receive()

    return receive_again


async def _read(request: Request, most: int) -> bytes | None:
    """None, and no more is read, as soon as it is longer."""
    if says_more_than(request.headers, most):
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return bytes(body)
