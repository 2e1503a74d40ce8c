"""What is written and paired: tasks, ideas, candidates and pairs, identified by content hashes.

Two records made from the same content carry the same id, so importing something twice adds nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Literal

from pipeline.texts import normalise

Side = Literal["a", "b"]
Message = dict[str, str]


def content_id(*parts: str) -> str:
    """32 hex digits of SHA-256 over the parts, with their boundaries; equal for equal parts in equal
    order.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:32]


@dataclass(frozen=True)
class Task:
    """What is to be written and within which limits (in characters); `examples` are titles to write like.
    `version` changes with any of it but the name.
    """

    name: str
    prompt_template: str
    brainstorm_template: str
    guidance: tuple[str, ...]
    min_chars: int
    max_chars: int
    n_candidates: int
    examples: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        limits = f"{self.min_chars} {self.max_chars} {self.n_candidates}"
        version = content_id(self.prompt_template, self.brainstorm_template, *self.guidance, limits)
        return content_id(version, *self.examples) if self.examples else version


@dataclass(frozen=True)
class TaskChoice:
    """The owner's word that a version of the task counts from then on, until the next such word."""

    id: str
    version: str
    chosen_at: datetime

    @staticmethod
    def of(version: str, chosen_at: datetime) -> "TaskChoice":
        return TaskChoice(content_id("task choice", version, chosen_at.isoformat()), version, chosen_at)


@dataclass(frozen=True)
class Idea:
    """One idea of a task; `origin` is where it came from: typed, file, brainstorm, labels or bundled."""

    id: str
    task: str
    text: str
    origin: str

    @staticmethod
    def of(task: str, text: str, origin: str = "typed") -> "Idea":
        clean = normalise(text)
        return Idea(content_id(task, clean), task, clean, origin)


@dataclass(frozen=True)
class IdeaChoice:
    """The owner's word that an idea is set aside from then on, or that it counts again, until the next such
    word. One that is `undone` is set aside because its adding was taken back.
    """

    id: str
    idea_id: str
    aside: bool
    chosen_at: datetime
    undone: bool = False

    @staticmethod
    def of(idea_id: str, aside: bool, chosen_at: datetime, undone: bool = False) -> "IdeaChoice":
        word = "undone" if undone else "aside" if aside else "back"
        key = content_id("idea choice", idea_id, word, chosen_at.isoformat())
        return IdeaChoice(key, idea_id, aside, chosen_at, undone)


@dataclass(frozen=True)
class Candidate:
    """One title for an idea; `writer` names the model that wrote it, or `import`. `task_version` is the
    version of the task that it was written for, empty for one that serves them all.
    """

    id: str
    idea_id: str
    title: str
    writer: str
    task_version: str = ""

    @staticmethod
    def of(idea_id: str, title: str, writer: str, task_version: str = "") -> "Candidate":
        clean = normalise(title)
        return Candidate(content_id(idea_id, clean), idea_id, clean, writer, task_version)


class Purpose(StrEnum):
    PREFERENCE = "preference"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two titles of one idea, in the order of their candidates' ids: sides `a` and `b`.

    A comparison's pair (`comparison_id` set) never has the id of a preference pair over the same two titles.
    """

    id: str
    purpose: Purpose
    comparison_id: str | None
    task_version: str
    idea_id: str
    idea: str
    title_a: str
    title_b: str

    @staticmethod
    def of(
        idea: Idea, titles: tuple[str, str], task_version: str, comparison_id: str | None = None
    ) -> "Pair":
        first, second = sorted(titles, key=lambda title: Candidate.of(idea.id, title, "").id)
        purpose = Purpose.COMPARISON if comparison_id else Purpose.PREFERENCE
        key = content_id(
            purpose,
            comparison_id or "",
            task_version,
            Candidate.of(idea.id, first, "").id,
            Candidate.of(idea.id, second, "").id,
        )
        return Pair(key, purpose, comparison_id, task_version, idea.id, idea.text, first, second)

    @staticmethod
    def all_of(idea: Idea, titles: Sequence[str], task_version: str) -> "list[Pair]":
        """All n(n-1)/2 preference pairs of an idea's titles."""
        return [Pair.of(idea, pair, task_version) for pair in combinations(titles, 2)]

    @property
    def titles(self) -> tuple[str, str]:
        return self.title_a, self.title_b

    def __hash__(self) -> int:
        return hash(self.id)
