"""The real app in a process of its own, and services without a server."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import gradio as gr
import pytest

from pipeline.beliefs import CurrentBeliefs
from pipeline.formats import write_preferences
from pipeline.schema import Run, RunConfig
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.access import RateLimit
from pipeline.ui.compare_form import usable_runs
from pipeline.ui.example import with_example
from pipeline.writers import TitleWriter
from ui.running_app import (
    App,
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
    assert found.example and found.example.practice
    yield found
    found.example.store.close()
    found.example.practice.store.close()


@pytest.fixture
def owner() -> gr.Request:
    return make_request("127.0.0.1:7860")


@pytest.fixture
def volunteer() -> gr.Request:
    return make_request("app.example")


@pytest.fixture
def run(services: Services) -> Run:
    """A run of the embedded model with a model folder and no training data."""
    run_dir = services.settings.runs_dir / "20260102T030400Z-small"
    model_path(run_dir).mkdir(parents=True)
    write_preferences(run_dir / "preferences", [], [])
    write_config(run_dir, RunConfig(base_model="embedded"), services.task.version, services.now())
    return usable_runs(services)[0]
