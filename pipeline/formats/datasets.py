"""Files of preference rows <-> labelled pairs: JSONL, JSON, Parquet and CSV.

What is wrong with a file is raised; what is wrong with a row is one of the reading's problems.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.formats.parquet import parquet_rows, to_parquet
from pipeline.formats.rows import PREFERENCE_COLUMNS, ReadRow, read_row
from pipeline.formats.splits import READABLE, name_split, split_files
from pipeline.formats.tables import read_table_rows, read_text, require_size, write_labels
from pipeline.schema import LabelledRow, Preference

MOST_ROWS = 200_000
MOST_CHARACTERS = 100_000_000  # kept at once, up to 400 MB: a small file of Parquet can say a text often
MOST_PROBLEMS = 1000
FORMATS = (".csv", ".jsonl", ".plain.jsonl", ".dpo.jsonl", ".parquet")
Row = dict[str, Any]


@dataclass(frozen=True)
class LabelledFile:
    """A file to be read; `name` is what its owner calls it, `split` the split that it belongs to."""

    path: Path
    name: str
    split: str


@dataclass(frozen=True)
class Reading:
    """The rows that can be read, by split in the files' order; `problems` are sentences on the first of the
    `faulty` rows.
    """

    splits: dict[str, list[ReadRow]]
    problems: list[str]
    faulty: int

    @property
    def rows(self) -> list[ReadRow]:
        return [row for rows in self.splits.values() for row in rows]


def find_files(paths: Sequence[Path]) -> list[LabelledFile]:
    """Files, and what a folder holds as a dataset, with their splits. ValueError for a folder without any."""
    found = []
    for path in paths:
        if not path.is_dir():
            found.append(LabelledFile(path, path.name, name_split(path.name) or "train"))
            continue
        inside = [each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()]
        card = path / "README.md"
        splits = split_files(inside, card.read_text("utf-8", "replace") if card.is_file() else "")
        if not splits:
            raise ValueError(
                f"{path.name} holds no file that ends in {', '.join(READABLE)}; choose another folder."
            )
        found += [LabelledFile(path / name, name, split) for split, names in splits.items() for name in names]
    return found


def read_pairs(files: Sequence[LabelledFile]) -> Reading:
    """Everything that the files hold. ValueError when one cannot be read at all or they hold too much."""
    splits: dict[str, list[ReadRow]] = {}
    problems: list[str] = []
    seen = faulty = kept = 0
    for file in files:
        rows = splits.setdefault(file.split, [])
        for number, make in _readers(file):
            seen += 1
            if seen > MOST_ROWS:
                raise ValueError(f"{file.name} has too many rows; up to {MOST_ROWS} can be imported at once.")
            try:
                rows.append(row := make())
            except ValueError as error:
                faulty += 1
                if len(problems) < MOST_PROBLEMS:
                    problems.append(f"Row {number} of {file.name}: {error}.")
                continue
            kept += len(row.asked) + len(row.title_a) + len(row.title_b)
            if kept > MOST_CHARACTERS:
                raise ValueError(
                    f"{file.name} holds too much text;"
                    f" up to {MOST_CHARACTERS} characters can be imported at once."
                )
    if not seen:
        names = ", ".join(file.name for file in files)
        raise ValueError(f"{names} has no rows; choose a file of labelled pairs.")
    return Reading(splits, problems, faulty)


def _readers(file: LabelledFile) -> Iterator[tuple[int, Callable[[], ReadRow]]]:
    """Each row's number, counted as whoever opens the file counts, and what reads it."""
    require_size(file.path, file.name)
    match Path(file.name).suffix.lower():
        case ".csv":
            yield from read_table_rows(file.path, file.name)
        case ".parquet":
            for number, read in enumerate(parquet_rows(file.path, file.name), start=1):
                yield number, partial(_read, read, number, file.name)
        case ".jsonl" | ".json":
            for number, line in _json_rows(file):
                yield number, partial(_read, partial(_parsed, line), number, file.name)
        case _:
            raise ValueError(
                f"{file.name} is of no known kind; choose one that ends in .csv, .jsonl, .json or .parquet."
            )


def _read(give: Callable[[], Any], number: int, part: str) -> ReadRow:
    return read_row(give(), number, part)


def _json_rows(file: LabelledFile) -> Iterator[tuple[int, Any]]:
    """Lines of text with their numbers; of one big list its items, which count from 1."""
    text = read_text(file.path, file.name)
    if text.lstrip().startswith("["):
        try:
            items = _parsed(text)
        except ValueError as error:
            raise ValueError(f"{file.name} cannot be read: {error}.") from error
        yield from enumerate(items, start=1)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _parsed(line: Any) -> Any:
    if not isinstance(line, str):
        return line
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            raise ValueError(f"it is not valid JSON from character {error.pos + 1} on; mend it") from error
        raise ValueError(
            "it is JSON that is nested too deeply or holds too long a number; mend it"
        ) from error


def format_of(name: str) -> str:
    """The one of FORMATS that a file's name asks for."""
    found = [suffix for suffix in FORMATS if name.lower().endswith(suffix)]
    if not found:
        raise ValueError(f"{name} is of no known kind; choose a name that ends in {', '.join(FORMATS)}.")
    return max(found, key=len)


def write_pairs(path: Path, rows: Sequence[Preference], table: Iterable[LabelledRow]) -> int:
    """Write the decided pairs in the format that the path's name asks for; how many. `table` are the same
    pairs as a CSV has them.
    """
    suffix = format_of(path.name)
    if suffix == ".csv":
        return write_labels(path, table)
    if suffix == ".parquet":
        path.write_bytes(to_parquet(rows))
    else:
        shape = {".jsonl": _conversational, ".plain.jsonl": _plain, ".dpo.jsonl": _hosted}[suffix]
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(shape(row), ensure_ascii=False) + "\n" for row in rows)
    return len(rows)


def _conversational(row: Preference) -> Row:
    return {"prompt": row.prompt, "chosen": row.chosen, "rejected": row.rejected, "simulated": row.simulated}


def _plain(row: Preference) -> Row:
    texts = {name: getattr(row, name)[-1]["content"] for name in PREFERENCE_COLUMNS}
    return {**texts, "simulated": row.simulated}


def _hosted(row: Preference) -> Row:
    """Services take no other columns, so nothing says here which rows are simulated."""
    return {
        "input": {"messages": row.prompt},
        "preferred_output": row.chosen,
        "non_preferred_output": row.rejected,
    }
