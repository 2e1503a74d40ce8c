"""A RunConfig <-> the arguments of `python -m pipeline train`: what one writes, the other reads back.

Arguments name only what differs from the preset they start from, so both sides must be of one version.
"""

import argparse
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from pipeline.schema import RunConfig
from pipeline.training.methods import ALL_PRESETS, PRESETS_OF, default_preset, presets_of
from pipeline.training.recipes import METHODS

# Options that have another name than their field.
NAMES: Mapping[str, tuple[str, ...]] = {
    "base_model": ("--base",),
    "adapter": ("--adapter", "--method"),  # --method is the older name
    "num_train_epochs": ("--epochs",),
    "method": ("--learn",),  # --method has another meaning already
}
_KINDS: Mapping[Any, Any] = {int: int, float: float}


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """An option for every field of a RunConfig, and `--preset`; those that are not given stay None."""
    usual = ", ".join(f"{default_preset(method)!r} for {method}" for method in METHODS)
    parser.add_argument("--preset", choices=ALL_PRESETS, help=f"start from (default: {usual})")
    for field in fields(RunConfig):
        kind: dict[str, Any] = {"type": _KINDS.get(field.type, str)}
        if field.type is bool:
            kind = {"action": argparse.BooleanOptionalAction, "default": None}
        if field.name == "method":
            kind |= {"choices": METHODS, "help": "what learns from the labels (default dpo)"}
        parser.add_argument(*_names(field.name), dest=field.name, **kind)


def read_run_options(given: argparse.Namespace, default_base_model: str) -> RunConfig:
    """The RunConfig that the options say; check_config sees to their values."""
    values = {field.name: getattr(given, field.name, None) for field in fields(RunConfig)}
    method = values["method"] or METHODS[0]
    preset = given.preset or default_preset(method)
    if preset not in PRESETS_OF[method]:
        names = ", ".join(PRESETS_OF[method])
        raise ValueError(f"preset is {preset!r}; choose one of {names}")
    config = presets_of(method, values.pop("base_model") or default_base_model)[preset]
    return replace(config, **{name: value for name, value in values.items() if value is not None})


def write_run_options(config: RunConfig) -> list[str]:
    """Options from which `read_run_options` makes this RunConfig again."""
    start = presets_of(config.method, config.base_model)[default_preset(config.method)]
    found = ["--base", config.base_model, *([f"--learn={config.method}"] * (config.method != METHODS[0]))]
    for field in fields(RunConfig):
        value = getattr(config, field.name)
        name = _names(field.name)[0]
        if field.name == "base_model" or value == getattr(start, field.name):
            continue
        if isinstance(value, bool):
            found.append(name if value else name.replace("--", "--no-", 1))
        else:
            found.append(f"{name}={value}")  # with the sign, a value may begin with a dash
    return found


def train_command(config: RunConfig, preferences: Path, data_dir: Path) -> str:
    """A line for a shell that trains with this RunConfig on these frozen preferences."""
    before = ["python", "-m", "pipeline", "--data-dir", str(data_dir), "train"]
    return shlex.join([*before, "--preferences", str(preferences), *write_run_options(config)])


def _names(field: str) -> Sequence[str]:
    return NAMES.get(field, (f"--{field.replace('_', '-')}",))
