"""What goes out and comes in while the Hub answers, over real HTTP."""

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from hub.instance import REPO, Clock, Instance, Start, add_titles, event_files, ids_on, put, rows_on
from hub.local_hub import LocalHub
from pipeline.hub.client import HubError
from pipeline.hub.files import SCHEMA, encode
from pipeline.schema import ComparedTitle, Comparison, EventKind
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES


def test_labels_go_to_a_private_dataset_in_a_file_of_the_day(hub: LocalHub, first: Instance) -> None:
    first.vote("1", "2", "3")
    first.keeper.sync_now()
    assert hub.repo(REPO).private
    (path,) = event_files(hub)
    assert re.fullmatch(r"events/2026-03-01/120000-[0-9a-f]{12}-\d{5}\.jsonl", path)
    rows = rows_on(hub)
    assert [(row["event_id"], row["rows"], row["schema"]) for row in rows] == [(n, 3, SCHEMA) for n in "123"]
    status = first.keeper.status()
    assert (status.saved, status.on_hub, status.waiting, status.error) == (3, 3, 0, None)
    assert status.last_commit == first.clock()


def test_nothing_new_makes_no_commit_and_a_name_is_never_used_twice(
    hub: LocalHub, first: Instance, start: Start
) -> None:
    first.vote("1")
    assert first.keeper.sync_now().commits == 1
    assert first.keeper.sync_now().commits == 0
    first.vote("2")
    first.keeper.sync_now()
    first.store.close()
    again = start("first")
    again.vote("3")
    again.keeper.sync_now()
    assert len(event_files(hub)) == 3
    assert sorted(ids_on(hub)) == ["1", "2", "3"]
    first.store = again.store


def test_a_fresh_disk_rebuilds_the_whole_project(first: Instance, start: Start) -> None:
    titles = first.store.pairs()
    compared = ComparedTitle(titles[0].idea_id, titles[0].idea, "Base title", "Tuned title", None)
    comparison = Comparison("c" * 32, "embedded", "tuned", "run", 3, 0.7, first.clock(), (compared,))
    first.store.add_comparison(comparison, [])
    first.vote("1", "2")
    first.tell("3", EventKind.UNDO, "2")
    first.tell("4", EventKind.EXCLUDE, "bob")
    changed = replace(YOUTUBE_TITLES, examples=("A Title to Write Like, as the Owner Says",))
    first.store.choose_task(changed, first.clock())
    first.keeper.sync_now()
    fresh = start("fresh")
    received = fresh.keeper.sync_now().received
    assert (received.files, received.events) == (2, 4)
    assert fresh.store.current_task() == changed
    assert fresh.store.task_choices() == first.store.task_choices() == [(first.clock(), changed)]
    for read in ("ideas", "candidates"):
        assert getattr(fresh.store, read)(YOUTUBE_TITLES) == getattr(first.store, read)(YOUTUBE_TITLES)
    assert fresh.store.pairs() == first.store.pairs()
    assert fresh.store.comparisons() == [comparison]
    assert fresh.store.labels() == first.store.labels()
    assert fresh.events() == {"1", "2", "3", "4"}
    assert fresh.keeper.sync_now().commits == 0


def test_what_is_made_after_the_first_round_goes_with_the_next(
    hub: LocalHub, first: Instance, start: Start
) -> None:
    first.keeper.sync_now()
    add_titles(first.store, first=2)  # two ideas more, each with four titles and six pairs
    assert first.keeper.status().waiting_records == 2 + 8 + 12
    first.keeper.sync_now()
    fresh = start("fresh")
    fresh.keeper.sync_now()
    assert fresh.store.pairs() == first.store.pairs()
    assert len(fresh.store.ideas(YOUTUBE_TITLES)) == 4


def test_the_owners_settings_travel_and_the_latest_stand_everywhere(
    hub: LocalHub, first: Instance, start: Start, clock: Clock
) -> None:
    first.store.set_sharing(Sharing(paused=True), clock())
    first.keeper.sync_now()
    second = start("second")
    second.keeper.sync_now()
    assert second.store.sharing() == Sharing(paused=True)
    clock.pass_by(60)
    second.store.set_sharing(Sharing(repeat_share=0.2), clock())
    first.keeper.sync_now()
    second.keeper.sync_now()
    first.keeper.sync_now()
    assert first.store.sharing() == second.store.sharing() == Sharing(repeat_share=0.2)
    row = {"record": "sharing", "id": "x", "settings": '{"repeat_share": 7}'}
    put(hub, "records/2026-03-02/x-1.jsonl", encode([{**row, "chosen_at": "2027-01-01T00:00Z"}]))
    first.keeper.sync_now()
    assert first.store.sharing() == Sharing(repeat_share=0.2)
    assert "holds 1 rows that are none of ours" in first.keeper.status().problems[0]


