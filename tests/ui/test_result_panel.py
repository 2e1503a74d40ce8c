"""What a result says in words: no more than its design allows."""

from datetime import UTC, datetime

import pytest

from pipeline.results import Result
from pipeline.schema import Comparison, Design
from pipeline.ui.result_panel import more, result_html, round_off, sentence
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
    assert "with a fixed number, about 820 decided pairs, would" in said  # which the exact test is for
    assert more(Result(summarize(11, 0, 9), 0, 1, design="sequential"), "en") == said
    assert [round_off(n) for n in (7, 99, 820, 4611, 9950)] == [7, 99, 820, 4600, 10000]
    assert "even 10,000" in more(Result(summarize(5, 0, 5), 0, 1), "en")
    assert more(Result(summarize(34, 0, 16), 0, 1), "en") == ""


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
