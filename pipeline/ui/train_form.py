"""The settings of a run as a form: a RunConfig fills it, what is in it becomes a RunConfig."""

import re
from typing import Any

import gradio as gr

from pipeline.schema import RunConfig
from pipeline.training.recipes import LOSS_TYPES, METRICS, STRATEGIES, TRAINERS, check_config
from pipeline.ui.messages import Hint
from pipeline.ui.text import say, t

FIRST = ("name", "adapter", "trainer")
SECOND = ("num_train_epochs", "learning_rate", "beta")
FOLDED = (
    "ideas_per_step",
    "gradient_accumulation_steps",
    "per_device_train_batch_size",
    "per_device_eval_batch_size",
    "loss_type",
    "sft_weight",
    "lora_r",
    "eval_strategy",
    "eval_steps",
    "save_strategy",
    "save_total_limit",
    "load_best_model_at_end",
    "metric_for_best_model",
    "logging_steps",
    "warmup_steps",
    "max_length",
    "seed",
)
OF_REWARDS = (
    "policy_trainer",
    "policy_steps",
    "policy_learning_rate",
    "policy_beta",
    "policy_ideas_per_step",
    "num_generations",
    "max_completion_length",
    "center_rewards_coefficient",
    "reward_model",
)
# The method is chosen above them all.
FORM = ("method", *FIRST, *SECOND, *FOLDED, *OF_REWARDS)
CHOICES: dict[str, tuple[str, ...]] = {
    "adapter": ("full", "lora"),
    "trainer": TRAINERS,
    "loss_type": LOSS_TYPES,
    "eval_strategy": STRATEGIES,
    "save_strategy": STRATEGIES,
    "metric_for_best_model": METRICS,
    "policy_trainer": ("rloo", "grpo"),
}


def make_input(name: str, config: RunConfig) -> gr.components.Component:
    """The input for one field of a RunConfig, with its meaning beside it."""
    shared: dict[str, Any] = {
        "value": getattr(config, name),
        "label": t(f"train_{name}"),
        "info": t(f"train_{name}_info"),
        "elem_id": f"train-{name}",
        "min_width": 240,
    }
    if name in ("adapter", "trainer"):
        return gr.Radio([(t(f"train_{name}_{choice}"), choice) for choice in CHOICES[name]], **shared)
    if name in CHOICES:
        return gr.Dropdown(list(CHOICES[name]), **shared)
    if name == "load_best_model_at_end":
        return gr.Checkbox(**shared)
    if name == "reward_model":
        return gr.Textbox(max_length=500, **shared)
    if name == "name":
        return gr.Textbox(max_length=60, placeholder=t("train_name_example"), **shared)
    return gr.Number(**shared)


def form_values(config: RunConfig) -> list[Any]:
    """What the form shows for a RunConfig, in the order of FORM."""
    return [getattr(config, name) for name in FORM]


def read_form(base_model: str, values: tuple[Any, ...], lang: str) -> RunConfig:
    """The RunConfig that the form says. ValueError names an empty field; check_config sees to the rest."""
    given = dict(zip(FORM, values, strict=True))
    for name, value in given.items():
        if value is None:
            raise Hint(say("train_empty_field", lang, label=say(f"train_{name}", lang), name=name))
    stripped = {name: given[name].strip() for name in ("name", "reward_model")}
    return RunConfig(base_model=(base_model or "").strip(), **given | stripped)


def check_form(config: RunConfig, lang: str) -> None:
    """`check_config`, whose ValueError names a field here as the form does."""
    try:
        check_config(config)
    except ValueError as error:
        raise ValueError(
            re.sub(r"^\w+(?= (is|has) )", lambda name: _named(name[0], lang), str(error))
        ) from error


def _named(name: str, lang: str) -> str:
    return f"{say(f'train_{name}', lang)} ({name})" if name in FORM else name
