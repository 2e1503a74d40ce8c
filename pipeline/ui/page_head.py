"""What the browser does for the page itself: its width, its language, how it begins for who opens it, the tab
that the address names, and the card alone at `?view=label`.

`?lang=zh` and `?lang=en` go before the browser's own language; the switch on the page sets them and is
remembered. A tab's name after # opens it, and is kept over a reload and over going back and forth.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import orjson
from gradio.route_utils import get_root_url
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.ui.frontend import best_encoding, encode, first_files, links, part_files
from pipeline.ui.page_config import begin
from pipeline.ui.roles import Opening
from pipeline.ui.theme import style

SCRIPT = (Path(__file__).parent / "page_head.js").read_text(encoding="utf-8")
OPENING = '<script type="application/json" id="opening">{}</script>'
HEAD = f"<style>{style()}</style><script>{SCRIPT}</script>"
CONFIG, CONFIG_ENDS = b"<script>window.gradio_config = ", b";</script>"
AS_JSON = b"""<script type="application/json" id="configuration">%s</script>\
<script>window.gradio_config = JSON.parse(document.getElementById("configuration").textContent)"""
ADDRESSES_KEPT = 8  # whoever asks may name another host
PAGES_KEPT = 32  # some 60 kB each
LANGUAGES = (
    '<button type="button" data-to-language="zh" lang="zh-CN">中文</button>'
    '<button type="button" data-to-language="en" lang="en">English</button>'
)


def language_switch() -> gr.HTML:
    """The other language, in its own words."""
    return gr.HTML(LANGUAGES, apply_default_css=False, elem_id="language", container=False)


@dataclass(frozen=True)
class GradiosPage:
    """What Gradio answers at one address: its HTML around the configuration that it holds."""

    before: bytes
    config: dict[str, Any]
    after: bytes


class PageHead:
    """ASGI middleware: the page is sent with our style and script first in its head, since what
    `launch(head=...)` is given runs only after Gradio has picked its language, and with the configuration
    that it has for who asks, by what `opening` says.

    Gradio (6.31) makes its page anew for each visit, in 35 ms; here it is asked once for each of the few
    addresses at which the app is known. A page that begins as another did lately is sent as that was: making
    and compressing one takes 14 ms.
    """

    def __init__(self, app: ASGIApp, opening: Callable[[Request], Opening]) -> None:
        self.app = app
        self.opening = opening
        self.pages: dict[str, GradiosPage] = {}
        self.sent: dict[tuple[str, str, bytes], tuple[bytes, dict[str, str]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in ("", "/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        begun = await run_in_threadpool(self.opening, request)
        address = get_root_url(request, "/", scope.get("root_path"))
        page = self.pages.get(address)
        if page is None:
            page = _read(await self._ask_gradio(scope, receive))
            if len(self.pages) == ADDRESSES_KEPT:
                self.pages.clear()
            self.pages[address] = page
        encoding = best_encoding(request.headers.get("accept-encoding", ""))
        body, said = await run_in_threadpool(self._encoded, address, page, begun, encoding)
        headers = {**said, "cache-control": "private, no-cache"}
        await Response(body, headers=headers, media_type="text/html")(scope, receive, send)

    def _encoded(
        self, address: str, page: GradiosPage, begun: Opening, encoding: str
    ) -> tuple[bytes, dict[str, str]]:
        key = address, encoding, orjson.dumps(begun, default=sorted, option=orjson.OPT_NON_STR_KEYS)
        answer = self.sent.get(key)
        if answer is None:
            answer = encode(_for_visit(page, begun), encoding)
            if len(self.sent) >= PAGES_KEPT:
                self.sent.clear()
            self.sent[key] = answer
        return answer

    async def _ask_gradio(self, scope: Scope, receive: Receive) -> bytes:
        parts: list[bytes] = []

        async def keep(message: Message) -> None:
            parts.append(message.get("body", b""))

        await self.app({**scope, "query_string": b""}, receive, keep)
        return b"".join(parts)


def _read(page: bytes) -> GradiosPage:
    """RuntimeError when Gradio writes its page in another way than was looked for."""
    begin_at = page.find(CONFIG)
    end_at = page.find(CONFIG_ENDS, begin_at)
    if begin_at < 0 or end_at < 0:
        raise RuntimeError(
            "Gradio's page holds no configuration; install gradio 6.31, which this was made for"
        )
    config = orjson.loads(page[begin_at + len(CONFIG) : end_at])
    return GradiosPage(page[:begin_at], config, page[end_at:])


def _for_visit(page: GradiosPage, opening: Opening) -> bytes:
    """The page as it begins so."""
    config = begin(page.config, opening)
    files = links([*first_files(), *part_files(frozenset(each["type"] for each in config["components"]))])
    said = OPENING.format(json.dumps({"who": opening.who, "tab": opening.tab}))
    before = page.before.replace(b"<head>", f"<head>{said}{files}{HEAD}".encode(), 1)
    return before + _as_script(config) + page.after


def _as_script(config: dict[str, Any]) -> bytes:
    """The configuration as JSON beside the script that takes it: browsers read that faster than a script
    that holds it.
    """
    return AS_JSON % orjson.dumps(config).replace(b"<", b"\\u003c")
