"""A RunConfig -> TRL's DPOConfig and PEFT's LoraConfig; the presets and the limits of a RunConfig. What the
other methods need is in methods.

Where the numbers come from. Embedded model (1M parameters): sigmoid + 0.3 SFT, beta 0.1, found on a simulated
taste; without the SFT term more titles come out mangled, and TRL's default rate of 1e-6 moves nothing. At
four ideas (about 40 pairs) a step of the prefix tree the tuned model won 78.2, 76.5 and 77.8% at 6e-4 (seeds
1 to 3, well-formed titles 99 to 102% of the base model's) and 74.3, 72.8 and 71.3% at 3e-4 (100 to 101%); see
bench/RESULTS.md. LoRA at 2e-3 was found with eight pairs a step.

Qwen2.5-0.5B and the like: the tutorial's 1e-6, full, pure sigmoid, and one idea a step: ten pairs, where the
tutorial learns from eight, so that its rate needs no change. LoRA at 5e-5 is our judgement within 1e-5 to
1e-4, not a measurement: an adapter takes a multiple of the rate of full training.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.model_files import check_model, check_scorer, root_model
from pipeline.model_names import folder_of
from pipeline.schema import RunConfig
from pipeline.settings import EMBEDDED

if TYPE_CHECKING:
    from peft import LoraConfig
    from trl import DPOConfig

# TRL's others need a label_smoothing (robust, exo_pair) or are for unpaired data (bco_pair, aot_unpaired).
LOSS_TYPES = (
    "sigmoid",
    "sigmoid_norm",
    "hinge",
    "ipo",
    "apo_zero",
    "apo_down",
    "nca_pair",
    "sppo_hard",
    "aot",
    "discopop",
)
METRICS = (
    "eval_loss",
    "eval_rewards/accuracies",
    "eval_rewards/margins",
    "eval_rewards/chosen",
    "eval_logps/chosen",
)
STRATEGIES = ("epoch", "steps")
METHODS = ("dpo", "reward_model", "rlhf")
TUTORIAL = "Tutorial recipe"
PRESETS = ("Quick", TUTORIAL, "LoRA", "Careful")
TRAINERS = ("prefix_tree", "stock")
MAX_NAME = 60
ROOMY_GPU = 24 * 2**30  # bytes; below it activations are computed twice rather than kept

# field: lowest, highest, what it counts
_WHOLE: Mapping[str, tuple[int, int]] = {
    "ideas_per_step": (1, 64),
    "lora_r": (1, 256),
    "per_device_train_batch_size": (1, 256),
    "per_device_eval_batch_size": (1, 256),
    "gradient_accumulation_steps": (1, 256),
    "warmup_steps": (0, 10_000),
    "max_length": (32, 8192),
    "policy_steps": (1, 100_000),
    "policy_ideas_per_step": (1, 64),
    "num_generations": (2, 64),
    "max_completion_length": (8, 512),
    "logging_steps": (1, 10_000),
    "eval_steps": (1, 100_000),
    "save_total_limit": (1, 100),
    "seed": (0, 2**32 - 1),
}
_REAL: Mapping[str, tuple[float, float]] = {
    "beta": (0.001, 10.0),
    "sft_weight": (0.0, 10.0),
    "learning_rate": (1e-8, 0.1),
    "num_train_epochs": (0.01, 100.0),
    "center_rewards_coefficient": (0.0, 1.0),
    "policy_learning_rate": (1e-8, 0.1),
    "policy_beta": (0.0, 10.0),
}
_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "method": METHODS,
    "policy_trainer": ("rloo", "grpo"),
    "trainer": TRAINERS,
    "adapter": ("full", "lora"),
    "loss_type": LOSS_TYPES,
    "eval_strategy": STRATEGIES,
    "save_strategy": STRATEGIES,
    "metric_for_best_model": METRICS,
}


FEW_STEPS = 8  # of an epoch
FITTED = ("ideas_per_step", "warmup_steps")  # what `fit_to_data` may lessen


@dataclass(frozen=True)
class Device:
    """Where a segment trains: `memory` is the accelerator's, in bytes, and 0 for a CPU."""

    kind: Literal["cpu", "mps", "cuda"] = "cpu"
    bf16: bool = False
    memory: int = 0


