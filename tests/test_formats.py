from pathlib import Path

import pytest

from pipeline.formats import (
    LARGEST_FILE,
    read_ideas,
    read_labels,
    read_preferences,
    write_labels,
    write_preferences,
)
from pipeline.schema import LabelledRow, Preference


def file(tmp_path: Path, content: str | bytes, name: str = "ideas.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        'idea\nbake bread\n"salt, pepper"\n',
        '\ufeffidea\r\nbake bread\r\n"salt, pepper"\r\n',
        'bake bread\n"salt, pepper"\n',
        'n,Idea\n1,bake bread\n2,"salt, pepper"\n',
        "n;idea\n1;bake bread\n2;salt, pepper\n",
        "Video Idea\tnote\nbake bread\tx\nsalt, pepper\ty\n",
    ],
)
def test_ideas_are_read_with_and_without_header_mark_and_quotes(tmp_path: Path, content: str) -> None:
    assert read_ideas(file(tmp_path, content)) == ["bake bread", "salt, pepper"]


def test_a_text_file_has_an_idea_a_line(tmp_path: Path) -> None:
    assert read_ideas(file(tmp_path, "bake bread, fast\n\nsew\n", "i.txt")) == ["bake bread, fast", "sew"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"name,age\nx,3\n", "none is called idea"),
        ("idea\ncafé\n".encode("latin-1"), "UTF-8"),
        (b'idea\n"never closed\n', "quotation"),
    ],
)
def test_an_unreadable_file_gets_one_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        read_ideas(file(tmp_path, content))


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as sparse:
        sparse.truncate(LARGEST_FILE + 1)
    with pytest.raises(ValueError, match="split it"):
        read_ideas(path)


HEADER = "idea,title_a,title_b,title_b_preferred\n"


def test_labelled_rows_are_read_whatever_the_order_of_columns(tmp_path: Path) -> None:
    content = "title_b_preferred,idea,title_b,title_a,extra\n1,bake,Two,One,x\nFalse,sew,Four,Three,\n"
    assert read_labels(file(tmp_path, content)) == [
        LabelledRow("bake", "One", "Two", True),
        LabelledRow("sew", "Three", "Four", False),
    ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty"),
        ("idea,title_a\nx,y\n", "lacks the columns title_b, title_b_preferred"),
        (HEADER + "bake,One,Two,1\nbake,One,Two,maybe\n", "Row 3 .*'maybe'; write 1 or 0"),
        (HEADER + "\nbake,One,Two,1\n\n\nbake,One,Two,maybe\n", "Row 6 .*'maybe'"),
        (HEADER + "bake,One,One,1\n", "Row 2 .*the same"),
        (HEADER + "bake,One,,1\n", "Row 2 .*title_b .*empty"),
        (HEADER + "bake,One\n", "Row 2 .*2 cells; it needs 4"),
    ],
)
def test_a_faulty_labelled_row_is_named(tmp_path: Path, content: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        read_labels(file(tmp_path, content))


def test_labels_round_trip_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    rows = [
        LabelledRow("=cmd()", '+One, "two"', "-Two", True),
        LabelledRow("做饭", "<script>alert(1)</script>", "@Four", False),
        LabelledRow("'Tis", "'-ish' words", "''=two", False, simulated=True),
    ]
    path = tmp_path / "labels.csv"
    assert write_labels(path, rows) == 3
    assert read_labels(path) == rows
    cells = path.read_text().replace("\n", ",").split(",")
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@"))]


def test_preferences_round_trip(tmp_path: Path) -> None:
    row = Preference("i", "p", [{"role": "user", "content": "été\u2028\u2029\x85"}], [], [], 2, 1, True)
    write_preferences(tmp_path / "out", [row, row], [])
    assert read_preferences(tmp_path / "out" / "train.jsonl") == [row, row]
    assert read_preferences(tmp_path / "out" / "test.jsonl") == []
