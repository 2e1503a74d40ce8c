"""Current labels -> decided preferences in TRL's conversational form, split by idea.

Clicked labels decide where there are any. On the other pairs what they imply does, if it is likely enough.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Literal, NamedTuple

from pipeline.answers import (
    DEFAULT_BELIEFS,
    IMPLIED_THRESHOLD,
    Beliefs,
    ImpliedLabel,
    imply_labels,
    is_judged,
    likely_first,
)
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import Choice, Label, LabelledRow, Message, Pair, Preference, Source, Task
from pipeline.split import find_test_ideas
from pipeline.store import Store

Part = Literal["all", "train", "test"]


class Turns(NamedTuple):
    """What is said to the model and by it: an idea's text -> its prompt, a title -> its completion."""

    prompt: Callable[[str], list[Message]]
    completion: Callable[[str], list[Message]]


@dataclass(frozen=True)
class Split:
    """No idea has rows on both sides."""

    train: tuple[Preference, ...]
    test: tuple[Preference, ...]

    @property
    def train_ideas(self) -> int:
        return len({row.idea_id for row in self.train})

    @property
    def test_ideas(self) -> int:
        return len({row.idea_id for row in self.test})


def derive_preferences(
    store: Store,
    task: Task,
    simulated: bool = True,
    implied_threshold: float = IMPLIED_THRESHOLD,
    beliefs: Beliefs = DEFAULT_BELIEFS,
    mix_versions: bool = False,
) -> Split:
    """The preferences that the current labels on the current version of the task give. `simulated=False`
    leaves the example labels out, a threshold of 1 or above the implied preferences. With `mix_versions`
    those of all other versions come along, each with the prompt that its titles were written for.
    """
    placed: list[tuple[int, Preference]] = []
    for positions, given in store.labelled_ideas(every_version=mix_versions):
        labels = [label for label in given if simulated or label.source is not Source.SIMULATED]
        position = {pair.id: place for place, pair in positions}
        of_version: dict[str, list[Pair]] = defaultdict(list)
        for _, pair in positions:
            of_version[pair.task_version].append(pair)
        for version, pairs in of_version.items():
            implied = imply_labels(pairs, labels, beliefs) if implied_threshold < 1 else []
            rows = decide(labels, pairs, store.task(version) or task, implied, implied_threshold)
            placed += [(position[row.pair_id], row) for row in rows]
    placed.sort(key=itemgetter(0))
    return split_by_idea([row for _, row in placed])


def count_others(store: Store, task: Task, simulated: bool = True) -> tuple[int, int]:
    """How many pairs of other versions of the task than the current one labels decide, and how many versions
    these are.
    """
    pairs = {pair.id: pair for pair in store.other_pairs()}
    if not pairs:
        return 0, 0
    labels = [label for label in store.labels() if simulated or label.source is not Source.SIMULATED]
    rows = decide(labels, pairs.values(), task)
    return len(rows), len({pairs[row.pair_id].task_version for row in rows})


def decide(
    labels: Iterable[Label],
    pairs: Iterable[Pair],
    task: Task,
    implied: Iterable[ImpliedLabel] = (),
    implied_threshold: float = IMPLIED_THRESHOLD,
) -> list[Preference]:
    """One row for each pair that a majority of its labels decides; equal counts give none.

    Ties, neithers and skips carry no direction. Where a person or a file labelled a pair, simulated labels on
    it do not count, nor does what is implied; where what is implied gives a row, simulated labels do not
    count either.
    """
    by_pair: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_pair[label.pair_id].append(label)
    implied_by_pair: dict[str, list[ImpliedLabel]] = defaultdict(list)
    for implied_label in implied:
        implied_by_pair[implied_label.pair_id].append(implied_label)
    # Of each one in memory for all pairs of an idea.
    turns = Turns(cache(lambda idea: title_prompt(task, idea)), cache(title_completion))
    rows = []
    for pair in pairs:
        clicked = by_pair.get(pair.id, [])
        row = (
            None
            if is_judged(clicked)
            else _imply(pair, implied_by_pair.get(pair.id, []), turns, implied_threshold)
        )
        rows.append(row or _decide(pair, clicked, turns))
    return [row for row in rows if row]


def _decide(pair: Pair, labels: Sequence[Label], turns: Turns) -> Preference | None:
    labels = [label for label in labels if label.choice is not Choice.SKIP]
    real = [label for label in labels if label.source is not Source.SIMULATED]
    counted = real or labels
    votes_a = sum(label.choice is Choice.A for label in counted)
    votes_b = sum(label.choice is Choice.B for label in counted)
    if votes_a == votes_b:
        return None
    chosen, rejected = pair.titles if votes_a > votes_b else pair.titles[::-1]
    return Preference(
        idea_id=pair.idea_id,
        pair_id=pair.id,
        prompt=turns.prompt(pair.idea),
        chosen=turns.completion(chosen),
        rejected=turns.completion(rejected),
        votes_chosen=max(votes_a, votes_b),
        votes_rejected=min(votes_a, votes_b),
        simulated=not real,
    )


def _imply(pair: Pair, implied: Sequence[ImpliedLabel], turns: Turns, threshold: float) -> Preference | None:
    """As `likely_first` has it."""
    if not implied:
        return None
    first = likely_first(implied)
    probability = max(first, 1 - first)
    if probability < threshold:
        return None
    chosen, rejected = pair.titles if first > 0.5 else pair.titles[::-1]
    return Preference(
        idea_id=pair.idea_id,
        pair_id=pair.id,
        prompt=turns.prompt(pair.idea),
        chosen=turns.completion(chosen),
        rejected=turns.completion(rejected),
        votes_chosen=0,
        votes_rejected=0,
        simulated=False,
        implied_probability=probability,
    )


def decided_pairs(store: Store, task: Task, part: Part = "all") -> list[tuple[Preference, LabelledRow]]:
    """Every pair of the task's current version that clicked labels decide, or those on one side of the split,
    in the pairs' order: as TRL reads it, and as a row of a labelled file, which keeps the sides. A file does
    not say which version a row was asked under, so those of others would come back as this one's.
    """
    pairs = {pair.id: pair for pair in store.pairs_beside_labels()}
    rows = decide(store.labels(), pairs.values(), task)
    if part != "all":
        split = split_by_idea(rows)
        rows = list(split.train if part == "train" else split.test)
    found = []
    for row in rows:
        pair = pairs[row.pair_id]
        b_preferred = row.chosen == title_completion(pair.title_b)
        found.append((row, LabelledRow(pair.idea, pair.title_a, pair.title_b, b_preferred, row.simulated)))
    return found


def split_by_idea(rows: Sequence[Preference]) -> Split:
    """About 90 / 10, as `find_test_ideas` has it. Implied preferences only train: nobody judged them and most
    are easy.
    """
    test = find_test_ideas(row.idea_id for row in rows)
    return Split(
        train=tuple(row for row in rows if row.idea_id not in test),
        test=tuple(row for row in rows if row.idea_id in test and row.implied_probability is None),
    )
