"""Current labels -> how far they can be trusted: counts, and cyclic triads."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.schema import Choice, Label, Pair, Source
from pipeline.store import Store


@dataclass(frozen=True)
class Quality:
    """`triads` are sets of three titles of one idea whose three pairs one annotator decided; coin flips make
    a quarter of them cyclic (x over y, y over z, z over x).
    """

    labels: int
    simulated: int
    annotators: int
    ideas: int
    titles: int
    triads: int
    cyclic_triads: int


def measure_quality(store: Store) -> Quality:
    """The quality of all current preference labels."""
    return quality_of(store.labels(), store.pairs())


def quality_of(labels: Sequence[Label], pairs: Iterable[Pair]) -> Quality:
    """Labels that are skips count in nothing; labels without a direction count in no triad."""
    pair_of = {pair.id: pair for pair in pairs}
    given = [label for label in labels if label.choice is not Choice.SKIP]
    judged = [pair_of[label.pair_id] for label in given]
    triads, cyclic = count_triads(given, pair_of)
    return Quality(
        labels=len(given),
        simulated=sum(label.source is Source.SIMULATED for label in given),
        annotators=len({label.annotator for label in given}),
        ideas=len({pair.idea_id for pair in judged}),
        titles=len({(pair.idea_id, title) for pair in judged for title in pair.titles}),
        triads=triads,
        cyclic_triads=cyclic,
    )


def count_triads(labels: Iterable[Label], pair_of: dict[str, Pair]) -> tuple[int, int]:
    """Decided triads and how many of them are cyclic, within each annotator and idea (Kendall and Babington
    Smith 1940).
    """
    beaten: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for label in labels:
        pair = pair_of[label.pair_id]
        if label.choice is Choice.A:
            beaten[label.annotator, pair.idea_id].add((pair.title_a, pair.title_b))
        elif label.choice is Choice.B:
            beaten[label.annotator, pair.idea_id].add((pair.title_b, pair.title_a))
    triads = cyclic = 0
    for over in beaten.values():
        titles = sorted({title for edge in over for title in edge})
        for x, y, z in itertools.combinations(titles, 3):
            forward = ((x, y) in over) + ((y, z) in over) + ((z, x) in over)
            backward = ((y, x) in over) + ((z, y) in over) + ((x, z) in over)
            if forward + backward == 3:
                triads += 1
                cyclic += 3 in (forward, backward)
    return triads, cyclic
