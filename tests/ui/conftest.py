"""The real app in a process of its own, a real Chromium in front of it, and services without a server."""

import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import gradio as gr
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.beliefs import CurrentBeliefs
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.ui import Services
from pipeline.ui.access import RateLimit
from pipeline.ui.example import with_example
from pipeline.writers import TitleWriter
from ui.running_app import (
    CHROMIUM_ARGUMENTS,
    DESK,
    PATIENCE_MS,
    App,
    OpenPage,
    find_chromium,
    make_request,
    make_settings,
    start_app,
    stop_app,
    write_some_titles,
)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with some titles to label. Tests share it: each browser context is an annotator of its own."""
    data_dir = tmp_path_factory.mktemp("app")
    store = Store(data_dir / "title-tuner.db")
    write_some_titles(store, YOUTUBE_TITLES, n_ideas=60)  # each visitor holds one, or two
    store.close()
    running = start_app(data_dir)
    yield running
    stop_app(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = find_chromium(playwright.chromium.executable_path)
        if path is None:
            why = "no Chromium found; install chromium, or run `playwright install chromium`"
            pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, app: App) -> Iterator[OpenPage]:
    """Opens the app as a new visitor. At the end no page may have logged an error or asked another host.

    `forgive` are words of errors that a test brings about itself; `prepare` listens before anything is asked.
    """
    contexts, complaints, forgiven = [], [], ["favicon"]

    def open_one(
        url: str = "",
        tab: str | None = None,
        forgive: str = "favicon",
        prepare: Callable[[Page], None] = lambda page: None,
        **options: Any,
    ) -> Page:
        forgiven.append(forgive)
        url = url or app.url
        context = browser.new_context(**{"viewport": DESK, "locale": "en-US", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        own = urljoin(url, "/")
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith((own, "data:", "blob:")) else complaints.append(asked.url)
            ),
        )
        prepare(page)
        page.goto(url)
        page.wait_for_selector("#tab-label-button", state="attached")  # hidden where the card is alone
        if tab:
            page.click(f"#tab-{tab}-button")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [said for said in complaints if not any(word in said for word in forgiven)] == []


def no_writer(model: str) -> TitleWriter:
    raise AssertionError(f"This test needs no writer, least of all {model}")


@pytest.fixture
def services(tmp_path: Path, store: Store) -> Services:
    return Services(
        settings=make_settings(tmp_path),
        store=store,
        writer=no_writer,
        now=lambda: datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        rng=random.Random(0),
        beliefs=CurrentBeliefs(store),
        answers=RateLimit(1000, 1000),
        all_answers=RateLimit(1000, 1000),
        openings=RateLimit(1000, 1000),
        tries=RateLimit(0, 2),
        calls=RateLimit(0, 3),
    )


@pytest.fixture
def both(services: Services) -> Iterator[Services]:
    """The services of an empty project, with the shipped example."""
    found = with_example(services)
    assert found.example
    yield found
    found.example.store.close()


@pytest.fixture
def owner() -> gr.Request:
    return make_request("127.0.0.1:7860")


@pytest.fixture
def volunteer() -> gr.Request:
    return make_request("app.example")
