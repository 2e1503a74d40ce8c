"""The grammar: what its examples must keep to, over a few thousand of them."""

import random
import re

import pytest

from pipeline.checks import has_doubled_word, is_well_formed, words
from pipeline.embedded.brainstorm import sample_brainstorm
from pipeline.embedded.fields import FIELDS
from pipeline.embedded.frame import STYLES
from pipeline.embedded.grammar import FRAMES, TitleExample, sample_title, title_words
from pipeline.embedded.probes import held_ideas
from pipeline.embedded.words import (
    article,
    inflect,
    is_held,
    is_plural,
    number_word,
    pseudo_word,
    title_case,
)

N_EXAMPLES = 2000


def sample_many(seed: int, held: bool = False, count: int = N_EXAMPLES) -> list[TitleExample]:
    rng = random.Random(seed)
    return [sample_title(rng, held) for _ in range(count)]


@pytest.fixture(scope="module")
def examples() -> list[TitleExample]:
    return sample_many(3)


def test_the_same_seed_gives_the_same_examples() -> None:
    assert sample_many(7, count=200) == sample_many(7, count=200)
    assert sample_many(7, count=200) != sample_many(8, count=200)


def test_titles_keep_the_limits_and_double_no_word(examples: list[TitleExample]) -> None:
    for example in examples:
        assert 30 <= len(example.title) <= 75, example
        assert not has_doubled_word(example.title), example
        assert example.title == " ".join(example.title.split()), example


def test_no_slot_is_left_in_a_text(examples: list[TitleExample]) -> None:
    assert not [example for example in examples if re.search(r"[{}~|]", example.idea + example.title)]


def test_titles_use_the_ideas_words_and_the_grammars_own(examples: list[TitleExample]) -> None:
    vocabulary = title_words()
    share = sum(is_well_formed(one.idea, one.title, vocabulary) for one in examples) / len(examples)
    assert share > 0.995


def test_every_style_field_and_frame_appears(examples: list[TitleExample]) -> None:
    assert {example.style for example in examples} == set(STYLES)
    assert {field.name for field in FIELDS} <= {example.field for example in examples}
    assert {example.frame for example in examples} == {frame.name for frame in FRAMES}
    assert len(FIELDS) >= 12
    assert len(STYLES) >= 10


def test_ideas_are_of_many_lengths(examples: list[TitleExample]) -> None:
    lengths = {len(words(example.idea)) for example in examples}
    assert lengths >= set(range(1, 13))


def test_held_ideas_have_a_word_that_training_never_shows(examples: list[TitleExample]) -> None:
    seen = {word for example in examples for word in re.findall(r"[^\W_]{4,}", example.idea.lower())}
    for idea in held_ideas(4, count=100):
        held = [word for word in re.findall(r"[^\W_]{4,}", idea.lower()) if is_held(word)]
        assert set(held) - seen, idea


def test_brainstormed_ideas_hold_their_topic_and_vary() -> None:
    rng = random.Random(5)
    several = [sample_brainstorm(rng) for _ in range(500)]
    assert all(example.topic.lower() in example.idea.lower() for example in several)
    assert all(example.topic.lower() != example.idea.lower() for example in several)
    assert not any(has_doubled_word(example.idea) for example in several)


@pytest.mark.parametrize(
    ("phrase", "gerund", "past"),
    [
        ("build a deck", "building a deck", "built a deck"),
        ("bake bread", "baking bread", "baked bread"),
        ("run every day", "running every day", "ran every day"),
        ("tie a knot", "tying a knot", "tied a knot"),
        ("study for exams", "studying for exams", "studied for exams"),
        ("fine-tune a model", "fine-tuning a model", "fine-tuned a model"),
    ],
)
def test_verbs_are_inflected(phrase: str, gerund: str, past: str) -> None:
    assert (inflect(phrase, "gerund"), inflect(phrase, "past")) == (gerund, past)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my first iPhone", "My First iPhone"),
        ("low-carb bread at home", "Low-Carb Bread at Home"),
        ("the Cold War", "the Cold War"),
        ("1970s synths for SQL fans", "1970s Synths for SQL Fans"),
    ],
)
def test_title_case_keeps_small_words_and_inner_capitals(text: str, expected: str) -> None:
    assert title_case(text) == expected


def test_articles_follow_sound() -> None:
    phrases = ["hour", "API", "unicycle", "old car", "8-hour day", "used car", "SQL course", "umbrella"]
    assert [article(phrase) for phrase in phrases] == ["an", "an", "a", "an", "an", "a", "an", "an"]


def test_plurals_are_told_from_words_that_end_in_s() -> None:
    assert [is_plural(each) for each in ("index funds", "bread and butter", "rules of chess")] == [True] * 3
    assert [is_plural(each) for each in ("chess", "physics", "tennis", "bread", "glass of beans")] == [
        False
    ] * 5


def test_invented_words_are_varied_and_short() -> None:
    rng = random.Random(2)
    invented = {pseudo_word(rng, ("garden", "kitchen", "camera")) for _ in range(500)}
    assert len(invented) > 300
    assert all(0 < len(word) <= 15 and " " not in word for word in invented)
    assert any(word.isupper() for word in invented)
    assert any(re.search("[a-z][A-Z]", word) for word in invented)
    assert all(re.search(r"\d", number_word(rng)) for _ in range(100))
