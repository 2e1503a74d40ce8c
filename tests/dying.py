"""A segment that is killed at a moment that a test chooses: `python tests/dying.py STEP SECONDS RUN_DIR`."""

import os
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.training.segment import train_segment


def train_and_die(run_dir: Path, step: int, seconds: float) -> None:
    """Train a segment, and kill this process without a warning `seconds` after the end of `step` or, when the
    segment begins behind it, of its first step.
    """
    from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    class Dies(TrainerCallback):
        def on_step_end(
            self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: object
        ) -> None:
            if state.global_step >= step:
                threading.Timer(seconds, die).start() if seconds else die()

    train_segment(run_dir, callbacks=[Dies()])


if __name__ == "__main__":
    train_and_die(Path(sys.argv[3]), int(sys.argv[1]), float(sys.argv[2]))
