"""Importing on the page: a look that stores nothing, the owner's word, and what is shown."""

import json
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Page

from pipeline.formats import Reading, ReadRow
from pipeline.imports import check_rows
from pipeline.schema import Task
from pipeline.store import Store
from pipeline.ui import Services, bind
from pipeline.ui.import_preview import preview_html
from pipeline.ui.label_import import build, import_looked_at, look_at_dataset, look_at_files, put_aside
from ui.running_app import unfold

GOOD = {"prompt": "bake bread", "chosen": "How to Bake Bread", "rejected": "Bread: What Works?"}


@pytest.fixture
def file(tmp_path: Path) -> str:
    return write_rows(tmp_path)


def write_rows(folder: Path) -> str:
    """A file with a row that can be imported and one that cannot."""
    path = folder / "rows.jsonl"
    faulty = {"prompt": "bake bread", "chosen": None, "rejected": "<b>x</b>"}
    path.write_text("".join(json.dumps(row) + "\n" for row in (GOOD, faulty)))
    return str(path)


def look(services: Services, file: str, request: gr.Request) -> list[Any]:
    """What the page has after a look at a file."""
    *_, last = look_at_files(services, [file], request)
    return last


def is_untouched(store: Store, task: Task) -> bool:
    return (store.ideas(task), store.pairs(), store.labels()) == ([], [], [])


def test_a_look_stores_nothing_and_the_owners_word_stores_what_was_seen(
    services: Services, owner: gr.Request, file: str
) -> None:
    looked, html, confirm, aside, _ = look(services, file, owner)
    assert is_untouched(services.store, services.task)
    assert (confirm["value"], confirm["visible"], aside["visible"]) == ("Import 1 row", True, True)
    assert "Row 2 of rows.jsonl: chosen is empty" in html and "1 row cannot be imported" in html
    assert "1 row asks with another prompt" in html
    said = import_looked_at(services, looked, owner)
    assert "Imported: 1 row on 1 idea; 1 label is new." in said[4]
    assert said[0] is None and said[2]["visible"] is False and said[5] is None
    assert len(services.store.labels()) == 1
    looked, html, *_ = look(services, file, owner)
    assert (
        "<dt>New labels</dt><dd>0</dd>" in html
        and "0 labels are new" in import_looked_at(services, looked, owner)[4]
    )


def test_nothing_usable_leaves_no_button(services: Services, owner: gr.Request, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"prompt": 1}\n')
    looked, html, confirm, aside, _ = look(services, str(path), owner)
    assert (looked, confirm["visible"], aside["visible"]) == (None, False, True)
    assert "it lacks chosen, rejected" in html
    with pytest.raises(ValueError, match="Nothing is open to be imported"):
        import_looked_at(services, looked, owner)
    assert put_aside(services, owner)[0] is None


def test_a_second_look_that_fails_leaves_nothing_of_the_first(
    services: Services, owner: gr.Request, file: str, tmp_path: Path
) -> None:
    """Whatever a handler hands over before it raises, the page keeps."""
    (tmp_path / "b.csv").write_text("idea,title_a\nx,y\n")
    second: list[tuple[Any, Any]] = [
        (look_at_files, [str(tmp_path / "b.csv")]),
        (look_at_files, []),
        (look_at_dataset, "squad"),
    ]
    for act, given in second:
        page = look(services, file, owner)
        assert page[0] is not None and page[2]["visible"]
        with pytest.raises(ValueError):
            for handed in act(services, given, owner):
                page = handed
        looked, html, confirm, aside, _ = page
        assert (looked, html, confirm["visible"], aside["visible"]) == (None, "", False, False)


def test_a_file_taken_out_of_the_field_is_not_imported(services: Services) -> None:
    with gr.Blocks() as page:
        build(services)
    (upload,) = (block for block in page.blocks.values() if block.elem_id == "import-files")
    aside = {event for fn in page.fns.values() if fn.name == "put_aside" for event in fn.targets}
    assert {(upload._id, "delete"), (upload._id, "clear")} <= aside


def test_a_volunteer_may_not_look_nor_import(
    services: Services, owner: gr.Request, volunteer: gr.Request, file: str
) -> None:
    looked, *_ = look(services, file, owner)
    acts: list[tuple[Any, ...]] = [
        (look_at_files, [file]),
        (look_at_dataset, "owner/x"),
        (import_looked_at, looked),
        (put_aside,),
    ]
    for act, *given in acts:
        with pytest.raises(ValueError, match="Only the owner"):
            list(act(services, *given, volunteer))
    assert is_untouched(services.store, services.task)


def test_a_fault_is_a_sentence_on_the_page(services: Services, owner: gr.Request, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("idea,title_a\nx,y\n")
    with pytest.raises(gr.Error, match="lacks the columns title_b") as raised:
        list(bind(look_at_files, services)([str(path)], owner))
    assert raised.value.title == "That did not work"
    with pytest.raises(gr.Error, match="is no name of a dataset"):
        list(bind(look_at_dataset, services)("squad", owner))


def test_the_preview_escapes_and_says_leaks_and_contradictions_in_both_languages(task: Task) -> None:
    def row(number: int, part: str, idea: str, chosen: str, rejected: str) -> ReadRow:
        return ReadRow(number, part, idea, True, chosen, rejected, False)

    splits = {
        "train": [
            row(2, "a.csv", "<i>bread</i>", "<script>1", "Two"),
            row(3, "a.csv", "<i>bread</i>", "Two", "<script>1"),
        ],
        "valid": [row(2, "b.csv", "<i>bread</i>", "Four", "Five")],
    }
    check = check_rows(Reading(splits, [], 0), task, ())
    html = preview_html(check, 3, "en")
    assert "<script>" not in html and "<i>" not in html
    assert (
        "1 of the 1 ideas of valid are in train too" in html
        and "<dt>Readable in valid</dt><dd>1</dd>" in html
    )
    assert "Row 3 of a.csv contradicts Row 2 of a.csv, on the idea" in html
    assert "a.csv 的第 3 行与a.csv 的第 2 行相矛盾" in preview_html(check, 3, "zh")


def look_at_a_file_and_import_it(page: Page, file: str) -> None:
    """On the open Label tab, as test_page.py does."""
    unfold(page, "owner-more")
    page.click("#owner-labels-button")
    page.set_input_files("#import-files input[type=file]", file)
    page.wait_for_selector("#import-preview summary")
    page.click("#import-preview summary")
    assert "Row 2 of rows.jsonl: chosen is empty" in page.inner_text("#import-preview")
    page.click("#import-aside")
    page.wait_for_selector("#import-preview summary", state="detached")
    page.set_input_files("#import-files input[type=file]", file)
    page.click("#import-confirm")
    page.wait_for_selector("text=1 label is new")
    assert page.inner_text("#import-preview").strip() == ""
