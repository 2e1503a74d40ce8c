"""The lock on a run's files while checkpoints are written."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from pipeline.training.segment import _train_stage
from pipeline.training.stage import Stage
from pipeline.training.team import ALONE
from pipeline.training.watch import WHOLE_RUN


def is_free(files: "threading.RLock") -> bool:
    """Whether another thread could take them now."""
    with ThreadPoolExecutor(1) as other:
        free = other.submit(files.acquire, False).result()
        if free:
            other.submit(files.release).result()
        return free


class OneStep:
    """A trainer of one step out of two, that tells its callbacks what transformers' tells them."""

    def __init__(self, files: "threading.RLock") -> None:
        self.files, self.callbacks = files, list[TrainerCallback]()
        self.state = TrainerState(global_step=1, max_steps=2, epoch=0.5)
        self.free: dict[str, bool] = {}

    def add_callback(self, callback: TrainerCallback) -> None:
        self.callbacks.append(callback)

    def train(self, resume_from_checkpoint: str | None) -> None:
        self.free["training"] = is_free(self.files)
        control = self.tell("on_step_end", TrainerControl())
        assert control.should_save and control.should_log
        self.free["writing"] = is_free(self.files)
        self.tell("on_save", control)
        self.free["written"] = is_free(self.files)

    def tell(self, event: str, control: TrainerControl) -> TrainerControl:
        for callback in self.callbacks:
            getattr(callback, event)(TrainingArguments(), self.state, control)
        return control


class Asks(TrainerCallback):
    """A callback of the stage that wants a checkpoint of the step, and deletes others once it is written."""

    def __init__(self, files: "threading.RLock") -> None:
        self.files = files
        self.free_while_deleting: list[bool] = []

    def on_step_end(self, args: Any, state: Any, control: TrainerControl, **kwargs: Any) -> None:
        control.should_save = True

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.free_while_deleting.append(is_free(self.files))


def test_a_checkpoint_that_the_stage_itself_asks_for_is_written_under_the_lock(tmp_path: Path) -> None:
    files = threading.RLock()
    trainer, asks = OneStep(files), Asks(files)
    stage = Stage(trainer, {}, WHOLE_RUN, tmp_path, dict, [asks])
    assert _train_stage(stage, tmp_path, None, files, (), ALONE) == ("finished", {"step": 1})
    assert trainer.free == {"training": True, "writing": False, "written": True}
    assert asks.free_while_deleting == [False]
