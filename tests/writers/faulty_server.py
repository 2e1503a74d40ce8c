"""A server that speaks OpenAI's chat protocol and fails as it is told to."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What one call gets: `body` is the answer's text, or with a `raw` body that as it is; it comes after so
    many seconds, and not before `held` is set.
    """

    body: str = "1. How Bees Find Their Way Home\n2. The Secret Map of a Bee"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    seconds: float = 0.0
    held: threading.Event | None = None
    finish: str = "stop"


class FaultyServer:
    """Replies in turn, the last one again and again; `calls` are the requests that came, `answered` what
    they got as far as they did, `most_at_once` how
    many were under way together.
    """

    def __init__(self) -> None:
        self.replies: list[Reply] = [Reply()]
        self.calls: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.answered: list[Reply] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for_calls(self, n: int) -> int:
        """How many calls have come once there are `n`, or after a minute without."""
        with self._lock:
            self._lock.wait_for(lambda: len(self.calls) >= n, 60)
            return len(self.calls)

    def reply(self, headers: Any, asked: dict[str, Any]) -> Reply:
        with self._lock:
            self.calls.append(asked)
            self._lock.notify_all()
            self.keys.append(headers.get("authorization", ""))
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        time.sleep(reply.seconds)
        if reply.held:
            reply.held.wait(60)
        with self._lock:
            self._now -= 1
            self.answered.append(reply)
        return reply

    def _handler(self) -> Callable[..., BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                reply = server.reply(self.headers, {"path": self.path, **asked})
                message = {"role": "assistant", "content": reply.body}
                choice = {"index": 0, "message": message, "finish_reason": reply.finish}
                chat = {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 1,
                    "model": "m",
                    "choices": [choice],
                }
                body = json.dumps(chat).encode() if reply.raw is None else reply.raw
                self.send_response(reply.status)
                for name, value in {"content-type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        return Handler
