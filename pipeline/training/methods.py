"""The methods beside DPO, and each one's presets: a base model enters, RunConfigs leave, and from those TRL's
RewardConfig, RLOOConfig and GRPOConfig.

Where the numbers come from. Embedded model, simulated taste: a reward model at 3e-4 for three epochs of eight
pairs; RLOO on 8 ideas x 8 titles a step, at 3e-4 with beta 0.2 for 32 steps (short) or 1e-4 with beta 0.05
for 80 (slow). TRL's defaults (1e-6, two titles an idea) moved nothing. bench/RESULTS.md has what came out.

Larger models are not measured: 1e-5 (LoRA 1e-4) is the rate of TRL's own examples of reward models, and the
policy's are our judgement, a tenth of the embedded model's with LoRA.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model_files import root_model
from pipeline.schema import RunConfig
from pipeline.settings import EMBEDDED
from pipeline.training.recipes import FITTED, PRESETS, ROOMY_GPU, TUTORIAL, Device, presets

if TYPE_CHECKING:
    from trl import GRPOConfig, RewardConfig, RLOOConfig

SHORT, SLOW, GRPO = "Short", "Slow", "GRPO"
PRESETS_OF: Mapping[str, tuple[str, ...]] = {
    "dpo": PRESETS,
    "reward_model": PRESETS,
    "rlhf": (SHORT, SLOW, GRPO),
}
ALL_PRESETS = tuple(dict.fromkeys(name for names in PRESETS_OF.values() for name in names))
POLICY_WARMUP = 5  # steps
CHECK_STEPS = 8  # of the policy, between two looks of the guards


def default_preset(method: str) -> str:
    """The preset to start from."""
    return SHORT if method == "rlhf" else TUTORIAL


def presets_of(method: str, base_model: str) -> dict[str, RunConfig]:
    """The method's settings for this base model, by the names in PRESETS_OF."""
    if method == "dpo":
        return presets(base_model)
    embedded = root_model(base_model) == EMBEDDED
    reward = RunConfig(
        base_model,
        method="reward_model",
        learning_rate=3e-4 if embedded else 1e-5,
        per_device_eval_batch_size=32 if embedded else 8,
    )
    lora = replace(reward, adapter="lora", learning_rate=2e-3 if embedded else 1e-4)
    if method == "reward_model":
        quick = replace(reward if embedded else lora, num_train_epochs=1.0)
        careful = replace(reward, learning_rate=reward.learning_rate / 2, num_train_epochs=6.0)
        return dict(zip(PRESETS, (quick, reward, lora, careful), strict=True))
    short = replace(reward if embedded else lora, method="rlhf")
    slow = replace(short, policy_learning_rate=1e-4, policy_beta=0.05, policy_steps=80)
    if not embedded:
        short, slow = (
            replace(each, policy_learning_rate=each.policy_learning_rate / 10) for each in (short, slow)
        )
    grpo = replace(slow, policy_trainer="grpo", policy_beta=0.04)
    return dict(zip(PRESETS_OF["rlhf"], (short, slow, grpo), strict=True))


def preset_of(config: RunConfig) -> str | None:
    """The preset that these settings are, name apart and fitted to few ideas; None where there is none."""
    for preset, usual in presets_of(config.method, config.base_model).items():
        fitted = {each: min(getattr(usual, each), getattr(config, each)) for each in FITTED}
        if replace(usual, name=config.name, **fitted) == config:
            return preset
    return None


def reward_config(config: RunConfig, output_dir: Path, device: Device) -> "RewardConfig":
    """TRL's configuration of a reward model; checkpoints go to `output_dir`."""
    from trl import RewardConfig

    return RewardConfig(
        max_length=config.max_length,
        center_rewards_coefficient=config.center_rewards_coefficient or None,
        learning_rate=config.learning_rate,
        num_train_epochs=config.num_train_epochs,
        warmup_steps=config.warmup_steps,
        weight_decay=0.0,
        per_device_train_batch_size=config.per_device_train_batch_size,
        per_device_eval_batch_size=config.per_device_eval_batch_size,
        gradient_accumulation_steps=config.gradient_accumulation_steps,
        logging_steps=config.logging_steps,
        eval_strategy=config.eval_strategy,
        eval_steps=config.eval_steps,
        save_strategy=config.save_strategy,
        save_steps=config.eval_steps,
        save_total_limit=config.save_total_limit,
        load_best_model_at_end=config.load_best_model_at_end,
        metric_for_best_model=config.metric_for_best_model,
        greater_is_better=not config.metric_for_best_model.endswith("loss"),
        **_shared(config, output_dir, device),
    )


def policy_config(config: RunConfig, output_dir: Path, device: Device) -> "RLOOConfig | GRPOConfig":
    """TRL's configuration of the policy. It saves nothing by itself: the guards say which step is worth
    it.
    """
    from trl import GRPOConfig, RLOOConfig

    given = {
        "learning_rate": config.policy_learning_rate,
        "beta": config.policy_beta,
        "max_steps": config.policy_steps,
        "warmup_steps": min(POLICY_WARMUP, config.policy_steps - 1),
        "lr_scheduler_type": "constant_with_warmup",
        "per_device_train_batch_size": config.policy_ideas_per_step * config.num_generations,
        "num_generations": config.num_generations,
        "max_completion_length": config.max_completion_length,
        "logging_steps": 1,
        "eval_strategy": "no",
        "save_strategy": "no",
        "disable_dropout": True,
        **_shared(config, output_dir, device),
    }
    return RLOOConfig(**given) if config.policy_trainer == "rloo" else GRPOConfig(**given)


def _shared(config: RunConfig, output_dir: Path, device: Device) -> dict[str, Any]:
    return {
        "output_dir": str(output_dir),
        "seed": config.seed,
        "use_cpu": device.kind == "cpu",
        "bf16": device.bf16,
        "gradient_checkpointing": device.kind == "cuda" and device.memory < ROOMY_GPU,
        "dataloader_pin_memory": device.kind == "cuda",
        "report_to": [],
        "disable_tqdm": True,
    }
