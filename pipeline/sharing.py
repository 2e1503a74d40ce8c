"""How labelling is shared out among annotators: the owner's settings enter, what each idea needs leaves.

Which ideas go to several people is chosen by the idea's hash, so it stays as it is when ideas are added and
on every machine.
"""

from dataclasses import dataclass
from functools import lru_cache

from pipeline.schema import content_id

MOST = {"overlap_annotators": 20, "repeat_distance": 1000, "in_a_row": 20}


@dataclass(frozen=True)
class Sharing:
    """Shares are in [0, 1]; ValueError says in words which value is not usable.

    `overlap_share` of the ideas goes to `overlap_annotators` people, from the second annotator on, for
    agreement. `repeat_share` of the showings repeats a pair that the annotator has answered, at least
    `repeat_distance` answers ago, with the sides swapped. `full_share` of the ideas are
    asked in full, though settled earlier, to estimate how noisy answers are. After
    `in_a_row` answers about an idea another comes, of which less was asked, if there is one: a model learns
    more from a few labels on many ideas, and a tenth of many is held out. Implied preferences enter
    training from `implied_threshold`, in [0.5, 1], on; 1 leaves them out.

    While `paused`, nobody is handed a pair to label. `sign_in_required` hands pairs out to people who are
    signed in only; it counts on a Space where one can sign in.
    """

    overlap_share: float = 0.1
    overlap_annotators: int = 3
    repeat_share: float = 0.05
    repeat_distance: int = 10
    full_share: float = 0.05
    in_a_row: int = 2
    implied_threshold: float = 0.8
    paused: bool = False
    sign_in_required: bool = False

    def __post_init__(self) -> None:
        for name in ("overlap_share", "repeat_share", "full_share"):
            share = getattr(self, name)
            if not 0 <= share <= 1:
                raise ValueError(f"{name} is {share}; give a share from 0 to 1.")
        if not 0.5 <= self.implied_threshold <= 1:
            raise ValueError(f"implied_threshold is {self.implied_threshold}; give a number from 0.5 to 1.")
        for name, most in MOST.items():
            number = getattr(self, name)
            if not isinstance(number, int) or not 1 <= number <= most:
                raise ValueError(f"{name} is {number}; give a whole number from 1 to {most}.")

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
