"""The preferences that a run learns from <-> train.jsonl and test.jsonl, one record a line."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from pipeline.schema import Preference


def write_preferences(directory: Path, train: Sequence[Preference], test: Sequence[Preference]) -> None:
    """train.jsonl and test.jsonl, one preference a line with the record's field names as keys."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in (("train.jsonl", train), ("test.jsonl", test)):
        with (directory / name).open("wb") as file:
            file.writelines(_to_lines(rows))


def preferences_digest(train: Sequence[Preference], test: Sequence[Preference]) -> str:
    """The SHA-256 of both files together, as `write_preferences` writes them."""
    digest = hashlib.sha256()
    for line in chain(_to_lines(train), _to_lines(test)):
        digest.update(line)
    return digest.hexdigest()


def _to_lines(rows: Sequence[Preference]) -> Iterator[bytes]:
    return ((json.dumps(asdict(row), ensure_ascii=False) + "\n").encode() for row in rows)


def read_preferences(path: Path) -> list[Preference]:
    """The preferences that `write_preferences` wrote."""
    lines = path.read_text(encoding="utf-8").split("\n")  # JSON leaves other ends of lines as they are
    return [Preference(**json.loads(line)) for line in lines if line]
