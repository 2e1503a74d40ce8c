"""Steps, paces and estimates from literal events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.schema import RunConfig
from pipeline.training.estimate import (
    Pace,
    count_steps,
    estimate_run,
    evaluations,
    find_pace,
    guess_device,
    measure_pace,
)
from pipeline.training.memory import ModelShape, Workload

NOW = datetime(2026, 11, 22, tzinfo=UTC)
WORK = Workload(100, 10, 10, titles_per_idea=5.0, prompt_tokens=60.0, title_tokens=10.0)
TREE = RunConfig("m", trainer="prefix_tree", ideas_per_step=4, num_train_epochs=2.0)
PACE = Pace(start=5.0, scored=0.1, trained=0.5, evaluated=0.2, device="cpu", peak_bytes=None)


def at(seconds: float, event: str, **fields: Any) -> dict[str, Any]:
    return {"event": event, "at": (NOW + timedelta(seconds=seconds)).isoformat(), **fields}


def run_of(device: str = "cpu", factor: float = 1.0) -> list[dict[str, Any]]:
    """10 training and 5 evaluation pairs in 2 steps an epoch."""
    return [
        at(0, "started"),
        at(4, "reference", scored=0, pairs=15),
        at(7, "reference", scored=15, pairs=15),
        at(8, "training", step=0, epoch=0.0, device=device, train_pairs=10, eval_pairs=5),
        at(18, "log", step=1, epoch=0.5),  # the first step warms up
        at(18 + 2 * factor, "log", step=2, epoch=1.0),
        at(30, "samples", step=2, epoch=1.0),
        at(31, "eval", step=2, epoch=1.0),
        at(33, "log", step=3, epoch=1.5),
        at(33 + 4 * factor, "step", step=4, epoch=2.0),
        at(60, "finished", peak_bytes=7),
    ]


def test_a_pace_is_read_from_steps_without_what_lies_between_them() -> None:
    # 4 s to load; 3 s for 15 pairs; 2 + 4 s for an epoch of 10 pairs; an evaluation of 5 pairs in 1 s.
    assert measure_pace(run_of()) == pytest.approx(Pace(4.0, 0.2, 0.6, 0.2, "cpu", 7))  # type: ignore[arg-type]


def test_a_run_so_quick_that_no_two_steps_were_told_of_is_timed_from_evaluations_on() -> None:
    quick = [
        *run_of()[:4],
        at(9, "samples", step=0, epoch=0.0),
        at(15, "log", step=10, epoch=0.5),
        at(17, "samples", step=12, epoch=1.0),
        at(18, "eval", step=12, epoch=1.0),
        at(24, "log", step=20, epoch=1.5),
    ]
    # 6 + 6 s for an epoch of 10 pairs.
    assert measure_pace(quick) == pytest.approx(Pace(4.0, 0.2, 1.2, 0.2, "cpu", None))  # type: ignore[arg-type]


@pytest.mark.parametrize("events", [[], run_of()[:4], run_of()[:5]])
def test_a_run_that_did_not_get_far_has_no_pace(events: list[dict[str, Any]]) -> None:
    assert measure_pace(events) is None


def test_an_estimate_adds_up() -> None:
    # 110 pairs scored, 200 learned from, 10 evaluated twice.
    found = estimate_run(TREE, WORK, None, PACE, "cpu")
    assert found.seconds == pytest.approx(5 + 11 + 100 + 4)
    assert (found.steps, found.memory, found.zero_gpu_seconds) == (6, None, None)  # 3 steps an epoch
    assert estimate_run(TREE, WORK, None, None, "cpu").seconds is None


def test_steps_follow_the_settings() -> None:
    assert count_steps(replace(TREE, num_train_epochs=0.5), WORK) == 2
    assert count_steps(replace(TREE, ideas_per_step=1, gradient_accumulation_steps=2), WORK) == 10
    assert count_steps(replace(TREE, trainer="stock", per_device_train_batch_size=8), WORK) == 26


def test_evaluations_follow_the_strategy() -> None:
    assert evaluations(TREE, 6) == 2
    assert evaluations(replace(TREE, eval_strategy="steps", eval_steps=4), 6) == 1


def test_zero_gpu_is_computed_from_operations_or_the_shortest_step() -> None:
    small = ModelShape(1000, 2, 8, 16, 2, 100, 50)
    # 25 s and 6 steps of 0.15 s.
    assert estimate_run(TREE, WORK, small, None, "cpu").zero_gpu_seconds == pytest.approx(25.9)
    # 440 tokens a step and 10^12 parameters are 2.64e15 operations: 132 s at 20 TFLOP/s.
    big = replace(small, parameters=10**12)
    assert estimate_run(TREE, WORK, big, None, "cpu").zero_gpu_seconds == pytest.approx(25 + 6 * 132)


def test_paces_of_other_models_adapters_and_trainers_do_not_count() -> None:
    for other in (
        replace(TREE, base_model="n"),
        replace(TREE, adapter="lora"),
        replace(TREE, trainer="stock"),
    ):
        assert find_pace([(other, run_of())], TREE, "cpu") is None
    assert find_pace([(replace(TREE, beta=1.0), run_of())], TREE, "cpu") == measure_pace(run_of())


def test_the_same_device_and_then_the_same_batch_go_first() -> None:
    runs = [
        (TREE, run_of("cuda", factor=0.1)),
        (replace(TREE, ideas_per_step=1), run_of(factor=5.0)),
        (TREE, run_of(factor=2.0)),
        (TREE, run_of(factor=3.0)),
    ]
    assert find_pace(runs, TREE, "cpu") == measure_pace(run_of(factor=2.0))
    assert find_pace(runs[:1], TREE, "cpu") == measure_pace(run_of("cuda", factor=0.1))


def test_the_device_is_one_of_those_that_torch_knows() -> None:
    assert guess_device() in ("cpu", "mps", "cuda")


def test_a_policys_step_and_its_guards_looks_are_timed_apart() -> None:
    second = [
        at(60, "training", step=4, epoch=2.0, device="cpu", stage="policy"),
        at(61, "check", step=4),
        at(61, "samples", step=4),
        at(70, "policy", step=5),
        at(72, "policy", step=6),
        at(76, "policy", step=7),
        at(79, "check", step=7),
        at(80, "finished", peak_bytes=9),
    ]
    pace = measure_pace(run_of()[:-1] + second)
    # Two steps in 6 s; looks of 1 and 3 s. The first stage is timed as without a second.
    assert pace == pytest.approx(Pace(4.0, 0.2, 0.6, 0.2, "cpu", 9, 3.0, 2.0))  # type: ignore[arg-type]
    rlhf = RunConfig("m", method="rlhf", num_train_epochs=1.0, policy_steps=10)
    # 4 s, 110 pairs scored, 100 learned from, 10 evaluated; ten steps, and looks before, at 8 and at 10.
    seconds = estimate_run(rlhf, WORK, None, pace, "cpu").seconds
    assert seconds == pytest.approx(4 + 22 + 60 + 2 + 30 + 6)
    assert count_steps(rlhf, WORK) == 13 + 10  # 100 pairs, eight a step
