"""Plots from event logs: literal events, places worked out by hand."""

from typing import Any

import pytest

from pipeline.schema import RunConfig
from pipeline.ui.train_plots import loss_plot, points, reward_plot, ticks

AT = "2026-01-01T00:00:00+00:00"


def event(kind: str, step: int, epoch: float, **fields: Any) -> dict[str, Any]:
    return {"event": kind, "at": AT, "step": step, "epoch": epoch, **fields}


EVENTS = [
    event("training", 0, 0.0, total_steps=4),
    event(
        "log", 1, 0.5, loss=0.7, **{"rewards/chosen": 0.0, "rewards/rejected": 0.0, "rewards/margins": 0.0}
    ),
    event(
        "log", 2, 1.0, loss=0.6, **{"rewards/chosen": 0.2, "rewards/rejected": -0.1, "rewards/margins": 0.3}
    ),
    event("eval", 2, 1.0, eval_loss=0.65, **{"eval_rewards/margins": 0.25}),
    event("log", 3, 1.5, loss=None),
]
PLAIN = RunConfig("base", sft_weight=0.0, num_train_epochs=2.0)


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


def test_half_of_the_epochs_is_half_of_the_width() -> None:
    # From x 48 to 468: epoch 1 of 2 is at 258. The values go from 0.6 to 0.7, so 0.65 is in the middle
    # of y 12 and 240.
    assert 'cx="258.0" cy="126.0"' in loss_plot(EVENTS, PLAIN, "en")


def test_the_line_of_no_preference_is_drawn_for_the_plain_loss_only() -> None:
    assert "0.693" in loss_plot(EVENTS, PLAIN, "en")
    with_sft = loss_plot(EVENTS, RunConfig("base", sft_weight=0.3), "en")
    assert "plot-guide" not in with_sft and "0.3 times the SFT loss" in with_sft
    assert "plot-guide" not in loss_plot(EVENTS, RunConfig("base", sft_weight=0.0, loss_type="ipo"), "en")


def test_rewards_are_three_lines_and_dots_for_evaluations() -> None:
    drawn = reward_plot(EVENTS, PLAIN, "en")
    assert drawn.count("<polyline") == 3
    assert drawn.count("<circle") == 1


def test_before_the_first_value_the_plot_says_so() -> None:
    assert "first values come" in loss_plot(EVENTS[:1], PLAIN, "en")
