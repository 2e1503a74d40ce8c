"""Whole ideas are lent: to whom, for how long, and until how many have settled them."""

import random
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from asking import IN_FULL, PLAIN, add_idea, answer_all
from pipeline import labels, pairs
from pipeline.oversight import set_excluded
from pipeline.schema import LabelEvent, Lease, Task
from pipeline.sharing import Sharing
from pipeline.store import Store
from recount import read_idea_states


def ask_in_turn(
    store: Store, names: tuple[str, ...], times: int, now: datetime, rng: random.Random, settings: Sharing
) -> dict[str, list[str]]:
    """Each answers so many questions; the ideas that these were about."""
    seen: dict[str, list[str]] = {name: [] for name in names}
    for _ in range(times):
        for name, asked in seen.items():
            lease = pairs.lease_next(store, name, now, rng, settings=settings)
            assert lease
            asked.append(lease.pair.idea)
            labels.cast_vote(store, lease.id, "left", None, now)
    return seen


def test_an_idea_is_finished_before_the_next_one(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 4)
    add_idea(store, task, "two", 3)
    pairs.add_all_pairs(store, task)
    at_once = replace(IN_FULL, in_a_row=6)
    seen = [lease.pair.idea for lease in answer_all(store, "ann", now, rng, at_once)]
    assert seen == ["one"] * 6 + ["two"] * 3


