"""An idea's labels -> where each of its titles stands, with an interval.

Ranks are those of the exact posterior over orders (`pipeline.selection`), not of a Bradley-Terry fit with
bootstrap intervals: five to ten answers resampled leave titles without a single answer and others that never
lose, whose strengths have no finite estimate, so such intervals mean nothing. Nothing but the idea's own
answers enters, no prior over titles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.answers import read_answers
from pipeline.schema import Choice, Label, Pair, Source
from pipeline.selection import DEFAULT_NOISE, Answer, Noise, Posterior, find_posterior, title_pairs

TAIL = 0.05
"""Of the probability on either side of an interval, which so holds at least 90%."""


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
