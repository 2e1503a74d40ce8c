"""The owner's settings, kept with the labels: a Sharing enters, the same one leaves in every process."""

import json
from dataclasses import asdict

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
        sql = "INSERT INTO settings VALUES ('sharing', ?) ON CONFLICT DO UPDATE SET value = excluded.value"
        with self.transaction():
            self._db.execute(sql, (json.dumps(asdict(settings)),))