def test_questions_go_in_rounds_of_a_few_in_a_row(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for text, n in (("one", 4), ("two", 2), ("three", 4)):
        add_idea(store, task, text, n)
    pairs.add_all_pairs(store, task)
    seen = []
    while pairs.lease_next(store, "ann", now, rng, settings=IN_FULL):
        _, (shown, *_) = pairs.hand_out(store, "ann", now, rng, IN_FULL)  # with what follows either answer
        seen.append(shown.pair.idea)
        assert len(store.loans("ann", now)) <= 2
        labels.cast_vote(store, shown.id, rng.choice(("left", "right", "tie")), None, now)
        if len(seen) == 10:
            add_idea(store, task, "late", 3)
            pairs.add_all_pairs(store, task)
    first, second = ["one"] * 2 + ["two"] + ["three"] * 2, ["three"] * 2 + ["one"] * 2
    # A round begins with the idea in hand.
    # One that is added comes when the row is over, before all others.
    assert seen == [*first, *second, "one", "one", *["late"] * 3, "three", "three"]
    assert len(store.labels()) == store.count_pairs() == len(seen)


def test_what_was_begun_is_nobodys_and_each_goes_on_with_their_own(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(4):
        add_idea(store, task, f"idea {n}", 4)
    pairs.add_all_pairs(store, task)
    seen = ask_in_turn(store, ("ann", "bob"), 12, now, rng, IN_FULL)
    for asked, (one, other) in zip(seen.values(), (("idea 0", "idea 2"), ("idea 1", "idea 3")), strict=True):
        assert asked == [one] * 2 + [other] * 4 + [one] * 4 + [other] * 2
    assert len({label.pair_id for label in store.labels()}) == len(store.labels()) == store.count_pairs()


def test_whoever_joins_late_takes_over_some_ideas_and_leaves_the_others(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(8):
        add_idea(store, task, f"idea {n}", 5)
    pairs.add_all_pairs(store, task)
    ask_in_turn(store, ("ann",), 16, now, rng, IN_FULL)
    at_work = ["ann", "bob"]
    while at_work:
        for name in list(at_work):
            lease = pairs.lease_next(store, name, now, rng, settings=IN_FULL)
            if lease is None:
                at_work.remove(name)
                continue
            labels.cast_vote(store, lease.id, "left", None, now)
    settled = store.count_settled()
    assert sum(settled.values()) == 8 and min(settled["ann"], settled["bob"]) > 2  # and none by both
    assert len({label.pair_id for label in store.labels()}) == store.count_pairs()


def test_a_settled_idea_is_known_when_its_row_is_over(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(10):
        add_idea(store, task, f"idea {n}", 2)
    pairs.add_all_pairs(store, task)
    one = replace(PLAIN, in_a_row=1)
    for n in range(10):
        progress = labels.progress(store, "ann", now, settings=one)
        assert (progress.to_come, store.count_settled().get("ann", 0)) == (10 - max(n - 1, 0), max(n - 1, 0))
        lease = pairs.lease_next(store, "ann", now, rng, settings=one)
        assert lease
        labels.cast_vote(store, lease.id, "left", None, now)
    assert pairs.lease_next(store, "ann", now, rng, settings=one) is None


def test_what_is_on_the_screen_is_not_fetched_ahead_when_its_loan_has_ended(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    """Two answers on one idea, a pair of the other shown and answered late, after a reload in between."""
    for n in range(2):
        add_idea(store, task, f"idea {n}", 5)
    pairs.add_all_pairs(store, task)
    asked = []
    for minutes in (0, 0.1, 0.2, 14.5, 17.5, 17.6, 17.7, 17.8):
        moment = now + timedelta(minutes=minutes)
        _, (shown, *ahead) = pairs.hand_out(store, "ann", moment, rng, PLAIN)
        assert shown.pair.id not in {lease.pair.id for lease in ahead}
        if minutes == 14.5:
            continue
        asked.append(shown.pair.id)
        labels.cast_vote(store, shown.id, "left", None, moment)
    assert len(set(asked)) == len(asked) == 7


def test_ideas_begun_by_who_is_left_out_are_asked_about_first_again(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(3):
        add_idea(store, task, f"idea {n}", 4)
    pairs.add_all_pairs(store, task)
    for name, n in (("program", 4), ("ann", 2)):
        for _ in range(n):
            lease = pairs.lease_next(store, name, now, rng, settings=PLAIN)
            assert lease
            labels.cast_vote(store, lease.id, "left", None, now)
    later = now + pairs.LEASE_TIME
    assert list(store.fresh_ideas("bob", later)) == []
    set_excluded(store, "program", True, later)
    by_bob = [lease.pair.idea for lease in answer_all(store, "bob", later, rng)]
    assert by_bob[:3] == ["idea 0"] * 2 + ["idea 1"]
    set_excluded(store, "program", False, later)
    assert list(store.fresh_ideas("eve", later)) == []


def test_an_idea_that_needs_three_is_new_to_two_more(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(3):
        add_idea(store, task, f"idea {n}", 4)
    pairs.add_all_pairs(store, task)
    three = replace(IN_FULL, overlap_share=1.0, overlap_annotators=3)
    seen = ask_in_turn(store, ("ann", "bob", "eve"), 6, now, rng, three)
    assert all(Counter(asked) == {f"idea {n}": 2 for n in range(3)} for asked in seen.values())


def test_while_there_are_enough_each_has_an_idea_of_their_own(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 3)
    add_idea(store, task, "two", 3)
    pairs.add_all_pairs(store, task)
    by_ann = pairs.lease_next(store, "ann", now, rng)
    by_bob = pairs.lease_next(store, "bob", now, rng)
    assert by_ann and by_bob and (by_ann.pair.idea, by_bob.pair.idea) == ("one", "two")


def test_who_has_nothing_else_is_asked_at_once_about_what_others_hold(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    """Whether a card stays open elsewhere or somebody left in the middle; and what they answer counts too."""
    add_idea(store, task, "one", 3)
    add_idea(store, task, "two", 3)
    pairs.add_all_pairs(store, task)
    left = pairs.lease_next(store, "ann", now, rng, settings=PLAIN)
    busy = pairs.lease_next(store, "bob", now, rng, settings=PLAIN)
    assert left and busy
    later = now + timedelta(minutes=2)
    labels.cast_vote(store, busy.id, "left", None, later)
    assert pairs.lease_next(store, "bob", later, rng, settings=PLAIN)
    by_eve = [lease.pair.idea for lease in answer_all(store, "eve", later, rng)]
    assert by_eve[0] == "one" and set(by_eve) == {"one", "two"}  # first what nobody was heard of longest
    given = len(store.labels())
    labels.cast_vote(store, left.id, "left", None, later)
    assert len(store.labels()) == given + 1
    assert pairs.lease_next(store, "ann", later, rng, settings=PLAIN) is None  # eve has settled all
    assert labels.progress(store, "ann", later, settings=PLAIN).to_come == 0


def test_those_who_have_nothing_else_are_spread_over_what_others_hold(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(4):
        add_idea(store, task, f"idea {n}", 3)
    pairs.add_all_pairs(store, task)
    for round_of in range(3):
        asked = []
        for n in range(4):
            moment = now + timedelta(seconds=10 * round_of + n)
            lease = pairs.lease_next(store, f"visitor {round_of} {n}", moment, rng, settings=PLAIN)
            asked.append(lease.pair.idea if lease else None)
        assert asked == [f"idea {n}" for n in range(4)]


def test_who_reads_slowly_may_answer_while_nobody_else_has_the_idea(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 4)
    pairs.add_all_pairs(store, task)
    _, (shown, *ahead) = pairs.hand_out(store, "ann", now, rng, PLAIN)
    late = now + 5 * pairs.LEASE_TIME
    vote = labels.cast_vote(store, shown.id, "left", None, late)
    (follows,) = (lease for lease in ahead if lease.after_choice is vote.choice)
    assert not store.has_room(shown.pair.idea_id, "bob", late)  # it is ann's again
    following = pairs.lease_next(store, "ann", late, rng, settings=PLAIN)
    assert following and following.id == follows.id  # and what the card shows by now can be answered
    assert labels.cast_vote(store, shown.id, "right", None, late) == vote


def test_an_expired_pair_is_refused_once_somebody_else_has_it(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 3)
    pairs.add_all_pairs(store, task)
    slow = pairs.lease_next(store, "ann", now, rng, settings=PLAIN)
    late = now + pairs.LEASE_TIME
    assert slow and pairs.lease_next(store, "bob", late, rng, settings=PLAIN)
    with pytest.raises(ValueError, match="open too long"):
        labels.cast_vote(store, slow.id, "left", None, late)
    assert store.labels() == []


def test_an_expired_pair_that_was_answered_in_another_window_is_not_answered_twice(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 4)
    pairs.add_all_pairs(store, task)
    old = pairs.lease_next(store, "ann", now, rng, settings=PLAIN)
    late = now + pairs.LEASE_TIME
    new = pairs.lease_next(store, "ann", late, rng, settings=PLAIN)
    assert old and new and old.pair == new.pair and old.id != new.id
    labels.cast_vote(store, new.id, "left", None, late)
    with pytest.raises(ValueError, match="open too long"):
        labels.cast_vote(store, old.id, "right", None, late + pairs.LEASE_TIME)
    assert len(store.labels()) == 1


def test_asking_again_and_again_holds_no_idea(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 3)
    pairs.add_all_pairs(store, task)
    for minute in range(15):
        assert pairs.lease_next(store, "ann", now + timedelta(minutes=minute), rng, settings=PLAIN)
    by_bob = pairs.lease_next(store, "bob", now + pairs.LEASE_TIME, rng, settings=PLAIN)
    assert by_bob and by_bob.pair.idea == "one"


def test_tidying_forgets_what_expired_unanswered_and_nothing_else(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(3):
        add_idea(store, task, f"idea {n}", 3)
    pairs.add_all_pairs(store, task)
    answered = pairs.lease_next(store, "ann", now, rng, settings=PLAIN)
    left = pairs.lease_next(store, "bob", now, rng, settings=PLAIN)
    assert answered and left
    vote = labels.cast_vote(store, answered.id, "left", None, now)
    later = now + pairs.LEASE_TIME
    open_one = pairs.lease_next(store, "eve", later, rng, settings=PLAIN)
    assert open_one and store.tidy(later) == 1
    assert store.lease(left.id) is None and store.lease(open_one.id) == open_one
    assert not store.is_known("bob") and store.is_known("eve")
    assert labels.cast_vote(store, answered.id, "right", None, later) == vote
    assert store.tidy(later) == 0


def test_each_answer_renews_the_idea(store: Store, task: Task, now: datetime, rng: random.Random) -> None:
    add_idea(store, task, "one", 3)
    pairs.add_all_pairs(store, task)
    for answered in range(3):
        moment = now + answered * (pairs.LEASE_TIME - timedelta(seconds=1))
        lease = pairs.lease_next(store, "ann", moment, rng)
        assert lease is not None
        assert not store.has_room(lease.pair.idea_id, "bob", moment)
        labels.cast_vote(store, lease.id, "tie", None, moment)


def test_who_comes_back_goes_on_with_the_idea_they_left(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    add_idea(store, task, "one", 2)
    add_idea(store, task, "two", 3)
    pairs.add_all_pairs(store, task)
    held = pairs.lease_next(store, "bob", now, rng)
    lease = pairs.lease_next(store, "ann", now, rng)
    assert held and lease and lease.pair.idea == "two"
    labels.cast_vote(store, lease.id, "left", None, now)
    labels.cast_vote(store, held.id, "left", None, now)
    much_later = now + 2 * pairs.LEASE_TIME
    again = pairs.lease_next(store, "ann", much_later, rng)
    assert again and again.pair.idea == "two" and again.pair != lease.pair


def test_a_share_of_the_ideas_goes_to_three_once_there_are_several(
    store: Store, task: Task, now: datetime, rng: random.Random
) -> None:
    for n in range(6):
        add_idea(store, task, f"idea {n}", 2)
    pairs.add_all_pairs(store, task)
    settings = Sharing(overlap_share=0.5, repeat_share=0.0)
    several = {idea.text for idea in store.ideas(task) if settings.target(idea.id, 2) == 3}
    assert 0 < len(several) < 6
    assert len(answer_all(store, "ann", now, rng, settings)) == 6
    assert answer_all(store, "bob", now, rng, settings) == []  # ann is the only one who has labelled
    add_idea(store, task, "bob's", 2)
    pairs.add_all_pairs(store, task)
    by_bob = {lease.pair.idea for lease in answer_all(store, "bob", now, rng, settings)}
    by_eve = {lease.pair.idea for lease in answer_all(store, "eve", now, rng, settings)}
    late = {lease.pair.idea for lease in answer_all(store, "late", now, rng, settings)}
    assert by_bob - {"bob's"} == by_eve - {"bob's"} == several
    assert late == set()


def test_twenty_at_once_settle_every_idea_as_often_as_it_needs(store: Store, task: Task) -> None:
    ideas = [add_idea(store, task, f"idea {n}", 4) for n in range(25)]
    pairs.add_all_pairs(store, task)
    settings = Sharing(overlap_share=0.3, repeat_share=0.1)
    acknowledged: list[LabelEvent] = []
    handed: list[Lease] = []
    failures: list[BaseException] = []
    rngs = [random.Random(number) for number in range(20)]
    moment = datetime(2026, 3, 1, tzinfo=UTC)

    def volunteer(number: int) -> None:
        rng, name = rngs[number], f"volunteer {number}"
        now = moment
        try:
            for _ in range(500):
                with store.transaction():
                    lease = pairs.lease_next(store, name, now, rng, settings=settings)
                    if lease:
                        pairs.lease_ahead(store, lease, now, rng, settings)
                if lease is None:
                    return
                handed.append(lease)
                if rng.random() < 0.02:
                    return  # closes the page with an idea in hand
                choice = rng.choice(("left", "left", "right", "tie", "skip"))
                acknowledged.append(labels.cast_vote(store, lease.id, choice, 5, now))
                with store.transaction():  # or another could take the idea in between
                    if rng.random() < 0.05 and (vote := labels.undo_last(store, name, now)):
                        acknowledged.remove(vote)
                        assert pairs.lease_again(store, vote, now, rng)
        except BaseException as error:
            failures.append(error)
            raise

    before = -1
    # Those who left come back when what they held has come back too. A round in which no answer stands is
    # not the end: whoever was handed the last pair may have left without one, or taken it back.
    while len(handed) != before:
        before = len(handed)
        threads = [threading.Thread(target=volunteer, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        moment += pairs.LEASE_TIME
    settled = {state.idea_id: state.others_settled for state in read_idea_states(store, "nobody", moment)}
    # More often where somebody had nothing else left.
    assert all(settled[idea.id] >= settings.target(idea.id, 20) for idea in ideas)
    stored = {vote.event_id for n in range(20) for vote in store.recent_votes(f"volunteer {n}", 10**6)}
    assert stored == {vote.event_id for vote in acknowledged}
