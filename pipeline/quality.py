"""Current labels -> how far they can be trusted: counts, cyclic triads, agreement, consistency, side bias."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Literal

from pipeline.answers import (
    DEFAULT_BELIEFS,
    IMPLIED_THRESHOLD,
    Beliefs,
    ImpliedLabel,
    imply_labels,
    is_judged,
    likely_first,
)
from pipeline.enough import FEWEST_REPEATS, SELF_AGREEMENT, count_telling, labels_for_check
from pipeline.schema import Choice, Label, LabelEvent, Pair, Source
from pipeline.store import Store
from pipeline.verdicts import SideBias, measure_side_bias

ENOUGH_FORETOLD = 40
"""So many answers that earlier ones foretell have to be there before they can be told from coin flips. A
careful annotator (10% noise, so 81% agree) then passes in 99.5% of cases and a coin flipper in 4%. With the
default shares 7% of the answers are foretold, so this is after some 600."""
COIN_FLIP_P = 0.05
ONE_SIDED_P = 0.001
ONE_SIDED_SHARE = 0.6
"""With thousands of answers a harmless lean to one side has a tiny p too, so the share has to be large as
well."""
TOO_FAST_MS = 800
ENOUGH_TIMED = 20


@dataclass(frozen=True)
class SelfConsistency:
    """Of `repeats` hidden repeats that were answered, `same` got the answer that the pair got before."""

    same: int
    repeats: int


@dataclass(frozen=True)
class Quality:
    """`labels` on the titles of so many `ideas` have three sources: people, the simulated annotator, files.
    `by_people` are those that `annotators` people gave, and all that follows is of these alone.

    `triads` are sets of three titles of one idea whose three pairs one annotator decided; coin flips make
    a quarter of them cyclic (x over y, y over z, z over x).

    `alpha` is Krippendorff's, over pairs that several annotators judged: 1 is full agreement, 0 what chance
    gives, None no such pair. `self_consistency` and `side_bias` are None before the first hidden repeat and
    the first chosen side, `median_response_ms` before the first answer. `implied` counts the labels that
    follow from people's clicks, likely enough for training. People were asked `asked` questions where asking
    every pair of the ideas that they began would have been `possible`. `telling` is how many comparisons the
    labels that choose a title, of any source, are (`enough.count_telling`) with `n_titles` for an idea;
    from `telling_to_check` on training's check is expected to tell something, None when answers are too noisy
    for any number.
    """

    labels: int
    simulated: int
    by_people: int
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
    n_titles: int = 5
    telling: int = 0
    telling_to_check: int | None = None


@dataclass(frozen=True)
class Flag:
    """Why an annotator's answers deserve a look; `reason` is one sentence."""

    kind: Literal["random", "one_sided", "too_fast"]
    reason: str


@dataclass(frozen=True)
class AnnotatorQuality:
    """One person's votes that stand: `answers` with repeats and skips, `labels` without. `side_bias` is that
    of the labels, so that people's sides add up to everybody's.
    """

    annotator: str
    answers: int
    labels: int
    settled_ideas: int
    last_seen: datetime
    excluded: bool
    self_consistency: SelfConsistency | None
    side_bias: SideBias | None
    median_response_ms: float | None
    flags: tuple[Flag, ...]


def measure_quality(
    store: Store, beliefs: Beliefs = DEFAULT_BELIEFS, implied_threshold: float = IMPLIED_THRESHOLD
) -> Quality:
    """The quality of all current preference labels. A threshold of 1 or above leaves implied ones out."""
    labels, pairs = store.labels(), store.pairs()
    times, n_titles = store.response_times(), store.current_task().n_candidates
    same = measure_self_consistency(store.repeats())
    asked, possible = count_questions(labels, pairs)
    implied = imply_labels(pairs, labels, beliefs) if implied_threshold < 1 else []
    return replace(
        quality_of(labels, pairs),
        self_consistency=same,
        median_response_ms=median(times) if times else None,
        implied=count_implied(implied, labels, implied_threshold),
        asked=asked,
        possible=possible,
        n_titles=n_titles,
        telling=count_telling(store.decided_pairs_by_idea(), n_titles),
        telling_to_check=estimate_labels_to_check(same),
    )


