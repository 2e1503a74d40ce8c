"""Title Tuner: `python app.py` serves the page. Settings enter by environment variables
(pipeline/settings.py).
"""

import functools
import logging
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime

import spaces  # before torch and gradio, so that ZeroGPU can put itself in between

# isort: split
from pipeline import inference, rewards
from pipeline.beliefs import CurrentBeliefs, in_background
from pipeline.best_writer import make_writer
from pipeline.heap import give_back_memory
from pipeline.hub.keeper import make_keeper
from pipeline.settings import Settings, load_app_secret, read_settings
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training import launch, zerogpu
from pipeline.ui import Services
from pipeline.ui.access import RateLimit
from pipeline.ui.example import with_example
from pipeline.ui.serving import serve

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


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "httpx2", "mcp"):  # else every address, signed ones too, is logged
        logging.getLogger(chatty).setLevel(logging.WARNING)
    give_back_memory()
    try:
        found = read_settings()
        serve(make_services(replace(found, app_secret=load_app_secret(found))))
    except (ValueError, OSError) as error:
        sys.exit(f"title-tuner: {error}")
