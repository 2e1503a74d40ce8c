"""The task changes: what is asked, written and learned from follows the version that counts."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline import labels, pairs
from pipeline.candidates import write_candidates
from pipeline.ideas import add_ideas
from pipeline.preferences import decided_pairs, derive_preferences
from pipeline.prompts import title_prompt
from pipeline.schema import Candidate, Idea, LabelledRow, Source, Task, TaskChoice
from pipeline.sharing import Sharing
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from scripted import ScriptedWriter

HEADLINES = replace(YOUTUBE_TITLES, prompt_template="A headline for {idea}.\n{guidance}", n_candidates=3)
PLAIN = Sharing(overlap_share=0.0, repeat_share=0.0, full_share=0.0)
LATER = timedelta(hours=1)


def add_titles(store: Store, task: Task, *titles: str) -> Idea:
    idea = Idea.of(task.name, "bake bread")
    store.add_ideas([idea])
    store.add_candidates(Candidate.of(idea.id, title, "w", task.version) for title in titles)
    pairs.add_all_pairs(store, task)
    return idea


def answer_all(store: Store, now: datetime, rng: random.Random) -> list[str]:
    """The versions of the pairs that one annotator is asked, in turn."""
    asked = []
    while lease := pairs.lease_next(store, "ann", now, rng, settings=PLAIN):
        asked.append(labels.cast_vote(store, lease.id, "left", None, now).task_version or "")
    return asked


def test_without_a_choice_the_default_counts(store: Store) -> None:
    assert store.current_task() == YOUTUBE_TITLES
    assert store.task_choices() == []


def test_the_latest_choice_stands_in_every_process_and_in_whatever_order_choices_come(
    store: Store, now: datetime
) -> None:
    store.choose_task(HEADLINES, now)
    other = Store(store.path)
    assert other.current_task() == HEADLINES
    other.close()
    store.add_task_choice(TaskChoice.of(YOUTUBE_TITLES.version, now - LATER))
    assert store.current_task() == HEADLINES
    third = replace(HEADLINES, examples=("One",))
    store.add_task_choice(TaskChoice.of(third.version, now + LATER))
    assert store.current_task() == HEADLINES  # the other one is not known yet
    store.add_task(third)
    assert store.current_task() == third
    assert [task for _, task in store.task_choices()] == [third, HEADLINES, YOUTUBE_TITLES]


def test_only_titles_of_the_version_that_counts_are_asked_about(store: Store, now: datetime) -> None:
    rng = random.Random(0)
    add_titles(store, YOUTUBE_TITLES, "one", "two")
    assert answer_all(store, now, rng) == [YOUTUBE_TITLES.version]
    store.choose_task(HEADLINES, now)
    assert store.count_pairs() == 0 and answer_all(store, now, rng) == []
    add_titles(store, HEADLINES, "three", "four")  # as many pairs as were settled before
    assert answer_all(store, now, rng) == [HEADLINES.version]
    store.choose_task(YOUTUBE_TITLES, now + LATER)
    assert store.count_pairs() == 1 and answer_all(store, now + LATER, rng) == []
    assert len(store.labels()) == 2


def test_labels_learn_from_one_version_unless_they_are_mixed(store: Store, now: datetime) -> None:
    add_titles(store, YOUTUBE_TITLES, "one", "why two?")
    annotator = SimulatedAnnotator(seed=0, noise=0.0)
    labels.simulate_labels(store, YOUTUBE_TITLES, annotator, now)
    store.choose_task(HEADLINES, now)
    add_titles(store, HEADLINES, "three", "four", "five")
    assert labels.simulate_labels(store, HEADLINES, annotator, now) == 3
    assert {label.source for label in store.labels()} == {Source.SIMULATED}
    own = derive_preferences(store, HEADLINES).train
    assert own and all(row.prompt == title_prompt(HEADLINES, "bake bread") for row in own)
    first, *rest = derive_preferences(store, HEADLINES, mix_versions=True).train
    assert (first.prompt, tuple(rest)) == (title_prompt(YOUTUBE_TITLES, "bake bread"), own)


def test_a_new_version_gets_titles_of_its_own_and_the_old_ones_stay(store: Store, now: datetime) -> None:
    titles = [f"The Long Enough Title of Number {n:02}" for n in range(8)]
    (idea,) = add_ideas(store, YOUTUBE_TITLES, ["one"], "typed", now).added
    for task, said in ((YOUTUBE_TITLES, titles[:5]), (HEADLINES, titles)):
        store.choose_task(task, now)
        now += LATER
        writer = ScriptedWriter({"one": list(said)})
        *_, last = write_candidates(store, writer, task, [idea], seed=0, temperature=0.8)
        assert last.incomplete == {}
    new = store.candidates(HEADLINES)[idea.id]
    assert [(one.title, one.task_version) for one in new] == [(t, HEADLINES.version) for t in titles[5:]]
    assert len(store.candidates(HEADLINES, every_version=True)[idea.id]) == 8
    assert store.count_candidates(YOUTUBE_TITLES) == {idea.id: 5}
    assert store.count_pairs() == 3 and len(store.pairs()) == 13


def test_what_is_exported_is_the_version_that_counts_and_comes_back_as_it_was(
    store: Store, now: datetime
) -> None:
    labels.import_labels(store, YOUTUBE_TITLES, [LabelledRow("bake bread", "one", "two", True)], now)
    store.choose_task(HEADLINES, now)
    assert decided_pairs(store, HEADLINES) == []
    labels.import_labels(store, HEADLINES, [LabelledRow("bake bread", "one", "two", False)], now)
    ((preference, row),) = decided_pairs(store, HEADLINES)
    assert preference.prompt == title_prompt(HEADLINES, "bake bread")
    assert {row.title_a, row.title_b} == {"one", "two"}
    assert (row.title_b if row.b_preferred else row.title_a) == "one"
    assert labels.import_labels(store, HEADLINES, [row], now).added == 0
