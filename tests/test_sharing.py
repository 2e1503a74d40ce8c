import re
from typing import Any

import pytest

from pipeline.sharing import Sharing

IDEAS = [f"idea {n}" for n in range(1000)]


def test_a_tenth_of_the_ideas_goes_to_three_once_there_are_several_annotators() -> None:
    targets = [Sharing().target(idea, 2) for idea in IDEAS]
    assert set(targets) == {1, 3}
    assert 70 <= targets.count(3) <= 130  # 100 expected, standard deviation 9.5
    assert {Sharing().target(idea, 1) for idea in IDEAS} == {1}


@pytest.mark.parametrize(("share", "low", "high"), [(0.0, 0, 0), (0.05, 25, 75), (1.0, 1000, 1000)])
def test_a_share_of_the_ideas_is_asked_in_full(share: float, low: int, high: int) -> None:
    assert low <= sum(Sharing(full_share=share).in_full(idea) for idea in IDEAS) <= high


def test_a_larger_share_keeps_the_ideas_of_a_smaller_one() -> None:
    few, more = Sharing(overlap_share=0.1), Sharing(overlap_share=0.2)
    assert all(more.target(idea, 2) == 3 for idea in IDEAS if few.target(idea, 2) == 3)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"overlap_share": 1.5}, "overlap_share is 1.5; give a share from 0 to 1."),
        ({"repeat_share": float("nan")}, "repeat_share is nan; give a share from 0 to 1."),
        ({"full_share": -0.1}, "full_share is -0.1; give a share from 0 to 1."),
        ({"implied_threshold": 0.4}, "implied_threshold is 0.4; give a number from 0.5 to 1."),
        ({"overlap_annotators": 0}, "overlap_annotators is 0; give a whole number from 1 to 20."),
        ({"overlap_annotators": 2.5}, "overlap_annotators is 2.5; give a whole number from 1 to 20."),
        ({"repeat_distance": 0}, "repeat_distance is 0; give a whole number from 1 to 1000."),
    ],
)
def test_an_unusable_setting_is_named(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Sharing(**changes)
