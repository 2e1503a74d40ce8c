"""Best of n as a model's name: `best-of-4:REWARD_MODEL@WRITER` writes four titles for each one that it gives,
and gives the one that the reward model likes best.

Nothing is trained but the reward model. How far its titles are from the writer's own is known beforehand: the
KL is at most ln n - (n - 1) / n nats (Beirami et al. 2024), 0.64 for four and 1.20 for eight.
"""

import math
import re
from dataclasses import dataclass

MOST = 64
_NAME = re.compile(r"best-of-(\d{1,4}):(.+)@([^@]+)")


@dataclass(frozen=True)
class BestOf:
    """`reward_model` is a folder, `writer` a model's name as in `inference`. In the name an @ of either is
    %40, as in an address: one may be in a folder's name.
    """

    n: int
    reward_model: str
    writer: str

    @property
    def name(self) -> str:
        return f"best-of-{self.n}:{_encoded(self.reward_model)}@{_encoded(self.writer)}"

    @property
    def kl_bound(self) -> float:
        """Nats that its titles' distribution is at most away from the writer's."""
        return math.log(self.n) - (self.n - 1) / self.n


def read_best_of(name: str) -> BestOf | None:
    """What the name says; None for the name of an ordinary model. ValueError for an n that cannot be used."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    n = int(found[1])
    if not 2 <= n <= MOST:
        raise ValueError(f"best of {n} cannot be written; choose from 2 to {MOST}")
    return BestOf(n, _decoded(found[2]), _decoded(found[3]))


def _encoded(model: str) -> str:
    return model.replace("%", "%25").replace("@", "%40")


def _decoded(model: str) -> str:
    """Other percent signs stay: names of before have them as they are."""
    return model.replace("%40", "@").replace("%25", "%")
