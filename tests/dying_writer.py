"""A writing that is killed at a moment that a test chooses: `python tests/dying_writer.py DB ASKED N CALL`.

ASKED is a file that gets every idea that the writer is asked for; CALL is the number of the call in which
this process dies, 0 for none.
"""

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.candidates import write_candidates
from pipeline.schema import Idea, Task
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES


@dataclass
class DyingWriter:
    asked: Path
    dies_at: int
    name: str = "dying"
    calls: int = 0

    def declines(self, text: str) -> str | None:
        return None

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        self.calls += 1
        with self.asked.open("a") as file:
            file.writelines(f"{idea}\n" for idea in ideas)
        if self.calls == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return [[f"The Long Enough Title {k} of {idea}" for k in range(n)] for idea in ideas]

    def propose_ideas(self, task: Task, topic: str, n: int, seed: int) -> list[str]:
        return []


if __name__ == "__main__":
    database, asked, n_ideas, call = sys.argv[1:]
    store = Store(Path(database))
    store.add_task(YOUTUBE_TITLES)
    names = [f"growing herb number {number}" for number in range(int(n_ideas))]
    store.add_ideas(Idea.of(YOUTUBE_TITLES.name, name) for name in names)
    writer = DyingWriter(Path(asked), int(call))
    for _ in write_candidates(store, writer, YOUTUBE_TITLES, store.ideas(YOUTUBE_TITLES), 0, 0.9):
        pass
    store.close()