def count_implied(implied: Iterable[ImpliedLabel], labels: Iterable[Label], threshold: float) -> int:
    """Pairs that nobody judged and whose better title is implied, those of held-out ideas among them."""
    given: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        given[label.pair_id].append(label)
    of_pair: dict[str, list[ImpliedLabel]] = defaultdict(list)
    for found in implied:
        if not is_judged(given[found.pair_id]):
            of_pair[found.pair_id].append(found)
    firsts = map(likely_first, of_pair.values())
    return sum(max(first, 1 - first) >= threshold for first in firsts)


def count_questions(labels: Iterable[Label], pairs: Iterable[Pair]) -> tuple[int, int]:
    """People's labels, and what asking everybody every pair of the ideas that they began would have been."""
    idea_of = {pair.id: pair.idea_id for pair in pairs}
    n_pairs = Counter(idea_of.values())
    given = [label for label in labels if label.source is Source.PERSON]
    begun = {(idea_of[label.pair_id], label.annotator) for label in given}
    return len(given), sum(n_pairs[idea_id] for idea_id, _ in begun)


def estimate_labels_to_check(same: SelfConsistency | None) -> int | None:
    """How noisy answers are is taken from the hidden repeats once there are FEWEST_REPEATS."""
    known = same is not None and same.repeats >= FEWEST_REPEATS
    return labels_for_check(same.same / same.repeats if same and known else SELF_AGREEMENT)


def quality_of(labels: Sequence[Label], pairs: Iterable[Pair]) -> Quality:
    """Skips count in nothing, labels without a direction in no triad. What is said of annotators is
    people's alone: a rule's consistency, or a file's, would flatter them.
    """
    pair_of = {pair.id: pair for pair in pairs}
    given = [label for label in labels if label.choice is not Choice.SKIP]
    judged = [pair_of[label.pair_id] for label in given]
    people = [label for label in given if label.source is Source.PERSON]
    triads, cyclic = count_triads(people, pair_of)
    return Quality(
        labels=len(given),
        simulated=sum(label.source is Source.SIMULATED for label in given),
        by_people=len(people),
        annotators=len({label.annotator for label in people}),
        ideas=len({pair.idea_id for pair in judged}),
        titles=len({(pair.idea_id, title) for pair in judged for title in pair.titles}),
        triads=triads,
        cyclic_triads=cyclic,
        alpha=measure_agreement(people),
        side_bias=measure_side_bias(people),
    )


def measure_annotators(store: Store) -> list[AnnotatorQuality]:
    """Everybody who has labelled in person, excluded ones too; who gave most labels comes first. Labels on
    ideas that are set aside count as little as elsewhere, and tell of who gave them as much as others.
    """
    settled, excluded = store.count_settled(), store.excluded_annotators()
    pair_of = {pair.id: pair for pair in store.pairs()}
    votes_of: dict[str, list[LabelEvent]] = defaultdict(list)
    for vote in store.every_standing_vote():
        votes_of[vote.annotator].append(vote)
    aside = set(store.aside_ids())
    labels_of = {
        annotator: [vote for vote in _labels(votes) if pair_of[vote.pair_id or ""].idea_id not in aside]
        for annotator, votes in votes_of.items()
    }
    measured = [
        AnnotatorQuality(
            annotator,
            answers=len(votes),
            labels=len(labels_of[annotator]),
            settled_ideas=settled.get(annotator, 0),
            last_seen=max(vote.created_at for vote in votes),
            excluded=annotator in excluded,
            self_consistency=measure_self_consistency(_repeats(votes)),
            side_bias=measure_side_bias(labels_of[annotator]),
            median_response_ms=_median_response(votes),
            flags=tuple(find_flags(votes, pair_of)),
        )
        for annotator, votes in votes_of.items()
    ]
    return sorted(measured, key=lambda found: (-found.labels, found.annotator))


