"""A stage of a run: what `segment` needs to train it, whatever it trains. DPO has one stage, RLHF has two."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from datasets import Dataset
from transformers import TrainerCallback

from pipeline.schema import Preference
from pipeline.training.watch import Leg


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Stage:
    """`facts` are fields of its `training` event; its checkpoints and its model are in `folder`, as a run's
    are in its directory.

    `keep` makes the stage's model at its end and gives the fields of the event that says so; `tripped` says
    whether something of the stage itself ended it early.
    """

    trainer: Any
    facts: Mapping[str, Any]
    leg: Leg
    folder: Path
    keep: Callable[[], dict[str, Any]]
    callbacks: Sequence[TrainerCallback] = ()
    tripped: Callable[[], bool] = _never


def preference_rows(preferences: Sequence[Preference]) -> Dataset:
    """TRL's rows: prompt, chosen and rejected as chat messages."""
    return Dataset.from_list(
        [
            {key: value for key, value in asdict(row).items() if key in ("prompt", "chosen", "rejected")}
            for row in preferences
        ]
    )
