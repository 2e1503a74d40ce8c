"""One idea, several models: columns of titles, and their figures by hand."""

from collections.abc import Sequence

import pytest

from pipeline.playground import Column, PlayedTitle, Tuned, write_side_by_side
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import Message, Task
from scripted import ScriptedWriter

LOGPS = {
    "base": {"Plain Bread": -10.0, "Why Bread?": -14.0},
    "tuned": {"Plain Bread": -12.0, "Why Bread?": -9.0},
}
TUNED = Tuned("tuned", "base", beta=0.1)


class Meter:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.calls: list[tuple[str, int]] = []

    def __call__(self, model: str, conversations: Sequence[list[Message]]) -> list[float]:
        self.calls.append((model, len(conversations)))
        prompt = title_prompt(self.task, "bread")
        assert all(each[:-1] == prompt for each in conversations)
        titles = [each[-1]["content"] for each in conversations]
        assert title_completion(titles[0]) == conversations[0][-1:]
        return [LOGPS[model][title] for title in titles]


def writers() -> list[ScriptedWriter]:
    base = ScriptedWriter({"bread": ['"Plain Bread"', "Why Bread?"]}, name="base")
    return [base, ScriptedWriter({"bread": ["Why Bread?", "..."]}, name="tuned")]


def test_each_title_has_its_writers_logp_and_the_tuned_models_implicit_reward(task: Task) -> None:
    meter = Meter(task)
    columns = write_side_by_side(task, writers(), "bread", 2, 3, 0.9, [TUNED], meter)
    # 0.1 * (-12 + 10) and 0.1 * (-9 + 14)
    plain, why = pytest.approx((-0.2,)), pytest.approx((0.5,))
    assert columns == [
        Column("base", (PlayedTitle("Plain Bread", -10.0, plain), PlayedTitle("Why Bread?", -14.0, why)), 0),
        Column("tuned", (PlayedTitle("Why Bread?", -9.0, why),), 1),
    ]
    assert sorted(meter.calls) == [("base", 2), ("tuned", 2)]  # once each, the title that both wrote once


def test_all_models_write_from_the_same_seed_and_temperature(task: Task) -> None:
    both = writers()
    write_side_by_side(task, both, "bread", 1, 3, 0.4)
    assert [writer.temperatures for writer in both] == [[0.4], [0.4]]


def test_without_a_measure_there_are_titles_alone(task: Task) -> None:
    column = write_side_by_side(task, writers()[:1], "bread", 1, 3, 0.9, [TUNED])[0]
    assert column == Column("base", (PlayedTitle("Plain Bread"),), 0)


@pytest.mark.parametrize(("n_models", "n", "word"), [(0, 1, "models"), (4, 1, "models"), (1, 11, "titles")])
def test_too_many_are_refused(task: Task, n_models: int, n: int, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        write_side_by_side(task, writers() * 2 if n_models == 4 else writers()[:n_models], "bread", n, 0, 0.9)
