"""The owner's settings, kept with the labels: a Sharing enters, the same one leaves in every process.

What is set is a record of its own, which travels like all others: the latest one stands, wherever it was set.
"""

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pipeline import sharing
from pipeline.schema import Publication, content_id
from pipeline.sharing import Sharing
from pipeline.store.counts import COUNTED, Counts

LATEST = "SELECT settings FROM sharing_choices ORDER BY chosen_at DESC, position DESC LIMIT 1"


class OwnerSettings(Counts):
    """Settings by name, as JSON. Read again for each click, so all processes follow what was saved last."""

    _holds_answers = False

    def sharing(self) -> Sharing:
        """How labelling is shared out now; the default until the owner sets something else."""
        rows = self._rows(LATEST)
        return _sharing_of(rows[0][0]) if rows else sharing.DEFAULT

    def sharing_in_force(self) -> tuple[Sharing, int]:
        """The same once every idea is counted under it, and the number of the newest event: what each click
        begins with, in one statement.
        """
        with self.transaction():
            ((value, last_event, *counted),) = self._rows(
                f"SELECT ({LATEST}), (SELECT coalesce(max(seq), 0) FROM events), {COUNTED}"
            )
            settings = _sharing_of(value) if value else sharing.DEFAULT
            self._count_for(settings, *counted)
            return settings, last_event

    def set_sharing(self, settings: Sharing, now: datetime) -> None:
        record = json.dumps(asdict(settings))
        chosen_at = now.astimezone(UTC).isoformat()
        self.add_sharing_choice(content_id("sharing", record, chosen_at), record, chosen_at)

    def add_sharing_choice(self, choice_id: str, record: str, chosen_at: str) -> None:
        """`record` is a Sharing as JSON, `chosen_at` ISO 8601 in UTC. ValueError or TypeError for none."""
        _sharing_of(record)
        self._insert("sharing_choices", "id, settings, chosen_at", [(choice_id, record, chosen_at)])

    def example_cleared(self) -> bool:
        """Whether the owner wants no example in an empty project."""
        rows = self._rows("SELECT value FROM settings WHERE key = 'example_cleared'")
        return bool(rows and json.loads(rows[0][0]))

    def clear_example(self, cleared: bool) -> None:
        self._set("example_cleared", cleared)

    def train_form(self) -> dict[str, Any] | None:
        """What the owner's form of a run held last, None before there was one."""
        rows = self._rows("SELECT value FROM settings WHERE key = 'train_form'")
        return json.loads(rows[0][0]) if rows else None

    def keep_train_form(self, form: dict[str, Any]) -> None:
        self._set("train_form", form)

    def holds_nothing(self) -> bool:
        """Whether nobody has put anything into this project: no idea that was not undone, no comparison and
        no word of anybody. Of the last two none is ever removed, so the database is asked only until there is
        one: every click on a card wants to know.
        """
        if self._holds_answers:
            return False
        ((ideas, answers),) = self._rows(
            "SELECT EXISTS (SELECT 1 FROM ideas WHERE id NOT IN (SELECT idea_id FROM ideas_undone)),"
            " EXISTS (SELECT 1 FROM comparisons) OR EXISTS (SELECT 1 FROM events)"
        )
        self._holds_answers = bool(answers)
        return not (ideas or answers)

    def publication(self) -> Publication | None:
        """The latest publication of the preferences from this database."""
        rows = self._rows("SELECT value FROM settings WHERE key = 'publication'")
        given = json.loads(rows[0][0]) if rows else None
        return Publication(**{**given, "at": datetime.fromisoformat(given["at"])}) if given else None

    def note_publication(self, publication: Publication) -> None:
        self._set("publication", {**asdict(publication), "at": publication.at.isoformat()})

    def _set(self, key: str, value: Any) -> None:
        sql = "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
        with self.transaction():
            self._db.execute(sql, (key, json.dumps(value)))


@lru_cache(maxsize=8)
def _sharing_of(record: str) -> Sharing:
    """Without the fields of a newer app."""
    known = {field.name for field in fields(Sharing)}
    return Sharing(**{name: value for name, value in json.loads(record).items() if name in known})
