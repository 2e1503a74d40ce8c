"""Candidates become pairs; which of an idea's pairs comes next, and what is shown of it."""

import itertools
import random
from datetime import datetime

import pytest

from asking import IN_FULL, PLAIN, add_idea, answer_all
from pipeline import labels, pairs
from pipeline.schema import Candidate, Choice, Task
from pipeline.sharing import Sharing
from pipeline.store import Store


def test_five_titles_make_ten_pairs_once(store: Store, task: Task) -> None:
    add_idea(store, task, "one", 5)
    add_idea(store, task, "two", 2)
    assert pairs.add_all_pairs(store, task) == 11
    assert pairs.add_all_pairs(store, task) == 0


def test_new_pairs_make_it_go_on(store: Store, task: Task, now: datetime, rng: random.Random) -> None:
    idea = add_idea(store, task, "one", 3)
    pairs.add_all_pairs(store, task)
    assert len(answer_all(store, "ann", now, rng, IN_FULL)) == 3
    store.add_candidates([Candidate.of(idea.id, "one more", "w")])
    add_idea(store, task, "two", 2)
    pairs.add_all_pairs(store, task)
    assert [lease.pair.idea for lease in answer_all(store, "ann", now, rng, IN_FULL)] == ["two"] + ["one"] * 3


def test_a_pair_that_is_taken_back_is_shown_as_it_was(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 3)
    pairs.add_all_pairs(store, task)
    for _ in range(12):  # by chance once in 4096
        lease = pairs.lease_next(store, "ann", now, rng, settings=PLAIN)
        assert lease
        labels.cast_vote(store, lease.id, "left", None, now)
        vote = labels.undo_last(store, "ann", now)
        assert vote
        back = pairs.lease_again(store, vote, now, rng)
        assert back and (back.pair, back.shown_left) == (lease.pair, lease.shown_left)


@pytest.mark.parametrize("answer", ["left", "tie"])
def test_what_was_shown_before_an_undo_comes_again_as_it_was_after_the_same_answer(
    store: Store, task: Task, now: datetime, rng: random.Random, answer: labels.Answer
) -> None:
    add_idea(store, task, "one", 5)
    pairs.add_all_pairs(store, task)
    for _ in range(12):  # by chance once in 4096
        first, *_ = pairs.hand_out(store, "ann", now, rng, PLAIN)[1]
        labels.cast_vote(store, first.id, answer, None, now)
        seen, *_ = pairs.hand_out(store, "ann", now, rng, PLAIN)[1]
        vote = labels.undo_last(store, "ann", now)
        assert vote
        back = pairs.lease_again(store, vote, now, rng)
        assert back and pairs.hand_out(store, "ann", now, rng, PLAIN)[1][0] == back
        labels.cast_vote(store, back.id, answer, None, now)
        again, *_ = pairs.hand_out(store, "ann", now, rng, PLAIN)[1]
        assert (again.pair, again.shown_left) == (seen.pair, seen.shown_left)
        undone = labels.undo_last(store, "ann", now)
        assert undone and pairs.lease_again(store, undone, now, rng)
        other, *_ = pairs.hand_out(store, "ann", now, rng, PLAIN)[1]
        labels.cast_vote(store, other.id, "right", None, now)
        assert store.lease(again.id) is None
        undone = labels.undo_last(store, "ann", now)
        assert undone and pairs.lease_again(store, undone, now, rng)


def test_undo_reopens_a_settled_idea(store: Store, task: Task, now: datetime, rng: random.Random) -> None:
    add_idea(store, task, "one", 2)
    pairs.add_all_pairs(store, task)
    (lease,) = answer_all(store, "ann", now, rng)
    vote = labels.undo_last(store, "ann", now)
    assert vote is not None
    back = pairs.lease_again(store, vote, now, rng)
    assert back and back.pair == lease.pair
    assert not store.has_room(lease.pair.idea_id, "bob", now)
    assert pairs.lease_next(store, "ann", now, rng) == back


def test_a_reload_gets_the_same_pair(store: Store, task: Task, now: datetime, rng: random.Random) -> None:
    add_idea(store, task, "one", 3)
    pairs.add_all_pairs(store, task)
    first = pairs.lease_next(store, "ann", now, rng)
    again = pairs.lease_next(store, "ann", now, rng)
    assert first == again


