"""How labelling is shared out among annotators: the owner's settings enter, what each idea needs leaves.

Which ideas go to several people is chosen by the idea's hash, so it stays as it is when ideas are added and
on every machine.
"""

from dataclasses import dataclass
from functools import lru_cache

from pipeline.schema import content_id


@dataclass(frozen=True)
class Sharing:
    """Shares are in [0, 1].

    `overlap_share` of the ideas goes to `overlap_annotators` people, from the second annotator on, for
    agreement. `repeat_share` of the showings repeats a pair that the annotator has answered, at least
    `repeat_distance` answers ago, with the sides swapped. `full_share` of the ideas are
    asked in full, though settled earlier, to estimate how noisy answers are.
    """

    overlap_share: float = 0.1
    overlap_annotators: int = 3
    repeat_share: float = 0.05
    repeat_distance: int = 10
    full_share: float = 0.05

    def target(self, idea_id: str, n_annotators: int) -> int:
        """How many annotators are to settle the idea."""
        several = n_annotators > 1 and _hash("overlap", idea_id) < self.overlap_share
        return self.overlap_annotators if several else 1

    def in_full(self, idea_id: str) -> bool:
        """Whether every pair of the idea is asked."""
        return _hash("full", idea_id) < self.full_share


DEFAULT = Sharing()


@lru_cache(maxsize=1 << 16)
def _hash(purpose: str, idea_id: str) -> float:
    """In [0, 1), independent between purposes."""
    return int(content_id(purpose, idea_id)[:8], 16) / 2**32
