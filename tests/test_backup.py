"""Backing up and restoring while others are at work, and what a wrong file does: nothing."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.labels import erase_answers
from pipeline.schema import Choice, EventKind, Idea, LabelEvent, Pair, Source, Task
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.store.migrations import MIGRATIONS

Vote = Callable[[str], None]

THEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def vote(store: Store, task: Task, now: datetime) -> Vote:
    """Lets an annotator vote on the one pair there is."""
    idea = Idea.of(task.name, "bake bread")
    pair = Pair.of(idea, ("one", "two"), task.version)
    store.add_ideas([idea])
    store.add_pairs([pair])

    def cast(name: str) -> None:
        person = (EventKind.VOTE, Source.PERSON, name, now, "t", pair.id, Choice.A)
        store.append_events([LabelEvent(name, *person)])

    return cast


def voters(store: Store) -> set[str]:
    return {label.annotator for label in store.labels()}


def voters_in(path: Path) -> set[str]:
    store = Store(path)
    found = voters(store)
    store.close()
    return found


def test_a_snapshot_is_whole_and_needs_no_file_beside_it(store: Store, vote: Vote, tmp_path: Path) -> None:
    vote("ann")
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM current_labels")
        store.back_up(tmp_path / "snapshot.db")
        other.rollback()
    with closing(sqlite3.connect(f"file:{tmp_path}/snapshot.db?mode=ro&immutable=1", uri=True)) as snapshot:
        assert snapshot.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert snapshot.execute("SELECT annotator FROM current_labels").fetchall() == [("ann",)]
    assert [path.name for path in tmp_path.glob("snapshot*")] == ["snapshot.db"]


def test_what_was_erased_is_in_no_page_of_a_snapshot(
    store: Store, vote: Vote, now: datetime, tmp_path: Path
) -> None:
    vote("somebody-to-forget")
    erase = LabelEvent("e", EventKind.ERASE, Source.PERSON, "o", now, "t", target="somebody-to-forget")
    store.append_events([erase])
    store.back_up(tmp_path / "snapshot.db")
    # In the event that says who was erased, and in its index.
    assert (tmp_path / "snapshot.db").read_bytes().count(b"somebody-to-forget") == 2


def test_a_restore_brings_the_snapshot_back_everywhere_and_keeps_what_was_there(
    store: Store, vote: Vote, now: datetime, tmp_path: Path
) -> None:
    vote("ann")
    store.set_sharing(Sharing(paused=True), THEN)
    store.back_up(tmp_path / "snapshot.db")
    store.set_sharing(Sharing(), THEN)
    vote("bob")
    other = Store(store.path)
    aside = store.restore(tmp_path / "snapshot.db", now)
    assert voters(store) == voters(other) == {"ann"}
    assert store.sharing() == other.sharing() == Sharing(paused=True)
    assert aside == store.path.with_name("title-tuner-before-restore-20260301-120000.db")
    assert voters_in(aside) == {"ann", "bob"}
    vote("eve")
    assert voters(other) == {"ann", "eve"}
    other.close()
    second = store.restore(aside, now)
    assert second.name == "title-tuner-before-restore-20260301-120000-1.db"
    assert (voters(store), voters_in(second)) == ({"ann", "bob"}, {"ann", "eve"})


def test_what_people_removed_stays_removed_when_an_older_snapshot_comes_back(
    store: Store, vote: Vote, now: datetime, tmp_path: Path
) -> None:
    vote("ann")
    vote("bob")
    store.back_up(tmp_path / "snapshot.db")
    erase_answers(store, ["bob"], now)
    store.restore(tmp_path / "snapshot.db", now)
    assert voters(store) == {"ann"}
    sql = "SELECT count(*) FROM events WHERE annotator = 'bob' AND kind <> 'erase'"
    with closing(sqlite3.connect(store.path)) as database:
        assert database.execute(sql).fetchone() == (0,)


def test_numbers_given_out_go_on_after_a_restore(
    store: Store, vote: Vote, now: datetime, tmp_path: Path
) -> None:
    """An event that is erased takes its number along, in a restored database too."""
    vote("ann")
    vote("bob")
    store.append_events([LabelEvent("e", EventKind.ERASE, Source.PERSON, "o", now, "t", target="bob")])
    store.back_up(tmp_path / "snapshot.db")
    store.restore(tmp_path / "snapshot.db", now)
    with closing(sqlite3.connect(store.path)) as database:
        last = "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
        assert database.execute(last).fetchall() == [(3,)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_snapshot_of_an_older_app_is_brought_up_to_date(
    store: Store, now: datetime, tmp_path: Path, task: Task
) -> None:
    path, idea = tmp_path / "old.db", Idea.of(task.name, "bake bread")
    with closing(sqlite3.connect(path)) as old:
        old.executescript(MIGRATIONS[0] + "PRAGMA user_version = 1;")
        old.execute("INSERT INTO ideas VALUES (1, ?, ?, ?, 'typed')", (idea.id, task.name, idea.text))
        old.commit()
    store.restore(path, now)
    assert [found.text for found in store.ideas(task)] == ["bake bread"]
    assert store.sharing() == Sharing()


def of_another_app(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.executescript("CREATE TABLE notes (text TEXT); PRAGMA user_version = 1;")


def of_a_newer_app(path: Path) -> None:
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def with_a_trigger(path: Path) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as ours:
        ours.execute("CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM current_labels; END")


def with_a_torn_page(path: Path) -> None:
    Store(path).close()
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    Store(path).close()
    path.write_bytes(path.read_bytes()[:5000])


WRONG_FILES = [
    (lambda path: path.write_text("idea,title_a\n"), "is no SQLite database"),
    (lambda path: path.write_bytes(b""), "is no SQLite database"),
    (of_another_app, "is no database of this app"),
    (
        lambda path: sqlite3.connect(path).executescript("VACUUM").connection.close(),
        "is no database of this app",
    ),
    (of_a_newer_app, "is of a newer app"),
    (with_a_trigger, "is no database of this app"),
    (with_a_torn_page, "is damaged"),
    (cut_short, "is damaged"),
]


@pytest.mark.parametrize(("make", "problem"), WRONG_FILES)
def test_a_wrong_file_gets_a_sentence_and_changes_nothing(
    make: Callable[[Path], object], problem: str, store: Store, vote: Vote, now: datetime, tmp_path: Path
) -> None:
    vote("ann")
    source = tmp_path / "given" / "wrong.db"
    source.parent.mkdir()
    make(source)
    before = source.read_bytes()
    with pytest.raises(ValueError, match=f"^wrong.db {problem}; "):
        store.restore(source, now)
    assert voters(store) == {"ann"} and source.read_bytes() == before
    assert not list(tmp_path.glob("*restore*"))
    vote("bob")
    assert voters(store) == {"ann", "bob"}


def test_a_restore_that_fails_halfway_leaves_everything_as_it_was(
    store: Store, vote: Vote, now: datetime, tmp_path: Path
) -> None:
    vote("ann")
    store.back_up(tmp_path / "snapshot.db")
    vote("bob")
    with closing(sqlite3.connect(store.path)) as other:
        other.execute(
            "CREATE TRIGGER no_tasks BEFORE INSERT ON tasks BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
    with pytest.raises(sqlite3.DatabaseError, match="no room"):
        store.restore(tmp_path / "snapshot.db", now)
    assert voters(store) == {"ann", "bob"} and not list(tmp_path.glob("*before-restore*"))
    store.back_up(tmp_path / "another.db")
    assert (tmp_path / "another.db").exists()


VOTE_ON = """
import itertools, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.schema import Choice, EventKind, LabelEvent, Source
from pipeline.store import Store
store = Store(Path(sys.argv[1]))
pair = store.pairs()[0]
for number in itertools.count():
    name = f"elsewhere {number}"
    vote = (EventKind.VOTE, Source.PERSON, name, datetime.now(UTC), "t", pair.id, Choice.A)
    store.append_events([LabelEvent(name, *vote)])
    print(name, flush=True)
