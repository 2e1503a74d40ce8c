"""Every number here is derived by hand or by whole-number arithmetic, not by the library under test."""

from collections.abc import Callable
from fractions import Fraction
from math import comb, factorial, sqrt

import pytest

from pipeline.verdicts import (
    confidence_sequence,
    e_value,
    idea_outcomes,
    resample_ideas,
    summarize,
    summarize_outcomes,
    votes_to_settle,
    votes_until_enough,
)


def at_least(wins: int, n: int, share: float = 0.5) -> float:
    """The binomial probability of that many wins or more."""
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(wins, n + 1))


def test_the_tutorials_34_of_50() -> None:
    summary = summarize(34, 0, 16)
    assert (summary.n, summary.win_rate, summary.decisive_share) == (50, 0.68, 0.68)
    z = 1.959964
    centre, half = (34 + z * z / 2) / (50 + z * z), z * sqrt(34 * 16 / 50 + z * z / 4) / (50 + z * z)
    assert summary.wilson == pytest.approx((centre - half, centre + half), abs=1e-6)
    assert summary.wilson == pytest.approx((0.542, 0.792), abs=5e-4)
    assert summary.exact == pytest.approx((0.533, 0.805), abs=5e-4)
    low, high = summary.exact or (0, 0)
    assert at_least(34, 50, low) == pytest.approx(0.025)  # Clopper and Pearson's definition
    assert 1 - at_least(35, 50, high) == pytest.approx(0.025)
    assert summary.p_value == pytest.approx(2 * at_least(34, 50))
    assert summary.p_value == pytest.approx(0.015, abs=5e-4)


def test_the_e_value_is_the_mixtures_likelihood_ratio() -> None:
    def beta(a: int, b: int) -> Fraction:
        return Fraction(factorial(a - 1) * factorial(b - 1), factorial(a + b - 1))

    expected = beta(5 + 34, 5 + 16) / beta(5, 5) * 2**50
    assert summarize(34, 0, 16).e_value == pytest.approx(float(expected))
    assert e_value(1, 0) == pytest.approx(1.0)  # by symmetry the first verdict says nothing
    assert e_value(2, 0) == pytest.approx(4 * (5 * 6) / (10 * 11))
    assert summarize(0, 3, 0).e_value == 1.0


def chance_to_stop(stops: Callable[[int, int], bool], looks: int) -> float:
    """That fair verdicts ever reach counts (wins, losses) which stop, looking after each: all paths added."""
    alive, stopped = {0: 1.0}, 0.0
    for n in range(1, looks + 1):
        after: dict[int, float] = {}
        for wins, chance in alive.items():
            for won in (0, 1):
                after[wins + won] = after.get(wins + won, 0.0) + chance / 2
        stopped += sum(chance for wins, chance in after.items() if stops(wins, n - wins))
        alive = {wins: chance for wins, chance in after.items() if not stops(wins, n - wins)}
    return stopped


def test_looking_after_every_verdict_misleads_the_exact_test_and_not_the_e_value() -> None:
    def significant(wins: int, losses: int) -> bool:
        n, most = wins + losses, max(wins, losses)
        return 40 * sum(comb(n, k) for k in range(most, n + 1)) <= 2**n  # p = 2 * tail / 2**n <= 1 / 20

    assert chance_to_stop(significant, 50) == pytest.approx(0.17, abs=0.005)  # as the page says
    assert chance_to_stop(significant, 100) == pytest.approx(0.23, abs=0.005)
    assert 0 < chance_to_stop(lambda wins, losses: e_value(wins, losses) >= 20, 100) < 0.05


@pytest.mark.parametrize("wins", range(31))
def test_interval_p_and_e_never_disagree(wins: int) -> None:
    losses = 30 - wins
    summary = summarize(wins, 0, losses)
    assert summary.exact is not None and summary.p_value is not None
    assert (summary.exact[0] > 0.5 or summary.exact[1] < 0.5) == (summary.p_value <= 0.05)
    low, high = confidence_sequence(wins, losses)
    assert (low > 0.5 or high < 0.5) == (summary.e_value >= 20)
    assert low <= wins / 30 <= high


def test_four_to_nothing_is_no_difference_whatever_wilson_says() -> None:
    summary = summarize(4, 0, 0)
    assert summary.p_value == pytest.approx(2 / 16)
    assert summary.exact == (pytest.approx(0.025**0.25), 1.0)  # 0.398
    assert summary.wilson is not None and summary.wilson[0] > 0.5


def test_ties_count_half_and_are_left_out_of_the_decisive_share() -> None:
    summary = summarize_outcomes([1.0] * 3 + [0.5] * 4 + [0.0])
    assert (summary.n, summary.win_rate, summary.decisive_share) == (8, 5 / 8, 0.75)
    assert summary.p_value == pytest.approx(10 / 16)  # 2 * P(at least 3 of 4) = 2 * (4 + 1) / 16


def test_nothing_decided_has_no_interval() -> None:
    assert summarize(0, 0, 0).win_rate is None
    assert (summarize(0, 2, 0).win_rate, summarize(0, 2, 0).wilson) == (0.5, None)
    assert confidence_sequence(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="none may be negative"):
        summarize(-1, 0, 0)


def test_an_idea_counts_once_by_the_mean_of_its_pairs() -> None:
    pairs = [("a", 1.0), ("b", 0.0), ("a", 1.0), ("a", 0.0), ("b", 0.5), ("c", 1.0), ("c", 0.0)]
    assert idea_outcomes(pairs) == [1.0, 0.0, 0.5]


def test_resampling_draws_ideas_and_not_their_titles() -> None:
    """Five titles of an idea that all came out alike say no more than one of them."""
    outcomes = [(str(n), float(n % 3 > 0)) for n in range(30)]
    alone, five = resample_ideas(outcomes), resample_ideas(outcomes * 5)
    assert alone is not None and alone == five
    as_if_independent = resample_ideas((f"{idea} {n}", won) for idea, won in outcomes for n in range(5))
    assert as_if_independent is not None
    assert as_if_independent[1] - as_if_independent[0] < 0.6 * (alone[1] - alone[0])


def test_resampling_agrees_with_the_normal_interval_where_that_is_good() -> None:
    interval = resample_ideas((str(n), float(n < 120)) for n in range(200))
    half = 1.96 * sqrt(0.6 * 0.4 / 200)
    assert interval == pytest.approx((0.6 - half, 0.6 + half), abs=0.012)


def test_what_resampling_cannot_know_it_does_not_say() -> None:
    assert resample_ideas((str(n), 1.0) for n in range(30)) is None
    assert resample_ideas((str(n), float(n % 2)) for n in range(9)) is None


def test_how_many_votes_would_settle_it() -> None:
    assert votes_to_settle(1.0) == 6  # 2 / 2**6 = 0.031, 2 / 2**5 = 0.063
    assert votes_to_settle(0.0) == 6
    assert votes_to_settle(0.5) is None
    n = votes_to_settle(0.68) or 0
    most = next(k for k in range(n, -1, -1) if 2 * at_least(k, n) > 0.05)
    assert at_least(most + 1, n, 0.68) >= 0.8


def test_how_many_more_votes_bring_the_e_value_to_20() -> None:
    more = votes_until_enough(11, 0)
    assert more == 1  # e(11, 0) = 16.6, e(12, 0) = 25.4
    assert votes_until_enough(12, 0) == 0
    assert (votes_until_enough(5, 5), votes_until_enough(0, 0)) == (None, None)
