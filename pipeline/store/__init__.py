"""The working store: SQLite in WAL mode, one table per noun, append-only label events.

Records enter and records leave; SQL stays here. A label event and the current label that follows from it are
written in one transaction with synchronous=FULL, so a vote that was acknowledged is on the disk.
"""

from pipeline.store.loans import Loans
from pipeline.store.outbox import Outbox
from pipeline.store.titles import Titles

__all__ = ["Store"]


class Store(Titles, Loans, Outbox):
    """Every table of one project's database file."""
