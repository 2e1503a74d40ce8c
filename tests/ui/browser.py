"""A real Chromium, one for all tests of a process: Playwright can be started once in a thread."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ui.running_app import CHROMIUM_ARGUMENTS, DESK, PATIENCE_MS, App, OpenPage, find_chromium


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
    left = [said for said in complaints if not any(word in said for word in forgiven)]
    assert not left, left