"""


def test_every_vote_during_a_restore_is_in_the_copy_aside_or_in_the_database(
    store: Store, vote: Vote, now: datetime, tmp_path: Path
) -> None:
    """Two threads vote through this store and another process through its own; it is restored thrice."""
    vote("ann")
    store.back_up(tmp_path / "snapshot.db")
    cast: list[str] = []
    stop = threading.Event()

    def go_on_voting(who: str) -> None:
        while not stop.wait(0.002):  # without a pause SQLite's lock may never be free for the other process
            name = f"{who} {len(cast)}"
            vote(name)
            cast.append(name)

    elsewhere = subprocess.Popen(
        [sys.executable, "-c", VOTE_ON, str(store.path)], stdout=subprocess.PIPE, text=True
    )
    threads = [threading.Thread(target=go_on_voting, args=(who,)) for who in ("one", "two")]
    for thread in threads:
        thread.start()
    assert elsewhere.stdout is not None
    heard = [elsewhere.stdout.readline().strip()]
    kept: list[Path] = []
    for _ in range(3):
        heard += [elsewhere.stdout.readline().strip() for _ in range(5)]
        kept.append(store.restore(tmp_path / "snapshot.db", now))
    heard += [elsewhere.stdout.readline().strip() for _ in range(5)]
    stop.set()
    elsewhere.terminate()
    for thread in threads:
        thread.join()
    heard += [line.strip() for line in elsewhere.stdout.readlines() if line.endswith("\n")]
    elsewhere.stdout.close()
    elsewhere.wait()
    everywhere = voters(store).union(*map(voters_in, kept))
    assert len(heard) >= 21 and len(cast) >= 2
    assert set(heard) | set(cast) <= everywhere
    assert all(found & (set(heard) | set(cast)) for found in map(voters_in, kept))
