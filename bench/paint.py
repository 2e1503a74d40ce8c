"""A real Chromium in front of the app: how long from a key press until the next pair is painted."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from ui.running_app import CHROMIUM_ARGUMENTS, DESK, PATIENCE_MS, find_chromium

PRESSES = 30
PAUSE_MS = 1000  # a person reads two titles
# The event's own time to the first moment after a frame that holds the new text.
WATCH = """
() => {
    window.painted = [];
    let pressed = null;
    document.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true });
    const card = document.querySelector("#card-preference .card");
    new MutationObserver(() => {
        if (pressed === null) return;
        const from = pressed;
        pressed = null;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => window.painted.push(performance.now() - from);
            channel.port2.postMessage(null);
        });
    }).observe(card.querySelector("[data-part=left]"), { childList: true, subtree: true });
}
"""


def measure_painting(url: str) -> list[float]:
    """Milliseconds for each of PRESSES answers."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright.chromium.executable_path)
        if path is None:
            raise RuntimeError(
                "No Chromium was found; install chromium, or run `playwright install chromium`"
            )
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGUMENTS))
        page = browser.new_page(viewport=DESK)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(url)
        page.click("#tab-label-button")
        page.wait_for_selector("#card-preference .card[data-state=pair]")
        page.evaluate(WATCH)
        for number in range(PRESSES):
            page.wait_for_timeout(PAUSE_MS)
            page.keyboard.press("ab"[number % 2])
            page.wait_for_function("n => window.painted.length === n", arg=number + 1)
        seconds: list[float] = page.evaluate("window.painted")
        browser.close()
        return seconds
