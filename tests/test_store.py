import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.schema import (
    Choice,
    ComparedTitle,
    Comparison,
    EventKind,
    Idea,
    LabelEvent,
    Pair,
    Source,
    Task,
)
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.store.migrations import MIGRATIONS

MakeEvent = Callable[..., LabelEvent]

THEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def pair(store: Store, task: Task) -> Pair:
    idea = Idea.of(task.name, "bake bread")
    made = Pair.of(idea, ("one", "two"), task.version)
    store.add_ideas([idea])
    store.add_pairs([made])
    return made


@pytest.fixture
def event(pair: Pair, now: datetime) -> MakeEvent:
    def make(
        event_id: str, annotator: str = "ann", choice: Choice | None = Choice.A, **fields: object
    ) -> LabelEvent:
        values: dict = {"kind": EventKind.VOTE, "source": Source.PERSON, "pair_id": pair.id, **fields}
        return LabelEvent(
            event_id=event_id, annotator=annotator, choice=choice, created_at=now, app_version="t", **values
        )

    return make


def undo(event: MakeEvent, event_id: str, target: str, annotator: str = "ann") -> LabelEvent:
    return event(event_id, annotator, choice=None, kind=EventKind.UNDO, pair_id=None, target=target)


def choices(store: Store) -> dict[str, Choice]:
    return {label.annotator: label.choice for label in store.labels()}


def test_a_later_vote_replaces_an_earlier_one(store: Store, event: MakeEvent) -> None:
    store.append_events([event("1", choice=Choice.A), event("2", choice=Choice.B)])
    assert choices(store) == {"ann": Choice.B}


def test_the_same_event_is_appended_once(store: Store, event: MakeEvent) -> None:
    assert store.append_events([event("1"), event("1", choice=Choice.B)]) == 1
    assert choices(store) == {"ann": Choice.A}


def test_undo_brings_the_vote_before_back(store: Store, event: MakeEvent) -> None:
    store.append_events([event("1", choice=Choice.A), event("2", choice=Choice.B), undo(event, "3", "2")])
    assert choices(store) == {"ann": Choice.A}
    store.append_events([undo(event, "4", "1")])
    assert choices(store) == {}


def test_undo_by_another_annotator_is_ignored(store: Store, event: MakeEvent) -> None:
    store.append_events([event("1"), undo(event, "2", "1", annotator="eve")])
    assert choices(store) == {"ann": Choice.A}


def test_hidden_repeats_never_become_current(store: Store, event: MakeEvent) -> None:
    store.append_events([event("1", choice=Choice.A), event("2", choice=Choice.B, repeat_of="1")])
    assert choices(store) == {"ann": Choice.A}


def test_an_excluded_annotator_counts_again_when_included(store: Store, event: MakeEvent) -> None:
    store.append_events([event("1"), event("2", annotator="bob")])
    exclude = event("3", "owner", choice=None, kind=EventKind.EXCLUDE, pair_id=None, target="bob")
    store.append_events([exclude])
    assert choices(store) == {"ann": Choice.A}
    include = event("4", "owner", choice=None, kind=EventKind.INCLUDE, pair_id=None, target="bob")
    store.append_events([include])
    assert choices(store) == {"ann": Choice.A, "bob": Choice.A}


def test_erasing_removes_the_annotators_rows(store: Store, event: MakeEvent) -> None:
    store.append_events([event("1"), event("2", annotator="bob")])
    store.append_events([event("3", "owner", choice=None, kind=EventKind.ERASE, pair_id=None, target="bob")])
    assert choices(store) == {"ann": Choice.A}
    assert store.event("2") is None


def test_words_on_an_annotator_may_arrive_in_any_order(store: Store, event: MakeEvent, now: datetime) -> None:
    fields: dict = {"choice": None, "pair_id": None, "target": "bob"}
    include = replace(
        event("2", "owner", kind=EventKind.INCLUDE, **fields), created_at=now + timedelta(hours=1)
    )
    store.append_events([event("1", "bob"), include, event("3", "owner", kind=EventKind.EXCLUDE, **fields)])
    assert choices(store) == {"bob": Choice.A}


def test_what_an_erased_annotator_did_before_does_not_come_back(
    store: Store, event: MakeEvent, now: datetime
) -> None:
    erase = event("2", "owner", choice=None, kind=EventKind.ERASE, pair_id=None, target="bob")
    store.append_events([erase])
    later = replace(event("3", "bob", Choice.B), created_at=now + timedelta(seconds=1))
    assert store.receive_events([event("1", "bob"), event("2", "bob"), later]) == 1
    assert choices(store) == {"bob": Choice.B}


