import random
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from pipeline import labels, pairs
from pipeline.schema import Candidate, Choice, Idea, LabelledRow, Lease, Pair, Source, Task
from pipeline.sharing import Sharing
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store


@pytest.fixture
def lease(store: Store, task: Task, now: datetime) -> Lease:
    idea = Idea.of(task.name, "bake bread")
    store.add_ideas([idea])
    store.add_candidates([Candidate.of(idea.id, title, "w") for title in ("Why Bake?", "Bake", "Bread!")])
    pairs.add_all_pairs(store, task)
    leased = pairs.lease_next(store, "ann", now, random.Random(0))
    assert leased is not None
    return leased


def test_left_and_right_are_resolved_by_what_was_shown(store: Store, lease: Lease, now: datetime) -> None:
    event = labels.cast_vote(store, lease.id, "left", 900, now)
    assert event.choice == Choice(lease.shown_left)
    assert (event.shown_left, event.response_ms, event.annotator) == (lease.shown_left, 900, "ann")
    other = labels._choice("right", lease.shown_left)
    assert {other, event.choice} == {Choice.A, Choice.B}


def test_answering_twice_is_one_label(store: Store, lease: Lease, now: datetime) -> None:
    first = labels.cast_vote(store, lease.id, "left", None, now)
    assert labels.cast_vote(store, lease.id, "right", None, now) == first
    assert len(store.labels()) == 1


def test_unknown_and_senseless_answers_change_nothing(store: Store, lease: Lease, now: datetime) -> None:
    for lease_id, answer, moment in (
        ("0" * 32, "left", now),
        (lease.id, "best", lease.expires_at),
        (lease.id, "best", now),
    ):
        with pytest.raises(ValueError, match=r"reload|choose"):
            labels.cast_vote(store, lease_id, answer, None, moment)  # type: ignore[arg-type]
    assert store.labels() == []


def test_undo_takes_back_one_vote_after_the_other(store: Store, lease: Lease, now: datetime) -> None:
    first = labels.cast_vote(store, lease.id, "left", None, now)
    leased = pairs.lease_next(store, "ann", now, random.Random(1))
    assert leased is not None
    second = labels.cast_vote(store, leased.id, "skip", None, now)
    assert labels.progress(store, "ann", now) == labels.Progress(2, 1, 3)
    assert labels.undo_last(store, "ann", now) == second
    assert labels.undo_last(store, "ann", now) == first
    assert labels.undo_last(store, "ann", now) is None
    assert labels.progress(store, "ann", now) == labels.Progress(0, 3, 3)


def test_what_others_settle_is_not_to_come(store: Store, lease: Lease, now: datetime) -> None:
    assert labels.progress(store, "bob", now) == labels.Progress(0, 3, 3)  # held, and may come back
    labels.cast_vote(store, lease.id, "left", None, now)
    rng = random.Random(1)
    while following := pairs.lease_next(store, "ann", now, rng):
        labels.cast_vote(store, following.id, "left", None, now)
    nobody = Sharing(overlap_share=0.0)
    assert labels.progress(store, "bob", now, settings=nobody) == labels.Progress(0, 0, 0)
    assert labels.progress(store, "ann", now, settings=nobody).to_come == 0


ROWS = [
    LabelledRow("bake", "One", "Two", b_preferred=True),
    LabelledRow("bake", "Two", "Three", b_preferred=False),
    LabelledRow("sew", "One", "Two", b_preferred=False),
]


def test_importing_twice_adds_nothing(store: Store, task: Task, now: datetime) -> None:
    assert labels.import_labels(store, task, ROWS, now) == labels.LabelImport(3, 2, 5, 3)
    assert labels.import_labels(store, task, ROWS, now) == labels.LabelImport(3, 2, 5, 0)
    chosen = {}
    by_id = {pair.id: pair for pair in store.pairs()}
    for label in store.labels(source=Source.IMPORT):
        pair = by_id[label.pair_id]
        chosen[pair.idea, frozenset(pair.titles)] = pair.title_a if label.choice is Choice.A else pair.title_b
    assert chosen == {
        ("bake", frozenset(("One", "Two"))): "Two",
        ("bake", frozenset(("Two", "Three"))): "Two",
        ("sew", frozenset(("One", "Two"))): "One",
    }


def test_simulated_labels_are_marked_and_can_be_removed(
    store: Store, task: Task, lease: Lease, now: datetime
) -> None:
    annotator = SimulatedAnnotator(seed=1, noise=0.0)
    assert labels.simulate_labels(store, task, annotator, now) == 3
    assert labels.simulate_labels(store, task, annotator, now) == 0
    assert {label.source for label in store.labels()} == {Source.SIMULATED}
    labels.cast_vote(store, lease.id, "left", None, now)
    labels.remove_simulated_labels(store, now)
    assert {label.source for label in store.labels()} == {Source.PERSON}
    assert labels.simulate_labels(store, task, annotator, now) == 3


