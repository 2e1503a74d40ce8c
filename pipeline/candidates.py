"""An idea and a writer -> n distinct titles within the task's limits: clean, reject, ask again.

Titles and the pairs that they make are stored together, a few ideas at a time: wherever a writing is broken
off, what there is can be labelled.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.checks import is_well_formed
from pipeline.embedded.grammar import title_words
from pipeline.inference import HIGHEST_TEMPERATURE
from pipeline.model_files import root_model
from pipeline.model_names import stored_name
from pipeline.schema import Candidate, Idea, Pair, Task
from pipeline.settings import EMBEDDED
from pipeline.store import Store
from pipeline.texts import comparison_key
from pipeline.titles import distinct_titles
from pipeline.writers import NoTitles, Refused, TitleWriter

IDEAS_AT_ONCE = 16  # at first; then twice as many while they are written quickly, for large batches are fast
MOST_AT_ONCE = 128
QUICK, SLOW = 2.0, 6.0  # seconds; whoever cancels waits for as long
ROUNDS = 12
MOST_MORE = 20
WARMING = 0.1  # a model that is too sure of one title is asked again a little warmer each time


@dataclass(frozen=True)
class CandidateProgress:
    """How far a writing is: ideas done of all that lacked titles, titles kept so far, and which ideas stay
    short.

    `incomplete` maps an idea's text to why it has fewer titles than asked for. `titled` ideas got titles,
    and `without` of the incomplete ones have none.
    """

    done: int
    total: int
    titles: int
    incomplete: dict[str, str]
    titled: int = 0
    without: int = 0


def write_candidates(
    store: Store,
    writer: TitleWriter,
    task: Task,
    ideas: Sequence[Idea],
    seed: int,
    temperature: float,
    more: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[CandidateProgress]:
    """Write titles for every idea that lacks some, a few ideas at a time, and say after each few how far it
    is.

    What was yielded is stored, so closing the iterator keeps it. Ideas that have task.n_candidates titles are
    left alone, and so are those that are set aside meanwhile; asking again with the same seed continues where
    it stopped, and ends with what it would have ended with. Titles for other versions of the task don't
    count, and are not written again. `clock` is in seconds: how many ideas are written at once follows the
    writer's pace.

    With `more`, every idea gets so many titles by this writer, whoever wrote the others: what a tuned model
    writes for ideas that the base model wrote for is what its second round of labels is about.
    """
    name = stored_name(writer.name)
    n, by = more or task.n_candidates, name if more else None
    known, every = store.candidates(task), store.candidates(task, every_version=True)
    short = [idea for idea in ideas if _count(known.get(idea.id, ()), by) < n]
    titles = titled = without = 0
    incomplete: dict[str, str] = {}
    yield CandidateProgress(0, len(short), 0, {})
    start, at_once = 0, IDEAS_AT_ONCE
    while start < len(short):
        began = clock()
        aside = set(store.aside_ids())  # some may have been, while others got their titles
        batch = [idea for idea in short[start : start + at_once] if idea.id not in aside]
        had = {idea.id: _count(known.get(idea.id, ()), by) for idea in batch}
        taken = {idea.id: [candidate.title for candidate in every.get(idea.id, ())] for idea in batch}
        new, reasons = _write_batch(writer, task, batch, n, had, taken, seed, temperature)
        kept = _store_batch(store, task, batch, n, by, new, name)
        titles += sum(kept.values())
        titled += sum(count > 0 for count in kept.values())
        without += sum(not had[idea.id] + kept[idea.id] for idea in batch if idea.text in reasons)
        incomplete.update(reasons)
        start = min(start + at_once, len(short))
        if clock() - began < QUICK:
            at_once = min(2 * at_once, MOST_AT_ONCE)
        elif clock() - began > SLOW:
            at_once = max(at_once // 2, 1)
        yield CandidateProgress(start, len(short), titles, dict(incomplete), titled, without)


@dataclass(frozen=True)
class AddedTitles:
    """How many titles and pairs are new; `left_out` are titles outside the limits or there already. The idea
    was set aside if it is `brought_back`.
    """

    titles: int
    pairs: int
    left_out: int
    brought_back: bool = False


def add_titles(
    store: Store, task: Task, text: str, by_writer: Sequence[tuple[str, Sequence[str]]], now: datetime
) -> AddedTitles:
    """Make titles that are there already candidates of an idea, each marked with its writer. One that differs
    from a known idea in case or punctuation only is that one, or both sides of the split would have it; one
    that is set aside comes back.
    """
    with store.transaction():
        known = {comparison_key(idea.text): idea for idea in store.every_idea(task)}
        idea = known.get(comparison_key(text)) or Idea.of(task.name, text)
        store.add_ideas([idea])
        back = store.bring_back([idea.id], now)
        before = store.count_pairs()
        kept = sum(
            _store_titles(store, task, idea, titles, stored_name(writer)) for writer, titles in by_writer
        )
        given = sum(len(titles) for _, titles in by_writer)
        return AddedTitles(kept, store.count_pairs() - before, given - kept, bool(back))


def _count(candidates: Sequence[Candidate], writer: str | None) -> int:
    """How many there are, of this writer or of all."""
    return sum(writer in (None, candidate.writer) for candidate in candidates)


def _store_batch(
    store: Store,
    task: Task,
    ideas: Sequence[Idea],
    n: int,
    by: str | None,
    new: dict[str, list[str]],
    writer: str,
) -> dict[str, int]:
    """How many titles were kept by idea id: another process may have written some for the same ideas
    meanwhile.
    """
    kept = {}
    with store.transaction():
        known = store.candidates(task, [idea.id for idea in ideas])
        for idea in ideas:
            missing = max(0, n - _count(known.get(idea.id, ()), by))
            kept[idea.id] = _store_titles(store, task, idea, new[idea.id], writer, missing)
    return kept


def _store_titles(
    store: Store, task: Task, idea: Idea, titles: Sequence[str], writer: str, most: int | None = None
) -> int:
    """Store those that are new and within the limits, at most so many, and their pairs; how many."""
    known = store.candidates(task, [idea.id]).get(idea.id, [])
    every = store.candidates(task, [idea.id], every_version=True).get(idea.id, [])
    fresh = distinct_titles(titles, task, [candidate.title for candidate in every])[:most]
    kept = store.add_candidates(Candidate.of(idea.id, title, writer, task.version) for title in fresh)
    had = [candidate.title for candidate in known]
    store.add_pairs(Pair.all_of(idea, [*had, *fresh], task.version))
    return kept


def _write_batch(
    writer: TitleWriter,
    task: Task,
    ideas: Sequence[Idea],
    n: int,
    had: dict[str, int],
    taken: dict[str, list[str]],
    seed: int,
    temperature: float,
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """New titles by idea id, and by idea text why an idea stays short of `n` titles.

    Titles with a mangled word are taken only where there are too few others.
    """
    vocabulary = title_words() if root_model(writer.name) == EMBEDDED else None
    new: dict[str, list[str]] = {idea.id: [] for idea in ideas}
    spare: dict[str, list[str]] = {idea.id: [] for idea in ideas}
    declined = {idea.text: reason for idea in ideas if (reason := writer.declines(idea.text))}
    for turn in range(ROUNDS):
        asked = [idea for idea in ideas if idea.text not in declined and had[idea.id] + len(new[idea.id]) < n]
        if not asked:
            break
        texts = [idea.text for idea in asked]
        warmer = min(temperature + turn * WARMING, HIGHEST_TEMPERATURE)
        try:
            answers = writer.write_titles(task, texts, n, seed + turn * 1_000_003, warmer)
        except NoTitles as error:
            if isinstance(error, Refused) and turn == 0 and len(asked) > 1:
                raise  # what is wrong is no idea's fault
            declined |= dict.fromkeys(texts, str(error))
            break
        for idea, completions in zip(asked, answers, strict=True):
            missing = n - had[idea.id] - len(new[idea.id])
            kept = distinct_titles(completions, task, [*taken[idea.id], *new[idea.id]])
            sound = [title for title in kept if is_well_formed(idea.text, title, vocabulary)]
            new[idea.id] += sound[:missing]
            spare[idea.id] += [title for title in kept if title not in sound]
    reasons = dict(declined)
    for idea in ideas:
        missing = n - had[idea.id] - len(new[idea.id])
        new[idea.id] += distinct_titles(spare[idea.id], task, [*taken[idea.id], *new[idea.id]])[:missing]
        count = had[idea.id] + len(new[idea.id])
        if idea.text not in declined and count < n:
            reasons[idea.text] = f"the model wrote only {count} of {n} different titles in {ROUNDS} tries"
    return new, reasons
