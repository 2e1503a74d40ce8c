"""Which idea is lent to whom: an annotator and what they hold enter, their next question leaves.

A whole idea is lent to one annotator, so that nobody collides and each question can follow from the
annotator's own answers. The loan ends when the idea is settled for them, or by itself some time after their
last answer. Whoever asks next gets the idea then, until as many annotators as it needs have settled it.

Many who follow a link only look, and a program may pose as any number of them. So a loan without an answer
is not put off by asking again, and ends sooner where somebody else has nothing left; soonest where people who
never answered anything hold more than their share. Whoever was only slow may still answer while nobody else
has the idea.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.answers import Beliefs, choose_question, read_answers
from pipeline.schema import Choice, Lease, Loan, Pair
from pipeline.sharing import Sharing
from pipeline.store import Store

LEASE_TIME = timedelta(minutes=15)
IDLE_TIME = timedelta(minutes=2)  # whoever has an idea and answers nothing gives it up to one who has none
NEWCOMERS_SHARE = 0.5  # of the ideas that are needed, above which newcomers give the oldest up so soon:
NEWCOMER_TIME = timedelta(seconds=20)


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
    question = _question_of_new_idea(store, annotator, loans, now, settings, beliefs)
    if question is None and _end_idle_loans(store, now):
        question = _question_of_new_idea(store, annotator, loans, now, settings, beliefs)
    return question


def _end_idle_loans(store: Store, now: datetime) -> int:
    """For one who has nothing left; how many ended."""
    until = now + LEASE_TIME
    return store.end_unanswered(now, until - IDLE_TIME) or store.end_newcomers_loan(
        now, until - NEWCOMER_TIME, NEWCOMERS_SHARE
    )


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
    for idea_id in _ideas_with_room(store, annotator, now, settings, beliefs):
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
