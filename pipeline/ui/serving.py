"""Serves the page: the services enter, and it is there until the process is told to end."""

import gc
import logging
import signal
import sqlite3
import sys
import threading
import webbrowser
from contextlib import ExitStack
from datetime import timedelta
from importlib import import_module

import gradio as gr
from starlette.middleware import Middleware

from pipeline.settings import Settings
from pipeline.training import zerogpu
from pipeline.training.queue import keep_queue
from pipeline.ui import Services, live_region
from pipeline.ui.access import OwnerLink, owner_link
from pipeline.ui.bodies import ShortBodies
from pipeline.ui.card_calls import CardCalls
from pipeline.ui.fetching import fetch_nothing
from pipeline.ui.frontend import Assets
from pipeline.ui.page import build_page
from pipeline.ui.page_head import PageHead
from pipeline.ui.sessions import SESSIONS_KEPT, keep_sessions
from pipeline.ui.text import translations
from pipeline.ui.theme import make_theme
from pipeline.ui.uploads import LARGEST_UPLOAD, OwnersUploads

SECONDS_TO_READ_BACK = 10  # a page that opens before that shows what this disk has
SECONDS_TO_OPEN = 3  # the first page is there by then
SECONDS_BETWEEN_TIDYING = 3600
KEPT = timedelta(days=1)  # so long a pair that was not answered may be answered still
OBJECTS_BETWEEN_COLLECTIONS = 20_000
SECONDS_TO_FLUSH = 6  # twice at the most: what stops a container gives it about half a minute

logger = logging.getLogger(__name__)


def serve(services: Services) -> None:
    """Serve the page until the process is told to end; then, or when that fails, send what the Hub has not
    got yet.
    """
    with ExitStack() as at_the_end:  # what was put there last comes first
        if services.keeper:
            services.keeper.start()
            at_the_end.callback(services.keeper.flush, SECONDS_TO_FLUSH)  # answers that come in meanwhile
            services.keeper.read_back.wait(SECONDS_TO_READ_BACK)
        if services.settings.zero_gpu:
            zerogpu.warm_up()
        else:
            keep_queue(services.settings.runs_dir, at_once=True)  # what waited when the machine went down
        tidy(services)
        page = launch(services)
        at_the_end.callback(page.close, verbose=False)
        if services.keeper:
            at_the_end.callback(services.keeper.end, SECONDS_TO_FLUSH)
        spare_collector()
        ended = when_told_to_end()
        announce(services.settings)
        if not ended.wait(SECONDS_TO_OPEN):
            get_ready()
        while not ended.wait(SECONDS_BETWEEN_TIDYING):
            tidy(services)


def launch(services: Services) -> gr.Blocks:
    """The page, which answers from now on, in threads of its own."""
    settings = services.settings
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
    return page


def tidy(services: Services) -> None:
    """Forget what was lent and not answered. A disk that is full or a database that somebody holds stops
    nobody: the next hour does it.
    """
    try:
        services.store.tidy(services.now() - KEPT)
    except sqlite3.Error:
        logger.exception("Pairs that were not answered could not be tidied away")


def get_ready() -> None:
    """Import what whoever looks at the first result would wait for, half a second and more; the collector
    leaves it alone too.
    """
    import_module("scipy.stats")
    gc.freeze()


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
