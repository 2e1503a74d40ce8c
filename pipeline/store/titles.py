"""Ideas, candidates, pairs and comparisons: frozen records enter and leave."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from pipeline.model_names import stored_name
from pipeline.schema import (
    Candidate,
    Comparison,
    Idea,
    Pair,
    Run,
    Task,
)
from pipeline.store.counts import NOT_ASIDE, NOT_UNDONE, VERSION
from pipeline.store.rows import (
    CANDIDATE_COLUMNS,
    COMPARED_COLUMNS,
    COMPARISON_COLUMNS,
    PAIR_COLUMNS,
    pair_reader,
    to_comparison,
    to_pair,
)
from pipeline.store.tasks import Tasks

KNOWN_IDEAS = 512  # whose pairs are kept, the oldest forgotten first


class Titles(Tasks):
    """What is there to be judged, in the order in which it was added."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._known_pairs: dict[str, tuple[Pair, ...]] = {}

    def add_ideas(self, ideas: Iterable[Idea]) -> int:
        rows = [astuple(idea) for idea in ideas]
        with self.transaction():
            added = self._insert("ideas", "id, task, text, origin", rows)
            self._count_pairs_of(row[0] for row in rows)
            return added

    def ideas(self, task: Task) -> list[Idea]:
        """Those that count, in the order in which they were added."""
        return self._ideas(task, "id NOT IN (SELECT idea_id FROM ideas_aside)")

    def ideas_aside(self, task: Task) -> list[Idea]:
        """Those that are set aside, in the order in which they were; those undone are not among them."""
        said = "SELECT max(chosen_at) FROM idea_choices c WHERE c.idea_id = ideas.id"
        which = "id IN (SELECT idea_id FROM ideas_aside) AND id NOT IN (SELECT idea_id FROM ideas_undone)"
        return self._ideas(task, which, f"({said}), position")

    def every_idea(self, task: Task) -> list[Idea]:
        """Those that count and those that are set aside; before them those whose adding was undone."""
        return self._ideas(task, "true", "id NOT IN (SELECT idea_id FROM ideas_undone), position")

    def _ideas(self, task: Task, which: str, order: str = "position") -> list[Idea]:
        sql = f"SELECT id, task, text, origin FROM ideas WHERE task = ? AND {which} ORDER BY {order}"
        return [Idea(*row) for row in self._rows(sql, task.name)]

    def count_ideas(self, task: Task) -> int:
        """How many `ideas` there are."""
        sql = "SELECT count(*) FROM ideas WHERE task = ? AND id NOT IN (SELECT idea_id FROM ideas_aside)"
        return self._count(sql, task.name)

    def add_candidates(self, candidates: Iterable[Candidate]) -> int:
        """Their writers under the names that are stored, also where a row of old has a folder."""
        given = list(candidates)
        names = {writer: stored_name(writer) for writer in {candidate.writer for candidate in given}}
        rows = (astuple(replace(candidate, writer=names[candidate.writer])) for candidate in given)
        return self._insert("candidates", CANDIDATE_COLUMNS.replace("c.", ""), rows)

    def candidates(
        self, task: Task, idea_ids: Sequence[str] | None = None, every_version: bool = False
    ) -> dict[str, list[Candidate]]:
        """Candidates that serve this version of the task, or were written for any, by idea id, of these
        ideas or of all; ideas without any are absent.
        """
        sql = (
            f"SELECT {CANDIDATE_COLUMNS} FROM candidates c JOIN ideas i ON i.id = c.idea_id"
            " WHERE i.task = ?1 AND (?2 IS NULL OR i.id IN (SELECT value FROM json_each(?2)))"
            " AND (?3 OR c.task_version IN ('', ?4)) ORDER BY c.position"
        )
        wanted = None if idea_ids is None else json.dumps(list(idea_ids))
        found: dict[str, list[Candidate]] = {}
        for row in self._rows(sql, task.name, wanted, every_version, task.version):
            found.setdefault(row[1], []).append(Candidate(*row))
        return found

    def count_candidates(self, task: Task) -> dict[str, int]:
        """How many candidates for this version of the task each of the `ideas` has, by idea id; ideas without
        any are absent.
        """
        sql = (
            "SELECT c.idea_id, count(*) FROM candidates c JOIN ideas i ON i.id = c.idea_id"
            f" WHERE i.task = ? AND c.task_version IN ('', ?) AND c.{NOT_ASIDE} GROUP BY c.idea_id"
        )
        return dict(self._rows(sql, task.name, task.version))

    def count_other_candidates(self, task: Task) -> int:
        """Candidates that the `ideas` have for other versions of the task than this one."""
        sql = (
            "SELECT count(*) FROM candidates c JOIN ideas i ON i.id = c.idea_id"
            f" WHERE i.task = ? AND c.task_version NOT IN ('', ?) AND c.{NOT_ASIDE}"
        )
        return self._count(sql, task.name, task.version)

    def add_pairs(self, pairs: Iterable[Pair]) -> int:
        rows = [astuple(pair) for pair in pairs]
        with self.transaction():
            (last,) = self._rows("SELECT max(position) FROM pairs")[0]
            added = self._insert("pairs", PAIR_COLUMNS.replace("p.", ""), rows)
            if added:
                self._count_pairs_of(dict.fromkeys(row[4] for row in rows))
                sql = (  # votes may have come before their pairs
                    "SELECT e.annotator, count(*) FROM pairs p JOIN events e ON e.pair_id = p.id"
                    f" WHERE p.position > ? AND p.comparison_id IS NULL AND e.kind = 'vote' AND {NOT_UNDONE}"
                    " GROUP BY e.annotator"
                )
                for annotator, votes in self._rows(sql, last or 0):
                    self._count_votes(annotator, 0, votes)
                self._db.execute(
                    "INSERT INTO label_counts SELECT l.annotator, count(*)"
                    " FROM pairs p JOIN current_labels l ON l.pair_id = p.id WHERE p.position > ?"
                    " AND p.comparison_id IS NULL AND l.choice <> 'skip' GROUP BY l.annotator"
                    " ON CONFLICT DO UPDATE SET labels = labels + excluded.labels",
                    (last or 0,),
                )
            return added

    def _count_pairs_of(self, idea_ids: Iterable[str]) -> None:
        """Count those of the ideas anew whose number of pairs is not what was counted."""
        sql = (
            "SELECT p.idea_id FROM asked_pairs p JOIN ideas i ON i.id = p.idea_id"
            " WHERE p.idea_id IN (SELECT value FROM json_each(?)) GROUP BY p.idea_id"
            " HAVING count(*) IS NOT (SELECT n_pairs FROM idea_counts c WHERE c.idea_id = p.idea_id)"
        )
        for (idea_id,) in self._rows(sql, json.dumps(list(idea_ids))):
            self._count_idea(idea_id)

    def pairs(self, comparison_id: str | None = None) -> list[Pair]:
        """A comparison's pairs, or the preference pairs of every version of the task when it is None."""
        sql = f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE comparison_id IS ? ORDER BY position"
        return self._records(pair_reader(), sql, comparison_id)

    def asked_pairs(self) -> list[Pair]:
        """The preference pairs that people are asked about: those of the version of the task that counts, of
        ideas that are not set aside.
        """
        return self._records(pair_reader(), f"SELECT {PAIR_COLUMNS} FROM asked_pairs p ORDER BY position")

    def pairs_beside_labels(self) -> list[Pair]:
        """Those of `asked_pairs` of ideas with any label."""
        sql = (
            f"SELECT {PAIR_COLUMNS} FROM asked_pairs p WHERE p.idea_id IN"
            " (SELECT q.idea_id FROM current_labels l JOIN pairs q ON q.id = l.pair_id) ORDER BY position"
        )
        return self._records(pair_reader(), sql)

    def other_pairs(self) -> list[Pair]:
        """The preference pairs of other versions of the task, which nobody is asked about, of ideas that are
        not set aside.
        """
        sql = (
            f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE comparison_id IS NULL AND p.{NOT_ASIDE}"
            " AND task_version <> (SELECT version FROM current_task) ORDER BY position"
        )
        return self._records(pair_reader(), sql)

    def idea_pairs(self, idea_id: str, counted: tuple[int, str] | None = None) -> tuple[Pair, ...]:
        """Those of one idea, oldest first; they never change, but more may come. `counted` is how many there
        are and the version of the task that counts, for a caller who has just read that.
        """
        known = self._known_pairs.get(idea_id)
        sql = f"SELECT n_pairs, {VERSION} FROM idea_counts WHERE idea_id = ?"
        for n_pairs, version in [counted] if counted else self._rows(sql, idea_id):
            if known and len(known) == n_pairs and version in ("", known[0].task_version):
                return known
        sql = f"SELECT {PAIR_COLUMNS} FROM asked_pairs p WHERE idea_id = ? ORDER BY position"
        pairs = tuple(self._records(pair_reader(), sql, idea_id))
        self._known_pairs[idea_id] = pairs
        while len(self._known_pairs) > KNOWN_IDEAS:
            self._known_pairs.pop(next(iter(self._known_pairs)), None)
        return pairs

    def count_pairs_of(self, idea_ids: Collection[str]) -> dict[tuple[str, str], int]:
        """How many preference pairs each of the ideas has for each version of the task."""
        sql = (
            "SELECT json_array(p.idea_id, p.task_version, count(*)) AS record FROM pairs p"
            " WHERE p.comparison_id IS NULL AND p.idea_id IN (SELECT value FROM json_each(?))"
            " GROUP BY p.idea_id, p.task_version"
        )
        found = self._rows_at_once(sql, json.dumps(list(idea_ids)))
        return {(idea_id, version): n_pairs for idea_id, version, n_pairs in found}

    def count_pairs(self, comparison_id: str | None = None) -> int:
        """A comparison's pairs, or those that `asked_pairs` gives when it is None."""
        if comparison_id is None:
            return self._count("SELECT count(*) FROM asked_pairs")
        return self._count("SELECT count(*) FROM pairs WHERE comparison_id = ?", comparison_id)

    def pair(self, pair_id: str) -> Pair | None:
        rows = self._rows(f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE id = ?", pair_id)
        return to_pair(rows[0]) if rows else None

    def asked_pair(self, pair_id: str) -> Pair | None:
        """The pair if it is one of `asked_pairs`."""
        rows = self._rows(f"SELECT {PAIR_COLUMNS} FROM asked_pairs p WHERE id = ?", pair_id)
        return to_pair(rows[0]) if rows else None

    def add_comparison(self, comparison: Comparison, pairs: Iterable[Pair]) -> None:
        """Its models under the names that are stored, as with candidates."""
        values = (
            comparison.id,
            stored_name(comparison.base_model),
            stored_name(comparison.tuned_model),
            comparison.run_id,
            comparison.seed,
            comparison.temperature,
            comparison.created_at.isoformat(),
            comparison.design,
            comparison.min_p,
            json.dumps([*map(stored_name, comparison.unproven)], ensure_ascii=False),
        )
        titles = [(comparison.id, n, *astuple(title)) for n, title in enumerate(comparison.titles)]
        with self.transaction():
            self._insert("comparisons", COMPARISON_COLUMNS, [values])
            self.add_pairs(pairs)
            self._insert("compared_titles", f"comparison_id, position, {COMPARED_COLUMNS}", titles)

    def comparisons(self) -> list[Comparison]:
        """Newest first."""
        rows = self._rows(f"SELECT {COMPARISON_COLUMNS} FROM comparisons ORDER BY position DESC")
        return [to_comparison(row, self._compared(row[0])) for row in rows]

    def newest_comparison(self) -> str | None:
        """Its id; None when there is none."""
        rows = self._rows("SELECT id FROM comparisons ORDER BY position DESC LIMIT 1")
        return str(rows[0][0]) if rows else None

    def is_compared(self, run: Run) -> bool:
        """Whether a comparison has the run's model, or one was made since."""
        moment = run.created_at.isoformat()
        sql = "SELECT 1 FROM comparisons WHERE run_id = ? OR created_at >= ? LIMIT 1"
        return bool(self._rows(sql, run.id, moment))

    def comparison(self, comparison_id: str) -> Comparison | None:
        rows = self._rows(f"SELECT {COMPARISON_COLUMNS} FROM comparisons WHERE id = ?", comparison_id)
        return to_comparison(rows[0], self._compared(comparison_id)) if rows else None

    def _compared(self, comparison_id: str) -> list[Any]:
        sql = f"SELECT {COMPARED_COLUMNS} FROM compared_titles WHERE comparison_id = ? ORDER BY position"
        return self._rows(sql, comparison_id)
