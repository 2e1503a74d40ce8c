"""Parquet files of preference rows: rows leave, a few at a time, and preferences enter; the same ones
give the same bytes.

pyarrow is imported when it is needed, since the page opens without it. Dictionaries are left unexpanded in
reading: a small file may say a long text a million times.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.formats.rows import HOSTED_COLUMNS, PREFERENCE_COLUMNS
from pipeline.schema import Preference

ROWS_AT_ONCE = 64
READ = (*PREFERENCE_COLUMNS, *HOSTED_COLUMNS, "simulated", "implied_probability")
COLUMNS = {
    "idea_id": "string",
    "pair_id": "string",
    "prompt": "messages",
    "chosen": "messages",
    "rejected": "messages",
    "votes_chosen": "int64",
    "votes_rejected": "int64",
    "simulated": "bool",
    "implied_probability": "float64",
}
"""What a file of preferences holds: the record's fields, in this order and of these types whatever rows there
are. `messages` are lists of content and role."""


def parquet_rows(path: Path, name: str) -> Iterator[Callable[[], dict[str, Any]]]:
    """For each row what reads it, as a dict of those columns that can matter."""
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            leaves = [file.schema.column(n) for n in range(len(file.schema))]
        texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        with pyarrow.parquet.ParquetFile(path, read_dictionary=texts) as file:
            wanted = [column for column in READ if column in file.schema_arrow.names]
            if not {"chosen", "preferred_output"} & set(wanted):
                raise ValueError(
                    f"{name} has no column chosen; a preference dataset has {', '.join(PREFERENCE_COLUMNS)}."
                )
            twice = _twice(file.schema_arrow.names) or _twice(leaf.path for leaf in leaves)
            if twice:
                raise ValueError(f"{name} has several columns {twice}; keep one of them.")
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=wanted):
                for n in range(batch.num_rows):
                    yield partial(_row, batch, n)
    except (pyarrow.ArrowException, OSError) as error:
        raise ValueError(f"{name} cannot be read as Parquet; it may be damaged or cut short.") from error


def _twice(columns: Iterable[str]) -> str | None:
    """The first of those that can matter, and of what they hold, that has another one's name."""
    counted = Counter(name for name in columns if name.partition(".")[0] in READ)
    return next((name for name, n in counted.items() if n > 1), None)


def _row(batch: Any, n: int) -> dict[str, Any]:
    try:
        return {name: batch.column(name)[n].as_py() for name in batch.schema.names}
    except UnicodeDecodeError as error:
        raise ValueError("it holds broken bytes; save the texts as UTF-8") from error


def to_parquet(rows: Sequence[Preference]) -> bytes:
    """A whole file of these rows with COLUMNS."""
    import pyarrow
    import pyarrow.parquet

    message = pyarrow.struct([("content", pyarrow.string()), ("role", pyarrow.string())])
    types = {"messages": pyarrow.list_(message)}
    schema = pyarrow.schema(
        [(name, types.get(kind) or pyarrow.type_for_alias(kind)) for name, kind in COLUMNS.items()]
    )
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([*map(asdict, rows)], schema=schema), file)
    return file.getvalue()
