"""Reference log-probabilities while they are computed, and what they say of a run before its first step."""

import math
from collections.abc import Callable
from typing import Any

from torch import Tensor
from trl import DPOTrainer

OnScored = Callable[[int], None]


class CountingDPOTrainer(DPOTrainer):
    """DPOTrainer that tells `on_scored`, after each batch, how many pairs its reference has scored so far."""

    def __init__(self, model: Any, args: Any, *, on_scored: OnScored | None = None, **kwargs: Any) -> None:
        self._on_scored = on_scored
        self._scored = 0
        super().__init__(model, args=args, **kwargs)

    def compute_ref_log_probs(self, model: Any, inputs: dict[str, Any]) -> tuple[Tensor, Tensor]:
        """TRL's own; it calls this for nothing but the reference."""
        chosen, rejected = super().compute_ref_log_probs(model, inputs)
        self._scored += len(chosen) * self.args.world_size
        if self._on_scored:
            self._on_scored(self._scored)
        return chosen, rejected


def no_preference_loss(trainer: DPOTrainer, loss_type: str, sft_weight: float) -> float | None:
    """The evaluation loss of the untrained policy: ln 2, and the SFT term with the reference's own tokens.

    None for losses other than `sigmoid`, whose level depends on beta or on lengths.
    """
    rows: Any = trainer.eval_dataset
    if loss_type != "sigmoid" or "ref_chosen_logps" not in rows.column_names:
        return None
    tokens = sum(map(len, rows["chosen_ids"]))
    return math.log(2) - sft_weight * sum(rows["ref_chosen_logps"]) / tokens