def test_of_several_rows_on_a_pair_the_last_one_counts_and_a_later_file_may_change_it(
    store: Store, task: Task, now: datetime
) -> None:
    prefers_b, prefers_a = (LabelledRow("bake", "One", "Two", b) for b in (True, False))

    def chosen() -> str:
        (label,), (pair,) = store.labels(), store.pairs()
        return pair.title_a if label.choice is Choice.A else pair.title_b

    assert labels.import_labels(store, task, [prefers_b, prefers_a, prefers_b], now).added == 1
    assert chosen() == "Two"
    assert labels.import_labels(store, task, [prefers_a], now).added == 1
    assert chosen() == "One"
    assert labels.import_labels(store, task, [prefers_b], now).added == 1
    assert chosen() == "Two"


def test_imported_labels_know_no_side_and_stay_simulated_if_they_were(
    store: Store, task: Task, now: datetime
) -> None:
    rows = [
        LabelledRow("bake", "One", "Two", True),
        LabelledRow("bake", "One", "Three", True, simulated=True),
    ]
    labels.import_labels(store, task, rows, now)
    assert {label.shown_left for label in store.labels()} == {None}
    assert {label.source for label in store.labels()} == {Source.IMPORT, Source.SIMULATED}
    counts = store.count_sources()
    assert counts[Source.PERSON] == 0 and sum(counts.values()) == len(store.labels())
    assert counts[Source.IMPORT] == len(store.labels(source=Source.IMPORT)) > 0
    labels.remove_simulated_labels(store, now)
    assert {label.source for label in store.labels()} == {Source.IMPORT}


def test_an_imported_idea_that_differs_in_case_and_marks_only_is_the_known_one(
    store: Store, task: Task, now: datetime
) -> None:
    store.add_ideas([Idea.of(task.name, "bake bread at home")])
    labels.import_labels(store, task, [LabelledRow("Bake bread, at home!", "One", "Two", True)], now)
    assert [idea.text for idea in store.ideas(task)] == ["bake bread at home"]


def test_removing_the_example_labels_leaves_the_simulated_judges_verdicts(
    store: Store, task: Task, lease: Lease, now: datetime
) -> None:
    verdict = compared_pair(store, task)
    judge = SimulatedAnnotator(seed=1, noise=0.0)
    store.append_events(labels.simulated_votes([verdict], judge, now))
    assert labels.simulate_labels(store, task, judge, now) == 3
    labels.remove_simulated_labels(store, now)
    assert store.labels() == []
    assert [label.pair_id for label in store.labels("c", Source.SIMULATED)] == [verdict.id]


def test_erasing_takes_all_that_a_person_answered_and_nothing_of_others(
    store: Store, task: Task, lease: Lease, now: datetime
) -> None:
    verdict = compared_pair(store, task)
    rng = random.Random(2)
    labels.cast_vote(store, lease.id, "left", None, now)
    judged = pairs.lease_pair(store, verdict, "ann's account", now, rng)
    labels.cast_vote(store, judged.id, "left", None, now)
    undone = pairs.lease_next(store, "ann", now, rng)
    assert undone is not None
    labels.cast_vote(store, undone.id, "skip", None, now)
    labels.undo_last(store, "ann", now)
    others = pairs.lease_pair(store, verdict, "bob", now, rng)
    bobs = labels.cast_vote(store, others.id, "tie", None, now)
    held = pairs.lease_next(store, "ann", now, rng)
    assert held is not None
    assert labels.erase_answers(store, {"ann", "ann's account"}, now) == 3
    assert (store.labels(), [label.event_id for label in store.labels("c")]) == ([], [bobs.event_id])
    assert labels.progress(store, "ann", now) == labels.Progress(0, 3, 3)
    with pytest.raises(ValueError, match="not open for you"):
        labels.cast_vote(store, held.id, "left", None, now)


def test_who_gave_no_answers_leaves_no_trace_by_erasing(
    store: Store, lease: Lease, now: datetime, tmp_path: Path
) -> None:
    labels.cast_vote(store, lease.id, "left", None, now)
    assert labels.erase_answers(store, {"eve"}, now) == 0
    assert (store.count_answers("ann"), store.count_answers("eve")) == (1, 0)
    (events,) = sqlite3.connect(tmp_path / "title-tuner.db").execute("SELECT count(*) FROM events").fetchone()
    assert events == 1


def compared_pair(store: Store, task: Task) -> Pair:
    """A pair of the comparison `c`."""
    idea = Idea.of(task.name, "sew a bag")
    pair = Pair.of(idea, ("Why Sew?", "Sew"), task.version, "c")
    store.add_ideas([idea])
    store.add_pairs([pair])
    return pair
