"""A segment killed with SIGKILL, in the middle of anything: what resumes from its files ends as if it had
never been killed, in its weights and in its event log. Every day one kill in test_launch.py is held to that.
"""

import multiprocessing
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file

from dying import train_and_die
from pipeline.settings import let_waiting_threads_sleep
from pipeline.training.events import Event, kept_events, read_events
from pipeline.training.runs import model_path
from pipeline.training.segment import train_segment

# How often a segment began, what it found then, and what comes by the clock.
NOT_OF_THE_RUN = ("started", "reference", "training", "step")
NEVER = 1_000_000  # steps
TIMES = ("at", "eval_runtime", "eval_samples_per_second", "eval_steps_per_second", "peak_bytes")
Kill = tuple[int, float]
MakeRun = Callable[..., Path]


def train_with_kills(run_dir: Path, kills: list[Kill]) -> None:
    """A process for each kill (step, seconds after its end), and one more that reaches the end."""
    let_waiting_threads_sleep()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["pipeline.training.trainer"])  # imports torch and trl once for all
    for step, seconds in [*kills, (NEVER, 0.0)]:
        segment = processes.Process(target=train_and_die, args=(run_dir, step, seconds))
        segment.start()
        segment.join()
        assert segment.exitcode == (0 if step == NEVER else -signal.SIGKILL)


def told(run_dir: Path) -> list[dict[str, Any]]:
    """The run's events without times, processes, and steps that were taken back."""

    def timeless(event: Event) -> dict[str, Any]:
        return {key: value for key, value in event.items() if key not in TIMES}

    return [
        timeless(event) for event in kept_events(read_events(run_dir)) if event["event"] not in NOT_OF_THE_RUN
    ]


def assert_same_run(one: Path, other: Path) -> None:
    assert told(one) == told(other)
    left, right = (load_file(model_path(run_dir) / "model.safetensors") for run_dir in (one, other))
    assert left.keys() == right.keys()
    assert all(left[name].equal(right[name]) for name in left)


@pytest.mark.soak
@pytest.mark.parametrize(
    "changes",
    [
        # No checkpoint falls on a log's step: the means of the next log must not begin in the middle.
        {"eval_strategy": "steps", "save_strategy": "steps", "eval_steps": 2, "logging_steps": 3},
        {"trainer": "prefix_tree", "ideas_per_step": 2},
    ],
    ids=["stock", "prefix_tree"],
)
def test_a_kill_leaves_no_trace_in_the_end(make_run: MakeRun, changes: dict[str, Any]) -> None:
    whole, killed = make_run("whole", **changes), make_run("killed", **changes)
    train_segment(whole)
    train_with_kills(killed, [(5, 0.0)])
    assert [event["event"] for event in read_events(killed)].count("started") == 2
    assert_same_run(whole, killed)


@pytest.mark.soak
@pytest.mark.parametrize("trainer", ["stock", "prefix_tree"])
def test_ten_kills_leave_no_trace_in_the_end(make_run: MakeRun, trainer: str) -> None:
    """At random steps of 120, and up to 60 ms later: in a step, a log, an evaluation or a checkpoint."""
    changes = {"trainer": trainer, "ideas_per_step": 2, "num_train_epochs": 40.0}
    rng = random.Random(20261122)
    kills = [(step, rng.uniform(0, 0.06)) for step in sorted(rng.sample(range(1, 100), 10))]
    whole, killed = make_run("whole", **changes), make_run("killed", **changes)
    train_segment(whole)
    train_with_kills(killed, kills)
    assert [event["event"] for event in read_events(killed)].count("started") == 11
    assert_same_run(whole, killed)
