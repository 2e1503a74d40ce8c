"""Candidates -> pairs, and which pair to hand to whom next."""

import itertools
import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from pipeline.schema import Candidate, Idea, Lease, Pair, Task
from pipeline.store import Store

LEASE_TIME = timedelta(minutes=15)


def make_pairs(idea: Idea, candidates: Sequence[Candidate], task_version: str) -> list[Pair]:
    """All n(n-1)/2 pairs of the idea's titles."""
    titles = [candidate.title for candidate in candidates]
    return [Pair.of(idea, pair, task_version) for pair in itertools.combinations(titles, 2)]


def add_all_pairs(store: Store, task: Task) -> int:
    """Store every pair that the candidates allow; how many were new."""
    candidates = store.candidates(task)
    return store.add_pairs(
        pair
        for idea in store.ideas(task)
        for pair in make_pairs(idea, candidates.get(idea.id, []), task.version)
    )


def lease_next(
    store: Store,
    annotator: str,
    now: datetime,
    rng: random.Random,
    comparison_id: str | None = None,
    held: Collection[str] = (),
) -> Lease | None:
    """The next pair for this annotator, or None when nothing is left for them.

    `held` are the ids of leases that the asking card already shows or has fetched ahead. Leases that the
    annotator has open elsewhere (a reload, a second tab) come first, so nothing is lost and nothing is asked
    twice. The side shown left is drawn at random and recorded with the lease; the id has 128 random bits.
    """
    with store.transaction():
        for lease in store.open_leases(annotator, now, comparison_id):
            if lease.id not in held:
                return store.renew_lease(lease, now + LEASE_TIME)
        pair = store.next_pair(annotator, now, comparison_id)
        return lease_pair(store, pair, annotator, now, rng) if pair else None


def lease_pair(store: Store, pair: Pair, annotator: str, now: datetime, rng: random.Random) -> Lease:
    """A new lease on this very pair."""
    lease_id = f"{rng.getrandbits(128):032x}"
    lease = Lease(lease_id, pair, annotator, rng.choice(("a", "b")), now + LEASE_TIME)
    store.add_lease(lease)
    return lease
