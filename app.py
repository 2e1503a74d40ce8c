"""Title Tuner: `python app.py` serves the page. Settings enter by environment variables
(pipeline/settings.py).
"""

import functools
import logging
import random
import sys
import webbrowser
from dataclasses import replace
from datetime import UTC, datetime

import spaces  # before torch and gradio, so that ZeroGPU can put itself in between

# isort: split
from starlette.middleware import Middleware

from pipeline import inference
from pipeline.settings import Settings, load_app_secret, read_settings
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training import launch, zerogpu
from pipeline.ui import Services
from pipeline.ui.access import OwnerLink, RateLimit, owner_link
from pipeline.ui.page import build_page
from pipeline.ui.text import translations
from pipeline.ui.theme import STYLE_SHEETS, make_theme
from pipeline.writers import LocalWriter

# Off ZeroGPU these are the functions themselves.
complete = spaces.GPU(inference.complete)
train_part = spaces.GPU(zerogpu.train_part, duration=zerogpu.asked)


def make_services(settings: Settings) -> Services:
    """What the tabs work with. Opens the database."""
    store = Store(settings.database)
    store.add_task(YOUTUBE_TITLES)
    return Services(
        settings=settings,
        store=store,
        task=YOUTUBE_TITLES,
        writer=functools.partial(LocalWriter, complete=complete),
        now=lambda: datetime.now(UTC),
        rng=random.SystemRandom(),
        answers=RateLimit(per_second=5, burst=30),
        openings=RateLimit(per_second=50, burst=200),
        tries=RateLimit(per_second=0.5, burst=5),
        begin=zerogpu.begin_run if settings.zero_gpu else launch.begin_process,
        train_part=functools.partial(zerogpu.train_next_part, train_part) if settings.zero_gpu else None,
    )


def serve(settings: Settings) -> None:
    """Serve the page until the process ends."""
    if settings.zero_gpu:
        zerogpu.warm_up()
    page = build_page(make_services(settings))
    page.queue(max_size=64, default_concurrency_limit=4)
    page.launch(
        server_name=settings.server_name,
        server_port=settings.server_port,
        share=settings.share,
        prevent_thread_lock=True,
        quiet=True,
        theme=make_theme(),
        css_paths=STYLE_SHEETS,
        i18n=translations(),
        app_kwargs={"middleware": [Middleware(OwnerLink, settings=settings)]},
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size="20mb",
        show_error=False,
    )
    announce(settings)
    page.block_thread()


def announce(settings: Settings) -> None:
    if settings.on_space:
        return
    print(f"Title Tuner is at    http://{settings.server_name}:{settings.server_port}/")
    print(f"Open it as the owner {owner_link(settings)}", flush=True)
    if sys.stdout.isatty():
        webbrowser.open(owner_link(settings))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        found = read_settings()
        serve(replace(found, app_secret=load_app_secret(found)))
    except (ValueError, OSError) as error:
        sys.exit(f"title-tuner: {error}")
