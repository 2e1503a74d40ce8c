from datetime import UTC, datetime

import pytest

from pipeline import ideas
from pipeline.schema import Task
from pipeline.store import Store
from scripted import ScriptedWriter

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_adding_twice_adds_once(store: Store, task: Task) -> None:
    first = ideas.add_ideas(store, task, ["bake bread", "fix a bike"], "typed", NOW)
    again = ideas.add_ideas(store, task, ["Bake  bread!", "write a song", "Write a song."], "typed", NOW)
    assert [idea.text for idea in first.added] == ["bake bread", "fix a bike"]
    assert (again.duplicates, again.repeated) == (("Bake bread!",), ("Write a song.",))
    assert [idea.text for idea in store.ideas(task)] == ["bake bread", "fix a bike", "write a song"]


def test_near_duplicates_are_added_and_reported(store: Store, task: Task) -> None:
    report = ideas.add_ideas(
        store,
        task,
        [
            "baking sourdough bread",
            "bread, baking of sourdough",
            "how I saved money every month last year",
            "how I saved some money every month last year",
            "how I saved some money every week",
        ],
        "typed",
        NOW,
    )
    assert [(near.idea, near.earlier) for near in report.near_duplicates] == [
        ("bread, baking of sourdough", "baking sourdough bread"),
        ("how I saved some money every month last year", "how I saved money every month last year"),
    ]
    assert len(report.added) == 5


def test_refused_rows_are_numbered(store: Store, task: Task) -> None:
    report = ideas.add_ideas(store, task, ["fine", "", "x" * 301, "bad\x07bell"], "file", NOW)
    assert [refusal.row for refusal in report.refused] == [2, 3, 4]
    assert len(store.ideas(task)) == 1


def test_texts_without_words_are_not_alike(store: Store, task: Task) -> None:
    assert not ideas.add_ideas(store, task, ["🎸", "🔥"], "typed", NOW).near_duplicates


def test_brainstorm_adds_what_is_new(store: Store, task: Task) -> None:
    ideas.add_ideas(store, task, ["bake rye bread"], "typed", NOW)
    writer = ScriptedWriter({}, proposals=["bake rye bread", "bake a pie", "bake a pie", "cook rice"])
    report = ideas.brainstorm(store, writer, task, "cooking", 4, seed=0, now=NOW)
    assert [idea.text for idea in report.added] == ["bake a pie", "cook rice"]
    assert {idea.origin for idea in report.added} == {"brainstorm"}


@pytest.mark.parametrize(("topic", "n"), [("", 5), ("cooking", 0), ("cooking", 201)])
def test_brainstorm_refuses_what_it_cannot_ask(store: Store, task: Task, topic: str, n: int) -> None:
    with pytest.raises(ValueError, match=r"cannot be"):
        ideas.brainstorm(store, ScriptedWriter({}), task, topic, n, seed=0, now=NOW)