def test_an_erasure_that_arrives_late_spares_what_came_after_it(
    store: Store, event: MakeEvent, now: datetime
) -> None:
    later = replace(event("2", "bob", Choice.B), created_at=now + timedelta(seconds=1))
    store.append_events([event("1", "bob"), later])
    erase = event("3", "owner", choice=None, kind=EventKind.ERASE, pair_id=None, target="bob")
    assert store.receive_events([erase]) == 1
    assert choices(store) == {"bob": Choice.B}
    assert (store.event("1"), store.event("2")) == (None, later)


def test_events_cannot_be_edited(store: Store, event: MakeEvent, tmp_path: Path) -> None:
    store.append_events([event("1")])
    other = sqlite3.connect(tmp_path / "title-tuner.db")
    with pytest.raises(sqlite3.IntegrityError, match="immutable"):
        other.execute("UPDATE events SET choice = 'b'")
    other.close()


def test_a_failing_transaction_leaves_nothing(store: Store, event: MakeEvent) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.append_events([event("1")])
        raise RuntimeError
    assert store.event("1") is None


def test_an_event_keeps_every_field(store: Store, event: MakeEvent) -> None:
    given = event("1", shown_left="b", response_ms=812, task_version="v")
    store.append_events([given])
    assert store.event("1") == given


def test_the_owners_settings_survive_a_restart_and_reach_other_processes(tmp_path: Path) -> None:
    path, chosen = tmp_path / "settings.db", Sharing(0.2, 4, implied_threshold=0.9, paused=True)
    store, other = Store(path), Store(path)
    assert store.sharing() == other.sharing() == Sharing()
    store.set_sharing(chosen, THEN)
    assert other.sharing() == chosen
    other.set_sharing(replace(chosen, paused=False), THEN)
    assert store.sharing() == replace(chosen, paused=False)
    store.close()
    other.close()
    again = Store(path)
    assert again.sharing() == replace(chosen, paused=False)
    again.close()


def test_a_database_of_a_newer_app_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.close()
    with pytest.raises(ValueError, match="start a newer app"):
        Store(path)


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "title-tuner.db").write_text("no database")
    with pytest.raises(ValueError, match=r"cannot be used .file is not a database.; .* DATA_DIR"):
        Store(tmp_path / "title-tuner.db")


def test_a_database_of_version_1_keeps_its_labels_and_knows_who_began_an_idea(
    tmp_path: Path, task: Task, now: datetime
) -> None:
    path = tmp_path / "old.db"
    old = sqlite3.connect(path)
    old.executescript(MIGRATIONS[0] + "PRAGMA user_version = 1;")
    idea = Idea.of(task.name, "bake bread")
    pair = Pair.of(idea, ("one", "two"), task.version)
    old.execute("INSERT INTO ideas VALUES (1, ?, ?, ?, 'typed')", (idea.id, task.name, idea.text))
    row = (pair.id, "preference", task.version, idea.id, idea.text, *pair.titles)
    old.execute("INSERT INTO pairs VALUES (1, ?, ?, NULL, ?, ?, ?, ?, ?)", row)
    for event_id, source in (("1", "person"), ("2", "simulated")):
        values = (event_id, source, source, now.isoformat(), pair.id)
        old.execute(
            "INSERT INTO events (event_id, kind, source, annotator, created_at, app_version, pair_id, choice)"
            " VALUES (?, 'vote', ?, ?, ?, 't', ?, 'a')",
            values,
        )
        values = (pair.id, source, source, event_id, now.isoformat())
        old.execute("INSERT INTO current_labels VALUES (?, ?, 'a', ?, ?, 'a', ?)", values)
    values = ("f" * 32, pair.id, now.isoformat())
    old.execute("INSERT INTO leases VALUES (?, ?, 'ann', 'a', ?, NULL)", values)
    old.commit()
    old.close()
    store = Store(path)
    assert choices(store) == {"person": Choice.A, "simulated": Choice.A}
    assert store.unsettled_annotators(idea.id, now) == ["person"]
    lease = store.lease("f" * 32)
    assert lease and (lease.after, lease.repeat_of) == (None, None)
    store.close()


