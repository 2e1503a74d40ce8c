"""An adding of ideas is undone: they are as if they had never been, and nothing that people said is lost."""

import random
from datetime import datetime, timedelta

import pytest

from pipeline import labels, pairs
from pipeline.ideas import add_ideas
from pipeline.schema import Candidate, Idea, Task
from pipeline.store import Store

LATER = timedelta(hours=1)


@pytest.fixture
def added(store: Store, task: Task, now: datetime) -> Idea:
    (idea,) = add_ideas(store, task, ["bake bread"], "typed", now).added
    return idea


def write_titles(store: Store, task: Task, idea: Idea) -> None:
    titles = (f"{idea.text} in way number {n}" for n in range(3))
    store.add_candidates(Candidate.of(idea.id, title, "w", task.version) for title in titles)
    pairs.add_all_pairs(store, task)


def test_a_project_undone_down_to_nothing_holds_nothing(
    store: Store, task: Task, now: datetime, added: Idea
) -> None:
    other = Store(store.path)  # another process
    assert not store.holds_nothing() and not other.holds_nothing()
    assert store.set_aside([added.id], True, now, undone=True) == [added.id]
    assert store.holds_nothing() and other.holds_nothing()
    assert (store.ideas(task), store.ideas_aside(task), store.count_aside(task)) == ([], [], 0)
    assert store.every_idea(task) == [added]
    other.close()


def test_ideas_that_were_set_aside_are_something(
    store: Store, task: Task, now: datetime, added: Idea
) -> None:
    store.set_aside([added.id], True, now)
    assert not store.holds_nothing() and store.ideas_aside(task) == [added]


def test_added_again_it_is_new_and_has_what_it_had(
    store: Store, task: Task, now: datetime, added: Idea
) -> None:
    write_titles(store, task, added)
    store.set_aside([added.id], True, now, undone=True)
    assert store.count_pairs() == 0
    report = add_ideas(store, task, ["bake bread"], "typed", now + LATER)
    assert (report.added, report.brought_back) == ((added,), ())
    assert store.count_pairs() == 3 and store.count_candidates(task) == {added.id: 3}


def test_who_mends_the_capitals_gets_what_they_typed(
    store: Store, task: Task, now: datetime, added: Idea
) -> None:
    store.set_aside([added.id], True, now, undone=True)
    add_ideas(store, task, ["Bake Bread"], "typed", now + LATER)
    assert [idea.text for idea in store.ideas(task)] == ["Bake Bread"]
    assert [idea.text for idea in store.every_idea(task)] == ["bake bread", "Bake Bread"]


def test_a_model_may_propose_what_was_undone(store: Store, task: Task, now: datetime, added: Idea) -> None:
    store.set_aside([added.id], True, now, undone=True)
    report = add_ideas(store, task, ["bake bread"], "brainstorm", now + LATER, bring_back=False)
    assert len(report.added) == 1 and store.ideas(task) == [added]


@pytest.mark.parametrize("late", [False, True])
def test_one_that_somebody_has_labelled_is_set_aside_in_sight(
    store: Store, task: Task, now: datetime, added: Idea, late: bool
) -> None:
    write_titles(store, task, added)
    lease = pairs.lease_next(store, "ann", now, random.Random(0))
    assert lease
    if late:  # the pair was before them as its idea went
        store.set_aside([added.id], True, now, undone=True)
        assert store.ideas_aside(task) == []
    labels.cast_vote(store, lease.id, "left", 900, now)
    store.set_aside([added.id], True, now, undone=True)
    assert store.ideas_aside(task) == [added] and store.count_aside(task) == 1
    assert store.labels() == [] and not store.holds_nothing()
    store.set_aside([added.id], False, now + LATER)
    assert len(store.labels()) == 1
