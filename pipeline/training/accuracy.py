"""Held-out pairs -> how many independent ones they count as, and with that the interval of reward accuracy.

An idea's pairs share titles, so a model that ranks titles at random is right or wrong in several at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pipeline.intervals import wilson_interval
from pipeline.schema import Preference
from pipeline.training.events import Event, training_fact

UNSAID = 0.6  # of the pairs: what all ten pairs of five titles count as, if answered as one order


def count_independent(rows: Iterable[Preference]) -> float:
    """As many independent pairs would give the accuracy of random rewards the variance that it has on these.

    Let an idea have m pairs, and a title in it be chosen d times more often than rejected. If every order of
    its titles by reward is as likely, two pairs that share a title are both right with probability 1/3 when
    it is chosen in both or rejected in both, else 1/6. So the number of right pairs has the variance
    (m + sum d^2) / 12 (all pairs in one order: Kendall 1938), and M pairs of all ideas count as
    M^2 / 4 / sum (m + sum d^2) / 12, but as no more than M. 0 without rows.

    At chance Wilson's interval with this n leaves out 50% in 4.2 to 5.8% of 20,000 draws (3 to 24 ideas of 2
    to 10 titles, labels with 10% noise or none); with n = M it does in 12 to 14% for all pairs of five titles
    and in 24% for those of ten, with a count of titles less one in 1 to 4%. Away from chance it is wide: with
    five titles it misses an accuracy of 70 to 90% in 1 to 4% of draws.
    """
    pairs: Counter[str] = Counter()
    balance: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        pairs[row.idea_id] += 1
        balance[row.idea_id][row.chosen[-1]["content"]] += 1
        balance[row.idea_id][row.rejected[-1]["content"]] -= 1
    total = pairs.total()
    spread = total + sum(d * d for titles in balance.values() for d in titles.values())
    return min(float(total), 3 * total**2 / spread) if total else 0.0


def counted_pairs(events: Sequence[Event]) -> float | None:
    """How many independent ones the run's held-out pairs count as; None before it has said how many it has.

    A log that does not say what they count as is taken for UNSAID.
    """
    pairs: int | None = training_fact(events, "eval_pairs")
    if not pairs:
        return None
    counted: float | None = training_fact(events, "eval_independent")
    return counted or UNSAID * pairs


def accuracy_interval(events: Sequence[Event], accuracy: float) -> tuple[float, float] | None:
    """95% interval of an accuracy on the run's held-out pairs (Wilson 1927, with n as `counted_pairs`).

    It does not allow for weights that were chosen on these very pairs, by their loss.
    """
    counted = counted_pairs(events)
    return wilson_interval(accuracy, counted) if counted else None
