"""People's votes so far -> `Beliefs`: how noisy answers are, and which titles whom is expected to like.

Only clicks of people count, never simulated or imported labels. Beliefs are those as of a milestone, a vote
whose number is fixed beforehand, and follow from the events up to it alone, so a restart or another process
on the same store comes to the same ones.

One noise stands for everybody: a volunteer seldom gives the answers that a noise of their own takes.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, sqrt

import numpy as np

from pipeline.answers import Beliefs
from pipeline.schema import Choice, StandingVote
from pipeline.selection import DEFAULT_NOISE, Answer, Noise, estimate_noise
from pipeline.split import find_test_ideas
from pipeline.store import Store
from pipeline.title_prior import FEWEST_IDEAS, TitlePrior, fit_prior, read_clicks

FIRST_MILESTONE, GROWTH = 50, 1.25
"""Votes at the first milestone, and the factor from one to the next: beliefs lag by a tenth on average, and
ten thousand votes take 24 estimates.
"""
EVENTS_BETWEEN_LOOKS = 25
MOST_VOTES = 5000
"""The latest so many votes are heard, which bounds an estimate: 0.8 s of processor time for 20 people."""
FEWEST_FOR_NOISE = 60
"""Decided answers on ideas labelled in full or with a hidden repeat, from which on the noise is estimated;
the default's before. From 66 such answers the four rates miss those of a careful simulated annotator by 3.4
points, where the default misses them by 5.1, those of a noisy one by 7.8 instead of 10.3, and those of one
whom the default fits by 1.5.
"""

logger = logging.getLogger(__name__)
Titled = tuple[str, str]  # an idea and the version of the task that its titles were written for


@dataclass(frozen=True)
class Milestone:
    """The vote with number `event`, which was the `votes`-th; who was `excluded` and which ideas were set
    `aside` counts too.
    """

    event: int = 0
    votes: int = 0
    excluded: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """How many votes there were up to the event `until`, and the last milestone among them."""

    until: int = 0
    votes: int = 0
    milestone: Milestone = Milestone()


def find_milestone(store: Store, until: int) -> Milestone:
    """The last one up to this event; event 0 where there is none yet."""
    return _count_on(store, until, Counted()).milestone


def _count_on(store: Store, until: int, counted: Counted) -> Counted:
    """As `counted`, with what came after it. Everything is counted again where an erasure took votes away."""
    if store.was_erased(counted.until, until):
        counted = Counted()
    new = store.people_votes(counted.until, until)
    milestone, n_before, at = counted.milestone, counted.votes, float(FIRST_MILESTONE)
    while round(at) <= n_before + len(new):
        if round(at) > n_before:
            milestone = Milestone(new[round(at) - n_before - 1], round(at))
        at *= GROWTH
    if milestone.votes:
        out, aside = tuple(store.excluded()), tuple(store.aside_ids())
        milestone = replace(milestone, excluded=out, aside=aside)
    return Counted(until, n_before + len(new), milestone)


def estimate_beliefs(store: Store) -> Beliefs:
    """Those as of the store's latest milestone."""
    return _beliefs_at(store, find_milestone(store, _last_look(store)))


def at_once(work: Callable[[], None]) -> None:
    work()


def in_background() -> Callable[[Callable[[], None]], object]:
    """Has work done by one thread that stays: starting one for each look kept all answers waiting."""
    return ThreadPoolExecutor(1, "beliefs").submit


class CurrentBeliefs:
    """Calling it gives `estimate_beliefs(store)`, worked out once for each milestone.

    `begin` has an estimate made, a second's work: `at_once`, or `in_background()`. Whoever asks while it is
    under way gets the one before, and so does everybody when it fails; the log says why, and it is tried
    again EVENTS_BETWEEN_LOOKS later.
    """

    def __init__(self, store: Store, begin: Callable[[Callable[[], None]], object] = at_once) -> None:
        self._store, self._begin = store, begin
        self._under_way = threading.Lock()
        self._counted, self._beliefs = Counted(), Beliefs()
        self._failed_at: int | None = None

    def __call__(self, last_event: int | None = None) -> Beliefs:
        """`last_event` is the number of the newest event, for a caller who has just read that."""
        last_event = self._store.last_event() if last_event is None else last_event
        at = _round(last_event)
        if at not in (self._counted.until, self._failed_at) and self._under_way.acquire(blocking=False):
            self._begin(partial(self._look, at))
        return self._beliefs

    def _look(self, at: int) -> None:
        try:
            counted = _count_on(self._store, _last_look(self._store), self._counted)
            if counted.milestone != self._counted.milestone:
                self._beliefs = _beliefs_at(self._store, counted.milestone)
            self._counted = counted
        except Exception:  # whoever asked needs an answer, and in the background nobody hears of it
            self._failed_at = at
            logger.exception("What people's labels say could not be worked out; the page goes on as before")
        finally:
            self._under_way.release()


