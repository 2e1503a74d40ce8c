"""The preferences that a run learns from <-> train.jsonl and test.jsonl, one record a line."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pipeline.schema import Preference


def write_preferences(directory: Path, train: Sequence[Preference], test: Sequence[Preference]) -> None:
    """train.jsonl and test.jsonl, one preference a line with the record's field names as keys."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in (("train.jsonl", train), ("test.jsonl", test)):
        lines = (json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
        (directory / name).write_text("".join(lines), encoding="utf-8")


def read_preferences(path: Path) -> list[Preference]:
    """The preferences that `write_preferences` wrote."""
    return [Preference(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
