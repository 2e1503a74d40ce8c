"""The store's counters against a recount of everything, over random histories."""

import random
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import labels, pairs
from pipeline.schema import Candidate, Choice, EventKind, Idea, LabelEvent, Pair, Source, Task
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.store.migrations import COUNT_EVERYTHING, MIGRATIONS
from pipeline.tasks import YOUTUBE_TITLES
from recount import (
    count_volunteers,
    count_votes,
    find_fresh_ideas,
    find_ideas_with_room,
    find_progress,
)

NAMES = ("ann", "bob", "eve")
SETTINGS = (
    Sharing(),
    Sharing(overlap_share=1.0, overlap_annotators=2, repeat_share=0.2, repeat_distance=2, full_share=0.3),
    Sharing(overlap_share=0.0, repeat_share=0.0, full_share=1.0),
)
START = datetime(2026, 3, 1, tzinfo=UTC)
OTHER_TASK = replace(YOUTUBE_TITLES, max_chars=60)
STEPS = ("vote",) * 12 + (
    "task",
    "undo",
    "undo",
    "undo again",
    "leave",
    "wait",
    "idea",
    "title",
    "exclude",
    "include",
    "erase",
    "import",
    "early vote",
    "aside",
    "aside",
    "aside in hand",
    "back",
)
COUNTED = {
    "idea_counts": "idea_id, position, n_pairs, n_settled, n_begun",
    "annotator_counts": "annotator, votes, answers, ideas",
    "assignments": "idea_id, annotator, settled, answered",
}


class History:
    """Everything that changes what is counted, drawn from one random generator."""

    def __init__(self, store: Store, rng: random.Random, sharing: Sharing) -> None:
        self.store, self.rng, self.sharing = store, rng, sharing
        self.now, self.n = START, 0
        self.leases: dict[str, str] = {}

    def event(self, kind: EventKind, annotator: str, **fields: object) -> LabelEvent:
        self.n += 1
        values: dict = {"source": Source.PERSON, **fields}
        return LabelEvent(
            f"event {self.n}", kind, annotator=annotator, created_at=self.now, app_version="t", **values
        )

    def add_pairs(self, idea: Idea, titles: int) -> None:
        task = self.store.current_task()
        known = len(self.store.candidates(task, [idea.id], every_version=True).get(idea.id, []))
        self.store.add_ideas([idea])
        self.store.add_candidates(
            Candidate.of(idea.id, f"{idea.text} {n}", "w", task.version) for n in range(known, known + titles)
        )
        pairs.add_all_pairs(self.store, task)

    def take(self, step: str) -> None:
        store, rng, name = self.store, self.rng, self.rng.choice(NAMES)
        ideas = store.every_idea(YOUTUBE_TITLES)
        match step:
            case "vote":
                lease = pairs.lease_next(store, name, self.now, rng, settings=self.sharing)
                if lease:
                    pairs.lease_ahead(store, lease, self.now, rng, self.sharing)
                    answer = rng.choice(("left", "right", "right", "tie", "neither", "skip"))
                    labels.cast_vote(store, lease.id, answer, 5, self.now)  # type: ignore[arg-type]
            case "undo":
                if vote := labels.undo_last(store, name, self.now):
                    pairs.lease_again(store, vote, self.now, rng)
            case "undo again":  # of any event, one that was taken back or is none of theirs included
                target = f"event {rng.randint(0, self.n)}"
                if rng.random() < 0.5 and (vote := store.last_vote(name)):
                    target = vote.event_id
                for _ in range(2):
                    store.append_events([self.event(EventKind.UNDO, name, target=target)])
            case "leave":
                pairs.lease_next(store, name, self.now, rng, settings=self.sharing)
            case "wait":
                self.now += rng.choice((timedelta(seconds=90), pairs.LEASE_TIME))
            case "idea":
                self.add_pairs(Idea.of(YOUTUBE_TITLES.name, f"idea {len(ideas)}"), rng.randint(2, 5))
            case "title":
                self.add_pairs(rng.choice(ideas), 1)
            case "task":
                task = rng.choice((OTHER_TASK, YOUTUBE_TITLES))
                store.choose_task(task, self.now + timedelta(microseconds=self.n))
                if not store.asked_pairs():
                    self.add_pairs(rng.choice(ideas), 3)
            case "exclude" | "include" | "erase":
                store.append_events([self.event(EventKind(step), "owner", target=name)])
            case "aside" | "back":
                some = rng.sample(ideas, rng.randint(1, 2))
                store.set_aside([idea.id for idea in some], step == "aside", self.now)
            case "aside in hand":
                if lease := pairs.lease_next(store, name, self.now, rng, settings=self.sharing):
                    store.set_aside([lease.pair.idea_id], True, self.now)
                    with suppress(ValueError):  # what they had answered elsewhere is not answered late
                        labels.cast_vote(store, lease.id, "left", 5, self.now)
            case "import":
                pair = rng.choice(store.pairs())
                source = rng.choice((Source.IMPORT, Source.SIMULATED, Source.PERSON))
                vote = self.event(EventKind.VOTE, name, source=source, pair_id=pair.id, choice=Choice.B)
                store.append_events([vote])
            case "early vote":  # as another machine's events may come
                idea = Idea.of(YOUTUBE_TITLES.name, f"idea {len(ideas)}")
                titles = [Candidate.of(idea.id, f"{idea.text} {n}", "w") for n in range(2)]
                (pair,) = Pair.all_of(idea, [one.title for one in titles], YOUTUBE_TITLES.version)
                store.append_events([self.event(EventKind.VOTE, name, pair_id=pair.id, choice=Choice.A)])
                store.append_events([self.event(EventKind.VOTE, name, pair_id="unknown", choice=Choice.A)])


