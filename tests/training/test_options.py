"""Arguments of `train` and RunConfigs say the same, in both directions."""

import argparse
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli import build_parser
from pipeline.schema import RunConfig
from pipeline.settings import QWEN
from pipeline.training.methods import presets_of
from pipeline.training.options import read_run_options, train_command
from pipeline.training.recipes import METHODS, PRESETS, presets

EVERYTHING = RunConfig(
    "/some folder/it's a model",
    name="-- two words & a $sign",
    trainer="stock",
    ideas_per_step=3,
    adapter="lora",
    lora_r=7,
    beta=0.35,
    loss_type="ipo",
    sft_weight=0.125,
    learning_rate=1.0000000001e-05,
    num_train_epochs=2.5,
    per_device_train_batch_size=5,
    per_device_eval_batch_size=6,
    gradient_accumulation_steps=9,
    warmup_steps=0,
    max_length=300,
    logging_steps=4,
    eval_strategy="steps",
    eval_steps=17,
    save_strategy="steps",
    save_total_limit=3,
    load_best_model_at_end=False,
    metric_for_best_model="eval_rewards/margins",
    seed=42,
    center_rewards_coefficient=0.5,
    reward_model="a folder/model",
    policy_trainer="grpo",
    policy_steps=11,
    policy_learning_rate=3e-6,
    policy_beta=0.0,
    policy_ideas_per_step=3,
    num_generations=5,
    max_completion_length=33,
)


def parse(line: str) -> argparse.Namespace:
    words = shlex.split(line)
    assert words[:3] == ["python", "-m", "pipeline"]
    return build_parser().parse_args(words[3:])


@pytest.mark.parametrize(
    "config",
    [
        *(replace(EVERYTHING, method=method) for method in METHODS),
        *(
            config
            for model in ("embedded", QWEN)
            for name in METHODS
            for config in presets_of(name, model).values()
        ),
    ],
    ids=lambda c: c.base_model,
)
def test_a_runs_command_makes_the_same_run(config: RunConfig) -> None:
    given = parse(train_command(config, Path("/runs/a b/preferences"), Path("/data")))
    assert read_run_options(given, "not used") == config
    assert (given.preferences, given.data_dir) == (Path("/runs/a b/preferences"), Path("/data"))


def test_what_is_not_given_comes_from_the_preset() -> None:
    given = build_parser().parse_args(["train", "--preset", "Careful", "--epochs", "2", "--method", "lora"])
    expected = replace(presets("embedded")["Careful"], num_train_epochs=2.0, adapter="lora")
    assert read_run_options(given, "embedded") == expected


def test_the_default_is_the_tutorial_recipe_with_the_prefix_tree() -> None:
    config = read_run_options(build_parser().parse_args(["train"]), QWEN)
    assert config == presets(QWEN)["Tutorial recipe"]
    assert config.trainer == "prefix_tree"
    stock = read_run_options(build_parser().parse_args(["train", "--trainer", "stock"]), QWEN)
    assert stock == replace(config, trainer="stock")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_asked_for(preset: str) -> None:
    given = build_parser().parse_args(["train", "--preset", preset])
    assert read_run_options(given, "embedded") == presets("embedded")[preset]


def test_a_preset_of_another_method_is_refused_with_those_there_are() -> None:
    given = build_parser().parse_args(["train", "--learn", "rlhf", "--preset", "Careful"])
    with pytest.raises(ValueError, match="choose one of Short, Slow, GRPO"):
        read_run_options(given, "embedded")
    short = read_run_options(build_parser().parse_args(["train", "--learn", "rlhf"]), "embedded")
    assert (short.policy_learning_rate, short.policy_beta, short.policy_steps) == (3e-4, 0.2, 32)
