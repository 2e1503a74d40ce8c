"""Reference log-probabilities while they are computed, and what they say of a run before its first step; and
what is logged as means over pairs, where TRL's are means over batches, of which the last is smaller.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from trl import DPOTrainer

OnScored = Callable[[int], None]


class CountingDPOTrainer(DPOTrainer):
    """DPOTrainer that tells `on_scored`, after each batch, how many pairs its reference has scored, and logs
    means over pairs.
    """

    def __init__(self, model: Any, args: Any, *, on_scored: OnScored | None = None, **kwargs: Any) -> None:
        self._on_scored = on_scored
        self._scored = 0
        self._sizes: dict[str, list[int]] = {"train": [], "eval": []}  # pairs of each batch since the log
        super().__init__(model, args=args, **kwargs)

    def compute_ref_log_probs(self, model: Any, inputs: dict[str, Any]) -> tuple[Tensor, Tensor]:
        """TRL's own; it calls this for nothing but the reference."""
        chosen, rejected = super().compute_ref_log_probs(model, inputs)
        self._scored += len(chosen) * self.args.world_size
        if self._on_scored:
            self._on_scored(self._scored)
        return chosen, rejected

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """TRL's own; counts the pairs of all processes' batches."""
        n = torch.tensor([len(inputs["input_ids"]) // 2], device=inputs["input_ids"].device)
        self._sizes[mode_of(self)].append(int(self.accelerator.gather(n).sum()))
        return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """TRL's own, of a mean over pairs for each metric that has a value for each batch."""
        found, sizes = self._metrics[mode_of(self)], self._sizes[mode_of(self)]
        for name, values in found.items():
            if len(values) == len(sizes):
                found[name] = [mean_over_pairs(values, sizes)]
        sizes.clear()
        super().log(logs, start_time)


def mode_of(trainer: Any) -> str:
    """Under what TRL files its metrics now: "train" or "eval"."""
    return "train" if trainer.model.training else "eval"


def mean_over_pairs(values: Sequence[float], sizes: Sequence[int]) -> float:
    """Of each batch's mean and how many pairs it had."""
    return sum(n * value for n, value in zip(sizes, values, strict=True)) / sum(sizes)


def no_preference_loss(trainer: DPOTrainer, loss_type: str, sft_weight: float) -> float | None:
    """The evaluation loss of the untrained policy: ln 2, and the SFT term with the reference's own tokens.

    None for losses other than `sigmoid`, whose level depends on beta or on lengths.
    """
    rows: Any = trainer.eval_dataset
    if loss_type != "sigmoid" or "ref_chosen_logps" not in rows.column_names:
        return None
    tokens = sum(map(len, rows["chosen_ids"]))
    return math.log(2) - sft_weight * sum(rows["ref_chosen_logps"]) / tokens
