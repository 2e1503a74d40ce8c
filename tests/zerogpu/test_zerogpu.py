"""Parts of a run through the real `spaces` package: its decorator, forked workers, and what it raises."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.torch import load_file

from pipeline.settings import ROOT
from pipeline.training.events import epoch_table, read_events
from pipeline.training.runs import model_path, read_run
from pipeline.training.segment import train_segment
from zerogpu.scheduler import Refusal, Scheduler, serve

MakeRun = Callable[..., Path]


def drive(scheduler: Scheduler, run_dir: Path, parts: int, *options: str) -> list[str | None]:
    """What the process said of each part."""
    with serve(scheduler) as environment:
        command = [sys.executable, "-m", "zerogpu.drive", str(run_dir), str(parts), *options]
        given = {"ZEROGPU_OFFLOAD_DIR": str(run_dir / "offload"), "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        done = subprocess.run(command, env=os.environ | environment | given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def assert_same_run(one: Path, other: Path) -> None:
    left, right = (load_file(model_path(run_dir) / "model.safetensors") for run_dir in (one, other))
    assert all(left[name].equal(right[name]) for name in left)
    assert [row["eval_loss"] for row in epoch_table(read_events(one))] == [
        row["eval_loss"] for row in epoch_table(read_events(other))
    ]


def test_three_parts_equal_the_uninterrupted_run_also_in_a_worker_that_is_used_again(
    make_run: MakeRun,
) -> None:
    whole, parts = make_run("whole", num_train_epochs=1.0), make_run("parts", num_train_epochs=1.0)
    train_segment(whole)
    scheduler = Scheduler(answers=["new", "used", "new"])
    assert drive(scheduler, parts, 3, "--steps") == [None, None, None]
    events = read_events(parts)
    ends = [(event["event"], event["step"]) for event in events if event["event"] in ("paused", "finished")]
    assert ends == [("paused", 0), ("paused", 1), ("paused", 2), ("finished", 3)]
    one, two, three = (event["process"] for event in events if event["event"] == "started")
    assert (one, three) == tuple(scheduler.workers) and two == one != three
    assert_same_run(whole, parts)


@pytest.mark.soak
def test_a_part_that_overran_is_taken_back_and_the_next_goes_on(make_run: MakeRun) -> None:
    whole, killed = make_run("whole", num_train_epochs=10.0), make_run("killed", num_train_epochs=10.0)
    train_segment(whole)

    def after_the_first_checkpoint() -> bool:
        waits = [event["event"] for event in read_events(killed)].count("paused")
        return waits == 1 and (killed / "checkpoints" / "checkpoint-6").exists()

    scheduler = Scheduler(overran=after_the_first_checkpoint)
    taken, then = drive(scheduler, killed, 2)
    assert taken and "taken back" in taken
    assert then is None
    assert read_run(killed).status == "finished"
    assert scheduler.durations[1] > scheduler.durations[0]
    assert_same_run(whole, killed)


@pytest.mark.soak
def test_a_quota_is_used_as_far_as_it_goes_and_then_told_in_words(make_run: MakeRun) -> None:
    run_dir = make_run("run")
    never, little, nothing = Refusal(40, -1), Refusal(42, 600), Refusal(4, 7250)
    scheduler = Scheduler(answers=[nothing, never, nothing, little])
    used_up, too_long, granted = drive(scheduler, run_dir, 3)
    assert used_up and "4 s are left" in used_up and "in 2 h 1 min" in used_up
    assert too_long and "4 s are left" in too_long
    assert granted is None
    assert scheduler.durations == [60, 60, 30, 60, 42]
    assert read_run(run_dir).status == "finished"
