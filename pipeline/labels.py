"""What people answer -> label events -> current labels."""

import random
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline import __version__, sharing
from pipeline.answers import expected_questions
from pipeline.lending import reclaim
from pipeline.schema import (
    Candidate,
    Choice,
    EventKind,
    Idea,
    IdeaTally,
    Label,
    LabelEvent,
    LabelledRow,
    Lease,
    Pair,
    Purpose,
    Side,
    Source,
    Task,
    content_id,
)
from pipeline.sharing import Sharing
from pipeline.simulated import ANNOTATOR, JUDGE, SimulatedAnnotator
from pipeline.store import Store
from pipeline.texts import KnownTitles, comparison_key, normalise

Answer = Literal["left", "right", "tie", "neither", "skip"]
LONGEST_RESPONSE_MS = 24 * 3600 * 1000
FILE_ANNOTATOR = content_id("imported file")


@dataclass(frozen=True)
class Progress:
    """`done` answers given, repeats included; about `to_come` more; `possible` is the number of pairs that
    these are about.
    """

    done: int
    to_come: int
    possible: int

    @property
    def total(self) -> int:
        return self.done + self.to_come


@dataclass(frozen=True)
class LabelImport:
    """What an import found, how many of its labels were new, and how many of its ideas were set aside and
    are `brought_back`.
    """

    labels: int
    ideas: int
    titles: int
    added: int
    brought_back: int = 0


def cast_vote(
    store: Store, leased: str | Lease, answer: Answer, response_ms: int | None, now: datetime
) -> LabelEvent:
    """Record the answer to a lease, named by its id or looked up in this very transaction. Answering it again
    returns the first answer, whatever was asked the second time.

    ValueError in words when the lease is unknown, or has expired and somebody else has the pair, or the
    answer is none of the five.
    """
    with store.transaction():
        lease = store.lease(leased) if isinstance(leased, str) else leased
        if lease is None:
            raise ValueError("This pair is not open for you any more; reload the page to get the next one.")
        if lease.event_id is not None and (first := store.event(lease.event_id)):
            return first
        if lease.expires_at <= now and not reclaim(store, lease, now):
            raise ValueError(
                "This pair was open too long and went back; reload the page to get the next one."
            )
        event = LabelEvent(
            event_id=uuid.uuid4().hex,
            kind=EventKind.VOTE,
            source=Source.PERSON,
            annotator=lease.annotator,
            created_at=now,
            app_version=__version__,
            pair_id=lease.pair.id,
            choice=_choice(answer, lease.shown_left),
            shown_left=lease.shown_left,
            repeat_of=lease.repeat_of,
            response_ms=None if response_ms is None else max(0, min(int(response_ms), LONGEST_RESPONSE_MS)),
            task_version=lease.pair.task_version,
        )
        store.answer_lease(lease, event)
        return event


def _choice(answer: str, shown_left: Side) -> Choice:
    if answer in ("left", "right"):
        return Choice.A if (answer == "left") == (shown_left == "a") else Choice.B
    if answer not in ("tie", "neither", "skip"):
        raise ValueError(f"{str(answer)[:40]!r} is no answer; choose left, right, tie, neither or skip.")
    return Choice(answer)


def undo_last(
    store: Store, annotator: str, now: datetime, comparison_id: str | None = None
) -> LabelEvent | None:
    """Take the annotator's latest vote of this purpose back; the vote, None when there is none."""
    with store.transaction():
        vote = store.last_vote(annotator, comparison_id)
        if vote is None:
            return None
        store.append_events(
            [
                LabelEvent(
                    event_id=uuid.uuid4().hex,
                    kind=EventKind.UNDO,
                    source=Source.PERSON,
                    annotator=annotator,
                    created_at=now,
                    app_version=__version__,
                    target=vote.event_id,
                )
            ]
        )
        return vote


def progress(
    store: Store,
    annotator: str,
    now: datetime,
    settings: Sharing = sharing.DEFAULT,
) -> Progress:
    """Of the preference pairs about as many are to come as an order takes, for each idea that others have not
    settled often enough.
    """
    to_come, possible = 0.0, 0
    with store.transaction():
        store.count_for(settings)
        everyone, own = store.tallies(annotator)
        done = store.count_votes(annotator)
    for tally in everyone:
        to_come += tally.ideas * _questions(tally)
        possible += tally.ideas * tally.n_pairs
    for tally in own:  # differs from what everyone sees
        if tally.settled and not tally.needed:
            possible += tally.ideas * tally.n_pairs
        elif tally.needed:
            left = 0 if tally.settled else max(_questions(tally) - tally.answered, 1)
            to_come += tally.ideas * (left - _questions(tally))
    return Progress(done, round(to_come * (1 + settings.repeat_share)), possible)


def _questions(tally: IdeaTally) -> float:
    """About how many are asked of an idea that nothing was answered about."""
    return tally.n_pairs if tally.in_full else expected_questions(tally.n_pairs)


def import_labels(store: Store, task: Task, rows: Sequence[LabelledRow], now: datetime) -> LabelImport:
    """Store labelled rows with their ideas and titles; importing the same file twice adds nothing.

    Several rows on one pair come from one annotator: the last one counts, also over an earlier file's. An
    event's id is the hash of its row and of the event that it replaces. Rows that the simulated annotator
    judged stay its own. An idea or a title that differs from a known one in case or punctuation only is that
    one. An idea that is set aside comes back, or its labels would not count.
    """
    with store.transaction():
        found = _plan_import(store, task, rows, now)
        store.add_task(task)
        store.add_ideas(found.ideas.values())
        store.add_candidates(found.candidates.values())
        store.add_pairs(found.pairs)
        back = store.bring_back((idea.id for idea in found.ideas.values()), now)
        added = store.append_events(found.votes)
    return LabelImport(len(rows), len(found.ideas), len(found.candidates), added, len(back))


