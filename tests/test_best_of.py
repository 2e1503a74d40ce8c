"""Best of n: its name says what it is, and of n titles the one with the highest reward is given."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.best_of import BestOf, read_best_of
from pipeline.best_writer import make_writer
from pipeline.inference import Completion, Sampling, check_model, describe_model, root_model
from pipeline.schema import Message
from pipeline.tasks import YOUTUBE_TITLES

NAME = "best-of-3:/runs/r1/model@embedded"


def test_a_name_is_read_back() -> None:
    assert read_best_of(NAME) == BestOf(3, "/runs/r1/model", "embedded")
    assert read_best_of(NAME).name == NAME  # type: ignore[union-attr]
    assert read_best_of("best-of-4:/runs/a@b/model@someone/a-model").writer == "someone/a-model"  # type: ignore[union-attr]
    for other in ("embedded", "someone/best-of-4", "best-of-x:r@embedded"):
        assert read_best_of(other) is None


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
