"""Files <-> ideas, labelled pairs and preferences.

    tables.py       CSV and text: ideas, labelled rows, tables for spreadsheets
    frozen.py       the preferences of a run: JSONL of the record's own fields
    parquet.py      Parquet files of preference rows, in and out
    rows.py         one row of a preference dataset, in any of its shapes -> a labelled pair
    datasets.py     files of such rows in, with what is wrong with them; and out again
    splits.py       which of a dataset's files belong to which split

Reading raises ValueError in one sentence that names the file's fault; what is wrong with single rows is told
row by row.
"""

from pipeline.formats.datasets import (
    FORMATS,
    LabelledFile,
    Reading,
    find_files,
    format_of,
    read_pairs,
    write_pairs,
)
from pipeline.formats.frozen import preferences_digest, read_preferences, write_preferences
from pipeline.formats.parquet import COLUMNS, to_parquet
from pipeline.formats.rows import LONGEST_TEXT, ReadRow, check_text
from pipeline.formats.splits import split_files
from pipeline.formats.tables import (
    LARGEST_FILE,
    read_ideas,
    read_labels,
    write_labels,
    write_table,
)

__all__ = [
    "COLUMNS",
    "FORMATS",
    "LARGEST_FILE",
    "LONGEST_TEXT",
    "LabelledFile",
    "ReadRow",
    "Reading",
    "check_text",
    "find_files",
    "format_of",
    "preferences_digest",
    "read_ideas",
    "read_labels",
    "read_pairs",
    "read_preferences",
    "split_files",
    "to_parquet",
    "write_labels",
    "write_pairs",
    "write_preferences",
    "write_table",
]
