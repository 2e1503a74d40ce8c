"""A Hub on this machine that the real clients talk to over HTTP, with faults on demand and a request log.

    with LocalHub() as hub:
        api = HfApi(endpoint=hub.url, token=OWNER)

Clients that read HF_ENDPOINT when they are imported run in a process of their own (`client_environment`).
It answers what huggingface_hub, datasets, transformers and peft ask; anything else is a 404 that names the
route.
"""

import asyncio
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from hub.memory import Account, Memory, Repo
from hub.routes import Hub, make_app

OWNER, READER = "hf_owner_token", "hf_reader_token"
ACCOUNTS = {OWNER: Account("owner", "write"), READER: Account("reader", "read")}


@dataclass
class Fault:
    """What happens to the next `times` requests whose `METHOD /path` matches: a delay in seconds, an answer
    of `status`, or a connection that breaks off without one. `after`: the request took its effect before.
    The delay ends as soon as `told` is set. `settled` says whether one of them was answered.
    """

    pattern: str
    times: int = 1
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False
    after: bool = False
    told: threading.Event = field(default_factory=threading.Event)
    settled: bool = False


class LocalHub:
    """A running local Hub; `stop` and `start` take it away and bring it back with all it knew."""

    def __init__(self) -> None:
        self.memory = Memory(dict(ACCOUNTS))
        self.log: list[str] = []
        self.faults: list[Fault] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server: uvicorn.Server | None = None

    def __enter__(self) -> "LocalHub":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        config = uvicorn.Config(
            Faulty(self),
            "127.0.0.1",
            self.port,
            log_level="critical",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        give_up = time.monotonic() + 30
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > give_up:
                raise RuntimeError(f"The local Hub did not start on port {self.port}")
            time.sleep(0.01)

    def stop(self) -> None:
        if self._server:
            self._server.should_exit = True
            self._thread.join(30)
            self._server = None

    def fault(self, pattern: str, **fields: Any) -> Fault:
        made = Fault(pattern, **fields)
        self.faults.append(made)
        return made

    def repo(self, repo_id: str, repo_type: str = "dataset") -> Repo:
        return self.memory.repos[repo_type, repo_id]

    def asked(self, pattern: str) -> list[str]:
        """The logged requests that match."""
        return [line for line in self.log if re.search(pattern, line)]


def client_environment(hub: LocalHub, home: Path) -> dict[str, str]:
    """What a process that uses the local Hub needs before it imports any client."""
    return {
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(home),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "0",
        "HF_TOKEN": OWNER,
        "NO_PROXY": "127.0.0.1,localhost",
    }


class Faulty:
    """The application behind its faults: they see the connection itself, so they can break it off."""

    def __init__(self, hub: LocalHub) -> None:
        self.hub = hub
        self.app = make_app(Hub(hub.memory))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        line = f"{scope['method']} {scope['raw_path'].decode()}"
        self.hub.log.append(line)
        fault = next((one for one in self.hub.faults if one.times > 0 and re.search(one.pattern, line)), None)
        if fault is None:
            return await self.app(scope, receive, send)
        fault.times -= 1
        if fault.after:
            await self.app(scope, receive, _swallow)
        give_up = time.monotonic() + fault.delay
        while time.monotonic() < give_up and not fault.told.is_set():
            await asyncio.sleep(min(0.02, fault.delay))
        fault.settled = True
        if fault.drop:
            send.__self__.transport.abort()  # type: ignore[attr-defined]
        elif fault.status:
            answer = JSONResponse({"error": "a fault asked for this"}, fault.status, fault.headers)
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def _swallow(message: Any) -> None:
    """An answer that nobody gets."""