def test_a_comparison_of_version_2_has_a_fixed_number(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "old.db"
    old = sqlite3.connect(path)
    old.executescript(MIGRATIONS[0] + MIGRATIONS[1] + "PRAGMA user_version = 2;")
    values = ("c", "embedded", "/runs/one/model", 7, 0.9, now.isoformat())
    old.execute("INSERT INTO comparisons VALUES (1, ?, ?, ?, NULL, ?, ?, ?)", values)
    old.execute("INSERT INTO compared_titles VALUES ('c', 0, 'i', 'bake bread', 'one', 'two', 'p')")
    old.commit()
    old.close()
    store = Store(path)
    title = ComparedTitle("i", "bake bread", "one", "two", "p")
    assert store.comparison("c") == Comparison("c", "embedded", "run:one", None, 7, 0.9, now, (title,))
    store.close()


def test_a_comparison_keeps_every_field(store: Store, now: datetime) -> None:
    titles = (ComparedTitle("i", "bread", "one", "", None), ComparedTitle("i", "bread", "two", "x", "p", 2.5))
    whole = Comparison("c", "b", "t", "run", 7, 0.9, now, titles, "sequential", 0.1, ("nobody/做饭",))
    store.add_comparison(whole, [])
    assert store.comparisons() == [whole] == [store.comparison("c")]
    assert store.comparison("other") is None


def test_two_opening_at_once_migrate_once(tmp_path: Path) -> None:
    stores: list[Store] = []
    threads = [threading.Thread(target=lambda: stores.append(Store(tmp_path / "both.db"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 4
    for opened in stores:
        opened.close()


def test_those_who_wait_are_committed_together_and_fail_alone(store: Store, event: MakeEvent) -> None:
    commits: list[str] = []
    returned: list[str] = []

    def vote(number: int) -> None:
        try:
            with store.transaction():
                store.append_events([event(f"{number}", annotator=f"annotator {number}")])
                if number == 3:
                    raise RuntimeError
        finally:
            returned.append(f"{number}")

    threads = [threading.Thread(target=vote, args=(number,)) for number in range(6)]
    store._db.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    threading.excepthook, kept = lambda failed: None, threading.excepthook
    with store.transaction():
        for thread in threads:
            thread.start()
        give_up = time.monotonic() + 60
        while store._queue < len(threads):
            assert time.monotonic() < give_up, "not all of them came to wait"
            time.sleep(0.01)
    for thread in threads:
        thread.join(20)
    threading.excepthook = kept
    assert len(returned) == 6
    assert set(choices(store)) == {f"annotator {number}" for number in range(6) if number != 3}
    assert len(commits) == 1


def test_what_one_reads_outside_a_transaction_is_committed(store: Store, event: MakeEvent) -> None:
    began, go_on = threading.Event(), threading.Event()

    def vote() -> None:
        with store.transaction():
            store.append_events([event("1")])
            began.set()
            go_on.wait(20)

    thread = threading.Thread(target=vote)
    thread.start()
    began.wait(20)
    before = choices(store)  # nobody waits for the one who writes
    go_on.set()
    thread.join(20)
    assert (before, choices(store)) == ({}, {"ann": Choice.A})


VOTE_UNTIL_KILLED = """
import itertools, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
from pipeline.schema import Choice, EventKind, LabelEvent, Source
from pipeline.store import Store
store = Store(Path(sys.argv[1]))
pair = store.pairs()[0]
for number in itertools.count():
    store.append_events([LabelEvent(f"{number}", EventKind.VOTE, Source.PERSON, f"annotator {number}",
        datetime.now(UTC), "t", pair.id, Choice.A)])
    print(number, flush=True)
"""


def test_an_acknowledged_vote_survives_kill_9(store: Store, pair: Pair, tmp_path: Path) -> None:
    voter = subprocess.Popen(
        [sys.executable, "-c", VOTE_UNTIL_KILLED, str(tmp_path / "title-tuner.db")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert voter.stdout is not None
    acknowledged = [voter.stdout.readline() for _ in range(20)]
    os.kill(voter.pid, signal.SIGKILL)
    acknowledged += voter.stdout.readlines()
    voter.stdout.close()
    voter.wait()
    whole = [line.strip() for line in acknowledged if line.endswith("\n")]
    assert len(whole) >= 20
    assert {f"annotator {number}" for number in whole} <= set(choices(store))


def test_a_project_that_holds_answers_is_not_looked_at_again(store: Store, event: MakeEvent) -> None:
    other = Store(store.path)  # another process
    other.append_events([event("1")])
    other.close()
    assert not store.holds_nothing()
    seen: list[str] = []
    store._reader.set_trace_callback(seen.append)
    assert not store.holds_nothing() and seen == []


def test_what_a_savepoint_keeps_goes_to_no_file(store: Store) -> None:
    assert store._db.execute("PRAGMA temp_store").fetchone() == (2,)  # in memory
