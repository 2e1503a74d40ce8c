"""Text, rows or a brainstorm -> clean, distinct ideas in the store, and a report of what was not taken as it
was.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.schema import Idea, Task
from pipeline.store import Store
from pipeline.texts import comparison_key, normalise, text_problem, word_stems
from pipeline.writers import TitleWriter

LONGEST_IDEA = 300
NEAR_DUPLICATE = 0.8


@dataclass(frozen=True)
class Refusal:
    """Why a row was not taken; `row` counts from 1."""

    row: int
    reason: str


@dataclass(frozen=True)
class NearDuplicate:
    """A new idea that was added although an earlier one says nearly the same."""

    idea: str
    earlier: str


@dataclass(frozen=True)
class IdeaReport:
    """`duplicates` were known already (ignoring case, punctuation and white space) and not added again."""

    added: tuple[Idea, ...]
    duplicates: tuple[str, ...]
    near_duplicates: tuple[NearDuplicate, ...]
    refused: tuple[Refusal, ...]


def add_ideas(store: Store, task: Task, rows: Iterable[str], origin: str) -> IdeaReport:
    """Add every usable row in order; row numbers in the report count from 1 over the rows given."""
    rows = list(rows)
    known = {comparison_key(idea.text): idea.text for idea in store.ideas(task)}
    index = _WordIndex([*known.values(), *rows])
    for text in known.values():
        index.add(text)
    added: list[Idea] = []
    duplicates: list[str] = []
    near: list[NearDuplicate] = []
    refused: list[Refusal] = []
    for number, row in enumerate(rows, start=1):
        reason = text_problem(row, LONGEST_IDEA)
        text = normalise(row)
        if reason:
            refused.append(Refusal(number, reason))
        elif comparison_key(text) in known:
            duplicates.append(text)
        else:
            earlier = index.nearest(text)
            if earlier:
                near.append(NearDuplicate(text, earlier))
            known[comparison_key(text)] = text
            index.add(text)
            added.append(Idea.of(task.name, text, origin))
    store.add_ideas(added)
    return IdeaReport(tuple(added), tuple(duplicates), tuple(near), tuple(refused))


def brainstorm(store: Store, writer: TitleWriter, task: Task, topic: str, n: int, seed: int) -> IdeaReport:
    """Ask the writer for n ideas on the topic and add those that are new. ValueError for a topic that cannot
    be used.
    """
    reason = text_problem(topic, LONGEST_IDEA)
    if reason:
        raise ValueError(f"The topic cannot be used: {reason}.")
    if not 1 <= n <= 200:
        raise ValueError(f"{n} ideas cannot be asked for at once; ask for 1 to 200.")
    return add_ideas(store, task, writer.propose_ideas(task, normalise(topic), n, seed), "brainstorm")


class _WordIndex:
    """Finds an earlier text whose words overlap (Jaccard over word stems) by at least NEAR_DUPLICATE.

    Two sets that overlap so much share one of their few rarest words, so only texts filed under those are
    compared: prefix filtering (Bayardo et al. 2007, "Scaling up all pairs similarity search").
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._count = Counter(word for text in texts for word in word_stems(text))
        self._by_word: dict[str, list[tuple[frozenset[str], str]]] = {}

    def add(self, text: str) -> None:
        words = word_stems(text)
        for word in self._rarest(words):
            self._by_word.setdefault(word, []).append((words, text))

    def nearest(self, text: str) -> str | None:
        words = word_stems(text)
        for word in self._rarest(words):
            for other, earlier in self._by_word.get(word, ()):
                if len(words & other) >= NEAR_DUPLICATE * len(words | other):
                    return earlier
        return None

    def _rarest(self, words: frozenset[str]) -> list[str]:
        ordered = sorted(words, key=lambda word: (self._count[word], word))
        return ordered[: len(ordered) - math.ceil(NEAR_DUPLICATE * len(ordered)) + 1]
