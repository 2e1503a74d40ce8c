"""An idea is set aside and brought back: nothing of it counts meanwhile, and nothing of it is lost."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline import cli_ideas, ideas, labels, pairs, preferences
from pipeline.beliefs import find_milestone
from pipeline.candidates import AddedTitles, add_titles, write_candidates
from pipeline.quality import measure_quality
from pipeline.schema import (
    Candidate,
    ComparedTitle,
    Comparison,
    Idea,
    IdeaChoice,
    LabelledRow,
    Lease,
    Pair,
    Task,
)
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.store.migrations import MIGRATIONS
from scripted import ScriptedWriter

PLAIN = Sharing(overlap_share=0.0, repeat_share=0.0, full_share=1.0)
LATER = timedelta(hours=1)
N_TITLES = 3


def add_idea(store: Store, task: Task, text: str) -> Idea:
    """With three titles, and so three pairs."""
    idea = Idea.of(task.name, text)
    store.add_ideas([idea])
    store.add_candidates(
        Candidate.of(idea.id, f"{text}, said in way number {n}", "w", task.version) for n in range(N_TITLES)
    )
    pairs.add_all_pairs(store, task)
    return idea


@pytest.fixture
def kept(store: Store, task: Task) -> Idea:
    return add_idea(store, task, "bake bread")


@pytest.fixture
def spam(store: Store, task: Task) -> Idea:
    return add_idea(store, task, "buy my pills")


@pytest.fixture
def held(store: Store, now: datetime, spam: Idea) -> Lease:
    """A pair of it that `ann` has before them."""
    lease = pairs.lease_next(store, "ann", now, random.Random(0), settings=PLAIN)
    assert lease and lease.pair.idea_id == spam.id
    return lease


def ask(store: Store, now: datetime) -> Iterator[str]:
    """The ideas that are asked about, each answered before the next."""
    while lease := pairs.lease_next(store, "ann", now, random.Random(), settings=PLAIN):
        yield lease.pair.idea_id
        labels.cast_vote(store, lease.id, "left", 900, now)


def look(store: Store, task: Task) -> dict[str, object]:
    """Everything that counts or is shown."""
    store.count_for(PLAIN)
    split = preferences.derive_preferences(store, task)
    return {
        "ideas": store.ideas(task),
        "count": store.count_ideas(task),
        "titles": store.count_candidates(task),
        "asked": store.asked_pairs(),
        "labels": store.labels(),
        "sources": store.count_sources(),
        "labels_of_all": store.count_all_labels(),
        "rows": {*(row.pair_id for row in split.train), *(row.pair_id for row in split.test)},
        "exported": preferences.decided_pairs(store, task),
        "followed": store.idea_counts(datetime.max),
        "progress": labels.progress(store, "new", datetime.max, settings=PLAIN),
        "quality": measure_quality(store),
    }


def test_nothing_of_an_idea_counts_until_it_is_back(
    store: Store, task: Task, now: datetime, kept: Idea
) -> None:
    assert len(list(ask(store, now))) == N_TITLES
    without = look(store, task)
    spam = add_idea(store, task, "buy my pills")
    rng = random.Random(0)
    for answer in ("left", "skip", "right"):
        lease = pairs.lease_next(store, "ann", now, rng, settings=PLAIN)
        assert lease and lease.pair.idea_id == spam.id
        labels.cast_vote(store, lease.id, answer, 900, now)
    before = look(store, task)
    assert before["labels_of_all"] == 5 and before["count"] == 2
    assert store.set_aside([spam.id, "unknown", spam.id], True, now) == [spam.id]
    assert look(store, task) == without
    assert store.ideas_aside(task) == [spam] and store.count_aside(task) == 1
    assert store.every_idea(task) == [kept, spam]
    assert len(store.labels(every_idea=True)) == 6
    assert store.set_aside([spam.id, kept.id], False, now) == [spam.id]
    assert look(store, task) == before


def test_other_versions_of_the_task_leave_it_out_too(
    store: Store, task: Task, now: datetime, kept: Idea, spam: Idea
) -> None:
    list(ask(store, now))
    store.set_aside([spam.id], True, now)
    other = replace(task, max_chars=60)
    store.choose_task(other, now)
    assert {pair.idea_id for pair in store.other_pairs()} == {kept.id}
    assert preferences.count_others(store, other) == (N_TITLES, 1)
    split = preferences.derive_preferences(store, other, mix_versions=True)
    assert {row.idea_id for row in (*split.train, *split.test)} == {kept.id}
    assert store.count_other_candidates(other) == N_TITLES
    assert store.count_pairs() == 0
    store.choose_task(task, now + LATER)
    assert store.count_pairs() == N_TITLES


def test_the_latest_word_stands_in_whatever_order_words_come_and_in_every_process(
    store: Store, task: Task, now: datetime, kept: Idea
) -> None:
    other = Store(store.path)
    store.add_idea_choice(IdeaChoice.of(kept.id, True, now))
    assert other.is_aside(kept.id) and other.ideas(task) == []
    store.add_idea_choice(IdeaChoice.of(kept.id, False, now - LATER))
    assert store.is_aside(kept.id)
    other.add_idea_choice(IdeaChoice.of(kept.id, False, now + LATER))
    other.add_idea_choice(IdeaChoice.of(kept.id, True, now))
    assert not store.is_aside(kept.id)
    other.close()


def test_a_word_may_come_before_its_idea(store: Store, task: Task, now: datetime) -> None:
    store.add_idea_choice(IdeaChoice.of(Idea.of(task.name, "buy my pills").id, True, now))
    spam = add_idea(store, task, "buy my pills")
    assert store.ideas_aside(task) == [spam] and store.asked_pairs() == []
    store.set_aside([spam.id], False, now)
    assert store.count_pairs() == N_TITLES


def test_a_clock_that_was_put_back_takes_no_word_back(store: Store, now: datetime, kept: Idea) -> None:
    store.set_aside([kept.id], True, now)
    assert store.set_aside([kept.id], False, now - LATER) == [kept.id]
    assert not store.is_aside(kept.id)


def test_an_answer_in_hand_is_kept_and_counts_when_the_idea_is_back(
    store: Store, now: datetime, spam: Idea, held: Lease, kept: Idea
) -> None:
    pairs.lease_ahead(store, held, now, random.Random(1), PLAIN)
    store.set_aside([spam.id], True, now)
    vote = labels.cast_vote(store, held.id, "left", 900, now)
    assert labels.cast_vote(store, held.id, "right", 900, now) == vote
    assert store.labels() == [] and store.event(vote.event_id) == vote
    assert store._rows("SELECT answered FROM assignments") == [(0,)]
    assert set(ask(store, now)) == {kept.id}
    store.set_aside([spam.id], False, now)
    assert [label.event_id for label in store.labels() if label.pair_id == held.pair.id] == [vote.event_id]
    assert list(ask(store, now)) == [spam.id] * (N_TITLES - 1)


def test_two_answers_of_one_annotator_to_one_pair_are_not_taken_late(
    store: Store, now: datetime, spam: Idea, held: Lease
) -> None:
    again = pairs.lease_pair(store, held.pair, "ann", now, random.Random(1))
    store.set_aside([spam.id], True, now)
    labels.cast_vote(store, held.id, "left", 900, now + LATER)
    with pytest.raises(ValueError, match="open too long"):
        labels.cast_vote(store, again.id, "right", 900, now + LATER)


def test_who_takes_their_last_answer_back_may_give_another_one(
    store: Store, now: datetime, spam: Idea, held: Lease
) -> None:
    rng = random.Random(1)
    labels.cast_vote(store, held.id, "left", 900, now)
    store.set_aside([spam.id], True, now)
    vote = labels.undo_last(store, "ann", now)
    assert vote
    back = pairs.lease_again(store, vote, now, rng)
    assert back and back.pair == held.pair
    labels.cast_vote(store, back.id, "right", 900, now)
    assert pairs.lease_next(store, "ann", now, rng, settings=PLAIN) is None
    assert len(store.labels(every_idea=True)) == 1


def test_no_pair_of_it_is_asked_again_in_secret(store: Store, now: datetime, spam: Idea, kept: Idea) -> None:
    repeating = replace(PLAIN, repeat_share=1.0, repeat_distance=1)
    rng = random.Random(0)
    for _ in range(2):
        lease = pairs.lease_next(store, "ann", now, rng, settings=PLAIN)
        assert lease and lease.pair.idea_id == spam.id
        labels.cast_vote(store, lease.id, "left", 900, now)
    store.set_aside([spam.id], True, now)
    for _ in range(N_TITLES):
        lease = pairs.lease_next(store, "ann", now, rng, settings=repeating)
        assert lease and lease.pair.idea_id == kept.id
        labels.cast_vote(store, lease.id, "left", 900, now)
        now += timedelta(seconds=1)


def test_how_steady_people_are_is_measured_without_it(store: Store, now: datetime, spam: Idea) -> None:
    rng = random.Random(0)
    for repeat_share in (0.0, 1.0):
        asked = replace(PLAIN, repeat_share=repeat_share, repeat_distance=1)
        for _ in range(2 if repeat_share == 0 else 1):
            lease = pairs.lease_next(store, "ann", now, rng, settings=asked)
            assert lease
            labels.cast_vote(store, lease.id, "left", 900, now)
    assert len(store.repeats()) == 1
    store.set_aside([spam.id], True, now)
    assert store.repeats() == [] and store.response_times() == []


def test_the_other_ideas_stay_on_their_sides(store: Store, task: Task, now: datetime) -> None:
    rows = [LabelledRow(f"idea {n} of some", "one", "two", True) for n in range(40)]
    labels.import_labels(store, task, rows, now)
    every = store.ideas(task)
    held_out = {row.idea_id for row in preferences.derive_preferences(store, task).test}
    gone = {idea.id for idea in every[::4]}
    store.set_aside(gone, True, now)
    split = preferences.derive_preferences(store, task)
    assert {row.idea_id for row in split.test} == held_out - gone
    assert {row.idea_id for row in split.train} == {idea.id for idea in every} - held_out - gone


def test_a_comparison_keeps_its_ideas(store: Store, task: Task, now: datetime, kept: Idea) -> None:
    pair = Pair.of(kept, ("base", "tuned"), task.version, "c")
    compared = ComparedTitle(kept.id, kept.text, "base", "tuned", pair.id)
    store.add_comparison(Comparison("c", "b", "t", None, 0, 0.7, now, (compared,)), [pair])
    store.set_aside([kept.id], True, now)
    lease = pairs.lease_next(store, "ann", now, random.Random(0), "c")
    assert lease and lease.pair == pair
    labels.cast_vote(store, lease.id, "left", 900, now)
    assert len(store.labels("c")) == store.count_judged("c") == 1


def test_what_is_believed_of_titles_is_learned_without_it(
    store: Store, task: Task, now: datetime, spam: Idea
) -> None:
    for n in range(16):
        add_idea(store, task, f"idea {n} of some")
    list(ask(store, now))
    until = store.last_event()
    before = find_milestone(store, until)
    assert before.votes == 50 and len(store.standing_votes(until, 100)) == 17 * N_TITLES
    store.set_aside([spam.id], True, now)
    votes = store.standing_votes(until, 100)
    assert len(votes) == 16 * N_TITLES and spam.id not in {vote.idea_id for vote in votes}
    assert find_milestone(store, until) != before  # so it is worked out anew


def test_no_titles_are_written_for_it_not_even_when_that_has_begun(
    store: Store, task: Task, now: datetime
) -> None:
    names = [f"idea {n} of some" for n in range(20)]
    titles = {name: [f"{name.capitalize()} and Thing Number {n}" for n in range(5)] for name in names}
    every = ideas.add_ideas(store, task, names, "typed", now).added
    writing = write_candidates(store, ScriptedWriter(titles), task, every, 0, 0.8)
    assert (next(writing).done, next(writing).done) == (0, 16)
    store.set_aside([every[-1].id], True, now)
    *_, last = writing
    assert (last.done, last.titles, last.incomplete) == (20, 19 * 5, {})
    assert every[-1].id not in store.candidates(task)


def test_what_is_added_again_comes_back_and_what_a_model_proposes_does_not(
    store: Store, task: Task, now: datetime, kept: Idea, spam: Idea
) -> None:
    store.set_aside([spam.id, kept.id], True, now)
    writer = ScriptedWriter({}, proposals=["Bake  bread!", "cook rice"])
    report = ideas.brainstorm(store, writer, task, "cooking", 2, 0, now)
    assert (report.left_aside, [idea.text for idea in report.added]) == (("Bake bread!",), ["cook rice"])
    assert store.is_aside(kept.id)
    report = ideas.add_ideas(store, task, ["Bake  bread!", "bake bread", "baking bread"], "typed", now)
    assert report.brought_back == (kept,) and report.repeated == ("bake bread",)
    assert [idea.text for idea in store.ideas(task)] == ["bake bread", "cook rice", "baking bread"]


def test_labels_and_titles_for_it_bring_it_back(
    store: Store, task: Task, now: datetime, kept: Idea, spam: Idea
) -> None:
    store.set_aside([spam.id, kept.id], True, now)
    row = LabelledRow("Bake bread!", "one", "two", True)
    assert labels.import_labels(store, task, [row], now).brought_back == 1
    assert store.ideas(task) == [kept] and len(store.labels()) == 1
    given = [("tuned", ["A Title That Is Long Enough to Be Kept"])]
    # With the three titles that were there it makes three pairs more, and those were asked before.
    assert add_titles(store, task, "Buy my pills", given, now) == AddedTitles(1, 3, 0, brought_back=True)
    assert store.ideas(task) == [kept, spam]
    store.set_aside([spam.id], True, now, undone=True)  # as if it had never been: nothing comes back
    again = [("tuned", ["Another Title That Is Long Enough to Be Kept"])]
    assert not add_titles(store, task, "Buy my pills", again, now).brought_back
    assert store.ideas(task) == [kept, spam]


def test_labels_imported_again_onto_it_are_known(store: Store, task: Task, now: datetime) -> None:
    row = LabelledRow("bake bread", "one", "two", True)
    labels.import_labels(store, task, [row], now)
    store.set_aside([store.ideas(task)[0].id], True, now)
    assert labels.count_new_labels(store, task, [row], now) == 0
    assert labels.count_new_labels(store, task, [replace(row, b_preferred=False)], now) == 1


def test_a_backup_holds_what_is_set_aside_and_as_it_was(
    store: Store, task: Task, now: datetime, kept: Idea, spam: Idea, tmp_path: Path
) -> None:
    list(ask(store, now))
    store.set_aside([spam.id], True, now)
    store.back_up(tmp_path / "snapshot.db")
    store.set_aside([spam.id], False, now + LATER)
    store.set_aside([kept.id], True, now + LATER)
    store.restore(tmp_path / "snapshot.db", now + LATER)
    assert (store.ideas(task), store.ideas_aside(task)) == ([kept], [spam])
    store.set_aside([spam.id], False, now)
    assert len(store.labels()) == 2 * N_TITLES


def test_a_database_of_before_gets_the_words(task: Task, now: datetime, tmp_path: Path) -> None:
    path, idea = tmp_path / "old.db", Idea.of(task.name, "bake bread")
    pair = Pair.of(idea, ("one", "two"), task.version)
    with closing(sqlite3.connect(path)) as old:
        old.executescript("".join(MIGRATIONS[:11]) + "PRAGMA user_version = 11;")
        old.execute("INSERT INTO ideas VALUES (1, ?, ?, ?, 'typed')", (idea.id, task.name, idea.text))
        values = (pair.id, "preference", None, task.version, idea.id, idea.text, *pair.titles)
        old.execute("INSERT INTO pairs VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        old.execute("INSERT INTO idea_counts VALUES (?, 1, 1, 0, NULL, NULL)", (idea.id,))
        old.commit()
    store = Store(path)
    assert store.count_pairs() == 1
    store.set_aside([idea.id], True, now)
    assert store.count_pairs() == 0 and list(ask(store, now)) == []
    store.set_aside([idea.id], False, now)
    assert list(ask(store, now)) == [idea.id]
    store.close()


def test_ideas_are_named_by_text_or_id(store: Store, task: Task, kept: Idea, spam: Idea) -> None:
    known = store.every_idea(task)
    assert cli_ideas.find_ideas(known, ["Buy my pills!", kept.id]) == [spam, kept]
    with pytest.raises(ValueError, match="There is no idea 'bees'"):
        cli_ideas.find_ideas(known, ["bake bread", "bees"])
