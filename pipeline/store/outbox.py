"""What of the database is on the Hub: rows that are not enter files to send; files that were read leave rows.

A row is on the Hub, or on its way, when `hub_rows` names the file that holds it; everything else waits. A
file's `content` is what is still to be sent (empty: the file is to go), frozen before the first try, so that
a second try of the same file says the same. `oid` is git's name for what the Hub holds, None when that is to
be read again; `problem` says in words what could not be read of it.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.schema import LabelEvent, Pair
from pipeline.store.database import Database
from pipeline.store.rows import (
    CANDIDATE_COLUMNS,
    COMPARED_COLUMNS,
    COMPARISON_COLUMNS,
    EVENT_COLUMNS,
    PAIR_COLUMNS,
    to_event,
    to_pair,
)

Row = dict[str, Any]
# Where each kind of row is kept and by what it is known, in the order in which they need one another.
TABLES = {
    "task": ("tasks", "version"),
    "task_choice": ("task_choices", "id"),
    "sharing": ("sharing_choices", "id"),
    "idea": ("ideas", "id"),
    "idea_choice": ("idea_choices", "id"),
    "candidate": ("candidates", "id"),
    "pair": ("pairs", "id"),
    "comparison": ("comparisons", "id"),
    "event": ("events", "event_id"),
}
EVENT = "event"
RECORDS = tuple(kind for kind in TABLES if kind != EVENT)


@dataclass(frozen=True)
class HubCounts:
    """Label events: `saved` in this database, `on_hub` of those on the Hub. `waiting_records` are ideas,
    titles, pairs and the like that wait.
    """

    saved: int
    on_hub: int
    waiting_records: int

    @property
    def waiting(self) -> int:
        return self.saved - self.on_hub


class Outbox(Database):
    """The ledger of what went to the Hub and came from it."""

    def waiting_events(self, limit: int) -> list[LabelEvent]:
        """Label events that no file holds, oldest first."""
        sql = f"SELECT {EVENT_COLUMNS} FROM events e WHERE {_waits('event')} ORDER BY seq LIMIT ?"
        return [to_event(row) for row in self._rows(sql, limit)]

    def waiting_records(self, kind: str, limit: int) -> dict[str, Row]:
        """Rows of this kind by id that no file holds, in the order in which they were added."""
        columns = {
            "task": "version, record",
            "idea": "id, task, text, origin",
            "idea_choice": "id, idea_id, aside, chosen_at, undone",
            "task_choice": "id, version, chosen_at",
            "sharing": "id, settings, chosen_at",
            "candidate": CANDIDATE_COLUMNS.replace("c.", ""),
            "pair": PAIR_COLUMNS.replace("p.", ""),
            "comparison": COMPARISON_COLUMNS,
        }[kind]
        order = "rowid" if kind == "task" else "position"
        sql = f"SELECT {columns} FROM {TABLES[kind][0]} WHERE {_waits(kind)} ORDER BY {order} LIMIT ?"
        found = self._rows(sql, limit)
        if kind == "task":
            return {version: json.loads(record) for version, record in found}
        names = columns.split(", ")
        rows = {row[0]: dict(zip(names, row, strict=True)) for row in found}
        if kind == "comparison":
            for comparison_id, row in rows.items():
                row["titles"] = self._compared_titles(comparison_id)
        return rows

    def _compared_titles(self, comparison_id: str) -> list[Row]:
        names = COMPARED_COLUMNS.split(", ")
        sql = f"SELECT {COMPARED_COLUMNS} FROM compared_titles WHERE comparison_id = ? ORDER BY position"
        return [dict(zip(names, row, strict=True)) for row in self._rows(sql, comparison_id)]

    def queue_file(self, path: str, content: bytes, rows: Iterable[tuple[str, str]]) -> None:
        """A new file to send, and the (kind, id) of the rows that it holds."""
        with self.transaction():
            self._insert("hub_files", "path, content", [(path, content)])
            self._insert("hub_rows", "kind, id, path", [(kind, row_id, path) for kind, row_id in rows])

    def keep_file(self, path: str, content: bytes, oid: str) -> bool:
        """A file that may change: send it unless the Hub has it like this, or is about to; whether it goes.
        `oid` is git's name for the content.
        """
        with self.transaction():
            rows = self._rows("SELECT oid, content FROM hub_files WHERE path = ?", path)
            if not rows:
                self.queue_file(path, content, [])
                return True
            changed = rows[0][1] != content if rows[0][1] is not None else rows[0][0] != oid
            if changed:
                self.rewrite_file(path, content)
            return changed

    def rewrite_file(self, path: str, content: bytes) -> None:
        """Send this in place of what was to be sent, or of what the Hub holds. Empty: the file is to go."""
        with self.transaction():
            self._db.execute("UPDATE hub_files SET content = ? WHERE path = ?", (content, path))

    def files_to_send(self, limit: int = -1) -> dict[str, bytes]:
        """Contents by path, in the order of their paths; all of them for a limit of -1."""
        sql = "SELECT path, content FROM hub_files WHERE content IS NOT NULL ORDER BY path LIMIT ?"
        return dict(self._rows(sql, limit))

    def mark_sent(self, sent: Mapping[str, bytes], oids: Mapping[str, str]) -> None:
        """The Hub holds these contents now. One that was rewritten meanwhile stays to be sent."""
        gone = [(path,) for path, content in sent.items() if not content]
        there = [(oids[path], path, content) for path, content in sent.items() if content]
        with self.transaction():
            sql = "UPDATE hub_files SET oid = ?, content = NULL WHERE path = ? AND content = ?"
            self._db.executemany(sql, there)
            self._db.executemany("DELETE FROM hub_files WHERE path = ? AND content = x''", gone)

    def known_files(self) -> dict[str, str | None]:
        """The oid by path of every file that the Hub is known to hold and that nothing is to replace."""
        return dict(self._rows("SELECT path, oid FROM hub_files WHERE content IS NULL"))

    def files_as_read(self) -> dict[str, str]:
        """The oid by path of every file as we know it on the Hub, those included that are to be replaced."""
        return dict(self._rows("SELECT path, oid FROM hub_files WHERE oid IS NOT NULL"))

    def is_on_hub(self, path: str) -> bool:
        """Whether the Hub is known to hold a file of this name, in this or an older version."""
        return bool(self._rows("SELECT 1 FROM hub_files WHERE path = ? AND oid IS NOT NULL", path))

    def count_unread(self) -> int:
        """Files of the Hub that are to be read again."""
        return self._count("SELECT count(*) FROM hub_files WHERE content IS NULL AND oid IS NULL")

    def mark_read(
        self, path: str, oid: str, rows: Collection[tuple[str, str]], problem: str | None = None
    ) -> None:
        """The file holds these rows; rows that were thought to be in it and are not wait again."""
        with self.transaction():
            self._db.execute(
                "INSERT INTO hub_files (path, oid, problem) VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                " SET oid = excluded.oid, problem = excluded.problem, content = NULL",
                (path, oid, problem),
            )
            self._db.execute("DELETE FROM hub_rows WHERE path = ?", (path,))
            self._insert("hub_rows", "kind, id, path", [(kind, row_id, path) for kind, row_id in rows])

    def forget_files(self, paths: Iterable[str]) -> None:
        """The Hub has these files no more: their rows wait again."""
        gone = [(path,) for path in paths]
        with self.transaction():
            self._db.executemany("DELETE FROM hub_rows WHERE path = ?", gone)
            self._db.executemany("DELETE FROM hub_files WHERE path = ? AND content IS NULL", gone)

    def look_again_at_problems(self) -> None:
        """A newer app may read what an older one could not."""
        with self.transaction():
            self._db.execute("UPDATE hub_files SET oid = NULL WHERE problem IS NOT NULL")

    def hub_problems(self) -> list[str]:
        sql = "SELECT problem FROM hub_files WHERE problem IS NOT NULL ORDER BY path"
        return [problem for (problem,) in self._rows(sql)]

    def paths(self) -> set[str]:
        """Every file that the Hub holds as far as we know, or is to get."""
        return {path for (path,) in self._rows("SELECT path FROM hub_files")}

    def erasures(self) -> dict[str, str]:
        """Until when (ISO 8601, UTC) what each erased annotator did is to be forgotten."""
        return dict(
            self._rows(
                "SELECT target, max(created_at) FROM events WHERE target IS NOT NULL AND kind = 'erase'"
                " GROUP BY target"
            )
        )

    def known_ids(self, kind: str) -> set[str]:
        table, key = TABLES[kind]
        return {row_id for (row_id,) in self._rows(f"SELECT {key} FROM {table}")}

    def wish(self, name: str) -> None:
        """Something to be done on the Hub once, whatever happens before."""
        self._insert("hub_wishes", "name", [(name,)])

    def is_wished(self, name: str) -> bool:
        return bool(self._rows("SELECT 1 FROM hub_wishes WHERE name = ?", name))

    def grant(self, name: str) -> None:
        with self.transaction():
            self._db.execute("DELETE FROM hub_wishes WHERE name = ?", (name,))

    def begin_commit(self, now: datetime, keep_since: datetime) -> None:
        """Count a commit before it is tried: nobody knows what became of one without an answer."""
        with self.transaction():
            self._db.execute("INSERT INTO hub_commits VALUES (?, 0)", (now.isoformat(),))
            self._db.execute(
                "DELETE FROM hub_commits WHERE at < ?"
                " AND at <> (SELECT coalesce(max(at), '') FROM hub_commits WHERE done)",
                (keep_since.isoformat(),),
            )

    def end_commit(self, now: datetime) -> None:
        with self.transaction():
            self._db.execute("UPDATE hub_commits SET done = 1 WHERE at = ?", (now.isoformat(),))

    def commit_times(self, since: datetime) -> list[datetime]:
        """When commits were tried since then, oldest first, whether they succeeded or not."""
        sql = "SELECT at FROM hub_commits WHERE at >= ? ORDER BY at"
        return [datetime.fromisoformat(at) for (at,) in self._rows(sql, since.isoformat())]

    def last_commit(self) -> datetime | None:
        """When the last commit succeeded that is known to have."""
        (at,) = self._rows("SELECT max(at) FROM hub_commits WHERE done")[0]
        return datetime.fromisoformat(at) if at else None

    def hub_counts(self) -> HubCounts:
        on_hub = self._count(
            "SELECT count(*) FROM hub_rows r JOIN hub_files f ON f.path = r.path AND f.content IS NULL"
            " JOIN events e ON e.event_id = r.id WHERE r.kind = 'event'"
        )
        waiting = sum(
            self._count(f"SELECT count(*) FROM {TABLES[kind][0]} WHERE {_waits(kind)}") for kind in RECORDS
        )
        return HubCounts(self._count("SELECT count(*) FROM events"), on_hub, waiting)


def _waits(kind: str) -> str:
    """Of a query over the kind's table, which for events is called `e`. hub_rows has a column `id` too."""
    table, key = TABLES[kind]
    named = "e" if kind == EVENT else table
    return f"NOT EXISTS (SELECT 1 FROM hub_rows r WHERE r.kind = '{kind}' AND r.id = {named}.{key})"


def pair_of(row: Row) -> Pair:
    """The pair of a row that `waiting_records` gave."""
    return to_pair([row[name.removeprefix("p.")] for name in PAIR_COLUMNS.split(", ")])


def event_of(row: Row) -> LabelEvent:
    """The event of a JSON row by field names; fields that are absent are None."""
    names: Sequence[str] = [name.removeprefix("e.") for name in EVENT_COLUMNS.split(", ")]
    return to_event([row.get(name) for name in names])
