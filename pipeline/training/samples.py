"""Sample titles for a few held-out ideas, at one seed, before training and after every epoch.

The policy in memory enters, a `samples` event (step, epoch, titles: idea_id and title) leaves.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from pipeline.inference import Sampling, complete_with
from pipeline.schema import Preference
from pipeline.titles import clean_title
from pipeline.training.events import append_event, read_events
from pipeline.training.watch import epoch_ends

IDEAS = 3
SAMPLING = Sampling(seed=0)


class Samples(TrainerCallback):
    """Writes titles for the first IDEAS ideas of the held-out rows, on the main process alone."""

    def __init__(self, run_dir: Path, tokenizer: Any, held_out: Sequence[Preference]) -> None:
        self._run_dir = run_dir
        self._tokenizer = tokenizer
        self._prompts = list({row.idea_id: row.prompt for row in held_out}.items())[:IDEAS]

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        begun = any(event["event"] == "samples" for event in read_events(self._run_dir))
        if state.global_step == 0 and not begun:
            self._write(state, kwargs["model"])

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        if epoch_ends(state):
            self._write(state, kwargs["model"])

    def _write(self, state: TrainerState, model: Any) -> None:
        if not state.is_world_process_zero:
            return
        training = model.training
        texts = complete_with(model, self._tokenizer, [prompt for _, prompt in self._prompts], SAMPLING)
        model.train(training)  # or else TRL would take the next log for an evaluation's
        titles = [
            {"idea_id": idea_id, "title": clean_title(text.text)}
            for (idea_id, _), text in zip(self._prompts, texts, strict=True)
        ]
        append_event(
            self._run_dir,
            "samples",
            datetime.now(UTC),
            step=state.global_step,
            epoch=state.epoch or 0.0,
            titles=titles,
        )
