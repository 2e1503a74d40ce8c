"""Runs that wait for the one before them: a RunConfig and preferences enter, and train when it is their turn.

A waiting run is a run directory with a file `queued` and no event yet. A process of its own, one for all runs
of a directory, waits for the training lock and starts the oldest; the system frees that lock however the run
before ends. It needs no page and no app, and ends when no run is waiting. Should it be killed, or the machine
go down, the next look at the queue starts another one; where they die one after the other, ever more seldom.
"""

import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.schema import Preference, Run, RunConfig
from pipeline.training.events import append_event, is_held, read_events
from pipeline.training.launch import begin_process, check_start, make_run, one_start_at_a_time, spawn
from pipeline.training.runs import list_runs, queued_file, read_run, training_lock

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_FOR_THE_KEEPER_BEFORE = 10.0  # it looks for the last time, then lets go of its lock
SECONDS_TO_ITS_WORK = 15.0  # a new one has reached it by then; twice as long is given to each after it
MOST_DOUBLINGS = 6  # a quarter of an hour
KEEPER = "queue-keeper.txt"  # its process id, for whoever looks after the machine
NOT_STARTED = "The run did not start; see log.txt in its directory, then resume it"


def enqueue_run(
    runs_dir: Path,
    config: RunConfig,
    task_version: str,
    train: Sequence[Preference],
    test: Sequence[Preference],
    now: datetime,
) -> Run:
    """Freeze the preferences in a run directory that waits for its turn. ValueError as for a start."""
    check_start(config, train, test)
    with one_start_at_a_time(runs_dir):
        run_dir = make_run(runs_dir, config, task_version, train, test, now, waits=True)
    keep_queue(runs_dir, at_once=True)
    return read_run(run_dir)


def waiting_runs(runs_dir: Path) -> list[Run]:
    """Those that wait, the next one first."""
    return [run for run in reversed(list_runs(runs_dir)) if run.status == "queued"]


def keep_queue(runs_dir: Path, at_once: bool = False, clock: Callable[[], float] = time.time) -> None:
    """See to it that somebody starts the waiting runs; returns at once. Any page that is open looks every
    second or two: only with `at_once` is none waited for that was started before and has done nothing yet.
    """
    if not waiting_runs(runs_dir) or is_held(keeper_lock(runs_dir)):
        return
    try:
        with FileLock(runs_dir / ".queue-start.lock", blocking=False):
            if at_once or not _is_awaited(runs_dir, clock()):
                with _starts(runs_dir).open("ab") as file:
                    file.write(b".")
                spawn(runs_dir / "queue-log.txt", "queue", str(runs_dir.absolute()))
    except Timeout:
        return  # another look is just starting one


def _is_awaited(runs_dir: Path, now: float) -> bool:
    try:
        starts = _starts(runs_dir).stat()
    except FileNotFoundError:
        return False
    patience = SECONDS_TO_ITS_WORK * 2 ** min(starts.st_size - 1, MOST_DOUBLINGS)
    return 0 <= now - starts.st_mtime < patience


def _starts(runs_dir: Path) -> Path:
    """One byte for each start since a keeper last did its work; changed at the latest one."""
    return runs_dir / ".queue-starts"


def keeper_lock(runs_dir: Path) -> Path:
    return runs_dir / ".queue.lock"


def main(arguments: Sequence[str]) -> int:
    """`queue RUNS_DIR`: start the waiting runs one after the other, until there is none."""
    runs_dir = Path(arguments[0])
    try:
        with FileLock(keeper_lock(runs_dir), timeout=SECONDS_FOR_THE_KEEPER_BEFORE):
            (runs_dir / KEEPER).write_text(str(os.getpid()))
            while waiting := waiting_runs(runs_dir):
                if is_held(training_lock(runs_dir)):
                    time.sleep(SECONDS_BETWEEN_LOOKS)
                else:
                    _start(Path(waiting[0].path))
                _starts(runs_dir).unlink(missing_ok=True)
    except Timeout:
        print(f"Another process keeps the queue of {runs_dir}")
    return 0


def _start(run_dir: Path) -> None:
    """Begin the run, unless it was removed or another one was started meanwhile."""
    with one_start_at_a_time(run_dir.parent):
        if not queued_file(run_dir).exists() or is_held(training_lock(run_dir.parent)):
            return
        begin_process(run_dir)
        if not read_events(run_dir):
            if is_held(training_lock(run_dir.parent)):
                return  # someone trains without having asked; wait for its end
            append_event(run_dir, "failed", datetime.now(UTC), error=NOT_STARTED)
        queued_file(run_dir).unlink(missing_ok=True)
