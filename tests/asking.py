"""Ideas with titles to ask about, and an annotator who answers all that is asked."""

import random
from dataclasses import replace
from datetime import datetime

from pipeline import labels, pairs
from pipeline.schema import Candidate, Idea, Lease, Task
from pipeline.sharing import Sharing
from pipeline.store import Store

PLAIN = Sharing(overlap_share=0.0, repeat_share=0.0, full_share=0.0)
IN_FULL = replace(PLAIN, full_share=1.0)


def add_idea(store: Store, task: Task, text: str, n: int) -> Idea:
    idea = Idea.of(task.name, text)
    store.add_ideas([idea])
    store.add_candidates([Candidate.of(idea.id, f"{text} {number}", "w") for number in range(n)])
    return idea


def answer_all(
    store: Store,
    annotator: str,
    now: datetime,
    rng: random.Random,
    settings: Sharing = PLAIN,
    answer: labels.Answer = "left",
) -> list[Lease]:
    given = []
    while lease := pairs.lease_next(store, annotator, now, rng, settings=settings):
        labels.cast_vote(store, lease.id, answer, None, now)
        given.append(lease)
    return given
