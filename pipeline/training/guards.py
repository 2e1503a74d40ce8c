"""When a policy has begun to please its reward model and nobody else: titles enter, what broke leaves.

A high reward is no quality: as the reward of a policy rose from 2.0 to 2.8, the share of its titles that were
well formed fell from 80 to 2%, and neither the reward model nor a judge of taste saw it. What shows it is how
far the policy is from the reference, whether titles are whole, and whether they all begin alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.checks import is_well_formed
from pipeline.health import COMMON_OPENING, FEWEST_TITLES, LARGE_KL, WORSE_BY


@dataclass(frozen=True)
class Vitals:
    """Of one policy's titles at one step. `kl` is the mean log-probability of a title under the policy minus
    that under the reference, in nats; `reward` the mean reward, and `reward_win` how often the reward model
    prefers the policy's title to the reference's for the same idea, ties half; `check_win` the same by a
    regression on plain features of titles, fitted to the same labels, None where there are too few. The rest
    are shares in [0, 1].
    """

    titles: int
    reward: float
    reward_win: float
    check_win: float | None
    kl: float
    well_formed: float
    distinct: float
    opening: str
    opening_share: float


def find_faults(base: Vitals, now: Vitals) -> tuple[str, ...]:
    """Fields of Vitals that say stop: `kl` above 3, `well_formed` down by 5 points (and 3 titles), one
    opening in over a quarter of the titles.
    """
    faults = []
    if now.kl > LARGE_KL:
        faults.append("kl")
    if base.well_formed - now.well_formed >= max(WORSE_BY, FEWEST_TITLES / now.titles) - 1e-9:
        faults.append("well_formed")
    if now.opening_share > max(COMMON_OPENING, base.opening_share + WORSE_BY):
        faults.append("opening_share")
    return tuple(faults)


def share_well_formed(
    ideas: Sequence[str], titles: Sequence[str], vocabulary: frozenset[str] | None
) -> float:
    """`vocabulary` as in `is_well_formed`; an empty title is not well formed."""
    whole = [
        bool(title) and is_well_formed(idea, title, vocabulary)
        for idea, title in zip(ideas, titles, strict=True)
    ]
    return sum(whole) / len(whole)


def win_share(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """How often the first of two values is the larger one, ties half."""
    wins = [(a > b) + (a == b) / 2 for a, b in zip(ours, theirs, strict=True)]
    return sum(wins) / len(wins)
