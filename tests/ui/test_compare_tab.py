"""What the compare tab's handlers do, and for whom; the browser's part is in test_whole_loop."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from pipeline.comparisons import Result, summarize
from pipeline.formats import write_preferences
from pipeline.schema import Comparison, Idea, Run, RunConfig, Source
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.compare_tab import (
    choose,
    follow,
    judge_by_example,
    make_comparison,
    pick_ideas,
    show_comparisons,
    show_result,
    show_role,
    show_runs,
    try_both,
    usable_runs,
    whole,
)
from pipeline.ui.result_panel import sentence, titles_html
from scripted import ScriptedWriter
from ui.running_app import HOSTILE_TITLES

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def run(services: Services) -> Run:
    """A run of the embedded model with a model folder and no training data."""
    run_dir = services.settings.runs_dir / "20260102T030400Z-small"
    model_path(run_dir).mkdir(parents=True)
    write_preferences(run_dir / "preferences", [], [])
    write_config(run_dir, RunConfig(base_model="embedded"), services.task.version, NOW)
    return usable_runs(services)[0]


class EachIdea(dict[str, list[str]]):
    """The same titles for whatever idea is asked."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        self.titles = titles

    def __missing__(self, idea: str) -> list[str]:
        return list(self.titles)


def with_writers(services: Services, base: list[str], tuned: list[str]) -> Services:
    def writer(model: str) -> ScriptedWriter:
        return ScriptedWriter(EachIdea(base if model == "embedded" else tuned), name=model)

    return replace(services, writer=writer)


def compare(services: Services, run: Run, owner: gr.Request, n_ideas: int = 3) -> Comparison:
    list(make_comparison(services, run.id, "bundled", n_ideas, 1, 0, 0.8, owner))
    return services.store.comparisons()[0]


def test_a_comparison_is_made_judged_by_example_and_shown(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Is This 3 Times the Title?"])
    comparison = compare(services, run, owner)
    assert len(services.store.pairs(comparison.id)) == 3
    shown = show_result(services, comparison.id, volunteer)
    assert "3 pairs wait for a verdict" in shown and "simulated" not in shown
    assert "Example judge (simulated)" in judge_by_example(services, comparison.id, owner)
    assert {label.source for label in services.store.labels(comparison.id)} == {Source.SIMULATED}
    assert "3 pairs wait for a verdict" in show_result(
        services, comparison.id, volunteer
    )  # people's stay apart


def test_judging_hides_the_result_until_it_is_asked_for(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    comparison = compare(services, run, owner)
    card, said = choose(services, comparison.id, volunteer)
    assert card == comparison.id and "not shown while you judge" in said
    assert choose(services, None, volunteer) == (None, "")
    update = show_comparisons(services, None, volunteer)
    assert update["value"] == comparison.id and update["visible"] is True


def test_a_volunteer_may_neither_make_nor_judge_by_example(
    services: Services, run: Run, volunteer: gr.Request
) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        list(make_comparison(services, run.id, "bundled", 1, 1, 0, 0.8, volunteer))
    with pytest.raises(ValueError, match="Only the owner"):
        judge_by_example(services, "any", volunteer)
    assert [update["visible"] for update in show_role(services, volunteer)] == [False, False]


def test_anyone_may_try_an_idea_a_few_times(services: Services, run: Run, volunteer: gr.Request) -> None:
    services = with_writers(services, [HOSTILE_TITLES[0]], [HOSTILE_TITLES[1]])
    html = try_both(services, "bread", run.id, 0, volunteer)
    assert "&lt;b&gt;bold&lt;/b&gt;" in html and "<script" not in html
    try_both(services, "bread", run.id, 0, volunteer)
    with pytest.raises(ValueError, match="a bit fast"):  # the fixture allows two
        try_both(services, "bread", run.id, 0, volunteer)


@pytest.mark.parametrize(
    "idea, run_id, seed, words",
    [
        ("", "kept", 0, "it is empty"),
        ("x" * 301, "kept", 0, "shorten it to 300"),
        ("bread", None, 0, "choose another one"),
        ("bread", "../../etc", 0, "choose another one"),
        ("bread", "kept", None, "whole number"),
        ("bread", "kept", 1.5, "whole number"),
        ("bread", "kept", float("inf"), "whole number"),
        ("bread", "kept", -1, "whole number"),
    ],
)
def test_bad_input_is_one_sentence(
    services: Services, run: Run, volunteer: gr.Request, idea: str, run_id: Any, seed: Any, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        try_both(services, idea, run.id if run_id == "kept" else run_id, seed, volunteer)


def test_ideas_the_run_saw_are_left_out(services: Services, run: Run) -> None:
    services.store.add_ideas([Idea.of(services.task.name, text) for text in ("bread", "cheese")])
    assert [idea.text for idea in pick_ideas(services, run, "held_out", 5, "en")] == ["bread", "cheese"]
    assert len(pick_ideas(services, run, "bundled", 7, "en")) == 7


def test_no_idea_left_is_said(services: Services, run: Run) -> None:
    with pytest.raises(ValueError, match="No idea is left"):
        pick_ideas(services, run, "held_out", 5, "en")


def test_without_a_run_the_third_step_is_named(services: Services) -> None:
    *runs, hint = show_runs(services, None, None)
    assert [update["value"] for update in runs] == [None, None] and hint["visible"] is True


def test_a_run_without_a_model_is_not_offered(services: Services, run: Run) -> None:
    model_path(Path(run.path)).rmdir()
    assert usable_runs(services) == []


@pytest.mark.parametrize(
    "wins, ties, losses, start",
    [
        (34, 0, 16, "The tuned model's titles are preferred: 34 of 50"),  # Wilson 54.2 to 79.2%
        (16, 0, 34, "The base model's titles are preferred"),
        (6, 2, 4, "This does not tell the two models apart yet"),
        (0, 3, 0, "Nothing is decided yet"),
    ],
)
def test_the_sentence_says_no_more_than_the_interval(wins: int, ties: int, losses: int, start: str) -> None:
    said = sentence(Result(summarize(wins, ties, losses), pending=0, judges=1), "en")
    assert said.startswith(start)
    if wins == 34:
        assert "between 54% and 79%" in said


def test_titles_are_escaped() -> None:
    assert "<img" not in titles_html({"compare_base": list(HOSTILE_TITLES), "compare_tuned": []}, "en")


def test_following_ends_with_the_error_of_what_is_followed() -> None:
    def steps() -> Any:
        yield 1
        raise ValueError("no more")

    followed = follow(steps())
    assert next(followed) == 1
    with pytest.raises(ValueError, match="no more"):
        next(followed)


def test_a_whole_seed_is_kept() -> None:
    assert whole(7.0, "en") == 7
