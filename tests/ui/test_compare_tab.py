"""What the compare tab's handlers do, and for whom; the browser's part is in test_whole_loop."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from pipeline import comparisons
from pipeline.formats import write_preferences
from pipeline.health import measure_health
from pipeline.prompts import title_completion, title_prompt
from pipeline.results import Result
from pipeline.schema import (
    Choice,
    Comparison,
    EventKind,
    Idea,
    LabelEvent,
    Pair,
    Preference,
    Purpose,
    Run,
    RunConfig,
    Source,
)
from pipeline.settings import QWEN
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.choice_card import NO_COMPARISON, answer, open_card
from pipeline.ui.compare_form import find_model, left_out_html, pick_ideas, usable_runs, whole_seed
from pipeline.ui.compare_tab import (
    begin_result,
    choose,
    export_votes,
    find_comparisons,
    follow,
    judge_by_example,
    make_comparison,
    show_comparisons,
    show_models,
    show_result,
    turn_result,
)
from pipeline.ui.guide import find_standing
from pipeline.ui.health_panel import health_html
from pipeline.ui.result_panel import more, round_off, sentence
from pipeline.ui.verdict_plot import running_plot, running_shares
from pipeline.verdicts import summarize
from scripted import ScriptedWriter
from ui.running_app import make_request

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


def compare(
    services: Services, run: Run, owner: gr.Request, n_pairs: int = 3, design: Any = "fixed"
) -> Comparison:
    list(make_comparison(services, run.id, "own", "bundled", n_pairs, design, 0, 0.8, owner))
    return services.store.comparisons()[0]


def test_a_comparison_is_made_judged_by_example_and_shown(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Is This 3 Times the Title?"])
    comparison = compare(services, run, owner)
    assert len(services.store.pairs(comparison.id)) == 3
    shown = show_result(services, comparison.id, volunteer)
    assert "No person has judged yet: 3 pairs wait" in shown and "simulated" not in shown
    assert "Example judge (simulated)" in judge_by_example(services, comparison.id, owner)[0]
    assert {label.source for label in services.store.labels(comparison.id)} == {Source.SIMULATED}
    assert "No person has judged yet: 3 pairs wait" in show_result(
        services, comparison.id, volunteer
    )  # people's stay apart


def test_titles_are_measured_by_the_limits_that_they_were_written_for(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(
        services, ["A Plain Title About This Very Thing"], ["Another Title That Says the Same"]
    )
    comparison = compare(services, run, owner)
    before = show_result(services, comparison.id, volunteer)
    assert comparisons.task_of(services.store, comparison) == services.task
    services.store.choose_task(replace(services.task, min_chars=60), services.now())
    assert show_result(services, comparison.id, volunteer) == before


def test_that_no_model_is_trained_is_said_only_where_there_is_nothing_to_judge(
    services: Services, volunteer: gr.Request
) -> None:
    assert show_models(services, None, None, volunteer)[2]
    idea = Idea.of(services.task.name, "baking bread")
    services.store.add_ideas([idea])
    pair = Pair.of(idea, ("One", "Other"), services.task.version, "c")  # of models from elsewhere
    services.store.add_comparison(Comparison("c", "a/base", "a/tuned", None, 0, 0.9, NOW), [pair])
    assert not show_models(services, None, None, volunteer)[2]


def test_judging_hides_the_result_until_it_is_asked_for(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    assert find_comparisons(services, None, volunteer)[1]["value"] == NO_COMPARISON
    comparison = compare(services, run, owner)
    assert "value" not in find_comparisons(services, None, volunteer)[1]  # the card keeps what it judges
    card, _, said, turn, looking = choose(services, comparison.id, volunteer)
    assert card == comparison.id and "not shown while people judge" in said
    assert "all 3 pairs are judged" in said
    assert (turn["visible"], turn["value"], looking) == (True, "Show the result so far", False)
    said, turn, looking = turn_result(services, comparison.id, looking, volunteer)
    assert "No person has judged yet" in said
    assert (turn["visible"], turn["value"], looking) == (True, "Hide the result", True)
    assert turn_result(services, comparison.id, looking, volunteer) == begin_result(
        services, comparison.id, volunteer
    )
    for pair in services.store.pairs(comparison.id):
        vote = LabelEvent(pair.id, EventKind.VOTE, Source.PERSON, "ann", NOW, "t", pair.id, Choice.A, "a")
        services.store.append_events([vote])
    _, _, said, turn, _ = choose(services, comparison.id, volunteer)  # as after a reload
    assert "so the result counts" in said and "not shown while" not in said
    assert "People&#x27;s verdicts" in said and turn["visible"] is False
    card, _, said, turn, _ = choose(services, None, volunteer)
    assert (card, said, turn["visible"]) == (NO_COMPARISON, "", False)
    update = show_comparisons(services, None, volunteer)
    assert update["value"] == comparison.id and update["visible"] is True


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
    assert "3 ideas, 2 pairs to judge. Besides, with the same title from both" in made
    assert "so a tie unasked: 1." in made
    ((name, comparison_id),) = listed["choices"]
    assert name.endswith("2 pairs")
    said = begin_result(services, comparison_id, volunteer)[0]
    assert "all 2 pairs are judged" in said and "tie unasked: 1." in said
    person_votes(services, services.store.comparisons()[0], 1)
    assert "1 of 2 pairs are judged" in show_result(services, comparison_id, volunteer)


def test_chinese_names_the_embedded_model_and_has_no_space_after_a_full_stop(
    services: Services, run: Run, owner: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    comparison = compare(services, run, owner)
    chinese = make_request("app.example", **{"accept-language": "zh-CN"})
    said = show_result(services, comparison.id, chinese) + begin_result(services, comparison.id, chinese)[0]
    assert "。" in said and "。 " not in said
    assert "基础：内置标题模型（1M 参数）" in said
    against = show_models(services, None, None, chinese)[1]["choices"]
    assert ("内置标题模型（1M 参数）", "embedded") in against


def test_a_volunteer_may_neither_make_nor_judge_by_example(
    services: Services, run: Run, volunteer: gr.Request, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        list(make_comparison(services, run.id, "own", "bundled", 1, "fixed", 0, 0.8, volunteer))
    with pytest.raises(ValueError, match="Only the owner"):
        judge_by_example(services, "any", volunteer)
    with pytest.raises(ValueError, match="Only the owner"):
        export_votes(services, tmp_path, "any", volunteer)


def models(run: Run) -> tuple[str, str]:
    return "embedded", str(model_path(Path(run.path)))


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
    assert len(pick_ideas(services, models(run), "bundled", "en").ideas) == 60


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


def test_a_model_is_not_compared_with_itself(services: Services, run: Run, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="same model"):
        list(make_comparison(services, run.id, run.id, "bundled", 3, "fixed", 0, 0.8, owner))
    with pytest.raises(ValueError, match="from 1 to 500"):
        list(make_comparison(services, run.id, "own", "bundled", 501, "fixed", 0, 0.8, owner))


def test_without_a_run_the_third_step_is_named(services: Services, owner: gr.Request) -> None:
    tuned, base, hint, make, train = show_models(services, None, None, owner)
    assert (tuned["value"], base["value"]) == (None, "own")
    assert "Train one in the third step" in hint
    assert (make["variant"], train["visible"]) == ("secondary", True)
    with pytest.raises(ValueError, match="Train one in the third step, on the tab Train"):
        list(make_comparison(services, None, "own", "bundled", 3, "fixed", 0, 0.8, owner))


def test_with_a_run_the_way_back_to_training_is_gone(services: Services, run: Run, owner: gr.Request) -> None:
    *_, hint, make, train = show_models(services, None, None, owner)
    assert (hint, make["variant"], train["visible"]) == ("", "primary", False)


def test_a_typed_model_stays(services: Services, run: Run, owner: gr.Request) -> None:
    assert show_models(services, None, None, owner)[0]["value"] == run.id
    assert show_models(services, QWEN, "/models/mine", owner)[0]["value"] == QWEN
    assert show_models(services, QWEN, "/models/mine", owner)[1]["value"] == "/models/mine"


def test_a_run_without_a_model_is_not_offered(services: Services, run: Run) -> None:
    model_path(Path(run.path)).rmdir()
    assert usable_runs(services) == []


@pytest.mark.parametrize(
    "wins, ties, losses, start",
    [
        (
            34,
            0,
            16,
            "Probably better: the tuned model won 68% of 50 decided pairs, though anything from 53 to "
            "80% fits the verdicts (95%, at the end).",
        ),
        (16, 0, 34, "Probably worse: the tuned model won 32% of 50"),
        (
            4,
            0,
            0,
            "Not told apart: the tuned model won 100% of 4 decided pairs, and anything from 40 to 100%",
        ),
        (6, 2, 4, "Not told apart: the tuned model won 60% of 10 decided pairs, and anything from 26 to 88%"),
        (0, 3, 0, "Every pair is a tie"),
    ],
)
def test_the_sentence_says_no_more_than_the_exact_interval(
    wins: int, ties: int, losses: int, start: str
) -> None:
    result = Result(summarize(wins, ties, losses), pending=0, judges=1)
    assert sentence(result, "en").startswith(start)


@pytest.mark.parametrize(
    ("wins", "losses", "end"),
    [
        (6, 4, "leans to the tuned model."),
        (4, 6, "leans to the base model."),
        (11, 9, "fits the verdicts (95%, at the end)."),
    ],
)
def test_which_way_an_open_result_leans_is_said(wins: int, losses: int, end: str) -> None:
    assert sentence(Result(summarize(wins, 0, losses), pending=0, judges=1), "en").endswith(end)


def test_before_the_end_no_side_is_called_better() -> None:
    fixed = Result(summarize(34, 0, 16), pending=10, judges=1)
    assert sentence(fixed, "en").startswith("No answer yet: 50 of 60 pairs are judged")
    assert more(fixed, "en") == ""
    sequential = Result(summarize(11, 0, 0), 10, 1, design="sequential")
    assert sentence(sequential, "en").startswith("No answer yet")
    assert "about 1 more decided pairs" in more(sequential, "en")
    assert sentence(Result(summarize(12, 0, 0), 9, 1, design="sequential"), "en").startswith(
        "Probably better"
    )


def test_what_would_settle_it_is_said_when_it_is_not() -> None:
    assert "about 820 decided pairs" in more(Result(summarize(11, 0, 9), 0, 1), "en")
    assert [round_off(n) for n in (7, 99, 820, 4611, 9950)] == [7, 99, 820, 4600, 10000]
    assert "even 10,000" in more(Result(summarize(5, 0, 5), 0, 1), "en")
    assert more(Result(summarize(34, 0, 16), 0, 1), "en") == ""


def test_the_plot_says_in_numbers_what_it_draws() -> None:
    steps = running_shares([1.0, 0.5, 0.0, 1.0])
    assert [share for share, _ in steps] == [1.0, 0.5, pytest.approx(2 / 3)]
    assert all(low <= share <= high for share, (low, high) in steps)
    html = running_plot([1.0] * 12, "pairs", None, "en")
    assert (
        'aria-label="Share won so far, verdict by verdict. After 12 the tuned model had won 100% (95%' in html
    )
    assert html.count("<tr>") == 1 + 8
    assert "50%: no difference" in html
    counted = running_plot([1.0] * 12, "pairs", (0.735, 1.0), "en").split("<tr>")[-1]
    assert "95% exact, at the end" in counted and "74% to 100%" in counted
    assert "plot-end" not in html and "plot-end" in running_plot([1.0] * 12, "pairs", (0.735, 1.0), "en")
    assert running_plot([1.0], "pairs", None, "en") == ""


def person_votes(services: Services, comparison: Comparison, n: int) -> None:
    """n verdicts for the tuned title, each given through the card."""
    browser, request = "0123456789abcdef" * 2, make_request("app.example")
    card = {"browser": browser, "comparison": comparison.id, "held": []}
    state = open_card(services, Purpose.COMPARISON, card, request)
    tuned = {row.tuned_title for row in comparison.titles}
    for _ in range(n):
        shown = state["pairs"][0]
        side = "left" if shown["left"] in tuned else "right"
        state = answer(services, Purpose.COMPARISON, {"lease": shown["lease"], "answer": side}, request)


def test_the_card_ends_when_the_design_says_stop_and_the_result_counts_then(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    comparison = compare(services, run, owner, 20, "sequential")
    assert "1 base" not in show_result(services, comparison.id, volunteer)
    person_votes(services, comparison, 11)
    said = show_result(services, comparison.id, volunteer)
    assert "No answer yet: 11 of 20" in said and "provisional" in said and "Every pair" not in said
    person_votes(services, comparison, 1)
    card = {"browser": "f" * 32, "comparison": comparison.id, "held": []}
    state = open_card(services, Purpose.COMPARISON, card, volunteer)
    over = {"over": True, "practice": False}
    assert state == {"live": [], "pairs": [], "done": 20, "total": 20, "possible": 20, **over}
    said = show_result(services, comparison.id, volunteer)
    assert (
        "Probably better: the tuned model won 100% of 12 decided pairs" in said
        and "Every pair and its verdict" in said
    )
    assert "Pairs still waiting" not in said  # eight have no verdict, and need none
    standing = find_standing(services)
    assert (standing.judged, standing.to_judge, standing.done["compare"]) == (12, 20, True)


def test_every_row_is_exported_for_the_owner_into_one_file(
    services: Services, run: Run, owner: gr.Request, tmp_path: Path
) -> None:
    services = with_writers(services, ["=cmd()|A Plain Title"], ["Another Title About That"])
    comparison = compare(services, run, owner)
    person_votes(services, comparison, 2)
    written = Path(export_votes(services, tmp_path, comparison.id, owner)["value"])
    assert written == Path(export_votes(services, tmp_path, comparison.id, owner)["value"])
    assert list(tmp_path.glob("*.csv")) == [written]
    with written.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["answer"] for row in rows] == ["tuned", "tuned", ""]
    assert {row["base_title"] for row in rows} == {"'=cmd()|A Plain Title"}


def test_what_tuning_broke_is_said_in_words_and_escaped(services: Services) -> None:
    ideas = [f"baking bread {n}" for n in range(50)]
    base = measure_health(
        services.task, [(idea, f"{n} reasons why {idea}") for n, idea in enumerate(ideas)], None
    )
    titles = [(idea, idea if n < 6 else f"<i>{idea}</i> {n} ways") for n, idea in enumerate(ideas)]
    tuned = measure_health(services.task, titles, None, [3.5])
    html = health_html({"base": base, "tuned": tuned}, "en")
    assert "12% of titles repeat the idea and say nothing more (base model: 0%)" in html
    assert "88% of titles begin with “&lt;i&gt;baking bread”" in html and "<i>" not in html
    assert "3.5 nats a title" in html
    assert "by 5 points and 3 of 50 titles" in health_html({"base": base, "tuned": base}, "en")


def test_a_single_worse_title_is_named_with_its_count(services: Services) -> None:
    ideas = [f"baking bread {n}" for n in range(8)]
    good = [(idea, f"{n} reasons why {idea}") for n, idea in enumerate(ideas)]
    base = measure_health(services.task, good, None)
    tuned = measure_health(services.task, [(ideas[0], ideas[0]), *good[1:]], None)
    said = health_html({"base": base, "tuned": tuned}, "en")
    assert "Nothing is clearly worse" not in said
    assert "“Only repeats the idea” 1 of 8 (base model: 0 of 8)" in said.split("<details")[0]
    assert "<td>0 of 8 (0%)</td><td>1 of 8 (12%)</td>" in said


def test_following_ends_with_the_error_of_what_is_followed() -> None:
    def steps() -> Any:
        yield 1
        raise ValueError("no more")

    followed = follow(steps())
    assert next(followed) == 1
    with pytest.raises(ValueError, match="no more"):
        next(followed)


def test_a_whole_seed_is_kept() -> None:
    assert whole_seed(7.0, "en") == 7
    for wrong in (None, 1.5, float("inf"), -1):
        with pytest.raises(ValueError, match="whole number"):
            whole_seed(wrong, "en")
