"""RLHF's first half: preferences enter TRL's RewardTrainer, a model leaves whose one output is a reward.

The loss is Bradley and Terry's, -log sigmoid(r(chosen) - r(rejected)), with a small pull of the rewards
towards zero. What it logs has the names of DPO's implicit rewards, so that the two can be laid side by side.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trl import RewardTrainer

from pipeline.rewards import load_reward_model
from pipeline.schema import Preference, RunConfig
from pipeline.training.accuracy import count_independent
from pipeline.training.keeping import checkpoints_path, keep_trained
from pipeline.training.methods import reward_config
from pipeline.training.recipes import Device, lora_config
from pipeline.training.revision import loaded_revision
from pipeline.training.runs import reward_folder
from pipeline.training.scoring import mean_over_pairs, mode_of
from pipeline.training.stage import Stage, preference_rows
from pipeline.training.watch import WHOLE_RUN, Leg


class NamedRewardTrainer(RewardTrainer):
    """RewardTrainer whose log says `rewards/accuracies` where TRL's says `accuracy`, and so on.

    An evaluation's values are means over pairs; TRL's are means over batches, of which the last is smaller.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._sizes: dict[str, list[int]] = {"train": [], "eval": []}  # pairs of each batch since the log
        super().__init__(*args, **kwargs)

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """TRL's own; counts the batch's pairs."""
        self._sizes[mode_of(self)].append(len(inputs["input_ids"]) // 2)
        return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """TRL's own, under DPO's names."""
        found, sizes = self._metrics[mode_of(self)], self._sizes[mode_of(self)]
        if "accuracy" in found:
            mean = {
                name: mean_over_pairs(found[name], sizes) for name in ("accuracy", "margin", "mean_reward")
            }
            named = {
                "rewards/accuracies": mean["accuracy"],
                "rewards/margins": mean["margin"],
                "rewards/chosen": mean["mean_reward"] + mean["margin"] / 2,
                "rewards/rejected": mean["mean_reward"] - mean["margin"] / 2,
                "num_tokens": found["num_tokens"][-1],
            }
            found.clear()
            found.update({name: [value] for name, value in named.items()})
        sizes.clear()
        super().log(logs, start_time)


def reward_stage(
    config: RunConfig,
    run_dir: Path,
    train: Sequence[Preference],
    test: Sequence[Preference],
    device: Device,
) -> Stage:
    """The stage that trains a reward model on these rows: the whole run, or the first half of RLHF."""
    model, tokenizer = load_reward_model(config.base_model, "float32", config.seed)
    first_half = config.method == "rlhf"
    folder = reward_folder(run_dir) if first_half else run_dir
    trainer = NamedRewardTrainer(
        model,
        reward_config(config, checkpoints_path(folder), device),
        train_dataset=preference_rows(train),
        eval_dataset=preference_rows(test),
        processing_class=tokenizer,
        peft_config=lora_config(config, rewards=True),
    )
    facts = {
        "train_pairs": len(train),
        "eval_pairs": len(test),
        "eval_independent": count_independent(test),
        "no_preference_loss": math.log(2),
        "base_revision": loaded_revision(config.base_model),
    }
    leg = Leg(steps_after=config.policy_steps, stage="reward_model") if first_half else WHOLE_RUN
    return Stage(trainer, facts, leg, folder, lambda: keep_trained(trainer, tokenizer, config, folder))
