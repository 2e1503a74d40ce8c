"""What a run's figures say, from literal events."""

from typing import Any

import pytest

from pipeline.schema import RunConfig
from pipeline.training.verdict import judge_run

CONFIG = RunConfig("base", beta=0.1)


def run_of(
    *losses: float, accuracy: float = 0.8, reward: float = 0.5, pairs: int = 100, counted: float = 100
) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = [
        {"event": "started"},
        {
            **{"event": "training", "step": 0, "total_steps": 9},
            **{"eval_pairs": pairs, "eval_independent": counted},
        },
    ]
    for n, loss in enumerate(losses, start=1):
        metrics = {"eval_rewards/accuracies": accuracy, "eval_rewards/chosen": reward}
        events.append({"event": "eval", "step": n, "epoch": float(n), "eval_loss": loss, **metrics})
    return events


@pytest.mark.parametrize(
    ("losses", "kind"),
    [
        ((0.60,), "begun"),
        ((0.60, 0.55), "learning"),
        ((0.60, 0.55, 0.50), "learning"),
        ((0.60, 0.597), "settled"),
        ((0.60, 0.601), "settled"),
        ((0.60, 0.61), "overfitting"),
        ((0.60, 0.50, 0.55), "overfitting"),
        ((0.60, 0.50, 0.55, 0.549), "overfitting"),  # it stands still, and above its best
        ((0.60, 0.70, 0.55), "learning"),
    ],
)
def test_the_evaluation_losses_say_how_it_goes(losses: tuple[float, ...], kind: str) -> None:
    verdict = judge_run(run_of(*losses), CONFIG)
    assert verdict and verdict.kind == kind
    assert (verdict.best_loss, verdict.losses) == (min(losses), losses)


def test_weights_that_did_not_move_have_learned_nothing() -> None:
    events = run_of(0.8, accuracy=0.0, reward=0.0)
    events[-1]["eval_rewards/rejected"] = 0.0
    verdict = judge_run(events, CONFIG)
    assert verdict and verdict.kind == "unmoved"
    events[-1]["eval_rewards/rejected"] = -0.01
    moved = judge_run(events, CONFIG)
    assert moved and moved.kind != "unmoved"


def test_overfitting_is_dated_from_the_best_epoch() -> None:
    verdict = judge_run(run_of(0.6, 0.5, 0.55), CONFIG)
    assert verdict and (verdict.best_epoch, verdict.keeps_best) == (2.0, True)
    last = judge_run(run_of(0.6, 0.5, 0.55), RunConfig("base", load_best_model_at_end=False))
    assert last and last.kind == "overfitting" and not last.keeps_best


def test_an_interval_that_holds_one_half_says_too_little() -> None:
    # Wilson, by hand: 60 of 100 lie in 50.2 to 69.1%, 59 of 100 in 49.2 to 68.1%.
    assert judge_run(run_of(0.6, 0.5, accuracy=0.60), CONFIG).kind == "learning"  # type: ignore[union-attr]
    few = judge_run(run_of(0.6, 0.5, accuracy=0.59), CONFIG)
    assert few and few.kind == "too_few"
    assert few.low == pytest.approx(0.492, abs=5e-4) and few.high == pytest.approx(0.681, abs=5e-4)


def test_pairs_that_share_titles_count_as_fewer() -> None:
    # 120 pairs that count as 72: 60% of 72 lie in 48.5 to 70.5%; of 120 it would be 51.1 to 68.3%.
    few = judge_run(run_of(0.6, 0.5, accuracy=0.60, pairs=120, counted=72), CONFIG)
    assert few and (few.kind, few.pairs) == ("too_few", 120)
    assert few.low == pytest.approx(0.485, abs=5e-4) and few.high == pytest.approx(0.705, abs=5e-4)


def test_worse_than_guessing_is_not_too_few() -> None:
    assert judge_run(run_of(0.7, 0.9, accuracy=0.1), CONFIG).kind == "overfitting"  # type: ignore[union-attr]


def test_chosen_titles_that_fall_steeply_come_before_the_rest() -> None:
    # A reward of -0.6 at beta 0.1 is a fall of 6 nats a title.
    falling = judge_run(run_of(0.6, 0.5, reward=-0.6), CONFIG)
    assert falling and falling.kind == "falling" and falling.fall == pytest.approx(6.0)
    assert judge_run(run_of(0.6, 0.5, reward=-0.49), CONFIG).kind == "learning"  # type: ignore[union-attr]
    risen = judge_run(run_of(0.6, 0.5, reward=0.3), CONFIG)
    assert risen and risen.fall == 0.0


def test_the_kept_weights_count_and_not_the_last() -> None:
    events = run_of(0.5, 0.6)
    events[-1]["eval_rewards/chosen"] = -9.0
    kept = judge_run(events, CONFIG)
    assert kept and kept.kind == "overfitting" and kept.fall == 0.0


def test_nothing_is_said_before_an_evaluation() -> None:
    assert judge_run([], CONFIG) is None
    assert judge_run(run_of(), CONFIG) is None


def test_a_run_that_does_not_say_its_pairs_has_no_interval() -> None:
    events = run_of(0.6, 0.5, accuracy=0.5)
    del events[1]["eval_pairs"]
    verdict = judge_run(events, CONFIG)
    assert verdict and verdict.kind == "learning" and verdict.low is None


def test_a_loss_that_was_not_finite_is_passed_over() -> None:
    events = run_of(0.6, 0.5)
    events.append({"event": "eval", "step": 3, "epoch": 3.0, "eval_loss": None})
    verdict = judge_run(events, CONFIG)
    assert verdict and verdict.losses == (0.6, 0.5)
