"""The page in a real Chromium, against a bare Gradio page in the same run: how long until it can be used,
what moves while it loads, how long a tab takes to change, how soon the example's plots are there, and how
much of it is ours.

A page can be used when its first control stands in a frame that was painted. Each visit is a new browser
context, with nothing cached; visits take turns: to the bare page, to ours as its owner, as a visitor (from
another address, by a header), to the card that volunteers get, and as the owner to a project of 60 ideas
that waits for labels. All that is done twice: on this machine, and as if by a phone's connection (answers
come 80 ms later, at 9 Mbit/s). But for the project the app shows its shipped example.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.startup import BARE, QUIET  # noqa: E402
from pipeline.store import Store  # noqa: E402
from pipeline.tasks import YOUTUBE_TITLES  # noqa: E402
from pipeline.ui.page_head import HEAD  # noqa: E402
from ui.running_app import (  # noqa: E402
    CHROMIUM_ARGUMENTS,
    DESK,
    PATIENCE_MS,
    PHONE,
    answers,
    find_chromium,
    free_port,
    start_app,
    stop_app,
    write_some_titles,
)

TABS = ("create", "label", "train", "compare")
SIZES = {"desk": {"viewport": DESK}, "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True}}
CONTROL = "#tab-create-button"
ELSEWHERE = {"X-Forwarded-For": "192.0.2.1"}  # no owner without the owner link
PHONE_NETWORK = {"offline": False, "latency": 80, "downloadThroughput": 9e6 / 8, "uploadThroughput": 3e6 / 8}
NETWORKS: dict[str, dict[str, float] | None] = {"here": None, "phone": PHONE_NETWORK}
# `usable`: ms from the navigation to the first frame with the control; `moved`: the sum of layout shifts.
WATCH = """
(() => {
    window.moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.moved += entry.value; }))
        .observe({ type: "layout-shift", buffered: true });
    const frames = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
    const look = () => document.querySelector("%s")
        ? frames(() => { window.usable = performance.now(); })
        : requestAnimationFrame(look);
    look();
})();
"""
# From the click to the end of the frame in which the tab's content is shown, in ms.
SWITCH = """
(name) => new Promise((done) => {
    const begun = performance.now();
    document.getElementById(`tab-${name}-button`).click();
    const look = () => document.getElementById(`tab-${name}`)?.offsetParent
        ? setTimeout(() => done(performance.now() - begun))
        : requestAnimationFrame(look);
    requestAnimationFrame(look);
})
"""


PLOTS = {"train": "#train-plots svg", "compare": "#compare-figures svg"}
# From the click to the end of the frame in which the tab's plot stands there, in ms.
PLOTTED = """
([name, plot]) => new Promise((done) => {
    const begun = performance.now();
    document.getElementById(`tab-${name}-button`).click();
    const look = () => document.querySelector(plot)
        ? setTimeout(() => done(performance.now() - begun))
        : requestAnimationFrame(look);
    requestAnimationFrame(look);
})
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as own,
        sync_playwright() as playwright,
    ):
        path = find_chromium(playwright.chromium.executable_path)
        if path is None:
            raise SystemExit("No Chromium was found; install chromium, or run `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        store = Store(Path(own) / "title-tuner.db")
        write_some_titles(store, YOUTUBE_TITLES, n_ideas=60)
        store.close()
        app, project = start_app(Path(folder), EXAMPLE="yes"), start_app(Path(own))
        try:
            with bare_page() as bare:
                visits = {
                    "bare": Visit(bare, "textarea"),
                    "owner": Visit(app.url),
                    "visitor": Visit(app.url, headers=ELSEWHERE),
                    "card": Visit(f"{app.url}/?view=label", headers=ELSEWHERE),
                    "project": Visit(project.url),
                }
                usable = {
                    name: measure_usable(browser, visits, given.rounds, network)
                    for name, network in NETWORKS.items()
                }
            report = {
                "usable_ms": usable,
                "ratio": {
                    network: {name: each / times["bare"] for name, each in times.items() if name != "bare"}
                    for network, times in usable.items()
                },
                "moved": measure_shifts(browser, app.url),
                "switch_ms": measure_switches(browser, app.url, given.rounds),
                "plotted_ms": measure_plots(browser, app.url, given.rounds),
                "own_kilobytes": count_own_bytes(app.url) / 1000,
            }
        finally:
            stop_app(app)
            stop_app(project)
        browser.close()
    print(json.dumps(report, indent=None if given.json else 2))


@dataclass(frozen=True)
class Visit:
    """An address, the control without which nothing can be done there, and what is sent with each request."""

    url: str
    control: str = CONTROL
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def bare_page() -> Iterator[str]:
    """The address of a Gradio page with one text box."""
    port = free_port()
    environment = {**os.environ, **QUIET, "GRADIO_SERVER_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-c", BARE], env=environment, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        while not answers(url):
            if process.poll() is not None:
                raise RuntimeError("The bare page did not start")
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def opened(
    browser: Browser, visit: Visit, network: dict[str, float] | None = None, **options: object
) -> Iterator[Page]:
    """A new page, once it can be used."""
    context = browser.new_context(
        locale="en-US",
        extra_http_headers=visit.headers,
        **options,  # type: ignore[arg-type]
    )
    page = context.new_page()
    if network:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(WATCH % visit.control)
    page.goto(visit.url)
    page.wait_for_function("() => window.usable")
    yield page
    context.close()


def measure_usable(
    browser: Browser, visits: dict[str, Visit], rounds: int, network: dict[str, float] | None
) -> dict[str, float]:
    """The median ms of each visit."""
    taken: dict[str, list[float]] = {name: [] for name in visits}
    for _ in range(rounds):
        for name, visit in visits.items():
            with opened(browser, visit, network, viewport=DESK) as page:
                taken[name].append(page.evaluate("window.usable"))
    return {name: statistics.median(times) for name, times in taken.items()}


def measure_shifts(browser: Browser, url: str) -> dict[str, float]:
    """The sum of layout shifts of each tab and of the card alone, until all has come."""
    moved = {}
    for size, options in SIZES.items():
        for view in (*(f"/#{tab}" for tab in TABS), "/?view=label"):
            with opened(browser, Visit(url + view), **options) as page:
                page.wait_for_timeout(5000)
                moved[f"{size} {view}"] = round(page.evaluate("window.moved"), 3)
    return moved


def measure_switches(browser: Browser, url: str, rounds: int) -> dict[str, dict[str, float]]:
    """Median ms of the first time a tab is opened, and of the times after that."""
    first: list[float] = []
    later: list[float] = []
    for _ in range(rounds):
        with opened(browser, Visit(url), viewport=DESK) as page:
            for times in (first, later, later):
                for tab in ("label", "train", "compare", "create"):
                    page.wait_for_timeout(1000)  # a person looks at it
                    times.append(page.evaluate(SWITCH, tab))
    return {
        name: {"median": statistics.median(times), "slowest": max(times)}
        for name, times in (("first", first), ("later", later))
    }


def measure_plots(browser: Browser, url: str, rounds: int) -> dict[str, float]:
    """Median ms until the example's plots are there, on a page that has not shown them yet."""
    taken: dict[str, list[float]] = {tab: [] for tab in PLOTS}
    for _ in range(rounds):
        for tab, plot in PLOTS.items():
            with opened(browser, Visit(url), viewport=DESK) as page:
                page.wait_for_timeout(1000)
                taken[tab].append(page.evaluate(PLOTTED, [tab, plot]))
    return {tab: statistics.median(times) for tab, times in taken.items()}


def count_own_bytes(url: str) -> int:
    """What the page is sent that is ours: style, scripts, and the templates and words of our components."""
    with urllib.request.urlopen(f"{url}/config") as answer:
        config = json.load(answer)
    ours = [HEAD, config["head"] or ""]
    for component in config["components"]:
        props = component["props"]
        if component["type"] == "html":
            ours += [json.dumps(props.get(key) or "") for key in ("html_template", "js_on_load", "props")]
    return sum(len(text.encode()) for text in ours)


if __name__ == "__main__":
    main()
