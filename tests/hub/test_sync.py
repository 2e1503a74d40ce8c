"""What goes out and comes in while the Hub answers, over real HTTP."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi

from hub.instance import REPO, Clock, Instance, add_titles, ids_on, rows_on, start_instance
from hub.local_hub import OWNER, LocalHub
from pipeline.hub.client import HubError
from pipeline.hub.files import SCHEMA, encode
from pipeline.schema import ComparedTitle, Comparison, EventKind, Source
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES

Start = Callable[..., Instance]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(hub: LocalHub, tmp_path: Path, clock: Clock) -> Iterator[Start]:
    """Starts an instance on the disk of this name: a name used again is a restart, a new one a fresh disk."""
    started: list[Instance] = []

    def start(disk: str = "disk", **options: object) -> Instance:
        made = start_instance(hub, tmp_path / disk, clock, seed=len(started), **options)
        started.append(made)
        return made

    yield start
    for instance in started:
        instance.store.close()


@pytest.fixture
def first(start: Start) -> Instance:
    """An instance with titles, and twelve pairs."""
    instance = start("first")
    add_titles(instance.store)
    return instance


def put(hub: LocalHub, path: str, content: bytes) -> None:
    api = HfApi(endpoint=hub.url, token=OWNER)
    api.create_commit(
        REPO, [CommitOperationAdd(path, content)], commit_message="by hand", repo_type="dataset"
    )


def event_files(hub: LocalHub) -> list[str]:
    return [path for path in hub.repo(REPO).files() if path.startswith("events/")]


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


def test_a_truncated_file_gives_its_whole_rows_and_says_so(
    hub: LocalHub, first: Instance, start: Start
) -> None:
    first.vote("1", "2", "3")
    first.keeper.sync_now()
    first.vote("4")
    first.keeper.sync_now()
    cut = min(event_files(hub))
    content = hub.repo(REPO).files()[cut]
    put(hub, cut, content[:-40])
    fresh = start("fresh")
    fresh.keeper.sync_now()
    assert fresh.events() == {"1", "2", "4"}
    assert fresh.keeper.status().problems == [
        f"{cut} was cut short: 2 of 3 rows could be read; the others wait for a whole copy of it"
    ]
    put(hub, cut, b"".join(content.splitlines(keepends=True)[:1]))  # at a line's end it shows too
    other = start("other")
    other.keeper.sync_now()
    assert "1 of 3" in other.keeper.status().problems[0]


def test_who_has_the_lost_rows_sends_them_again(hub: LocalHub, first: Instance, start: Start) -> None:
    first.vote("1", "2", "3")
    first.keeper.sync_now()
    (path,) = event_files(hub)
    put(hub, path, hub.repo(REPO).files()[path][:-40])
    first.keeper.sync_now()
    fresh = start("fresh")
    fresh.keeper.sync_now()
    assert fresh.events() == {"1", "2", "3"}


def test_files_that_were_deleted_on_the_hub_are_sent_again(hub: LocalHub, first: Instance) -> None:
    first.vote("1")
    first.keeper.sync_now()
    hub.memory.repos.clear()
    first.keeper.sync_now()
    assert ids_on(hub) == ["1"]
    assert len(rows_on(hub, "records/")) == 1 + 2 + 8 + 12


def test_a_newer_schema_is_left_alone_until_the_app_knows_it(
    hub: LocalHub, first: Instance, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.vote("1")
    first.keeper.sync_now()
    row = {**rows_on(hub)[0], "event_id": "2", "schema": SCHEMA + 1}
    path = "events/2026-03-02/120000-000000000000-00001.jsonl"
    put(hub, path, json.dumps(row).encode() + b"\n")
    fresh = start("fresh")
    fresh.keeper.sync_now()
    assert fresh.events() == {"1"}
    assert fresh.keeper.status().problems == [
        f"{path} was written by a newer app (schema 2, this one knows 1); update the app to read it"
    ]
    fresh.store.close()
    monkeypatch.setattr("pipeline.hub.files.SCHEMA", SCHEMA + 1)
    updated = start("fresh")
    updated.keeper.sync_now()
    assert updated.events() == {"1", "2"}
    assert updated.keeper.status().problems == []


@pytest.mark.parametrize(
    "line",
    [
        '{"schema": 1, "rows": 1}',
        '{"schema": 1, "rows": 1, "event_id": 7, "kind": "vote"}',
        '{"schema": 1, "rows": 1, "event_id": "2", "kind": "dance", "created_at": "2026-03-01T12:00+00:00"}',
        '{"schema": 1, "rows": 1, "event_id": "2", "kind": "vote", "created_at": "yesterday"}',
    ],
)
def test_rows_that_are_none_of_ours_are_passed_over_in_words(
    hub: LocalHub, first: Instance, start: Start, line: str
) -> None:
    first.vote("1")
    first.keeper.sync_now()
    put(hub, "events/2026-03-02/x-1.jsonl", line.encode() + b"\n")
    put(hub, "records/2026-03-02/x-1.jsonl", b'{"schema": 1, "rows": 1, "record": "idea", "id": "i"}\n')
    put(hub, "events/notes.txt", b"by hand")
    fresh = start("fresh")
    fresh.keeper.sync_now()
    assert fresh.events() == {"1"}
    assert [said.split(" ", 1)[1] for said in fresh.keeper.status().problems] == [
        "holds 1 rows that are none of ours; they were passed over"
    ] * 2


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


def test_labels_from_before_the_token_was_set_go_too(hub: LocalHub, tmp_path: Path, start: Start) -> None:
    store = Store(tmp_path / "disk" / "title-tuner.db")
    add_titles(store)
    store.close()
    instance = start()
    instance.vote("1")
    instance.keeper.sync_now()
    assert ids_on(hub) == ["1"]
    assert len(rows_on(hub, "records/")) == 1 + 2 + 8 + 12
