"""Counters that are brought up to date in the transaction of whatever changes them, so that neither a click
nor a look at the progress has to go through every idea and label.

An idea is needed while fewer annotators have settled it than the owner's settings want. How many that is
stands with the idea, and all are counted anew when the settings change; how many have begun it, which is to
have answered something about it or settled it, stands there too. `tallies` holds how many ideas there
are of each kind: under the empty name those that are needed, and under an annotator's name those that they
have settled or answered something about. What an annotator never touched they see as everyone does.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.schema import IdeaTally, Pair
from pipeline.sharing import Sharing
from pipeline.store.database import Database
from pipeline.store.migrations import COUNT_EVERYTHING, statements

EVERYONE = ""
NOT_EXCLUDED = "annotator NOT IN (SELECT annotator FROM excluded_annotators)"
NOT_UNDONE = (
    "NOT EXISTS (SELECT 1 FROM events u"
    " WHERE u.kind = 'undo' AND u.target = e.event_id AND u.annotator = e.annotator)"
)
# Of a table with the column `idea_id`, under its name and a dot.
NOT_ASIDE = "idea_id NOT IN (SELECT idea_id FROM ideas_aside)"
COUNT_ANSWERED = (
    "(SELECT count(*) FROM asked_pairs p JOIN current_labels l"
    " ON l.pair_id = p.id AND l.annotator = a.annotator WHERE p.idea_id = a.idea_id)"
)
# Annotators not excluded who have labelled in person, up to two: one and several is all that matters.
COUNT_VOLUNTEERS = (
    "SELECT count(*) FROM (SELECT 1 FROM annotator_counts WHERE votes > 0 AND ideas > 0"
    f" AND {NOT_EXCLUDED} LIMIT 2)"
)
# The version of the task that counts, empty before one was chosen.
VERSION = "coalesce((SELECT version FROM current_task), '')"
# By how many others than ?1 the idea of `c` is held at the time ?2.
HELD_BY_OTHERS = (
    "(SELECT count(*) FROM assignments h WHERE h.idea_id = c.idea_id AND h.settled_pairs IS NULL"
    f" AND h.expires_at > ?2 AND h.annotator <> ?1 AND h.{NOT_EXCLUDED})"
)
# Of a loan `a` at the time ?2.
IN_HAND = "a.settled_pairs IS NULL AND a.expires_at > ?2"
# How many more annotators the idea of `c` can take.
ROOM = f"c.target - (c.n_settled + {HELD_BY_OTHERS})"
# What `_count_for` needs to know, as columns.
COUNTED = (
    f"({COUNT_VOLUNTEERS}), (SELECT settings FROM counted_for),"
    " EXISTS (SELECT 1 FROM idea_counts WHERE target IS NULL)"
)
Kind = tuple[str, int, bool, bool, bool, int]


class Counts(Database):
    """How many pairs, loans and labels there are, of each idea and of each annotator."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._counted: tuple[Sharing, int, int] | None = None  # under what, and when, all was found counted

    def count_for(self, settings: Sharing) -> None:
        """Have every idea that has pairs counted under these settings; quick unless they or the ideas
        changed, or the second volunteer came.
        """
        with self.transaction():
            if self._counted != (settings, self._turn, self._db.total_changes):
                self._count_for(settings, *self._rows(f"SELECT {COUNTED}")[0])

    def _count_for(self, settings: Sharing, volunteers: int, counted_for: str | None, uncounted: int) -> None:
        """As `count_for`, given what COUNTED reads."""
        several = volunteers > 1
        key = _in_words(settings, several)
        if counted_for != key or uncounted:
            self._count_ideas_for(settings, several, key, anew=counted_for != key)
        self._counted = settings, self._turn, self._db.total_changes

    def _count_ideas_for(self, settings: Sharing, several: bool, key: str, anew: bool) -> None:
        if anew:
            for table in ("counted_for", "tallies"):
                self._db.execute(f"DELETE FROM {table}")
            self._db.execute("INSERT INTO counted_for VALUES (?)", (key,))
            self._db.execute("UPDATE idea_counts SET target = NULL, in_full = NULL")
        found = self._rows("SELECT idea_id FROM idea_counts WHERE target IS NULL")
        ids = [idea_id for (idea_id,) in found]
        self._db.executemany(
            "UPDATE idea_counts SET target = ?, in_full = ? WHERE idea_id = ?",
            [(settings.target(each, 1 + several), settings.in_full(each), each) for each in ids],
        )
        kind = "c.n_pairs, c.in_full, c.n_settled < c.target"
        of_these = "c.idea_id IN (SELECT value FROM json_each(?))"
        for sql in (
            f"SELECT '{EVERYONE}', {kind}, 0, 0, count(*) FROM idea_counts c"
            f" WHERE {of_these} AND c.n_settled < c.target GROUP BY 1, 2, 3",
            f"SELECT a.annotator, {kind}, a.settled, a.answered, count(*) FROM idea_counts c"
            f" JOIN assignments a ON a.idea_id = c.idea_id WHERE {of_these}"
            " AND (a.settled OR a.answered > 0) GROUP BY 1, 2, 3, 4, 5, 6",
        ):
            self._db.execute(
                f"INSERT INTO tallies {sql} ON CONFLICT DO UPDATE SET ideas = ideas + excluded.ideas",
                (json.dumps(ids),),
            )

    def tallies(self, annotator: str) -> tuple[list[IdeaTally], list[IdeaTally]]:
        """Ideas by kind, as last counted: those that are needed, and those that the annotator has settled or
        answered something about.
        """
        everyone: list[IdeaTally] = []
        own: list[IdeaTally] = []
        sql = (
            "SELECT annotator, n_pairs, in_full, needed, settled, answered, ideas FROM tallies"
            " WHERE annotator IN (?, ?) AND ideas > 0"
        )
        for name, n_pairs, in_full, needed, settled, answered, ideas in self._rows(sql, EVERYONE, annotator):
            tally = IdeaTally(n_pairs, bool(in_full), bool(needed), bool(settled), answered, ideas)
            (everyone if name == EVERYONE else own).append(tally)
        return everyone, own

    def fresh_ideas(self, annotator: str, now: datetime) -> Iterator[str]:
        """Ideas that fewer annotators than they need have begun or hold, the one who asks not among them, as
        last counted; in the order in which they were added. Labels from files and example labels begin none.
        """
        untouched = "a.settled = 0 AND a.answered = 0"
        of_idea = "FROM assignments a WHERE a.idea_id = c.idea_id AND a.annotator"
        sql = (
            "SELECT c.idea_id, c.position FROM idea_counts c WHERE c.n_begun < c.target AND c.position > ?3"
            f" AND c.n_begun + (SELECT count(*) {of_idea} <> ?1 AND {untouched} AND {IN_HAND}"
            f" AND a.{NOT_EXCLUDED}) < c.target"
            f" AND NOT EXISTS (SELECT 1 {of_idea} = ?1 AND NOT ({untouched} AND NOT ({IN_HAND})))"
            " ORDER BY c.position LIMIT 1"
        )
        position = -1
        while found := self._rows(sql, annotator, now.isoformat(), position):
            ((idea_id, position),) = found
            yield idea_id

    def begun_ideas(
        self, annotator: str, now: datetime, fewer_than: int | None = None
    ) -> Iterator[tuple[str, int]]:
        """Ideas that need the annotator, as last counted, that they were given before and have neither in
        hand nor settled, with `fewer_than` so many answers if given, and how many annotators these can take:
        first those with the fewest answers.
        """
        sql = (
            f"SELECT a.idea_id, {ROOM}, a.answered FROM assignments a JOIN idea_counts c"
            " ON c.idea_id = a.idea_id WHERE a.annotator = ?1 AND a.settled = 0"
            f" AND NOT ({IN_HAND}) AND (?3 IS NULL OR a.answered < ?3)"
            f" AND (a.answered, a.idea_id) > (?4, ?5) AND c.n_settled < c.target AND {ROOM} > 0"
            " ORDER BY a.answered, a.idea_id LIMIT 1"
        )
        answered, idea_id = -1, ""
        while found := self._rows(sql, annotator, now.isoformat(), fewer_than, answered, idea_id):
            ((idea_id, room, answered),) = found
            yield idea_id, room

    def new_ideas(self, annotator: str, now: datetime) -> Iterator[tuple[str, int]]:
        """Ideas that need the annotator, as last counted, and that they were never given, and how many
        annotators these can take; in the order in which they were added.
        """
        sql = (  # most ideas are passed over because others hold them, so that is asked first
            f"SELECT c.idea_id, {ROOM} AS room, c.position FROM idea_counts c WHERE c.n_settled < c.target"
            " AND c.position > ?3 AND room > 0 AND NOT EXISTS (SELECT 1 FROM assignments a"
            " WHERE a.idea_id = c.idea_id AND a.annotator = ?1) ORDER BY c.position LIMIT 1"
        )
        position = -1
        while found := self._rows(sql, annotator, now.isoformat(), position):
            ((idea_id, room, position),) = found
            yield idea_id, room

    def held_ideas(self, annotator: str, now: datetime) -> Iterator[str]:
        """Ideas that need the annotator, as last counted, though others hold them: first the one whose
        holders have been silent longest. Nothing is asked before the first is wanted.
        """
        sql = (
            "SELECT c.idea_id FROM idea_counts c LEFT JOIN assignments a"
            " ON a.idea_id = c.idea_id AND a.annotator = ?1"
            f" WHERE c.n_settled < c.target AND {HELD_BY_OTHERS} > 0"
            f" AND (a.annotator IS NULL OR a.settled = 0 AND NOT ({IN_HAND}))"
            " ORDER BY (SELECT max(h.expires_at) FROM assignments h WHERE h.idea_id = c.idea_id"
            f" AND h.settled_pairs IS NULL AND h.annotator <> ?1 AND h.{NOT_EXCLUDED}), c.position"
        )
        for (idea_id,) in self._rows(sql, annotator, now.isoformat()):
            yield idea_id

    def is_settled(self) -> bool:
        """Whether no idea needs anybody's labels any more, as last counted."""
        open_ideas = "EXISTS (SELECT 1 FROM idea_counts WHERE {})"
        sql = f"SELECT {open_ideas.format('target IS NULL')} OR {open_ideas.format('n_settled < target')}"
        return not self._count(sql)

    def count_volunteers(self) -> int:
        """Annotators not excluded who have labelled in person, up to two."""
        return self._count(COUNT_VOLUNTEERS)

    def count_votes(self, annotator: str) -> int:
        """How often the annotator has answered about preference pairs, repeats included and undone votes
        not.
        """
        rows = self._rows("SELECT answers FROM annotator_counts WHERE annotator = ?", annotator)
        return rows[0][0] if rows else 0

    def count_all_labels(self) -> int:
        """How many labels on preference pairs there are of everyone who is not excluded, on ideas that are
        not set aside; skips apart.
        """
        aside = (
            "SELECT count(*) FROM ideas_aside a CROSS JOIN pairs p ON p.idea_id = a.idea_id"
            " AND p.comparison_id IS NULL CROSS JOIN current_labels l ON l.pair_id = p.id"
            f" WHERE l.choice <> 'skip' AND l.{NOT_EXCLUDED}"
        )
        return self._count(
            f"SELECT coalesce(sum(labels), 0) - ({aside}) FROM label_counts WHERE {NOT_EXCLUDED}"
        )

    def decided_pairs_by_idea(self) -> list[int]:
        """Of each idea that has any, how many of its pairs have a title chosen by anyone who is not
        excluded.
        """
        chosen = f"l.choice IN ('a', 'b') AND l.{NOT_EXCLUDED}"
        sql = (
            "SELECT count(DISTINCT p.id) FROM (SELECT DISTINCT p.idea_id FROM current_labels l"
            f" CROSS JOIN asked_pairs p ON p.id = l.pair_id WHERE {chosen}) i"
            " CROSS JOIN asked_pairs p ON p.idea_id = i.idea_id"
            f" CROSS JOIN current_labels l ON l.pair_id = p.id AND {chosen} GROUP BY i.idea_id"
        )
        return [n for (n,) in self._rows(sql)]

    def _count_everything(self) -> None:
        """Count anew from the records alone: other pairs are asked than before."""
        for statement in statements(COUNT_EVERYTHING):
            self._db.execute(statement)

    def _count_votes(self, annotator: str, votes: int, answers: int) -> None:
        """Add so many votes, and so many that stand and are on preference pairs."""
        self._db.execute(
            "INSERT INTO annotator_counts VALUES (?, ?, ?, 0) ON CONFLICT DO UPDATE SET"
            " votes = votes + excluded.votes, answers = answers + excluded.answers",
            (annotator, votes, answers),
        )

    def _count_answer(self, pair: Pair, annotator: str, moment: datetime, added: bool) -> None:
        """Bring the counts after an answer that the annotator has just given; `added` says that they had
        given none on that pair. Whether the idea is settled for them has to be looked at again,
        and a loan that was not known ended at that moment.
        """
        asked = f"({VERSION} IN ('', ?4) AND ?1 NOT IN (SELECT idea_id FROM ideas_aside))"
        sql = (
            f"UPDATE assignments SET settled_pairs = NULL, answered = answered + (?3 AND {asked})"
            " WHERE idea_id = ?1 AND annotator = ?2 AND settled = 0"
            f" RETURNING answered, {asked},"
            " (SELECT json_array(n_pairs, in_full, n_settled < target) FROM idea_counts WHERE idea_id = ?1)"
        )
        found = self._rows(sql, pair.idea_id, annotator, int(added), pair.task_version)
        if not found:
            self._reopen_loan(pair.idea_id, annotator, moment)
            self._count_idea(pair.idea_id, annotator)
            return
        # Nearly always: it was not settled, so nobody else's counts change.
        ((answered, asked, counts),) = found
        if not added or not asked or counts is None:
            return  # it replaces an answer, or is a last one on titles that are asked about no more
        if answered == 1:
            self._db.execute(
                "UPDATE idea_counts SET n_begun = n_begun + 1 WHERE idea_id = ?"
                " AND ? NOT IN (SELECT annotator FROM excluded_annotators)",
                (pair.idea_id, annotator),
            )
        n_pairs, in_full, needed = json.loads(counts)
        if needed is not None:  # if not, `count_for` counts it
            tallies = _tally(n_pairs, in_full, needed, [(annotator, 0, answered)])
            tallies.subtract(_tally(n_pairs, in_full, needed, [(annotator, 0, answered - 1)]))
            self._add_tallies(tallies)

    def _reopen_loan(self, idea_id: str, annotator: str, moment: datetime) -> None:
        self._db.execute(
            "INSERT INTO assignments (idea_id, annotator, expires_at) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET settled_pairs = NULL",
            (idea_id, annotator, moment.isoformat()),
        )

    def _count_idea(self, idea_id: str, annotator: str | None = None) -> None:
        """Count one idea anew after its pairs or a loan of it changed, or the annotator's labels on it;
        everybody's labels when None. One that no pairs are asked of is counted no more.
        """
        sql = (
            "SELECT i.position, (SELECT count(*) FROM asked_pairs WHERE idea_id = i.id),"
            " c.n_pairs, c.n_settled, c.n_begun, c.target, c.in_full"
            " FROM ideas i LEFT JOIN idea_counts c ON c.idea_id = i.id WHERE i.id = ?"
        )
        for position, n_pairs, n_before, settled_before, begun_before, target, in_full in self._rows(
            sql, idea_id
        ):
            if not n_pairs and n_before is None:
                return  # a last answer on titles that are asked about no more
            loans = self._rows(
                "SELECT a.annotator, a.settled, a.answered, a.settled_pairs IS ?2,"
                f" CASE WHEN ?3 IS NULL OR a.annotator = ?3 THEN {COUNT_ANSWERED} ELSE a.answered END,"
                " EXISTS (SELECT 1 FROM excluded_annotators x WHERE x.annotator = a.annotator)"
                " FROM assignments a WHERE a.idea_id = ?1",
                idea_id,
                n_pairs,
                annotator,
            )
            n_settled = sum(settled and not excluded for *_, settled, _, excluded in loans)
            n_begun = sum((settled or n > 0) and not excluded for *_, settled, n, excluded in loans)
            if not n_pairs:
                self._db.execute("DELETE FROM idea_counts WHERE idea_id = ?", (idea_id,))
            elif (n_pairs, n_settled, n_begun) != (n_before, settled_before, begun_before):
                self._db.execute(
                    "INSERT INTO idea_counts (idea_id, position, n_pairs, n_settled, n_begun)"
                    " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n_pairs = excluded.n_pairs,"
                    " n_settled = excluded.n_settled, n_begun = excluded.n_begun",
                    (idea_id, position, n_pairs, n_settled, n_begun),
                )
            changed = [
                (settled, answered, idea_id, name)
                for name, *before, settled, answered, _ in loans
                if before != [settled, answered]
            ]
            self._db.executemany(
                "UPDATE assignments SET settled = ?, answered = ? WHERE idea_id = ? AND annotator = ?",
                changed,
            )
            if target is None:
                return  # `count_for` counts it
            needed = n_pairs > 0 and n_settled < target
            tallies = _tally(n_pairs, in_full, needed, [(loan[0], *loan[3:5]) for loan in loans])
            tallies.subtract(_tally(n_before, in_full, settled_before < target, [loan[:3] for loan in loans]))
            self._add_tallies(tallies)

    def _add_tallies(self, changes: Counter[Kind]) -> None:
        rows = [(*kind, change) for kind, change in changes.items() if change]
        if rows:
            marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(rows))
            sql = (
                f"INSERT INTO tallies VALUES {marks} ON CONFLICT DO UPDATE SET ideas = ideas + excluded.ideas"
            )
            self._db.execute(sql, [value for row in rows for value in row])

    def _forget_annotator(self, annotator: str | None) -> None:
        """Delete the annotator's loans and everything counted under their name."""
        ideas = self._begun(annotator)
        for table in ("assignments", "tallies", "annotator_counts", "label_counts"):
            self._db.execute(f"DELETE FROM {table} WHERE annotator = ?", (annotator,))
        for idea_id in ideas:
            self._count_idea(idea_id, annotator)

    def _begun(self, annotator: str | None) -> list[str]:
        """Ideas that the annotator has settled or answered something about."""
        sql = "SELECT idea_id FROM assignments WHERE annotator = ? AND (settled OR answered > 0)"
        return [idea_id for (idea_id,) in self._rows(sql, annotator)]


@lru_cache(maxsize=8)
def _in_words(settings: Sharing, several: bool) -> str:
    """All that the counts depend on."""
    return f"{settings.overlap_share} {settings.overlap_annotators} {settings.full_share} {several}"


def _tally(n_pairs: int, in_full: bool, needed: bool, loans: list[Any]) -> Counter[Kind]:
    """What one idea adds to the tallies; `loans` are (annotator, settled, answered)."""
    kinds = [(name, n_pairs, in_full, needed, settled, n) for name, settled, n in loans if settled or n]
    return Counter([*kinds, (EVERYONE, n_pairs, in_full, needed, 0, 0)] if needed else kinds)
