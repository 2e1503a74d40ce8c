"""Training on ZeroGPU: a run directory enters, and a worker with a GPU trains one part of it.

A worker is a process that `spaces` forks for a call of the decorated `train_part`; it shares the disk, may be
used again, and is killed when it overruns. The seconds asked for count against the visitor's quota, so the
call belongs in a Gradio event that the visitor began, and the next part waits for the next one.
"""

import gc
import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from filelock import FileLock, Timeout

from pipeline.training.events import (
    FINAL,
    Event,
    append_event,
    progress,
    read_events,
    seconds_between,
    segments,
)
from pipeline.training.keeping import saved_step
from pipeline.training.segment import train_segment

FIRST = 60  # seconds asked for before anything is measured, and what ZeroGPU gives by default
SHORTEST, LONGEST = 30, 180  # below, loading takes most of it; above, a free account has nothing left
SECONDS_TO_SAVE = 12  # to start on the device, and from the last step to a checkpoint on the disk
SPARE = 1.2  # steps take longer on some machines than on others

# `train_part` as spaces.GPU gives it back: a run's directory, seconds -> None, or why it could not begin.
Worker = Callable[[str, int], str | None]
QUOTA = re.compile(
    r"\((\d+)s requested vs\. (\d+)s left\)\. Try again in (?:(\d+) days?, )?(\d+):(\d+):(\d+)"
)


def train_part(run_dir: str, seconds: int) -> str | None:
    """In the worker: a segment that saves before `seconds` are over, with everything loaded from the disk; a
    worker that is used again still has the weights of the part before in its memory.
    """
    gc.collect()  # those weights, or the GPU holds both
    try:
        train_segment(Path(run_dir), deadline=max(0, seconds - SECONDS_TO_SAVE))
    except ValueError as error:  # only its class would reach the other side
        return str(error)
    return None


def asked(run_dir: str, seconds: int) -> int:
    """The duration of a call of `train_part`, for spaces.GPU."""
    return seconds


def begin_run(run_dir: Path) -> None:
    """A launch.Launcher that leaves the work to the events that follow: the run waits for its next part."""
    if not read_events(run_dir):
        append_event(run_dir, "paused", datetime.now(UTC), step=0)


def warm_up() -> None:
    """Import what a worker needs, so that its imports cost no seconds of a GPU."""
    import pipeline.training.trainer
    import pipeline.training.watch  # noqa: F401


def train_next_part(worker: Worker, run_dir: Path) -> None:
    """Train one part and return at its end. Refused for a length, it asks for what is left, or for half.

    ValueError says in words why there is no GPU, and how long to wait.
    """
    try:
        with FileLock(run_dir.parent / ".part.lock", blocking=False):  # a second click would cost seconds too
            refusal = _ask(worker, run_dir.absolute())
    except Timeout:
        raise ValueError("A part is waiting for a GPU or being trained already; wait for its end") from None
    if refusal:
        raise ValueError(refusal)


def next_seconds(events: Sequence[Event]) -> int:
    """Seconds to ask for: what the rest of the run takes at the pace of the last part, within bounds.

    After a part that was taken back before it saved, twice the length that it had at least.
    """
    parts = [part for part in segments(events) if part[0]["event"] == "started"]
    if not parts:
        return FIRST
    last = parts[-1]
    if last[-1].get("aborted"):
        reached = seconds_between(last[0], next(e for e in reversed(last) if not e.get("aborted")))
        return _bounded(2 * max(FIRST, reached))
    how_far = progress(events)
    begins = next((event for event in last if event["event"] == "training"), None)
    if begins is None or how_far.eta_seconds is None:
        return FIRST
    checks = [event["eval_runtime"] for event in events if "eval_runtime" in event]
    return _bounded(
        seconds_between(last[0], begins)
        + SPARE * how_far.eta_seconds
        + max(checks, default=0.0)
        + SECONDS_TO_SAVE
    )


def _ask(worker: Worker, run_dir: Path) -> str | None:
    seconds = next_seconds(read_events(run_dir))
    while True:
        try:
            return worker(str(run_dir), seconds)
        except Exception as error:
            title, message = str(getattr(error, "title", "")), str(getattr(error, "message", ""))
            if not title.startswith("ZeroGPU"):
                raise
            if message == "GPU task aborted":
                _note_the_abort(run_dir)
            shorter = _shortened(title, message, seconds)
            if shorter is None:
                _say(title, message, error)
            seconds = shorter


def _bounded(seconds: float) -> int:
    return min(LONGEST, max(SHORTEST, math.ceil(seconds)))


def _shortened(title: str, message: str, seconds: int) -> int | None:
    """A length that may be granted where `seconds` were not; None when there is none that is worth it."""
    if found := QUOTA.search(message):
        counted, left = int(found[1]), int(found[2])
        shorter = left * seconds // counted  # a second on some GPUs counts for more
    elif title == "ZeroGPU illegal duration":
        shorter = max(SHORTEST, seconds // 2)
    else:
        return None
    return shorter if SHORTEST <= shorter < seconds else None


def _note_the_abort(run_dir: Path) -> None:
    """The worker was killed and could not say so itself; its checkpoints are there."""
    events = read_events(run_dir)
    if events and events[-1]["event"] in FINAL:
        return  # at its very end
    append_event(run_dir, "paused", datetime.now(UTC), step=saved_step(run_dir), aborted=True)


def _say(title: str, message: str, error: Exception) -> NoReturn:
    """The refusal or the end of a GPU task, in words, as a ValueError."""
    if found := QUOTA.search(message):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[2:])
        wait = math.ceil(
            timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds() / 60
        )
        raise ValueError(
            f"Your GPU time is used up: {found[2]} s are left, too few for a part; "
            f"train the next one in {wait // 60} h {wait % 60} min"
        ) from error
    if "runs limit" in message:
        raise ValueError("Your GPU runs of today are used up; train the next part tomorrow") from error
    if "reached its GPU limit" in message:
        raise ValueError(
            "The GPU cannot tell whose time this is; open the Space on huggingface.co, sign in, try again"
        ) from error
    if title == "ZeroGPU illegal duration":
        raise ValueError(
            f"Your account gets no GPU for {SHORTEST} s, the shortest part; use one that gets more time"
        ) from error
    if title == "ZeroGPU pending credits exceeded":
        raise ValueError("Other GPU tasks of yours are going on; wait for their end and try again") from error
    if "No GPU was available" in message:
        raise ValueError("No GPU became free; nothing is lost, try again in a few minutes") from error
    if "proxy token" in message:
        raise ValueError("The page was open too long to be given a GPU; reload it and try again") from error
    if message == "GPU task aborted":
        raise ValueError(
            "The GPU was taken back before this part was saved; train the next part, which asks for more "
            "time and goes on from the last checkpoint"
        ) from error
    raise ValueError(
        f"The GPU task ended with {message}; log.txt in the run's directory may say more"
    ) from error
