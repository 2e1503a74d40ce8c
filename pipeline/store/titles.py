"""Tasks, ideas, candidates, pairs and comparisons: frozen records enter and leave."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, replace
from typing import Any

from pipeline.schema import (
    Candidate,
    Comparison,
    Idea,
    Pair,
    Task,
)
from pipeline.store.database import Database
from pipeline.store.rows import (
    COMPARED_COLUMNS,
    COMPARISON_COLUMNS,
    PAIR_COLUMNS,
    to_comparison,
    to_pair,
)


class Titles(Database):
    """What is there to be judged, in the order in which it was added."""

    def add_task(self, task: Task) -> None:
        record = json.dumps(asdict(task), ensure_ascii=False)
        self._insert("tasks", "version, name, record", [(task.version, task.name, record)])

    def add_ideas(self, ideas: Iterable[Idea]) -> int:
        return self._insert("ideas", "id, task, text, origin", map(astuple, ideas))

    def ideas(self, task: Task) -> list[Idea]:
        """In the order in which they were added."""
        sql = "SELECT id, task, text, origin FROM ideas WHERE task = ? ORDER BY position"
        return [Idea(*row) for row in self._rows(sql, task.name)]

    def add_candidates(self, candidates: Iterable[Candidate]) -> int:
        return self._insert("candidates", "id, idea_id, title, writer", map(astuple, candidates))

    def candidates(self, task: Task, idea_ids: Sequence[str] | None = None) -> dict[str, list[Candidate]]:
        """Candidates by idea id, of these ideas or of all; ideas without any are absent."""
        sql = (
            "SELECT c.id, c.idea_id, c.title, c.writer FROM candidates c JOIN ideas i ON i.id = c.idea_id"
            " WHERE i.task = ?1 AND (?2 IS NULL OR i.id IN (SELECT value FROM json_each(?2)))"
            " ORDER BY c.position"
        )
        wanted = None if idea_ids is None else json.dumps(list(idea_ids))
        found: dict[str, list[Candidate]] = {}
        for row in self._rows(sql, task.name, wanted):
            found.setdefault(row[1], []).append(Candidate(*row))
        return found

    def count_candidates(self, task: Task) -> dict[str, int]:
        """How many candidates each idea has, by idea id; ideas without any are absent."""
        sql = (
            "SELECT c.idea_id, count(*) FROM candidates c JOIN ideas i ON i.id = c.idea_id"
            " WHERE i.task = ? GROUP BY c.idea_id"
        )
        return dict(self._rows(sql, task.name))

    def add_pairs(self, pairs: Iterable[Pair]) -> int:
        return self._insert("pairs", PAIR_COLUMNS.replace("p.", ""), map(astuple, pairs))

    def pairs(self, comparison_id: str | None = None) -> list[Pair]:
        """A comparison's pairs, or the preference pairs when it is None (as in every method below)."""
        sql = f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE comparison_id IS ? ORDER BY position"
        return [to_pair(row) for row in self._rows(sql, comparison_id)]

    def idea_pairs(self, idea_id: str) -> list[Pair]:
        """The idea's preference pairs, oldest first."""
        sql = (
            f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE idea_id = ? AND comparison_id IS NULL"
            " ORDER BY position"
        )
        return [to_pair(row) for row in self._rows(sql, idea_id)]

    def count_pairs(self, comparison_id: str | None = None) -> int:
        return self._count("SELECT count(*) FROM pairs WHERE comparison_id IS ?", comparison_id)

    def pair(self, pair_id: str) -> Pair | None:
        rows = self._rows(f"SELECT {PAIR_COLUMNS} FROM pairs p WHERE id = ?", pair_id)
        return to_pair(rows[0]) if rows else None

    def add_comparison(self, comparison: Comparison, pairs: Iterable[Pair]) -> None:
        values = (
            *astuple(replace(comparison, titles=()))[:6],
            comparison.created_at.isoformat(),
            comparison.design,
            comparison.min_p,
            json.dumps(comparison.unproven, ensure_ascii=False),
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

    def comparison(self, comparison_id: str) -> Comparison | None:
        rows = self._rows(f"SELECT {COMPARISON_COLUMNS} FROM comparisons WHERE id = ?", comparison_id)
        return to_comparison(rows[0], self._compared(comparison_id)) if rows else None

    def _compared(self, comparison_id: str) -> list[Any]:
        sql = f"SELECT {COMPARED_COLUMNS} FROM compared_titles WHERE comparison_id = ? ORDER BY position"
        return self._rows(sql, comparison_id)
