import asyncio
import json
from types import SimpleNamespace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from pipeline.ui.card_calls import CardCalls

ADDRESS = "/gradio_api/component_server/"
CALL = {"component_id": 7, "fn_name": "answer", "data": {"lease": "a"}, "session_hash": "s"}


async def answer(asked: Any, request: Request) -> JSONResponse:
    await asyncio.sleep(0)
    return JSONResponse({"asked": asked, "host": request.headers["host"]})


async def secret(asked: Any, request: Request) -> JSONResponse:
    return JSONResponse("told")


def in_a_thread(asked: Any) -> None:
    raise AssertionError("a function without `async` is Gradio's to run")


answer._is_server_fn = in_a_thread._is_server_fn = True  # type: ignore[attr-defined]
BLOCKS = {7: SimpleNamespace(answer=answer, secret=secret, in_a_thread=in_a_thread, text="x")}


async def gradio(scope: Scope, receive: Receive, send: Send) -> None:
    """Says what reached it."""
    body = (await Request(scope, receive).body()).decode()
    await PlainTextResponse(f"Gradio: {scope['method']} {scope['path']} {body}")(scope, receive, send)


CLIENT = TestClient(CardCalls(gradio, BLOCKS))


def test_a_call_of_a_server_function_is_answered_by_it() -> None:
    for address in (ADDRESS, ADDRESS.rstrip("/"), "/proxied" + ADDRESS):
        reply = CLIENT.post(address, json=CALL)
        assert reply.json() == {"asked": {"lease": "a"}, "host": "testserver"}


def test_everything_else_reaches_gradio_as_it_was_sent() -> None:
    others: list[Any] = [
        {**CALL, "component_id": 8},
        {**CALL, "component_id": [7]},
        {**CALL, "fn_name": "secret"},  # no server function
        {**CALL, "fn_name": "in_a_thread"},
        {**CALL, "fn_name": "__class__"},
        {**CALL, "fn_name": "text"},
        {**CALL, "fn_name": None},
        {key: value for key, value in CALL.items() if key != "data"},
        [CALL],
        7,
    ]
    for body in [*map(json.dumps, others), "no JSON", "", "[" * 60_000]:
        assert CLIENT.post(ADDRESS, content=body).text == f"Gradio: POST {ADDRESS} {body}"
    assert CLIENT.post("/run/predict", json=CALL).text.startswith("Gradio: POST /run/predict {")
    assert CLIENT.get(ADDRESS).text == f"Gradio: GET {ADDRESS} "
