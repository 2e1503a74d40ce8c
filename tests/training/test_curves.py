"""Points of a run's curves and round numbers for its axes."""

from typing import Any

import pytest

from pipeline.training.curves import points, ticks

AT = "2026-01-01T00:00:00+00:00"


def event(kind: str, step: int, epoch: float, **fields: Any) -> dict[str, Any]:
    return {"event": kind, "at": AT, "step": step, "epoch": epoch, **fields}


EVENTS = [
    event("training", 0, 0.0, total_steps=4),
    event("log", 1, 0.5, loss=0.7),
    event("log", 2, 1.0, loss=0.6),
    event("eval", 2, 1.0, eval_loss=0.65),
    event("log", 3, 1.5, loss=None),
]


@pytest.mark.parametrize(
    "low, high, expected",
    [
        (0.0, 1.0, [0.0, 0.25, 0.5, 0.75, 1.0]),
        (-0.3, 0.9, [-0.5, 0.0, 0.5, 1.0]),
        (0, 3, [0, 1, 2, 3]),
        (7.0, 7.0, [7.0]),
    ],
)
def test_ticks_are_round_and_enclose_the_values(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == expected


def test_points_skip_what_was_not_measured() -> None:
    assert points(EVENTS, "log", "loss") == [(0.5, 0.7), (1.0, 0.6)]
    assert points(EVENTS, "eval", "eval_loss") == [(1.0, 0.65)]


def test_steps_that_a_resumed_segment_does_again_are_drawn_once() -> None:
    again = [*EVENTS, event("training", 1, 0.5, total_steps=4), event("log", 2, 1.0, loss=0.5)]
    assert points(again, "log", "loss") == [(0.5, 0.7), (1.0, 0.5)]
