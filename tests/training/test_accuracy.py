"""How many independent pairs held-out pairs count as, worked out by hand and checked by drawing."""

from itertools import combinations

import numpy as np
import pytest

from pipeline.intervals import wilson_interval
from pipeline.schema import Preference
from pipeline.training.accuracy import accuracy_interval, count_independent, counted_pairs


def preference(idea: str, chosen: str, rejected: str) -> Preference:
    sides = ([{"role": "assistant", "content": title}] for title in (chosen, rejected))
    return Preference(
        idea, f"{idea}{chosen}{rejected}", [{"role": "user", "content": idea}], *sides, 1, 0, False
    )


def in_order(idea: str, titles: str) -> list[Preference]:
    return [preference(idea, *both) for both in combinations(titles, 2)]


def test_all_pairs_in_one_order_count_as_kendalls_variance_says() -> None:
    # Five titles: how many of 10 pairs are right has the variance 5 * 4 * 15 / 72 = 25 / 6; 10^2 / 4 over it
    # is 6.
    assert count_independent(in_order("i", "abcde")) == pytest.approx(6)
    # Three titles: 3 * 2 * 11 / 72 = 11 / 12, and 9 / 4 over it 27 / 11.
    assert count_independent(in_order("i", "abc")) == pytest.approx(27 / 11)


def test_ideas_are_independent_of_each_other() -> None:
    assert count_independent([*in_order("i", "abcde"), *in_order("j", "abcde")]) == pytest.approx(12)
    # 10 pairs that count as 6 and one alone: 11^2 / 4 over 25 / 6 + 1 / 4.
    assert count_independent([*in_order("i", "abcde"), preference("j", "a", "b")]) == pytest.approx(363 / 53)


def test_pairs_without_a_common_title_count_in_full_and_never_more() -> None:
    assert count_independent([preference(str(n), "a", "b") for n in range(20)]) == 20
    # a over b over c: right in both with 1/6 only, which would count as three.
    assert count_independent([preference("i", "a", "b"), preference("i", "b", "c")]) == 2
    assert count_independent([]) == 0


def test_random_rewards_leave_out_one_half_about_once_in_twenty() -> None:
    rng, draws = np.random.default_rng(0), 20_000
    rows = [row for idea in range(12) for row in in_order(str(idea), "abcde")]
    # Rewards in a random order; by hand the accuracy's variance is 12 * 25 / 6 / 120^2 = 1 / 288.
    rewards = rng.random((draws, 12, 5))
    right = sum((rewards[:, :, i] > rewards[:, :, j]).sum(axis=1) for i, j in combinations(range(5), 2))
    shares = right / 120
    assert shares.var() == pytest.approx(1 / 288, rel=0.05)

    def escaping(n: float) -> float:
        intervals = {share: wilson_interval(share, n) for share in set(shares.tolist())}
        return float(np.mean([not low <= 0.5 <= high for low, high in map(intervals.get, shares.tolist())]))

    assert escaping(count_independent(rows)) < 0.06 < 0.12 < escaping(len(rows))


def test_a_run_says_what_its_pairs_count_as() -> None:
    training = {"event": "training", "step": 0, "eval_pairs": 10, "eval_independent": 6.0}
    assert counted_pairs([training]) == 6
    assert accuracy_interval([training], 0.9) == wilson_interval(0.9, 6)
    old = {"event": "training", "step": 0, "eval_pairs": 100}
    assert counted_pairs([old]) == pytest.approx(60)
    assert counted_pairs([]) is accuracy_interval([], 0.9) is None
