"""The working store: SQLite in WAL mode, one table per noun, append-only label events.

Records enter and records leave; SQL stays here. A label event and the current label that follows from it are
written in one transaction with synchronous=FULL, so a vote that was acknowledged is on the disk.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import migrations
from pipeline.rows import (
    EVENT_COLUMNS,
    LABEL_COLUMNS,
    LEASE_COLUMNS,
    PAIR_COLUMNS,
    to_comparison,
    to_event,
    to_label,
    to_lease,
    to_pair,
)
from pipeline.schema import (
    Candidate,
    Comparison,
    EventKind,
    Idea,
    IdeaState,
    Label,
    LabelEvent,
    Lease,
    Pair,
    Source,
    Task,
)

NOT_UNDONE = (
    "NOT EXISTS (SELECT 1 FROM events u"
    " WHERE u.kind = 'undo' AND u.target = e.event_id AND u.annotator = e.annotator)"
)
NOT_EXCLUDED = "annotator NOT IN (SELECT annotator FROM excluded_annotators)"


class Store:
    """One database file. Safe to share between threads; several processes may hold one each on the same
    file.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        try:
            migrations.migrate(self._db)
        except ValueError:
            self._db.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside lands together or not at all; other writers wait. May be nested."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

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

    def add_task(self, task: Task) -> None:
        record = json.dumps(asdict(task), ensure_ascii=False)
        self._insert("tasks", "version, name, record", [(task.version, task.name, record)])

    def add_ideas(self, ideas: Iterable[Idea]) -> int:
        return self._insert("ideas", "id, task, text, origin", map(astuple, ideas))

    def ideas(self, task: Task) -> list[Idea]:
        """In the order in which they were added."""
        sql = "SELECT id, task, text, origin FROM ideas WHERE task = ? ORDER BY position"
        return [Idea(*row) for row in self._rows(sql, task.name)]

    def add_candidates(self, candidates: Iterable[Candidate]) -> int:
        return self._insert("candidates", "id, idea_id, title, writer", map(astuple, candidates))

    def candidates(self, task: Task, idea_ids: Sequence[str] | None = None) -> dict[str, list[Candidate]]:
        """Candidates by idea id, of these ideas or of all; ideas without any are absent."""
        sql = (
            "SELECT c.id, c.idea_id, c.title, c.writer FROM candidates c JOIN ideas i ON i.id = c.idea_id"
            " WHERE i.task = ?1 AND (?2 IS NULL OR i.id IN (SELECT value FROM json_each(?2)))"
            " ORDER BY c.position"
        )
        wanted = None if idea_ids is None else json.dumps(list(idea_ids))
        found: dict[str, list[Candidate]] = {}
        for row in self._rows(sql, task.name, wanted):
            found.setdefault(row[1], []).append(Candidate(*row))
        return found

    def count_candidates(self, task: Task) -> dict[str, int]:
        """How many candidates each idea has, by idea id; ideas without any are absent."""
        sql = (
            "SELECT c.idea_id, count(*) FROM candidates c JOIN ideas i ON i.id = c.idea_id"
            " WHERE i.task = ? GROUP BY c.idea_id"
        )
        return dict(self._rows(sql, task.name))

    def add_pairs(self, pairs: Iterable[Pair]) -> int:
        return self._insert("pairs", PAIR_COLUMNS.replace("p.", ""), map(astuple, pairs))

    def pairs(self, comparison_id: str | None = None) -> list[Pair]:
        """A comparison's pairs, or the preference pairs when it is None (as in every method below)."""
        sql = f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE comparison_id IS ? ORDER BY position"
        return [to_pair(row) for row in self._rows(sql, comparison_id)]

    def count_pairs(self, comparison_id: str | None = None) -> int:
        return self._count("SELECT count(*) FROM pairs WHERE comparison_id IS ?", comparison_id)

    def append_events(self, events: Iterable[LabelEvent]) -> int:
        """Append what is new and bring the current labels after it, in one transaction; how many were new."""
        with self.transaction():
            return sum(self._append(event) for event in events)

    def _append(self, event: LabelEvent) -> int:
        values = [value.isoformat() if isinstance(value, datetime) else value for value in astuple(event)]
        if not self._insert("events", EVENT_COLUMNS.replace("e.", ""), [values]):
            return 0
        match event.kind:
            case EventKind.VOTE:
                self._refresh(event.pair_id, event.annotator)
                if event.source is Source.PERSON and event.repeat_of is None:
                    self._reopen(event.pair_id, event.annotator, event.created_at)
            case EventKind.UNDO:
                sql = "SELECT pair_id, repeat_of FROM events WHERE event_id = ? AND annotator = ?"
                for pair_id, repeat_of in self._rows(sql, event.target, event.annotator):
                    self._refresh(pair_id, event.annotator)
                    if repeat_of is None:
                        self._reopen(pair_id, event.annotator, event.created_at)
            case EventKind.EXCLUDE:
                self._insert("excluded_annotators", "annotator", [(event.target,)])
            case EventKind.INCLUDE:
                self._db.execute("DELETE FROM excluded_annotators WHERE annotator = ?", (event.target,))
            case EventKind.ERASE:
                for table in ("current_labels", "leases", "assignments"):
                    self._db.execute(f"DELETE FROM {table} WHERE annotator = ?", (event.target,))
                sql = "DELETE FROM events WHERE annotator = ? AND event_id <> ?"
                self._db.execute(sql, (event.target, event.event_id))
        return 1

    def _refresh(self, pair_id: str | None, annotator: str) -> None:
        """The current label is the latest vote that its own annotator has not undone; hidden repeats do not
        count.
        """
        self._db.execute(
            "DELETE FROM current_labels WHERE pair_id = ? AND annotator = ?", (pair_id, annotator)
        )
        self._db.execute(
            "INSERT INTO current_labels"
            " SELECT pair_id, annotator, choice, source, event_id, shown_left, created_at FROM events e"
            " WHERE kind = 'vote' AND pair_id = ? AND annotator = ? AND repeat_of IS NULL"
            f" AND {NOT_UNDONE} ORDER BY created_at DESC, seq DESC LIMIT 1",
            (pair_id, annotator),
        )

    def _reopen(self, pair_id: str | None, annotator: str, moment: datetime) -> None:
        """Whether the pair's idea is settled for the annotator has to be looked at again."""
        self._db.execute(
            "INSERT INTO assignments SELECT idea_id, ?, ?, NULL FROM pairs"
            " WHERE id = ? AND comparison_id IS NULL"
            " ON CONFLICT DO UPDATE SET settled_pairs = NULL",
            (annotator, moment.isoformat(), pair_id),
        )

    def labels(self, comparison_id: str | None = None, source: Source | None = None) -> list[Label]:
        """Current labels of annotators who are not excluded, in the pairs' order."""
        sql = (
            f"SELECT {LABEL_COLUMNS} FROM pairs p JOIN current_labels l ON l.pair_id = p.id"
            " WHERE p.comparison_id IS ? AND (? IS NULL OR l.source = ?)"
            " AND l.annotator NOT IN (SELECT annotator FROM excluded_annotators)"
            " ORDER BY p.position, l.annotator"
        )
        return [to_label(row) for row in self._rows(sql, comparison_id, source, source)]

    def count_labels(self, annotator: str, comparison_id: str | None = None) -> int:
        """Pairs of this purpose that the annotator has answered, skips included."""
        sql = (
            "SELECT count(*) FROM current_labels l JOIN pairs p ON p.id = l.pair_id"
            " WHERE l.annotator = ? AND p.comparison_id IS ?"
        )
        return self._count(sql, annotator, comparison_id)

    def last_vote(self, annotator: str, comparison_id: str | None = None) -> LabelEvent | None:
        """The annotator's latest vote of this purpose that still counts."""
        return next(iter(self.recent_votes(annotator, 1, comparison_id)), None)

    def recent_votes(self, annotator: str, limit: int, comparison_id: str | None = None) -> list[LabelEvent]:
        """The annotator's latest votes of this purpose that still count, newest first, repeats included."""
        sql = (
            f"SELECT {EVENT_COLUMNS} FROM events e JOIN pairs p ON p.id = e.pair_id WHERE e.annotator = ?"
            f" AND e.kind = 'vote' AND p.comparison_id IS ? AND {NOT_UNDONE}"
            " ORDER BY e.seq DESC LIMIT ?"
        )
        return [to_event(row) for row in self._rows(sql, annotator, comparison_id, limit)]

    def repeats(self) -> list[tuple[LabelEvent, LabelEvent]]:
        """Votes and their hidden repeats, both still standing, of annotators who are not excluded."""
        sql = (
            f"SELECT {EVENT_COLUMNS} FROM events e WHERE e.kind = 'vote' AND e.repeat_of IS NOT NULL"
            f" AND {NOT_UNDONE} AND e.{NOT_EXCLUDED} ORDER BY e.seq"
        )
        first = (
            f"SELECT {EVENT_COLUMNS} FROM events e WHERE e.event_id = ? AND e.annotator = ? AND {NOT_UNDONE}"
        )
        found = []
        for repeat in map(to_event, self._rows(sql)):
            for row in self._rows(first, repeat.repeat_of, repeat.annotator):
                found.append((to_event(row), repeat))
        return found

    def response_times(self) -> list[int]:
        """How long people's votes on preference pairs that still stand took, in milliseconds."""
        sql = (
            "SELECT e.response_ms FROM events e JOIN pairs p ON p.id = e.pair_id WHERE e.kind = 'vote'"
            " AND e.source = 'person' AND p.comparison_id IS NULL AND e.response_ms IS NOT NULL"
            f" AND {NOT_UNDONE} AND e.{NOT_EXCLUDED}"
        )
        return [ms for (ms,) in self._rows(sql)]

    def count_votes(self, annotator: str) -> int:
        """How often the annotator has answered about preference pairs, repeats included and undone votes
        not.
        """
        sql = (
            "SELECT count(*) FROM events e JOIN pairs p ON p.id = e.pair_id WHERE e.annotator = ?"
            f" AND e.kind = 'vote' AND p.comparison_id IS NULL AND {NOT_UNDONE}"
        )
        return self._count(sql, annotator)

    def event(self, event_id: str) -> LabelEvent | None:
        rows = self._rows(f"SELECT {EVENT_COLUMNS} FROM events e WHERE event_id = ?", event_id)
        return to_event(rows[0]) if rows else None

    def pair(self, pair_id: str) -> Pair | None:
        rows = self._rows(f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE id = ?", pair_id)
        return to_pair(rows[0]) if rows else None

    def open_leases(self, annotator: str, now: datetime, comparison_id: str | None = None) -> list[Lease]:
        """The annotator's unanswered, unexpired leases of this purpose, in the pairs' order."""
        sql = (
            f"SELECT {LEASE_COLUMNS} FROM leases d JOIN pairs p ON p.id = d.pair_id"
            " WHERE d.annotator = ? AND d.event_id IS NULL AND d.expires_at > ?"
            " AND p.comparison_id IS ? ORDER BY p.position"
        )
        return [to_lease(row) for row in self._rows(sql, annotator, now.isoformat(), comparison_id)]

    def next_pair(self, annotator: str, now: datetime, comparison_id: str | None = None) -> Pair | None:
        """A pair that the annotator has not answered and nobody holds: fewest labels first, then the oldest
        idea.
        """
        sql = (
            f"SELECT {PAIR_COLUMNS} FROM pairs p LEFT JOIN ideas i ON i.id = p.idea_id"
            " WHERE p.comparison_id IS ?"
            " AND NOT EXISTS (SELECT 1 FROM current_labels l WHERE l.pair_id = p.id AND l.annotator = ?)"
            " AND NOT EXISTS (SELECT 1 FROM leases d"
            " WHERE d.pair_id = p.id AND d.event_id IS NULL AND d.expires_at > ?)"
            " ORDER BY (SELECT count(*) FROM current_labels l"
            " WHERE l.pair_id = p.id AND l.source = 'person'), i.position, p.id LIMIT 1"
        )
        rows = self._rows(sql, comparison_id, annotator, now.isoformat())
        return to_pair(rows[0]) if rows else None

    def add_lease(self, lease: Lease) -> None:
        """sqlite3.IntegrityError when the id was given out before."""
        sql = (
            "INSERT INTO leases (id, pair_id, annotator, shown_left, expires_at, after, after_choice,"
            " repeat_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        values = (lease.id, lease.pair.id, lease.annotator, lease.shown_left, lease.expires_at.isoformat())
        with self.transaction():
            self._db.execute(sql, (*values, lease.after, lease.after_choice, lease.repeat_of))

    def renew_lease(self, lease: Lease, expires_at: datetime) -> Lease:
        with self.transaction():
            self._db.execute(
                "UPDATE leases SET expires_at = ? WHERE id = ?", (expires_at.isoformat(), lease.id)
            )
        return replace(lease, expires_at=expires_at)

    def lease(self, lease_id: str) -> Lease | None:
        sql = f"SELECT {LEASE_COLUMNS} FROM leases d JOIN pairs p ON p.id = d.pair_id WHERE d.id = ?"
        rows = self._rows(sql, lease_id)
        return to_lease(rows[0]) if rows else None

    def answer_lease(self, lease: Lease, event: LabelEvent) -> None:
        """The lease's event, its current label and the lease's end, in one transaction. What was fetched
        ahead for another answer goes.
        """
        with self.transaction():
            self._append(event)
            self._db.execute("UPDATE leases SET event_id = ? WHERE id = ?", (event.event_id, lease.id))
            sql = "DELETE FROM leases WHERE annotator = ? AND after = ? AND after_choice <> ?"
            self._db.execute(sql, (lease.annotator, lease.id, event.choice))

    def drop_open_leases(self, annotator: str) -> None:
        """Every preference pair that the annotator was handed and has not answered."""
        sql = (
            "DELETE FROM leases WHERE annotator = ? AND event_id IS NULL"
            " AND (SELECT comparison_id FROM pairs p WHERE p.id = pair_id) IS NULL"
        )
        with self.transaction():
            self._db.execute(sql, (annotator,))

    def renew_held(self, annotator: str, now: datetime, expires_at: datetime) -> None:
        """Put off the end of every preference pair and idea that the annotator holds."""
        values = (expires_at.isoformat(), annotator, now.isoformat())
        with self.transaction():
            self._db.execute(
                "UPDATE leases SET expires_at = ? WHERE annotator = ? AND expires_at > ?"
                " AND event_id IS NULL AND (SELECT comparison_id FROM pairs p WHERE p.id = pair_id) IS NULL",
                values,
            )
            self._db.execute(
                "UPDATE assignments SET expires_at = ? WHERE annotator = ? AND expires_at > ?"
                " AND settled_pairs IS NULL",
                values,
            )

    def assign_idea(self, idea_id: str, annotator: str, expires_at: datetime) -> None:
        """The idea is the annotator's until then or until it is settled."""
        sql = (
            "INSERT INTO assignments VALUES (?, ?, ?, NULL)"
            " ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at, settled_pairs = NULL"
        )
        with self.transaction():
            self._db.execute(sql, (idea_id, annotator, expires_at.isoformat()))

    def drop_unanswered(self, now: datetime, before: datetime) -> int:
        """End the loans of ideas that would end before that and whose holders have not answered anything
        about them; how many.
        """
        sql = (
            "DELETE FROM assignments AS a WHERE settled_pairs IS NULL AND expires_at > ? AND expires_at <= ?"
            " AND NOT EXISTS (SELECT 1 FROM pairs p JOIN current_labels l ON l.pair_id = p.id"
            " AND l.annotator = a.annotator WHERE p.idea_id = a.idea_id AND p.comparison_id IS NULL)"
            " RETURNING idea_id, annotator"
        )
        with self.transaction():
            ended = self._rows(sql, now.isoformat(), before.isoformat())
            self._db.executemany(
                "DELETE FROM leases WHERE event_id IS NULL AND pair_id IN"
                " (SELECT id FROM pairs WHERE idea_id = ? AND comparison_id IS NULL) AND annotator = ?",
                ended,
            )
            return len(ended)

    def settle_idea(self, idea_id: str, annotator: str, n_pairs: int) -> None:
        """The order of the idea's titles is settled for the annotator while it has this many pairs."""
        sql = "UPDATE assignments SET settled_pairs = ? WHERE idea_id = ? AND annotator = ?"
        with self.transaction():
            self._db.execute(sql, (n_pairs, idea_id, annotator))

    def held_ideas(self, annotator: str, now: datetime) -> list[str]:
        """Ideas that the annotator holds, those not known to be settled only, in the order of the ideas."""
        sql = (
            "SELECT a.idea_id FROM assignments a JOIN ideas i ON i.id = a.idea_id WHERE a.annotator = ?"
            " AND a.expires_at > ? AND a.settled_pairs IS NULL ORDER BY i.position"
        )
        return [idea_id for (idea_id,) in self._rows(sql, annotator, now.isoformat())]

    def unsettled_annotators(self, idea_id: str, now: datetime) -> list[str]:
        """Who was given the idea, holds it no longer, and is not known to have settled it as it is now."""
        sql = (
            "SELECT annotator FROM assignments a WHERE idea_id = ?1 AND expires_at <= ?2"
            " AND settled_pairs IS NOT"
            " (SELECT count(*) FROM pairs WHERE idea_id = ?1 AND comparison_id IS NULL)"
            f" AND {NOT_EXCLUDED}"
        )
        return [annotator for (annotator,) in self._rows(sql, idea_id, now.isoformat())]

    def idea_states(self, annotator: str, now: datetime) -> list[IdeaState]:
        """Every idea that has pairs, in the order in which they were added."""
        sql = (
            "SELECT i.id, n.pairs, own.annotator IS NOT NULL, own.settled_pairs IS n.pairs,"
            " count(a.annotator) FILTER (WHERE a.settled_pairs IS n.pairs),"
            " count(a.annotator) FILTER (WHERE a.settled_pairs IS NULL AND a.expires_at > ?1)"
            " FROM (SELECT idea_id, count(*) pairs FROM pairs WHERE +comparison_id IS NULL"
            " GROUP BY idea_id) n"
            " JOIN ideas i ON i.id = n.idea_id"
            " LEFT JOIN assignments own ON own.idea_id = i.id AND own.annotator = ?2"
            " LEFT JOIN assignments a ON a.idea_id = i.id AND a.annotator <> ?2"
            " AND a.annotator NOT IN (SELECT annotator FROM excluded_annotators)"
            " GROUP BY i.id ORDER BY i.position"
        )
        return [
            IdeaState(idea_id, n_pairs, bool(begun), bool(settled), others_settled, others_holding)
            for idea_id, n_pairs, begun, settled, others_settled, others_holding in self._rows(
                sql, now.isoformat(), annotator
            )
        ]

    def count_volunteers(self) -> int:
        """Annotators not excluded who have labelled in person, up to two: one and several is all that
        matters.
        """
        sql = (
            "SELECT count(*) FROM (SELECT DISTINCT annotator FROM assignments a WHERE EXISTS"
            " (SELECT 1 FROM events e WHERE e.annotator = a.annotator AND e.kind = 'vote')"
            f" AND {NOT_EXCLUDED} LIMIT 2)"
        )
        return self._count(sql)

    def idea_pairs(self, idea_id: str) -> list[Pair]:
        """The idea's preference pairs, oldest first."""
        sql = (
            f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE idea_id = ? AND comparison_id IS NULL"
            " ORDER BY position"
        )
        return [to_pair(row) for row in self._rows(sql, idea_id)]

    def idea_labels(self, idea_id: str, annotator: str) -> list[Label]:
        """The annotator's current labels on the idea's preference pairs."""
        sql = (
            f"SELECT {LABEL_COLUMNS} FROM pairs p JOIN current_labels l"
            " ON l.pair_id = p.id AND l.annotator = ? WHERE p.idea_id = ? AND p.comparison_id IS NULL"
            " ORDER BY p.position"
        )
        return [to_label(row) for row in self._rows(sql, annotator, idea_id)]

    def add_comparison(self, comparison: Comparison, pairs: Iterable[Pair]) -> None:
        columns = "id, base_model, tuned_model, run_id, seed, temperature, created_at"
        values = (*astuple(replace(comparison, titles=()))[:6], comparison.created_at.isoformat())
        titles = [(comparison.id, n, *astuple(title)) for n, title in enumerate(comparison.titles)]
        title_columns = "comparison_id, position, idea_id, idea, base_title, tuned_title, pair_id"
        with self.transaction():
            self._insert("comparisons", columns, [values])
            self.add_pairs(pairs)
            self._insert("compared_titles", title_columns, titles)

    def comparisons(self) -> list[Comparison]:
        """Newest first."""
        sql = (
            "SELECT id, base_model, tuned_model, run_id, seed, temperature, created_at FROM comparisons"
            " ORDER BY position DESC"
        )
        titles = (
            "SELECT idea_id, idea, base_title, tuned_title, pair_id FROM compared_titles"
            " WHERE comparison_id = ? ORDER BY position"
        )
        return [to_comparison(row, self._rows(titles, row[0])) for row in self._rows(sql)]
