"""Starts the real app with something to label, and makes requests and settings, for the page's tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from playwright.sync_api import Page
from starlette.requests import Request

from pipeline import pairs
from pipeline.schema import Candidate, Idea, Task
from pipeline.settings import ROOT, Settings
from pipeline.store import Store

OpenPage = Callable[..., Page]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Playwright's own list is replaced by this one. The popups of the address bar, which nobody sees, are pages
# of their own: loading them with each window took a fifth of the processor time that opening ours takes.
NOT_NEEDED = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "LensOverlay", "MediaRouter"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),  # would ask other hosts
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning", "PaintHolding"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
)
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    f"--disable-features={','.join(NOT_NEEDED)}",
)
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PATIENCE_MS = 60_000
HOSTILE_TITLES = (
    "What <b>bold</b> Titles Teach Us About HTML",
    "<script>document.title='taken over'</script> Explained",
    "Why ${user.input} and {{mustache}} Break Templates",
    "<img src=x onerror=\"document.title='taken over'\"> & Friends",
)


def write_some_titles(store: Store, task: Task, n_ideas: int = 6) -> None:
    """An idea with hostile titles first, then plain ones: four titles and six pairs for each."""
    store.add_task(task)
    texts = [
        "explaining <i>HTML</i> with ${examples}",
        *(f"growing herb number {n}" for n in range(1, n_ideas)),
    ]
    ideas = [Idea.of(task.name, text) for text in texts]
    store.add_ideas(ideas)
    for n, idea in enumerate(ideas):
        titles = HOSTILE_TITLES if n == 0 else [f"Herb {n}: the {k} way to grow it at home" for k in range(4)]
        store.add_candidates(Candidate.of(idea.id, title, "test") for title in titles)
    pairs.add_all_pairs(store, task)


@dataclass
class App:
    """A running app; `log` is what it printed so far."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.data_dir / "log.txt").read_text()

    @property
    def owner_link(self) -> str:
        return next(word for word in self.log.split() if "/?owner=" in word)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_app(
    data_dir: Path,
    script: Path = ROOT / "app.py",
    cwd: Path = ROOT,
    python: str = sys.executable,
    **environment: str,
) -> App:
    """Start the app, or a script that runs it, and wait until it serves its page."""
    data_dir.mkdir(parents=True, exist_ok=True)
    port = free_port()
    own = {key: value for key, value in os.environ.items() if not key.startswith(("GRADIO_", "SPACE"))}
    given = {
        "DATA_DIR": str(data_dir),
        "GRADIO_SERVER_PORT": str(port),
        "HF_HUB_OFFLINE": "1",
        "EXAMPLE": "no",
    }
    with (data_dir / "log.txt").open("wb") as log:
        command = [python, str(script)]
        process = subprocess.Popen(command, cwd=cwd, env=own | given | environment, stdout=log, stderr=log)
    app = App(f"http://127.0.0.1:{port}", data_dir, process)
    give_up = time.monotonic() + 300
    announces = "SPACE_ID" not in environment  # on a Space there is no owner link to print
    while "Open it as the owner" not in app.log if announces else not answers(app.url):
        if process.poll() is not None or time.monotonic() > give_up:
            process.kill()
            raise RuntimeError(f"The app did not start:\n{app.log}")
        time.sleep(0.1)
    urllib.request.urlopen(app.url, timeout=30).close()
    return app


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=30).close()
    except OSError:
        return False
    return True


def stop_app(app: App) -> None:
    app.process.terminate()
    try:
        app.process.wait(20)
    except subprocess.TimeoutExpired:
        app.process.kill()


def find_chromium(own: str) -> str | None:
    """A Chromium of this machine, or Playwright's own when it is installed."""
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    return found or (own if Path(own).exists() else None)


def make_settings(data_dir: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "server_name": "127.0.0.1",
        "server_port": 7860,
        "share": False,
        "app_secret": "secret",
        "space_id": None,
        "owners": frozenset(),
        "oauth": False,
        "zero_gpu": False,
        "default_base_model": "embedded",
    }
    return Settings(**{**values, **changes})


def make_request(host: str, **headers: str) -> gr.Request:
    raw = [(name.encode(), value.encode()) for name, value in {"host": host, **headers}.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "client": ("127.0.0.1", 1)}
    return gr.Request(Request({**scope, "headers": raw}))


# Gradio (6.31) gives a control that was folded its first value again, a frame after the one that shows it.
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def unfold(page: Page, part: str) -> None:
    """Open all that is folded within the part of the page with this id."""
    folded = page.locator(f"#{part} button.label-wrap:not(.open):visible")
    while folded.count():
        folded.first.click()
        page.wait_for_timeout(150)
        page.evaluate(FRAMES)
    page.evaluate(f"document.querySelectorAll('#{part} details').forEach((each) => (each.open = true))")
