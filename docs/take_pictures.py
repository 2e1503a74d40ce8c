"""Pictures of every tab of the app with its example, light and dark, desk and phone: `make screenshots`.

They go to docs/pictures as PNGs of few colours, which the README shows.
"""

import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from ui.running_app import CHROMIUM_ARGUMENTS, DESK, PHONE, find_chromium, start_app, stop_app

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
COLOURS = 256
# What tells that a tab has its data.
THERE = {
    "create": "#create-ideas .idea-titles",
    "label": "#card-preference .card[data-state=pair]",
    "train": "#train-plots svg",
    "compare": "#compare-figures .running svg",
}
FURTHER_DOWN = ("train", "compare")  # the figures are what these are looked at for


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = start_app(Path(folder), EXAMPLE="yes")
        browser = playwright.chromium.launch(
            executable_path=find_chromium(playwright.chromium.executable_path), args=list(CHROMIUM_ARGUMENTS)
        )
        try:
            for name, picture in take(browser, app.url):
                save(picture, PICTURES / f"{name}.png")
        finally:
            browser.close()
            stop_app(app)
    print(f"{sum(file.stat().st_size for file in PICTURES.glob('*.png')):,} bytes in {PICTURES}")


def take(browser: Browser, url: str) -> Iterator[tuple[str, bytes]]:
    """Each picture with its name, such as train-dark-phone."""
    for scheme, (size, viewport) in product(("light", "dark"), (("desk", DESK), ("phone", PHONE))):
        page = browser.new_page(viewport=viewport, color_scheme=scheme, locale="en-US")
        page.goto(url)
        for tab in THERE:
            yield f"{tab}-{scheme}-{size}", take_tab(page, tab)
        page.close()


def take_tab(page: Page, tab: str) -> bytes:
    page.wait_for_selector("#tab-compare-button[data-done]")
    page.click(f"#tab-{tab}-button")
    found = page.wait_for_selector(THERE[tab])
    if found and tab in FURTHER_DOWN:
        found.evaluate(
            "part => scrollBy(0, part.closest('.result, #train-run').getBoundingClientRect().top - 24)"
        )
    page.mouse.move(0, 0)
    page.wait_for_timeout(800)  # what is fading in
    return page.screenshot()


def save(picture: bytes, file: Path) -> None:
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    main()
