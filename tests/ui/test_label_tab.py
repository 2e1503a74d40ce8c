"""What the label tab's handlers do with counts, example labels and files, and for whom."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from pipeline.quality import Quality
from pipeline.schema import Choice, EventKind, LabelEvent, Source
from pipeline.ui import Services, bind
from pipeline.ui.label_files import export_labels, import_labels, remove_examples, simulate_labels
from pipeline.ui.label_tab import counts_html, show_counts, show_ideas, show_ranking
from ui.running_app import write_some_titles

GOOD_FILE = "idea,title_a,title_b,title_b_preferred\nbread,How to Bake Bread,Bread: What Works?,1\n"


@pytest.fixture
def titled(services: Services) -> Services:
    write_some_titles(services.store, services.task, n_ideas=2)
    return services


@pytest.fixture
def labelled_file(tmp_path: Path) -> Path:
    path = tmp_path / "labels.csv"
    path.write_text(GOOD_FILE)
    return path


@pytest.mark.parametrize("act", [simulate_labels, remove_examples, export_labels])
def test_a_volunteer_may_not(act: Any, titled: Services, volunteer: gr.Request) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        act(titled, volunteer)
    assert titled.store.labels() == []


def test_a_volunteer_may_not_import(titled: Services, labelled_file: Path, volunteer: gr.Request) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        import_labels(titled, str(labelled_file), volunteer)


def test_example_labels_are_marked_and_can_be_taken_out(titled: Services, owner: gr.Request) -> None:
    assert "12 example labels" in simulate_labels(titled, owner)
    assert "12 (100%)" in show_counts(titled, owner)
    assert {label.source for label in titled.store.labels()} == {Source.SIMULATED}
    assert "removed" in remove_examples(titled, owner)
    assert titled.store.labels() == [] and "0 (0%)" in show_counts(titled, owner)


def test_example_labels_need_pairs(services: Services, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="no pairs to label yet"):
        simulate_labels(services, owner)


def test_a_file_is_imported_once_and_comes_back_as_it_was(
    services: Services, owner: gr.Request, labelled_file: Path
) -> None:
    said = import_labels(services, str(labelled_file), owner)[0]
    assert "1 labels on 1 ideas were read; 1 of them are new" in said
    assert "0 of them are new" in import_labels(services, str(labelled_file), owner)[0]
    update, said = export_labels(services, owner)
    assert "1 decided pairs" in said
    rows = Path(update["value"]).read_text().splitlines()
    assert rows[0] == "idea,title_a,title_b,title_b_preferred" and len(rows) == 2


def test_nothing_to_export_is_said(services: Services, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="nothing to export"):
        export_labels(services, owner)


def test_the_page_gets_a_files_fault_as_a_sentence(
    services: Services, owner: gr.Request, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("idea,title_a\nx,y\n")
    with pytest.raises(gr.Error, match="lacks the columns title_b") as raised:
        bind(import_labels, services)(str(path), owner)
    assert raised.value.title == "That did not work"


def test_the_page_gets_no_traceback(services: Services, owner: gr.Request) -> None:
    broken = replace(services, store=None)  # type: ignore[arg-type]
    with pytest.raises(gr.Error, match="The log of the app has the details"):
        bind(export_labels, broken)(owner)


def test_counts_are_those_of_the_labels(services: Services, volunteer: gr.Request) -> None:
    measured = Quality(labels=40, simulated=10, annotators=3, ideas=4, titles=20, triads=12, cyclic_triads=3)
    html = counts_html(measured, "en")
    assert "10 (25%)" in html and "4 and 20" in html and "3 of 12 (25%)" in html
    assert "none decided yet" in show_counts(services, volunteer)


def test_the_counts_say_how_much_was_asked_and_how_much_is_missing() -> None:
    measured = Quality(0, 0, 0, 0, 0, 0, 0, asked=7, possible=10, labels_to_go=208)
    html = counts_html(measured, "en")
    assert "7 of 10 (70%)" in html and "About 208 more labels until training pays" in html
    assert "enough labels" in counts_html(replace(measured, labels_to_go=0), "en")
    assert "增加标注也无济于事" in counts_html(replace(measured, labels_to_go=None), "zh")


def test_an_ideas_titles_are_ranked_for_the_owner_alone_and_without_their_markup(
    titled: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    shown, html = show_ideas(titled, None, owner)
    assert shown["choices"] == [] and html == ""
    pair = titled.store.pairs()[0]
    vote = LabelEvent("v", EventKind.VOTE, Source.PERSON, "ann", titled.now(), "t", pair.id, Choice.A, "a")
    titled.store.append_events([vote])
    shown, html = show_ideas(titled, "gone", owner)
    assert shown["value"] == pair.idea_id and shown["choices"] == [(pair.idea, pair.idea_id)]
    assert html.count("<tr>") == 5 and "1 : 0" in html and "0 : 1" in html
    assert "<b>" not in html and "<script" not in html
    assert show_ranking(titled, "no such idea", owner) == ""
    assert show_ideas(titled, None, volunteer) == (gr.update(visible=False), "")
    with pytest.raises(ValueError, match="owner"):
        show_ranking(titled, pair.idea_id, volunteer)
