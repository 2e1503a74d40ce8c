"""The database's schema as numbered migrations: an open connection enters, the same one at today's version
leaves.
"""

import json
import sqlite3
from collections.abc import Iterator

from pipeline.model_names import stored_name


def _count_everything(asked: str) -> str:
    """What the store's counters are to hold, from the records alone; `asked` are the preference pairs that
    people are asked about. Tallies follow when ideas are next counted.
    """
    return f"""
    DELETE FROM idea_counts;
    DELETE FROM annotator_counts;
    DELETE FROM tallies;
    DELETE FROM counted_for;
    UPDATE assignments AS a SET
        settled = settled_pairs IS (SELECT count(*) FROM {asked} p WHERE p.idea_id = a.idea_id),
        answered =
            (SELECT count(*) FROM {asked} p JOIN current_labels l
            ON l.pair_id = p.id AND l.annotator = a.annotator WHERE p.idea_id = a.idea_id);
    INSERT INTO idea_counts (idea_id, position, n_pairs, n_settled)
        SELECT i.id, i.position, n.pairs,
            (SELECT count(*) FROM assignments a WHERE a.idea_id = i.id AND a.settled
            AND a.annotator NOT IN (SELECT annotator FROM excluded_annotators))
        FROM ideas i JOIN (SELECT idea_id, count(*) pairs FROM {asked} GROUP BY idea_id) n
        ON n.idea_id = i.id;
    INSERT INTO annotator_counts
        SELECT e.annotator, count(*),
            count(*) FILTER (WHERE p.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM events u
            WHERE u.kind = 'undo' AND u.target = e.event_id AND u.annotator = e.annotator)),
            0
        FROM events e LEFT JOIN pairs p ON p.id = e.pair_id AND p.comparison_id IS NULL
        WHERE e.kind = 'vote' GROUP BY e.annotator;
    INSERT INTO annotator_counts
        SELECT annotator, 0, 0, count(*) FROM assignments WHERE true GROUP BY annotator
        ON CONFLICT DO UPDATE SET ideas = excluded.ideas;
"""


