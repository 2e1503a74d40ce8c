from datetime import datetime, timedelta

import pytest

from pipeline import oversight
from pipeline.preferences import decided_pairs, derive_preferences
from pipeline.quality import measure_annotators, measure_quality
from pipeline.schema import Choice, EventKind, Idea, LabelEvent, Pair, Source, Task
from pipeline.sharing import Sharing
from pipeline.store import Store

TO_ONE, TO_TWO = Sharing(overlap_share=0.0), Sharing(overlap_share=1.0, overlap_annotators=2)


@pytest.fixture
def pairs(store: Store, task: Task) -> list[Pair]:
    """Three ideas with one pair each."""
    ideas = [Idea.of(task.name, f"idea {n}") for n in range(3)]
    made = [Pair.of(idea, ("one", "two"), task.version) for idea in ideas]
    store.add_ideas(ideas)
    store.add_pairs(made)
    return made


def vote(store: Store, pair: Pair, annotator: str, choice: Choice, now: datetime) -> None:
    person = (EventKind.VOTE, Source.PERSON, annotator, now, "t", pair.id, choice)
    store.append_events([LabelEvent(f"{annotator} {pair.id}", *person, "a")])


def states(store: Store, now: datetime, settings: Sharing) -> list[str]:
    return [idea.state for idea in oversight.follow_ideas(store, now, settings)]


def test_an_idea_is_open_then_in_hand_then_settled(store: Store, pairs: list[Pair], now: datetime) -> None:
    assert states(store, now, TO_ONE) == ["open", "open", "open"]
    store.assign_idea(pairs[1].idea_id, "ann", now + timedelta(minutes=15))
    assert states(store, now, TO_ONE) == ["open", "in_hand", "open"]
    assert states(store, now + timedelta(minutes=15), TO_ONE) == ["open", "open", "open"]
    vote(store, pairs[1], "ann", Choice.A, now)
    store.settle_idea(pairs[1].idea_id, "ann", 1)
    first, second, _ = oversight.follow_ideas(store, now, TO_ONE)
    assert (second.state, second.target, second.counts.asked, second.counts.n_pairs) == ("settled", 1, 1, 1)
    assert (first.counts.asked, first.counts.text) == (0, "idea 0")


def test_an_idea_for_two_is_settled_by_the_second(store: Store, pairs: list[Pair], now: datetime) -> None:
    for name in ("ann", "bob"):
        store.assign_idea(pairs[0].idea_id, name, now)
        vote(store, pairs[0], name, Choice.A, now)
    store.settle_idea(pairs[0].idea_id, "ann", 1)
    assert states(store, now, TO_TWO) == ["open", "open", "open"]
    store.settle_idea(pairs[0].idea_id, "bob", 1)
    assert states(store, now, TO_TWO) == ["settled", "open", "open"]


def test_excluding_leaves_someone_out_of_training_quality_export_and_progress_until_included(
    store: Store, task: Task, pairs: list[Pair], now: datetime
) -> None:
    """Ann chooses A twice; Bob outvotes nobody, but labels the third pair alone."""
    vote(store, pairs[0], "ann", Choice.A, now)
    vote(store, pairs[1], "ann", Choice.A, now)
    vote(store, pairs[1], "bob", Choice.B, now)
    vote(store, pairs[2], "bob", Choice.B, now)
    store.settle_idea(pairs[2].idea_id, "bob", 1)

    def seen() -> tuple[set[str], set[str], int, list[str], list[bool]]:
        split = derive_preferences(store, task)
        rows = {row.pair_id for row in (*split.train, *split.test)}
        exported = {row.idea for _, row in decided_pairs(store, task)}
        excluded = [found.excluded for found in measure_annotators(store)]
        return rows, exported, measure_quality(store).labels, states(store, now, TO_ONE), excluded

    ids = [pair.id for pair in pairs]
    both = ({ids[0], ids[2]}, {"idea 0", "idea 2"}, 4, ["open", "open", "settled"], [False, False])
    assert seen() == both
    assert oversight.set_excluded(store, "bob", True, now)
    assert not oversight.set_excluded(store, "bob", True, now)
    assert seen() == ({ids[0], ids[1]}, {"idea 0", "idea 1"}, 2, ["open", "open", "open"], [False, True])
    assert oversight.set_excluded(store, "bob", False, now)
    assert seen() == both


def test_an_annotator_is_found_by_the_first_digits() -> None:
    assert oversight.find_annotator(["abc1", "abd2"], "abd") == "abd2"
    for start, problem in (("ab", "several annotators"), ("f", "no annotator"), ("", "no annotator")):
        with pytest.raises(ValueError, match=problem):
            oversight.find_annotator(["abc1", "abd2"], start)
