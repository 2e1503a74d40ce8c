"""What an answer costs: SQL statements, since time depends on the machine."""

import random
from dataclasses import replace
from datetime import datetime

from pipeline import labels, pairs
from pipeline.beliefs import CurrentBeliefs
from pipeline.schema import Candidate, Idea, Task
from pipeline.sharing import Sharing
from pipeline.store import Store

MOST = 26  # on average, the transaction's own four included


def test_an_answer_costs_few_statements_whatever_is_stored(store: Store, task: Task, now: datetime) -> None:
    assert MOST / 2 < count_statements(store, task, now, n_ideas=30) <= MOST
    assert MOST / 2 < count_statements(store, task, now, n_ideas=90) <= MOST


def add_ideas(store: Store, task: Task, n_ideas: int) -> None:
    for n in range(n_ideas):
        idea = Idea.of(task.name, f"{n_ideas} ideas, number {n}")
        store.add_ideas([idea])
        store.add_candidates(Candidate.of(idea.id, f"{idea.text}, title {k}", "w") for k in range(5))
    pairs.add_all_pairs(store, task)


def count_statements(store: Store, task: Task, now: datetime, n_ideas: int) -> float:
    """For each of 60 answers of three volunteers, as the card makes them."""
    add_ideas(store, task, n_ideas)
    rng, beliefs, names = random.Random(n_ideas), CurrentBeliefs(store), ("ann", "bob", "eve")
    store.set_sharing(replace(Sharing(), repeat_share=0.0), now)
    with store.transaction():
        shown = {name: pairs.hand_out(store, name, now, rng)[1][0] for name in names}
    seen: list[str] = []
    store._db.set_trace_callback(seen.append)
    store._reader.set_trace_callback(seen.append)
    for n in range(60):
        name = names[n % 3]
        with store.transaction():
            lease = store.lease(shown[name].id)
            assert lease
            labels.cast_vote(store, lease, rng.choice(("left", "right")), 900, now)
            settings, last_event = store.sharing_in_force()
            labels.progress(store, name, now, settings=settings)
            _, (shown[name], *_) = pairs.hand_out(store, name, now, rng, settings, beliefs(last_event))
    for connection in (store._db, store._reader):
        connection.set_trace_callback(None)
    return len(seen) / 60


def test_looking_for_new_votes_costs_no_more_with_many_pairs(store: Store, task: Task, now: datetime) -> None:
    def count_steps(n_ideas: int) -> int:
        """Of SQLite's virtual machine, in tens, while the latest vote is looked up."""
        add_ideas(store, task, n_ideas)
        name = f"volunteer {n_ideas}"
        lease = pairs.lease_next(store, name, now, random.Random(n_ideas))
        assert lease
        labels.cast_vote(store, lease, "left", 900, now)
        last, steps = store.last_event(), 0

        def step() -> None:
            nonlocal steps
            steps += 1

        store._reader.set_progress_handler(step, 10)
        assert store.people_votes(last - 1, last) == [last]
        assert len(store.standing_votes(last, limit=1)) == 1
        store._reader.set_progress_handler(None, 0)
        return steps

    few, many = count_steps(3), count_steps(60)
    assert many < 2 * few
