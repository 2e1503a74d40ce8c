"""What a result says in words: no more than its design allows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.results import Result, Verdict
from pipeline.schema import ComparedTitle, Comparison, Design
from pipeline.ui.result_panel import ideas_add_up, more, pairs_add_up, result_html, round_off, sentence
from pipeline.verdicts import summarize


@pytest.mark.parametrize(
    "wins, ties, losses, start",
    [
        (
            34,
            0,
            16,
            "Probably better: the tuned model won 68% of 50 decided pairs, though anything from 53 to "
            "80% fits the verdicts (95%).",
        ),
        (
            45,
            0,
            5,
            "Clearly better: the tuned model won 90% of 50 decided pairs; anything from 78 to 97% fits",
        ),
        (5, 0, 45, "Clearly worse: the tuned model won 10% of 50"),
        # p is 0.0026: 37 of 50 would be clear.
        (36, 0, 14, "Probably better: the tuned model won 72% of 50"),
        (37, 0, 13, "Clearly better: the tuned model won 74% of 50"),
        (16, 0, 34, "Probably worse: the tuned model won 32% of 50"),
        (
            4,
            0,
            0,
            "Not told apart: the tuned model won 100% of 4 decided pairs, and anything from 40 to 100%",
        ),
        (6, 2, 4, "Not told apart: the tuned model won 60% of 10 decided pairs, and anything from 26 to 88%"),
        # Its lower end is 49.8%: no proof, which 50 would hide.
        (
            30,
            0,
            16,
            "Not told apart: the tuned model won 65% of 46 decided pairs, and anything from 49.8 to 79%",
        ),
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
        (11, 9, "fits the verdicts (95%)."),
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
    said = more(Result(summarize(11, 0, 9), 0, 1), "en")
    assert (
        "take about 820 decided pairs" in said and "about equally good" in said
    )  # no comparison has as many
    wider = more(Result(summarize(26, 0, 14), 0, 1), "en")
    assert "about 97 decided pairs" in wider and "more than the app's own ideas give" in wider
    assert more(Result(summarize(11, 0, 9), 0, 1, design="sequential"), "en") == said
    assert [round_off(n) for n in (7, 99, 820, 4611, 9950)] == [7, 99, 820, 4600, 10000]
    assert "even 10,000" in more(Result(summarize(5, 0, 5), 0, 1), "en")
    assert "as large in 1.5% of comparisons; “clearly” stands for at most 0.1%" in more(
        Result(summarize(34, 0, 16), 0, 1), "en"
    )
    assert more(Result(summarize(40, 0, 2), 3, 1, design="sequential"), "en") == ""


def compared_titles(n: int, ideas: int) -> list[ComparedTitle]:
    return [ComparedTitle(f"i{k % ideas}", "idea", f"base {k}", f"tuned {k}", f"p{k}") for k in range(n)]


def test_the_numbers_of_pairs_add_up_in_one_line() -> None:
    rows = compared_titles(50, 50)
    outcomes = [1.0] * 30 + [0.0] * 14 + [0.5] * 4
    fell = [Verdict(row, outcome, "votes") for row, outcome in zip(rows, outcomes, strict=False)]
    same = [Verdict(replace(row, pair_id=None), 0.5, "identical") for row in rows[48:]]
    result = Result(summarize(30, 6, 14), 0, 1, verdicts=(*same, *fell))
    assert pairs_add_up(result, "en") == (
        "48 pairs judged: 30 for the tuned model, 14 for the base model, 4 even (Equal, Neither, or "
        "judges who differ). In 2 more pairs both "
        "models wrote the same title (capital letters aside): nothing to judge."
    )
    assert pairs_add_up(result, "zh") == (
        "评判了 48 对：微调模型胜 30 对，基础模型胜 14 对，平局 4 对。"
        "另有 2 对，两个模型写得一样（不计大小写），不必评判。"
    )
    assert ideas_add_up(result, "en") == ""


def test_what_is_empty_or_has_no_verdict_is_in_the_line_too() -> None:
    rows = compared_titles(6, 6)
    judged = [Verdict(row, 1.0, "votes") for row in rows[:2]]
    empty = [Verdict(rows[2], 0.0, "empty"), Verdict(rows[3], 0.5, "empty")]
    waiting = [Verdict(row, None, "nobody") for row in rows[4:]]
    result = Result(summarize(2, 1, 1), 2, 1, verdicts=(*judged, *empty, *waiting))
    said = pairs_add_up(result, "en")
    assert said.startswith("2 pairs judged: 2 for the tuned model, 0 for the base model, 0 even (Equal,")
    assert "In 2 more a title is empty or cut off" in said and said.endswith("2 more wait for a verdict.")
    over = Result(summarize(12, 0, 0), 2, 1, "sequential", verdicts=tuple(waiting))
    assert pairs_add_up(over, "en") == "2 more were not needed."
    nobody = Result(summarize(0, 0, 0), 2, 0, verdicts=tuple(waiting))
    assert pairs_add_up(nobody, "en") == ""


def test_where_ideas_are_counted_they_add_up_first() -> None:
    rows = compared_titles(6, 3)
    outcomes = (1.0, 0.0, 1.0, 1.0, 0.0, 0.0)
    verdicts = tuple(Verdict(row, outcome, "votes") for row, outcome in zip(rows, outcomes, strict=True))
    result = Result(summarize(3, 0, 3), 0, 1, by_idea=summarize(1, 1, 1), verdicts=verdicts)
    assert ideas_add_up(result, "en").endswith(
        "1 of 3 ideas for the tuned model, 1 for the base model, 1 even."
    )
    at = datetime(2026, 1, 1, tzinfo=UTC)
    html = result_html(Comparison("c", "base", "tuned", None, 0, 0.7, at), result, None, [], "en")
    assert html.index("Several pairs belong to one idea") < html.index("6 pairs judged")


def test_what_the_example_judge_decided_stands_alone_until_a_person_judges() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    compared = Comparison("c", "base", "tuned", None, 0, 0.7, at)
    nobody, simulated = Result(summarize(0, 0, 0), 12, 0), Result(summarize(9, 0, 3), 0, 1)
    html = result_html(compared, nobody, simulated, [], "en")
    assert html.index("Example judge") < html.index("No person has judged yet. The example judge")
    assert "wait for a person" not in html and "Fixed number" not in html
    people = result_html(compared, Result(summarize(1, 0, 0), 11, 1), simulated, [], "en")
    assert people.index("No answer yet") < people.index("Example judge") and "Fixed number" in people
    assert "by-example" in html and "by-example" in people
    assert "by-example" not in result_html(compared, nobody, None, [], "en")


@pytest.mark.parametrize(("late", "told"), [(1, ">1 verdict came"), (2, ">2 verdicts came"), (0, None)])
def test_verdicts_after_the_end_are_counted_in_words(late: int, told: str | None) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    compared = Comparison("c", "base", "tuned", None, 0, 0.7, at, design="sequential")
    people = Result(summarize(12, 0, 0), pending=0, judges=1, design="sequential", late=late)
    html = result_html(compared, people, None, [], "en").replace(". ", ">")
    assert told in html if told else "already stood" not in html


@pytest.mark.parametrize(
    ("design", "said"), [("fixed", "Here the exact p decides"), ("sequential", "Here the e-value decides")]
)
def test_beside_both_measures_it_is_said_which_of_them_decides(design: Design, said: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    compared = Comparison("c", "base", "tuned", None, 0, 0.7, at, design=design)
    html = result_html(compared, Result(summarize(12, 0, 0), 0, 1, design), None, [], "en")
    assert said in html and html.count("Here the") == 1
