"""Whatever comes in: a reader gives records or a sentence, and what was written is read back as it was."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.formats import read_ideas, read_labels, read_preferences, write_labels, write_preferences
from pipeline.formats.datasets import LabelledFile, read_pairs
from pipeline.formats.splits import split_files
from pipeline.hub import files
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import LabelledRow, Preference
from pipeline.settings import Settings, read_settings
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.texts import comparison_key, normalise, text_problem
from pipeline.titles import clean_title, distinct_titles
from pipeline.training.events import events_file, kept_events, progress, read_events

QUICK: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
ANY_TEXT = st.text(max_size=60)
USABLE = st.text(min_size=1, max_size=40).map(normalise).filter(lambda text: not text_problem(text, 300))
# Bytes as they come, and texts made of what tables and JSON are made of, which get further.
BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet="\"',;\t\r\nidea title_a{}[]:=+-@\\0\ufeff\ud7ff1", max_size=200).map(
        lambda text: text.encode()
    ),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), ANY_TEXT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(("role", "content", "prompt", "chosen", "rejected")), inner),
    ),
    max_leaves=8,
)


def quick(examples: int) -> Callable[..., Any]:
    return settings(max_examples=examples, **QUICK)


def in_a_file(content: bytes, name: str, read: Callable[[Path], Any]) -> Any:
    """What the reader makes of a file of this content; None when it refuses in a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return read(path)
        except ValueError as error:
            assert str(error)[-1] in ".);" and folder not in str(error)
            return None


def read_any(content: bytes, name: str) -> None:
    ideas = in_a_file(content, name, read_ideas)
    assert ideas is None or all(isinstance(idea, str) for idea in ideas)
    rows = in_a_file(content, name, read_labels)
    assert rows is None or all(row.title_a != row.title_b for row in rows)
    part = name.rpartition(".")[2]
    for kind in (part, "jsonl"):
        in_a_file(content, f"a.{kind}", lambda path: read_pairs([LabelledFile(path, path.name, "train")]))


@quick(40)
@given(BYTES, st.sampled_from(("a.csv", "a.txt", "a.jsonl")))
@example(b"", "a.csv")
@example(b'idea\n"', "a.csv")
@example("idea\n\ud7ff\0".encode(), "a.csv")
def test_any_file_gives_records_or_a_sentence(content: bytes, name: str) -> None:
    read_any(content, name)


@pytest.mark.soak
@settings(max_examples=20_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(BYTES, st.sampled_from(("a.csv", "a.txt", "a.jsonl")))
def test_any_file_gives_records_or_a_sentence_for_long(content: bytes, name: str) -> None:
    read_any(content, name)


@quick(60)
@given(st.lists(JSON.filter(lambda value: not isinstance(value, list)), max_size=4))
def test_any_json_line_is_a_row_or_is_named(values: list[Any]) -> None:
    content = "".join(json.dumps(value) + "\n" for value in values).encode()
    reading = in_a_file(content, "a.jsonl", lambda path: read_pairs([LabelledFile(path, "a.jsonl", "train")]))
    if reading is not None:
        rows = [row for rows in reading.splits.values() for row in rows]
        assert len(rows) + reading.faulty == len(values)
        assert all(row.title_a != row.title_b for row in rows)


@quick(60)
@given(st.lists(USABLE, min_size=1, max_size=6))
@example(["=1+1", "-x", "@y", "+z", '"quoted"', "a;b", "a,b"])
def test_ideas_that_a_table_holds_are_read_as_they_were(ideas: list[str]) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([["idea"], *([idea] for idea in ideas)])
    assert in_a_file(table.getvalue().encode(), "a.csv", read_ideas) == ideas


@quick(60)
@given(st.lists(st.tuples(USABLE, USABLE, USABLE, st.booleans(), st.booleans()), min_size=1, max_size=5))
@example([("=1+1", "-x", "+y", True, False), ("@a", "'=b", "''c", False, True)])
def test_labels_written_are_read_as_they_were(given_rows: list[tuple[str, str, str, bool, bool]]) -> None:
    rows = [LabelledRow(*row) for row in given_rows if row[1] != row[2]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.csv"
        if rows:
            write_labels(path, rows)
            assert read_labels(path) == rows


@quick(40)
@given(USABLE, USABLE, USABLE)
def test_preferences_written_are_read_as_they_were(text: str, one: str, other: str) -> None:
    prompt, chosen, rejected = (
        title_prompt(YOUTUBE_TITLES, text),
        title_completion(one),
        title_completion(other),
    )
    row = Preference("an idea", "a pair", prompt, chosen, rejected, 2, 1, False)
    with tempfile.TemporaryDirectory() as folder:
        write_preferences(Path(folder), [row], [])
        assert read_preferences(Path(folder) / "train.jsonl") == [row]


@quick(150)
@given(ANY_TEXT)
def test_texts_have_one_normal_form(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert comparison_key(comparison_key(text)) == comparison_key(text)
    assert text_problem(text, 60) or not text_problem(normalise(text), 60)


@quick(150)
@given(st.lists(ANY_TEXT, max_size=4))
@example(['1. "Title": 3', "**x**", "Title: Title: Title: a"])
def test_titles_come_clean_distinct_and_within_the_limits(completions: list[str]) -> None:
    titles = distinct_titles(completions, YOUTUBE_TITLES)
    assert len({comparison_key(title) for title in titles}) == len(titles)
    assert all(30 <= len(title) <= 75 and "\n" not in title for title in titles)
    assert all(clean_title(clean_title(text)) == clean_title(text) for text in completions)


@quick(60)
@given(st.lists(BYTES, max_size=5))
def test_a_run_with_any_event_log_can_be_shown(lines: list[bytes]) -> None:
    whole = b'{"event": "training", "at": "2026-01-01T00:00:00+00:00", "step": 0, "total_steps": 4}'
    with tempfile.TemporaryDirectory() as folder:
        events_file(Path(folder)).write_bytes(b"\n".join([*lines, b"", whole, *lines]))
        events = read_events(Path(folder))
        assert kept_events(events) and progress(events).total_steps == 4


@quick(60)
@given(BYTES, st.lists(JSON, max_size=3))
def test_any_file_of_the_hub_gives_events_or_none(content: bytes, values: list[Any]) -> None:
    for written in (content, "\n".join(map(json.dumps, values)).encode()):
        for row in files.decode("events/a.jsonl", written).rows:
            assert files.read_event(row) is None  # nothing here is an event


@quick(60)
@given(st.lists(ANY_TEXT, max_size=6), ANY_TEXT | JSON.map(lambda value: f"---\n{json.dumps(value)}\n---\n"))
def test_any_list_of_files_has_splits_of_files_in_it(paths: list[str], card: str) -> None:
    try:
        found = split_files(paths, card)
    except ValueError as error:
        assert str(error)
        return
    assert {path for several in found.values() for path in several} <= set(paths)


VARIABLES = ("GRADIO_SERVER_PORT", "OWNERS", "LABELS_REPO", "MODELS_REPO", "SPACE_ID", "DATA_DIR", "HF_TOKEN")


@quick(60)
@given(st.dictionaries(st.sampled_from(VARIABLES), ANY_TEXT.filter(lambda text: "\0" not in text)))
def test_any_environment_gives_settings_or_names_the_variable(environ: dict[str, str]) -> None:
    try:
        assert isinstance(read_settings(environ), Settings)
    except ValueError as error:
        assert any(str(error).startswith(name) for name in VARIABLES)
