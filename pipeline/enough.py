"""How many labels are enough: how many pairs there are and how steady answers are enter; a number of labels
with which to begin training, and a number from which on its check tells something, leave.

The first is the one target that the page sets. The second is what follows for the accuracy on held-out ideas.
"""

from collections.abc import Iterable
from math import ceil, sqrt

from pipeline.intervals import Z95, wilson_interval
from pipeline.split import TEST_SHARE

ENOUGH_LABELS = 100
"""A round number, not a measured one: two on each of some 50 ideas, of which five are held out."""
ASKED = 0.6
"""Of an idea's pairs: about as many are asked at the least until the order of its titles is settled."""
LEARNED = 0.8125
"""Of held-out pairs, how many a trained model is expected to have as the taste has them. In the simulated
run of bench/RESULTS.md the first epoch on about 100 ideas had 75% of held-out labels, of which 90% follow
the taste: 0.75 = 0.8125 * 0.9 + 0.1875 * 0.1. One run, and the lowest of its three epochs.
"""
SELF_AGREEMENT = 0.82
"""While no hidden repeat says more: the same answer twice by one who errs in 10%, as that run's annotator."""
FEWEST_REPEATS = 20


def labels_to_begin(pairs: int) -> int:
    """So many labels do for a first training: what a few ideas can give, if they cannot give more."""
    return min(ENOUGH_LABELS, max(1, int(ASKED * pairs))) if pairs else ENOUGH_LABELS


def labels_missing(labels: int, pairs: int, settled: bool) -> int:
    """How many labels are missing to begin training; none where people are asked for no more (`settled`)."""
    return 0 if settled and labels else max(labels_to_begin(pairs) - labels, 0)


def labels_for_check(self_agreement: float) -> int | None:
    """How many labels that `count_telling` counts it takes until the reward accuracy on the ideas held out, a
    tenth, is expected to exclude 50% with 95% confidence (Wilson); None when half of the answers are noise.

    Wilson's interval around a share p of n excludes 50% from n = z^2 0.25 / (p - 0.5)^2 on (Wilson 1927).
    Half of all runs do worse than expected, and fewer labels than that run's teach less, so this is not much
    to ask.
    """
    above_half = expected_accuracy(self_agreement) - 0.5
    if above_half <= 0.01:
        return None
    return ceil(ceil(Z95**2 * 0.25 / above_half**2) / TEST_SHARE)


def count_telling(pairs_decided: Iterable[int], n_titles: int) -> int:
    """How many independent comparisons so many decided pairs of each idea are. An idea's pairs share titles:
    they are taken for n_titles - 1 at the most, the comparisons that an order takes; the interval itself
    counts up to 6 for five titles (`training.accuracy`).
    """
    return sum(min(n, n_titles - 1) for n in pairs_decided)


def ideas_for_check(labels: int, n_titles: int) -> int:
    """On how many ideas so many labels can all be telling."""
    return ceil(labels / (n_titles - 1))


def accuracy_margin(independent: float) -> float:
    """By how much the accuracy on so many independent held-out pairs is uncertain either way: half of its 95%
    interval (Wilson), where it is what is expected of a steady annotator.
    """
    low, high = wilson_interval(expected_accuracy(SELF_AGREEMENT), independent)
    return (high - low) / 2


def expected_accuracy(self_agreement: float) -> float:
    """The share of held-out labels that a trained model is expected to have right, LEARNED of the taste.

    One who gives the same answer twice with probability s errs in e of them: s = e^2 + (1 - e)^2.
    """
    right = (1 + sqrt(max(2 * self_agreement - 1, 0.0))) / 2
    return LEARNED * right + (1 - LEARNED) * (1 - right)
