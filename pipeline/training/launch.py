"""Where a segment runs: preferences and a RunConfig enter, a process of its own trains, its files tell.

The process has its own session and inherits no files, so it outlives the page and the app that started it.
"""

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.formats import write_preferences
from pipeline.model_files import describe_model
from pipeline.model_names import folder_of
from pipeline.schema import Preference, Run, RunConfig
from pipeline.settings import ROOT
from pipeline.training.events import Event, is_alive, is_held, read_events, segments
from pipeline.training.recipes import check_config, fit_to_data, steps_per_epoch
from pipeline.training.runs import (
    deleted_path,
    list_runs,
    log_file,
    model_path,
    queued_file,
    read_run,
    stop_file,
    training_lock,
    write_config,
)

__all__ = [
    "begin_process",
    "delete_run",
    "list_runs",
    "model_path",
    "read_run",
    "resume_run",
    "start_run",
    "stop_run",
    "wait_for_run",
]

PIPELINE = (sys.executable, "-m", "pipeline")
SEGMENT = (*PIPELINE, "segment")
SECONDS_TO_START = 60.0  # until the new process holds its lock: an import or two on a busy machine
SECONDS_BETWEEN_LOOKS = 0.05

# Begins a segment of the run in this directory and returns when it is under way.
Launcher = Callable[[Path], None]


def begin_process(run_dir: Path, command: Sequence[str] = SEGMENT) -> None:
    """Start `command RUN_DIR` in its own session and wait until it holds the run's lock: from then on a
    second start is refused.
    """
    before = len(segments(read_events(run_dir)))
    process = _run_apart(log_file(run_dir), [*command, str(run_dir)])
    give_up = time.monotonic() + SECONDS_TO_START
    while len(segments(read_events(run_dir))) == before and process.poll() is None:
        if time.monotonic() > give_up:
            raise ValueError(
                f"The training process did not start within {SECONDS_TO_START:.0f} s; see {log_file(run_dir)}"
            )
        time.sleep(SECONDS_BETWEEN_LOOKS)


def spawn(log: Path, *arguments: str) -> None:
    """`python -m pipeline ARGUMENTS` in a session of its own; returns at once."""
    _run_apart(log, [*PIPELINE, *arguments])


def _run_apart(log: Path, command: Sequence[str]) -> "subprocess.Popen[bytes]":
    with log.open("a") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # Someone has to collect its exit status, or it stays a zombie for as long as this app lives.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def start_run(
    runs_dir: Path,
    config: RunConfig,
    task_version: str,
    train: Sequence[Preference],
    test: Sequence[Preference],
    now: datetime,
    begin: Launcher = begin_process,
    replaces: Path | None = None,
) -> Run:
    """Freeze the preferences in a new run directory and begin to train on them. The checkpoints of the run
    that it `replaces` go first: on a full disk they would be in its way.

    ValueError says in words why not: settings or model unusable, no pairs, or a run going on.
    """
    check_start(config, train, test)
    with one_start_at_a_time(runs_dir):
        _refuse_a_second(runs_dir)
        if replaces:
            shutil.rmtree(replaces / "checkpoints", ignore_errors=True)
        run_dir = make_run(runs_dir, config, task_version, train, test, now)
        begin(run_dir)
    return read_run(run_dir)


def make_run(
    runs_dir: Path,
    config: RunConfig,
    task_version: str,
    train: Sequence[Preference],
    test: Sequence[Preference],
    now: datetime,
    waits: bool = False,
) -> Path:
    """A new run directory, whole but not begun; `waits` puts it in the queue."""
    # The run's process has another working directory.
    base, scorer = (str(folder_of(name) or name) for name in (config.base_model, config.reward_model))
    config = replace(config, base_model=base, reward_model=scorer)
    config = fit_to_data(config, len(train), len({row.idea_id for row in train}))
    run_dir = _make_run_dir(runs_dir.absolute(), config, now)
    write_preferences(run_dir / "preferences", train, test)
    if waits:
        queued_file(run_dir).touch()
    write_config(run_dir, config, task_version, now)
    return run_dir


