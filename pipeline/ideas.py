"""Text, rows or a brainstorm -> clean, distinct ideas in the store, and a report of what was not taken as it
was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline.schema import Idea, Task
from pipeline.store import Store
from pipeline.texts import WordIndex, comparison_key, normalise, text_problem
from pipeline.writers import TitleWriter

LONGEST_IDEA = 300


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
    """`duplicates` were known before and `repeated` stood earlier in the same rows (ignoring case,
    punctuation and white space); neither was added again. Of ideas that were set aside `brought_back` count
    again, and `left_aside` do not.
    """

    added: tuple[Idea, ...]
    brought_back: tuple[Idea, ...]
    left_aside: tuple[str, ...]
    duplicates: tuple[str, ...]
    repeated: tuple[str, ...]
    near_duplicates: tuple[NearDuplicate, ...]
    refused: tuple[Refusal, ...]


def add_ideas(
    store: Store, task: Task, rows: Iterable[str], origin: str, now: datetime, bring_back: bool = True
) -> IdeaReport:
    """Add every usable row in order; row numbers in the report count from 1 over the rows given. An idea that
    is set aside comes back by being added again, unless whoever adds it does not know what they add.
    """
    known = {comparison_key(idea.text): idea.text for idea in store.ideas(task)}
    aside = {comparison_key(idea.text): idea for idea in store.ideas_aside(task)}
    index = WordIndex()
    for text in known.values():
        index.add(text)
    added: list[Idea] = []
    back: list[Idea] = []
    left_aside: list[str] = []
    duplicates: list[str] = []
    repeated: list[str] = []
    new: set[str] = set()
    near: list[NearDuplicate] = []
    refused: list[Refusal] = []
    for number, row in enumerate(rows, start=1):
        reason = text_problem(row, LONGEST_IDEA)
        text = normalise(row)
        key = comparison_key(text)
        if reason:
            refused.append(Refusal(number, reason))
        elif key in known:
            (repeated if key in new else duplicates).append(text)
        elif key in aside and not bring_back:
            left_aside.append(text)
        elif key in aside:
            known[key] = text
            new.add(key)
            index.add(aside[key].text)
            back.append(aside[key])
        else:
            earlier = index.nearest(text)
            if earlier:
                near.append(NearDuplicate(text, earlier))
            known[key] = text
            new.add(key)
            index.add(text)
            added.append(Idea.of(task.name, text, origin))
    with store.transaction():
        store.add_ideas(added)
        store.set_aside([idea.id for idea in (*added, *back)], False, now)  # some may be undone ones
    return IdeaReport(
        tuple(added),
        tuple(back),
        tuple(left_aside),
        tuple(duplicates),
        tuple(repeated),
        tuple(near),
        tuple(refused),
    )


def brainstorm(
    store: Store, writer: TitleWriter, task: Task, topic: str, n: int, seed: int, now: datetime
) -> IdeaReport:
    """Ask the writer for n ideas on the topic and add those that are new: what was set aside is not brought
    back because a model proposes it. ValueError for a topic that cannot be used.
    """
    reason = text_problem(topic, LONGEST_IDEA)
    if reason:
        raise ValueError(f"The topic cannot be used: {reason}.")
    if not 1 <= n <= 200:
        raise ValueError(f"{n} ideas cannot be asked for at once; ask for 1 to 200.")
    proposed = writer.propose_ideas(task, normalise(topic), n, seed)
    return add_ideas(store, task, proposed, "brainstorm", now, bring_back=False)