def read_counts(store: Store) -> dict[str, list[tuple]]:
    found = {
        table: store._rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
        for table, columns in COUNTED.items()
    }
    found["annotator_counts"] = [row for row in found["annotator_counts"] if any(row[1:])]
    found["tallies"] = store._rows("SELECT * FROM tallies WHERE ideas <> 0 ORDER BY 1, 2, 3, 4, 5, 6")
    return found


def check(store: Store, history: History) -> None:
    store.count_for(history.sharing)
    counted = read_counts(store)
    assert store.count_all_labels() == sum(label.choice is not Choice.SKIP for label in store.labels())
    for name in (*NAMES, "nobody"):
        assert store.count_votes(name) == count_votes(store, name)
        progress = labels.progress(store, name, history.now, settings=history.sharing)
        recounted = find_progress(store, name, history.now, history.sharing)
        assert (progress.done, progress.possible) == (recounted.done, recounted.possible)
        assert (
            abs(progress.to_come - recounted.to_come) <= 1
        )  # a sum in another order may round the other way
        assert find_room(store, name, history.now) == find_ideas_with_room(
            store, name, history.now, history.sharing
        )
        fresh = find_fresh_ideas(store, name, history.now, history.sharing)
        assert list(store.fresh_ideas(name, history.now)) == fresh
    with store.transaction():
        for statement in COUNT_EVERYTHING.split(";"):
            store._db.execute(statement)
    store.count_for(history.sharing)
    assert read_counts(store) == counted


def find_room(store: Store, annotator: str, now: datetime) -> list[str]:
    return [idea_id for idea_id, _ in (*store.begun_ideas(annotator, now), *store.new_ideas(annotator, now))]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**32),
    st.sampled_from(SETTINGS),
    st.lists(st.sampled_from(STEPS), min_size=30, max_size=90),
)
def test_counters_are_what_a_recount_gives(seed: int, sharing: Sharing, steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "title-tuner.db")
        store.add_task(YOUTUBE_TITLES)
        history = History(store, random.Random(seed), sharing)
        for _ in range(3):
            history.take("idea")
        for n, step in enumerate(steps):
            history.take(step)
            if n % 10 == 0:
                check(store, history)
        check(store, history)
        store.close()


def test_a_database_of_before_knows_which_ideas_were_begun(store: Store, tmp_path: Path) -> None:
    history = History(store, random.Random(7), SETTINGS[0])
    for _ in range(4):
        history.take("idea")
    for step in ("vote",) * 30 + ("exclude",):
        history.take(step)
    store.back_up(tmp_path / "old.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        for index in ("ideas_fresh", "unsettled_loans", "loans_in_hand"):
            old.execute(f"DROP INDEX {index}")
        old.execute("ALTER TABLE idea_counts DROP COLUMN n_begun")
        old.execute("CREATE INDEX unsettled_loans ON assignments(annotator) WHERE settled = 0")
        old.execute(f"PRAGMA user_version = {len(MIGRATIONS) - 1}")
        old.commit()
    migrated = Store(tmp_path / "old.db")
    for each in (store, migrated):
        each.count_for(history.sharing)
    assert any(row[4] for row in read_counts(store)["idea_counts"])
    assert read_counts(migrated) == read_counts(store)
    migrated.close()


def test_other_settings_are_counted_anew(store: Store, task: Task) -> None:
    history = History(store, random.Random(3), SETTINGS[0])
    for _ in range(4):
        history.take("idea")
    for _ in range(40):
        history.take("vote")
    for history.sharing in (*SETTINGS, SETTINGS[0]):
        check(store, history)


@pytest.mark.parametrize("several", [False, True])
def test_the_second_volunteer_makes_overlap_needed(store: Store, several: bool) -> None:
    history = History(store, random.Random(5), SETTINGS[1])
    history.take("idea")
    pairs_of_it = store.count_pairs()
    while lease := pairs.lease_next(store, "ann", START, history.rng, settings=history.sharing):
        labels.cast_vote(store, lease.id, "left", None, START)
    if several:
        pair = store.pairs()[0]
        store.append_events([history.event(EventKind.VOTE, "bob", pair_id=pair.id, choice=Choice.A)])
    assert count_volunteers(store) == 1 + several
    progress = labels.progress(store, "late", START, settings=history.sharing)
    assert progress.possible == (pairs_of_it if several else 0)