def default_config(base_model: str) -> RunConfig:
    """The settings to start from with this base model: the tutorial's, at a rate that suits the model."""
    return presets(base_model)[TUTORIAL]


def presets(base_model: str) -> dict[str, RunConfig]:
    """Settings for this base model by the names in PRESETS."""
    if root_model(base_model) == EMBEDDED:
        tutorial = RunConfig(
            base_model,
            trainer="prefix_tree",
            ideas_per_step=4,
            learning_rate=6e-4,
            per_device_eval_batch_size=32,
        )
        lora = replace(tutorial, adapter="lora", learning_rate=2e-3)
        quick = replace(tutorial, num_train_epochs=1.0)
    else:
        tutorial = RunConfig(
            base_model, trainer="prefix_tree", ideas_per_step=1, learning_rate=1e-6, sft_weight=0.0
        )
        lora = replace(tutorial, adapter="lora", learning_rate=5e-5)
        quick = replace(lora, num_train_epochs=1.0)
    careful = replace(tutorial, learning_rate=tutorial.learning_rate / 2, num_train_epochs=6.0)
    return dict(zip(PRESETS, (quick, tutorial, lora, careful), strict=True))


def check_config(config: RunConfig) -> None:
    """ValueError that names the first value that cannot be used, and the fix."""
    for field in fields(config):
        value = getattr(config, field.name)
        if field.name in _ONE_OF:
            _check_choice(field.name, value)
        elif field.name in _WHOLE:
            _check_whole(field.name, value)
        elif field.name in _REAL:
            _check_real(field.name, value)
    if not isinstance(config.load_best_model_at_end, bool):
        raise ValueError(f"load_best_model_at_end is {config.load_best_model_at_end!r}; give true or false")
    if config.load_best_model_at_end and config.eval_strategy != config.save_strategy:
        raise ValueError(
            f"eval_strategy is {config.eval_strategy!r}, save_strategy {config.save_strategy!r}; make them "
            "equal (the best model can be kept only where each evaluation has its checkpoint)"
        )
    _check_name(config.name)
    _check_method(config)
    check_model(config.base_model)
    folder = folder_of(config.base_model)
    if config.adapter == "lora" and folder and (folder / "adapter_config.json").is_file():
        raise ValueError(
            f"{config.base_model} is itself an adapter; train it further with adapter 'full', or start from "
            f"{root_model(config.base_model)} with 'lora'"
        )


