"""Calls of the cards' server functions, on a short way: an ASGI middleware before Gradio's address for them.

A volunteer's answer is such a call, and a quarter of its processor time went into the way to the function:
Gradio checks in a thread of its own whether somebody is logged in, which here nobody has to be, and keeps a
session for each caller. What is not for one of ours, or not in the form that the page sends, goes on to
Gradio as it came. Rights, limits and the pair are looked up inside the functions, whichever way a call takes.
No long body comes as far as this: `ShortBodies` stands before it.
"""

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.ui.bodies import CARD_CALLS, again

ServerFunction = Callable[[Any, Request], Awaitable[Response]]


class CardCalls:
    """`blocks` are the page's components by number."""

    def __init__(self, app: ASGIApp, blocks: Mapping[int, Any]) -> None:
        self.app = app
        self.blocks = blocks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] != "POST"
            or not scope["path"].rstrip("/").endswith(CARD_CALLS)
        ):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        if call := self._call(body):
            function, asked = call
            response = await function(asked, request)
            await response(scope, receive, send)
            return
        await self.app(scope, again(body, receive), send)

    def _call(self, body: bytes) -> tuple[ServerFunction, Any] | None:
        try:
            given = json.loads(body)
            block, name, asked = self.blocks.get(given["component_id"]), given["fn_name"], given["data"]
        except (ValueError, TypeError, KeyError, RecursionError):  # what is nested too deeply
            return None
        function: Any = getattr(block, name, None) if isinstance(name, str) else None
        ours = getattr(function, "_is_server_fn", False) and inspect.iscoroutinefunction(function)
        return (function, asked) if ours else None
