"""The event log, and what derives from it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.training.events import (
    TABLE_METRICS,
    Event,
    append_event,
    epoch_table,
    events_file,
    is_alive,
    lock_file,
    progress,
    read_events,
    segments,
)

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def at(seconds: float, event: str, **fields: object) -> Event:
    return {"event": event, "at": (NOW + timedelta(seconds=seconds)).isoformat(), **fields}


def test_events_come_back_in_order(tmp_path: Path) -> None:
    append_event(tmp_path, "started", NOW, process=7)
    append_event(tmp_path, "log", NOW, step=1, epoch=0.5, loss=0.25)
    assert read_events(tmp_path) == [
        {"event": "started", "at": "2026-11-22T12:00:00+00:00", "process": 7},
        {"event": "log", "at": "2026-11-22T12:00:00+00:00", "step": 1, "epoch": 0.5, "loss": 0.25},
    ]


def test_a_run_without_events_has_none(tmp_path: Path) -> None:
    assert read_events(tmp_path) == []
    assert epoch_table([]) == []
    assert progress([]).fraction == 0


@pytest.mark.parametrize("torn", [b'{"event": "log", "at": "20', b"\xff\xfe", b'"text"', b'{"no": 1}'])
def test_a_torn_line_costs_only_itself(tmp_path: Path, torn: bytes) -> None:
    append_event(tmp_path, "started", NOW)
    with events_file(tmp_path).open("ab") as file:
        file.write(torn)
    assert [event["event"] for event in read_events(tmp_path)] == ["started"]
    append_event(tmp_path, "finished", NOW)
    assert [event["event"] for event in read_events(tmp_path)] == ["started", "finished"]


def test_a_run_is_alive_while_its_lock_is_held(tmp_path: Path) -> None:
    assert not is_alive(tmp_path)
    with FileLock(lock_file(tmp_path)):
        assert is_alive(tmp_path)
    assert not is_alive(tmp_path)


def test_the_table_has_the_tutorial_columns() -> None:
    metrics = {f"eval_{name}": float(n) for n, name in enumerate(TABLE_METRICS)}
    [row] = epoch_table([at(0, "eval", step=4, epoch=1.0, eval_loss=0.5, **metrics)])
    assert list(row) == [
        "epoch",
        "train_loss",
        "eval_loss",
        "rewards/chosen",
        "rewards/rejected",
        "rewards/accuracies",
        "rewards/margins",
        "logps/chosen",
        "logps/rejected",
        "logits/chosen",
        "logits/rejected",
    ]
    assert list(row.values()) == [1.0, None, 0.5, 0, 1, 2, 3, 4, 5, 6, 7]


def test_train_loss_is_the_mean_over_the_steps_since_the_last_evaluation() -> None:
    table = epoch_table(
        [
            at(0, "log", step=10, epoch=0.8, loss=0.7),
            at(1, "log", step=12, epoch=1.0, loss=0.1),  # two steps
            at(2, "eval", step=12, epoch=1.0, eval_loss=0.6),
            at(3, "log", step=20, epoch=1.7, loss=0.3),
            at(4, "eval", step=24, epoch=2.0, eval_loss=0.5),
        ]
    )
    assert table[0]["train_loss"] == pytest.approx((10 * 0.7 + 2 * 0.1) / 12)
    assert table[1]["train_loss"] == pytest.approx(0.3)


def test_steps_done_again_after_a_crash_count_once() -> None:
    events = [
        at(0, "started"),
        at(0, "training", step=0, epoch=0.0, total_steps=6, device="cpu"),
        at(1, "log", step=2, epoch=1.0, loss=0.9),
        at(2, "eval", step=2, epoch=1.0, eval_loss=0.9),
        at(3, "log", step=4, epoch=2.0, loss=0.8),
        at(4, "eval", step=4, epoch=2.0, eval_loss=0.8),
        at(5, "started"),
        at(6, "training", step=2, epoch=1.0, total_steps=6, device="cpu"),
        at(7, "log", step=4, epoch=2.0, loss=0.7),
        at(8, "eval", step=4, epoch=2.0, eval_loss=0.7),
    ]
    assert [(row["epoch"], row["eval_loss"]) for row in epoch_table(events)] == [(1.0, 0.9), (2.0, 0.7)]
    assert [len(part) for part in segments(events)] == [6, 4]


def test_progress_takes_its_pace_from_the_segment_at_work() -> None:
    events = [
        at(0, "started"),
        at(9, "training", step=0, epoch=0.0, total_steps=100, device="cpu"),
        at(20, "step", step=10, epoch=0.1),
        at(40, "log", step=20, epoch=0.2, loss=0.5),
    ]
    now = progress(events)
    assert (now.step, now.total_steps, now.fraction) == (20, 100, 0.2)
    assert now.eta_seconds == pytest.approx(80 * 20 / 10)  # two seconds a step
    resumed = progress(
        [*events, at(90, "started"), at(95, "training", step=15, epoch=0.1, total_steps=100, device="cpu")]
    )
    assert (resumed.step, resumed.eta_seconds) == (15, None)
    assert progress([*events, at(50, "finished", step=100)]).fraction == 1.0
