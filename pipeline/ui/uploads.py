"""Who may send files to the app: an ASGI middleware in front of Gradio's own addresses for them.

Gradio takes files from everybody who can open the page, to the disk, before any handler is asked. Here
visitors are refused before the first byte of a file is read: nothing on the page that is theirs takes one.
"""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.settings import Settings
from pipeline.ui.access import require_owner
from pipeline.ui.text import language, say

ADDRESSES = ("/upload", "/process_recording")  # the latter takes videos, which nothing here does
LARGEST_UPLOAD = 200_000_000  # bytes: a backup may be large; files of ideas and labels have their own limit
MARGIN = 10_000  # what a form adds around a file


class OwnersUploads:
    """Refuses what is not the owner's, and what says beforehand that it is too large."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_upload(scope) and (refusal := self._refusal(Request(scope))):
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, request: Request) -> PlainTextResponse | None:
        try:
            require_owner(request, self.settings)
        except ValueError as error:
            return PlainTextResponse(str(error), status_code=403)
        if says_more_than(request.headers, LARGEST_UPLOAD + MARGIN):
            mb = LARGEST_UPLOAD // 1_000_000
            sentence = say("access_upload_large", language(request), mb=mb)
            return PlainTextResponse(sentence, status_code=413)
        return None


def is_upload(scope: Scope) -> bool:
    addressed = scope["type"] == "http" and scope["path"].rstrip("/").endswith(ADDRESSES)
    return addressed and scope["method"] == "POST"


def says_more_than(headers: Headers, most: int) -> bool:
    """Whether a request tells beforehand that its body is longer than this many bytes."""
    said = headers.get("content-length", "")
    return said.isdigit() and int(said) > most