COUNT_BEGUN = """
    UPDATE idea_counts AS c SET n_begun =
        (SELECT count(*) FROM assignments a WHERE a.idea_id = c.idea_id AND (a.settled OR a.answered > 0)
        AND a.annotator NOT IN (SELECT annotator FROM excluded_annotators));
"""
COUNT_EVERYTHING = _count_everything("asked_pairs") + COUNT_BEGUN

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
    ALTER TABLE comparisons ADD COLUMN design TEXT NOT NULL DEFAULT 'fixed';
    ALTER TABLE comparisons ADD COLUMN min_p REAL;
    ALTER TABLE comparisons ADD COLUMN unproven TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE compared_titles ADD COLUMN kl REAL;
    """,
    """
    CREATE TABLE idea_counts (
        idea_id TEXT PRIMARY KEY, position INTEGER NOT NULL, n_pairs INTEGER NOT NULL,
        n_settled INTEGER NOT NULL, target INTEGER, in_full INTEGER) WITHOUT ROWID;
    CREATE INDEX ideas_needed ON idea_counts(position) WHERE n_settled < target;
    CREATE INDEX ideas_to_count ON idea_counts(idea_id) WHERE target IS NULL;
    CREATE TABLE annotator_counts (
        annotator TEXT PRIMARY KEY, votes INTEGER NOT NULL, answers INTEGER NOT NULL, ideas INTEGER NOT NULL
        ) WITHOUT ROWID;
    CREATE INDEX volunteers ON annotator_counts(annotator) WHERE votes > 0 AND ideas > 0;
    CREATE TABLE tallies (
        annotator TEXT NOT NULL, n_pairs INTEGER NOT NULL, in_full INTEGER NOT NULL, needed INTEGER NOT NULL,
        settled INTEGER NOT NULL, answered INTEGER NOT NULL, ideas INTEGER NOT NULL,
        PRIMARY KEY (annotator, n_pairs, in_full, needed, settled, answered)) WITHOUT ROWID;
    CREATE TABLE counted_for (settings TEXT NOT NULL);
    ALTER TABLE assignments ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE assignments ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;
    CREATE TRIGGER loans_are_counted AFTER INSERT ON assignments
        BEGIN INSERT INTO annotator_counts VALUES (new.annotator, 0, 0, 1)
            ON CONFLICT DO UPDATE SET ideas = ideas + 1; END;
    CREATE TRIGGER ended_loans_are_counted AFTER DELETE ON assignments
        BEGIN UPDATE annotator_counts SET ideas = ideas - 1 WHERE annotator = old.annotator; END;
    CREATE INDEX unsettled_loans ON assignments(annotator) WHERE settled = 0;
    CREATE INDEX loans_by_end ON assignments(expires_at) WHERE settled_pairs IS NULL;
    """
    + _count_everything("(SELECT * FROM pairs WHERE comparison_id IS NULL)"),
    """
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE hub_files (path TEXT PRIMARY KEY, oid TEXT, content BLOB, problem TEXT) WITHOUT ROWID;
    CREATE TABLE hub_rows (
        kind TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE INDEX hub_rows_by_path ON hub_rows(path);
    CREATE TABLE hub_commits (at TEXT NOT NULL, done INTEGER NOT NULL);
    CREATE TABLE hub_wishes (name TEXT PRIMARY KEY) WITHOUT ROWID;
    """,
    """
    CREATE TABLE task_choices (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, version TEXT NOT NULL,
        chosen_at TEXT NOT NULL);
    CREATE VIEW current_task AS SELECT c.version FROM task_choices c JOIN tasks t ON t.version = c.version
        ORDER BY c.chosen_at DESC, c.id DESC LIMIT 1;
    CREATE VIEW asked_pairs AS SELECT * FROM pairs WHERE comparison_id IS NULL
        AND task_version = coalesce((SELECT version FROM current_task), task_version);
    ALTER TABLE candidates ADD COLUMN task_version TEXT NOT NULL DEFAULT '';
    UPDATE candidates AS c SET task_version = coalesce(
        (SELECT p.task_version FROM pairs p WHERE p.idea_id = c.idea_id AND p.comparison_id IS NULL LIMIT 1),
        '');
    """,
    """
    CREATE TABLE sharing_choices (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, settings TEXT NOT NULL,
        chosen_at TEXT NOT NULL);
    INSERT INTO sharing_choices (id, settings, chosen_at)
        SELECT lower(hex(randomblob(16))), value, '1970-01-01T00:00:00+00:00' FROM settings
        WHERE key = 'sharing';
    DELETE FROM settings WHERE key = 'sharing';
    """,
    "-- _rename_models: SQL alone cannot tell a name from a folder\n",
    """
    CREATE INDEX skips ON current_labels(pair_id) WHERE choice = 'skip';
    """,
    """
    DROP INDEX ideas_needed;
    CREATE INDEX ideas_needed ON idea_counts(position, idea_id, n_settled, target) WHERE n_settled < target;
    """,
    """
    DROP INDEX skips;
    CREATE TABLE label_counts (annotator TEXT PRIMARY KEY, labels INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO label_counts
        SELECT l.annotator, count(*) FROM current_labels l JOIN pairs p ON p.id = l.pair_id
        WHERE p.comparison_id IS NULL AND l.choice <> 'skip' GROUP BY 1;
    CREATE TRIGGER labels_are_counted AFTER INSERT ON current_labels
        WHEN new.choice <> 'skip'
        AND EXISTS (SELECT 1 FROM pairs WHERE id = new.pair_id AND comparison_id IS NULL)
        BEGIN INSERT INTO label_counts VALUES (new.annotator, 1)
            ON CONFLICT DO UPDATE SET labels = labels + 1; END;
    CREATE TRIGGER removed_labels_are_counted AFTER DELETE ON current_labels
        WHEN old.choice <> 'skip'
        AND EXISTS (SELECT 1 FROM pairs WHERE id = old.pair_id AND comparison_id IS NULL)
        BEGIN UPDATE label_counts SET labels = labels - 1 WHERE annotator = old.annotator; END;
    """,
    """
    CREATE TABLE idea_choices (
        position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, idea_id TEXT NOT NULL,
        aside INTEGER NOT NULL, chosen_at TEXT NOT NULL);
    CREATE INDEX idea_choices_by_idea ON idea_choices(idea_id, chosen_at, id);
    CREATE TABLE ideas_aside (idea_id TEXT PRIMARY KEY) WITHOUT ROWID;
    DROP VIEW asked_pairs;
    CREATE VIEW asked_pairs AS SELECT * FROM pairs WHERE comparison_id IS NULL
        AND task_version = coalesce((SELECT version FROM current_task), task_version)
        AND idea_id NOT IN (SELECT idea_id FROM ideas_aside);
    """,
    """
    ALTER TABLE idea_choices ADD COLUMN undone INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE ideas_aside ADD COLUMN undone INTEGER NOT NULL DEFAULT 0;
    CREATE VIEW ideas_undone AS SELECT a.idea_id FROM ideas_aside a WHERE a.undone AND NOT EXISTS
        (SELECT 1 FROM pairs p JOIN events e ON e.pair_id = p.id WHERE p.idea_id = a.idea_id);
    """,
    """
    ALTER TABLE idea_counts ADD COLUMN n_begun INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX ideas_fresh ON idea_counts(position, idea_id, n_begun, target) WHERE n_begun < target;
    DROP INDEX unsettled_loans;
    CREATE INDEX unsettled_loans ON assignments(annotator, answered) WHERE settled = 0;
    CREATE INDEX loans_in_hand ON assignments(annotator, expires_at)
        WHERE settled = 0 AND settled_pairs IS NULL;
    """
    + COUNT_BEGUN,
)
RENAMED = 9


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
            for statement in statements(script):
                connection.execute(statement)
        if version < RENAMED:
            _rename_models(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _rename_models(connection: sqlite3.Connection) -> None:
    """Folders that earlier versions kept become the names that are stored."""
    for (writer,) in connection.execute("SELECT DISTINCT writer FROM candidates").fetchall():
        if (name := stored_name(writer)) != writer:
            connection.execute("UPDATE candidates SET writer = ? WHERE writer = ?", (name, writer))
    sql = "SELECT base_model, tuned_model, unproven, id FROM comparisons"
    for base, tuned, unproven, comparison_id in connection.execute(sql).fetchall():
        names = json.dumps([stored_name(model) for model in json.loads(unproven)], ensure_ascii=False)
        connection.execute(
            "UPDATE comparisons SET base_model = ?, tuned_model = ?, unproven = ? WHERE id = ?",
            (stored_name(base), stored_name(tuned), names, comparison_id),
        )


def statements(script: str) -> Iterator[str]:
    """`executescript` would commit the transaction under way, so the script is taken statement by
    statement.
    """
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
