"""A stand-in for ZeroGPU's scheduler on this machine: it grants, refuses and takes back as a test wants."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SECONDS_BETWEEN_LOOKS = 0.02


@dataclass
class Refusal:
    """What a visitor's quota answers: seconds left, seconds to wait (below 0: never that long at once)."""

    left: int
    wait: int


@dataclass
class Scheduler:
    """`answers` are used up one a request: a Refusal, "new" or "used" for a worker, then new ones for ever.

    `overran`, asked again and again while a worker is at work, says when to kill it. `durations` are the
    seconds of each request, `workers` the processes that were allowed a GPU.
    """

    answers: list[Refusal | str] = field(default_factory=list)
    overran: Callable[[], bool] = lambda: False
    durations: list[int] = field(default_factory=list)
    workers: list[int] = field(default_factory=list)
    started: bool = False
    _released: threading.Event = field(default_factory=threading.Event)

    def report(self, request: Request) -> Response:
        self.started = True
        return JSONResponse({})

    def schedule(self, request: Request) -> Response:
        self.durations.append(int(request.query_params["durationSeconds"]))
        answer = self.answers.pop(0) if self.answers else "new"
        if isinstance(answer, Refusal):
            return JSONResponse({"left": answer.left, "wait": answer.wait}, 429)
        self._released.clear()
        if answer == "used":
            self._watch(self.workers[-1])
        granted = {"idle": answer == "used", "nvidiaIndex": 0, "nvidiaUUID": "GPU-0", "allowToken": "token"}
        return JSONResponse(granted)

    def allow(self, request: Request) -> Response:
        self.workers.append(int(request.query_params["pid"]))
        self._watch(self.workers[-1])
        return JSONResponse({})

    def release(self, request: Request) -> Response:
        self._released.set()
        return JSONResponse({})

    def _watch(self, pid: int) -> None:
        threading.Thread(target=self._kill_when_over, args=[pid], daemon=True).start()

    def _kill_when_over(self, pid: int) -> None:
        while not self._released.wait(SECONDS_BETWEEN_LOOKS):
            if self.overran():
                os.kill(pid, signal.SIGKILL)
                return


@contextmanager
def serve(scheduler: Scheduler) -> Iterator[dict[str, str]]:
    """Serve it; what comes out are the environment variables of a process that is to use it."""
    names = {"startup-report": "report", "schedule": "schedule", "allow": "allow", "release": "release"}
    routes = [Route(f"/{path}", getattr(scheduler, name), methods=["POST"]) for path, name in names.items()]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield {"SPACES_ZERO_GPU": "1", "SPACES_ZERO_DEVICE_API_URL": url}
        server.should_exit = True
        thread.join()
