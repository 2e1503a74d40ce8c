"""The words on an annotator travel: who is excluded, and whose answers are erased."""

import pytest

from hub.instance import REPO, Clock, Instance, Start, ids_on, rows_on
from hub.local_hub import LocalHub
from pipeline.hub.client import HubError
from pipeline.schema import EventKind, Source


def test_the_words_on_an_annotator_stand_in_the_order_they_were_said(
    first: Instance, start: Start, clock: Clock
) -> None:
    first.keeper.sync_now()
    second = start("second")
    second.keeper.sync_now()
    second.tell("exclude", EventKind.EXCLUDE, "ann")
    clock.pass_by(10)
    first.vote("1")
    first.tell("include", EventKind.INCLUDE, "ann")
    second.keeper.sync_now()
    first.keeper.sync_now()  # hears of the exclusion after its own later word
    second.keeper.sync_now()
    assert len(first.store.labels()) == len(second.store.labels()) == 1


def test_an_erasure_takes_the_rows_off_the_hub_and_out_of_its_history(
    hub: LocalHub, first: Instance, start: Start, clock: Clock
) -> None:
    first.vote("1", "2")
    first.vote("3", annotator="bob", pair=2)
    first.keeper.sync_now()
    second = start("second")
    second.keeper.sync_now()
    second.vote("4", annotator="bob", pair=3)
    second.keeper.sync_now()
    clock.pass_by(60)
    first.tell("5", EventKind.ERASE, "bob")
    asked = len(hub.asked("GET .*/resolve/.*/events/"))
    first.keeper.sync_now()
    assert len(hub.asked("GET .*/resolve/.*/events/")) - asked == 2  # both files, each once
    assert sorted(ids_on(hub)) == ["1", "2", "5"]
    assert all(
        b'"annotator": "bob"' not in blob.data
        for commit in hub.repo(REPO).commits.values()
        for blob in commit.tree.values()
    )
    assert [row["rows"] for row in rows_on(hub) if row["event_id"] in "12"] == [2, 2]
    second.keeper.sync_now()
    fresh = start("fresh")
    fresh.keeper.sync_now()
    assert first.events() == second.events() == fresh.events() == {"1", "2", "5"}
    assert fresh.keeper.status().problems == []


def test_rows_of_an_erased_annotator_that_come_late_stay_away(
    hub: LocalHub, first: Instance, start: Start, clock: Clock
) -> None:
    """An instance that was away sends what it had before it hears of the erasure."""
    first.keeper.sync_now()
    second = start("second")
    second.keeper.sync_now()
    second.vote("1", annotator="bob")
    clock.pass_by(60)
    first.tell("2", EventKind.ERASE, "bob")
    first.keeper.sync_now()
    second.sync.send()
    assert sorted(ids_on(hub)) == ["1", "2"]
    first.keeper.sync_now()
    assert ids_on(hub) == ["2"]
    second.keeper.sync_now()
    assert first.events() == second.events() == {"2"}


def test_an_erasure_before_the_first_sending_sends_nothing_of_the_annotator(
    hub: LocalHub, first: Instance, clock: Clock
) -> None:
    first.vote("1", annotator="bob")
    first.vote("2", pair=1)
    hub.fault("/commit/", status=500)
    with pytest.raises(HubError, match="500"):
        first.keeper.sync_now()
    clock.pass_by(60)
    first.tell("3", EventKind.ERASE, "bob")
    first.keeper.sync_now()
    assert [(row["event_id"], row["annotator"]) for row in rows_on(hub)] == [("2", "ann"), ("3", "owner")]


def test_example_labels_can_be_given_again_after_they_were_removed(
    hub: LocalHub, first: Instance, start: Start, clock: Clock
) -> None:
    first.vote("1", "2", annotator="sim", source=Source.SIMULATED)
    first.keeper.sync_now()
    clock.pass_by(60)
    first.tell("3", EventKind.ERASE, "sim")
    first.keeper.sync_now()
    assert ids_on(hub) == ["3"]
    assert len(hub.repo(REPO).history()) > 1  # nobody's history has to be forgotten
    clock.pass_by(60)
    first.vote("1", "2", annotator="sim", source=Source.SIMULATED)
    first.keeper.sync_now()
    fresh = start("fresh")
    fresh.keeper.sync_now()
    assert first.events() == fresh.events() == {"1", "2", "3"}
    assert len(fresh.store.labels()) == 2
