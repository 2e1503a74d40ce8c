"""The task in its versions: what the owner chooses enters, the version that counts leaves.

A choice is a record of its own, which travels like all others: the latest one stands, in whatever order they
arrive. Before the first one the default counts, and pairs of whatever version are asked.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from pipeline.schema import Task, TaskChoice
from pipeline.store.counts import Counts
from pipeline.tasks import YOUTUBE_TITLES, task_of


class Tasks(Counts):
    """Read again each time, so all processes follow what was chosen last."""

    def add_task(self, task: Task) -> None:
        """Keep a version of the task, without choosing it."""
        record = json.dumps(asdict(task), ensure_ascii=False)
        with self._counting_anew():
            self._insert("tasks", "version, name, record", [(task.version, task.name, record)])

    def choose_task(self, task: Task, now: datetime) -> None:
        """From now on this version counts: its pairs are asked, and ideas lack titles that have none of
        it.
        """
        with self.transaction():
            self.add_task(task)
            self.add_task_choice(TaskChoice.of(task.version, now))

    def add_task_choice(self, choice: TaskChoice) -> None:
        values = (choice.id, choice.version, choice.chosen_at.isoformat())
        with self._counting_anew():
            self._insert("task_choices", "id, version, chosen_at", [values])

    def task(self, version: str) -> Task | None:
        """The version of the task, None where it is not known."""
        rows = self._rows("SELECT record FROM tasks WHERE version = ?", version)
        return task_of(json.loads(rows[0][0])) if rows else None

    def current_task(self) -> Task:
        """The version that counts now."""
        return self.task(self._current_version() or "") or YOUTUBE_TITLES

    def task_choices(self) -> list[tuple[datetime, Task]]:
        """Every version that was chosen, once, with when it was last chosen; newest first."""
        sql = (
            "SELECT max(c.chosen_at), t.record FROM task_choices c JOIN tasks t ON t.version = c.version"
            " GROUP BY t.version ORDER BY 1 DESC"
        )
        return [(datetime.fromisoformat(at), task_of(json.loads(record))) for at, record in self._rows(sql)]

    def _current_version(self) -> str | None:
        rows = self._rows("SELECT version FROM current_task")
        return rows[0][0] if rows else None

    @contextmanager
    def _counting_anew(self) -> Iterator[None]:
        """Other pairs are asked after what is done inside, if it changes which version counts. Who has
        settled an idea has settled other titles.
        """
        with self.transaction():
            before = self._current_version()
            yield
            if self._current_version() != before:
                self._db.execute("UPDATE assignments SET settled_pairs = NULL")
                self._count_everything()
