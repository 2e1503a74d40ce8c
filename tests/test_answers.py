import itertools
from datetime import datetime

import pytest

from pipeline.answers import choose_question, expected_questions, imply_labels, read_answers
from pipeline.schema import Choice, Idea, Label, Pair, Source
from pipeline.selection import Answer

IDEA = Idea.of("youtube-titles", "bake bread")
TITLES = ("one", "two", "three", "four", "five")
PAIRS = [Pair.of(IDEA, titles, "v1") for titles in itertools.combinations(TITLES, 2)]


def by_order(pair: Pair) -> Choice:
    """Of an annotator who likes the titles as they are listed."""
    return Choice.A if TITLES.index(pair.title_a) < TITLES.index(pair.title_b) else Choice.B


def label(pair: Pair, choice: Choice, now: datetime, source: Source = Source.PERSON) -> Label:
    return Label(pair.id, "ann", choice, source, pair.id, "a", now)


def test_titles_are_numbered_by_their_candidates_ids() -> None:
    idea = read_answers(PAIRS, {PAIRS[0].id: Choice.B, PAIRS[3].id: Choice.SKIP})
    assert sorted(idea.titles) == sorted(TITLES)
    assert sorted(idea.pairs) == list(itertools.combinations(range(5), 2))
    for (i, j), pair in idea.pairs.items():
        for k in range(5):
            if k not in (i, j):
                low, high = sorted((i, k))
                assert pair.title_a in idea.pairs[low, high].titles
    numbers = {pair.id: at for at, pair in idea.pairs.items()}
    assert set(idea.answers) == {
        Answer(*numbers[PAIRS[0].id], Choice.B),
        Answer(*numbers[PAIRS[3].id], Choice.SKIP),
    }


def test_a_pair_that_is_missing_is_not_asked() -> None:
    left_out, *there = PAIRS
    choices: dict[str, Choice] = {}
    while question := choose_question(read_answers(there, choices), "ann", in_full=True):
        choices[question.id] = Choice.TIE
    assert set(choices) == {pair.id for pair in there}
    assert left_out.id not in choices


def test_titles_that_differ_in_capital_letters_only_are_not_asked_about() -> None:
    titles = ("Bake Bread", "Bake bread", "Bread, Baked")
    twins, *there = (Pair.of(IDEA, both, "v1") for both in itertools.combinations(titles, 2))
    choices: dict[str, Choice] = {}
    while question := choose_question(read_answers([twins, *there], choices), "ann", in_full=True):
        choices[question.id] = Choice.A
    assert set(choices) == {pair.id for pair in there}
    for in_full in (False, True):
        assert choose_question(read_answers([twins], {}), "ann", in_full) is None


def test_questions_end_when_the_order_is_settled_and_in_full_when_all_are_asked() -> None:
    asked = {}
    for in_full in (False, True):
        choices: dict[str, Choice] = {}
        while question := choose_question(read_answers(PAIRS, choices), "ann", in_full):
            assert question.id not in choices
            choices[question.id] = by_order(question)
        asked[in_full] = len(choices)
    assert 6 <= asked[False] <= 8
    assert asked[True] == 10


def test_the_same_labels_give_the_same_question() -> None:
    assert choose_question(read_answers(PAIRS, {}), "ann", False) == choose_question(
        read_answers(PAIRS[::-1], {}), "ann", False
    )


def test_what_was_not_asked_follows_the_order(now: datetime) -> None:
    choices: dict[str, Choice] = {}
    while question := choose_question(read_answers(PAIRS, choices), "ann", False):
        choices[question.id] = by_order(question)
    clicked = [label(pair, choices[pair.id], now) for pair in PAIRS if pair.id in choices]
    implied = imply_labels(PAIRS, clicked)
    assert {found.pair_id for found in implied} == {pair.id for pair in PAIRS} - set(choices)
    of = {pair.id: pair for pair in PAIRS}
    assert all(found.choice is by_order(of[found.pair_id]) for found in implied)
    assert all(0.75 < found.probability < 1 for found in implied)


@pytest.mark.parametrize("source", [Source.IMPORT, Source.SIMULATED])
def test_only_people_imply_anything(now: datetime, source: Source) -> None:
    assert imply_labels(PAIRS, [label(PAIRS[0], Choice.A, now, source)]) == []


def test_about_as_many_questions_are_expected_as_an_order_has_bits() -> None:
    assert [round(expected_questions(n_pairs), 1) for n_pairs in (1, 3, 10)] == [1.0, 2.6, 6.9]
