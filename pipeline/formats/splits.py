"""The paths of a dataset's files, and its card -> which files belong to which split.

As the `datasets` library has it: what the card says first, then the names of files and folders, and else all
is train. Of a card's several configurations the one called default is taken, or else the first.
"""

import re
from collections.abc import Sequence
from fnmatch import fnmatch
from typing import Any

import yaml

READABLE = (".parquet", ".jsonl", ".json", ".csv")
NAMES = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("test", "testing", "eval", "evaluation"),
}
NOT_DATA = ("dataset_infos.json", "dataset_info.json", "package.json")


def split_files(paths: Sequence[str], card: str = "") -> dict[str, list[str]]:
    """The readable files of each split, sorted, under the name that the card or the files give it; a folder
    that a name is in counts as well as the file's own name. Empty when nothing is readable.
    """
    usable = sorted(
        path
        for path in paths
        if path.lower().endswith(READABLE)
        and path.split("/")[-1] not in NOT_DATA
        and not any(part.startswith((".", "_")) for part in path.split("/"))
    )
    found: dict[str, list[str]] = {}
    for split, patterns in _stated(card):
        matching = [path for path in usable if any(_fits(path, pattern) for pattern in patterns)]
        if matching:
            found.setdefault(split, []).extend(matching)
    if found:
        return found
    for path in usable:
        if split := name_split(path):
            found.setdefault(split, []).append(path)
    return found or ({"train": usable} if usable else {})


def name_split(path: str) -> str:
    """The word for a split that stands by itself in a path, the file's own name first; empty if there is
    none. `valid` stays `valid`, since that is how its owner calls it.
    """
    for part in reversed(path.lower().split("/")):
        words = re.split(r"[-._ 0-9]+", part)
        for names in NAMES.values():
            for name in names:
                if name in words:
                    return name
    return ""


def _stated(card: str) -> list[tuple[str, list[str]]]:
    """Splits and their patterns by the front matter of a card; anything odd in it counts as not stated."""
    parts = card.replace("\r\n", "\n").split("---\n", 2)
    if len(parts) < 3 or parts[0].strip():
        return []
    try:
        front = yaml.safe_load(parts[1])
    except (yaml.YAMLError, RecursionError):
        return []
    configs = _items(front.get("configs") if isinstance(front, dict) else None)
    named = [config for config in configs if isinstance(config, dict)]
    chosen = next((config for config in named if config.get("config_name") == "default"), None)
    files = (chosen or next(iter(named), {})).get("data_files")
    if isinstance(files, str | list) and not any(isinstance(each, dict) for each in _items(files)):
        return [("train", _texts(files))]
    return [
        (str(each.get("split")), _texts(each.get("path")))
        for each in _items(files)
        if isinstance(each, dict) and each.get("split")
    ]


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _texts(value: Any) -> list[str]:
    return [str(each).removeprefix("./") for each in _items(value)]


def _fits(path: str, pattern: str) -> bool:
    return fnmatch(path, pattern) or fnmatch(path, pattern.replace("**/", ""))
