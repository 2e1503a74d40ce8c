"""Files of preference rows in every shape: what is read, refused in which words, and written."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from pipeline.formats import (
    LARGEST_FILE,
    LabelledFile,
    Reading,
    find_files,
    format_of,
    read_pairs,
    split_files,
    to_parquet,
    write_pairs,
)
from pipeline.schema import LabelledRow, Preference

USER = {"role": "user", "content": "bake bread"}
GOOD = {
    "prompt": [USER],
    "chosen": [{"role": "assistant", "content": "Bread  at Home"}],
    "rejected": [{"role": "assistant", "content": "Loaf"}],
}
PLAIN = {"prompt": "bake bread", "chosen": "Bread at Home", "rejected": "Loaf"}
INSIDE = {"chosen": [USER, *GOOD["chosen"]], "rejected": [USER, *GOOD["rejected"]]}
HOSTED = {
    "input": {"messages": [{"role": "system", "content": "x"}, USER], "tools": []},
    "preferred_output": GOOD["chosen"],
    "non_preferred_output": GOOD["rejected"],
}
PARTS = {**GOOD, "prompt": [{"role": "user", "content": [{"type": "text", "text": "bake bread"}]}]}


def read(path: Path) -> Reading:
    return read_pairs([LabelledFile(path, path.name, "train")])


def jsonl(tmp_path: Path, *lines: Any) -> Path:
    path = tmp_path / "rows.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("".join(text + "\n" for text in texts))
    return path


def parquet(tmp_path: Path, rows: Sequence[dict[str, Any]], name: str = "rows.parquet") -> Path:
    path = tmp_path / name
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(rows)), path)
    return path


def texts(reading: Reading) -> list[tuple[str, str, str]]:
    return [(row.asked, row.chosen, row.rejected) for row in reading.rows]


@pytest.mark.parametrize("row", [GOOD, PLAIN, INSIDE, HOSTED, PARTS])
def test_every_shape_of_a_row_says_the_same_in_jsonl_json_and_parquet(
    tmp_path: Path, row: dict[str, Any]
) -> None:
    same = [("bake bread", "Bread at Home", "Loaf")]
    assert texts(read(jsonl(tmp_path, row))) == same
    assert texts(read(parquet(tmp_path, [row]))) == same
    listed = tmp_path / "rows.json"
    listed.write_text(json.dumps([row, row]))
    assert texts(read(listed)) == 2 * same


def test_a_plain_csv_and_a_labelled_one_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('prompt,chosen,rejected\n"bake\nbread",One,Two\n')
    (row,) = read(path).rows
    assert (row.asked, row.is_idea, row.chosen, row.rejected) == ("bake\nbread", False, "One", "Two")
    path.write_text("idea,title_a,title_b,title_b_preferred\nbake,One,Two,1\n")
    (row,) = read(path).rows
    assert (row.asked, row.is_idea, row.chosen, row.rejected) == ("bake", True, "Two", "One")


def test_marks_of_simulated_and_implied_rows_are_kept(tmp_path: Path) -> None:
    rows = [{**PLAIN, "simulated": True}, {**PLAIN, "implied_probability": 0.9}, {**PLAIN, "simulated": "no"}]
    found = read(jsonl(tmp_path, *rows)).rows
    assert [(row.simulated, row.implied) for row in found] == [(True, False), (False, True), (False, False)]


FAULTS = [
    ('{"prompt": ', "it is not valid JSON from character 12 on; mend it"),
    ("[" * 100_000, "nested too deeply"),
    ("3", "it is no JSON object"),
    ({**PLAIN, "prompt": None}, "prompt is empty; give a text or a list of messages"),
    ({**PLAIN, "chosen": 3}, "chosen is a number"),
    ({**PLAIN, "chosen": {"role": "assistant"}}, "chosen is an object"),
    ({"prompt": "x", "chosen": "y"}, "it lacks rejected; a row needs prompt, chosen, rejected"),
    ({"preferred_output": []}, "it lacks input, non_preferred_output; a row needs input"),
    ({**HOSTED, "input": "x"}, "input has no messages"),
    ({**GOOD, "prompt": []}, "prompt has no message of the user; add one"),
    ({**GOOD, "chosen": [3]}, "chosen holds something that is no message"),
    ({**GOOD, "chosen": 2 * GOOD["chosen"]}, "chosen has 2 messages of the assistant"),
    ({**GOOD, "chosen": [{"role": "assistant", "content": None}]}, "content is no text"),
    ({**GOOD, "prompt": [{"role": "user", "content": [{"type": "image"}]}]}, "content is no text"),
    ({**PLAIN, "rejected": "Bread  at Home"}, "the two titles are the same"),
    ({**PLAIN, "chosen": "y" * 301}, "chosen cannot be used: it has 301 characters; shorten it to 300"),
    ({**PLAIN, "chosen": "y" * 9_000_000}, "it has 9000000 characters"),
    ('{"prompt": "x", "chosen": "\\ud800", "rejected": "y"}', "control characters or broken bytes"),
    ('{"prompt": "x", "chosen": "a\\u0000b", "rejected": "y"}', "control characters or broken bytes"),
]


@pytest.mark.parametrize(("row", "words"), FAULTS, ids=range(len(FAULTS)))
def test_a_faulty_row_is_a_sentence_with_its_number_and_the_others_are_read(
    tmp_path: Path, row: Any, words: str
) -> None:
    found = read(jsonl(tmp_path, PLAIN, "", row, PLAIN))
    (problem,) = found.problems
    assert problem.startswith("Row 3 of rows.jsonl: ") and problem.endswith(".")
    assert words in problem
    assert (len(found.rows), found.faulty) == (2, 1)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", b"", "a.jsonl has no rows"),
        ("a.jsonl", b"\xff\xfe{}", "a.jsonl is not UTF-8 text"),
        ("a.json", b'[{"prompt": 1}', "a.json cannot be read: it is not valid JSON"),
        ("a.parquet", b"PAR1 and nothing else PAR1", "a.parquet cannot be read as Parquet"),
        ("a.parquet", b"", "a.parquet cannot be read as Parquet"),
        ("a.xlsx", b"PK", "a.xlsx is of no known kind"),
        ("a.csv", b"name,age\nx,3\n", "a.csv lacks the columns idea"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=words):
        read(tmp_path / name)


def test_a_file_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.parquet"
    with path.open("wb") as sparse:
        sparse.truncate(LARGEST_FILE + 1)
    with pytest.raises(ValueError, match=r"big\.parquet has 20 MB; split it"):
        read(path)
    with pytest.raises(ValueError, match=r"There is no file none\.jsonl"):
        read(tmp_path / "none.jsonl")


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.formats.datasets.MOST_ROWS", 2)
    with pytest.raises(ValueError, match=r"rows\.jsonl has too many rows; up to 2"):
        read(jsonl(tmp_path, PLAIN, PLAIN, PLAIN))


def test_parquet_without_the_columns_or_with_others_in_their_place(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no column chosen"):
        read(parquet(tmp_path, [{"text": "x"}]))
    strange = [{"prompt": b"\xff", "chosen": 1.5, "rejected": [[1]], "blob": b"x"}]
    assert "prompt is of another kind" in read(parquet(tmp_path, strange)).problems[0]
    table = pyarrow.table({name: [PLAIN[name], None] for name in PLAIN})
    pyarrow.parquet.write_table(table, tmp_path / "nulls.parquet")
    found = read(tmp_path / "nulls.parquet")
    assert found.problems == ["Row 2 of nulls.parquet: prompt is empty; give a text or a list of messages."]


def test_a_column_twice_is_one_sentence_where_it_matters(tmp_path: Path) -> None:
    def write(*names: str) -> Path:
        columns = [pyarrow.array([f"text {n}"]) for n in range(len(names))]
        path = tmp_path / "twice.parquet"
        pyarrow.parquet.write_table(pyarrow.Table.from_arrays(columns, names=names), path)
        return path

    with pytest.raises(ValueError, match=r"twice\.parquet has several columns chosen; keep one of them\."):
        read(write("prompt", "chosen", "rejected", "chosen"))
    assert len(read(write("prompt", "chosen", "rejected", "note", "note")).rows) == 1
    texts = [pyarrow.array(["text"])] * 2
    message = pyarrow.StructArray.from_arrays(texts, fields=[pyarrow.field("content", pyarrow.string())] * 2)
    messages = pyarrow.ListArray.from_arrays([0, 1], message)
    table = pyarrow.Table.from_arrays([texts[0], messages, texts[0]], names=["prompt", "chosen", "rejected"])
    pyarrow.parquet.write_table(table, tmp_path / "within.parquet")
    with pytest.raises(ValueError, match=r"within\.parquet has several columns chosen\..*content; keep one"):
        read(tmp_path / "within.parquet")


def test_a_small_file_that_says_a_long_text_again_and_again_is_read_within_bounds(tmp_path: Path) -> None:
    numbers = pyarrow.array([0] * 2000, pyarrow.int32())
    column = pyarrow.DictionaryArray.from_arrays(numbers, ["y" * 1_000_000])
    path = tmp_path / "long.parquet"
    pyarrow.parquet.write_table(pyarrow.table({name: column for name in PLAIN}), path)
    assert path.stat().st_size < 2_000_000  # 6 GB as plain texts
    found = read(path)
    assert (found.faulty, len(found.problems), len(found.rows)) == (2000, 1000, 0)


def test_broken_bytes_in_parquet_are_that_rows_alone(tmp_path: Path) -> None:
    path = tmp_path / "bytes.parquet"
    columns = {
        name: pyarrow.array([b"\xff\xfe" if name == "chosen" else b"x", b"y" + name.encode()])
        for name in PLAIN
    }
    table = pyarrow.table({name: column.view(pyarrow.string()) for name, column in columns.items()})
    pyarrow.parquet.write_table(table, path)
    found = read(path)
    assert found.problems == ["Row 1 of bytes.parquet: it holds broken bytes; save the texts as UTF-8."]
    assert texts(found) == [("yprompt", "ychosen", "yrejected")]


CARD = """---
configs:
- config_name: other
  data_files: x.csv
