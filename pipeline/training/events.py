"""The event log of a run: one JSON object a line, only ever appended; table and progress derive from it.

Every event has `event` and `at` (UTC, ISO 8601). A segment writes `started`, `dropped` (train, test: pairs)
when prompts leave no room for a title, `fallback` (trainer, reason) when the trainer asked for cannot train
this model, `reference` (scored, pairs) while the reference model scores the pairs, `training` (step,
total_steps, device, train_pairs, eval_pairs, eval_independent: as how many these count (accuracy.py),
no_preference_loss, base_revision: the Hub's commit of the base model, if it came from there), then `step`
(step, epoch), `log` and `eval` (step, epoch, TRL's metrics) and `samples` (step, epoch, titles), `stopping`
when it saw that it was to end early, and at last one of FINAL, of which `failed` has an error and may have
its cause (memory or disk), and the others peak_bytes. RLHF has two `training` events, each with its stage and
the steps_before it; its policy's logs are `policy`, and each look of the guards is a `check` (step, epoch,
guards.Vitals, healthy, faults); faults in the final event are why the run was stopped.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

Event = dict[str, Any]

FINAL = ("finished", "stopped", "paused", "failed")
OF_A_STEP = ("log", "eval", "step", "samples", "policy", "check")
TABLE_METRICS = (
    "rewards/chosen",
    "rewards/rejected",
    "rewards/accuracies",
    "rewards/margins",
    "logps/chosen",
    "logps/rejected",
    "logits/chosen",
    "logits/rejected",
)


@dataclass(frozen=True)
class Progress:
    """How far a run is: `fraction` from 0 to 1; `eta_seconds` is None before two steps were timed."""

    step: int
    total_steps: int | None
    fraction: float
    eta_seconds: float | None


def events_file(run_dir: Path) -> Path:
    return run_dir / "events.jsonl"


def lock_file(run_dir: Path) -> Path:
    """Held by a run's segment for its life: unlike a pid, the system frees it however the process ends."""
    return run_dir / ".lock"


def is_alive(run_dir: Path) -> bool:
    """Whether a segment of this run is at work now, in this or another process of this machine."""
    return is_held(lock_file(run_dir))


def is_held(lock: Path) -> bool:
    """Whether somebody holds the lock at this moment."""
    if not lock.exists():
        return False
    try:
        with FileLock(lock, blocking=False):
            return False
    except Timeout:
        return True


def append_event(run_dir: Path, event: str, now: datetime, **fields: Any) -> None:
    """Append one event in a single write. A line that a killed process left torn is closed first."""
    row = json.dumps({"event": event, "at": now.astimezone(UTC).isoformat(), **fields}) + "\n"
    with events_file(run_dir).open("ab+") as file:
        if file.tell():
            file.seek(-1, 2)
            row = row if file.read(1) == b"\n" else "\n" + row
        file.write(row.encode())


def read_events(run_dir: Path) -> list[Event]:
    """The events so far; none before the first. A torn line is passed over."""
    try:
        return parse_events(events_file(run_dir).read_bytes())
    except FileNotFoundError:
        return []


def parse_events(log: bytes) -> list[Event]:
    """The events of a log's content."""
    events = []
    for line in log.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and "event" in event and "at" in event:
            events.append(event)
    return events


def kept_events(events: Sequence[Event]) -> list[Event]:
    """Without the steps that a resumed segment did again: `training` at step n takes back all after n."""
    kept: list[Event] = []
    for event in events:
        if event["event"] == "training":
            kept = [old for old in kept if old["event"] not in OF_A_STEP or old["step"] <= event["step"]]
        kept.append(event)
    return kept


def epoch_table(events: Sequence[Event]) -> list[dict[str, float | None]]:
    """A row for each evaluation: epoch, train_loss, eval_loss and TABLE_METRICS on the evaluation pairs.

    `train_loss` is the mean over the steps since the row before; None when nothing was logged between them.
    """
    rows = []
    losses: list[tuple[int, float]] = []  # steps covered, their mean loss
    logged = 0
    for event in kept_events(events):
        if event["event"] == "log" and event.get("loss") is not None:
            losses.append((event["step"] - logged, event["loss"]))
            logged = event["step"]
        elif event["event"] == "eval":
            steps = sum(n for n, _ in losses)
            row = {
                "epoch": event["epoch"],
                "train_loss": sum(n * loss for n, loss in losses) / steps if steps else None,
                "eval_loss": event.get("eval_loss"),
            }
            rows.append(row | {metric: event.get(f"eval_{metric}") for metric in TABLE_METRICS})
            losses = []
    return rows


def progress(events: Sequence[Event]) -> Progress:
    """How far the run is, and from the pace of its last segment how long it still takes."""
    kept = kept_events(events)
    step = max((event["step"] for event in kept if "step" in event), default=0)
    starts = [at for at, event in enumerate(kept) if event["event"] == "training"]
    if not starts:
        return Progress(step, None, 0.0, None)
    total = kept[starts[-1]]["total_steps"]
    if kept[-1]["event"] == "finished":
        return Progress(total, total, 1.0, 0.0)
    # From the first step on, so that warming up does not count.
    segment = [event for event in kept[starts[-1] + 1 :] if event["event"] in OF_A_STEP]
    steps = segment[-1]["step"] - segment[0]["step"] if segment else 0
    if kept[starts[-1]].get("stage") == "reward_model":
        steps = 0  # the policy's steps take another time, and none is known yet
    eta = seconds_between(segment[0], segment[-1]) / steps * (total - step) if steps else None
    return Progress(step, total, step / total if total else 0.0, eta)


def scoring(events: Sequence[Event]) -> tuple[int, int] | None:
    """Pairs that the reference has scored and all pairs, while that is what the last segment does."""
    last = events[-1] if events else None
    return (last["scored"], last["pairs"]) if last and last["event"] == "reference" else None


def fallback_reason(events: Sequence[Event]) -> str | None:
    """Why the last segment trains with the stock trainer though another was asked for."""
    last = segments(events)[-1] if events else []
    return next((event["reason"] for event in last if event["event"] == "fallback"), None)


def training_fact(events: Sequence[Event], name: str) -> Any:
    """A field of the last `training` event; None before it, or when that has none."""
    found = [event for event in events if event["event"] == "training"]
    return found[-1].get(name) if found else None


def seconds_between(first: Event, last: Event) -> float:
    """Seconds from one event to another."""
    return (datetime.fromisoformat(last["at"]) - datetime.fromisoformat(first["at"])).total_seconds()


def segments(events: Sequence[Event]) -> list[list[Event]]:
    """The events by segment: each begins with its `started`."""
    found: list[list[Event]] = []
    for event in events:
        if event["event"] == "started" or not found:
            found.append([])
        found[-1].append(event)
    return found
