"""No address that a request names is fetched.

Gradio (6.31) takes an address for a file in place of any input, downloads it whole before a handler is asked
whether its caller may send files, and serves it from here; and its `file=` passes on whatever is at a public
address. Nothing in this app takes a file in these ways.
"""

from typing import Any, NoReturn

import gradio as gr
from fastapi import HTTPException
from gradio import processing_utils, routes

# English alone: no page leads here, and Gradio downloads without the request that would tell a language.
NO_ADDRESS = "An address stands for no file here; send the file itself."


def fetch_nothing() -> None:
    """Have Gradio refuse it, in the whole process."""
    processing_utils.async_ssrf_protected_download = _refuse_download
    routes.secure_url_stream_response = _refuse_passing_on


async def _refuse_download(url: str, cache_dir: str) -> NoReturn:
    raise gr.Error(NO_ADDRESS, print_exception=False)


async def _refuse_passing_on(url: str, request: Any) -> NoReturn:
    raise HTTPException(403, NO_ADDRESS)
