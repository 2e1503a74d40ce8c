"""Which idea is lent to whom: an annotator and what they hold enter, their next question leaves.

A whole idea is lent to one annotator, since each question follows from their own answers. Questions go in
rounds: after a few in a row the idea is given back for one that nobody has begun, or else for one of their
own with fewer answers, so that the first labels are on many ideas. The loan also ends when the idea is
settled for the annotator, and by itself some time after their last answer. Whoever has nothing of that kind
left takes over what others have begun, until as many annotators as it needs have settled an idea.

Many who follow a link only look, some leave in the middle, and a program may pose as any number of them. So
nobody is told to wait for what others hold: who has nothing else left is lent such an idea too, first the one
of which least was heard. Two opinions on one pair do no harm. A loan without an answer is not put off by
asking again. Whoever was only slow may still answer while nobody else has the idea.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Asking:
    """An annotator who asks; `loans` are what they have in hand, and are kept up with it."""

    store: Store
    annotator: str
    loans: list[Loan]
    now: datetime
    settings: Sharing
    beliefs: Beliefs
    supposed: Supposed | None

    def supposes(self, idea_id: str) -> bool:
        """Whether the answer that is supposed is about this idea."""
        return self.supposed is not None and self.supposed.pair.idea_id == idea_id


def next_question(asking: Asking) -> Pair | None:
    """About an idea in hand until their answers to it are a multiple of `in_a_row`, then about one that
    nobody has begun or of their own with fewer answers, else the same again or any idea that needs them. What
    they are asked about is in their hands then.
    """
    store, annotator, now, loans = asking.store, asking.annotator, asking.now, asking.loans
    counts = {loan.idea_id: _count_answers(asking, loan) for loan in loans}
    row_over = [loan for loan in loans if (n := counts[loan.idea_id]) and n % asking.settings.in_a_row == 0]
    row_over.sort(key=lambda loan: counts[loan.idea_id])  # one that was only just lent comes first
    question = _question_of_held(asking, [loan for loan in loans if loan not in row_over])
    if question:
        return question
    store.count_for(asking.settings)
    fewer_than = counts[row_over[0].idea_id] if row_over else None
    begun = store.begun_ideas(annotator, now, fewer_than)
    question = _question_of_new(asking, chain(store.fresh_ideas(annotator, now), _with_room(asking, begun)))
    if question:
        for loan in row_over:
            if not asking.supposes(loan.idea_id):
                if _ask_or_settle(asking, loan):
                    store.give_back(loan.idea_id, annotator, now)
                loans.remove(loan)
        return question
    question = _question_of_held(asking, row_over)
    if question:
        return question
    free = _with_room(asking, chain(store.begun_ideas(annotator, now), store.new_ideas(annotator, now)))
    return _question_of_new(asking, chain(free, store.held_ideas(annotator, now)))


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


def _count_answers(asking: Asking, loan: Loan) -> int:
    """With the one that is supposed."""
    if asking.supposed is None or not asking.supposes(loan.idea_id):
        return len(loan.choices)
    return len({*loan.choices, asking.supposed.pair.id})


def _question_of_held(asking: Asking, some: list[Loan]) -> Pair | None:
    """About the first of some of the loans that is not settled; those that are go."""
    for loan in some:
        question = _ask_or_settle(asking, loan)
        if question:
            return question
        if not asking.supposes(loan.idea_id):
            asking.loans.remove(loan)
    return None


def _question_of_new(asking: Asking, ideas: Iterable[str]) -> Pair | None:
    """About the first of the ideas that leaves a question for the annotator, who holds it then."""
    for idea_id in ideas:
        loan = asking.store.assign_idea(idea_id, asking.annotator, asking.now + LEASE_TIME)
        question = _ask_or_settle(asking, loan)
        if question:
            asking.loans.append(loan)
            return question
    return None


def _with_room(asking: Asking, ideas: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Of ideas beside the number of annotators that they can take as last counted, those that can.

    An annotator who left after the last answer, and whose labels came from elsewhere, settled it unnoticed.
    """
    for idea_id, room in ideas:
        for other in asking.store.unsettled_annotators(idea_id, asking.now):
            if other != asking.annotator:
                choices = asking.store.idea_choices(idea_id, other)
                loan = Loan(idea_id, asking.now, None, choices)
                theirs = replace(asking, annotator=other, loans=[], supposed=None)
                room -= _ask_or_settle(theirs, loan) is None
        if room > 0:
            yield idea_id


def _ask_or_settle(asking: Asking, loan: Loan) -> Pair | None:
    """The annotator's next question about the idea. With None it is settled for them, and that is noted
    unless it is only supposed.
    """
    pairs, choices = asking.store.idea_pairs(loan.idea_id, loan.counted), loan.choices
    if not pairs:  # held since before the task changed
        return None
    supposed = asking.supposed if asking.supposes(loan.idea_id) else None
    if supposed:
        choices = {**choices, supposed.pair.id: supposed.choice}
    in_full = asking.settings.in_full(loan.idea_id)
    question = choose_question(read_answers(pairs, choices), asking.annotator, in_full, asking.beliefs)
    if question is None and supposed is None:
        asking.store.settle_idea(loan.idea_id, asking.annotator, len(pairs))
    return question
