"""Making a comparison: for whom, of what, and what is said of it. test_whole_loop does it in a browser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from pipeline.formats import write_preferences
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import (
    Comparison,
    Idea,
    Pair,
    Preference,
    Run,
    RunConfig,
)
from pipeline.settings import QWEN
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.compare_form import pick_ideas
from pipeline.ui.compare_making import (
    follow,
    make_comparison,
    offer_seed,
    say_started,
    show_choice,
    show_models,
)
from pipeline.ui.compare_tab import begin_result, export_votes, judge_by_example, show_result
from scripted import ScriptedWriter
from ui.compared import EachIdea, compare, models, person_votes, with_writers

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def train_newer(services: Services, run: Run) -> Path:
    """A second run of the same model, a day after the first."""
    newer = services.settings.runs_dir / "20260103T030400Z-newer"
    model_path(newer).mkdir(parents=True)
    write_preferences(newer / "preferences", [], [])
    write_config(newer, RunConfig("embedded"), services.task.version, run.created_at + timedelta(days=1))
    return newer


def test_that_no_model_is_trained_is_said_only_where_there_is_nothing_to_judge(
    services: Services, volunteer: gr.Request
) -> None:
    assert show_models(services, None, None, None, None, volunteer)[2]
    idea = Idea.of(services.task.name, "baking bread")
    services.store.add_ideas([idea])
    pair = Pair.of(idea, ("One", "Other"), services.task.version, "c")  # of models from elsewhere
    services.store.add_comparison(Comparison("c", "a/base", "a/tuned", None, 0, 0.9, NOW), [pair])
    assert not show_models(services, None, None, None, None, volunteer)[2]


def test_pairs_with_the_same_title_are_told_apart_from_those_to_judge(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    class SameForOne(EachIdea):
        def __missing__(self, idea: str) -> list[str]:
            return ["The One Title of Both"] if idea == first else super().__missing__(idea)

    first = pick_ideas(services, models(run), "bundled", "en").ideas[0].text
    titles = {"embedded": SameForOne(["A Plain Title About This"])}
    other = SameForOne(["Another Title About That"])
    services = replace(services, writer=lambda model: ScriptedWriter(titles.get(model, other), name=model))
    *_, (made, listed) = make_comparison(services, run.id, "own", "bundled", 3, "fixed", 0, 0.8, owner)
    assert "3 ideas, 2 pairs to judge. In 1 more pair both models wrote the same title" in made
    ((name, comparison_id),) = listed["choices"]
    assert name.endswith("2 pairs")
    said = begin_result(services, comparison_id, volunteer)[0]
    assert "all 2 pairs are judged" in said and "In 1 more pair both models" in said
    person_votes(services, services.store.comparisons()[0], 1)
    assert "1 of 2 pairs are judged" in show_result(services, comparison_id, volunteer)


def test_a_volunteer_may_neither_make_nor_judge_by_example(
    services: Services, run: Run, volunteer: gr.Request, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        list(make_comparison(services, run.id, "own", "bundled", 1, "fixed", 0, 0.8, volunteer))
    with pytest.raises(ValueError, match="Only the owner"):
        judge_by_example(services, "any", volunteer)
    with pytest.raises(ValueError, match="Only the owner"):
        export_votes(services, tmp_path, "any", volunteer)


def test_a_model_is_not_compared_with_itself(services: Services, run: Run, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="same model"):
        list(make_comparison(services, run.id, run.id, "bundled", 3, "fixed", 0, 0.8, owner))
    with pytest.raises(ValueError, match="from 1 to 500"):
        list(make_comparison(services, run.id, "own", "bundled", 501, "fixed", 0, 0.8, owner))


def test_without_a_run_the_third_step_is_named(services: Services, owner: gr.Request) -> None:
    tuned, base, hint, make, train, *_ = show_models(services, None, None, None, None, owner)
    assert (tuned["value"], base["value"]) == (None, "own")
    assert "Train one in the third step" in hint
    assert (make["variant"], train["visible"]) == ("secondary", True)
    with pytest.raises(ValueError, match="Train one in the third step, on the tab Train"):
        list(make_comparison(services, None, "own", "bundled", 3, "fixed", 0, 0.8, owner))


def test_with_a_run_the_way_back_to_training_is_gone(services: Services, run: Run, owner: gr.Request) -> None:
    _, _, hint, make, train, *_ = show_models(services, None, None, None, None, owner)
    assert (hint, make["variant"], train["visible"]) == ("", "primary", False)


def test_a_typed_model_stays(services: Services, run: Run, owner: gr.Request) -> None:
    assert show_models(services, None, None, None, None, owner)[0]["value"] == run.id
    assert show_models(services, QWEN, "/models/mine", None, None, owner)[0]["value"] == QWEN
    assert show_models(services, QWEN, "/models/mine", None, None, owner)[1]["value"] == "/models/mine"


def test_the_run_that_is_looked_at_is_offered_until_another_model_is_picked(
    services: Services, run: Run, owner: gr.Request
) -> None:
    newer = train_newer(services, run)

    def offer(tuned: str | None, looked_at: str | None, offered: str | None) -> tuple[Any, str | None]:
        first, *_, now = show_models(services, tuned, None, looked_at, offered, owner)
        return first["value"], now

    assert offer(None, None, None) == (newer.name, None)
    assert offer(newer.name, run.id, None) == (run.id, run.id)  # an older one of the history
    assert offer(QWEN, run.id, run.id) == (QWEN, run.id)
    assert offer(QWEN, newer.name, run.id) == (newer.name, newer.name)  # a second round was trained
    assert offer(QWEN, "gone", run.id) == (QWEN, run.id)


def test_a_second_model_is_first_compared_with_the_one_before_it(
    services: Services, run: Run, owner: gr.Request
) -> None:
    newer = train_newer(services, run)

    def base(*asked: str | None) -> tuple[str, str]:
        _, second, about, *_ = show_models(services, *asked, owner)
        return second["value"], about

    assert base(None, None, None, None) == ("own", "")  # nothing is compared yet
    services = with_writers(services, ["A Plain Title About This"], ["Another Title"])
    compare(services, run, owner)
    value, about = base(None, None, None, None)
    assert value == "before" and "whether it got better still" in about
    *_, source, n_pairs, _ = show_models(services, None, None, None, None, owner)
    assert (source["value"], n_pairs["value"]) == ("both", 60)  # all that there are
    assert (
        "value" not in show_models(services, None, "before", None, None, owner)[-2]
    )  # what was picked stays
    assert base(run.id, "own", newer.name, run.id)[0] == "before"  # a second round was trained
    assert base(run.id, None, None, None) == base(run.id, "before", None, None) == ("own", "")
    assert base(None, QWEN, None, None) == (QWEN, "")
    for picked, offered in ((run.id, ["own"]), (newer.name, ["own", "before"])):
        choices = show_choice(services, picked, "before", "bundled", owner)[0]
        assert choices["value"] == offered[-1]
        assert [value for _, value in choices["choices"] if value in ("own", "before")] == offered

    (older,) = services.store.comparisons()
    assert "older than your newest model, “newer”" in show_result(services, older.id, owner)
    writers = {models(run)[1]: ["A Title of the First"], str(model_path(newer)): ["One of the Second"]}
    services = replace(services, writer=lambda model: ScriptedWriter(EachIdea(writers[model]), name=model))
    list(make_comparison(services, newer.name, "before", "bundled", 3, "fixed", 7, 0.8, owner))
    made = services.store.comparisons()[0]
    assert (made.base_model, made.tuned_model) == (f"run:{run.id}", f"run:{newer.name}")
    said = show_result(services, made.id, owner)
    assert "the newer is newer (01-03 03:04), the older small (01-02 03:04)." in said
    assert "older model: small (01-02 03:04), with seed 7" in said
    assert "older than your newest" not in said
    assert "base model" not in said.lower() and "tuned model" not in said.lower()
    with pytest.raises(ValueError, match="No model was trained before"):
        list(make_comparison(services, run.id, "before", "bundled", 3, "fixed", 7, 0.8, owner))


def test_how_many_ideas_of_ones_own_there_are_is_said_when_they_are_picked(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    def said(source: str, tuned: str = run.id, request: gr.Request = owner) -> str:
        return show_choice(services, tuned, "own", source, request)[2]

    assert said("bundled") == ""
    assert "No idea is left" in said("held_out")
    services.store.add_ideas([Idea.of(services.task.name, text) for text in ("cheese", "wine")])
    assert "All of your 2 ideas." in said("held_out") and "62 ideas together" in said("both")
    assert "Choose both models" in said("held_out", "") and said("held_out", request=volunteer) == ""
    row = Preference(
        Idea.of(services.task.name, "wine").id,
        "p",
        title_prompt(services.task, "wine"),
        title_completion("One"),
        title_completion("Two"),
        1,
        0,
        False,
    )
    write_preferences(Path(run.path) / "preferences", [row], [])
    assert "1 of your 2 ideas; the others were learned from" in said("held_out")


def test_a_form_that_holds_what_was_picked_before_makes_nothing(
    services: Services, run: Run, owner: gr.Request
) -> None:
    newer = train_newer(services, run).name
    with pytest.raises(ValueError, match="just being filled in"):
        say_started(services, run.id, newer, run.id, owner)
    for looked_at, offered in ((newer, newer), (None, None), ("gone", run.id)):
        assert "Loading both models" in say_started(services, run.id, looked_at, offered, owner)


def test_a_seed_that_was_written_from_is_not_offered_again(
    services: Services, run: Run, owner: gr.Request
) -> None:
    assert offer_seed(services, 0) == 0
    compare(with_writers(services, ["A Plain Title About This"], ["Another Title"]), run, owner)
    # The base model wrote from 0 and the tuned one from 1.
    assert [offer_seed(services, seed) for seed in (0, 1, 2, 7, None)] == [2, 2, 2, 7, None]


def test_following_ends_with_the_error_of_what_is_followed() -> None:
    def steps() -> Any:
        yield 1
        raise ValueError("no more")

    followed = follow(steps())
    assert next(followed) == 1
    with pytest.raises(ValueError, match="no more"):
        next(followed)
