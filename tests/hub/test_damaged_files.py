"""Files on the Hub that are cut short, gone, of a newer app or none of ours."""

import json

import pytest

from hub.instance import REPO, Instance, Start, event_files, ids_on, put, rows_on
from hub.local_hub import LocalHub
from pipeline.hub.files import SCHEMA


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
