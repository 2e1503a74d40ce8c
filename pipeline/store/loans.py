"""Who holds what: leases of pairs to annotators, and loans of whole ideas."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.schema import (
    LabelEvent,
    Lease,
    Loan,
    Pair,
)
from pipeline.store.counts import HELD_BY_OTHERS, NOT_EXCLUDED, VERSION
from pipeline.store.events import LabelEvents
from pipeline.store.rows import (
    LEASE_COLUMNS,
    PAIR_COLUMNS,
    to_lease,
    to_loan,
    to_pair,
)

EXPIRE = (
    "UPDATE leases SET expires_at = ?1 WHERE event_id IS NULL AND annotator = ?3 AND pair_id IN"
    " (SELECT id FROM pairs WHERE idea_id = ?2 AND comparison_id IS NULL)"
)


class Loans(LabelEvents):
    """Leases (a pair, until answered or expired) and loans (an idea, until settled or expired)."""

    def open_leases(self, annotator: str, now: datetime, comparison_id: str | None = None) -> list[Lease]:
        """The annotator's unanswered, unexpired leases of this purpose: preference pairs in their order, a
        comparison's as they were handed out, but first what was answered before, the last one first. So who
        reloads sees the pair that was shown, also after an undo.
        """
        answered = "EXISTS (SELECT 1 FROM events e WHERE e.pair_id = d.pair_id AND e.annotator = ?1)"
        sql = (
            f"SELECT {LEASE_COLUMNS} FROM leases d JOIN pairs p ON p.id = d.pair_id"
            " WHERE d.annotator = ?1 AND d.event_id IS NULL AND d.expires_at > ?2"
            " AND +p.comparison_id IS ?3"  # + keeps SQLite from going through all pairs
            f" ORDER BY iif(?3 IS NULL, 0, NOT {answered}), iif(?3 IS NULL OR {answered}, '', d.expires_at),"
            " iif(?3 IS NULL, '', d.expires_at) DESC, +p.position"
        )
        return [to_lease(row) for row in self._rows(sql, annotator, now.isoformat(), comparison_id)]

    def next_pair(self, annotator: str, now: datetime, comparison_id: str) -> Pair | None:
        """A pair of the comparison that the annotator has not answered and does not hold: first what they
        have not skipped, then what has the fewest verdicts, then what nobody else holds, then the oldest
        idea. Two verdicts on one pair do no harm, while leases of visitors who left would close a small set
        to everyone, and a skip would leave a judge who is alone with no end.
        """
        own = "(SELECT 1 FROM current_labels l WHERE l.pair_id = p.id AND l.annotator = ?2"
        held = "(SELECT 1 FROM leases d WHERE d.pair_id = p.id AND d.event_id IS NULL AND d.expires_at > ?3"
        sql = (
            f"SELECT {PAIR_COLUMNS} FROM pairs p LEFT JOIN ideas i ON i.id = p.idea_id"
            f" WHERE p.comparison_id = ?1 AND NOT EXISTS {own} AND l.choice <> 'skip')"
            f" AND NOT EXISTS {held} AND d.annotator = ?2)"
            f" ORDER BY EXISTS {own}), (SELECT count(*) FROM current_labels l WHERE l.pair_id = p.id"
            f" AND l.source = 'person' AND l.choice <> 'skip'), EXISTS {held}), i.position, p.id LIMIT 1"
        )
        rows = self._rows(sql, comparison_id, annotator, now.isoformat())
        return to_pair(rows[0]) if rows else None

    def add_leases(self, leases: Sequence[Lease]) -> None:
        """sqlite3.IntegrityError when an id was given out before."""
        if not leases:
            return
        values = [
            value
            for lease in leases
            for value in (
                lease.id,
                lease.pair.id,
                lease.annotator,
                lease.shown_left,
                lease.expires_at.isoformat(),
                lease.after,
                lease.after_choice,
                lease.repeat_of,
            )
        ]
        sql = (
            "INSERT INTO leases (id, pair_id, annotator, shown_left, expires_at, after, after_choice,"
            f" repeat_of) VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?, ?)'] * len(leases))}"
        )
        with self.transaction():
            self._db.execute(sql, values)

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
            self._append_answer(event, lease.pair)
            self._db.execute("UPDATE leases SET event_id = ? WHERE id = ?", (event.event_id, lease.id))
            if lease.pair.comparison_id:
                return  # whose pairs come in any order
            sql = (
                "DELETE FROM leases WHERE annotator = ? AND event_id IS NULL AND after = ?"
                " AND after_choice <> ?"
            )
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
        """Put off the end of every preference pair that the annotator holds, and of the ideas in hand."""
        values = (expires_at.isoformat(), annotator, now.isoformat())
        with self.transaction():
            self._db.execute(
                "UPDATE leases SET expires_at = ? WHERE annotator = ? AND expires_at > ?"
                " AND event_id IS NULL AND (SELECT comparison_id FROM pairs p WHERE p.id = pair_id) IS NULL",
                values,
            )
            self._db.execute(
                "UPDATE assignments SET expires_at = ? WHERE annotator = ? AND expires_at > ?"
                " AND settled_pairs IS NULL AND settled = 0",
                values,
            )

    def assign_idea(self, idea_id: str, annotator: str, expires_at: datetime) -> Loan:
        """The idea is in the annotator's hands until then, or until it is settled or given back."""
        sql = (
            "INSERT INTO assignments (idea_id, annotator, expires_at) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at, settled_pairs = NULL"
            f" RETURNING settled, answered, (SELECT n_pairs FROM idea_counts WHERE idea_id = ?1), {VERSION}"
        )
        with self.transaction():
            rows = self._rows(sql, idea_id, annotator, expires_at.isoformat())
            ((settled, answered, *counted),) = rows
            choices = self.idea_choices(idea_id, annotator)
            if settled or answered != len(choices):  # labels from elsewhere came before the loan
                self._count_idea(idea_id, annotator)
            return Loan(idea_id, expires_at, (counted[0], counted[1]), choices)

    def give_back(self, idea_id: str, annotator: str, now: datetime) -> None:
        """The idea is in the annotator's hands no longer, though they have not settled it."""
        sql = "UPDATE assignments SET expires_at = ? WHERE idea_id = ? AND annotator = ?"
        with self.transaction():
            self._db.execute(sql, (now.isoformat(), idea_id, annotator))

    def has_room(self, idea_id: str, annotator: str, now: datetime) -> bool:
        """Whether the annotator holds the idea, or could: it needs one more, as last counted."""
        sql = (
            f"SELECT c.n_settled + {HELD_BY_OTHERS} < c.target FROM idea_counts c WHERE c.idea_id = ?3"
            " AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.idea_id = c.idea_id AND a.annotator = ?1"
            " AND a.settled)"
        )
        return self._rows(sql, annotator, now.isoformat(), idea_id) == [(1,)]

    def is_free(self, pair_id: str, annotator: str, now: datetime) -> bool:
        """Whether the annotator has not answered the pair and nobody else holds it."""
        sql = (
            "SELECT EXISTS (SELECT 1 FROM current_labels WHERE pair_id = ?1 AND annotator = ?2)"
            " OR EXISTS (SELECT 1 FROM leases WHERE pair_id = ?1 AND annotator <> ?2 AND event_id IS NULL"
            " AND expires_at > ?3)"
        )
        return not self._count(sql, pair_id, annotator, now.isoformat())

    def renew_leases(self, idea_id: str, annotator: str, expires_at: datetime) -> None:
        """Of every pair of the idea that the annotator was handed and has not answered."""
        with self.transaction():
            self._db.execute(EXPIRE, (expires_at.isoformat(), idea_id, annotator))

    def is_known(self, annotator: str) -> bool:
        """Whether the annotator was lent an idea or answered anything, ever."""
        return bool(self._rows("SELECT 1 FROM annotator_counts WHERE annotator = ?", annotator))

    def tidy(self, before: datetime) -> int:
        """Forget the leases that expired before that unanswered, and the loans of which nothing came; how
        many leases.
        """
        until = (before.isoformat(),)
        with self.transaction():
            gone = self._db.execute(
                "DELETE FROM leases INDEXED BY open_leases WHERE event_id IS NULL AND expires_at <= ?", until
            )
            self._db.execute(
                "DELETE FROM assignments WHERE settled_pairs IS NULL AND expires_at <= ? AND settled = 0"
                " AND answered = 0",
                until,
            )
            self._db.execute("DELETE FROM annotator_counts WHERE votes = 0 AND ideas = 0")
            return gone.rowcount

    def settle_idea(self, idea_id: str, annotator: str, n_pairs: int) -> None:
        """The order of the idea's titles is settled for the annotator while it has this many pairs."""
        sql = "UPDATE assignments SET settled_pairs = ? WHERE idea_id = ? AND annotator = ?"
        with self.transaction():
            self._db.execute(sql, (n_pairs, idea_id, annotator))
            self._count_idea(idea_id, annotator)

    def loans(self, annotator: str, now: datetime) -> list[Loan]:
        """The ideas in the annotator's hands that still need somebody, those not known to be settled only, in
        the order of the ideas.
        """
        sql = (
            f"SELECT a.idea_id, a.expires_at, c.n_pairs, {VERSION}, (SELECT json_group_object(p.id, l.choice)"
            " FROM asked_pairs p JOIN current_labels l ON l.pair_id = p.id AND l.annotator = a.annotator"
            " WHERE a.answered > 0 AND p.idea_id = a.idea_id)"
            " FROM assignments a JOIN idea_counts c ON c.idea_id = a.idea_id WHERE a.annotator = ?"
            " AND a.settled = 0 AND a.expires_at > ? AND a.settled_pairs IS NULL"
            " AND (c.n_settled >= c.target) IS NOT 1 ORDER BY c.position"
        )
        return [to_loan(row) for row in self._rows(sql, annotator, now.isoformat())]

    def unsettled_annotators(self, idea_id: str, now: datetime) -> list[str]:
        """Who has answered something about the idea, holds it no longer, and is not known to have settled it
        as it is now.
        """
        sql = (
            "SELECT annotator FROM assignments WHERE idea_id = ? AND expires_at <= ? AND settled = 0"
            f" AND answered > 0 AND {NOT_EXCLUDED}"
        )
        return [annotator for (annotator,) in self._rows(sql, idea_id, now.isoformat())]
