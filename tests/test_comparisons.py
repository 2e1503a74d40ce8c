from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline import comparisons
from pipeline.comparisons import comparison_result, make_comparison, titles_for
from pipeline.labels import simulated_votes
from pipeline.prompts import title_completion
from pipeline.schema import Choice, Idea, LabelEvent, Message, Source, Task
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from scripted import ScriptedWriter


def ideas_of(task: Task, *texts: str) -> list[Idea]:
    return [Idea.of(task.name, text) for text in texts]


def test_a_comparison_is_stored_whole_and_judged_apart(store: Store, task: Task, now: datetime) -> None:
    ideas = ideas_of(task, "one", "做饭")
    base = ScriptedWriter({"one": ["Plain", "Same"]}, refused={"做饭": "English only"})
    tuned = ScriptedWriter({"one": ['"Why?"', "Same"]}, name="tuned")
    *_, last = make_comparison(store, task, base, tuned, ideas, 2, "run", 0, 0.8, now)
    assert last.comparison is not None
    assert store.comparisons() == [last.comparison]
    assert [
        (title.base_title, title.tuned_title, title.pair_id is None) for title in last.comparison.titles
    ] == [
        ("Plain", "Why?", False),
        ("Same", "Same", True),
    ]
    assert last.skipped == {"做饭": "English only"}
    judge = SimulatedAnnotator(seed=0, noise=0.0)
    store.append_events(simulated_votes(store.pairs(last.comparison.id), judge, now))
    simulated = comparison_result(store, last.comparison, simulated=True)
    people = comparison_result(store, last.comparison)
    assert (simulated.summary.wins, simulated.summary.ties, simulated.pending) == (1, 1, 0)
    assert (people.summary.wins, people.pending) == (0, 1)
    assert store.pairs() == []  # nothing of it can be labelled as a preference


def test_a_title_that_a_model_does_not_finish_counts_against_it(
    store: Store, task: Task, now: datetime
) -> None:
    base = ScriptedWriter({"one": ["A", "B"], "two": ["C", "D"]})
    tuned = ScriptedWriter({"one": ["E"], "two": ["", "F"]}, name="tuned")
    *_, last = make_comparison(store, task, base, tuned, ideas_of(task, "one", "two"), 2, None, 0, 0.8, now)
    assert last.empty == {"base": 0, "tuned": 2}
    assert last.comparison is not None
    result = comparison_result(store, last.comparison)
    assert (result.summary.losses, result.pending) == (2, 2)


def test_the_same_two_titles_are_one_pair_whichever_model_wrote_which(
    store: Store, task: Task, now: datetime
) -> None:
    base = ScriptedWriter({"one": ["A", "A", "B", "C"]})
    tuned = ScriptedWriter({"one": ["B", "B", "A", "C"]}, name="tuned")
    *_, last = make_comparison(store, task, base, tuned, ideas_of(task, "one"), 4, None, 0, 0.8, now)
    assert last.comparison is not None
    assert [(row.base_title, row.tuned_title) for row in last.comparison.titles] == [("A", "B"), ("C", "C")]
    assert (last.repeated, store.count_pairs(last.comparison.id)) == (2, 1)


def test_titles_that_differ_in_capital_letters_only_tie_without_a_vote(
    store: Store, task: Task, now: datetime
) -> None:
    base = ScriptedWriter({"one": ["Why Bees Dance", "Bees: a Year", "C Explained"]})
    tuned = ScriptedWriter({"one": ["Why bees dance", "Bees: A Year", "C++ Explained"]}, name="tuned")
    *_, last = make_comparison(store, task, base, tuned, ideas_of(task, "one"), 3, None, 0, 0.8, now)
    assert last.comparison is not None
    assert [pair.titles for pair in store.pairs(last.comparison.id)] in (
        [("C Explained", "C++ Explained")],
        [("C++ Explained", "C Explained")],
    )
    result = comparison_result(store, last.comparison)
    assert (result.summary.ties, result.pending) == (2, 1)


def test_one_model_writes_everything_before_the_other_begins(store: Store, task: Task, now: datetime) -> None:
    texts = [f"idea {n}" for n in range(25)]
    asked: list[str] = []

    class Noted(ScriptedWriter):
        def write_titles(
            self, task: Task, ideas: list[str], n: int, seed: int, temperature: float
        ) -> list[list[str]]:
            asked.append(self.name)
            return [[f"{self.name} {idea}"] for idea in ideas]

    writers = Noted({}, name="base"), Noted({}, name="tuned")
    steps = list(make_comparison(store, task, *writers, ideas_of(task, *texts), 1, None, 0, 0.8, now))
    assert asked == ["base"] * 3 + ["tuned"] * 3
    assert [(step.stage, step.done) for step in steps] == [
        *(("base", done) for done in (0, 10, 20, 25)),
        *(("tuned", done) for done in (0, 10, 20, 25, 25)),
    ]
    assert {step.total for step in steps} == {25}


