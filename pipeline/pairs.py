"""Candidates -> pairs, and which pair to hand to whom next.

A comparison hands its pairs out one by one. Of the preference pairs whole ideas are lent to an annotator, in
rounds (see `pipeline.lending`), and their pairs are handed out as leases: the one to answer now, and what
follows either answer.
"""

import random
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline import sharing
from pipeline.answers import DEFAULT_BELIEFS, Beliefs
from pipeline.lending import LEASE_TIME, Asking, Supposed, next_question
from pipeline.schema import Choice, LabelEvent, Lease, Loan, Pair, Side, Task
from pipeline.sharing import Sharing
from pipeline.store import Store

RENEWED_AFTER = timedelta(minutes=1)
REPEATABLE = 50  # of so many answers before those too recent, one is repeated


def add_all_pairs(store: Store, task: Task) -> int:
    """Store every pair that the candidates allow; how many were new."""
    candidates = store.candidates(task)
    return store.add_pairs(
        pair
        for idea in store.every_idea(task)
        for pair in Pair.all_of(idea, [one.title for one in candidates.get(idea.id, [])], task.version)
    )


@dataclass
class Desk:
    """What one annotator has before them: read once in a transaction, and kept up with what is handed out."""

    annotator: str
    leases: list[Lease]
    loans: list[Loan]


def hand_out(
    store: Store,
    annotator: str,
    now: datetime,
    rng: random.Random,
    settings: Sharing = sharing.DEFAULT,
    beliefs: Beliefs = DEFAULT_BELIEFS,
) -> tuple[list[Lease], list[Lease]]:
    """The preference pair to answer now and what follows either side, as `lease_next` and `lease_ahead` give
    them; none when nothing is left. First come the annotator's leases that were open before.
    """
    with store.transaction():
        desk = _lay_out(store, annotator, now)
        before = list(desk.leases)
        shown = _lease_now(store, desk, now, rng, settings, beliefs)
        if shown is None:
            return before, []
        ahead = _lease_followers(store, desk, shown, now, rng, settings, beliefs)
        store.add_leases(desk.leases[len(before) :])
        return before, [shown, *ahead]


def lease_next(
    store: Store,
    annotator: str,
    now: datetime,
    rng: random.Random,
    comparison_id: str | None = None,
    held: Collection[str] = (),
    settings: Sharing = sharing.DEFAULT,
    beliefs: Beliefs = DEFAULT_BELIEFS,
) -> Lease | None:
    """The pair this annotator is to answer now, or None when nothing is left for them.

    A lease that the annotator has open elsewhere (a reload, a second tab) comes first, so nothing is lost and
    nothing is asked twice; with a comparison not those in `held`, which the asking card shows or has fetched
    ahead. The side shown left is drawn at random and recorded with
    the lease; the id has 128 random bits.
    """
    with store.transaction():
        if comparison_id is not None:
            for lease in store.open_leases(annotator, now, comparison_id):
                if lease.id not in held:
                    return store.renew_lease(lease, now + LEASE_TIME)
            pair = store.next_pair(annotator, now, comparison_id)
            return lease_pair(store, pair, annotator, now, rng) if pair else None
        desk = _lay_out(store, annotator, now)
        n_before = len(desk.leases)
        shown = _lease_now(store, desk, now, rng, settings, beliefs)
        store.add_leases(desk.leases[n_before:])
        return shown


def lease_ahead(
    store: Store,
    shown: Lease,
    now: datetime,
    rng: random.Random,
    settings: Sharing = sharing.DEFAULT,
    beliefs: Beliefs = DEFAULT_BELIEFS,
) -> list[Lease]:
    """What follows the preference pair that is shown, one lease for answer A and one for B, of which the one
    not needed goes when the answer comes.

    Other answers are rare enough to wait for. Where nothing is left after an answer, its lease is missing.
    """
    with store.transaction():
        desk = _lay_out(store, shown.annotator, now)
        n_before = len(desk.leases)
        ahead = _lease_followers(store, desk, shown, now, rng, settings, beliefs)
        store.add_leases(desk.leases[n_before:])
        return ahead


def _lay_out(store: Store, annotator: str, now: datetime) -> Desk:
    """What the annotator has in hand. Who answers has its end put off when that is due: not at each click,
    since every change is written to the disk. Who only asks holds an idea no longer for it.
    """
    leases, loans = store.open_leases(annotator, now), store.loans(annotator, now)
    due, until = now + LEASE_TIME - RENEWED_AFTER, now + LEASE_TIME
    if any(loan.choices and loan.expires_at <= due for loan in loans):
        store.renew_held(annotator, now, until)
        leases = [replace(lease, expires_at=until) for lease in leases]
        loans = [replace(loan, expires_at=until) for loan in loans]
    return Desk(annotator, leases, loans)


def _lease_now(
    store: Store, desk: Desk, now: datetime, rng: random.Random, settings: Sharing, beliefs: Beliefs
) -> Lease | None:
    if first := _first_of(desk.leases):
        return first
    last = store.last_vote(desk.annotator)
    may_repeat = last is None or last.repeat_of is None
    return _lease_showing(store, desk, now, rng, settings, beliefs, may_repeat)


