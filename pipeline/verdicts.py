"""Counts of verdicts -> what they tell: shares with their intervals, exact p, e-value, how many settle it.

Three assumptions stand behind the numbers, and each function names its own. `summarize`: the verdicts are
independent, so it takes one pair an idea (or one verdict for each idea, `idea_outcomes`). `resample_ideas`:
the ideas are independent, the titles of one need not be. `e_value` and `confidence_sequence`: whatever came
before, the next decided verdict is a win with the same probability; they hold at every look at once.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.intervals import wilson_interval
from pipeline.schema import Choice, Label, LabelEvent, Source

Interval = tuple[float, float]

LEVEL = 0.05  # of the exact test, and 1 - the coverage of every interval
CLEAR = 0.001  # of the exact test, for a difference that is called clear
E_ENOUGH = 20.0  # 1 / LEVEL: an e-process passes it once in 20 times at most where there is no difference
PRIOR = 5.0  # of Beta(PRIOR, PRIOR): most of it lies between 30 and 70% of wins
RESAMPLES = 4000
FEWEST_IDEAS = 10  # to resample: with fewer the bootstrap's interval is far too narrow
POWER = 0.8
MOST_VOTES = 10_000


@dataclass(frozen=True)
class Summary:
    """Wins are the tuned model's. `wilson` and `exact` are 95% intervals of the decisive share wins / (wins +
    losses), `p_value` is the exact two-sided one against 1/2, `e_value` that of the Beta(5, 5) mixture.

    Rates are in [0, 1]; None where there is nothing to divide by.
    """

    wins: int
    ties: int
    losses: int
    n: int
    win_rate: float | None
    decisive_share: float | None
    wilson: Interval | None
    exact: Interval | None
    p_value: float | None
    e_value: float


@dataclass(frozen=True)
class SideBias:
    """How often the title shown on each side was chosen; `p` is the exact two-sided probability of a split at
    least this uneven if sides did not matter.
    """

    left: int
    right: int
    p: float


def summarize(wins: int, ties: int, losses: int) -> Summary:
    """The win rate, and of the decisive verdicts the share won with its 95% intervals and the exact two-sided
    p against 1/2 (binomial test; Wilson 1927; Clopper and Pearson 1934). ValueError for negative counts.

    p is at most 0.05 just when `exact` leaves 1/2 out; `wilson` is narrower and may differ from both.
    """
    from scipy.stats import binomtest  # takes as long to import as the page to open

    if min(wins, ties, losses) < 0:
        raise ValueError(
            f"Counts of {wins} wins, {ties} ties and {losses} losses cannot be; none may be negative."
        )
    n, decisive = wins + ties + losses, wins + losses
    if not decisive:
        return Summary(wins, ties, losses, n, 0.5 if n else None, None, None, None, None, 1.0)
    test = binomtest(wins, decisive)
    exact = test.proportion_ci(method="exact")
    return Summary(
        wins=wins,
        ties=ties,
        losses=losses,
        n=n,
        win_rate=(wins + ties / 2) / n,
        decisive_share=wins / decisive,
        wilson=wilson_interval(wins / decisive, decisive),
        exact=(float(exact.low), float(exact.high)),
        p_value=exact_p(wins, losses),
        e_value=e_value(wins, losses),
    )


def exact_p(wins: int, losses: int) -> float:
    """The exact two-sided p of so many wins and losses against 1/2: both tails of a coin, which are alike."""
    n, fewer = wins + losses, min(wins, losses)
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n)


def summarize_outcomes(outcomes: Iterable[float]) -> Summary:
    """The summary of outcomes that are each 1 (won), 0.5 (tied) or 0 (lost)."""
    given = list(outcomes)
    return summarize(given.count(1.0), given.count(0.5), given.count(0.0))


def e_value(wins: float, losses: float, share: float = 0.5) -> float:
    """How much likelier the verdicts are under a Beta(5, 5) mixture of shares than under `share`.

    Over verdicts that come one by one it is a martingale if `share` is true, so it ever passes 20 with
    probability 1/20 at most (Ville 1939), however often one looks. `share` is in (0, 1).
    """
    return math.exp(min(_log_e(wins, losses, share), 700.0))


def confidence_sequence(wins: float, losses: float) -> Interval:
    """The shares that the e-value does not refute at 20: a 95% interval that holds at every look at once.

    It leaves 1/2 out just when `e_value(wins, losses)` has reached 20.
    """
    decided = wins + losses
    if not decided:
        return 0.0, 1.0
    middle = wins / decided
    low = _crossing(wins, losses, 0.0, middle) if wins else 0.0
    return low, (_crossing(wins, losses, 1.0, middle) if losses else 1.0)


def _log_e(wins: float, losses: float, share: float) -> float:
    mixture = _log_beta(PRIOR + wins, PRIOR + losses) - _log_beta(PRIOR, PRIOR)
    return mixture - wins * math.log(share) - losses * math.log1p(-share)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _crossing(wins: float, losses: float, outside: float, inside: float) -> float:
    """Where the e-value reaches 20 between a share that is refuted and one that is not, by bisection."""
    for _ in range(60):
        middle = (outside + inside) / 2
        if _log_e(wins, losses, middle) >= math.log(E_ENOUGH):
            outside = middle
        else:
            inside = middle
    return inside


def idea_outcomes(outcomes: Iterable[tuple[str, float]]) -> list[float]:
    """(idea, outcome of one of its pairs) -> one outcome an idea: which side has the mean of its pairs.

    Ideas come in the order in which they got their last verdict. Titles of one idea are not independent, so a
    test over pairs would count one idea several times; the sign test over these counts each once.
    """
    balance: dict[str, float] = {}
    for idea, outcome in outcomes:
        balance[idea] = balance.pop(idea, 0.0) + outcome - 0.5
    return [1.0 if over > 0 else 0.0 if over < 0 else 0.5 for over in balance.values()]


def resample_ideas(
    outcomes: Iterable[tuple[str, float]], seed: int = 0, resamples: int = RESAMPLES
) -> Interval | None:
    """A 95% percentile bootstrap interval of the mean outcome: whole ideas are drawn, with all their pairs.

    None with fewer than 10 ideas or when all of them came out alike: resampling knows no other world than the
    sample, and would answer with a certainty that there is not.
    """
    by_idea: dict[str, list[float]] = defaultdict(list)
    for idea, outcome in outcomes:
        by_idea[idea].append(outcome)
    if len(by_idea) < FEWEST_IDEAS or len({sum(own) / len(own) for own in by_idea.values()}) < 2:
        return None
    import numpy

    sums = numpy.array([sum(own) for own in by_idea.values()])
    counts = numpy.array([len(own) for own in by_idea.values()])
    drawn = numpy.random.default_rng(seed).integers(0, len(sums), (resamples, len(sums)))
    rates = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = numpy.quantile(rates, (LEVEL / 2, 1 - LEVEL / 2))
    return float(low), float(high)


def votes_to_settle(share: float) -> int | None:
    """How many decided verdicts a fixed comparison needs so that the exact test finds the difference in 80%
    of cases, if `share` is the true one. None when more than 10,000 would be needed, as for 1/2.
    """
    import numpy
    from scipy.stats import binom

    n = numpy.arange(1, MOST_VOTES + 1)
    # The most wins that do not yet count as a difference; the exact power saws up and down with n.
    most = binom.isf(LEVEL / 2, n, 0.5)
    too_few = n[binom.sf(most, n, max(share, 1 - share)) < POWER]
    return int(too_few[-1]) + 1 if too_few[-1] < MOST_VOTES else None


def votes_until_enough(wins: int, losses: int) -> int | None:
    """How many more decided verdicts bring the e-value to 20 if they are won at the share so far; None when
    more than 10,000 would be needed, or nothing is decided yet.
    """
    if not wins + losses:
        return None
    share = wins / (wins + losses)
    for more in range(MOST_VOTES + 1):
        if e_value(wins + share * more, losses + (1 - share) * more) >= E_ENOUGH:
            return more
    return None


def measure_side_bias(labels: Iterable[Label | LabelEvent]) -> SideBias | None:
    """Over labels that choose a side and know how it was shown; simulated ones don't count."""
    on_left = [
        label.choice.value == label.shown_left
        for label in labels
        if label.choice in (Choice.A, Choice.B) and label.shown_left and label.source is not Source.SIMULATED
    ]
    if not on_left:
        return None
    left = sum(on_left)
    return SideBias(left, len(on_left) - left, exact_p(left, len(on_left) - left))
