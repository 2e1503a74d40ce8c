"""The ideas that ship: enough of them, clean, and none in both files."""

import re
from pathlib import Path

import pytest

from pipeline.checks import stem, words
from pipeline.embedded.report import EVALUATION, read_ideas
from pipeline.settings import SHIPPED_DATA
from pipeline.texts import normalise

IDEAS = SHIPPED_DATA / "ideas.csv"
EVALUATION_IDEAS = SHIPPED_DATA / EVALUATION


@pytest.mark.parametrize(("path", "least"), [(IDEAS, 120), (EVALUATION_IDEAS, 60)])
def test_there_are_enough_distinct_clean_ideas(path: Path, least: int) -> None:
    ideas = read_ideas(path)
    assert len({idea.lower() for idea in ideas}) == len(ideas) >= least
    assert all(idea == normalise(idea) for idea in ideas)
    assert all(1 <= len(words(idea)) <= 12 for idea in ideas)


def test_no_evaluation_idea_resembles_a_training_idea() -> None:
    def stems(idea: str) -> set[str]:
        return {stem(word) for word in words(idea) if re.search(r"\w{3}", word)} - {
            "how",
            "the",
            "for",
            "why",
            "what",
        }

    training = [stems(idea) for idea in read_ideas(IDEAS)]
    for idea in read_ideas(EVALUATION_IDEAS):
        own = stems(idea)
        assert not any(own and len(own & other) / len(own | other) > 0.5 for other in training), idea
