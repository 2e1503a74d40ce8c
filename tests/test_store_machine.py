"""People who label, slip, take back, leave for good and come again, the owner who judges them and sets ideas
aside, restarts and a second instance: whatever happens in whatever order, the store's labels are those of a
model of a few lines.
"""

import random
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from pipeline import labels, pairs
from pipeline.schema import Candidate, Choice, EventKind, Idea, LabelEvent, Lease, Source
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.store.rows import EVENT_COLUMNS, to_event
from pipeline.tasks import YOUTUBE_TITLES

PEOPLE = st.sampled_from(("ann", "bob", "eve"))
ANSWERS = st.sampled_from(("left", "right", "tie", "neither", "skip"))
REPEATING = Sharing(overlap_share=1.0, overlap_annotators=3, repeat_share=0.3, repeat_distance=1)
EVERYDAY: dict[str, Any] = {"max_examples": 12, "stateful_step_count": 25, "derandomize": True}
LONG: dict[str, Any] = {"max_examples": 300, "stateful_step_count": 80}


@dataclass
class Answered:
    """A vote as the model keeps it: `counts` is False for a hidden repeat."""

    event_id: str
    pair_id: str
    idea_id: str
    choice: Choice
    counts: bool
    undone: bool = False


@dataclass
class Person:
    """What one annotator did, in order; `lease` is the pair in hand, `answered` the last one answered."""

    votes: list[Answered] = field(default_factory=list)
    lease: Lease | None = None
    answered: tuple[Lease, str] | None = None
    excluded: bool = False


