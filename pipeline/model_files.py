"""A model by its name and its files, before it is loaded: whether it can be, what it came from, how it is
called. Neither torch nor the network is asked.
"""

import json
import re
from pathlib import Path
from typing import Any

from huggingface_hub import try_to_load_from_cache

from pipeline.best_of import read_best_of
from pipeline.model_names import LOCAL, describe_folder, folder_of, run_of
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL, QWEN

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")


def model_location(model: str) -> str:
    """The folder of the embedded model, an absolute folder, or the Hub id as it is."""
    if model == EMBEDDED:
        return str(EMBEDDED_MODEL)
    return str(folder_of(model) or model)


def check_model(model: str) -> None:
    """ValueError in one sentence when no model can have this name; asks neither torch nor the network."""
    if best := read_best_of(model):
        check_scorer(best.reward_model)
        return check_model(best.writer)
    if folder := folder_of(model_location(model)):
        if scores_titles(folder):
            raise ValueError(
                f"{model} is a reward model and writes nothing; choose a model that writes titles"
            )
        if (folder / "adapter_config.json").is_file():
            base = read_config(folder / "adapter_config.json").get("base_model_name_or_path")
            if not base:
                raise ValueError(f"The adapter at {model} does not name its base model; choose another one")
            root_model(model)  # ValueError for a circle
            return check_model(base)
        if not (folder / "config.json").is_file():
            raise ValueError(
                f"No model at {model}: it holds no config.json; give a model's folder or a Hub id like {QWEN}"
            )
    elif model == EMBEDDED:
        raise ValueError(
            f"The embedded model is missing from data/{EMBEDDED_MODEL.name}; restore it or use {QWEN}"
        )
    elif not HUB_ID.fullmatch(model):
        raise ValueError(f"No model at {model!r}; give a folder with a config.json or a Hub id like {QWEN}")
    return None


def find_config(model: str) -> Path | None:
    """The config.json of the model that this one was tuned from; None while that is on the Hub alone."""
    base = model_location(root_model(model))
    if folder := folder_of(base):
        return folder / "config.json"
    file = try_to_load_from_cache(base, "config.json")
    return Path(file) if isinstance(file, str) else None


def check_scorer(model: str) -> None:
    """ValueError in one sentence when there is no reward model in this folder."""
    folder = folder_of(model_location(model))
    if not (folder and scores_titles(folder)):
        raise ValueError(f"There is no reward model at {model!r}; train one and give its run's model folder")


def scores_titles(folder: Path) -> bool:
    """Whether the folder's model, or adapter, has a reward for its output and no words."""
    if (adapter := folder / "adapter_config.json").is_file():
        return read_config(adapter).get("task_type") == "SEQ_CLS"
    config = read_config(folder / "config.json") if (folder / "config.json").is_file() else {}
    return any(name.endswith("ForSequenceClassification") for name in config.get("architectures") or ())


def root_model(model: str) -> str:
    """The model that this one was tuned from, as far as its folder says; the model itself when it was not.
    For best of n that of its writer. ValueError when models name each other in a circle.
    """
    passed: set[str] = set()
    while Path(location := model_location(model)) != EMBEDDED_MODEL:
        best = read_best_of(model)
        parent = best.writer if best else parent_model(model)
        if parent is None:
            return model
        if location in passed:
            raise ValueError(
                f"{model} names itself as its base model, if by way of others; mend its config or choose "
                "another one"
            )
        passed.add(location)
        model = parent
    return EMBEDDED


def parent_model(model: str) -> str | None:
    """The model that this one's folder says it was tuned from; None for the embedded model, or when it says
    nothing.
    """
    folder = folder_of(model_location(model))
    if folder is None or folder == EMBEDDED_MODEL:
        return None
    for name, key in (("adapter_config.json", "base_model_name_or_path"), ("config.json", "base_model")):
        if (folder / name).is_file() and (base := read_config(folder / name).get(key)):
            return str(base)
    return None


def describe_model(model: str) -> str:
    """The name for people: the embedded model in words, a run's model by the run's id, another folder by its
    own name, since visitors need not know where it lies, and a Hub id as it is.
    """
    if best := read_best_of(model):
        return f"{describe_model(best.writer)}, best of {best.n} by {describe_model(best.reward_model)}"
    folder = Path(model_location(model))
    if folder == EMBEDDED_MODEL:
        return "Embedded title model (1M parameters)"
    if named := run_of(model):
        return named[0]
    return describe_folder(folder) if folder.is_absolute() else model.removeprefix(LOCAL)


def read_config(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not readable JSON; restore the file or choose another model") from error
