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