def count_new_labels(store: Store, task: Task, rows: Sequence[LabelledRow], now: datetime) -> int:
    """How many labels an import of these rows would add."""
    return len(_plan_import(store, task, rows, now).votes)


@dataclass(frozen=True)
class _Plan:
    """What an import would store."""

    ideas: dict[str, Idea]
    candidates: dict[str, Candidate]
    pairs: list[Pair]
    votes: list[LabelEvent]


def _plan_import(store: Store, task: Task, rows: Sequence[LabelledRow], now: datetime) -> _Plan:
    known = {comparison_key(idea.text): idea for idea in store.every_idea(task)}
    stored = store.candidates(task)
    known_titles: dict[str, KnownTitles] = {}
    last: dict[str, tuple[Pair, str, Source]] = {}
    ideas: dict[str, Idea] = {}
    candidates: dict[str, Candidate] = {}
    for row in rows:
        idea = known.setdefault(comparison_key(row.idea), Idea.of(task.name, row.idea, "labels"))
        if idea.id not in known_titles:
            known_titles[idea.id] = KnownTitles([each.title for each in stored.get(idea.id, ())])
        titles = known_titles[idea.id].of_pair(normalise(row.title_a), normalise(row.title_b))
        first, second = (Candidate.of(idea.id, title, "import", task.version) for title in titles)
        pair = Pair.of(idea, (first.title, second.title), task.version)
        preferred = second.title if row.b_preferred else first.title
        ideas.setdefault(idea.id, idea)
        candidates.setdefault(first.id, first)
        candidates.setdefault(second.id, second)
        last[pair.id] = (pair, preferred, Source.SIMULATED if row.simulated else Source.IMPORT)
    current = {(label.pair_id, label.annotator): label for label in store.labels(every_idea=True)}
    votes = [
        _imported_vote(pair, preferred, source, current, now) for pair, preferred, source in last.values()
    ]
    return _Plan(ideas, candidates, [pair for pair, _, _ in last.values()], [vote for vote in votes if vote])


def _imported_vote(
    pair: Pair, preferred: str, source: Source, current: Mapping[tuple[str, str], Label], now: datetime
) -> LabelEvent | None:
    """The row's event; None when the label is there already. No file tells which title was on the left."""
    annotator = ANNOTATOR if source is Source.SIMULATED else FILE_ANNOTATOR
    choice = Choice.A if preferred == pair.title_a else Choice.B
    before = current.get((pair.id, annotator))
    if before and before.choice is choice:
        return None
    return LabelEvent(
        event_id=content_id("import", pair.id, choice, before.event_id if before else ""),
        kind=EventKind.VOTE,
        source=source,
        annotator=annotator,
        created_at=now,
        app_version=__version__,
        pair_id=pair.id,
        choice=choice,
        task_version=pair.task_version,
    )


def simulate_labels(store: Store, task: Task, annotator: SimulatedAnnotator, now: datetime) -> int:
    """Let the simulated annotator label every pair it has not labelled; how many labels it gave.

    They stay apart from people's labels by their source, and a person's label on a pair always stands before
    them.
    """
    labelled = {label.pair_id for label in store.labels(source=Source.SIMULATED)}
    open_pairs = [pair for pair in store.asked_pairs() if pair.id not in labelled]
    return store.append_events(simulated_votes(open_pairs, annotator, now))


def simulated_votes(pairs: Iterable[Pair], annotator: SimulatedAnnotator, now: datetime) -> list[LabelEvent]:
    """One vote on each pair, marked simulated; the sides are drawn from the annotator's seed.

    Verdicts of a comparison are the judge's, labels are the example annotator's.
    """
    rng = random.Random(annotator.seed)
    seed = str(annotator.seed)
    return [
        LabelEvent(
            event_id=content_id("simulated", seed, pair.id),
            kind=EventKind.VOTE,
            source=Source.SIMULATED,
            annotator=JUDGE if pair.purpose is Purpose.COMPARISON else ANNOTATOR,
            created_at=now,
            app_version=__version__,
            pair_id=pair.id,
            choice=annotator.choose(pair),
            shown_left=rng.choice(("a", "b")),
            task_version=pair.task_version,
        )
        for pair in pairs
    ]


def remove_simulated_labels(store: Store, now: datetime) -> None:
    """Take the example labels out again, here and in everything derived from them. The simulated judge's
    verdicts stay.
    """
    store.append_events([_erasure(ANNOTATOR, Source.SIMULATED, "owner", now)])


def erase_answers(store: Store, annotators: Collection[str], now: datetime) -> int:
    """Remove every answer that these annotators, all one person's, gave: labels and verdicts, undone ones
    and repeats too; how many.

    There is no way back. Nothing is recorded for an annotator who gave none.
    """
    with store.transaction():
        given = {annotator: store.count_answers(annotator) for annotator in annotators}
        store.append_events(
            _erasure(annotator, Source.PERSON, annotator, now) for annotator, n in given.items() if n
        )
        return sum(given.values())


def _erasure(target: str, source: Source, by: str, now: datetime) -> LabelEvent:
    return LabelEvent(
        event_id=uuid.uuid4().hex,
        kind=EventKind.ERASE,
        source=source,
        annotator=by,
        created_at=now,
        app_version=__version__,
        target=target,
    )
