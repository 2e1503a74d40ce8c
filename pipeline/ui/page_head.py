"""What the browser does for the page itself: its width, its language, how it begins for who opens it, the tab
that the address names, and the card alone at `?view=label`.

`?lang=zh` and `?lang=en` go before the browser's own language; the switch on the page sets them and is
remembered. A tab's name after # opens it, and is kept over a reload and over going back and forth.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import orjson
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.ui.frontend import best_encoding, encode, first_files, links, part_files
from pipeline.ui.page_config import begin
from pipeline.ui.roles import Opening
from pipeline.ui.theme import style

SCRIPT = (Path(__file__).parent / "page_head.js").read_text(encoding="utf-8")
OPENING = '<script type="application/json" id="opening">{}</script>'
HEAD = f"<style>{style()}</style><script>{SCRIPT}</script>"
CONFIG = re.compile(rb"(?<=window\.gradio_config = ).*?(?=;</script>)", re.DOTALL)
LANGUAGES = (
    '<button type="button" data-to-language="zh" lang="zh-CN">中文</button>'
    '<button type="button" data-to-language="en" lang="en">English</button>'
)


def language_switch() -> gr.HTML:
    """The other language, in its own words."""
    return gr.HTML(LANGUAGES, apply_default_css=False, elem_id="language", container=False)


class PageHead:
    """ASGI middleware: the page is sent with our style and script first in its head, since what
    `launch(head=...)` is given runs only after Gradio has picked its language, and with the configuration
    that it has for who asks, by what `opening` says.
    """

    def __init__(self, app: ASGIApp, opening: Callable[[Request], Opening]) -> None:
        self.app = app
        self.opening = opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in ("", "/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        begun = await run_in_threadpool(self.opening, request)
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
            encoding = best_encoding(request.headers.get("accept-encoding", ""))
            body, said = await run_in_threadpool(lambda: encode(_for_visit(page, begun), encoding))
            headers = MutableHeaders(raw=start["headers"])
            headers.update({**said, "content-length": str(len(body)), "cache-control": "private, no-cache"})
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, add)


def _for_visit(page: bytes, opening: Opening) -> bytes:
    """The page as it begins so. RuntimeError when Gradio writes it in another way than was looked for."""
    found = CONFIG.search(page)
    if found is None:
        raise RuntimeError(
            "Gradio's page holds no configuration; install gradio 6.31, which this was made for"
        )
    config = begin(orjson.loads(found[0]), opening)
    files = links([*first_files(), *part_files(frozenset(each["type"] for each in config["components"]))])
    said = OPENING.format(json.dumps({"who": opening.who, "tab": opening.tab}))
    page = page[: found.start()] + _as_script(config) + page[found.end() :]
    return page.replace(b"<head>", f"<head>{said}{files}{HEAD}".encode(), 1)


def _as_script(config: dict[str, Any]) -> bytes:
    """The configuration as an expression; browsers read JSON in a text faster than an object in a script."""
    text = orjson.dumps(orjson.dumps(config).decode())
    text = text.replace(b"<", b"\\u003c").replace(b">", b"\\u003e").replace(b"&", b"\\u0026")
    return b"JSON.parse(" + text + b")"
