"""Settings are checked in words, and map to TRL's."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.schema import RunConfig
from pipeline.settings import QWEN
from pipeline.training.methods import policy_config, presets_of, reward_config
from pipeline.training.recipes import (
    LOSS_TYPES,
    METHODS,
    METRICS,
    Device,
    check_config,
    default_config,
    dpo_config,
    fit_to_data,
    lora_config,
    presets,
    steps_per_epoch,
)

GOOD = RunConfig(QWEN)


@pytest.mark.parametrize("base_model", ["embedded", QWEN, "someone/some-model"])
def test_every_preset_is_usable(base_model: str) -> None:
    for config in [preset for method in METHODS for preset in presets_of(method, base_model).values()]:
        check_config(replace(config, base_model=QWEN))  # the embedded model's files are not the point here
        assert config.base_model == base_model


@pytest.mark.parametrize(
    ("ideas", "epochs", "per_step", "warmup"),
    [
        (102, 3.0, 4, 10),  # 26 steps an epoch, 78 in all: as they are
        (40, 1.0, 4, 2),  # 10 steps
        (20, 3.0, 2, 6),  # 10 steps an epoch, 30 in all
        (4, 1.0, 1, 0),  # 4 steps
    ],
)
def test_few_ideas_are_spread_over_steps_enough_to_learn(
    ideas: int, epochs: float, per_step: int, warmup: int
) -> None:
    config = RunConfig(QWEN, trainer="prefix_tree", num_train_epochs=epochs)
    assert (config.ideas_per_step, config.warmup_steps) == (4, 10)
    fitted = fit_to_data(config, 10 * ideas, ideas)
    assert fitted == replace(config, ideas_per_step=per_step, warmup_steps=warmup)
    assert fit_to_data(fitted, 10 * ideas, ideas) == fitted


def test_the_defaults_suit_the_model() -> None:
    embedded, qwen = default_config("embedded"), default_config(QWEN)
    assert (embedded.learning_rate, embedded.sft_weight, embedded.beta) == (6e-4, 0.3, 0.1)
    assert (embedded.trainer, embedded.ideas_per_step) == ("prefix_tree", 4)
    assert (qwen.trainer, qwen.ideas_per_step) == ("prefix_tree", 1)
    assert (qwen.learning_rate, qwen.sft_weight, qwen.adapter) == (1e-6, 0.0, "full")
    lora = presets("embedded")["LoRA"]
    assert (lora.adapter, lora.lora_r, lora.learning_rate) == ("lora", 16, 2e-3)


@pytest.mark.parametrize(
    ("field", "value", "fix"),
    [
        ("method", "ppo", "dpo"),
        ("num_generations", 1, "from 2 to 64"),
        ("policy_beta", -0.1, "from 0 to 10"),
        ("policy_trainer", "ppo", "rloo, grpo"),
        ("trainer", "fast", "prefix_tree, stock"),
        ("ideas_per_step", 0, "from 1 to 64"),
        ("adapter", "qlora", "full, lora"),
        ("lora_r", 0, "from 1 to 256"),
        ("lora_r", 16.0, "whole number"),
        ("beta", 0.0, "from 0.001 to 10"),
        ("beta", float("nan"), "from 0.001 to 10"),
        ("beta", "0.1", "give a number"),
        ("loss_type", "kto", "sigmoid"),
        ("sft_weight", -0.1, "from 0 to 10"),
        ("learning_rate", float("inf"), "from 1e-08 to 0.1"),
        ("learning_rate", 3.0, "from 1e-08 to 0.1"),
        ("num_train_epochs", 0.0, "from 0.01 to 100"),
        ("per_device_train_batch_size", 0, "from 1 to 256"),
        ("per_device_train_batch_size", True, "whole number"),
        ("per_device_eval_batch_size", -8, "from 1 to 256"),
        ("gradient_accumulation_steps", 0, "from 1 to 256"),
        ("warmup_steps", -1, "from 0 to 10000"),
        ("max_length", 8, "from 32 to 8192"),
        ("logging_steps", 0, "from 1 to 10000"),
        ("eval_strategy", "no", "epoch, steps"),
        ("eval_steps", 0, "from 1 to 100000"),
        ("save_strategy", "best", "epoch, steps"),
        ("save_total_limit", 0, "from 1 to 100"),
        ("metric_for_best_model", "eval_bleu", "eval_loss"),
        ("load_best_model_at_end", "yes", "true or false"),
        ("seed", -1, "from 0 to"),
        ("name", "../../etc", "slashes"),
        ("name", "a\\b", "slashes"),
        ("name", ".hidden", "leading dot"),
        ("name", "a\nb", "control characters"),
        ("name", "x" * 61, "at most 60"),
        ("base_model", "no such thing", "Hub id"),
    ],
)
def test_a_bad_value_is_named_with_the_fix(field: str, value: object, fix: str) -> None:
    with pytest.raises(ValueError, match=fix.replace("(", r"\(")) as refusal:
        check_config(replace(GOOD, **{field: value}))
    assert field in str(refusal.value) or field == "base_model"
    assert "\n" not in str(refusal.value)


def test_the_best_model_needs_a_checkpoint_for_each_evaluation() -> None:
    uneven = replace(GOOD, eval_strategy="steps")
    with pytest.raises(ValueError, match="make them equal"):
        check_config(uneven)
    check_config(replace(uneven, load_best_model_at_end=False))
    check_config(replace(uneven, save_strategy="steps"))


def test_an_adapter_on_an_adapter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text(f'{{"base_model_name_or_path": "{QWEN}"}}')
    with pytest.raises(ValueError, match="adapter 'full'"):
        check_config(RunConfig(str(tmp_path), adapter="lora"))
    check_config(RunConfig(str(tmp_path), adapter="full"))


def test_steps_per_epoch_counts_the_last_short_batch() -> None:
    assert steps_per_epoch(replace(GOOD, per_device_train_batch_size=8), 1026, 114) == 129
    assert (
        steps_per_epoch(
            replace(GOOD, per_device_train_batch_size=8, gradient_accumulation_steps=4), 1026, 114
        )
        == 33
    )


def test_the_prefix_tree_counts_ideas(tmp_path: Path) -> None:
    tree = replace(GOOD, trainer="prefix_tree", ideas_per_step=4, per_device_train_batch_size=8)
    assert steps_per_epoch(tree, 1026, 114) == 29
    assert dpo_config(tree, tmp_path, Device("cpu")).per_device_train_batch_size == 4
    check_config(tree)


def test_every_setting_reaches_trl(tmp_path: Path) -> None:
    config = RunConfig(
        QWEN,
        beta=0.2,
        loss_type="ipo",
        sft_weight=0.5,
        learning_rate=2e-5,
        num_train_epochs=2.0,
        per_device_train_batch_size=4,
        per_device_eval_batch_size=16,
        gradient_accumulation_steps=2,
        warmup_steps=7,
        max_length=300,
        logging_steps=3,
        eval_strategy="steps",
        eval_steps=11,
        save_strategy="steps",
        save_total_limit=3,
        metric_for_best_model="eval_rewards/accuracies",
        seed=5,
    )
    args = dpo_config(config, tmp_path, Device("cpu"))
    assert (args.beta, args.loss_type, args.loss_weights) == (0.2, ["ipo", "sft"], [1.0, 0.5])
    assert (args.learning_rate, args.num_train_epochs, args.warmup_steps, args.seed) == (2e-5, 2.0, 7, 5)
    assert (args.per_device_train_batch_size, args.per_device_eval_batch_size) == (4, 16)
    assert (args.gradient_accumulation_steps, args.max_length, args.logging_steps) == (2, 300, 3)
    assert (args.eval_strategy, args.eval_steps) == ("steps", 11)
    assert (args.save_strategy, args.save_steps, args.save_total_limit) == ("steps", 11, 3)
    assert (args.load_best_model_at_end, args.metric_for_best_model) == (True, "eval_rewards/accuracies")
    assert args.greater_is_better is True
    assert args.output_dir == str(tmp_path)


def test_the_device_decides_precision_and_checkpointing(tmp_path: Path) -> None:
    args = dpo_config(GOOD, tmp_path, Device("cpu"))
    assert (args.use_cpu, args.bf16, args.gradient_checkpointing, args.report_to) == (True, False, False, [])


@pytest.mark.parametrize("metric", METRICS)
def test_only_a_loss_is_better_when_smaller(tmp_path: Path, metric: str) -> None:
    args = dpo_config(replace(GOOD, metric_for_best_model=metric), tmp_path, Device("cpu"))
    assert args.greater_is_better is (metric != "eval_loss")


@pytest.mark.parametrize("loss_type", LOSS_TYPES)
def test_without_the_sft_term_the_loss_stands_alone(tmp_path: Path, loss_type: str) -> None:
    args = dpo_config(replace(GOOD, loss_type=loss_type, sft_weight=0.0), tmp_path, Device("cpu"))
    assert (args.loss_type, args.loss_weights) == ([loss_type], None)


def test_lora_covers_every_linear_layer() -> None:
    assert lora_config(GOOD) is None
    lora = lora_config(replace(GOOD, adapter="lora", lora_r=4))
    assert lora is not None
    assert (lora.r, lora.lora_alpha, lora.target_modules) == (4, 8, "all-linear")


def test_a_method_takes_only_what_it_can_use(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="choose 'stock'"):
        check_config(replace(GOOD, method="reward_model", trainer="prefix_tree"))
    with pytest.raises(ValueError, match="choose eval_loss"):
        check_config(replace(GOOD, method="reward_model", metric_for_best_model="eval_logps/chosen"))
    with pytest.raises(ValueError, match="There is no reward model"):
        check_config(replace(GOOD, method="rlhf", reward_model=str(tmp_path)))


def test_a_policy_step_writes_several_titles_for_each_of_its_ideas(tmp_path: Path) -> None:
    config = replace(GOOD, policy_ideas_per_step=3, num_generations=5, policy_steps=2, policy_beta=0.0)
    rloo = policy_config(config, tmp_path, Device())
    assert (rloo.per_device_train_batch_size, rloo.num_generations, rloo.max_steps) == (15, 5, 2)
    assert (rloo.beta, rloo.warmup_steps, rloo.save_strategy, rloo.bf16) == (0.0, 1, "no", False)
    grpo = policy_config(replace(config, policy_trainer="grpo"), tmp_path, Device())
    assert type(grpo).__name__ == "GRPOConfig" and grpo.per_device_train_batch_size == 15


def test_a_reward_model_is_not_centred_when_the_coefficient_is_zero(tmp_path: Path) -> None:
    assert reward_config(GOOD, tmp_path, Device()).center_rewards_coefficient == 0.01
    still = reward_config(replace(GOOD, center_rewards_coefficient=0.0), tmp_path, Device())
    assert still.center_rewards_coefficient is None
