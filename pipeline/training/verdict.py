"""What a run's figures say, in one word with its evidence: events enter, a Verdict leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.schema import RunConfig
from pipeline.training.accuracy import accuracy_interval
from pipeline.training.events import Event, kept_events, training_fact

Kind = Literal["unmoved", "too_few", "falling", "overfitting", "settled", "learning", "begun"]

SETTLED = 0.01  # of the evaluation loss: less than that between two evaluations is no news
STEEP_FALL = 5.0  # nats a title: the titles that people chose have become 150 times less likely
NO_REWARD = 1e-6  # what rounding leaves of none


@dataclass(frozen=True)
class Verdict:
    """`accuracy` of `pairs` held-out pairs lies between `low` and `high` (95%, `accuracy_interval`); None
    where not logged.

    `losses` are those of all evaluations, `best_epoch` and `best_loss` of the lowest. `fall` is by how many
    nats a chosen title became less likely than under the reference, at the weights that are kept.
    `keeps_best` says whether those of the best evaluation are kept.
    """

    kind: Kind
    best_epoch: float
    best_loss: float
    losses: tuple[float, ...]
    accuracy: float | None
    pairs: int | None
    low: float | None
    high: float | None
    fall: float | None
    keeps_best: bool


def judge_run(events: Sequence[Event], config: RunConfig) -> Verdict | None:
    """The first of these that holds; None before the first evaluation.

    unmoved: all held-out rewards are 0, so the weights are those it began with. too_few: the interval of the
    held-out accuracy includes 50%. falling: chosen titles became less likely by STEEP_FALL or more.
    overfitting: the evaluation loss has risen by more than SETTLED since its best. settled: it changed by
    less than that in the last evaluation. learning: it still falls. begun: there is one evaluation only.
    """
    rows = [
        event
        for event in kept_events(events)
        if event["event"] == "eval" and event.get("eval_loss") is not None
    ]
    if not rows:
        return None
    best, last = min(rows, key=lambda row: row["eval_loss"]), rows[-1]
    before = rows[-2]["eval_loss"] if len(rows) > 1 else None
    kept = best if config.load_best_model_at_end and config.metric_for_best_model == "eval_loss" else last
    accuracy = kept.get("eval_rewards/accuracies")
    pairs = training_fact(events, "eval_pairs")
    interval = None if accuracy is None else accuracy_interval(events, accuracy)
    low, high = interval or (None, None)
    # A reward model's rewards are no log-probabilities.
    reward = kept.get("eval_rewards/chosen") if config.method == "dpo" else None
    fall = max(0.0, -reward / config.beta) if reward is not None else None
    moved = _kind(best["eval_loss"], last["eval_loss"], before, low, high, fall)
    return Verdict(
        kind="unmoved" if _unmoved(kept) else moved,
        best_epoch=best["epoch"],
        best_loss=best["eval_loss"],
        losses=tuple(row["eval_loss"] for row in rows),
        accuracy=accuracy,
        pairs=pairs,
        low=low,
        high=high,
        fall=fall,
        keeps_best=kept is best,
    )


def _unmoved(row: Event) -> bool:
    rewards = [row.get(f"eval_rewards/{side}") for side in ("chosen", "rejected")]
    return all(reward is not None and abs(reward) < NO_REWARD for reward in rewards)


def _kind(
    best: float,
    last: float,
    before: float | None,
    low: float | None,
    high: float | None,
    fall: float | None,
) -> Kind:
    if low is not None and high is not None and low <= 0.5 <= high:
        return "too_few"
    if fall is not None and fall >= STEEP_FALL:
        return "falling"
    if last > best + SETTLED * abs(best):
        return "overfitting"
    if before is None:
        return "begun"
    return "settled" if abs(last - before) < SETTLED * abs(before) else "learning"
