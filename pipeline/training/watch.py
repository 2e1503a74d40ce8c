"""What watches a trainer: it writes the run's events and ends the segment at a step."""

import math
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from pipeline.training.events import append_event
from pipeline.training.runs import stop_file

SECONDS_BETWEEN_EVENTS = 2.0


class Watch(TrainerCallback):
    """`deadline` is on time.monotonic's clock; `ended_by` is what ended the training early, if anything.

    `facts` are further fields of the `training` event.
    """

    def __init__(self, run_dir: Path, deadline: float | None, facts: Mapping[str, Any]) -> None:
        self.run_dir = run_dir
        self.deadline = deadline
        self.facts = facts
        self.ended_by: Literal["stop", "deadline"] | None = None
        self._last_event = self._last_step = time.monotonic()
        self._longest_step = 0.0

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self._last_step = time.monotonic()
        self._write("training", state, total_steps=state.max_steps, device=args.device.type, **self.facts)

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        now = time.monotonic()
        self._longest_step = max(self._longest_step, now - self._last_step)
        self._last_step = now
        if now - self._last_event > SECONDS_BETWEEN_EVENTS:
            self._write("step", state)
        if stop_file(self.run_dir).exists():
            self.ended_by = "stop"
        elif self.deadline is not None and now + self._longest_step > self.deadline:
            self.ended_by = "deadline"
        if self.ended_by:
            self._write("stopping", state)
            control.should_training_stop = True
            if not epoch_ends(state):  # or else the epoch's own evaluation and checkpoint follow at once
                control.should_log = True
                control.should_save = control.should_save or self.ended_by == "deadline"

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        control.should_log = True
        if self.ended_by and not epoch_ends(state):
            # transformers takes the break for the end of an epoch; an unbroken run evaluates nothing here.
            control.should_evaluate = control.should_save = False

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        metrics = {key: value for key, value in (logs or {}).items() if key != "epoch"}
        if "train_runtime" not in metrics:
            finite = {key: value if math.isfinite(value) else None for key, value in metrics.items()}
            self._write("eval" if "eval_loss" in metrics else "log", state, **finite)

    def _write(self, event: str, state: TrainerState, **fields: Any) -> None:
        self._last_event = time.monotonic()
        epoch = state.epoch or 0.0
        append_event(self.run_dir, event, datetime.now(UTC), step=state.global_step, epoch=epoch, **fields)


class ScoringLog:
    """Writes a `reference` event (scored, pairs) at once and then every few seconds, as pairs are scored."""

    def __init__(self, run_dir: Path, pairs: int) -> None:
        self.run_dir = run_dir
        self.pairs = pairs
        self._write(0)

    def __call__(self, scored: int) -> None:
        if scored >= self.pairs or time.monotonic() - self._last_event > SECONDS_BETWEEN_EVENTS:
            self._write(min(scored, self.pairs))

    def _write(self, scored: int) -> None:
        self._last_event = time.monotonic()
        append_event(self.run_dir, "reference", datetime.now(UTC), scored=scored, pairs=self.pairs)


def epoch_ends(state: TrainerState) -> bool:
    """Whether the last step was an epoch's last."""
    return state.epoch is not None and math.isclose(state.epoch, round(state.epoch), abs_tol=1e-6)
