"""Each case is derived by hand from the definition it names."""

import pytest

from pipeline.checks import (
    content_words,
    ends_properly,
    has_doubled_word,
    has_rude_word,
    is_well_formed,
    keyword_coverage,
    repeated_phrases,
    stem,
    unknown_words,
)
from pipeline.embedded.brainstorm import brainstorm_words
from pipeline.embedded.grammar import title_words

VOCABULARY = frozenset(["how", "to", "for", "beginners", "the", "ways", "a", "in", "is", "it", "worth"])


@pytest.mark.parametrize(
    "title",
    [
        "Yoga",
        "Top 10",
        "Worth It?",
        "Do It!",
        "(Really)",
        'The "Easy" Way "Now"',
        "Yoga 🧘",
        "Café",
        "真的吗？",
        "《家》",
    ],
)
def test_a_title_may_end_on_a_letter_a_digit_or_a_closing_mark(title: str) -> None:
    assert ends_properly(title)


@pytest.mark.parametrize("title", ["", "Yoga for", "Yoga ", "Yoga,", "Yoga:", "Yoga -", "Yoga (", "瑜伽，"])
def test_a_title_may_not_end_open(title: str) -> None:
    assert ends_properly(title) is (title == "Yoga for")


def test_doubled_words_are_found_in_any_case_but_not_apart_or_in_numbers() -> None:
    assert has_doubled_word("How to to Draw")
    assert has_doubled_word("The Best best Pens")
    assert not has_doubled_word("The Best of the Best")
    assert not has_doubled_word("10 10 Rules")


@pytest.mark.parametrize("title", ["Build or Bitch a Desk?", "12 Bitches, Ranked", "Shit-Proof", "DICKS!"])
def test_a_rude_word_is_found_in_any_form(title: str) -> None:
    assert has_rude_word("Build or buy a desk", title)


@pytest.mark.parametrize(
    "title", ["Assess Your Class", "Scunthorpe", "Peacock", "Spices", "A Titan's Sextant"]
)
def test_a_decent_word_with_rude_letters_is_none(title: str) -> None:
    assert not has_rude_word("", title)


def test_a_word_that_was_asked_for_is_not_rude() -> None:
    assert not has_rude_word("Nazi Germany in ten dates", "Nazi Germany: What Happened")


def test_the_embedded_models_own_words_are_decent() -> None:
    assert [word for word in title_words() | brainstorm_words() if has_rude_word("", word)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("baking", "Bake"),
        ("tomatoes", "Tomato"),
        ("running", "run"),
        ("built", "Build"),
        ("stories", "Story"),
        ("dog's", "Dogs"),
    ],
)
def test_inflections_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_different_words_keep_different_stems() -> None:
    assert stem("glass") != stem("gas")
    assert stem("planet") != stem("plan")


def test_content_words_leave_out_function_and_framing_words() -> None:
    assert content_words("a video about how to grow the best tomatoes") == ["grow", "best", "tomatoes"]
    assert content_words("why do I") == []


def test_content_words_are_listed_once_with_hyphens_apart() -> None:
    assert content_words("low-carb bread, low effort") == ["low", "carb", "bread", "effort"]


def test_coverage_counts_content_words_in_any_inflection() -> None:
    # content words: growing, tomatoes, buckets; the title holds grow and tomatoes
    assert keyword_coverage("growing tomatoes in buckets", "How to Grow Tomatoes at Home") == pytest.approx(
        2 / 3
    )
    assert keyword_coverage("growing tomatoes", "Nothing of the Sort") == 0
    assert keyword_coverage("why do I", "Anything") == 1
    assert keyword_coverage("蜜蜂回家", "蜜蜂是怎么找到回家路的？") == 1
    assert keyword_coverage("蜜蜂回家 GPS", "蜜蜂的 GPS") == pytest.approx(3 / 5)


def test_a_chinese_title_is_well_formed_or_not_by_its_own_marks() -> None:
    assert is_well_formed("蜜蜂", "蜜蜂回家的秘密：《昆虫记》没写的事！", None)
    assert not is_well_formed("蜜蜂", "蜜蜂回家的秘密（上", None)
    assert not is_well_formed("蜜蜂", "蜜蜂回家的秘密：", None)


def test_a_mangled_word_is_unknown_and_an_inflected_one_is_not() -> None:
    idea = "baking zorblax bread"
    assert unknown_words(idea, "How to Bake Zorblax Bread for Beginners", VOCABULARY) == []
    assert unknown_words(idea, "How to Bake Zorbax Bread", VOCABULARY) == ["Zorbax"]


def test_numbers_are_known_and_case_does_not_matter() -> None:
    assert unknown_words("iPhone tips", "7 IPHONE Tips", VOCABULARY) == []
    assert unknown_words("yoga", "Yoga's Ways", VOCABULARY) == []


@pytest.mark.parametrize(
    "title",
    [
        "Yoga  for Beginners",
        "Yoga\nfor Beginners",
        "Yoga (for Beginners",
        'The "Yoga',
        "Yoga for\ufffd",
        "Yoga Yoga",
    ],
)
def test_broken_titles_are_not_well_formed(title: str) -> None:
    assert not is_well_formed("yoga", title, None)


@pytest.mark.parametrize(
    ("idea", "title"),
    [
        ("beans", "How to Sow and How to Reap"),
        ("New York, New York", "New York, New York in a Day"),
        ("养花", "养花一年，养花要花多少钱"),
    ],
)
def test_small_words_again_and_what_the_idea_repeats_are_no_repeated_phrase(idea: str, title: str) -> None:
    assert repeated_phrases(title) <= repeated_phrases(idea)


def test_a_repeated_phrase_is_held_against_the_embedded_model_alone() -> None:
    title = "What 30 Days of What 30 Days"
    vocabulary = frozenset(title.lower().split())
    assert not is_well_formed("yoga", title, vocabulary)
    assert is_well_formed("yoga", "What 30 Days of Days", vocabulary)
    assert is_well_formed("coffee", "The Best Coffee vs the Best Tea", None)  # a parallel


def test_four_chinese_characters_again_are_a_repeated_phrase_wherever_they_stand() -> None:
    assert repeated_phrases("瑜伽入门教程：一天的瑜伽入门") == {("瑜伽入门",)}
    assert not repeated_phrases("养花一年，养花要花多少钱")


def test_without_a_vocabulary_words_are_not_judged() -> None:
    assert is_well_formed("yoga", "Why Stretching Wins", None)
    assert not is_well_formed("yoga", "Why Stretching Wins", VOCABULARY)