def _last_look(store: Store) -> int:
    return _round(store.last_event())


def _round(last_event: int) -> int:
    return last_event - last_event % EVENTS_BETWEEN_LOOKS


def _beliefs_at(store: Store, milestone: Milestone) -> Beliefs:
    if not milestone.votes:
        return Beliefs()
    votes = store.standing_votes(milestone.event, MOST_VOTES)
    return form_beliefs(votes, store.count_pairs_of({vote.idea_id for vote in votes}))


def form_beliefs(votes: Iterable[StandingVote], n_pairs: Mapping[Titled, int]) -> Beliefs:
    """What these votes, oldest first and hidden repeats among them, say of noise and tastes; `n_pairs` there
    are of each idea in all.

    The noise counts from FEWEST_FOR_NOISE answers on. A prior over titles counts from FEWEST_IDEAS ideas on,
    about 70 labels, since it is checked on ideas that it was not fitted to: everybody's together, and from as
    many ideas of their own an annotator's own, which starts from that of all others.
    """
    latest: dict[tuple[Titled, str], dict[str, StandingVote]] = defaultdict(dict)
    repeats: dict[tuple[Titled, str], list[StandingVote]] = defaultdict(list)
    for vote in votes:
        whose = (vote.idea_id, vote.task_version), vote.annotator
        if vote.repeat_of:
            repeats[whose].append(vote)
        else:
            latest[whose][vote.pair_id] = vote
    telling = [
        _read_answers(n_pairs[whose[0]], [*chosen.values(), *repeats[whose]])
        for whose, chosen in latest.items()
        if len(chosen) == n_pairs[whose[0]] or repeats[whose]
    ]
    clicks = [
        vote for chosen in latest.values() for vote in chosen.values() if vote.choice in (Choice.A, Choice.B)
    ]
    return Beliefs(_estimate_noise(telling), *_fit_priors(clicks))


def _read_answers(n_pairs: int, votes: Iterable[StandingVote]) -> tuple[int, list[Answer]]:
    """One annotator's on one idea, and how many titles it has."""
    number: dict[str, int] = {}
    answers = [
        Answer(
            number.setdefault(vote.title_a, len(number)),
            number.setdefault(vote.title_b, len(number)),
            vote.choice,
        )
        for vote in votes
    ]
    return max(len(number), ceil((1 + sqrt(1 + 8 * n_pairs)) / 2)), answers


def _estimate_noise(telling: Sequence[tuple[int, Sequence[Answer]]]) -> Noise:
    n_decided = sum(answer.choice in (Choice.A, Choice.B) for _, answers in telling for answer in answers)
    return estimate_noise(telling) if n_decided >= FEWEST_FOR_NOISE else DEFAULT_NOISE


def _fit_priors(clicks: Sequence[StandingVote]) -> tuple[TitlePrior | None, dict[str, TitlePrior]]:
    """Everybody's, and those of annotators who have labelled enough. Nothing is learned from held-out ideas:
    what is implied by these priors trains models that are checked on them. It costs nothing that shows: 6.73
    clicks an idea as before, and 95.8% agreement instead of 95.7% (bench/selection.py, in the app).
    """
    held_out = find_test_ideas(vote.idea_id for vote in clicks)
    clicks = [vote for vote in clicks if vote.idea_id not in held_out]
    clicked = read_clicks([vote.idea_id for vote in clicks], [vote.preferred for vote in clicks])
    numbers = {name: n for n, name in enumerate(dict.fromkeys(vote.annotator for vote in clicks))}
    whose = np.array([numbers[vote.annotator] for vote in clicks], dtype=int)
    own: dict[str, TitlePrior] = {}
    for annotator, number in numbers.items():
        theirs = clicked.only(whose == number)
        if theirs.n_ideas >= FEWEST_IDEAS:
            prior = fit_prior(theirs, fit_prior(clicked.only(whose != number)))
            if prior:
                own[annotator] = prior
    return fit_prior(clicked), own
