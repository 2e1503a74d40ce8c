"""One SQLite file in WAL mode: a path enters; transactions, rows and counts leave to the tables above.

With synchronous=FULL, what was committed is on the disk. That costs a wait for the disk, milliseconds in
which nobody else can write. So transactions that come while others wait for it are committed together: each
is a savepoint of its own, which fails by itself, and none returns before the commit that holds it.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from pipeline.store import migrations

CACHE_KB = 4 * 1024  # of each connection; with 64 MB a vote takes as long, as the system keeps the file too
CHECKPOINT_PAGES = 4000  # SQLite's 1000 would stop everyone every second or so under load
PATIENCE = 1.0
NESTED = nullcontext()
Record = TypeVar("Record")


class Batch:
    """Transactions that are committed together; `error` is why none of them was."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.error: BaseException | None = None


class Database:
    """Safe to share between threads; several processes may hold one each on the same file."""

    def __init__(self, path: Path) -> None:
        """ValueError when there is a file that is no database of ours, or none can be made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._lock = threading.Lock()  # held by whoever writes
        self._writer: int | None = None  # the thread that holds it
        self._queue_lock = threading.Lock()
        self._queue = 0  # how many wait for the lock to write
        self._batch: Batch | None = None
        self._turn = 0  # how many transactions there were
        with _in_words(path):
            self._db = connect(path)
        try:
            with _in_words(path):
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.execute("PRAGMA foreign_keys = ON")
                # A savepoint keeps what it may have to restore; beyond 64 kB that would be a file for each.
                self._db.execute("PRAGMA temp_store = MEMORY")
                self._db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
                migrations.migrate(self._db)
        except BaseException:
            self._db.close()
            raise
        # What is read outside a transaction has a connection of its own, so that a long look at every label
        # keeps nobody from voting.
        self._read_lock = threading.Lock()
        self._reader = connect(path)
        self._reader.execute("PRAGMA query_only = ON")

    def close(self) -> None:
        with self._read_lock:
            self._reader.close()
        with self._lock:
            self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside lands together or not at all; other writers wait. May be nested."""
        return NESTED if self._writer == threading.get_ident() else self._transaction()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._writing():
            batch = self._begin()
            try:
                with self._savepoint(batch):
                    yield
            finally:
                # Whoever waits to write joins the batch and commits it with their own, so the last one does.
                if not self._queue:
                    self._commit(batch)
        while not batch.over.wait(PATIENCE):
            with self._writing():  # should the one who was waiting have been interrupted
                self._commit(batch)
        if batch.error:
            raise sqlite3.OperationalError(f"Nothing was saved: {batch.error}") from batch.error

    def begin_turn(self) -> None:
        """Have the database to oneself until `end_turn`, which another thread may call."""
        self._wait_for_lock()
        try:
            self._begin()
        except BaseException:
            self._lock.release()
            raise

    def do(self, work: Callable[[], Any]) -> tuple[Any, BaseException | None, Batch]:
        """What `work` gives or why it failed, within a turn; it counts when the batch is committed."""
        batch = self._begin()
        self._writer = threading.get_ident()
        try:
            with self._savepoint(batch):
                return work(), None, batch
        except Exception as error:
            return None, error, batch
        finally:
            self._writer = None

    def end_turn(self) -> None:
        try:
            if self._batch:
                self._commit(self._batch)
        finally:
            self._lock.release()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._wait_for_lock()
        self._writer = threading.get_ident()
        try:
            yield
        finally:
            self._writer = None
            self._lock.release()

    def _wait_for_lock(self) -> None:
        with self._queue_lock:
            self._queue += 1
        try:
            self._lock.acquire()
        finally:
            with self._queue_lock:
                self._queue -= 1

    def _begin(self) -> Batch:
        if self._batch is None:
            self._db.execute("BEGIN IMMEDIATE")
            self._batch = Batch()
        return self._batch

    @contextmanager
    def _savepoint(self, batch: Batch) -> Iterator[None]:
        self._turn += 1
        self._db.execute("SAVEPOINT one")
        try:
            yield
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK TO one")
                self._db.execute("RELEASE one")
            else:  # a full or failing disk made SQLite roll everything back, what others wait for included
                self._end(batch, error)
            raise
        self._db.execute("RELEASE one")

    def _commit(self, batch: Batch) -> None:
        if batch is not self._batch:
            return
        error = None
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as failure:
            error = failure
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        self._end(batch, error)

    def _end(self, batch: Batch, error: BaseException | None) -> None:
        batch.error = error
        self._batch = None
        batch.over.set()

    def _rows(self, sql: str, *values: Any) -> list[Any]:
        if self._writer == threading.get_ident():
            return self._db.execute(sql, values).fetchall()
        with self._read_lock:
            return self._reader.execute(sql, values).fetchall()

    def _records(self, make: Callable[[Any], Record], sql: str, *values: Any) -> list[Record]:
        """What is made of each of thousands of rows, as they come: all rows together would take more room
        than the records, and leave holes in the memory behind.
        """
        if self._writer == threading.get_ident():
            return [make(row) for row in self._db.execute(sql, values)]
        with self._read_lock:
            return [make(row) for row in self._reader.execute(sql, values)]

    def _rows_at_once(self, sql: str, *values: Any) -> list[list[Any]]:
        """Thousands of rows, of which each `record` is a JSON array, in the arrays' order.

        SQLite hands them over as one text: at each row of its own a thread in the background would take the
        interpreter from the one that answers, and both wait.
        """
        text = f"SELECT '[' || coalesce(group_concat(record), '') || ']' FROM ({sql})"
        found: list[list[Any]] = sorted(json.loads(self._rows(text, *values)[0][0]))
        return found

    def _count(self, sql: str, *values: Any) -> int:
        return self._rows(sql, *values)[0][0]

    def _insert(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
        """Rows that were new; one with a known key is left as it is."""
        marks = ", ".join("?" * (columns.count(",") + 1))
        sql = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})"
        with self.transaction():
            before = self._db.total_changes
            self._db.executemany(sql, rows)
            return self._db.total_changes - before


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    return connection


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise ValueError(
            f"The database {path} cannot be used ({error}); close what else has it open, put a backup in its "
            "place, or point DATA_DIR at another folder."
        ) from error
