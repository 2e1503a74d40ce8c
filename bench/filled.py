"""A database with ideas that are settled, as a project in use has them, and ideas that nobody has seen yet.

Each settled idea was given to three annotators, who were asked seven of its ten pairs each. The rows are
written straight into the tables, in one transaction, and counted at the end: a million labels take about a
minute where voting would take hours.
"""

import itertools
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.store import Store
from pipeline.store.migrations import COUNT_EVERYTHING
from pipeline.tasks import YOUTUBE_TITLES

ANNOTATORS, QUESTIONS, TITLES = 3, 7, 5
IDEAS_EACH = 60  # an annotator's share
VOTE_SECONDS = 3


def fill(path: Path, n_labels: int, n_fresh_ideas: int) -> None:
    """Make the database with at least so many labels and so many ideas without any."""
    store = Store(path)
    store.add_task(YOUTUBE_TITLES)
    store.close()
    n_settled = -(-n_labels // (ANNOTATORS * QUESTIONS))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for setting in ("synchronous = OFF", "cache_size = -1000000"):
            db.execute(f"PRAGMA {setting}")
        db.execute("BEGIN")
        _add_rows(db, random.Random(0), n_settled, n_fresh_ideas)
        for statement in COUNT_EVERYTHING.split(";"):
            db.execute(statement)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _add_rows(db: sqlite3.Connection, rng: random.Random, n_settled: int, n_fresh: int) -> None:
    def fresh_id() -> str:
        return f"{rng.getrandbits(128):032x}"

    def insert(table: str, columns: str, rows: list[tuple]) -> None:
        marks = ", ".join("?" * len(rows[0]))
        db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    task, moment = YOUTUBE_TITLES, datetime.now(UTC) - timedelta(days=400)
    annotators: list[str] = []
    for number in range(n_settled + n_fresh):
        if number % IDEAS_EACH == 0:
            annotators = [fresh_id() for _ in range(ANNOTATORS)]
        idea, text = fresh_id(), f"growing herb number {number} on a balcony that gets little sun"
        titles = [f"Herb {number}: the {way} way to grow it at home" for way in "ABCDE"]
        insert("ideas", "id, task, text, origin", [(idea, task.name, text, "typed")])
        rows: list[tuple] = [(fresh_id(), idea, title, "bench") for title in titles]
        insert("candidates", "id, idea_id, title, writer", rows)
        pairs = [fresh_id() for _ in range(TITLES * (TITLES - 1) // 2)]
        insert(
            "pairs",
            "id, purpose, task_version, idea_id, idea, title_a, title_b",
            [
                (pair, "preference", task.version, idea, text, *two)
                for pair, two in zip(pairs, itertools.combinations(titles, 2), strict=True)
            ],
        )
        if number >= n_settled:
            continue
        events: list[tuple] = []
        for annotator in annotators:
            for pair in rng.sample(pairs, QUESTIONS):
                moment += timedelta(seconds=VOTE_SECONDS / ANNOTATORS)
                choice, shown_left = rng.choice("ab"), rng.choice("ab")
                events.append((fresh_id(), annotator, moment.isoformat(), pair, choice, shown_left))
        insert(
            "events",
            "event_id, kind, source, annotator, created_at, app_version, pair_id, choice, shown_left,"
            " response_ms, task_version",
            [
                (event, "vote", "person", who, when, "bench", pair, choice, side, 2500, task.version)
                for event, who, when, pair, choice, side in events
            ],
        )
        insert(
            "current_labels",
            "pair_id, annotator, choice, source, event_id, shown_left, created_at",
            [(pair, who, choice, "person", e, side, when) for e, who, when, pair, choice, side in events],
        )
        insert(
            "leases",
            "id, pair_id, annotator, shown_left, expires_at, event_id",
            [(fresh_id(), pair, who, side, when, event) for event, who, when, pair, _, side in events],
        )
        insert(
            "assignments",
            "idea_id, annotator, expires_at, settled_pairs",
            [(idea, annotator, moment.isoformat(), len(pairs)) for annotator in annotators],
        )
