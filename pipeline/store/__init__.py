"""The working store: SQLite in WAL mode, one table per noun, append-only label events.

Records enter and records leave; SQL stays here. A label event and the current label that follows from it are
written in one transaction with synchronous=FULL, so a vote that was acknowledged is on the disk.
"""

from pathlib import Path

from pipeline.store.backup import Backup
from pipeline.store.idea_choices import IdeaChoices
from pipeline.store.loans import Loans
from pipeline.store.outbox import Outbox
from pipeline.store.overview import Overview
from pipeline.store.settings import OwnerSettings
from pipeline.store.titles import Titles
from pipeline.store.turns import Turns

__all__ = ["Store"]


class Store(Titles, IdeaChoices, Loans, Overview, OwnerSettings, Outbox, Backup):
    """Every table of one project's database file; `turns` are its transactions on an event loop."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.turns = Turns(self)