def test_two_instances_on_one_repository_end_with_the_same_labels(
    hub: LocalHub, first: Instance, start: Start
) -> None:
    first.keeper.sync_now()
    second = start("second")
    second.keeper.sync_now()
    for n in range(3):
        first.vote(f"a{n}")
        second.vote(f"b{n}", annotator="bob")
        first.keeper.sync_now()
        second.keeper.sync_now()
    first.keeper.sync_now()
    both = {f"{who}{n}" for who in "ab" for n in range(3)}
    assert first.events() == second.events() == both
    assert sorted(ids_on(hub)) == sorted(both)


def test_a_copied_disk_overwrites_nothing(
    hub: LocalHub, first: Instance, start: Start, tmp_path: Path
) -> None:
    """Two replicas of one volume count their files from the same number."""
    first.vote("1")
    first.keeper.sync_now()
    (tmp_path / "copy").mkdir()
    with sqlite3.connect(tmp_path / "copy" / "title-tuner.db") as copy:
        sqlite3.connect(tmp_path / "first" / "title-tuner.db").backup(copy)
    second = start("copy")
    first.vote("2")
    second.vote("3", annotator="bob")
    first.keeper.sync_now()
    second.keeper.sync_now()
    assert sorted(ids_on(hub)) == ["1", "2", "3"]


def test_many_labels_go_in_few_commits(hub: LocalHub, first: Instance) -> None:
    first.vote(*(f"{n}" for n in range(4500)))
    assert first.keeper.sync_now().commits == 1
    assert sorted(path[-8:-6] for path in event_files(hub)) == ["01", "02", "03"]
    assert len(set(ids_on(hub))) == 4500


def test_the_hour_has_at_most_thirty_commits_however_many_labels(
    hub: LocalHub, first: Instance, clock: Clock
) -> None:
    """A label a second, looked at every tenth, and an owner who presses the button every minute."""
    first.keeper.run_due()
    before = len(hub.repo(REPO).history())
    refused = 0
    for n in range(0, 3500, 10):
        first.vote(*(f"{each}" for each in range(n, n + 10)))
        clock.pass_by(10)
        first.keeper.run_due()
        if n % 60 == 0:
            try:
                first.keeper.sync_now()
            except HubError as error:
                refused += "commits went to the Hub within an hour" in str(error)
    assert len(hub.repo(REPO).history()) - before == 30 - 1
    assert refused > 10
    clock.pass_by(3600)
    first.keeper.sync_now()
    assert sorted(ids_on(hub), key=int) == [f"{n}" for n in range(3500)]


def test_a_public_repository_is_refused_unless_told_otherwise(
    hub: LocalHub, api: HfApi, start: Start
) -> None:
    api.create_repo(REPO, repo_type="dataset", private=False)
    instance = start()
    add_titles(instance.store)
    instance.vote("1")
    with pytest.raises(HubError, match="is public, so no label goes there"):
        instance.keeper.sync_now()
    assert event_files(hub) == []
    assert "LABELS_REPO_PUBLIC=yes" in (instance.keeper.status().error or "")
    allowed = start("other", public=True)
    allowed.keeper.sync_now()
    instance.store.close()
    told = start("disk", public=True)
    told.keeper.sync_now()
    assert ids_on(hub) == ["1"]


def test_a_repository_that_becomes_public_gets_nothing_more(hub: LocalHub, first: Instance) -> None:
    first.vote("1")
    first.keeper.sync_now()
    hub.repo(REPO).private = False
    first.vote("2")
    with pytest.raises(HubError, match="public"):
        first.keeper.sync_now()
    assert ids_on(hub) == ["1"]


def test_labels_from_before_the_token_was_set_go_too(hub: LocalHub, tmp_path: Path, start: Start) -> None:
    store = Store(tmp_path / "disk" / "title-tuner.db")
    add_titles(store)
    store.close()
    instance = start()
    instance.vote("1")
    instance.keeper.sync_now()
    assert ids_on(hub) == ["1"]
    assert len(rows_on(hub, "records/")) == 1 + 2 + 8 + 12
