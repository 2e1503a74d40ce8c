"""What the browser does for the page itself: its width, its language, the tab that the address names, and the
card alone at `?view=label`.

`?lang=zh` and `?lang=en` go before the browser's own language; the switch on the page sets them and is
remembered. A tab's name after # opens it, and is kept over a reload and over going back and forth.
"""

from pathlib import Path

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).parent
FRAME, SCRIPT = ((HERE / name).read_text(encoding="utf-8") for name in ("frame.css", "page_head.js"))
HEAD = f"<style>{FRAME}</style><script>{SCRIPT}</script>".encode()
# Opens the tab that the address names, or else the one that is given.
OPEN_TAB = """(tab) => { document.dispatchEvent(new CustomEvent("title-tuner-opened", { detail: tab })); }"""
LANGUAGES = (
    '<button type="button" data-to-language="zh" lang="zh-CN">中文</button>'
    '<button type="button" data-to-language="en" lang="en">English</button>'
)


def language_switch() -> gr.HTML:
    """The other language, in its own words."""
    return gr.HTML(LANGUAGES, apply_default_css=False, elem_id="language", container=False)


class PageHead:
    """ASGI middleware: the page is sent with our style and script first in its head. What `launch(head=...)`
    is given runs only after Gradio has picked its language.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in ("", "/"):
            await self.app(scope, receive, send)
            return
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
            page = page.replace(b"<head>", b"<head>" + HEAD, 1)
            headers = MutableHeaders(raw=start["headers"])
            if "content-length" in headers:
                headers["content-length"] = str(len(page))
            await send(start)
            await send({"type": "http.response.body", "body": page})

        await self.app(scope, receive, add)
