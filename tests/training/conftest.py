import gc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.formats import write_preferences
from pipeline.schema import Preference, RunConfig
from pipeline.training.runs import write_config
from tiny_model import write_tiny_model

MakeRun = Callable[..., Path]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a model that trains in milliseconds a step."""
    folder = tmp_path_factory.mktemp("tiny-model")
    write_tiny_model(folder)
    return str(folder)


@pytest.fixture(autouse=True)
def _spared_collector() -> None:
    """Every training collects garbage; going through all that is loaded took it a third of a second."""
    gc.collect()
    gc.freeze()


def make_preferences(count: int, first: int = 0) -> list[Preference]:
    """Pairs of distinct ideas; the chosen title is in capitals, a thing that even a tiny model learns."""
    return [
        Preference(
            idea_id=f"idea-{number}",
            pair_id=f"pair-{number}",
            prompt=[{"role": "user", "content": f"idea {number}"}],
            chosen=[{"role": "assistant", "content": f"TITLE {number}"}],
            rejected=[{"role": "assistant", "content": f"some words {number}"}],
            votes_chosen=1,
            votes_rejected=0,
            simulated=True,
        )
        for number in range(first, first + count)
    ]


def make_config(model: str, **changes: object) -> RunConfig:
    """Three steps an epoch on the six pairs below, two epochs."""
    plain = RunConfig(
        model,
        per_device_train_batch_size=2,
        num_train_epochs=2.0,
        learning_rate=3e-3,
        warmup_steps=0,
        logging_steps=2,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture
def config(tiny_model: str) -> RunConfig:
    return make_config(tiny_model)


@pytest.fixture
def train() -> list[Preference]:
    return make_preferences(6)


@pytest.fixture
def test() -> list[Preference]:
    return make_preferences(3, first=50)


@pytest.fixture
def make_run(tmp_path: Path, config: RunConfig, train: list[Preference], test: list[Preference]) -> MakeRun:
    """Makes a run directory of this name, ready to be trained, with changes to the config."""

    def make(name: str, **changes: object) -> Path:
        write_preferences(tmp_path / name / "preferences", train, test)
        write_config(tmp_path / name, replace(config, **changes), "v", datetime(2026, 11, 22, tzinfo=UTC))
        return tmp_path / name

    return make
