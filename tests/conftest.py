"""What many tests need: the default task, a fixed moment and an empty store."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.schema import Task
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from ui.browser import browser, open_page

__all__ = ["browser", "open_page"]

# Workers and what they start share the cores; torch's threads, one for each core, would wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture
def task() -> Task:
    return YOUTUBE_TITLES


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def rng() -> random.Random:
    return random.Random(7)


@pytest.fixture
def store(tmp_path: Path, task: Task) -> Iterator[Store]:
    opened = Store(tmp_path / "title-tuner.db")
    opened.add_task(task)
    yield opened
    opened.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests first: they are the longest, and what is short can be shared out at the end."""
    items.sort(key=lambda item: "open_page" not in getattr(item, "fixturenames", ()))