def test_of_two_fetched_ahead_the_one_for_the_answer_given_follows(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 4)
    pairs.add_all_pairs(store, task)
    first = pairs.lease_next(store, "ann", now, rng, settings=PLAIN)
    assert first is not None
    for_a, for_b = pairs.lease_ahead(store, first, now, rng, PLAIN)
    assert (for_a.after, for_a.after_choice, for_b.after_choice) == (first.id, Choice.A, Choice.B)
    assert first.pair not in (for_a.pair, for_b.pair)
    assert pairs.lease_ahead(store, first, now, rng, PLAIN) == [for_a, for_b]
    assert pairs.lease_next(store, "ann", now, rng, settings=PLAIN) == first
    vote = labels.cast_vote(store, first.id, "left", None, now)
    taken, other = (for_a, for_b) if vote.choice is Choice.A else (for_b, for_a)
    assert pairs.lease_next(store, "ann", now, rng, settings=PLAIN) == taken
    assert store.lease(other.id) is None


def test_hidden_repeats_are_swapped_some_time_ago_and_never_two_in_a_row(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(8):
        add_idea(store, task, f"idea {n}", 3)
    pairs.add_all_pairs(store, task)
    settings = Sharing(overlap_share=0.0, repeat_share=1.0, repeat_distance=5)
    given = answer_all(store, "ann", now, rng, settings)
    repeats = [n for n, lease in enumerate(given) if lease.repeat_of]
    events = [store.event(lease.repeat_of) for lease in given if lease.repeat_of]
    assert len(repeats) > 5 and repeats[0] > 5
    assert all(second - first > 1 for first, second in itertools.pairwise(repeats))
    for n, original in zip(repeats, events, strict=True):
        assert original and original.pair_id == given[n].pair.id
        assert original.shown_left != given[n].shown_left
    assert len(store.labels()) == len(given) - len(repeats)  # a repeat is no label
    assert len({event.event_id for event in events if event}) == len(events)


def test_an_undone_repeat_stays_a_repeat(store: Store, task: Task, now: datetime, rng: random.Random) -> None:
    for n in range(4):
        add_idea(store, task, f"idea {n}", 3)
    pairs.add_all_pairs(store, task)
    settings = Sharing(repeat_share=1.0, repeat_distance=2)
    repeat = None
    while repeat is None:
        lease = pairs.lease_next(store, "ann", now, rng, settings=settings)
        assert lease is not None
        vote = labels.cast_vote(store, lease.id, "left", None, now)
        repeat = vote.repeat_of
    before = store.labels()
    assert labels.undo_last(store, "ann", now) == vote
    back = pairs.lease_again(store, vote, now, rng)
    assert back and (back.repeat_of, back.shown_left) == (vote.repeat_of, vote.shown_left)
    labels.cast_vote(store, back.id, "right", None, now)
    assert store.labels() == before


def test_sides_are_drawn_for_each_showing(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 9)
    pairs.add_all_pairs(store, task)
    sides = [pairs.lease_pair(store, pair, "ann", now, rng).shown_left for pair in store.pairs()]
    assert (
        10 <= sides.count("a") <= 26
    )  # 36 fair coin flips leave this range once in 500 times; the seed is fixed


def test_questions_follow_the_answers_until_the_order_is_settled(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 5)
    pairs.add_all_pairs(store, task)
    given = []
    while lease := pairs.lease_next(store, "ann", now, rng, settings=PLAIN):
        by_title = "left" if min(lease.pair.titles) == lease.pair.title_a else "right"
        swapped = {"left": "right", "right": "left"}[by_title]
        labels.cast_vote(store, lease.id, by_title if lease.shown_left == "a" else swapped, None, now)  # type: ignore[arg-type]
        given.append(lease)
    assert 6 <= len(given) <= 8
    assert labels.progress(store, "ann", now, settings=PLAIN) == labels.Progress(len(given), 0, 10)
    assert labels.progress(store, "bob", now, settings=PLAIN) == labels.Progress(0, 0, 0)  # ann did it


def test_nothing_is_repeated_once_nothing_is_left(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 3)
    add_idea(store, task, "two", 3)
    pairs.add_all_pairs(store, task)
    often = Sharing(overlap_share=0.0, repeat_share=0.5, repeat_distance=1, full_share=1.0)
    assert len(answer_all(store, "ann", now, rng, often)) > 6  # the six pairs, and repeats among them
    assert not any(pairs.lease_next(store, "ann", now, rng, settings=often) for _ in range(20))


def test_the_noise_share_is_asked_in_full(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 5)
    pairs.add_all_pairs(store, task)
    assert len(answer_all(store, "ann", now, rng, IN_FULL)) == 10
