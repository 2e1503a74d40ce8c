"""What a comparison is made of: which models and ideas the form finds, and what it says of them."""

from pathlib import Path

import pytest

from pipeline.formats import write_preferences
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import (
    Idea,
    Preference,
    Run,
)
from pipeline.settings import QWEN
from pipeline.training.runs import model_path
from pipeline.ui import Services
from pipeline.ui.compare_form import find_model, left_out_html, pick_ideas, usable_runs, whole_seed
from pipeline.ui.result_panel import OWN_IDEAS
from pipeline.ui.text import say
from ui.compared import models


def test_ideas_the_run_saw_are_left_out_and_named(services: Services, run: Run) -> None:
    texts = ("bread & butter", "cheese", "<b>wine</b>")
    services.store.add_ideas([Idea.of(services.task.name, text) for text in texts])
    rows = [
        Preference(
            Idea.of(services.task.name, text).id,
            "p",
            title_prompt(services.task, text),
            title_completion("One"),
            title_completion("Two"),
            1,
            0,
            False,
        )
        for text in ("Bread, butter", "<b>wine</b>")
    ]
    write_preferences(Path(run.path) / "preferences", rows[:1], rows[1:])
    found = pick_ideas(services, models(run), "held_out", "en")
    assert [idea.text for idea in found.ideas] == ["cheese"]
    html = left_out_html(found, "en")
    assert "bread &amp; butter (like: Bread, butter)" in html and "chose the checkpoint" in html
    assert "&lt;b&gt;wine" in html and "<b>" not in html
    bundled = len(pick_ideas(services, models(run), "bundled", "en").ideas)
    assert bundled == OWN_IDEAS
    assert all(f" {bundled} " in say("compare_n_pairs_info", lang) for lang in ("en", "zh"))


def test_no_idea_left_is_said(services: Services, run: Run) -> None:
    with pytest.raises(ValueError, match="No idea is left"):
        pick_ideas(services, models(run), "held_out", "en")


def test_a_model_nobody_knows_is_warned_of(services: Services, run: Run) -> None:
    html = left_out_html(pick_ideas(services, (QWEN, models(run)[1]), "bundled", "en"), "en")
    assert f"Nobody here knows what {QWEN} was trained on" in html


def test_either_side_may_be_a_run_a_hub_id_or_a_folder(services: Services, run: Run) -> None:
    folder = models(run)[1]
    assert find_model(services, run.id, "en") == find_model(services, f" {folder} ", "en") == (folder, run)
    assert find_model(services, QWEN, "en") == (QWEN, None)
    for wrong in (None, "", "own", "../../etc/passwd", "no such/model!"):
        with pytest.raises(ValueError, match=r"Choose both models|Hub id"):
            find_model(services, wrong, "en")


def test_a_run_without_a_model_is_not_offered(services: Services, run: Run) -> None:
    model_path(Path(run.path)).rmdir()
    assert usable_runs(services) == []


def test_a_whole_seed_is_kept() -> None:
    assert whole_seed(7.0, "en") == 7
    for wrong in (None, 1.5, float("inf"), -1):
        with pytest.raises(ValueError, match="whole number"):
            whole_seed(wrong, "en")
