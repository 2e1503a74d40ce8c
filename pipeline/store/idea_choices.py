"""Ideas that are set aside: the owner's words on ideas enter, which of them count leaves.

A word is a record of its own, which travels like all others: the latest one on an idea stands, in whatever
order they arrive, before the idea itself too. Of an idea that is set aside everything is kept and nothing
counts: its pairs are no `asked_pairs`, and its labels none of the `labels`, until it is brought back. One
whose adding was undone is not even among those set aside, unless somebody has answered about it.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from pipeline.schema import IdeaChoice, Task
from pipeline.store.counts import Counts

TICK = timedelta(microseconds=1)


class IdeaChoices(Counts):
    """`ideas_aside` follows from the words, in the transaction of each."""

    def set_aside(
        self, idea_ids: Iterable[str], aside: bool, now: datetime, undone: bool = False
    ) -> list[str]:
        """Set ideas aside, or bring them back; the ids of those that were not so already, in their order.
        Ids that name no idea are passed over. `undone` says that they are set aside as if never added.
        """
        with self.transaction():
            ids = list(dict.fromkeys(idea_ids))
            sql = (
                "SELECT i.id, (SELECT max(chosen_at) FROM idea_choices c WHERE c.idea_id = i.id) FROM ideas i"
                " WHERE i.id IN (SELECT value FROM json_each(?))"
                " AND EXISTS (SELECT 1 FROM ideas_aside a WHERE a.idea_id = i.id) <> ?"
            )
            last = dict(self._rows(sql, json.dumps(ids), aside))
            changed = [idea_id for idea_id in ids if idea_id in last]
            for idea_id in changed:
                # A clock that was put back must not make this word an earlier one.
                after = datetime.fromisoformat(last[idea_id]) + TICK if last[idea_id] else now
                self.add_idea_choice(IdeaChoice.of(idea_id, aside, max(now, after), undone))
            return changed

    def bring_back(self, idea_ids: Iterable[str], now: datetime) -> list[str]:
        """Have these ideas count; the ids of those that were among the ideas set aside."""
        with self.transaction():
            sql = "SELECT idea_id FROM ideas_aside WHERE idea_id NOT IN (SELECT idea_id FROM ideas_undone)"
            in_sight = {idea_id for (idea_id,) in self._rows(sql)}
            return [idea_id for idea_id in self.set_aside(idea_ids, False, now) if idea_id in in_sight]

    def add_idea_choice(self, choice: IdeaChoice) -> None:
        """Who holds a pair of an idea that is set aside may answer it, and is asked nothing more about it."""
        moment = choice.chosen_at.isoformat()
        values = (choice.id, choice.idea_id, choice.aside, moment, choice.undone)
        with self.transaction():
            self._insert("idea_choices", "id, idea_id, aside, chosen_at, undone", [values])
            ((aside, undone, before),) = self._rows(
                "SELECT aside, undone, EXISTS (SELECT 1 FROM ideas_aside WHERE idea_id = ?1)"
                " FROM idea_choices WHERE idea_id = ?1 ORDER BY chosen_at DESC, id DESC LIMIT 1",
                choice.idea_id,
            )
            if aside:
                self._db.execute(
                    "INSERT INTO ideas_aside VALUES (?, ?)"
                    " ON CONFLICT DO UPDATE SET undone = excluded.undone",
                    (choice.idea_id, undone),
                )
            if aside == before:
                return
            if aside:
                self._end_holding(choice.idea_id, moment)
            else:
                self._db.execute("DELETE FROM ideas_aside WHERE idea_id = ?", (choice.idea_id,))
            self._count_idea(choice.idea_id)

    def _end_holding(self, idea_id: str, moment: str) -> None:
        """End the idea's loans and leases by then."""
        self._db.execute(
            "UPDATE assignments SET expires_at = ?1 WHERE idea_id = ?2 AND settled_pairs IS NULL"
            " AND expires_at > ?1",
            (moment, idea_id),
        )
        self._db.execute(
            "UPDATE leases SET expires_at = ?1 WHERE event_id IS NULL AND expires_at > ?1 AND pair_id IN"
            " (SELECT id FROM pairs WHERE idea_id = ?2 AND comparison_id IS NULL)",
            (moment, idea_id),
        )

    def is_aside(self, idea_id: str) -> bool:
        return bool(self._rows("SELECT 1 FROM ideas_aside WHERE idea_id = ?", idea_id))

    def aside_ids(self) -> list[str]:
        """The ids of all ideas that are set aside, those included that are still to arrive."""
        return [idea_id for (idea_id,) in self._rows("SELECT idea_id FROM ideas_aside ORDER BY 1")]

    def count_aside(self, task: Task) -> int:
        """How many ideas of the task are set aside; those undone are not among them."""
        sql = (
            "SELECT count(*) FROM ideas i JOIN ideas_aside a ON a.idea_id = i.id WHERE i.task = ?"
            " AND i.id NOT IN (SELECT idea_id FROM ideas_undone)"
        )
        return self._count(sql, task.name)