- config_name: default
  data_files:
  - split: train
    path: data/train-*
  - split: valid
    path: ["data/held.parquet"]
---
# Words
"""


@pytest.mark.parametrize(
    ("paths", "card", "splits"),
    [
        (["b.csv", "a.csv", "README.md"], "", {"train": ["a.csv", "b.csv"]}),
        (["data/train-0.parquet", "data/test-0.parquet"], "", {"test": 1, "train": 1}),
        (
            ["valid.jsonl", "train.jsonl", "notes.jsonl"],
            "",
            {"train": ["train.jsonl"], "valid": ["valid.jsonl"]},
        ),
        (
            ["validation/a.json", "eval_x.json", "training.json"],
            "",
            {"validation": 1, "eval": 1, "training": 1},
        ),
        (["constraint.csv"], "", {"train": ["constraint.csv"]}),
        (["data/train-1.parquet", "data/held.parquet", "x.csv"], CARD, {"train": 1, "valid": 1}),
        (["a.csv"], CARD, {"train": ["a.csv"]}),
        (["a.csv"], "---\n: [\n---\n", {"train": ["a.csv"]}),
        (["a.csv"], "---\nconfigs: 3\n---\n", {"train": ["a.csv"]}),
        (["a.csv", "b.csv"], "---\nconfigs:\n- data_files: b.csv\n---\n", {"train": ["b.csv"]}),
        ([".cache/a.csv", "dataset_infos.json", "model.bin"], "", {}),
    ],
)
def test_files_find_their_splits(paths: list[str], card: str, splits: dict[str, Any]) -> None:
    found = split_files(paths, card)
    counts = {
        split: len(found[split]) if isinstance(splits.get(split), int) else found[split] for split in found
    }
    assert counts == splits


def test_files_and_folders_are_read_with_their_splits(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("train", "valid"):
        jsonl(tmp_path, PLAIN).rename(folder / f"{name}.jsonl")
    found = find_files([folder, jsonl(tmp_path, PLAIN)])
    assert [(file.name, file.split) for file in found] == [
        ("train.jsonl", "train"),
        ("valid.jsonl", "valid"),
        ("rows.jsonl", "train"),
    ]
    assert {split: len(rows) for split, rows in read_pairs(found).splits.items()} == {"train": 2, "valid": 1}
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="empty holds no file that ends in"):
        find_files([tmp_path / "empty"])


def preference(n: int, simulated: bool = False) -> Preference:
    said = [[{"role": "assistant", "content": f"{side} été {n}"}] for side in ("Chosen", "Rejected")]
    prompt = [{"role": "user", "content": f"idea {n}"}]
    return Preference(f"i{n}", f"p{n}", prompt, *said, 2, 1, simulated)


@pytest.mark.parametrize("name", ["a.jsonl", "a.plain.jsonl", "a.dpo.jsonl", "a.parquet"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    rows = [preference(1), preference(2, simulated=True)]
    assert write_pairs(tmp_path / name, rows, []) == 2
    found = read(tmp_path / name)
    assert texts(found) == [(f"idea {n}", f"Chosen été {n}", f"Rejected été {n}") for n in (1, 2)]
    marked = [False, name != "a.dpo.jsonl"]  # that format has no room for it
    assert ([row.simulated for row in found.rows], found.problems) == (marked, [])


def test_a_table_is_written_for_a_csv_and_other_names_are_refused(tmp_path: Path) -> None:
    table = [LabelledRow("idea 1", "One", "Two", True)]
    assert write_pairs(tmp_path / "a.csv", [preference(1)], table) == 1
    assert (tmp_path / "a.csv").read_text().splitlines()[1] == "idea 1,One,Two,1"
    with pytest.raises(ValueError, match=r"choose a name that ends in \.csv, \.jsonl"):
        format_of("labels.xlsx")


def test_hosted_services_get_what_they_take_and_nothing_else(tmp_path: Path) -> None:
    write_pairs(tmp_path / "a.dpo.jsonl", [preference(1)], [])
    assert json.loads((tmp_path / "a.dpo.jsonl").read_text()) == {
        "input": {"messages": [{"role": "user", "content": "idea 1"}]},
        "preferred_output": [{"role": "assistant", "content": "Chosen été 1"}],
        "non_preferred_output": [{"role": "assistant", "content": "Rejected été 1"}],
    }


def test_the_same_preferences_give_the_same_bytes_and_types_whatever_they_are() -> None:
    rows = [preference(n) for n in range(3)]
    assert to_parquet(rows) == to_parquet(list(rows)) != to_parquet(rows[:2])
    schemas = {
        str(pyarrow.parquet.read_schema(pyarrow.BufferReader(to_parquet(some)))) for some in (rows, [])
    }
    assert len(schemas) == 1 and "implied_probability: double" in schemas.pop()


def test_a_long_prompt_is_refused_while_reading_and_so_is_too_much_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(jsonl(tmp_path, {**PLAIN, "prompt": "y" * 20_001}, PLAIN))
    assert found.problems == [
        "Row 1 of rows.jsonl: prompt cannot be used: it has 20001 characters; shorten it to 300."
    ]
    assert [row.asked for row in found.rows] == ["bake bread"]
    monkeypatch.setattr("pipeline.formats.datasets.MOST_CHARACTERS", 60)  # a row has 10 + 13 + 4
    assert len(read(jsonl(tmp_path, PLAIN, PLAIN)).rows) == 2
    with pytest.raises(ValueError, match=r"rows\.jsonl holds too much text; up to 60 characters"):
        read(jsonl(tmp_path, PLAIN, PLAIN, PLAIN))


@pytest.mark.parametrize(
    ("mark", "simulated"),
    [(1, True), ("true", True), ("Yes ", True), (1.0, True), (0, False), ("0", False), (None, False)],
)
def test_every_format_takes_the_same_marks_of_a_simulated_row(
    tmp_path: Path, mark: object, simulated: bool
) -> None:
    table = tmp_path / "rows.csv"
    table.write_text(f"prompt,chosen,rejected,simulated\nx,One,Two,{'' if mark is None else mark}\n")
    files = (jsonl(tmp_path, {**PLAIN, "simulated": mark}), table)
    assert [read(file).rows[0].simulated for file in files] == [simulated, simulated]


@pytest.mark.parametrize(
    ("probability", "implied"),
    [
        (0.9, True),
        ("0.9", True),
        (1, True),
        (float("nan"), False),
        ("", False),
        ("n/a", False),
        (None, False),
    ],
)
def test_every_format_takes_the_same_marks_of_an_implied_row(
    tmp_path: Path, probability: object, implied: bool
) -> None:
    cell = "" if probability is None else probability
    plain, labelled = tmp_path / "plain.csv", tmp_path / "labelled.csv"
    plain.write_text(f"prompt,chosen,rejected,implied_probability\nx,One,Two,{cell}\n")
    labelled.write_text(f"idea,title_a,title_b,title_b_preferred,implied_probability\nx,One,Two,1,{cell}\n")
    files = (jsonl(tmp_path, {**PLAIN, "implied_probability": probability}), plain, labelled)
    assert [read(file).rows[0].implied for file in files] == [implied] * 3
