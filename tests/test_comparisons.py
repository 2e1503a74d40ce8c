from datetime import datetime

import pytest

from pipeline import comparisons
from pipeline.comparisons import comparison_result, make_comparison, measure_health, summarize, tally
from pipeline.labels import simulated_votes
from pipeline.schema import Choice, ComparedTitle, Comparison, Idea, Label, Pair, Source, Task
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from scripted import ScriptedWriter


def test_the_tutorials_34_of_50() -> None:
    summary = summarize(34, 0, 16)
    assert summary.win_rate == 0.68
    assert summary.wilson == pytest.approx((0.542, 0.792), abs=5e-4)
    assert summary.exact == pytest.approx((0.533, 0.805), abs=5e-4)
    assert summary.p_value == pytest.approx(0.015, abs=5e-4)


def test_ties_count_half_and_are_left_out_of_the_decisive_share() -> None:
    summary = summarize(3, 4, 1)
    assert (summary.n, summary.win_rate, summary.decisive_share) == (8, 5 / 8, 0.75)
    assert summary.p_value == pytest.approx(10 / 16)  # 2 * P(at least 3 of 4) = 2 * (4 + 1) / 16


def test_nothing_decided_has_no_interval() -> None:
    assert summarize(0, 0, 0).win_rate is None
    assert (summarize(0, 2, 0).win_rate, summarize(0, 2, 0).wilson) == (0.5, None)
    with pytest.raises(ValueError, match="none may be negative"):
        summarize(-1, 0, 0)


IDEA = Idea.of("t", "bake bread")
PAIR = Pair.of(IDEA, ("base title", "tuned title"), "v1", "c")
TUNED = Choice.A if PAIR.title_a == "tuned title" else Choice.B
BASE = Choice.B if TUNED is Choice.A else Choice.A


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([TUNED], (1, 0, 0)),
        ([BASE, BASE, TUNED], (0, 0, 1)),
        ([TUNED, BASE], (0, 1, 0)),
        ([Choice.NEITHER], (0, 1, 0)),
        ([TUNED, Choice.TIE], (0, 1, 0)),
        ([TUNED, TUNED, Choice.TIE], (1, 0, 0)),
        ([Choice.TIE, Choice.TIE, BASE], (0, 1, 0)),
    ],
)
def test_a_pairs_verdict_is_its_majoritys(
    now: datetime, votes: list[Choice], expected: tuple[int, int, int]
) -> None:
    titles = (
        ComparedTitle(IDEA.id, IDEA.text, "base title", "tuned title", PAIR.id),
        ComparedTitle(IDEA.id, IDEA.text, "same", "same", None),
    )
    comparison = Comparison("c", "base", "tuned", None, 0, 0.8, now, titles)
    labels = [
        Label(PAIR.id, f"j{n}", choice, Source.PERSON, f"e{n}", "a", now) for n, choice in enumerate(votes)
    ]
    result = tally(comparison, labels, {PAIR.id: PAIR})
    wins, ties, losses = expected
    assert (result.summary.wins, result.summary.ties, result.summary.losses) == (wins, ties + 1, losses)
    assert (result.pending, result.judges) == (0, len(votes))


def test_a_skip_leaves_the_pair_pending(now: datetime) -> None:
    title = ComparedTitle(IDEA.id, IDEA.text, "base title", "tuned title", PAIR.id)
    comparison = Comparison("c", "base", "tuned", None, 0, 0.8, now, (title,))
    skip = Label(PAIR.id, "j", Choice.SKIP, Source.PERSON, "e", "a", now)
    assert tally(comparison, [skip], {PAIR.id: PAIR}) == comparisons.Result(summarize(0, 0, 0), 1, 0)


def test_a_comparison_is_stored_whole_and_judged_apart(store: Store, task: Task, now: datetime) -> None:
    ideas = [Idea.of(task.name, "one"), Idea.of(task.name, "做饭"), Idea.of(task.name, "mute")]
    base = ScriptedWriter(
        {"one": ["Plain", "Same"], "mute": ["Something", "More"]}, refused={"做饭": "English only"}
    )
    tuned = ScriptedWriter({"one": ['"Why?"', "Same"], "mute": []}, name="tuned")
    *_, last = make_comparison(store, task, base, tuned, ideas, 2, "run", 0, 0.8, now)
    assert last.comparison is not None
    assert store.comparisons() == [last.comparison]
    assert [
        (title.base_title, title.tuned_title, title.pair_id is None) for title in last.comparison.titles
    ] == [
        ("Plain", "Why?", False),
        ("Same", "Same", True),
    ]
    assert last.skipped == {"做饭": "English only", "mute": "tuned wrote no title in 3 tries"}
    judge = SimulatedAnnotator(seed=0, noise=0.0)
    store.append_events(simulated_votes(store.pairs(last.comparison.id), judge, now))
    simulated = comparison_result(store, last.comparison, simulated=True)
    people = comparison_result(store, last.comparison)
    assert (simulated.summary.wins, simulated.summary.ties, simulated.pending) == (1, 1, 0)
    assert (people.summary.wins, people.pending) == (0, 1)
    assert store.pairs() == []  # nothing of it can be labelled as a preference


def test_ideas_trained_on_are_left_out() -> None:
    ideas = [Idea.of("t", "one"), Idea.of("t", "two")]
    assert comparisons.held_out(ideas, {ideas[0].id}) == [ideas[1]]


def test_nothing_to_compare_is_said(store: Store, task: Task, now: datetime) -> None:
    writer = ScriptedWriter({})
    with pytest.raises(ValueError, match="not trained on"):
        next(make_comparison(store, task, writer, writer, [], 5, None, 0, 0.8, now))


def test_health_counts_limits_form_and_distinct(task: Task) -> None:
    fine = "Why Does My Bread Never Rise at Home?"
    health = measure_health(
        task, [("bread", fine), ("bread", fine), ("bread", "Too Short"), ("bread", "")], None
    )
    assert (health.in_limits, health.well_formed, health.distinct) == (0.5, 0.75, 0.75)
