"""Which pair of a comparison a judge is handed, and when a verdict that comes late still counts."""

import random
from datetime import datetime, timedelta

import pytest

from pipeline import labels, pairs
from pipeline.schema import Idea, Pair, Task
from pipeline.store import Store


def compare(store: Store, task: Task, *titles: tuple[str, str]) -> list[Pair]:
    """The pairs of comparison `c`, all of one idea."""
    idea = Idea.of(task.name, "one")
    made = [Pair.of(idea, both, task.version, "c") for both in titles]
    store.add_ideas([idea])
    store.add_pairs(made)
    return made


def test_a_late_verdict_counts_unless_another_judges_the_pair(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    compare(store, task, ("x", "y"), ("y", "z"))
    first, second = (pairs.lease_next(store, name, now, rng, "c") for name in ("ann", "bob"))
    late = now + pairs.LEASE_TIME
    taken = pairs.lease_next(store, "eve", late, rng, "c")
    assert first and second and taken
    mine, theirs = (first, second) if taken.pair == second.pair else (second, first)
    assert labels.cast_vote(store, mine.id, "left", None, late).pair_id == mine.pair.id
    with pytest.raises(ValueError, match="open too long"):
        labels.cast_vote(store, theirs.id, "left", None, late)


def test_a_comparison_hands_out_pair_by_pair(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    made = compare(store, task, ("x", "y"), ("y", "z"), ("x", "z"))
    leases = [pairs.lease_next(store, name, now, rng, "c") for name in ("ann", "bob", "eve")]
    assert {lease.pair.id for lease in leases if lease} == {pair.id for pair in made}
    ann, bob, _ = leases
    assert ann and bob
    labels.cast_vote(store, ann.id, "left", None, now)
    # Bob and Eve may have left: what waits for a verdict is worth more than a second verdict.
    late = pairs.lease_next(store, "late", now, rng, "c")
    assert late and late.pair.id != ann.pair.id
    labels.cast_vote(store, bob.id, "left", None, now)
    rest = [pairs.lease_next(store, name, now, rng, "c", held=[late.id]) for name in ("late", "ann")]
    assert {lease.pair.id for lease in rest if lease} == {made[n].id for n in range(3)} - {
        ann.pair.id,
        bob.pair.id,
    }


def test_a_pair_of_a_comparison_that_was_skipped_comes_again_when_all_others_have_a_verdict(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    compare(store, task, ("x", "y"), ("y", "z"))
    seen = []
    for answer in ("skip", "left", "skip"):
        lease = pairs.lease_next(store, "ann", now, rng, "c")
        assert lease
        labels.cast_vote(store, lease.id, answer, None, now)
        seen.append(lease.pair.id)
    assert seen[0] == seen[2] != seen[1]
    assert store.count_judged("c") == 1
    again = pairs.lease_next(store, "ann", now, rng, "c")
    assert again and again.pair.id == seen[0]
    labels.cast_vote(store, again.id, "right", None, now)
    assert pairs.lease_next(store, "ann", now, rng, "c") is None
    assert store.count_judged("c") == 2


def test_who_reloads_sees_the_pair_that_was_shown_also_after_an_undo(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    compare(store, task, *((f"x{n}", f"y{n}") for n in range(6)))

    def load(at: int) -> list[str]:
        """What a page that was just opened holds: the pair that is shown and two ahead."""
        held: list[str] = []
        while len(held) < 3:
            lease = pairs.lease_next(store, "ann", now + timedelta(seconds=at + len(held)), rng, "c", held)
            assert lease
            held.append(lease.id)
        return held

    first = load(0)
    assert load(10) == first == load(20)
    vote = labels.cast_vote(store, first[0], "left", None, now)
    shown, ahead, _ = load(30)
    assert [shown, ahead] == first[1:]
    assert labels.undo_last(store, "ann", now, "c") == vote
    back = pairs.lease_again(store, vote, now + timedelta(seconds=40), rng)
    assert back and back.pair.id == vote.pair_id
    # What was shown comes next, with the sides that it had.
    assert load(50) == [back.id, shown, ahead] and load(60)[0] == back.id
    votes = [labels.cast_vote(store, lease, "left", None, now) for lease in (back.id, shown)]
    for at, undone in ((70, votes[1]), (90, votes[0])):
        assert labels.undo_last(store, "ann", now, "c") == undone
        back = pairs.lease_again(store, undone, now + timedelta(seconds=at), rng)
        assert back and load(at + 10)[0] == back.id
