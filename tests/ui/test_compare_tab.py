"""What the compare tab's handlers do with a comparison that there is, and for whom."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gradio as gr

from pipeline import comparisons
from pipeline.schema import (
    Choice,
    EventKind,
    LabelEvent,
    Purpose,
    Run,
    RunConfig,
    Source,
)
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.choice_card import NO_COMPARISON, answer, take_back
from pipeline.ui.compare_list import show_comparisons
from pipeline.ui.compare_making import show_models
from pipeline.ui.compare_tab import (
    begin_result,
    choose,
    export_votes,
    follow_result,
    judge_by_example,
    open_tab,
    show_result,
    turn_result,
)
from pipeline.ui.guide import sentence
from pipeline.ui.standing import find_standing
from ui.compared import compare, open_comparison, person_votes, with_writers
from ui.running_app import make_request

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


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
    both = show_result(services, comparison.id, volunteer)
    assert "No person has judged yet. The example judge" in both  # people's stay apart
    hidden, *_ = begin_result(services, comparison.id, volunteer)
    assert "by-example" in hidden and "not shown while people judge" in hidden


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


def test_judging_hides_the_result_until_it_is_asked_for(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    assert open_tab(services, None, False, volunteer)[1] == NO_COMPARISON
    comparison = compare(services, run, owner)
    listed, card, _, said, turn, looking = open_tab(services, None, False, volunteer)
    assert listed["value"] == comparison.id
    assert "value" not in open_tab(services, comparison.id, False, volunteer)[1]  # the card keeps its pair
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


def test_chinese_names_the_embedded_model_and_has_no_space_after_a_full_stop(
    services: Services, run: Run, owner: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    comparison = compare(services, run, owner)
    chinese = make_request("app.example", **{"accept-language": "zh-CN"})
    said = show_result(services, comparison.id, chinese) + begin_result(services, comparison.id, chinese)[0]
    assert "。" in said and "。 " not in said
    assert "基础模型：内置标题模型（100 万参数）" in said
    against = show_models(services, None, None, None, None, chinese)[1]["choices"]
    assert ("内置标题模型（100 万参数）", "embedded") in against


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
    state = open_comparison(services, comparison)
    over = {"over": True, "practice": False, "own": 0, "late": 0, "heard": 12}
    assert state == {"live": [], "pairs": [], "done": 12, "total": 20, "possible": 20, **over}
    said = show_result(services, comparison.id, volunteer)
    assert (
        "Probably better: the tuned model won 100% of 12 decided pairs" in said
        and "Every pair and its verdict" in said
    )
    assert "8 more were not needed." in said
    standing = find_standing(services)
    assert (standing.judged, standing.to_judge, standing.done["compare"]) == (12, 20, True)


def test_card_guide_and_result_count_what_all_judges_did_and_the_card_its_own_beside_it(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    comparison = compare(services, run, owner, 6)
    person_votes(services, comparison, 2)
    shown = open_comparison(services, comparison)["pairs"][0]
    mine = {"lease": shown["lease"], "answer": "left"}
    for act, n, own in ((answer, 3, 1), (take_back, 2, 0)):
        state = act(services, Purpose.COMPARISON, mine, volunteer)
        assert (state["done"], state["own"], state["total"]) == (n, own, 6)
        assert f"{n} of 6 pairs are judged" in show_result(services, comparison.id, volunteer)
        standing = replace(find_standing(services), pairs=1, labels=1, runs=1)
        assert f"{n} of 6 pairs are judged" in sentence(standing, "en")


def test_a_verdict_after_the_end_is_told_of_as_not_counted_and_none_is_taken_back(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    comparison = compare(services, run, owner, 20, "sequential")
    slow = {"lease": open_comparison(services, comparison)["pairs"][0]["lease"], "answer": "left"}
    person_votes(services, comparison, 12)
    later = replace(services, now=lambda: NOW + timedelta(minutes=1))
    state = answer(later, Purpose.COMPARISON, slow, volunteer)
    assert (state["over"], state["done"], state["own"], state["late"]) == (True, 12, 0, 1)
    assert "is over" in take_back(later, Purpose.COMPARISON, slow, volunteer)["error"]
    assert find_standing(services).judged == 12
    assert len(services.store.labels(comparison.id)) == 13


def test_a_result_that_is_looked_at_follows_the_verdicts_and_one_that_is_hidden_stays_so(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    comparison = compare(services, run, owner)
    person_votes(services, comparison, 1)
    said, _, looking = follow_result(services, comparison.id, True, volunteer)
    assert "1 of 3 pairs are judged" in said and looking
    said, _, looking = follow_result(services, comparison.id, False, volunteer)
    assert "not shown while people judge" in said and not looking
    person_votes(services, comparison, 2)
    said, turn, looking = follow_result(services, comparison.id, True, volunteer)
    assert "Not told apart" in said and not turn["visible"]
    assert not looking  # so that it is hidden again when judging goes on


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


def test_a_run_newer_than_those_compared_is_told_of(services: Services, run: Run, owner: gr.Request) -> None:
    assert not find_standing(services).newer  # no comparison yet, so the way says it
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    compare(services, run, owner)
    assert not find_standing(services).newer
    newer = services.settings.runs_dir / "20260103T030400Z-newer"
    model_path(newer).mkdir(parents=True)
    write_config(newer, RunConfig("embedded"), services.task.version, NOW + timedelta(days=1))
    assert find_standing(services).newer


def test_a_second_verdict_on_a_pair_is_heard_of_though_no_pair_more_is_judged(
    services: Services, run: Run, owner: gr.Request, volunteer: gr.Request
) -> None:
    services = with_writers(services, ["A Plain Title About This"], ["Another Title About That"])
    comparison = compare(services, run, owner)
    held = {
        browser: {pair["idea"]: pair for pair in open_comparison(services, comparison, browser * 32)["pairs"]}
        for browser in "ab"
    }
    idea = next(idea for idea in held["a"] if idea in held["b"])
    states = []
    for browser in "ab":
        asked = {"lease": held[browser][idea]["lease"], "answer": "left"}
        states.append(answer(services, Purpose.COMPARISON, asked, volunteer))
    assert [(state["done"], state["own"], state["heard"]) for state in states] == [(1, 1, 1), (1, 1, 2)]
