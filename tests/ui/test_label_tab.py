"""What the label tab's handlers do with counts, example labels and files, and for whom."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from pipeline import pairs
from pipeline.formats import find_files, read_pairs
from pipeline.labels import cast_vote, import_labels
from pipeline.quality import Quality
from pipeline.schema import Choice, EventKind, LabelEvent, LabelledRow, Source
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.ui import Services, bind, shared_quality
from pipeline.ui.label_files import FILES, export_labels, remove_examples, simulate_labels
from pipeline.ui.label_tab import counts_html, show_counts, show_ideas, show_ranking
from pipeline.ui.standing import find_standing
from ui.running_app import write_some_titles


@pytest.fixture
def titled(services: Services) -> Services:
    write_some_titles(services.store, services.task, n_ideas=2)
    return services


@pytest.mark.parametrize("act", [simulate_labels, remove_examples])
def test_a_volunteer_may_not(act: Any, titled: Services, volunteer: gr.Request) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        act(titled, volunteer)
    assert titled.store.labels() == []


def test_a_volunteer_may_not_export(titled: Services, volunteer: gr.Request, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        export_labels(titled, tmp_path, "csv", "all", volunteer)


def test_example_labels_are_marked_and_can_be_taken_out(titled: Services, owner: gr.Request) -> None:
    assert "12 example labels" in simulate_labels(titled, owner)
    assert "12 (100%)" in show_counts(titled, owner)
    assert {label.source for label in titled.store.labels()} == {Source.SIMULATED}
    assert "removed" in remove_examples(titled, owner)
    assert titled.store.labels() == [] and "0 (0%)" in show_counts(titled, owner)


def test_example_labels_need_pairs(services: Services, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="no pairs to label yet"):
        simulate_labels(services, owner)


@pytest.mark.parametrize("kind", FILES)
def test_every_format_is_exported_and_only_the_last_file_is_kept(
    services: Services, owner: gr.Request, tmp_path: Path, kind: str
) -> None:
    rows = [LabelledRow(f"idea {n}", "How to Bake", "What Works?", True, n == 0) for n in range(3)]
    import_labels(services.store, services.task, rows, services.now())
    export_labels(services, tmp_path, "csv", "train", owner)
    update, said = export_labels(services, tmp_path, kind, "all", owner)
    assert "3 decided pairs" in said and ("1 of them are example labels" in said) == (kind == "dpo")
    assert [path.name for path in tmp_path.glob("labels.*")] == [FILES[kind]] == [Path(update["value"]).name]
    found = read_pairs(find_files([Path(update["value"])]))
    assert len(found.rows) == 3 and found.problems == []


def test_nothing_to_export_and_an_unknown_format_are_said(
    services: Services, owner: gr.Request, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="nothing to export"):
        export_labels(services, tmp_path, "csv", "all", owner)
    with pytest.raises(ValueError, match="Choose a format"):
        export_labels(services, tmp_path, "../x", "all", owner)


def test_the_page_gets_no_traceback(services: Services, owner: gr.Request, tmp_path: Path) -> None:
    broken = replace(services, store=None)  # type: ignore[arg-type]
    with pytest.raises(gr.Error, match="The log of the app has the details"):
        bind(export_labels, broken)(tmp_path, "csv", "all", owner)


def test_counts_are_those_of_the_labels(services: Services, volunteer: gr.Request) -> None:
    measured = Quality(40, 10, by_people=30, annotators=3, ideas=4, titles=20, triads=12, cyclic_triads=3)
    html = counts_html(measured, 0, 4, False, "en")
    assert "10 (25%)" in html and "4 ideas, 20 titles" in html and "3 of 12 (25%)" in html
    zh = counts_html(replace(measured, asked=7, possible=10), 0, 4, False, "zh")
    assert "4 个选题，20 个标题" in zh and "3 / 12 组（25%）" in zh and "7 / 10 对（70%）" in zh
    nothing = show_counts(services, volunteer)
    assert "none found yet" in nothing and "0 of 0" not in nothing


def test_the_counts_say_how_much_was_asked_and_how_much_is_missing() -> None:
    measured = Quality(0, 0, 0, 0, 0, 0, 0, 0, asked=7, possible=10, telling=27, telling_to_check=160)
    html = counts_html(measured, 18, 8, False, "en")
    assert "7 of 10 (70%)" in html and "Labels missing to begin training: 18." in html
    # There are not 40 ideas, of each of which four labels count.
    assert "27 labels count for this check" in html and "about 160. Ideas to add for that: 32." in html
    assert "Labels missing for that: 133." in counts_html(measured, 18, 60, False, "en")
    # All were asked about what there is: 133 labels are 34 more ideas' worth.
    assert "Ideas to add for that: 34." in counts_html(measured, 0, 60, True, "en")
    done = counts_html(replace(measured, telling=160), 0, 60, False, "en")
    assert "enough labels to begin training" in done and "Ideas to" not in done
    assert "增加标注也无济于事" in counts_html(replace(measured, telling_to_check=None), 0, 8, False, "zh")


def test_the_guide_and_the_counts_speak_of_the_same_labels_and_the_same_target(
    titled: Services, owner: gr.Request
) -> None:
    store, often = titled.store, Sharing(repeat_share=0.5, repeat_distance=1)  # two ideas of six pairs
    for _ in range(12):
        lease = pairs.lease_next(store, "ann", titled.now(), titled.rng, settings=often)
        if lease:
            cast_vote(store, lease, "left", 900, titled.now())
        standing, html = find_standing(titled), show_counts(titled, owner)
        assert f"<dt>Labels</dt><dd>{standing.labels}</dd>" in html
        assert (f"begin training: {standing.enough - standing.labels}." in html) == (not standing.labelled)
    assert standing.labelled and 0 < standing.labels < store.count_votes("ann")  # some were hidden repeats


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


def test_visitors_share_a_count_for_some_seconds_and_the_owner_sees_what_holds_now(
    titled: Services, owner: gr.Request, volunteer: gr.Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[Any] = []
    measure = shared_quality.measure_quality
    monkeypatch.setattr(
        shared_quality, "measure_quality", lambda *given: measured.append(1) or measure(*given)
    )
    before = show_counts(titled, volunteer)
    simulate_labels(titled, owner)
    assert [show_counts(titled, volunteer) for _ in range(20)] == [before] * 20 and len(measured) == 1
    assert "12 (100%)" in show_counts(titled, owner)
    assert "12 (100%)" in show_counts(titled, volunteer) and len(measured) == 2
    remove_examples(titled, owner)
    later = replace(titled, now=lambda: titled.now() + shared_quality.FRESH)
    assert "0 (0%)" in show_counts(later, volunteer) and len(measured) == 3
    assert show_counts(replace(titled, store=Store(titled.settings.data_dir / "b.db")), volunteer)
    assert len(measured) == 4  # another store's are its own
