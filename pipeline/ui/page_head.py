"""What the browser does for the page itself: its width, its language, how it begins for who opens it, the tab
that the address names, and the card alone at `?view=label`.

`?lang=zh` and `?lang=en` go before the browser's own language; the switch on the page sets them and is
remembered. A tab's name after # opens it, and is kept over a reload and over going back and forth.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).parent
FRAME, SCRIPT = ((HERE / name).read_text(encoding="utf-8") for name in ("frame.css", "page_head.js"))
OPENING = '<script type="application/json" id="opening">{}</script>'
HEAD = f"<style>{FRAME}</style><script>{SCRIPT}</script>"
LANGUAGES = (
    '<button type="button" data-to-language="zh" lang="zh-CN">中文</button>'
    '<button type="button" data-to-language="en" lang="en">English</button>'
)


def language_switch() -> gr.HTML:
    """The other language, in its own words."""
    return gr.HTML(LANGUAGES, apply_default_css=False, elem_id="language", container=False)


class PageHead:
    """ASGI middleware: the page is sent with our style and script first in its head. What `launch(head=...)`
    is given runs only after Gradio has picked its language. `opening` says how the page begins for who asks.
    """

    def __init__(self, app: ASGIApp, opening: Callable[[Request], dict[str, Any]]) -> None:
        self.app = app
        self.opening = opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in ("", "/"):
            await self.app(scope, receive, send)
            return
        begun = json.dumps(await run_in_threadpool(self.opening, Request(scope)))
        head = (OPENING.format(begun) + HEAD).encode()
        start: Message | None = None
        page = b""

        async def add(message: Message) -> None:
            nonlocal start, page
            if message["type"] == "http.response.start":
                start = message
                return
            page += message.get("body", b"")
            if start is None or message.get("more_body"):
                return
            page = page.replace(b"<head>", b"<head>" + head, 1)
            headers = MutableHeaders(raw=start["headers"])
            if "content-length" in headers:
                headers["content-length"] = str(len(page))
            headers["cache-control"] = "private, no-cache"
            await send(start)
            await send({"type": "http.response.body", "body": page})

        await self.app(scope, receive, add)