def find_flags(votes: Sequence[LabelEvent], pair_of: Mapping[str, Pair]) -> list[Flag]:
    """What is remarkable of one annotator's votes that stand, in the order in which they were given.

    They look random when those that earlier ones foretell agree with them no more often than coin flips may
    (exact one-sided binomial test); one-sided by the exact two-sided test of the side chosen; too fast by the
    median time.
    """
    flags = []
    agree, foretold = count_foretold(votes, pair_of)
    if foretold >= ENOUGH_FORETOLD:
        from scipy.stats import binomtest  # takes as long to import as the page to open

        p = float(binomtest(agree, foretold, alternative="greater").pvalue)
        if p > COIN_FLIP_P:
            reason = (
                f"{agree} of {foretold} answers agree with what earlier ones foretell, as coin flips would"
            )
            flags.append(Flag("random", f"{reason} (p = {p:.2g})."))
    bias = measure_side_bias(_labels(votes))
    if bias and bias.p < ONE_SIDED_P:
        chosen, n = max(bias.left, bias.right), bias.left + bias.right
        if chosen >= ONE_SIDED_SHARE * n:
            side = "A" if chosen == bias.left else "B"
            flags.append(
                Flag("one_sided", f"Title {side} was chosen {chosen} of {n} times (p = {bias.p:.1g}).")
            )
    times = _response_times(votes)
    if len(times) >= ENOUGH_TIMED and median(times) < TOO_FAST_MS:
        reason = (
            f"Half of {len(times)} answers took {median(times):.0f} ms or less, too short to read two titles."
        )
        flags.append(Flag("too_fast", reason))
    return flags


def count_foretold(votes: Iterable[LabelEvent], pair_of: Mapping[str, Pair]) -> tuple[int, int]:
    """How many of the votes that earlier ones foretell agree with them, and how many are foretold.

    A hidden repeat is foretold by the vote it repeats, and the third side of a triad when the first two say x
    over y and y over z; disagreeing there makes the triad cyclic. Whichever pairs are asked, each such vote
    of a coin flipper agrees with probability one half, independently of the others. The plain share of cyclic
    triads is no such test, since the next question depends on the answers. Votes without a side don't count.
    """
    agree = foretold = 0
    choice_of: dict[str, Choice] = {}
    below: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for vote in votes:
        pair = pair_of.get(vote.pair_id or "")
        if pair is None or vote.choice not in (Choice.A, Choice.B):
            continue
        if vote.repeat_of is not None:
            if vote.repeat_of in choice_of:
                foretold += 1
                agree += choice_of[vote.repeat_of] is vote.choice
            continue
        choice_of[vote.event_id] = vote.choice
        chosen, rejected = pair.titles if vote.choice is Choice.A else pair.titles[::-1]
        under = below[pair.idea_id]
        forward = any(rejected in under[between] for between in tuple(under[chosen]))
        backward = any(chosen in under[between] for between in tuple(under[rejected]))
        if forward != backward:
            foretold += 1
            agree += forward
        under[chosen].add(rejected)
    return agree, foretold


def _labels(votes: Sequence[LabelEvent]) -> list[LabelEvent]:
    """The latest vote on each pair, without hidden repeats and skips."""
    latest = {vote.pair_id: vote for vote in votes if vote.repeat_of is None}
    return [vote for vote in latest.values() if vote.choice is not Choice.SKIP]


def _repeats(votes: Sequence[LabelEvent]) -> list[tuple[LabelEvent, LabelEvent]]:
    known = {vote.event_id: vote for vote in votes}
    return [(known[vote.repeat_of], vote) for vote in votes if vote.repeat_of in known]


def _response_times(votes: Iterable[LabelEvent]) -> list[int]:
    return [vote.response_ms for vote in votes if vote.response_ms is not None]


def _median_response(votes: Iterable[LabelEvent]) -> float | None:
    times = _response_times(votes)
    return median(times) if times else None


def measure_agreement(labels: Iterable[Label]) -> float | None:
    """Krippendorff's alpha, nominal, over A, B, tie and neither.

    None when no pair has two labels, or when all the labels say the same and chance is undefined.
    """
    choices: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        if label.choice is not Choice.SKIP:
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
