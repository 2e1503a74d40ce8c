"""The append-only label events, and the current labels that follow from them in the same transaction."""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import datetime

from pipeline.schema import (
    EventKind,
    Label,
    LabelEvent,
    Source,
)
from pipeline.store.database import Database
from pipeline.store.rows import (
    EVENT_COLUMNS,
    LABEL_COLUMNS,
    to_event,
    to_label,
)

NOT_UNDONE = (
    "NOT EXISTS (SELECT 1 FROM events u"
    " WHERE u.kind = 'undo' AND u.target = e.event_id AND u.annotator = e.annotator)"
)
NOT_EXCLUDED = "annotator NOT IN (SELECT annotator FROM excluded_annotators)"


class LabelEvents(Database):
    """The label events and what follows from them."""

    def append_events(self, events: Iterable[LabelEvent]) -> int:
        """Append what is new and bring the current labels after it, in one transaction; how many were new."""
        with self.transaction():
            return sum(self._append(event) for event in events)

    def receive_events(self, events: Iterable[LabelEvent]) -> int:
        """Append what is new from elsewhere, in whatever order it arrives: nothing comes back of an annotator
        from before their erasure. How many were new.
        """
        with self.transaction():
            return sum(
                self._append(event)
                for event in events
                if event.kind is EventKind.ERASE or not self._is_erased(event.annotator, event.created_at)
            )

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
            case EventKind.EXCLUDE | EventKind.INCLUDE:
                self._judge(event.target)
            case EventKind.ERASE:
                self._erase(event)
        return 1

    def _is_erased(self, annotator: str, moment: datetime) -> bool:
        sql = "SELECT 1 FROM events WHERE kind = 'erase' AND target = ? AND created_at >= ? LIMIT 1"
        return bool(self._rows(sql, annotator, moment.isoformat()))

    def _judge(self, annotator: str | None) -> None:
        """The latest word on an annotator stands, in whatever order the words arrived."""
        self._db.execute("DELETE FROM excluded_annotators WHERE annotator = ?", (annotator,))
        self._db.execute(
            "INSERT INTO excluded_annotators SELECT target FROM (SELECT target, kind FROM events"
            " WHERE target = ? AND kind IN ('exclude', 'include') ORDER BY created_at DESC, seq DESC LIMIT 1)"
            " WHERE kind = 'exclude'",
            (annotator,),
        )

    def _erase(self, erasure: LabelEvent) -> None:
        """Forget what the annotator did up to this moment, and which files of the Hub are to be rewritten."""
        until = (erasure.target, erasure.created_at.isoformat())
        theirs = "(SELECT event_id FROM events WHERE annotator = ? AND created_at <= ? AND kind <> 'erase')"
        of_theirs = f"FROM hub_rows WHERE kind = 'event' AND id IN {theirs}"
        for table in ("current_labels", "leases", "assignments"):
            self._db.execute(f"DELETE FROM {table} WHERE annotator = ?", (erasure.target,))
        sql = f"UPDATE hub_files SET oid = NULL WHERE content IS NULL AND path IN (SELECT path {of_theirs})"
        self._db.execute(sql, until)
        self._db.execute(f"DELETE {of_theirs}", until)
        self._db.execute(f"DELETE FROM events WHERE event_id IN {theirs}", until)
        later = self._rows("SELECT DISTINCT pair_id FROM events WHERE annotator = ?", erasure.target)
        for (pair_id,) in later:
            self._refresh(pair_id, erasure.target or "")

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

    def idea_labels(self, idea_id: str, annotator: str) -> list[Label]:
        """The annotator's current labels on the idea's preference pairs."""
        sql = (
            f"SELECT {LABEL_COLUMNS} FROM pairs p JOIN current_labels l"
            " ON l.pair_id = p.id AND l.annotator = ? WHERE p.idea_id = ? AND p.comparison_id IS NULL"
            " ORDER BY p.position"
        )
        return [to_label(row) for row in self._rows(sql, annotator, idea_id)]

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
