"""What watches a trainer: it writes the run's events and ends the segment at a step."""

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from pipeline.training.events import append_event, read_events
from pipeline.training.runs import stop_file
from pipeline.training.team import ALONE, Team


@dataclass(frozen=True)
class Leg:
    """A trainer's part of its run: how much of the run comes before and after it, its name if the run has
    several, and what its log events are called. `counts_tokens` says that its trainer begins anew to count
    tokens in each segment.
    """

    steps_before: int = 0
    epochs_before: float = 0.0
    steps_after: int = 0
    stage: Literal["reward_model", "policy"] | None = None
    log: Literal["log", "policy"] = "log"
    counts_tokens: bool = True


WHOLE_RUN = Leg()
SECONDS_BETWEEN_EVENTS = 2.0
TOKENS = ("num_tokens", "eval_num_tokens")


class Watch(TrainerCallback):
    """`deadline` is on time.monotonic's clock; `ended_by` is what ended the training early, if anything.

    `facts` are further fields of the `training` event. `files` is held for good from the step on that is the
    segment's last: whoever would end the segment from outside asks for it first. `leg` places the trainer's
    steps and epochs in the run.
    """

    def __init__(
        self,
        run_dir: Path,
        deadline: float | None,
        facts: Mapping[str, Any],
        files: "threading.RLock",
        team: Team = ALONE,
        leg: Leg = WHOLE_RUN,
    ) -> None:
        self.run_dir = run_dir
        self.leg = leg
        self.deadline = deadline
        self.facts = facts
        self.ended_by: Literal["stop", "deadline"] | None = None
        self._files = files
        self._team = team
        self._last_event = self._last_step = time.monotonic()
        self._longest_step = 0.0
        self._tokens_before = 0.0

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self._last_step = time.monotonic()
        if self.leg.counts_tokens:
            self._tokens_before = _tokens_until(self.run_dir, state.global_step)
        total_steps = self.leg.steps_before + state.max_steps + self.leg.steps_after
        stages = {"stage": self.leg.stage, "steps_before": self.leg.steps_before} if self.leg.stage else {}
        device = args.device.type
        self._write("training", state, total_steps=total_steps, device=device, **stages, **self.facts)

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        now = time.monotonic()
        self._longest_step = max(self._longest_step, now - self._last_step)
        self._last_step = now
        if now - self._last_event > SECONDS_BETWEEN_EVENTS:
            self._write("step", state)
        if state.global_step >= state.max_steps:
            if not self.leg.steps_after:
                self._files.acquire()
        elif self._is_last(now):
            self._files.acquire()
            self._write("stopping", state)
            control.should_training_stop = control.should_log = True
            if self.ended_by == "deadline" and not _saved_by_the_epoch(args, state):
                control.should_save = True

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
        metrics = {
            key: value + self._tokens_before if key in TOKENS else value
            for key, value in (logs or {}).items()
            if key != "epoch"
        }
        if "train_runtime" not in metrics:
            finite = {key: value if math.isfinite(value) else None for key, value in metrics.items()}
            self._write("eval" if "eval_loss" in metrics else self.leg.log, state, **finite)

    def _is_last(self, now: float) -> bool:
        if stop_file(self.run_dir).exists():
            self.ended_by = "stop"
        elif self.deadline is not None and now + self._longest_step > self.deadline:
            self.ended_by = "deadline"
        self.ended_by = self._team.hear(self.ended_by)  # all leave at one step, by the leader's clock
        return self.ended_by is not None

    def _write(self, event: str, state: TrainerState, **fields: Any) -> None:
        self._last_event = time.monotonic()
        if self._team.leads:
            at = {
                "step": self.leg.steps_before + state.global_step,
                "epoch": self.leg.epochs_before + (state.epoch or 0.0),
            }
            append_event(self.run_dir, event, datetime.now(UTC), **at, **fields)


class SaveLock(TrainerCallback):
    """Holds `files` while a checkpoint is written and others are deleted for it. Whoever may ask for one
    comes before it: Watch, and a stage's own callbacks, which go by what Watch has decided.
    """

    def __init__(self, files: "threading.RLock") -> None:
        self._files = files
        self._saves = False

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        # A log's means begin anew with a segment, so a checkpoint between two logs would move the second.
        control.should_log = control.should_log or control.should_save
        self._hold_for_a_save(control)

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self._hold_for_a_save(control)

    def on_evaluate(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self._hold_for_a_save(control)

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        if self._saves:
            self._saves = False
            self._files.release()

    def _hold_for_a_save(self, control: TrainerControl) -> None:
        """From the moment that nothing but the save itself is between; an evaluation may still be ended."""
        if control.should_save and not control.should_evaluate and not self._saves:
            self._saves = True
            self._files.acquire()


def _tokens_until(run_dir: Path, step: int) -> float:
    """Tokens that the segments before were trained on until this step; TRL counts those of one process."""
    counts = (e["num_tokens"] for e in read_events(run_dir) if e.get("num_tokens") and e["step"] <= step)
    return max(counts, default=0.0)


def _saved_by_the_epoch(args: TrainingArguments, state: TrainerState) -> bool:
    """Whether the checkpoint of an epoch that ends here follows anyway, after its evaluation."""
    return args.save_strategy == "epoch" and epoch_ends(state)


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
