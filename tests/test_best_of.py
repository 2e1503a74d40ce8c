"""Best of n: its name says what it is, and of n titles the one with the highest reward is given."""

import argparse
import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from pipeline import cli_writers
from pipeline.best_of import BestOf, read_best_of
from pipeline.best_writer import BestOfWriter, make_writer
from pipeline.inference import Completion, Sampling
from pipeline.model_files import check_model, describe_model, root_model
from pipeline.owner_commands import Project
from pipeline.schema import Message, RunConfig
from pipeline.settings import read_settings
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.runs import model_path, write_config
from pipeline.writers import LocalWriter

NAME = "best-of-3:/runs/r1/model@embedded"


def test_a_name_is_read_back() -> None:
    assert read_best_of(NAME) == BestOf(3, "/runs/r1/model", "embedded")
    assert read_best_of(NAME).name == NAME  # type: ignore[union-attr]
    assert read_best_of("best-of-4:/runs/a@b/model@someone/a-model").writer == "someone/a-model"  # type: ignore[union-attr]
    for other in ("embedded", "someone/best-of-4", "best-of-x:r@embedded"):
        assert read_best_of(other) is None


@pytest.mark.parametrize(
    ("reward_model", "writer"),
    [
        ("/me@x.org/runs/a/model", "/me@x.org/runs/b/model"),
        ("/50%40/model", "embedded"),
        ("r", "/a%25b@c%2540"),
    ],
)
def test_a_name_is_read_back_whatever_the_folders_are_called(reward_model: str, writer: str) -> None:
    best = BestOf(4, reward_model, writer)
    assert read_best_of(best.name) == best


def test_a_command_writes_by_best_of_n(tmp_path: Path, store: Store, now: datetime) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path / "me@x.org")})
    run_dir = settings.runs_dir / "r1"
    folder = model_path(run_dir)
    folder.mkdir(parents=True)
    write_config(run_dir, RunConfig(base_model="embedded", method="reward_model"), "", now)
    (folder / "config.json").write_text('{"architectures": ["TinyForSequenceClassification"]}')
    given = argparse.Namespace(writer="best-of-4:r1@embedded", ask="list", writer_model="")
    writer = cli_writers.make_writer(Project(settings, store), given)
    assert isinstance(writer, BestOfWriter)
    assert writer.best == BestOf(4, str(folder), "embedded")
    assert writer.writer == LocalWriter("embedded", asking="list")


@pytest.mark.parametrize("n", [0, 1, 65])
def test_an_n_that_cannot_be_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="choose from 2 to 64"):
        read_best_of(f"best-of-{n}:r@embedded")


def test_the_bound_on_its_kl() -> None:
    assert BestOf(4, "r", "w").kl_bound == pytest.approx(math.log(4) - 0.75)


def test_its_writer_is_what_it_comes_from_and_a_reward_model_must_be_there(tmp_path: Path) -> None:
    assert root_model(NAME) == "embedded"
    assert describe_model(NAME) == "Embedded title model (1M parameters), best of 3 by r1"
    with pytest.raises(ValueError, match="There is no reward model"):
        check_model(f"best-of-4:{tmp_path}@embedded")


def test_each_title_is_the_best_of_its_own_n() -> None:
    asked: list[list[Message]] = []

    def complete(model: str, prompts: Sequence[list[Message]], sampling: Sampling) -> list[Completion]:
        assert model == "embedded"
        return [Completion(f'"Title {number}"', ended=number != 4) for number in range(len(prompts))]

    def score(model: str, conversations: Sequence[list[Message]]) -> list[float]:
        assert model == "/runs/r1/model"
        asked.extend(conversations)
        return [float(each[-1]["content"].split()[1]) % 5 for each in conversations]

    writer = make_writer(NAME, complete, score)
    titles = writer.write_titles(YOUTUBE_TITLES, ["one idea", "another"], 2, seed=0, temperature=0.9)
    # Title 4 was cut off. Of 0 1 2, of 3 5, of 6 7 8 and of 9 10 11, by the remainder of five.
    assert titles == [['"Title 2"', '"Title 3"'], ['"Title 8"', '"Title 9"']]
    assert asked[0][-1] == {"role": "assistant", "content": "Title 0"}  # as it would be shown
    assert writer.name == NAME


def test_any_other_name_writes_by_itself() -> None:
    assert make_writer("embedded").name == "embedded"
