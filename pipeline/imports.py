"""What was read of a file of preferences -> what importing it would bring, before anything is stored.

The app asks with prompts of its own, so of a prompt the idea is kept: what stands in the task's template, or
else the text of the last user message. Several rows on one pair count as one label, the last one's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.formats import Reading, ReadRow, check_text
from pipeline.prompts import idea_in_prompt
from pipeline.schema import LabelledRow, Task
from pipeline.texts import KnownTitles, WordIndex, comparison_key, normalise

MOST_FINDINGS = 100


@dataclass(frozen=True)
class Leak:
    """Of the `of` ideas of `split`, `same` are in the split `other` too, and `alike` more say nearly what one
    of its ideas says.
    """

    split: str
    other: str
    same: int
    alike: int
    of: int


@dataclass(frozen=True)
class Check:
    """`rows` in all, by split in `splits`; of those that are `usable`, `other_prompts` had a prompt that is
    not the task's. `faulty` rows cannot be used and `implied` ones nobody voted on: neither is usable.

    `problems`, `contradictory` and `nearly_same` are sentences, the first MOST_FINDINGS of each; the numbers
    of all are `faulty`, `n_contradictory` and `n_nearly_same`. `repeated` rows say again what others said.
    """

    rows: int
    splits: dict[str, int]
    usable: tuple[LabelledRow, ...]
    ideas: int
    known_ideas: int
    titles: int
    pairs: int
    other_prompts: int
    simulated: int
    implied: int
    faulty: int
    problems: tuple[str, ...]
    repeated: int
    n_contradictory: int
    contradictory: tuple[str, ...]
    n_nearly_same: int
    nearly_same: tuple[str, ...]
    leaks: tuple[Leak, ...]


@dataclass(frozen=True)
class _Found:
    """A row that can be used, with its idea."""

    row: ReadRow
    idea: str
    own_prompt: bool


def check_rows(reading: Reading, task: Task, known: Iterable[str]) -> Check:
    """Look at every row. `known` are the texts of the ideas that are there already."""
    problems, faulty = list(reading.problems), reading.faulty
    found: dict[str, list[_Found]] = {}
    for split, rows in reading.splits.items():
        kept = found.setdefault(split, [])
        for row in rows:
            if row.implied:
                continue
            try:
                kept.append(_find_idea(row, task))
            except ValueError as error:
                faulty += 1
                problems.append(f"{row.place}: {error}.")
    every = _with_known_titles([each for kept in found.values() for each in kept])
    contradictory, repeated, pairs = _find_contradictions(every)
    nearly_same = [
        f"{each.row.place}: the two titles are nearly the same, {_quoted(each.row.chosen)} and"
        f" {_quoted(each.row.rejected)}"
        for each in every
        if _alike(each.row.title_a, each.row.title_b)
    ]
    ideas = {comparison_key(each.idea) for each in every}
    return Check(
        rows=len(reading.rows) + reading.faulty,
        splits={split: len(rows) for split, rows in reading.splits.items()},
        usable=tuple(map(_labelled, every)),
        ideas=len(ideas),
        known_ideas=len(ideas & set(map(comparison_key, known))),
        titles=len(
            {(comparison_key(e.idea), title) for e in every for title in (e.row.title_a, e.row.title_b)}
        ),
        pairs=pairs,
        other_prompts=sum(not each.own_prompt for each in every),
        simulated=sum(each.row.simulated for each in every),
        implied=sum(row.implied for row in reading.rows),
        faulty=faulty,
        problems=tuple(problems[:MOST_FINDINGS]),
        repeated=repeated,
        n_contradictory=len(contradictory),
        contradictory=tuple(contradictory[:MOST_FINDINGS]),
        n_nearly_same=len(nearly_same),
        nearly_same=tuple(nearly_same[:MOST_FINDINGS]),
        leaks=tuple(find_leaks({split: [each.idea for each in kept] for split, kept in found.items()})),
    )


def require_usable(check: Check, all_rows: bool = False) -> None:
    """ValueError when nothing of it can be imported, or with `all_rows` not everything."""
    if not check.usable:
        if not check.problems:
            raise ValueError(f"None of the {check.rows} rows can be imported.")
        raise ValueError(f"None of the {check.rows} rows can be imported: {check.problems[0]}")
    if all_rows and check.faulty:
        raise ValueError(
            f"{check.faulty} of {check.rows} rows cannot be imported, and so none was: {check.problems[0]}"
        )


def _find_idea(row: ReadRow, task: Task) -> _Found:
    if row.is_idea:
        return _Found(row, row.asked, True)
    own = idea_in_prompt(task, row.asked)
    idea = row.asked if own is None else own
    check_text("prompt" if own is None else "idea", idea)
    return _Found(row, normalise(idea), own is not None)


def _labelled(found: _Found) -> LabelledRow:
    row = found.row
    return LabelledRow(found.idea, row.title_a, row.title_b, row.b_preferred, row.simulated)


def _with_known_titles(rows: Sequence[_Found]) -> list[_Found]:
    """The rows with the titles that an import stores: of those that differ in case or punctuation only the
    first.
    """
    known: dict[str, KnownTitles] = {}
    found = []
    for each in rows:
        titles = known.setdefault(comparison_key(each.idea), KnownTitles())
        title_a, title_b = titles.of_pair(each.row.title_a, each.row.title_b)
        found.append(replace(each, row=replace(each.row, title_a=title_a, title_b=title_b)))
    return found


def _find_contradictions(rows: Sequence[_Found]) -> tuple[list[str], int, int]:
    """Sentences on rows that choose what an earlier row rejects, how many rows say what an earlier one said,
    and how many pairs there are.
    """
    sentences = []
    repeated = 0
    first: dict[tuple[str, frozenset[str]], dict[str, _Found]] = {}
    for each in rows:
        chosen, rejected = each.row.chosen, each.row.rejected
        said = first.setdefault((comparison_key(each.idea), frozenset((chosen, rejected))), {})
        if chosen in said:
            repeated += 1
        elif rejected in said:
            earlier = said[rejected].row.place
            sentences.append(f"{each.row.place} contradicts {earlier}, on the idea {_quoted(each.idea)}")
        said.setdefault(chosen, each)
    return sentences, repeated, len(first)


def find_leaks(splits: dict[str, list[str]]) -> list[Leak]:
    """The ideas that two splits share. The larger one is `other`, as training splits are."""
    ideas = {split: {comparison_key(text): text for text in texts} for split, texts in splits.items()}
    by_size = sorted(ideas, key=lambda split: -len(ideas[split]))
    found = []
    for other, split in combinations(by_size, 2):
        index = WordIndex()
        for text in ideas[other].values():
            index.add(text)
        same = ideas[split].keys() & ideas[other].keys()
        alike = sum(bool(index.nearest(text)) for key, text in ideas[split].items() if key not in same)
        if same or alike:
            found.append(Leak(split, other, len(same), alike, len(ideas[split])))
    return found


def _alike(title_a: str, title_b: str) -> bool:
    index = WordIndex()
    index.add(title_a)
    return comparison_key(title_a) == comparison_key(title_b) or index.nearest(title_b) is not None


def _quoted(text: str) -> str:
    return f"\u201c{text}\u201d"