def resume_run(run_dir: Path, begin: Launcher = begin_process) -> Run:
    """Go on from the last whole checkpoint of a run that was stopped, paused or broken off."""
    run = read_run(run_dir)
    if run.status == "finished":
        raise ValueError(f"The run {run.id} has finished; start a new one with more epochs to train further")
    with one_start_at_a_time(run_dir.parent):
        _refuse_a_second(run_dir.parent)
        stop_file(run_dir).unlink(missing_ok=True)
        begin(run_dir.absolute())
    return read_run(run_dir)


def delete_run(run_dir: Path) -> None:
    """Delete a run with its model and its files, waiting or ended, and remember that it was deleted.
    ValueError while it is being trained.
    """
    with one_start_at_a_time(run_dir.parent):
        if is_alive(run_dir):
            raise ValueError(f"{run_dir.name} is being trained; stop it, then delete it")
        gone = deleted_path(run_dir)
        run_dir.rename(gone)  # at once: a run without half of its files is listed nowhere
        shutil.rmtree(gone)
        gone.touch()


def stop_run(run_dir: Path) -> None:
    """Ask the run to end at its next step and keep its best model so far; returns at once."""
    if is_alive(run_dir):
        stop_file(run_dir).touch()


def wait_for_run(run_dir: Path, on_event: Callable[[Event], None], pause: float = 0.5) -> Run:
    """Hand over each event once, as it comes; return the run when its segment has ended."""
    seen = 0
    while True:
        run = read_run(run_dir)
        events = read_events(run_dir)
        for event in events[seen:]:
            on_event(event)
        seen = len(events)
        if run.status not in ("starting", "running"):
            return run
        time.sleep(pause)


def check_start(config: RunConfig, train: Sequence[Preference], test: Sequence[Preference]) -> None:
    """ValueError in words when the settings or the model are unusable, or there are no pairs."""
    check_config(config)
    if not train:
        raise ValueError(
            "There is nothing to learn from: label some pairs first (a tie or a skip does not count)"
        )
    if not test:
        raise ValueError("There are no pairs to evaluate on: label pairs of at least two ideas first")
    steps = steps_per_epoch(config, len(train), len({row.idea_id for row in train})) * config.num_train_epochs
    if config.eval_strategy == "steps" and config.eval_steps > steps:
        raise ValueError(
            f"eval_steps is {config.eval_steps} but the run has only {steps:.0f} steps; "
            "give a smaller number or evaluate by epoch"
        )


@contextmanager
def one_start_at_a_time(runs_dir: Path) -> Iterator[None]:
    """For whoever starts, queues or deletes a run. ValueError when another one takes too long over it."""
    runs_dir.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(runs_dir / ".starting.lock", timeout=SECONDS_TO_START):
            yield
    except Timeout:
        raise ValueError("Another run is being started; look again in a minute") from None


def _refuse_a_second(runs_dir: Path) -> None:
    if is_held(training_lock(runs_dir)):
        going = next((run.id for run in list_runs(runs_dir) if is_alive(Path(run.path))), "another run")
        raise ValueError(f"{going} is being trained; wait for its end, stop it, or put this one in the queue")


def _make_run_dir(runs_dir: Path, config: RunConfig, now: datetime) -> Path:
    """A new directory `<UTC time>-<slug>`, with a number when there is a run of that name."""
    base_model = describe_model(config.base_model).split("/")[-1].split(" (")[0]
    what = "" if config.method == "dpo" else f"{config.method} "
    name = config.name or f"{what}{base_model} {config.adapter}"
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "run"
    taken = {run.name.partition("-")[2] for run in runs_dir.iterdir()}
    for number in count(1):
        numbered = slug if number == 1 else f"{slug}-{number}"
        if numbered in taken:
            continue
        run_dir = runs_dir / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{numbered}"
        try:
            run_dir.mkdir()
            return run_dir
        except FileExistsError:
            continue
    raise AssertionError("unreachable")
