"""An idea's labels -> where each of its titles stands, with an interval; and how many labels training takes.

Ranks are those of the exact posterior over orders (`pipeline.selection`), not of a Bradley-Terry fit with
bootstrap intervals: five to ten answers resampled leave titles without a single answer and others that never
lose, whose strengths have no finite estimate, so such intervals mean nothing. Nothing but the idea's own
answers enters, no prior over titles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from pipeline.answers import expected_questions, read_answers
from pipeline.intervals import Z95
from pipeline.schema import Choice, Label, Pair, Source
from pipeline.selection import DEFAULT_NOISE, Answer, Noise, Posterior, find_posterior, title_pairs
from pipeline.split import TEST_SHARE

TAIL = 0.05
"""Of the probability on either side of an interval, which so holds at least 90%."""
LEARNED = 0.8125
"""Of held-out pairs, how many a trained model is expected to have as the taste has them. In the simulated
run of bench/RESULTS.md the first epoch on about 100 ideas had 75% of held-out labels, of which 90% follow
the taste: 0.75 = 0.8125 * 0.9 + 0.1875 * 0.1. One run, and the lowest of its three epochs.
"""
SELF_AGREEMENT = 0.82
"""While no hidden repeat says more: the same answer twice by one who errs in 10%, as that run's annotator."""
FEWEST_REPEATS = 20
CLICKS_AN_IDEA = expected_questions(10)


@dataclass(frozen=True)
class RankedTitle:
    """`rank` is the expected place from 1, the interval (`low`, `high`) holds the true one with 90%
    probability. `chosen` and `rejected` count the answers for and against the title.
    """

    title: str
    rank: float
    low: int
    high: int
    chosen: int
    rejected: int


def rank_titles(
    pairs: Sequence[Pair], labels: Iterable[Label], noise: Noise = DEFAULT_NOISE
) -> list[RankedTitle]:
    """The titles of one idea's pairs, the likely best first, by what all its annotators have in common.

    Simulated labels count only where there are no others. Empty without an answer that has a direction.
    """
    of_idea = {pair.id for pair in pairs}
    given = [label for label in labels if label.pair_id in of_idea]
    real = [label for label in given if label.source is not Source.SIMULATED]
    counted = real or given
    if not any(label.choice in (Choice.A, Choice.B) for label in counted):
        return []
    idea = read_answers(pairs, {})
    number = {title: n for n, title in enumerate(idea.titles)}
    places = {pair.id: (number[pair.title_a], number[pair.title_b]) for pair in pairs}
    answers = [Answer(*places[label.pair_id], label.choice) for label in counted]
    ranks = find_ranks(find_posterior(len(idea.titles), answers, noise))
    over = [
        (a.first, a.second) if a.choice is Choice.A else (a.second, a.first) for a in answers if _decided(a)
    ]
    ranked = [
        RankedTitle(
            title, *ranks[n], sum(first == n for first, _ in over), sum(second == n for _, second in over)
        )
        for n, title in enumerate(idea.titles)
    ]
    return sorted(ranked, key=lambda one: (one.rank, one.title))


def _decided(answer: Answer) -> bool:
    return answer.choice in (Choice.A, Choice.B)


def find_ranks(posterior: Posterior) -> list[tuple[float, int, int]]:
    """Each title's expected place and interval, in the order of the titles' numbers."""
    n = posterior.n_titles
    behind = np.zeros((len(posterior.weights), n), dtype=int)
    for pair, (i, j) in enumerate(title_pairs(n)):
        before = posterior.above[:, pair] > 0
        behind[:, j] += before
        behind[:, i] += ~before
    found = []
    for title in range(n):
        at_place = np.bincount(behind[:, title], weights=posterior.weights, minlength=n)
        up_to = np.cumsum(at_place)
        low = int(np.argmax(up_to > TAIL - 1e-9)) + 1
        high = int(np.argmax(up_to >= 1 - TAIL - 1e-9)) + 1
        found.append((float(at_place @ np.arange(1, n + 1)), low, high))
    return found


def expected_accuracy(self_agreement: float) -> float:
    """The share of held-out labels that a trained model is expected to have right, LEARNED of the taste.

    One who gives the same answer twice with probability s errs in e of them: s = e^2 + (1 - e)^2.
    """
    right = (1 + sqrt(max(2 * self_agreement - 1, 0.0))) / 2
    return LEARNED * right + (1 - LEARNED) * (1 - right)


def ideas_for_training(self_agreement: float, n_titles: int = 5) -> int | None:
    """How many labelled ideas it takes until the reward accuracy on the held-out tenth of them is expected to
    exclude 50% with 95% confidence (Wilson); None when half of the answers are noise.

    Wilson's interval around a share p of n excludes 50% from n = z^2 0.25 / (p - 0.5)^2 on (Wilson 1927). An
    idea's pairs share titles: they are taken for n_titles - 1, the comparisons that an order takes; the
    interval itself counts up to 6 for five titles (`training.accuracy`). Half of all runs do worse than
    expected, and fewer ideas than that run's teach less, so this is not much to ask.
    """
    above_half = expected_accuracy(self_agreement) - 0.5
    if above_half <= 0.01:
        return None
    independent = Z95**2 * 0.25 / above_half**2
    return ceil(ceil(independent / (n_titles - 1)) / TEST_SHARE)


def labels_to_go(
    ideas_labelled: int, self_agreement: float, clicks_an_idea: float = CLICKS_AN_IDEA
) -> int | None:
    """About how many more labels until training pays; 0 when there are enough, None when none would do."""
    needed = ideas_for_training(self_agreement)
    return None if needed is None else ceil(max(needed - ideas_labelled, 0) * clicks_an_idea)