def _first_of(leases: list[Lease]) -> Lease | None:
    """The one that waits for no answer to another of them."""
    open_ids = {lease.id for lease in leases}
    return next((lease for lease in leases if lease.after not in open_ids), None)


def _lease_followers(
    store: Store,
    desk: Desk,
    shown: Lease,
    now: datetime,
    rng: random.Random,
    settings: Sharing,
    beliefs: Beliefs,
) -> list[Lease]:
    known = {lease.after_choice: lease for lease in desk.leases if lease.after == shown.id}
    may_repeat = shown.repeat_of is None
    followers = (
        known.get(choice)
        or _lease_showing(store, desk, now, rng, settings, beliefs, may_repeat, shown, choice)
        for choice in (Choice.A, Choice.B)
    )
    return [lease for lease in followers if lease]


def lease_again(store: Store, vote: LabelEvent, now: datetime, rng: random.Random) -> Lease | None:
    """A new lease on the pair of a vote that was taken back, with the same title on the left: whoever mends a
    slip presses the other key. What was handed out since followed from the vote and goes, but for the pair
    that was shown: it comes again, with its sides, after the same answer.
    """
    with store.transaction():
        pair = store.pair(vote.pair_id) if vote.pair_id else None
        if pair is None:
            return None
        seen = None
        if pair.comparison_id is None:
            seen = _first_of(store.open_leases(vote.annotator, now))
            store.drop_open_leases(vote.annotator)
            if vote.repeat_of is None and not store.is_aside(pair.idea_id):
                store.assign_idea(pair.idea_id, vote.annotator, now + LEASE_TIME)
        repeated = store.event(vote.repeat_of) if vote.repeat_of else None
        back = lease_pair(store, pair, vote.annotator, now, rng, repeated, vote.shown_left)
        if seen:
            store.add_leases([replace(seen, after=back.id, after_choice=vote.choice)])
        return back


def lease_pair(
    store: Store,
    pair: Pair,
    annotator: str,
    now: datetime,
    rng: random.Random,
    repeated: LabelEvent | None = None,
    shown_left: Side | None = None,
) -> Lease:
    """A new lease on this very pair, with sides drawn at random unless they are given; when it repeats a
    vote, with the sides swapped.
    """
    lease = _make_lease(pair, annotator, now, rng, repeated, shown_left=shown_left)
    store.add_leases([lease])
    return lease


def _make_lease(
    pair: Pair,
    annotator: str,
    now: datetime,
    rng: random.Random,
    repeated: LabelEvent | None = None,
    after: Lease | None = None,
    after_choice: Choice | None = None,
    shown_left: Side | None = None,
) -> Lease:
    bits = rng.getrandbits(129)  # at once, since the system's generator is asked
    side: Side = "a" if bits >> 128 else "b"
    if repeated and repeated.shown_left:
        side = "b" if repeated.shown_left == "a" else "a"
    return Lease(
        f"{bits % (1 << 128):032x}",
        pair,
        annotator,
        shown_left or side,
        now + LEASE_TIME,
        after=after.id if after else None,
        after_choice=after_choice,
        repeat_of=repeated.event_id if repeated else None,
    )


def _lease_showing(
    store: Store,
    desk: Desk,
    now: datetime,
    rng: random.Random,
    settings: Sharing,
    beliefs: Beliefs,
    may_repeat: bool,
    shown: Lease | None = None,
    choice: Choice | None = None,
) -> Lease | None:
    """The next question, or now and then a hidden repeat in its place; after `choice` on the pair shown if
    any. Where no question is left nothing is repeated: after the end it would be hidden from nobody. The
    lease lies on the desk and is not stored yet.
    """
    supposed = Supposed(shown.pair, choice) if shown and choice and not shown.repeat_of else None
    question = next_question(Asking(store, desk.annotator, desk.loans, now, settings, beliefs, supposed))
    pair, vote = question, None
    if pair is None:
        return None
    if may_repeat and rng.random() < settings.repeat_share:
        vote = _vote_to_repeat(store, desk.annotator, rng, settings)
        repeated = store.asked_pair(vote.pair_id) if vote and vote.pair_id else None
        pair, vote = (repeated, vote) if repeated else (pair, None)
    lease = _make_lease(pair, desk.annotator, now, rng, vote, shown, choice)
    desk.leases.append(lease)
    return lease


def _vote_to_repeat(store: Store, annotator: str, rng: random.Random, settings: Sharing) -> LabelEvent | None:
    """One that still counts, chose a title or none of them, was not repeated, and is some answers ago."""
    votes = store.recent_votes(annotator, settings.repeat_distance + REPEATABLE)
    repeated = {vote.repeat_of for vote in votes}
    again = [
        vote
        for vote in votes[settings.repeat_distance :]
        if vote.repeat_of is None and vote.event_id not in repeated and vote.choice is not Choice.SKIP
    ]
    return rng.choice(again) if again else None
