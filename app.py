"""Title Tuner: `python app.py` serves the page. Settings enter by environment variables
(pipeline/settings.py).
"""

import functools
import gc
import logging
import random
import signal
import sys
import threading
import webbrowser
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import spaces  # before torch and gradio, so that ZeroGPU can put itself in between

# isort: split
from starlette.middleware import Middleware

from pipeline import inference, rewards
from pipeline.beliefs import CurrentBeliefs, in_background
from pipeline.best_writer import make_writer
from pipeline.heap import give_back_memory
from pipeline.hub.keeper import make_keeper
from pipeline.settings import Settings, load_app_secret, read_settings
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training import launch, zerogpu
from pipeline.training.queue import keep_queue
from pipeline.ui import Services, live_region
from pipeline.ui.access import OwnerLink, RateLimit, owner_link
from pipeline.ui.bodies import ShortBodies
from pipeline.ui.card_calls import CardCalls
from pipeline.ui.example import with_example
from pipeline.ui.fetching import fetch_nothing
from pipeline.ui.frontend import Assets
from pipeline.ui.page import build_page
from pipeline.ui.page_head import PageHead
from pipeline.ui.sessions import SESSIONS_KEPT, keep_sessions
from pipeline.ui.text import translations
from pipeline.ui.theme import make_theme
from pipeline.ui.uploads import LARGEST_UPLOAD, OwnersUploads

SECONDS_TO_READ_BACK = 10  # a page that opens before that shows what this disk has
SECONDS_BETWEEN_TIDYING = 3600
KEPT = timedelta(days=1)  # so long a pair that was not answered may be answered still
OBJECTS_BETWEEN_COLLECTIONS = 20_000
SECONDS_TO_FLUSH = 6  # twice at the most: what stops a container gives it about half a minute

# Off ZeroGPU these are the functions themselves.
complete = spaces.GPU(inference.complete)
logps = spaces.GPU(inference.measure_logps)
score = spaces.GPU(rewards.score_titles)
train_part = spaces.GPU(zerogpu.train_part, duration=zerogpu.asked)


def make_services(settings: Settings) -> Services:
    """What the tabs work with. Opens the database."""
    store = Store(settings.database)
    store.add_task(YOUTUBE_TITLES)
    rng = random.SystemRandom()
    services = Services(
        settings=settings,
        store=store,
        writer=functools.partial(make_writer, complete=complete, score=score),
        now=utc_now,
        rng=rng,
        beliefs=CurrentBeliefs(store, in_background()),
        answers=RateLimit(per_second=5, burst=30),
        all_answers=RateLimit(per_second=500, burst=1000),
        openings=RateLimit(per_second=50, burst=200),
        tries=RateLimit(per_second=0.5, burst=5),
        calls=RateLimit(per_second=2, burst=20),
        logps=logps,
        score=score,
        keeper=make_keeper(settings, store, utc_now, rng),
        begin=zerogpu.begin_run if settings.zero_gpu else launch.begin_process,
        train_part=functools.partial(zerogpu.train_next_part, train_part) if settings.zero_gpu else None,
    )
    return with_example(services)


def utc_now() -> datetime:
    return datetime.now(UTC)


def serve(settings: Settings, services: Services | None = None) -> None:
    """Serve the page until the process is told to end, with the usual services if no others are given; then
    send what the Hub has not got yet.
    """
    services = services or make_services(settings)
    if services.keeper:
        services.keeper.start()
        services.keeper.read_back.wait(SECONDS_TO_READ_BACK)
    if settings.zero_gpu:
        zerogpu.warm_up()
    else:
        keep_queue(settings.runs_dir)  # runs that waited when the machine went down
    services.store.tidy(services.now() - KEPT)
    fetch_nothing()
    page, opening = build_page(services)
    page.queue(max_size=64, default_concurrency_limit=4)
    page.launch(
        server_name=settings.server_name,
        server_port=settings.server_port,
        share=settings.share,
        prevent_thread_lock=True,
        quiet=True,
        theme=make_theme(),
        head=live_region.HEAD,
        i18n=translations(page),
        app_kwargs={
            "middleware": [
                Middleware(Assets),
                *(Middleware(part, settings=settings) for part in (OwnerLink, OwnersUploads)),
                Middleware(ShortBodies),
                Middleware(PageHead, opening=opening),
                Middleware(CardCalls, blocks=page.blocks),
            ]
        },
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=True,
        max_file_size=LARGEST_UPLOAD,
        show_error=False,
        state_session_capacity=SESSIONS_KEPT,
    )
    keep_sessions(page)
    spare_collector()
    ended = when_told_to_end()
    announce(settings)
    while not ended.wait(SECONDS_BETWEEN_TIDYING):
        services.store.tidy(services.now() - KEPT)
    if services.keeper:
        services.keeper.end(SECONDS_TO_FLUSH)
    page.close(verbose=False)
    if services.keeper:
        services.keeper.flush(SECONDS_TO_FLUSH)  # answers that came in meanwhile


def spare_collector() -> None:
    """Have Python's garbage collector leave alone what is loaded by now, and stays. Looking through
    its 220,000 objects stopped everybody for a quarter of a second, every few hundred votes.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


def when_told_to_end() -> threading.Event:
    """Set by SIGTERM or SIGINT; a second one ends the process at once. Gradio runs nothing on SIGTERM."""
    ended = threading.Event()

    def note(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, note)
    return ended


def announce(settings: Settings) -> None:
    if settings.on_space:
        return
    print(f"Title Tuner is at    http://{settings.server_name}:{settings.server_port}/")
    print(f"Open it as the owner {owner_link(settings)}", flush=True)
    if sys.stdout.isatty():
        webbrowser.open(owner_link(settings))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "httpx2", "mcp"):  # else every address, signed ones too, is logged
        logging.getLogger(chatty).setLevel(logging.WARNING)
    give_back_memory()
    try:
        found = read_settings()
        serve(replace(found, app_secret=load_app_secret(found)))
    except (ValueError, OSError) as error:
        sys.exit(f"title-tuner: {error}")
