from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from pipeline.results import VOTE_COLUMNS, Result, find, tally, vote_rows
from pipeline.schema import Choice, ComparedTitle, Comparison, Design, Idea, Label, Pair, Source
from pipeline.verdicts import summarize

NOW = datetime(2026, 3, 1, 12)


def compare(ideas: Sequence[str], design: Design = "fixed") -> tuple[Comparison, dict[str, Pair]]:
    """A comparison with a pair for each of these, which may repeat an idea."""
    titles, pairs = [], {}
    for n, text in enumerate(ideas):
        idea = Idea.of("t", text)
        pair = Pair.of(idea, (f"base {n}", f"tuned {n}"), "v1", "c")
        pairs[pair.id] = pair
        titles.append(ComparedTitle(idea.id, idea.text, f"base {n}", f"tuned {n}", pair.id))
    return Comparison("c", "base", "tuned", None, 0, 0.8, NOW, tuple(titles), design), pairs


def vote(comparison: Comparison, pairs: dict[str, Pair], n: int, answer: str, judge: str = "j") -> Label:
    """A label on the n-th title, `n` minutes after the start: tuned, base or a choice by its name."""
    title = comparison.titles[n]
    pair = pairs[title.pair_id or ""]
    sides = {
        "tuned": Choice.A if pair.title_a == title.tuned_title else Choice.B,
        "base": Choice.A if pair.title_a == title.base_title else Choice.B,
    }
    choice = sides.get(answer) or Choice(answer)
    return Label(pair.id, judge, choice, Source.PERSON, f"{judge}{n}", "a", NOW + timedelta(minutes=n))


def judge(ideas: Sequence[str], answers: Sequence[str], design: Design = "fixed") -> Result:
    comparison, pairs = compare(ideas, design)
    labels = [vote(comparison, pairs, n, one) for n, one in enumerate(answers)]
    result = tally(comparison, labels, pairs)
    assert find(comparison, labels, pairs) == result.finding
    return result


def many(n: int) -> list[str]:
    return [f"idea {number}" for number in range(n)]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        (["tuned"], (1, 0, 0)),
        (["base", "base", "tuned"], (0, 0, 1)),
        (["tuned", "base"], (0, 1, 0)),
        (["neither"], (0, 1, 0)),
        (["tuned", "tie"], (0, 1, 0)),
        (["tuned", "tuned", "tie"], (1, 0, 0)),
        (["tie", "tie", "base"], (0, 1, 0)),
    ],
)
def test_a_pairs_verdict_is_its_majoritys(votes: list[str], expected: tuple[int, int, int]) -> None:
    comparison, pairs = compare(["bread", "open"])
    labels = [vote(comparison, pairs, 0, answer, f"j{n}") for n, answer in enumerate(votes)]
    result = tally(comparison, labels, pairs)
    assert (result.summary.wins, result.summary.ties, result.summary.losses) == expected
    assert (result.pending, result.judges) == (1, len(votes))


def test_one_verdict_counts_once_however_often_its_pair_occurs() -> None:
    comparison, pairs = compare(["bread"])
    six = Comparison("c", "b", "t", None, 0, 0.8, NOW, comparison.titles * 6)
    result = tally(six, [vote(comparison, pairs, 0, "tuned")], pairs)
    assert (result.summary.wins, result.summary.n, result.by_idea) == (1, 1, None)


def test_a_skip_leaves_the_pair_pending() -> None:
    result = judge(["bread"], ["skip"])
    assert (result.summary, result.pending, result.judges) == (summarize(0, 0, 0), 1, 0)


def test_identical_titles_tie_and_an_empty_one_loses_without_a_vote() -> None:
    rows = [("same", "same"), ("", "whole"), ("whole", ""), ("", "")]
    titles = tuple(ComparedTitle(f"i{n}", "idea", *row, None) for n, row in enumerate(rows))
    result = tally(Comparison("c", "b", "t", None, 0, 0.8, NOW, titles), [], {})
    assert (result.summary.wins, result.summary.ties, result.summary.losses) == (1, 2, 1)
    assert [verdict.by for verdict in result.verdicts] == ["identical", "empty", "empty", "empty"]
    assert result.over


def test_a_fixed_comparison_says_nothing_before_its_end() -> None:
    assert judge(many(10), ["tuned"] * 9).finding == "provisional"
    assert judge(many(10), ["tuned"] * 10).finding == "better"
    assert judge(many(10), ["base"] * 10).finding == "worse"


def test_four_to_nothing_is_no_finding() -> None:
    result = judge(many(4), ["tuned"] * 4)
    assert result.finding == "open"  # p = 2 / 16
    assert result.fitting == result.summary.exact


def test_a_sequential_comparison_stops_at_its_e_value_and_counts_no_later_vote() -> None:
    assert judge(many(20), ["tuned"] * 11, "sequential").finding == "provisional"
    result = judge(many(20), ["tuned"] * 12 + ["base"] * 3, "sequential")  # e(12, 0) = 25
    assert (result.finding, result.over, result.late, result.pending) == ("better", True, 3, 8)
    assert result.fitting is not None and result.fitting[0] > 0.5
    assert judge(many(6), ["tuned", "base"] * 3, "sequential").finding == "open"  # the cap


def test_several_titles_of_an_idea_are_tested_by_idea() -> None:
    """Two ideas of five titles each, all won: ten wins are two verdicts."""
    result = judge(["bread"] * 5 + ["cheese"] * 5, ["tuned"] * 10)
    assert result.summary.p_value == pytest.approx(2 / 2**10)
    assert result.by_idea == summarize(2, 0, 0)
    assert (result.test.p_value, result.finding) == (0.5, "open")


def test_judges_are_counted_apart_and_together() -> None:
    comparison, pairs = compare(many(3))
    labels = [
        vote(comparison, pairs, 0, "tuned", "ann"),
        vote(comparison, pairs, 0, "base", "bob"),
        vote(comparison, pairs, 1, "tie", "ann"),
        vote(comparison, pairs, 2, "tuned", "bob"),
    ]
    result = tally(comparison, labels, pairs)
    assert [(one.judge, one.wins, one.ties, one.losses) for one in result.per_judge] == [
        (1, 1, 1, 0),
        (2, 1, 0, 1),
    ]
    assert (result.summary.wins, result.summary.ties, result.judges) == (1, 2, 2)
    assert result.side_bias is not None and result.side_bias.left + result.side_bias.right == 3


def test_every_judged_row_is_exported_with_whose_title_is_whose() -> None:
    comparison, pairs = compare(many(2))
    labels = [vote(comparison, pairs, 0, "tuned", "ann"), vote(comparison, pairs, 0, "base", "bob")]
    result = tally(comparison, labels, pairs)
    rows = [dict(zip(VOTE_COLUMNS, row, strict=True)) for row in vote_rows(result, labels, pairs)]
    assert [(row["idea"], row["verdict"], row["judge"], row["answer"]) for row in rows] == [
        ("idea 0", "tie", "1", "tuned"),
        ("idea 0", "tie", "2", "base"),
        ("idea 1", "", "", ""),
    ]
    tuned_is_a = pairs[comparison.titles[0].pair_id or ""].title_a == "tuned 0"
    assert rows[0]["shown_left"] == ("tuned" if tuned_is_a else "base")
