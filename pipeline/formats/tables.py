"""CSV and text files <-> ideas, labelled rows and tables for people.

Rows are counted as a spreadsheet counts them, the header being row 1. Writing puts an apostrophe before cells
that a spreadsheet would run as a formula; reading takes it off again.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from pipeline.formats.rows import PREFERENCE_COLUMNS, ReadRow, is_implied, is_true, make_row
from pipeline.schema import LabelledRow
from pipeline.texts import comparison_key, normalise

LARGEST_FILE = 20_000_000
LABEL_COLUMNS = ("idea", "title_a", "title_b", "title_b_preferred")
SIMULATED_COLUMN = "simulated"  # written only when some rows are
IMPLIED_COLUMN = "implied_probability"
IDEA_HEADERS = ("idea", "ideas", "video idea", "video ideas", "video_idea")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TRUE, FALSE = ("1", "true", "yes", "b", "1.0"), ("0", "false", "no", "a", "0.0")


def read_ideas(path: Path) -> list[str]:
    """The ideas of a CSV (the column `idea`, or the only column) or of a text file (one a line), as they
    stand.
    """
    text = read_text(path, path.name)
    if path.suffix.lower() == ".txt":
        return [line for line in text.splitlines() if line.strip()]
    rows = _read_rows(text, IDEA_HEADERS)
    if not rows:
        raise ValueError(f"{path.name} is empty; put one idea on each line.")
    header = [comparison_key(cell) for cell in rows[0]]
    column = next(
        (header.index(comparison_key(name)) for name in IDEA_HEADERS if comparison_key(name) in header), None
    )
    if column is None and max(map(len, rows)) > 1:
        raise ValueError(
            f"{path.name} has {max(map(len, rows))} columns and none is called idea;"
            " name the column of ideas `idea`, or put ideas that hold commas in quotes."
        )
    body = rows if column is None else rows[1:]
    return [_plain(row[column or 0]) if len(row) > (column or 0) else "" for row in body]


def read_labels(path: Path) -> list[LabelledRow]:
    """The rows of a labelled CSV. ValueError for the first row that cannot be used."""
    found = []
    for number, make in read_table_rows(path, path.name):
        try:
            row = make()
        except ValueError as error:
            raise ValueError(f"Row {number} of {path.name}: {error}.") from error
        found.append(LabelledRow(row.asked, row.title_a, row.title_b, row.b_preferred, row.simulated))
    return found


def read_table_rows(path: Path, name: str) -> Iterator[tuple[int, Callable[[], ReadRow]]]:
    """Each row's number and what reads it: of a labelled CSV with the columns idea, title_a, title_b,
    title_b_preferred (1 or 0); or of one with prompt, chosen and rejected. Either may have the columns
    `simulated` and `implied_probability`.
    """
    rows = _numbered_rows(read_text(path, name), (*LABEL_COLUMNS, *PREFERENCE_COLUMNS))
    if not rows:
        raise ValueError(f"{name} is empty; it needs the columns {', '.join(LABEL_COLUMNS)}.")
    header = [normalise(cell).casefold() for cell in rows[0][1]]
    is_labelled = not set(PREFERENCE_COLUMNS) <= set(header)
    columns = LABEL_COLUMNS if is_labelled else PREFERENCE_COLUMNS
    missing = [column for column in columns if column not in header]
    if missing:
        raise ValueError(
            f"{name} lacks the columns {', '.join(missing)}; its first row must name"
            f" {', '.join(LABEL_COLUMNS)}."
        )
    places = [header.index(column) for column in columns]
    marks = [header.index(name) if name in header else None for name in (SIMULATED_COLUMN, IMPLIED_COLUMN)]

    def make(number: int, row: list[str]) -> ReadRow:
        if len(row) <= max(places):
            raise ValueError(f"it has {len(row)} cells; it needs {len(header)}")
        simulated, implied = (row[at] if at is not None and len(row) > at else "" for at in marks)
        said = (is_true(simulated), is_implied(implied))
        cells = [_plain(row[place]) for place in places]
        if not is_labelled:
            prompt, chosen, rejected = cells
            titles, names = (chosen, rejected), PREFERENCE_COLUMNS[1:]
            return make_row(number, name, prompt, False, titles, names, False, *said)
        idea, title_a, title_b, preferred = cells
        answer = preferred.strip().casefold()
        if answer not in TRUE + FALSE:
            raise ValueError(f"title_b_preferred is {preferred!r}; write 1 or 0")
        titles, b_preferred = (title_a, title_b), answer in TRUE
        return make_row(number, name, idea, True, titles, ("title_a", "title_b"), b_preferred, *said)

    for number, row in rows[1:]:
        yield number, partial(make, number, row)


def write_labels(path: Path, rows: Iterable[LabelledRow]) -> int:
    """A CSV that `read_labels` reads back; how many rows it has."""
    rows = list(rows)
    columns = list(LABEL_COLUMNS)
    lines = [[row.idea, row.title_a, row.title_b, str(int(row.b_preferred))] for row in rows]
    if any(row.simulated for row in rows):
        columns.append(SIMULATED_COLUMN)
        lines = [[*line, str(int(row.simulated))] for line, row in zip(lines, rows, strict=True)]
    return write_table(path, columns, lines)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """A CSV under these headings that a spreadsheet can open without harm; how many rows it has."""
    lines = [[*map(_guarded, row)] for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *lines])
    return len(lines)


def read_text(path: Path, name: str) -> str:
    """The text of a file of at most LARGEST_FILE bytes, which its owner calls `name`."""
    require_size(path, name)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name} is not UTF-8 text; save it as UTF-8 and try again.") from error


def require_size(path: Path, name: str) -> None:
    """ValueError when there is no such file, or it is larger than LARGEST_FILE bytes."""
    if not path.is_file():
        raise ValueError(f"There is no file {name}; check the path.")
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise ValueError(
            f"{name} has {size / 1e6:.0f} MB; split it into files of up to {LARGEST_FILE / 1e6:.0f} MB."
        )


def _read_rows(text: str, headers: Sequence[str]) -> list[list[str]]:
    return [row for _, row in _numbered_rows(text, headers)]


def _numbered_rows(text: str, headers: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The file's rows that hold anything, with their numbers. The delimiter is the one that splits a known
    header, or else a comma.
    """
    first = text.lstrip().partition("\n")[0]
    known = {comparison_key(name) for name in headers}
    delimiter = next(
        (
            mark
            for mark in ",;\t"
            if mark in first and known & {comparison_key(cell) for cell in first.split(mark)}
        ),
        ",",
    )
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ValueError(f"The file cannot be read as CSV ({error}); check its quotation marks.") from error
    return [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]


def _guarded(cell: str) -> str:
    return "'" + cell if cell.startswith((*FORMULA_STARTS, "'")) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*FORMULA_STARTS, "'")) else cell
