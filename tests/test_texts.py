import pytest

from pipeline.texts import (
    comparison_key,
    first_words,
    is_cjk,
    normalise,
    spelling_key,
    text_problem,
    word_stems,
)


def test_normalise_composes_and_folds_white_space() -> None:
    assert normalise("  cafe\u0301 \t au\n lait ") == "caf\u00e9 au lait"


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "empty"), ("  \n", "empty"), ("!?", "empty"), ("a\x00b", "control"), ("\ufffd x", "broken")],
)
def test_text_problem_names_the_fault(text: str, word: str) -> None:
    problem = text_problem(text, 300)
    assert problem is not None
    assert word in problem


def test_text_problem_counts_normalised_characters() -> None:
    assert text_problem("x" * 300 + "   ", 300) is None
    assert text_problem("x" * 301, 300) == "it has 301 characters; shorten it to 300"


@pytest.mark.parametrize("text", ["做饭", "كيف تطبخ", "🎸🔥", "C++", "1970s"])
def test_other_scripts_and_symbols_are_text(text: str) -> None:
    assert text_problem(text, 300) is None


def test_comparison_key_ignores_case_and_punctuation_only() -> None:
    assert comparison_key("How to: Bake Bread!") == comparison_key("how to bake   bread")
    assert comparison_key("C") != comparison_key("C++")


def test_spelling_key_ignores_capital_letters_but_no_word_in_capitals() -> None:
    assert spelling_key("Life Off the Grid") == spelling_key("life off  The grid")
    assert spelling_key("A Plan") == spelling_key("a plan")
    for other in ("The Secret?", "The SECRET", "The C# Secret", "The Secrets"):
        assert spelling_key(other) != spelling_key("The Secret")


def test_word_stems_meet_across_inflection_and_order() -> None:
    assert word_stems("the baking of breads") == word_stems("bread bake")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("蜜蜂如何找到回家的路", True),
        ("ミツバチの帰り道", True),
        ("AI 绘画入门教程", True),
        ("tea in 京都", False),
        ("꿀벌은 어떻게 집을 찾을까", False),  # Korean has spaces, and words
        ("2026!", False),
    ],
)
def test_chinese_and_japanese_are_told_by_most_letters(text: str, expected: bool) -> None:
    assert is_cjk(text) is expected


@pytest.mark.parametrize(
    ("title", "begins"),
    [
        ("The Hidden World of Bees", "The Hidden"),
        ("“The Hidden”, Explained", "The Hidden"),
        ("E-mail for Bees", "E-mail"),
        ("Bees!", "Bees"),
        ("?!", "?!"),
    ],
)
def test_the_first_words_are_spelled_as_in_the_title(title: str, begins: str) -> None:
    assert first_words(title, 2) == begins