def steps_per_epoch(config: RunConfig, pairs: int, ideas: int) -> int:
    """Optimizer steps of one pass over the pairs of so many ideas, on one device; RLHF's of its reward
    model.
    """
    whole = config.trainer == "prefix_tree"
    batches = -(-ideas // config.ideas_per_step) if whole else -(-pairs // config.per_device_train_batch_size)
    return -(-batches // config.gradient_accumulation_steps)


def fit_to_data(config: RunConfig, pairs: int, ideas: int) -> RunConfig:
    """The settings as a run on so little has them: fewer ideas a step if an epoch would have under FEW_STEPS
    steps, and at most a fifth of the steps to warm up.

    Four ideas labelled and one epoch were a single step otherwise, at the rate 0 with which a warm-up begins.
    """
    config = replace(config, ideas_per_step=min(config.ideas_per_step, max(1, ideas // FEW_STEPS)))
    steps = math.ceil(config.num_train_epochs * steps_per_epoch(config, pairs, ideas))
    return replace(config, warmup_steps=min(config.warmup_steps, steps // 5))


def total_reward_steps(config: RunConfig, pairs: int) -> int:
    """Optimizer steps of RLHF's first half on so many pairs; 0 when it was given a reward model."""
    if config.reward_model:
        return 0
    return math.ceil(config.num_train_epochs * steps_per_epoch(config, pairs, 0))


def find_training_device() -> Device:
    """The device that training would use in this process."""
    import torch

    from pipeline.inference import find_device

    kind = find_device()
    if kind != "cuda":
        return Device("mps" if kind == "mps" else "cpu")
    return Device("cuda", torch.cuda.is_bf16_supported(), torch.cuda.get_device_properties(0).total_memory)


def dpo_config(config: RunConfig, output_dir: Path, device: Device) -> "DPOConfig":
    """TRL's configuration of the run; checkpoints go to `output_dir`, nothing to outside services."""
    from trl import DPOConfig

    with_sft = config.sft_weight > 0
    return DPOConfig(
        output_dir=str(output_dir),
        beta=config.beta,
        loss_type=[config.loss_type, "sft"] if with_sft else [config.loss_type],
        loss_weights=[1.0, config.sft_weight] if with_sft else None,
        max_length=config.max_length,
        # The reference's log-probabilities never change: once, instead of in every epoch.
        precompute_ref_log_probs=True,
        precompute_ref_batch_size=max(config.per_device_train_batch_size, config.per_device_eval_batch_size),
        learning_rate=config.learning_rate,
        num_train_epochs=config.num_train_epochs,
        warmup_steps=config.warmup_steps,
        # The prefix tree's training rows are ideas, each with all its pairs.
        per_device_train_batch_size=(
            config.ideas_per_step if config.trainer == "prefix_tree" else config.per_device_train_batch_size
        ),
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
        seed=config.seed,
        use_cpu=device.kind == "cpu",
        bf16=device.bf16,
        gradient_checkpointing=device.kind == "cuda" and device.memory < ROOMY_GPU,
        dataloader_pin_memory=device.kind == "cuda",
        report_to=[],
        disable_tqdm=True,
    )


def lora_config(config: RunConfig, rewards: bool = False) -> "LoraConfig | None":
    """An adapter on every linear layer but the head (alpha = 2r, no dropout); None for full training.

    With `rewards` it is one of a reward model, whose new head is trained whole.
    """
    if config.adapter == "full":
        return None
    from peft import LoraConfig

    return LoraConfig(
        r=config.lora_r,
        lora_alpha=2 * config.lora_r,
        lora_dropout=0.0,
        target_modules="all-linear",
        task_type="SEQ_CLS" if rewards else "CAUSAL_LM",
        modules_to_save=["score"] if rewards else None,
    )


def _check_choice(name: str, value: object) -> None:
    if value not in _ONE_OF[name]:
        raise ValueError(f"{name} is {value!r}; choose one of {', '.join(_ONE_OF[name])}")


def _check_whole(name: str, value: object) -> None:
    low, high = _WHOLE[name]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; give a whole number from {low} to {high}")


def _check_real(name: str, value: object) -> None:
    low, high = _REAL[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; give a number from {low:g} to {high:g}")


def _check_method(config: RunConfig) -> None:
    if config.method == "dpo":
        return
    if config.trainer != "stock":
        raise ValueError(
            f"trainer is {config.trainer!r}, which is for DPO; choose 'stock' for a reward model"
        )
    if config.metric_for_best_model == "eval_logps/chosen":
        raise ValueError("A reward model has no log-probabilities; choose eval_loss as metric_for_best_model")
    if config.reward_model and config.method == "rlhf":
        check_scorer(config.reward_model)


def _check_name(name: str) -> None:
    if len(name) > MAX_NAME:
        raise ValueError(f"name has {len(name)} characters; give at most {MAX_NAME}")
    if any(c in "/\\" or not c.isprintable() for c in name) or name.startswith("."):
        raise ValueError(f"name is {name!r}; leave out slashes, control characters and a leading dot")
