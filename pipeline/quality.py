"""Current labels -> how far they can be trusted: counts, cyclic triads, agreement, consistency, side bias."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.answers import DEFAULT_BELIEFS, IMPLIED_THRESHOLD, Beliefs, imply_labels
from pipeline.rankings import FEWEST_REPEATS, SELF_AGREEMENT, labels_to_go
from pipeline.schema import Choice, Label, LabelEvent, Pair, Source
from pipeline.store import Store
from pipeline.verdicts import SideBias, measure_side_bias


@dataclass(frozen=True)
class SelfConsistency:
    """Of `repeats` hidden repeats that were answered, `same` got the answer that the pair got before."""

    same: int
    repeats: int


@dataclass(frozen=True)
class Quality:
    """`triads` are sets of three titles of one idea whose three pairs one annotator decided; coin flips make
    a quarter of them cyclic (x over y, y over z, z over x).

    `alpha` is Krippendorff's, over pairs that several annotators judged: 1 is full agreement, 0 what chance
    gives, None no such pair. `self_consistency` and `side_bias` are None before the first hidden repeat and
    the first chosen side, `median_response_ms` before the first answer. `implied` counts the labels that
    follow from people's clicks, likely enough for training. People were asked `asked` questions where asking
    every pair of the ideas that they began would have been `possible`. `labels_to_go` are about as many as
    are missing until training pays (see `rankings`), None when answers are too noisy for any number.
    """

    labels: int
    simulated: int
    annotators: int
    ideas: int
    titles: int
    triads: int
    cyclic_triads: int
    alpha: float | None = None
    self_consistency: SelfConsistency | None = None
    side_bias: SideBias | None = None
    median_response_ms: float | None = None
    implied: int = 0
    asked: int = 0
    possible: int = 0
    labels_to_go: int | None = None


def measure_quality(
    store: Store, beliefs: Beliefs = DEFAULT_BELIEFS, implied_threshold: float = IMPLIED_THRESHOLD
) -> Quality:
    """The quality of all current preference labels."""
    labels, pairs = store.labels(), store.pairs()
    times = store.response_times()
    same = measure_self_consistency(store.repeats())
    asked, possible = count_questions(labels, pairs)
    return replace(
        quality_of(labels, pairs),
        self_consistency=same,
        median_response_ms=median(times) if times else None,
        implied=sum(one.probability >= implied_threshold for one in imply_labels(pairs, labels, beliefs)),
        asked=asked,
        possible=possible,
        labels_to_go=estimate_labels_to_go(labels, pairs, same),
    )


def count_questions(labels: Iterable[Label], pairs: Iterable[Pair]) -> tuple[int, int]:
    """People's labels, and what asking everybody every pair of the ideas that they began would have been."""
    idea_of = {pair.id: pair.idea_id for pair in pairs}
    n_pairs = Counter(idea_of.values())
    given = [label for label in labels if label.source is Source.PERSON]
    begun = {(idea_of[label.pair_id], label.annotator) for label in given}
    return len(given), sum(n_pairs[idea_id] for idea_id, _ in begun)


def estimate_labels_to_go(
    labels: Iterable[Label], pairs: Iterable[Pair], same: SelfConsistency | None
) -> int | None:
    """By the ideas that have a decided label of a person or a file; how noisy answers are is taken from the
    hidden repeats once there are FEWEST_REPEATS.
    """
    idea_of = {pair.id: pair.idea_id for pair in pairs}
    ideas = {
        idea_of[label.pair_id]
        for label in labels
        if label.source is not Source.SIMULATED and label.choice in (Choice.A, Choice.B)
    }
    known = same is not None and same.repeats >= FEWEST_REPEATS
    return labels_to_go(len(ideas), same.same / same.repeats if same and known else SELF_AGREEMENT)


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
        alpha=measure_agreement(given),
        side_bias=measure_side_bias(given),
    )


def measure_agreement(labels: Iterable[Label]) -> float | None:
    """Krippendorff's alpha, nominal, over A, B, tie and neither; simulated labels don't count.

    None when no pair has two labels, or when all the labels say the same and chance is undefined.
    """
    choices: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        if label.source is not Source.SIMULATED and label.choice is not Choice.SKIP:
            choices[label.pair_id].append(label.choice.value)
    shared = [given for given in choices.values() if len(given) > 1]
    if len({choice for given in shared for choice in given}) < 2:
        return None
    import evalica  # pandas comes with it: not at the app's start
    import pandas

    return float(evalica.alpha(pandas.DataFrame(shared).T, "nominal").alpha)  # rows: 1st, 2nd, ... label


def measure_self_consistency(
    repeats: Iterable[tuple[LabelEvent, LabelEvent]],
) -> SelfConsistency | None:
    """Votes with their hidden repeats; those that are skipped don't count."""
    both = [(vote.choice, repeat.choice) for vote, repeat in repeats]
    judged = [pair for pair in both if Choice.SKIP not in pair]
    return SelfConsistency(sum(a is b for a, b in judged), len(judged)) if judged else None


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
