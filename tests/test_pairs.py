import random
from datetime import datetime

import pytest

from pipeline import labels, pairs
from pipeline.schema import Candidate, Idea, Task
from pipeline.store import Store


@pytest.fixture
def rng() -> random.Random:
    return random.Random(7)


def add_idea(store: Store, task: Task, text: str, n: int) -> Idea:
    idea = Idea.of(task.name, text)
    store.add_ideas([idea])
    store.add_candidates([Candidate.of(idea.id, f"{text} {number}", "w") for number in range(n)])
    return idea


def test_five_titles_make_ten_pairs_once(store: Store, task: Task) -> None:
    add_idea(store, task, "one", 5)
    add_idea(store, task, "two", 2)
    assert pairs.add_all_pairs(store, task) == 11
    assert pairs.add_all_pairs(store, task) == 0


def test_an_idea_is_finished_before_the_next_one(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 3)
    add_idea(store, task, "two", 3)
    pairs.add_all_pairs(store, task)
    seen = []
    while lease := pairs.lease_next(store, "ann", now, rng):
        seen.append(lease.pair.idea)
        labels.cast_vote(store, lease.id, "left", None, now)
    assert seen == ["one"] * 3 + ["two"] * 3


def test_two_annotators_do_not_hold_the_same_pair(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 2)
    pairs.add_all_pairs(store, task)
    assert pairs.lease_next(store, "ann", now, rng)
    assert pairs.lease_next(store, "bob", now, rng) is None
    assert pairs.lease_next(store, "bob", now + pairs.LEASE_TIME, rng) is not None


def test_a_reload_gets_the_same_pair_and_a_prefetch_another(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 3)
    pairs.add_all_pairs(store, task)
    first = pairs.lease_next(store, "ann", now, rng)
    assert first is not None
    again = pairs.lease_next(store, "ann", now, rng)
    ahead = pairs.lease_next(store, "ann", now, rng, held=[first.id])
    assert again is not None
    assert (again.id, again.shown_left) == (first.id, first.shown_left)
    assert ahead is not None
    assert ahead.pair.id != first.pair.id


def test_unlabelled_pairs_go_before_labelled_ones(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 3)
    pairs.add_all_pairs(store, task)
    by_ann = pairs.lease_next(store, "ann", now, rng)
    assert by_ann is not None
    labels.cast_vote(store, by_ann.id, "tie", None, now)
    shown = []
    while lease := pairs.lease_next(store, "bob", now, rng):
        shown.append(lease.pair.id)
        labels.cast_vote(store, lease.id, "left", None, now)
    assert len(shown) == 3
    assert shown[-1] == by_ann.pair.id


def test_sides_are_drawn_for_each_showing(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 9)
    pairs.add_all_pairs(store, task)
    sides = [pairs.lease_pair(store, pair, "ann", now, rng).shown_left for pair in store.pairs()]
    assert (
        10 <= sides.count("a") <= 26
    )  # 36 fair coin flips leave this range once in 500 times; the seed is fixed