def test_a_cut_comparison_has_most_ideas(store: Store, task: Task, now: datetime) -> None:
    base = ScriptedWriter({"one": ["A", "B"], "two": ["C", "D"]})
    tuned = ScriptedWriter({"one": ["E", "F"], "two": ["G", "H"]}, name="tuned")
    ideas = ideas_of(task, "one", "two")
    *_, last = make_comparison(store, task, base, tuned, ideas, 2, None, 0, 0.8, now, pairs_wanted=3)
    assert last.comparison is not None
    assert [row.base_title for row in last.comparison.titles] == ["A", "C", "B"]
    assert store.count_pairs(last.comparison.id) == 3


def test_how_far_the_tuned_model_moved_is_measured_on_its_own_titles(
    store: Store, task: Task, now: datetime
) -> None:
    measured: list[str] = []

    def measure(model: str, conversations: list[list[Message]]) -> list[float]:
        assert [each[-1:] for each in conversations] == [title_completion("Tuned One")]
        measured.append(model)
        return [-10.0 if model == "tuned" else -12.5]

    base = ScriptedWriter({"one": ["Base One"], "two": ["Base Two"]}, name="base")
    tuned = ScriptedWriter({"one": ["Tuned One"], "two": []}, name="tuned")
    ideas = ideas_of(task, "one", "two")
    list(make_comparison(store, task, base, tuned, ideas, 1, None, 0, 0.8, now, measure=measure))
    assert measured == ["tuned", "base"]
    (stored,) = store.comparisons()
    assert [row.kl for row in stored.titles] == [2.5, None]
    assert comparisons.health_of_both(task, stored, [])["tuned"].kl == 2.5


def test_judging_ends_when_the_design_says_so(store: Store, task: Task, now: datetime) -> None:
    texts = [f"idea {n}" for n in range(14)]
    base = ScriptedWriter({text: [f"A plain title about {text}"] for text in texts})
    tuned = ScriptedWriter({text: [f"Is {text} better?"] for text in texts}, name="tuned")
    *_, last = make_comparison(
        store, task, base, tuned, ideas_of(task, *texts), 1, None, 0, 0.8, now, "sequential"
    )
    assert last.comparison is not None
    votes: list[LabelEvent] = [
        replace(event, source=Source.PERSON, event_id=f"p{n}", annotator="ann")
        for n, event in enumerate(
            simulated_votes(store.pairs(last.comparison.id), SimulatedAnnotator(0, 0.0), now)
        )
    ]
    store.append_events(votes[:11])
    before = comparisons.count_judging(store, last.comparison.id)
    assert (before.judged, before.total, before.over) == (11, 14, False)
    store.append_events(votes[11:12])
    store.append_events([replace(votes[12], annotator="bob", created_at=now + timedelta(seconds=1))])
    ended = comparisons.count_judging(store, last.comparison.id)
    assert (ended.judged, ended.total, ended.over) == (12, 14, True)  # 12 wins of 12
    assert (ended.counted, ended.late) == ({"ann": 12}, {"bob": 1})
    assert comparisons.comparison_result(store, last.comparison).late == 1
    assert not comparisons.count_judging(store, "unknown").over


def test_a_plan_asks_for_as_many_titles_as_its_pairs_need() -> None:
    assert [titles_for(50, n, "fixed") for n in (60, 50, 49, 25, 2, 0)] == [1, 1, 2, 2, 20, 1]
    assert titles_for(50, 10, "sequential") == 1


def test_what_cannot_be_compared_is_said(store: Store, task: Task, now: datetime) -> None:
    mute = ScriptedWriter({"one": []})
    ideas = ideas_of(task, "one")
    with pytest.raises(ValueError, match="not trained on"):
        next(make_comparison(store, task, mute, mute, [], 5, None, 0, 0.8, now))
    with pytest.raises(ValueError, match="one title for each idea"):
        next(make_comparison(store, task, mute, mute, ideas, 2, None, 0, 0.8, now, "sequential"))
    with pytest.raises(ValueError, match="wrote none"):
        list(make_comparison(store, task, mute, mute, ideas, 1, None, 0, 0.8, now))
    shy = ScriptedWriter({}, refused={"one": "not today"})
    with pytest.raises(ValueError, match="not today"):
        list(make_comparison(store, task, shy, mute, ideas, 1, None, 0, 0.8, now))


def test_the_count_of_verdicts_follows_what_is_there_after_a_restore_too(
    store: Store, task: Task, now: datetime, tmp_path: Path
) -> None:
    base = ScriptedWriter({"one": ["A plain title about it"]})
    tuned = ScriptedWriter({"one": ["Is it better this way?"]}, name="tuned")
    *_, last = make_comparison(store, task, base, tuned, ideas_of(task, "one"), 1, None, 0, 0.8, now)
    assert last.comparison is not None
    chosen = last.comparison.id
    store.back_up(tmp_path / "before.db")
    (vote,) = simulated_votes(store.pairs(chosen), SimulatedAnnotator(0, noise=0.0), now)
    vote = replace(vote, source=Source.PERSON, annotator="ann")
    store.append_events([replace(vote, event_id="voted")])
    assert comparisons.count_judging(store, chosen).judged == 1
    store.restore(tmp_path / "before.db", now)
    assert comparisons.count_judging(store, chosen).judged == 0
    store.append_events([replace(vote, event_id="skipped", choice=Choice.SKIP)])
    assert comparisons.count_judging(store, chosen).judged == 0