class Labelling(RuleBasedStateMachine):
    """The model is `people`; the store, and another instance's, are held against it after every step."""

    @initialize(seed=st.integers(0, 2**16))
    def begin(self, seed: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.rng, self.now = random.Random(seed), datetime(2026, 3, 1, tzinfo=UTC)
        self.people = {name: Person() for name in ("ann", "bob", "eve")}
        self.store, self.other = (self.open(name) for name in ("one.db", "other.db"))
        self.n = 0
        self.aside: set[str] = set()

    def open(self, name: str) -> Store:
        store = Store(Path(self.folder.name) / name)
        store.add_task(YOUTUBE_TITLES)
        ideas = [Idea.of(YOUTUBE_TITLES.name, f"idea {n}") for n in range(3)]
        store.add_ideas(ideas)
        for idea in ideas:
            store.add_candidates(Candidate.of(idea.id, f"{idea.text}, {n}", "w") for n in range(3))
        pairs.add_all_pairs(store, YOUTUBE_TITLES)
        return store

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.other.close()
            self.folder.cleanup()

    def later(self, seconds: float = 1) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def word(self, kind: EventKind, name: str) -> LabelEvent:
        self.n += 1
        event_id, moment = f"{kind} {self.n}", self.later()
        return LabelEvent(event_id, kind, Source.PERSON, "the owner", moment, "t", target=name)

    @rule(name=PEOPLE)
    def ask(self, name: str) -> None:
        lease = pairs.lease_next(self.store, name, self.later(), self.rng, settings=REPEATING)
        assert lease is None or (lease.annotator == name and lease.expires_at > self.now)
        assert lease is None or lease.pair.idea_id not in self.aside
        self.people[name].lease = lease

    @rule(name=PEOPLE, answer=ANSWERS)
    def answer(self, name: str, answer: str) -> None:
        person, lease = self.people[name], self.people[name].lease
        if lease is None:
            return
        person.lease = None
        try:
            event = labels.cast_vote(self.store, lease.id, answer, 900, self.later())
        except ValueError:
            stored = self.store.lease(lease.id)  # which ends when the idea is set aside
            assert stored is None or stored.expires_at <= self.now
            return
        if any(vote.event_id == event.event_id for vote in person.votes):
            return  # the same pair had been handed out again, and was answered already
        choice = labels._choice(answer, lease.shown_left)
        pair, counts = lease.pair, lease.repeat_of is None
        person.votes.append(Answered(event.event_id, pair.id, pair.idea_id, choice, counts))
        person.answered = lease, event.event_id

    @rule(name=PEOPLE, answer=ANSWERS)
    def answer_twice(self, name: str, answer: str) -> None:
        """A double click, a retry, a second tab: the first answer stands."""
        if answered := self.people[name].answered:
            lease, event_id = answered
            assert labels.cast_vote(self.store, lease.id, answer, None, self.later()).event_id == event_id

    @rule(name=PEOPLE, answer=ANSWERS)
    def answer_late(self, name: str, answer: str) -> None:
        """It counts while nobody else has the idea, and is refused otherwise."""
        if lease := self.people[name].lease:
            self.now = max(self.now, lease.expires_at)
        self.answer(name, answer)

    @rule(name=PEOPLE)
    def undo(self, name: str) -> None:
        standing = [vote for vote in self.people[name].votes if not vote.undone]
        taken_back = labels.undo_last(self.store, name, self.later())
        assert (taken_back.event_id if taken_back else None) == (standing[-1].event_id if standing else None)
        for vote in standing[-1:]:
            vote.undone = True

    @rule(name=PEOPLE, out=st.booleans())
    def judge(self, name: str, out: bool) -> None:
        self.store.append_events([self.word(EventKind.EXCLUDE if out else EventKind.INCLUDE, name)])
        self.people[name].excluded = out

    @rule(name=PEOPLE)
    def erase(self, name: str) -> None:
        given = len(self.people[name].votes)
        assert labels.erase_answers(self.store, [name], self.later()) == given
        self.people[name] = Person(excluded=self.people[name].excluded)

    @rule(n=st.integers(0, 2), aside=st.booleans())
    def set_aside(self, n: int, aside: bool) -> None:
        idea = Idea.of(YOUTUBE_TITLES.name, f"idea {n}").id
        assert self.store.set_aside([idea], aside, self.later()) == ([idea] * ((idea in self.aside) != aside))
        self.aside = self.aside | {idea} if aside else self.aside - {idea}
        self.other.set_aside([idea], aside, self.now)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store(Path(self.folder.name) / "one.db")

    @rule()
    def meet(self) -> None:
        """The other instance hears every event that there is, some again, in any order."""
        rows = self.store._rows(f"SELECT {EVENT_COLUMNS} FROM events e")
        events = [to_event(row) for row in rows]
        self.rng.shuffle(events)
        self.other.receive_events(events)
        assert self.labels_of(self.other) == self.expected()

    @rule(name=PEOPLE, at=st.integers(0, 30))
    def hear_again(self, name: str, at: int) -> None:
        """A vote from the past, erased ones too, comes once more from elsewhere: nothing changes."""
        rows = self.other._rows(f"SELECT {EVENT_COLUMNS} FROM events e WHERE annotator = ?", name)
        self.store.receive_events([to_event(row) for row in rows[at : at + 1]])

    @invariant()
    def the_labels_are_the_models(self) -> None:
        if hasattr(self, "store"):
            assert self.labels_of(self.store) == self.expected()

    def labels_of(self, store: Store) -> dict[tuple[str, str], Choice]:
        return {(label.annotator, label.pair_id): label.choice for label in store.labels()}

    def expected(self) -> dict[tuple[str, str], Choice]:
        """Of each person who counts the latest vote on each pair that they have not taken back."""
        return {
            (name, vote.pair_id): vote.choice
            for name, person in self.people.items()
            if not person.excluded
            for vote in person.votes
            if vote.counts and not vote.undone and vote.idea_id not in self.aside
        }


def run_machine(**how: Any) -> None:
    own = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, **how)
    run_state_machine_as_test(Labelling, settings=own)


def test_labels_follow_from_whatever_happens() -> None:
    run_machine(**EVERYDAY)


@pytest.mark.soak
def test_labels_follow_from_whatever_happens_for_long() -> None:
    run_machine(**LONG)


def test_the_machine_finds_a_store_that_forgets_undo(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check itself: with a store in which nothing can be taken back it fails."""
    monkeypatch.setattr("pipeline.store.events.NOT_UNDONE", "1")
    machine = Labelling()
    machine.begin(seed=0)
    machine.ask(name="ann")
    machine.answer(name="ann", answer="left")
    machine.the_labels_are_the_models()
    machine.undo(name="ann")
    with pytest.raises(AssertionError):
        machine.the_labels_are_the_models()
    machine.teardown()
