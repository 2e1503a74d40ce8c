"""The owner's settings, kept with the labels: a Sharing enters, the same one leaves in every process."""

import json
from dataclasses import asdict
from typing import Any

from pipeline import sharing
from pipeline.sharing import Sharing
from pipeline.store.database import Database


class OwnerSettings(Database):
    """Settings by name, as JSON. Read again for each click, so all processes follow what was saved last."""

    def sharing(self) -> Sharing:
        """How labelling is shared out now; the default until the owner sets something else."""
        rows = self._rows("SELECT value FROM settings WHERE key = 'sharing'")
        return Sharing(**json.loads(rows[0][0])) if rows else sharing.DEFAULT

    def set_sharing(self, settings: Sharing) -> None:
        self._set("sharing", asdict(settings))

    def example_cleared(self) -> bool:
        """Whether the owner wants no example in an empty project."""
        rows = self._rows("SELECT value FROM settings WHERE key = 'example_cleared'")
        return bool(rows and json.loads(rows[0][0]))

    def clear_example(self, cleared: bool) -> None:
        self._set("example_cleared", cleared)

    def holds_nothing(self) -> bool:
        """Whether nobody has put anything into this project: no idea and no comparison."""
        ((empty,),) = self._rows(
            "SELECT NOT EXISTS (SELECT 1 FROM ideas) AND NOT EXISTS (SELECT 1 FROM comparisons)"
        )
        return bool(empty)

    def _set(self, key: str, value: Any) -> None:
        sql = "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
        with self.transaction():
            self._db.execute(sql, (key, json.dumps(value)))
