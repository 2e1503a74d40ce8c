"""Which idea is lent to whom: an annotator and what they hold enter, their next question leaves.

A whole idea is lent to one annotator, so that nobody collides and each question can follow from the
annotator's own answers. The loan ends when the idea is settled for them, or by itself some time after their
last answer. Whoever asks next gets the idea then, until as many annotators as it needs have settled it.

Many who follow a link only look, some leave in the middle, and a program may pose as any number of them. So
nobody is told to wait for what others hold: who has nothing else left is lent such an idea too, first the one
of which least was heard. Two opinions on one pair do no harm. A loan without an answer is not put off by
asking again. Whoever was only slow may still answer while nobody else has the idea.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from pipeline.answers import Beliefs, choose_question, read_answers
from pipeline.schema import Choice, Lease, Loan, Pair
from pipeline.sharing import Sharing
from pipeline.store import Store

LEASE_TIME = timedelta(minutes=15)


@dataclass(frozen=True)
class Supposed:
    """An answer that may come, to the pair that is shown while the next one is fetched."""

    pair: Pair
    choice: Choice


def next_question(
    store: Store,
    annotator: str,
    loans: list[Loan],
    now: datetime,
    settings: Sharing,
    beliefs: Beliefs,
    supposed: Supposed | None,
) -> Pair | None:
    """From an idea that the annotator holds, else from the first one that needs them, which they then hold.
    `loans` are what they hold, and are kept up with it.
    """
    for loan in list(loans):
        question = _ask_or_settle(store, loan, annotator, settings, beliefs, supposed)
        if question:
            return question
        if supposed is None or supposed.pair.idea_id != loan.idea_id:
            loans.remove(loan)
    return _question_of_new_idea(store, annotator, loans, now, settings, beliefs)


def reclaim(store: Store, lease: Lease, now: datetime) -> bool:
    """Make a lease that has expired good again, for who read slowly: unless somebody else has the pair now,
    or the annotator has answered it meanwhile.
    """
    if lease.pair.comparison_id is not None:
        return store.is_free(lease.pair.id, lease.annotator, now)
    if lease.repeat_of is not None:
        return not store.was_repeated(lease.repeat_of)
    idea_id, annotator = lease.pair.idea_id, lease.annotator
    if store.is_aside(idea_id):  # nobody is asked about it any more, and the answer is kept
        return store.is_free(lease.pair.id, annotator, now)
    store.count_for(store.sharing())
    if lease.pair.id in store.idea_choices(idea_id, annotator) or not store.has_room(idea_id, annotator, now):
        return False
    until = now + LEASE_TIME
    store.assign_idea(idea_id, annotator, until)
    store.renew_leases(idea_id, annotator, until)  # what was fetched ahead comes next
    return True


def _question_of_new_idea(
    store: Store, annotator: str, loans: list[Loan], now: datetime, settings: Sharing, beliefs: Beliefs
) -> Pair | None:
    free = _ideas_with_room(store, annotator, now, settings, beliefs)
    for idea_id in chain(free, store.held_ideas(annotator, now)):
        loan = store.assign_idea(idea_id, annotator, now + LEASE_TIME)
        question = _ask_or_settle(store, loan, annotator, settings, beliefs)
        if question:
            loans.append(loan)
            return question
    return None


def _ideas_with_room(
    store: Store, annotator: str, now: datetime, settings: Sharing, beliefs: Beliefs
) -> Iterator[str]:
    """Those that the annotator neither holds nor has settled and that need another annotator: begun ones
    first.

    An annotator who left after the last answer, and whose labels came from elsewhere, settled it unnoticed.
    """
    store.count_for(settings)
    for idea_id, room in store.ideas_with_room(annotator, now):
        for other in store.unsettled_annotators(idea_id, now):
            if other != annotator:
                choices = store.idea_choices(idea_id, other)
                loan = Loan(idea_id, now, None, choices)
                room -= _ask_or_settle(store, loan, other, settings, beliefs) is None
        if room > 0:
            yield idea_id


def _ask_or_settle(
    store: Store,
    loan: Loan,
    annotator: str,
    settings: Sharing,
    beliefs: Beliefs,
    supposed: Supposed | None = None,
) -> Pair | None:
    """The annotator's next question about the idea. With None it is settled for them, and that is noted
    unless it is only supposed.
    """
    pairs, choices = store.idea_pairs(loan.idea_id, loan.counted), loan.choices
    if not pairs:  # held since before the task changed
        return None
    if supposed and supposed.pair.idea_id == loan.idea_id:
        choices = {**choices, supposed.pair.id: supposed.choice}
    else:
        supposed = None
    in_full = settings.in_full(loan.idea_id)
    question = choose_question(read_answers(pairs, choices), annotator, in_full, beliefs)
    if question is None and supposed is None:
        store.settle_idea(loan.idea_id, annotator, len(pairs))
    return question
