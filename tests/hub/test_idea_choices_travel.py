"""Which ideas are set aside travels as everything else does, and the latest word stands everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.instance import Clock, Instance, add_titles, put, rows_on, start_instance
from hub.local_hub import LocalHub
from pipeline.hub.files import encode
from pipeline.schema import IdeaChoice
from pipeline.tasks import YOUTUBE_TITLES as TASK

BY_HAND = "records/2026-03-02/x-1.jsonl"


@pytest.fixture
def two(hub: LocalHub, tmp_path: Path, clock: Clock) -> Iterator[tuple[Instance, Instance]]:
    """Two instances on one repository, with two ideas of six pairs."""
    first = start_instance(hub, tmp_path / "first", clock, seed=1)
    add_titles(first.store)
    first.keeper.sync_now()
    second = start_instance(hub, tmp_path / "second", clock, seed=2)
    second.keeper.sync_now()
    yield first, second
    first.store.close()
    second.store.close()


def test_what_is_set_aside_is_so_on_another_instance_and_comes_back_there(
    two: tuple[Instance, Instance], clock: Clock
) -> None:
    first, second = two
    first.vote("1", pair=0)
    idea, other = first.store.ideas(TASK)
    assert first.store.set_aside([idea.id], True, clock()) == [idea.id]
    assert first.keeper.status().waiting_records == 1
    first.keeper.sync_now()
    second.keeper.sync_now()
    assert (second.store.ideas(TASK), second.store.ideas_aside(TASK)) == ([other], [idea])
    assert second.store.count_pairs() == 6 and second.store.labels() == []
    assert len(second.store.labels(every_idea=True)) == 1
    clock.pass_by(60)
    second.store.set_aside([idea.id], False, clock())
    second.keeper.sync_now()
    first.keeper.sync_now()
    assert first.store.ideas(TASK) == [idea, other] and first.store.count_pairs() == 12
    assert len(first.store.labels()) == 1
    assert second.keeper.sync_now().commits == 0


def test_what_was_undone_is_so_on_another_instance(
    two: tuple[Instance, Instance], hub: LocalHub, clock: Clock
) -> None:
    first, second = two
    idea, other = first.store.ideas(TASK)
    first.store.set_aside([idea.id], True, clock(), undone=True)
    first.store.set_aside([other.id], True, clock())
    first.keeper.sync_now()
    second.keeper.sync_now()
    assert (second.store.ideas(TASK), second.store.ideas_aside(TASK)) == ([], [other])
    words = [row for row in rows_on(hub, "records/") if row["record"] == "idea_choice"]
    assert {row["idea_id"]: row["undone"] for row in words} == {idea.id: 1, other.id: 0}


def test_a_word_of_an_older_app_sets_aside(
    two: tuple[Instance, Instance], hub: LocalHub, clock: Clock
) -> None:
    first, _ = two
    idea = first.store.ideas(TASK)[0]
    row = {"record": "idea_choice", **vars(IdeaChoice.of(idea.id, True, clock()))}
    del row["undone"]
    put(hub, BY_HAND, encode([row]))
    first.keeper.sync_now()
    assert first.store.ideas_aside(TASK) == [idea]


def test_the_latest_of_two_words_stands_on_both_sides(two: tuple[Instance, Instance], clock: Clock) -> None:
    first, second = two
    idea = first.store.ideas(TASK)[0]
    for each in two:
        each.store.set_aside([idea.id], True, clock())
    clock.pass_by(60)
    second.store.set_aside([idea.id], False, clock())
    for each in (second, first, second):
        each.keeper.sync_now()
    assert not first.store.is_aside(idea.id) and not second.store.is_aside(idea.id)


def test_a_fresh_disk_has_the_same_ideas_set_aside(
    two: tuple[Instance, Instance], hub: LocalHub, tmp_path: Path, clock: Clock
) -> None:
    first, _ = two
    idea = first.store.ideas(TASK)[0]
    first.store.set_aside([idea.id], True, clock())
    first.vote("1", pair=0)
    first.keeper.sync_now()
    fresh = start_instance(hub, tmp_path / "fresh", clock, seed=3)
    fresh.keeper.sync_now()
    assert fresh.store.ideas_aside(TASK) == [idea]
    assert fresh.store.asked_pairs() == first.store.asked_pairs()
    assert fresh.store.labels(every_idea=True) == first.store.labels(every_idea=True) != []
    assert fresh.keeper.sync_now().commits == 0
    fresh.store.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"aside": "no"},
        {"aside": 2},
        {"undone": "no"},
        {"aside": 0, "undone": 1},
        {"chosen_at": "2026-03-01T12:00"},
    ],
)
def test_a_row_that_is_no_word_changes_nothing(
    two: tuple[Instance, Instance], hub: LocalHub, clock: Clock, wrong: dict[str, object]
) -> None:
    first, _ = two
    idea = first.store.ideas(TASK)[0]
    choice = IdeaChoice.of(idea.id, True, clock())
    put(hub, BY_HAND, encode([{"record": "idea_choice", **vars(choice), "aside": 1, **wrong}]))
    first.keeper.sync_now()
    assert not first.store.is_aside(idea.id)
    assert "holds 1 rows that are none of ours" in first.keeper.status().problems[0]


def test_a_word_says_which_idea_and_when(two: tuple[Instance, Instance], hub: LocalHub, clock: Clock) -> None:
    first, _ = two
    idea = first.store.ideas(TASK)[0]
    first.store.set_aside([idea.id], True, clock())
    first.keeper.sync_now()
    (row,) = (row for row in rows_on(hub, "records/") if row["record"] == "idea_choice")
    assert (row["idea_id"], row["aside"], row["chosen_at"]) == (idea.id, 1, clock().isoformat())
