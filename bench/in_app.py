"""Simulated volunteers at the app's own stages: what `lease_next` asks them, `cast_vote` records and
`imply_labels` makes of it, under the beliefs that their own votes form on the way.
"""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean

from bench.oracles import LabelledIdea, expected_cyclic, find_scale, simulate_labels
from pipeline import labels, pairs
from pipeline.answers import Beliefs, imply_labels
from pipeline.beliefs import CurrentBeliefs
from pipeline.schema import Candidate, Choice, Idea, Label, Pair, Source, Task
from pipeline.sharing import Sharing
from pipeline.store import Store

SECONDS_AN_ANSWER = 3


@dataclass(frozen=True)
class Labelled:
    """`asked` are the answers on each idea by each volunteer, in their order, hidden repeats left out."""

    pairs: dict[str, list[Pair]]
    oracles: dict[tuple[str, str], dict[str, Choice]]
    asked: dict[tuple[str, str], list[tuple[Pair, Choice]]]
    beliefs: Beliefs

    def clicks(self) -> float:
        """The mean number of questions an idea."""
        return mean(map(len, self.asked.values()))

    def agreement(self, now: datetime, clicks: int | None = None) -> float:
        """With the volunteer's own ten answers, after so many clicks or all that were made."""
        shares = []
        for (idea_id, annotator), given in self.asked.items():
            chosen = {pair.id: choice for pair, choice in given[:clicks]}
            clicked = [
                Label(pair_id, annotator, choice, Source.PERSON, pair_id, "a", now)
                for pair_id, choice in chosen.items()
            ]
            implied = imply_labels(self.pairs[idea_id], clicked, self.beliefs)
            found = {**{one.pair_id: one.choice for one in implied}, **chosen}
            own = self.oracles[idea_id, annotator]
            shares.append(mean(found[pair_id] is choice for pair_id, choice in own.items()))
        return mean(shares)


def label_as_volunteers(
    store: Store,
    task: Task,
    volunteers: int,
    ideas_each: int,
    now: datetime,
    settings: Sharing,
    seed: int,
    explained: float = 0.3,
    cyclic: float = 0.06,
) -> Labelled:
    """Everybody answers in turn, each by a taste of their own, until only what another has begun is left."""
    scale = find_scale(expected_cyclic, cyclic, explained)
    n_ideas = volunteers * ideas_each
    people = {
        f"volunteer {number}": simulate_labels(1000 * seed + number, explained, scale, n_ideas, seed)
        for number in range(volunteers)
    }
    stored = [_store_idea(store, task, labelled, n) for n, labelled in enumerate(next(iter(people.values())))]
    pairs.add_all_pairs(store, task)
    of_idea = {idea.id: store.idea_pairs(idea.id) for idea in stored}
    oracles, again = (
        {
            (idea.id, name): {pair.id: _answer(pair, labelled, at) for pair in of_idea[idea.id]}
            for name, given in people.items()
            for idea, labelled in zip(stored, given, strict=True)
        }
        for at in ("over", "again")
    )
    beliefs, rng = CurrentBeliefs(store), random.Random(seed)
    asked: dict[tuple[str, str], list[tuple[Pair, Choice]]] = defaultdict(list)
    at_work, begun_by = list(people), dict[str, str]()
    while at_work:
        for name in list(at_work):
            lease = pairs.lease_next(store, name, now, rng, settings=settings, beliefs=beliefs())
            if lease is None or begun_by.setdefault(lease.pair.idea_id, name) != name:
                at_work.remove(name)
                continue
            key = lease.pair.idea_id, name
            choice = (again if lease.repeat_of else oracles)[key][lease.pair.id]
            labels.cast_vote(store, lease.id, "left" if choice == lease.shown_left else "right", None, now)
            now += timedelta(seconds=SECONDS_AN_ANSWER)
            if not lease.repeat_of:
                asked[key].append((lease.pair, choice))
    return Labelled(of_idea, oracles, dict(asked), beliefs())


def _store_idea(store: Store, task: Task, labelled: LabelledIdea, number: int) -> Idea:
    idea = Idea.of(task.name, f"simulated {number}")
    store.add_ideas([idea])
    store.add_candidates(Candidate.of(idea.id, title, "simulated") for title in labelled.titles)
    return idea


def _answer(pair: Pair, labelled: LabelledIdea, at: str) -> Choice:
    verdicts = getattr(labelled, at)
    i, j = (labelled.titles.index(title) for title in pair.titles)
    first_over = verdicts[i, j] if i < j else not verdicts[j, i]
    return Choice.A if first_over else Choice.B
