"""How long a run takes and how much memory, before it starts: settings, pairs and measured paces enter.

The seconds of ZeroGPU are no measurement: 25 s to load, then for each step the larger of 0.15 s and 6
operations a parameter and token at 20 TFLOP/s; the three numbers are our judgement.
"""

import math
import platform
import sys
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pipeline.schema import RunConfig
from pipeline.training.events import Event, seconds_between, segments, training_fact
from pipeline.training.memory import ModelShape, Workload, estimate_memory, tokens_per_step
from pipeline.training.methods import CHECK_STEPS
from pipeline.training.recipes import steps_per_epoch, total_reward_steps

SAME_WORK = ("base_model", "adapter", "trainer", "method", "policy_trainer")
ZERO_GPU_LOADING = 25.0
ZERO_GPU_STEP = 0.15
ZERO_GPU_OPERATIONS = 20e12  # a second
STEPS = {"step", "log"}
OPERATIONS = 6  # a parameter and token, forward and backward (Kaplan et al. 2020)


@dataclass(frozen=True)
class Pace:
    """Seconds that a run took: once to start, then for each pair scored, learned from and evaluated, and of
    RLHF for each step of the policy and each look of its guards.
    """

    start: float
    scored: float
    trained: float
    evaluated: float
    device: str
    peak_bytes: int | None
    policy_step: float = 0.0
    look: float = 0.0


@dataclass(frozen=True)
class Estimate:
    """`seconds` is None before anything was measured; `memory` in bytes, None while the model is not here."""

    steps: int
    seconds: float | None
    memory: int | None
    zero_gpu_seconds: float | None


def estimate_run(
    config: RunConfig, work: Workload, shape: ModelShape | None, pace: Pace | None, device: str
) -> Estimate:
    """What this run will need on the device, "cpu", "mps" or "cuda"."""
    steps = count_steps(config, work)
    seconds = None
    if pace:
        pairs = work.train_pairs + work.test_pairs
        looks = evaluations(config, steps)
        seconds = pace.start + pace.scored * pairs + pace.trained * config.num_train_epochs * work.train_pairs
        seconds += pace.evaluated * looks * work.test_pairs
        if config.method == "rlhf":
            looks = 1 + math.ceil(config.policy_steps / CHECK_STEPS)
            seconds += pace.policy_step * config.policy_steps + pace.look * looks
    return Estimate(
        steps=steps,
        seconds=seconds,
        memory=estimate_memory(config, shape, work, device) if shape else None,
        zero_gpu_seconds=_zero_gpu_seconds(config, work, shape, steps) if shape else None,
    )


def count_steps(config: RunConfig, work: Workload) -> int:
    """Optimizer steps of the whole run, as transformers counts them."""
    if config.method == "rlhf":
        return total_reward_steps(config, work.train_pairs) + config.policy_steps
    return math.ceil(config.num_train_epochs * steps_per_epoch(config, work.train_pairs, work.train_ideas))


def evaluations(config: RunConfig, steps: int) -> int:
    """How often the run looks at the held-out pairs."""
    if config.eval_strategy == "steps":
        return steps // config.eval_steps
    return max(1, math.floor(config.num_train_epochs))


def measure_pace(events: Sequence[Event]) -> Pace | None:
    """The pace of a run's first segment; None when it did not get as far as two steps apart.

    Steps are timed from one event to the next with no evaluation between them; in a run so quick that it
    told of none like that, from the end of an evaluation or of samples. What was not seen counts as nothing,
    so an estimate may be low by that.
    """
    whole = segments(events)[0] if events else []
    starts = [at for at, event in enumerate(whole) if event["event"] == "training"]
    second = starts[1] if len(starts) > 1 else len(whole)
    first, following = whole[:second], whole[second:]
    kinds = [event["event"] for event in first]
    pairs = training_fact(first, "train_pairs")
    if "training" not in kinds or not pairs:
        return None
    begun = first[kinds.index("training")]
    scoring = [event for event in first if event["event"] == "reference"]
    loaded = scoring[0] if scoring else begun
    scored = scoring[-1]["scored"] if scoring else 0
    looks = [seconds_between(one, other) for one, other in pairwise(first) if other["event"] == "eval"]
    timed, seconds = _time_steps(first, STEPS)
    if not timed:
        timed, seconds = _time_steps(first, {*STEPS, "samples", "eval"})
    if not timed:
        return None
    policy_step, look = _policy_pace(following)
    return Pace(
        start=seconds_between(first[0], loaded),
        scored=seconds_between(scoring[0], scoring[-1]) / scored if scored else 0.0,
        trained=seconds / timed / pairs,
        evaluated=(looks[-1] if looks else 0.0) / (training_fact(first, "eval_pairs") or 1),
        device=begun["device"],
        peak_bytes=whole[-1].get("peak_bytes"),
        policy_step=policy_step,
        look=look,
    )


def _time_steps(events: Sequence[Event], begun: Set[str]) -> tuple[float, float]:
    """How many epochs were seen from an event of a kind in `begun` to a step's, and the seconds of these."""
    timed = [
        (other["epoch"] - one["epoch"], seconds_between(one, other))
        for one, other in pairwise(events)
        if one["event"] in begun and other["event"] in STEPS and other["step"] > one["step"]
    ]
    return sum(epochs for epochs, _ in timed), sum(seconds for _, seconds in timed)


def _policy_pace(events: Sequence[Event]) -> tuple[float, float]:
    """Seconds of a policy's step and of a look, from the events of RLHF's second stage; 0 for none. A step is
    timed from one to the next where no look is between them.
    """
    timed = [(one, two) for one, two in pairwise(events) if one["event"] == two["event"] == "policy"]
    steps = sum(two["step"] - one["step"] for one, two in timed)
    looks = [(one, two) for one, two in pairwise(events) if two["event"] == "check"]
    step, look = (
        sum(seconds_between(one, two) for one, two in pairs) / max(count, 1)
        for pairs, count in ((timed, steps), (looks, len(looks)))
    )
    return step, look


def find_pace(
    runs: Iterable[tuple[RunConfig, Sequence[Event]]], config: RunConfig, device: str
) -> Pace | None:
    """The first measured pace of this base model, adapter and trainer.

    Those measured on the device go before others, and then those that learn from as much at once.
    """
    alike = [
        (pace.device != device, _at_once(other) != _at_once(config), pace)
        for other, events in runs
        if _same_work(other, config) and (pace := measure_pace(events))
    ]
    alike.sort(key=lambda found: found[:2])  # keeps the order among equals
    return alike[0][2] if alike else None


def guess_device() -> Literal["cpu", "mps", "cuda"]:
    """Where training will run, told without torch: importing it takes longer than a page may wait."""
    if Path("/dev/nvidiactl").exists():
        return "cuda"
    return "mps" if sys.platform == "darwin" and platform.machine() == "arm64" else "cpu"


def _same_work(one: RunConfig, other: RunConfig) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in SAME_WORK)


def _at_once(config: RunConfig) -> int:
    return config.ideas_per_step if config.trainer == "prefix_tree" else config.per_device_train_batch_size


def _zero_gpu_seconds(config: RunConfig, work: Workload, shape: ModelShape, steps: int) -> float:
    batches = steps * config.gradient_accumulation_steps
    operations = OPERATIONS * shape.parameters * tokens_per_step(config, work)
    return ZERO_GPU_LOADING + batches * max(ZERO_GPU_STEP, operations / ZERO_GPU_OPERATIONS)
