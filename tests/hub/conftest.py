"""A local Hub and the real client for it.

The tests pass `endpoint=` and the token to huggingface_hub, and set no environment variable: Gradio imports
huggingface_hub, which reads HF_ENDPOINT once and for all, before any test of the whole suite can set it.
datasets, transformers and peft take no endpoint, so what uses them runs in a process of its own (clients.py).
Xet, which the local Hub does not speak, is a constant that the client looks up at each use: it is patched.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from hub.instance import Clock, Instance, Start, add_titles, start_instance
from hub.local_hub import OWNER, LocalHub


@pytest.fixture(autouse=True)
def no_xet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    with LocalHub() as running:
        yield running


@pytest.fixture
def api(hub: LocalHub) -> HfApi:
    return HfApi(endpoint=hub.url, token=OWNER)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(hub: LocalHub, tmp_path: Path, clock: Clock) -> Iterator[Start]:
    """Starts an instance on the disk of this name: a name used again is a restart, a new one a fresh disk."""
    started: list[Instance] = []

    def start(disk: str = "disk", **options: object) -> Instance:
        made = start_instance(hub, tmp_path / disk, clock, seed=len(started), **options)
        started.append(made)
        return made

    yield start
    for instance in started:
        instance.store.close()


@pytest.fixture
def first(start: Start) -> Instance:
    """An instance with titles, and twelve pairs."""
    instance = start("first")
    add_titles(instance.store)
    return instance
