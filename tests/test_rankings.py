import itertools
from datetime import datetime

import pytest

from pipeline.rankings import find_ranks, rank_titles
from pipeline.schema import Choice, Idea, Label, Pair, Source
from pipeline.selection import Answer, Noise, find_posterior

IDEA = Idea.of("youtube-titles", "bake bread")
PAIRS = [Pair.of(IDEA, both, "v1") for both in itertools.combinations(("one", "two", "three"), 2)]


def prefer(
    better: str, worse: str, now: datetime, annotator: str = "ann", source: Source = Source.PERSON
) -> Label:
    pair = next(pair for pair in PAIRS if {better, worse} == set(pair.titles))
    choice = Choice.A if pair.title_a == better else Choice.B
    return Label(pair.id, annotator, choice, source, f"{better} {worse} {annotator}", "a", now)


def test_ranks_are_those_of_the_orders_left() -> None:
    # 0 over 1, error 0.1: 012, 021, 201 weigh 0.9 each, the others 0.1, together 3; 2 is anywhere.
    # 0 is first in 1.8 of 3, second in 0.9 + 0.1 and third in 0.2: 0.6, 1/3, 1/15.
    ranks = find_ranks(find_posterior(3, [Answer(0, 1, Choice.A)], Noise((0.1,))))
    assert ranks[0] == (pytest.approx(0.6 + 2 / 3 + 3 / 15), 1, 3)
    assert ranks[2] == (pytest.approx(2), 1, 3)
    sure = find_ranks(find_posterior(2, [Answer(1, 0, Choice.A)] * 2, Noise((0.1,))))  # 81 to 1
    assert sure == [(pytest.approx(1 + 81 / 82), 2, 2), (pytest.approx(1 + 1 / 82), 1, 1)]


def test_titles_are_ranked_by_all_annotators_answers(now: datetime) -> None:
    given = [prefer("two", "one", now), prefer("two", "three", now), prefer("three", "one", now, "bob")]
    ranked = rank_titles(PAIRS, given)
    assert [one.title for one in ranked] == ["two", "three", "one"]
    assert [(one.chosen, one.rejected) for one in ranked] == [(2, 0), (1, 1), (0, 2)]
    assert all(one.low <= one.rank <= one.high for one in ranked)


def test_simulated_labels_rank_only_where_nobody_else_has_labelled(now: datetime) -> None:
    example = prefer("one", "two", now, "simulated", Source.SIMULATED)
    assert rank_titles(PAIRS, [example])[0].title == "one"
    both = rank_titles(PAIRS, [example, prefer("two", "one", now)])
    assert {one.title: one.chosen for one in both} == {"one": 0, "two": 1, "three": 0}


def test_without_a_preference_there_is_no_ranking(now: datetime) -> None:
    tie = Label(PAIRS[0].id, "ann", Choice.TIE, Source.PERSON, "e", "a", now)
    assert rank_titles(PAIRS, []) == rank_titles(PAIRS, [tie]) == []
