"""One project's database as a single file, and back: a path enters, a snapshot or a replaced database leaves.

A restore copies the rows of a checked file into the live database in one transaction. Other threads and
processes keep their connections, wait for it, and see all of it or nothing; replacing the file under them
would leave them with the old one and its WAL. What was there before is copied aside within the same
transaction, so a vote is either in that copy or in the restored database.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from pipeline.schema import LabelEvent, Source
from pipeline.store import migrations
from pipeline.store.database import connect
from pipeline.store.events import LabelEvents
from pipeline.store.rows import EVENT_COLUMNS, to_event

MAGIC = b"SQLite format 3\x00"


class Backup(LabelEvents):
    """Copies out of and into the database while it is in use."""

    def back_up(self, target: Path) -> None:
        """Write a consistent snapshot that needs no other file beside it; whoever writes meanwhile isn't held
        up.
        """
        with (
            closing(sqlite3.connect(self.path, timeout=30)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("VACUUM")  # pages that were freed may still hold what people had erased

    def restore(self, source: Path, now: datetime) -> Path:
        """Put the content of such a snapshot, of this or any earlier version, in the place of what is here.

        What was here goes to a file beside the database, whose path is returned. Answers that their people
        removed since the snapshot stay removed. ValueError when the file is not a whole database of ours;
        then nothing has changed.
        """
        with tempfile.TemporaryDirectory(prefix="restore-", dir=self.path.parent) as folder:
            checked = Path(folder) / "checked.db"
            _check_and_migrate(source, checked)
            # In this process's queue of writers, where its turn comes: SQLite's own lock may never be free
            # for long enough while many vote.
            with self._writing(), closing(connect(self.path)) as database:
                if self._batch:
                    self._commit(self._batch)
                database.execute("PRAGMA synchronous = FULL")
                database.execute("ATTACH ? AS restored", (str(checked),))
                erasures = _erasures(database)
                aside = self._replace_rows(database, now)
        self.append_events(erasures)
        return aside

    def _replace_rows(self, database: sqlite3.Connection, now: datetime) -> Path:
        aside = _free_path(self.path, now)
        database.execute("BEGIN IMMEDIATE")  # from here on nobody else writes
        try:
            self.back_up(aside)
            database.execute("PRAGMA defer_foreign_keys = ON")
            for table in _tables(database):
                columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info({table})"))
                database.execute(f"DELETE FROM main.{table}")
                database.execute(
                    f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM restored.{table}"
                )
            database.execute("COMMIT")
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        return aside


def _erasures(database: sqlite3.Connection) -> list[LabelEvent]:
    """What people removed since the snapshot; the owner's word on example labels is as old as they are."""
    sql = (
        f"SELECT {EVENT_COLUMNS} FROM main.events e WHERE kind = 'erase' AND source = ?"
        " AND event_id NOT IN (SELECT event_id FROM restored.events) ORDER BY seq"
    )
    return [to_event(row) for row in database.execute(sql, (Source.PERSON,))]


def _check_and_migrate(source: Path, checked: Path) -> None:
    """Copy the file, leaving it as it is, and bring the copy to today's version. ValueError in words."""
    with source.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError(f"{source.name} is no SQLite database; choose a file that Back up made.")
    shutil.copyfile(source, checked)
    try:
        with closing(sqlite3.connect(checked, isolation_level=None)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            (verdict,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise ValueError(f"{source.name} is damaged; choose another backup.")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > len(migrations.MIGRATIONS):
                raise ValueError(f"{source.name} is of a newer app; restore it with a newer app.")
            if _schema(database) != _schema_of(version):
                raise ValueError(
                    f"{source.name} is no database of this app; choose a file that Back up made."
                )
            migrations.migrate(database)
            if database.execute("PRAGMA foreign_key_check").fetchone():
                raise ValueError(f"{source.name} is damaged; choose another backup.")
    except sqlite3.DatabaseError as error:
        raise ValueError(f"{source.name} is damaged; choose another backup.") from error


def _schema(database: sqlite3.Connection) -> set[tuple[str, str]]:
    """What is defined, with spaces evened out; SQLite's own tables come and go by themselves."""
    sql = "SELECT name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'"
    return {(name, " ".join(text.split())) for name, text in database.execute(sql)}


def _schema_of(version: int) -> set[tuple[str, str]] | None:
    """That of an earlier version; a database of version 0 holds nothing of ours."""
    if version < 1:
        return None
    with closing(sqlite3.connect(":memory:")) as database:
        for script in migrations.MIGRATIONS[:version]:
            database.executescript(script)
        return _schema(database)


def _tables(database: sqlite3.Connection) -> list[str]:
    """Those with triggers, which write to others, come first; the one in which SQLite keeps the last numbers
    given out comes last.
    """
    sql = (
        "SELECT name FROM main.sqlite_master t WHERE type = 'table'"
        " AND (name NOT GLOB 'sqlite_*' OR name = 'sqlite_sequence') ORDER BY name = 'sqlite_sequence',"
        " NOT EXISTS (SELECT 1 FROM main.sqlite_master g WHERE g.type = 'trigger' AND g.tbl_name = t.name),"
        " name"
    )
    return [name for (name,) in database.execute(sql)]


def _free_path(database: Path, now: datetime) -> Path:
    stem = f"{database.stem}-before-restore-{now:%Y%m%d-%H%M%S}"
    names = (f"{stem}{f'-{n}' if n else ''}{database.suffix}" for n in range(10_000))
    return next(path for name in names if not (path := database.with_name(name)).exists())
