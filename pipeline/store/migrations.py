"""The database's schema as numbered migrations: an open connection enters, the same one at today's version
leaves.
"""

import sqlite3
from collections.abc import Iterator

MIGRATIONS = (
    """
    CREATE TABLE tasks (version TEXT PRIMARY KEY, name TEXT NOT NULL, record TEXT NOT NULL);
    CREATE TABLE ideas (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, task TEXT NOT NULL,
        text TEXT NOT NULL, origin TEXT NOT NULL);
    CREATE TABLE candidates (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        idea_id TEXT NOT NULL REFERENCES ideas(id), title TEXT NOT NULL, writer TEXT NOT NULL);
    CREATE INDEX candidates_by_idea ON candidates(idea_id);
    CREATE TABLE pairs (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, purpose TEXT NOT NULL,
        comparison_id TEXT, task_version TEXT NOT NULL, idea_id TEXT NOT NULL, idea TEXT NOT NULL,
        title_a TEXT NOT NULL, title_b TEXT NOT NULL);
    CREATE INDEX pairs_by_comparison ON pairs(comparison_id);
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
        source TEXT NOT NULL, annotator TEXT NOT NULL, created_at TEXT NOT NULL, app_version TEXT NOT NULL,
        pair_id TEXT, choice TEXT, shown_left TEXT, target TEXT, repeat_of TEXT, response_ms INTEGER,
        task_version TEXT);
    CREATE INDEX events_by_pair ON events(pair_id, annotator);
    CREATE INDEX events_by_annotator ON events(annotator, seq);
    CREATE INDEX events_by_target ON events(target) WHERE target IS NOT NULL;
    CREATE TRIGGER events_are_immutable BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'label events are immutable'); END;
    CREATE TABLE current_labels (
        pair_id TEXT NOT NULL, annotator TEXT NOT NULL, choice TEXT NOT NULL, source TEXT NOT NULL,
        event_id TEXT NOT NULL, shown_left TEXT, created_at TEXT NOT NULL,
        PRIMARY KEY (pair_id, annotator)) WITHOUT ROWID;
    CREATE TABLE excluded_annotators (annotator TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE leases (
        id TEXT PRIMARY KEY, pair_id TEXT NOT NULL REFERENCES pairs(id), annotator TEXT NOT NULL,
        shown_left TEXT NOT NULL, expires_at TEXT NOT NULL, event_id TEXT) WITHOUT ROWID;
    CREATE INDEX open_leases ON leases(pair_id, expires_at) WHERE event_id IS NULL;
    CREATE TABLE comparisons (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, base_model TEXT NOT NULL,
        tuned_model TEXT NOT NULL, run_id TEXT, seed INTEGER NOT NULL, temperature REAL NOT NULL,
        created_at TEXT NOT NULL);
    CREATE TABLE compared_titles (
        comparison_id TEXT NOT NULL REFERENCES comparisons(id), position INTEGER NOT NULL,
        idea_id TEXT NOT NULL, idea TEXT NOT NULL, base_title TEXT NOT NULL, tuned_title TEXT NOT NULL,
        pair_id TEXT, PRIMARY KEY (comparison_id, position)) WITHOUT ROWID;
    """,
    """
    CREATE TABLE assignments (
        idea_id TEXT NOT NULL, annotator TEXT NOT NULL, expires_at TEXT NOT NULL, settled_pairs INTEGER,
        PRIMARY KEY (idea_id, annotator)) WITHOUT ROWID;
    CREATE INDEX assignments_by_annotator ON assignments(annotator);
    CREATE INDEX pairs_by_idea ON pairs(idea_id, comparison_id);
    INSERT INTO assignments
        SELECT p.idea_id, e.annotator, max(e.created_at), NULL FROM events e JOIN pairs p ON p.id = e.pair_id
        WHERE e.kind = 'vote' AND e.source = 'person' AND e.repeat_of IS NULL AND p.comparison_id IS NULL
        GROUP BY p.idea_id, e.annotator;
    ALTER TABLE leases ADD COLUMN after TEXT;
    ALTER TABLE leases ADD COLUMN after_choice TEXT;
    ALTER TABLE leases ADD COLUMN repeat_of TEXT;
    CREATE INDEX events_that_repeat ON events(repeat_of) WHERE repeat_of IS NOT NULL;
    CREATE INDEX leases_by_annotator ON leases(annotator) WHERE event_id IS NULL;
    """,
    """
    CREATE TABLE hub_files (path TEXT PRIMARY KEY, oid TEXT, content BLOB, problem TEXT) WITHOUT ROWID;
    CREATE TABLE hub_rows (
        kind TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE INDEX hub_rows_by_path ON hub_rows(path);
    CREATE TABLE hub_commits (at TEXT NOT NULL, done INTEGER NOT NULL);
    CREATE TABLE hub_wishes (name TEXT PRIMARY KEY) WITHOUT ROWID;
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database of any earlier version to today's; ValueError when a newer app wrote it."""
    connection.execute("BEGIN IMMEDIATE")  # before the version is read: another process may be migrating too
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise ValueError(
                f"The database is of version {version} and this app knows versions up to {len(MIGRATIONS)}; "
                "start a newer app, or point DATA_DIR at another folder."
            )
        for script in MIGRATIONS[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """`executescript` would commit the transaction under way, so the script is taken statement by
    statement.
    """
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
