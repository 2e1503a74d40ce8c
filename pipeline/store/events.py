"""The append-only label events, and the current labels that follow from them in the same transaction."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter
from typing import Any

from pipeline.schema import (
    Choice,
    EventKind,
    Label,
    LabelEvent,
    Pair,
    Source,
    StandingVote,
)
from pipeline.store.counts import NOT_ASIDE, NOT_EXCLUDED, NOT_UNDONE, Counts
from pipeline.store.rows import (
    CHOICES,
    EVENT_COLUMNS,
    EVENT_FIELDS,
    LABEL_COLUMNS,
    PAIR_COLUMNS,
    SOURCES,
    label_reader,
    pair_reader,
    placed_pair_reader,
    to_event,
)

IDEAS_AT_ONCE = 64
INSERT_EVENT = (
    f"INSERT OR IGNORE INTO events ({EVENT_COLUMNS.replace('e.', '')})"
    f" VALUES ({', '.join('?' * len(EVENT_FIELDS))})"
)


class LabelEvents(Counts):
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

    def _append_answer(self, event: LabelEvent, pair: Pair) -> None:
        """As `_append` for a vote that was made here and now, so that nothing about it can be known already.
        Every click takes this way, in few statements.
        """
        self._add_event(event)
        self._count_votes(event.annotator, 1, int(pair.comparison_id is None))
        if event.repeat_of is not None:
            return
        label = self._db.execute(
            "INSERT INTO current_labels VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                event.pair_id,
                event.annotator,
                event.choice,
                event.source,
                event.event_id,
                event.shown_left,
                event.created_at.isoformat(),
            ),
        )
        if not label.rowcount:
            self._refresh(event.pair_id, event.annotator)
        if pair.comparison_id is None:
            self._count_answer(pair, event.annotator, event.created_at, added=bool(label.rowcount))

    def _add_event(self, event: LabelEvent) -> int:
        values = [
            value.isoformat() if isinstance(value, datetime) else value for value in vars(event).values()
        ]
        return self._db.execute(INSERT_EVENT, values).rowcount

    def _append(self, event: LabelEvent) -> int:
        if not self._add_event(event):
            return 0
        match event.kind:
            case EventKind.VOTE:
                idea_id = self._preference_idea(event.pair_id)
                undone = self._count_undone(event.event_id, event.annotator)
                self._count_votes(event.annotator, 1, int(not undone and idea_id is not None))
                reopen = event.source is Source.PERSON and event.repeat_of is None
                self._refresh(event.pair_id, event.annotator)
                self._reopen(idea_id, event.annotator, event.created_at if reopen else None)
            case EventKind.UNDO:
                sql = "SELECT kind, pair_id, repeat_of FROM events WHERE event_id = ? AND annotator = ?"
                for kind, pair_id, repeat_of in self._rows(sql, event.target, event.annotator):
                    idea_id = self._preference_idea(pair_id)
                    first = self._count_undone(event.target, event.annotator) == 1
                    if kind == EventKind.VOTE and first and idea_id is not None:
                        self._count_votes(event.annotator, 0, -1)
                    self._refresh(pair_id, event.annotator)
                    self._reopen(idea_id, event.annotator, None if repeat_of else event.created_at)
            case EventKind.EXCLUDE | EventKind.INCLUDE:
                self._judge(event.target)
                self._count_begun(event.target)
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
        sql = f"UPDATE hub_files SET oid = NULL WHERE content IS NULL AND path IN (SELECT path {of_theirs})"
        self._db.execute(sql, until)
        self._db.execute(f"DELETE {of_theirs}", until)
        sql = (
            f"SELECT {EVENT_COLUMNS} FROM events e WHERE annotator = ? AND created_at > ? AND kind <> 'erase'"
            " ORDER BY seq"
        )
        later = [to_event(row) for row in self._rows(sql, *until)]
        for table in ("current_labels", "leases"):
            self._db.execute(f"DELETE FROM {table} WHERE annotator = ?", (erasure.target,))
        self._db.execute("DELETE FROM events WHERE annotator = ? AND kind <> 'erase'", (erasure.target,))
        self._forget_annotator(erasure.target)
        for event in later:
            self._append(event)

    def _refresh(self, pair_id: str | None, annotator: str) -> None:
        """The current label is the latest vote that its own annotator has not undone; hidden repeats do not
        count.
        """
        of_pair = (pair_id, annotator)
        # Not INSERT OR REPLACE, which would tell no trigger what it deletes.
        self._db.execute("DELETE FROM current_labels WHERE pair_id = ? AND annotator = ?", of_pair)
        self._db.execute(
            "INSERT INTO current_labels"
            " SELECT pair_id, annotator, choice, source, event_id, shown_left, created_at FROM events e"
            " WHERE kind = 'vote' AND pair_id = ? AND annotator = ? AND repeat_of IS NULL"
            f" AND {NOT_UNDONE} ORDER BY created_at DESC, seq DESC LIMIT 1",
            of_pair,
        )

    def _reopen(self, idea_id: str | None, annotator: str, moment: datetime | None) -> None:
        """Count what the annotator has answered about the idea. With a moment, whether it is settled for them
        has to be looked at again, and a loan that was not known ended then.
        """
        if idea_id is None:
            return
        if moment:
            self._reopen_loan(idea_id, annotator, moment)
        lent = "SELECT 1 FROM assignments WHERE idea_id = ? AND annotator = ?"
        if moment or self._rows(lent, idea_id, annotator):
            self._count_idea(idea_id, annotator)

    def _preference_idea(self, pair_id: str | None) -> str | None:
        rows = self._rows("SELECT idea_id FROM pairs WHERE id = ? AND comparison_id IS NULL", pair_id)
        return rows[0][0] if rows else None

    def _count_undone(self, event_id: str | None, annotator: str) -> int:
        sql = "SELECT count(*) FROM events WHERE kind = 'undo' AND target = ? AND annotator = ?"
        return self._count(sql, event_id, annotator)

    def _count_begun(self, annotator: str | None) -> None:
        """Count the ideas anew that the annotator has begun."""
        for idea_id in self._begun(annotator):
            self._count_idea(idea_id, annotator)

    def labels(
        self, comparison_id: str | None = None, source: Source | None = None, every_idea: bool = False
    ) -> list[Label]:
        """Current labels of annotators who are not excluded, in the pairs' order; on preference pairs of
        ideas that are set aside only with `every_idea`. A comparison keeps its ideas.
        """
        sql = (
            f"SELECT {LABEL_COLUMNS} FROM pairs p JOIN current_labels l ON l.pair_id = p.id"
            f" WHERE p.comparison_id IS ?1 AND (?2 IS NULL OR l.source = ?2) AND l.{NOT_EXCLUDED}"
            f" AND (?3 OR ?1 IS NOT NULL OR p.{NOT_ASIDE}) ORDER BY p.position, l.annotator"
        )
        return self._records(label_reader(), sql, comparison_id, source, every_idea)

    def labelled_ideas(
        self, every_version: bool = False
    ) -> Iterator[tuple[list[tuple[int, Pair]], list[Label]]]:
        """Of all `ideas` with any label, some at a time, so that there is never room taken for all: their
        `asked_pairs`, or preference pairs of every version, with their positions, and the `labels` on these.
        """
        table = "(SELECT * FROM pairs WHERE comparison_id IS NULL)" if every_version else "asked_pairs"
        # A plain join would go through all pairs every time.
        theirs = f"FROM json_each(?) i CROSS JOIN {table} p ON p.idea_id = i.value"
        pairs = f"SELECT p.position, {PAIR_COLUMNS} {theirs} ORDER BY p.position"
        labels = (
            f"SELECT {LABEL_COLUMNS} {theirs} JOIN current_labels l ON l.pair_id = p.id"
            f" AND l.{NOT_EXCLUDED} ORDER BY p.position, l.annotator"
        )
        sql = (
            "SELECT p.idea_id FROM current_labels l JOIN pairs p ON p.id = l.pair_id"
            f" WHERE p.comparison_id IS NULL AND p.{NOT_ASIDE} GROUP BY p.idea_id ORDER BY min(p.position)"
        )
        ideas = self._records(itemgetter(0), sql)
        for begin in range(0, len(ideas), IDEAS_AT_ONCE):
            some = json.dumps(ideas[begin : begin + IDEAS_AT_ONCE])
            placed = self._records(placed_pair_reader(), pairs, some)
            yield placed, self._records(label_reader(), labels, some)

    def count_sources(self) -> dict[Source, int]:
        """How many of the `labels` on preference pairs, skips apart, there are from each source."""
        sql = (
            "SELECT l.source, count(*) FROM pairs p JOIN current_labels l ON l.pair_id = p.id"
            f" WHERE p.comparison_id IS NULL AND l.choice <> 'skip' AND l.{NOT_EXCLUDED} AND p.{NOT_ASIDE}"
            " GROUP BY l.source"
        )
        return dict.fromkeys(Source, 0) | {SOURCES[source]: n for source, n in self._rows(sql)}

    def count_judged(self, comparison_id: str, source: Source = Source.PERSON) -> int:
        """How many of a comparison's pairs have one of those `labels` from this source that is no skip."""
        return self._count(
            "SELECT count(DISTINCT p.id) FROM pairs p JOIN current_labels l ON l.pair_id = p.id"
            f" WHERE p.comparison_id = ? AND l.source = ? AND l.choice <> 'skip' AND l.{NOT_EXCLUDED}",
            comparison_id,
            source,
        )

    def labelled_pairs(self) -> list[Pair]:
        """Those of `asked_pairs` with a label of an annotator who is not excluded, in their order."""
        sql = (
            f"SELECT {PAIR_COLUMNS} FROM asked_pairs p WHERE EXISTS"
            f" (SELECT 1 FROM current_labels l WHERE l.pair_id = p.id AND l.{NOT_EXCLUDED})"
            " ORDER BY p.position"
        )
        return self._records(pair_reader(), sql)

    def idea_choices(self, idea_id: str, annotator: str) -> dict[str, Choice]:
        """The annotator's current choices on the idea's pairs that are asked, by pair id in the pairs'
        order.
        """
        sql = (
            "SELECT p.id, l.choice FROM asked_pairs p JOIN current_labels l"
            " ON l.pair_id = p.id AND l.annotator = ? WHERE p.idea_id = ? ORDER BY p.position"
        )
        return {pair_id: CHOICES[choice] for pair_id, choice in self._rows(sql, annotator, idea_id)}

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

    def was_repeated(self, event_id: str) -> bool:
        """Whether a hidden repeat of the vote was answered, and not taken back."""
        sql = f"SELECT EXISTS (SELECT 1 FROM events e WHERE e.repeat_of = ? AND {NOT_UNDONE})"
        return bool(self._count(sql, event_id))

    def repeats(self) -> list[tuple[LabelEvent, LabelEvent]]:
        """Votes and their hidden repeats, both still standing, of annotators who are not excluded, on ideas
        that are not set aside.
        """
        sql = (
            f"SELECT {EVENT_COLUMNS} FROM events e WHERE e.kind = 'vote' AND e.repeat_of IS NOT NULL"
            f" AND {NOT_UNDONE} AND e.{NOT_EXCLUDED} AND e.pair_id NOT IN"
            " (SELECT p.id FROM ideas_aside a JOIN pairs p ON p.idea_id = a.idea_id) ORDER BY e.seq"
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
        """How long people's votes on preference pairs that still stand took, in milliseconds; of ideas that
        are not set aside.
        """
        sql = (
            "SELECT e.response_ms FROM events e JOIN pairs p ON p.id = e.pair_id WHERE e.kind = 'vote'"
            " AND e.source = 'person' AND p.comparison_id IS NULL AND e.response_ms IS NOT NULL"
            f" AND {NOT_UNDONE} AND e.{NOT_EXCLUDED} AND p.{NOT_ASIDE}"
        )
        return [ms for (ms,) in self._rows(sql)]

    def last_event(self) -> int:
        """The number of the newest event, 0 before the first one. Numbers rise and are never used twice."""
        return self._count("SELECT coalesce(max(seq), 0) FROM events")

    def newest_event(self) -> str | None:
        """The id of the newest event, None before the first one. Its number may stand for another event
        after a restore.
        """
        rows = self._rows("SELECT event_id FROM events ORDER BY seq DESC LIMIT 1")
        return str(rows[0][0]) if rows else None

    def people_votes(self, after: int, until: int) -> list[int]:
        """The numbers, beyond the one and up to the other, of people's votes on preference pairs, undone ones
        and repeats included.
        """
        sql = (
            "SELECT e.seq FROM events e JOIN pairs p ON p.id = e.pair_id WHERE e.seq > ? AND e.seq <= ?"
            " AND e.kind = 'vote' AND e.source = 'person' AND +p.comparison_id IS NULL ORDER BY e.seq"
        )
        return [seq for (seq,) in self._rows(sql, after, until)]

    def count_labels_since(self, moment: datetime, among: int = 1000) -> int:
        """How many labels on preference pairs came after the moment, of the latest so many votes; skips and
        repeats apart.
        """
        latest = (
            "SELECT e.created_at, e.choice, e.repeat_of FROM events e JOIN pairs p ON p.id = e.pair_id"
            " WHERE e.kind = 'vote' AND +p.comparison_id IS NULL ORDER BY e.seq DESC LIMIT ?"
        )
        return self._count(
            f"SELECT count(*) FROM ({latest})"
            " WHERE created_at > ? AND choice <> 'skip' AND repeat_of IS NULL",
            among,
            moment.isoformat(),
        )

    def was_erased(self, after: int, until: int) -> bool:
        """Whether an annotator was erased by one of the events beyond the one number and up to the other."""
        sql = "SELECT EXISTS (SELECT 1 FROM events WHERE seq > ? AND seq <= ? AND kind = 'erase')"
        return bool(self._count(sql, after, until))

    def standing_votes(self, until: int, limit: int) -> list[StandingVote]:
        """Those of the votes up to this number that were not undone by then, oldest first, the latest
        `limit`; none of annotators who are excluded now, nor on ideas that are set aside now.
        """
        sql = (
            "SELECT json_array(e.seq, e.annotator, e.choice, e.repeat_of, p.id, p.idea_id, p.task_version,"
            " p.title_a, p.title_b) AS record FROM events e JOIN pairs p ON p.id = e.pair_id"
            " WHERE e.seq <= ?1 AND e.kind = 'vote' AND e.choice IS NOT NULL AND e.source = 'person'"
            f" AND +p.comparison_id IS NULL AND p.{NOT_ASIDE}"
            " AND NOT EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.target = e.event_id"
            f" AND u.annotator = e.annotator AND u.seq <= ?1) AND e.{NOT_EXCLUDED}"
            " ORDER BY e.seq DESC LIMIT ?2"
        )
        texts: dict[Any, Any] = {}  # the votes share them
        same = texts.setdefault
        return [
            StandingVote(same(annotator, annotator), CHOICES[choice], *(same(each, each) for each in rest))
            for _, annotator, choice, *rest in self._rows_at_once(sql, until, limit)
        ]

    def excluded(self) -> list[str]:
        """Annotators whose labels the owner leaves out."""
        return [name for (name,) in self._rows("SELECT annotator FROM excluded_annotators ORDER BY 1")]

    def count_answers(self, annotator: str) -> int:
        """Every vote of the annotator that is kept: of both purposes, repeats and undone votes included."""
        return self._count("SELECT count(*) FROM events WHERE annotator = ? AND kind = 'vote'", annotator)

    def event(self, event_id: str) -> LabelEvent | None:
        rows = self._rows(f"SELECT {EVENT_COLUMNS} FROM events e WHERE event_id = ?", event_id)
        return to_event(rows[0]) if rows else None
