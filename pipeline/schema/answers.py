"""What people say of pairs: immutable events, the labels that stand, and what is lent meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pipeline.schema.titles import Pair, Side


class Choice(StrEnum):
    A = "a"
    B = "b"
    TIE = "tie"
    NEITHER = "neither"
    SKIP = "skip"


class EventKind(StrEnum):
    VOTE = "vote"
    UNDO = "undo"
    EXCLUDE = "exclude"
    INCLUDE = "include"
    ERASE = "erase"


class Source(StrEnum):
    PERSON = "person"
    SIMULATED = "simulated"
    IMPORT = "import"


@dataclass(frozen=True)
class LabelEvent:
    """One immutable act. `target` is the event an undo takes back, or the annotator an exclude, include or
    erase names.
    """

    event_id: str
    kind: EventKind
    source: Source
    annotator: str
    created_at: datetime
    app_version: str
    pair_id: str | None = None
    choice: Choice | None = None
    shown_left: Side | None = None
    target: str | None = None
    repeat_of: str | None = None
    response_ms: int | None = None
    task_version: str | None = None


class StandingVote(NamedTuple):
    """A vote that counts and the titles that it is about. Thousands are read at once, and a tuple takes a
    fraction of the time that an event and a pair take.
    """

    annotator: str
    choice: Choice
    repeat_of: str | None
    pair_id: str
    idea_id: str
    task_version: str
    title_a: str
    title_b: str

    @property
    def preferred(self) -> tuple[str, str]:
        """The chosen title and the other, where one was chosen."""
        titles = self.title_a, self.title_b
        return titles if self.choice is Choice.A else titles[::-1]


@dataclass(frozen=True)
class LabelledRow:
    """One line of a labelled file; `b_preferred` as in its column title_b_preferred, `simulated` says that
    nobody but the simulated annotator judged it.
    """

    idea: str
    title_a: str
    title_b: str
    b_preferred: bool
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """The current label of one annotator on one pair, derived from the events."""

    pair_id: str
    annotator: str
    choice: Choice
    source: Source
    event_id: str
    shown_left: Side | None
    created_at: datetime


@dataclass(frozen=True)
class Lease:
    """A pair handed to one annotator: what a browser holds is `id` alone (128 random bits).

    One fetched ahead names the lease it follows, `after`, and the answer to that, `after_choice`, on which
    it is shown. A hidden repeat names the vote it repeats, `repeat_of`.
    """

    id: str
    pair: Pair
    annotator: str
    shown_left: Side
    expires_at: datetime
    event_id: str | None = None
    after: str | None = None
    after_choice: Choice | None = None
    repeat_of: str | None = None


@dataclass(frozen=True)
class Loan:
    """An idea in one annotator's hands: what they chose on some of its pairs, by pair id. `counted` is how
    many pairs it has and the version of the task they are asked for, empty before one was chosen; None where
    that was not looked up.
    """

    idea_id: str
    expires_at: datetime
    counted: tuple[int, str] | None
    choices: Mapping[str, Choice]


@dataclass(frozen=True)
class IdeaTally:
    """How many `ideas` are alike: in the number of their pairs, of which all are asked if `in_full`, in
    whether another annotator is `needed`, and in whether one annotator has `settled` them and `answered` how
    many.
    """

    n_pairs: int
    in_full: bool
    needed: bool
    settled: bool
    answered: int
    ideas: int


@dataclass(frozen=True)
class IdeaCounts:
    """How far one idea is for everybody: `asked` of its `n_pairs` pairs have somebody's label, `settled`
    annotators have its order settled, `holding` have it in hand.
    """

    idea_id: str
    text: str
    n_pairs: int
    asked: int
    settled: int
    holding: int
