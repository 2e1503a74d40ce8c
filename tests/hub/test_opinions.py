"""Opinions of reward models go to the Hub and come back; the latest counts, and what is none is left."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi

from hub.instance import REPO, Clock, Instance, start_instance
from hub.local_hub import LocalHub
from pipeline.opinions import Opinion, keep_opinion, read_opinions

THEN = datetime(2026, 2, 1, tzinfo=UTC)
OPINION = Opinion("c" * 32, "run-1", THEN, {"pair": (0.25, 1.5)}, 6, 2, True)
LATER = replace(OPINION, judged_at=THEN + timedelta(days=1), rewards={"pair": (1.0, -1.0)})


@pytest.fixture
def disks(hub: LocalHub, tmp_path: Path) -> Iterator[list[Instance]]:
    both = [start_instance(hub, tmp_path / name, Clock(), n) for n, name in enumerate("ab")]
    yield both
    for instance in both:
        instance.store.close()


def opinions_of(instance: Instance) -> list[Opinion]:
    return read_opinions(instance.sync.comparisons_dir, OPINION.comparison_id)


def test_an_opinion_comes_to_an_empty_disk_and_of_two_the_later_stays(disks: list[Instance]) -> None:
    first, second = disks
    keep_opinion(first.sync.comparisons_dir, OPINION)
    assert first.keeper.sync_now().commits == 1
    second.keeper.sync_now()
    assert opinions_of(second) == [OPINION]
    keep_opinion(second.sync.comparisons_dir, LATER)
    keep_opinion(first.sync.comparisons_dir, replace(OPINION, seen=3))  # of the same time as the Hub's
    for each in (first, second, first, second):
        each.keeper.sync_now()
    assert opinions_of(first) == opinions_of(second) == [LATER]
    assert [each.keeper.sync_now().commits for each in disks] == [0, 0]


def test_what_is_no_opinion_changes_nothing_here(disks: list[Instance], api: HfApi) -> None:
    first, second = disks
    keep_opinion(first.sync.comparisons_dir, OPINION)
    first.keeper.sync_now()
    record = asdict(LATER) | {"judged_at": LATER.judged_at.isoformat()}
    files = {
        f"{'c' * 32}/rewards/run-1.json": b"[]",
        f"{'c' * 32}/rewards/run-2.json": json.dumps(record).encode(),  # another run's
        f"{'c' * 32}/rewards/.run-3.json": json.dumps(record | {"run_id": ".run-3"}).encode(),
        "../rewards/run-1.json": json.dumps(record).encode(),
        f"{'d' * 32}/rewards/run-1.json": json.dumps(record | {"comparison_id": "d" * 32, "new": 1}).encode(),
    }
    changes = [CommitOperationAdd("comparisons/x", content) for content in files.values()]
    for change, path in zip(changes, files, strict=True):
        change.path_in_repo = f"comparisons/{path}"
    api.create_commit(REPO, changes, commit_message="by hand", repo_type="dataset")
    for each in (second, first):
        each.keeper.sync_now()
    assert opinions_of(first) == [OPINION] and opinions_of(second) == []
    assert list(second.sync.comparisons_dir.rglob("*.json")) == []
    second.keeper.sync_now()
    assert opinions_of(second) == [OPINION]  # which the disk that had it has sent again
