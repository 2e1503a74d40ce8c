"""Finished runs go to the Hub and come back as whole runs; weights go to a repository of their own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi

from hub.instance import REPO, Clock, Instance, start_instance
from hub.local_hub import OWNER, LocalHub
from pipeline.hub.client import HubError
from pipeline.hub.models import Push, note_push, pushed_models, read_pushes
from pipeline.schema import RunConfig
from pipeline.training.events import append_event
from pipeline.training.runs import list_runs, model_path, write_config

MODELS = "owner/title-models"
THEN = datetime(2026, 2, 1, tzinfo=UTC)


def add_run(runs_dir: Path, name: str, ended: str | None = "finished", model: bool = True) -> Path:
    run_dir = runs_dir / name
    (run_dir / "preferences").mkdir(parents=True)
    for split in ("train", "test"):
        (run_dir / "preferences" / f"{split}.jsonl").write_text(f'{{"split": "{split}"}}\n')
    append_event(run_dir, "started", THEN)
    if ended:
        append_event(run_dir, ended, THEN, kept_step=3, kept_epoch=1.0)
    if model:
        model_path(run_dir).mkdir()
        (model_path(run_dir) / "model.safetensors").write_bytes(bytes(3000))
        (model_path(run_dir) / "config.json").write_text("{}")
    write_config(run_dir, RunConfig("embedded", name=name), "task", THEN)
    return run_dir


@pytest.fixture
def disks(hub: LocalHub, tmp_path: Path) -> Iterator[list[Instance]]:
    """An instance and a fresh one, both with a repository of models."""
    both = [start_instance(hub, tmp_path / name, Clock(), n, models=MODELS) for n, name in enumerate("ab")]
    yield both
    for instance in both:
        instance.store.close()


def test_a_finished_run_comes_back_whole_and_with_its_weights(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, fresh = disks
    run_dir = add_run(tmp_path / "a" / "runs", "run-1")
    first.keeper.sync_now()
    assert fresh.keeper.sync_now().received.runs == 1
    (mine,), (theirs,) = list_runs(tmp_path / "a" / "runs"), list_runs(tmp_path / "b" / "runs")
    assert (theirs.id, theirs.config, theirs.status, theirs.best_epoch) == (
        "run-1",
        mine.config,
        "finished",
        1.0,
    )
    for name in (
        "preferences/train.jsonl",
        "preferences/test.jsonl",
        "events.jsonl",
        "model/model.safetensors",
    ):
        assert (Path(theirs.path) / name).read_bytes() == (run_dir / name).read_bytes()
    assert hub.repo(MODELS, "model").private
    assert not any("model" in path for path in hub.repo(REPO).files())
    assert (first.keeper.sync_now().commits, fresh.keeper.sync_now().commits) == (0, 0)
    assert len(hub.repo(MODELS, "model").history()) == 2


def test_where_a_run_was_pushed_is_known_on_every_disk(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, fresh = disks
    mine = add_run(tmp_path / "a" / "runs", "run-1")
    theirs = tmp_path / "b" / "runs" / "run-1"
    first.keeper.sync_now()

    def push(run_dir: Path, day: int, **told: str) -> Push:
        made = Push(THEN + timedelta(days=day), "owner/taste", **told)
        note_push(run_dir, made)
        return made

    failed = push(mine, 0, error="The Hub was away")
    assert (first.keeper.sync_now().commits, fresh.keeper.sync_now().received.runs) == (1, 1)
    assert read_pushes(theirs) == [failed]
    later, earlier = push(mine, 3, commit="c3"), push(theirs, 1, commit="c1")
    first.keeper.sync_now()
    fresh.keeper.sync_now()  # merges before it sends
    first.keeper.sync_now()
    assert read_pushes(mine) == read_pushes(theirs) == [failed, earlier, later]
    assert [run.id for run in pushed_models(list_runs(tmp_path / "b" / "runs")).values()] == ["run-1"]
    assert (first.keeper.sync_now().commits, fresh.keeper.sync_now().commits) == (0, 0)


def test_weights_stay_here_without_a_repository_of_models(hub: LocalHub, tmp_path: Path) -> None:
    instance = start_instance(hub, tmp_path / "a", Clock())
    add_run(tmp_path / "a" / "runs", "run-1")
    instance.keeper.sync_now()
    assert {key for key in hub.memory.repos} == {("dataset", REPO)}
    assert hub.memory.objects == {}
    instance.store.close()


@pytest.mark.parametrize("ended", [None, "paused", "failed"])
def test_a_run_that_has_not_finished_stays_here(
    hub: LocalHub, disks: list[Instance], tmp_path: Path, ended: str | None
) -> None:
    run_dir = add_run(tmp_path / "a" / "runs", "run-1", ended)
    disks[0].keeper.sync_now()
    assert not any(path.startswith("runs/") for path in hub.repo(REPO).files())
    append_event(run_dir, "finished", THEN)
    disks[0].keeper.sync_now()
    assert sum(path.startswith("runs/run-1/") for path in hub.repo(REPO).files()) == 4


def test_a_run_is_listed_when_all_of_it_has_come(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    add_run(tmp_path / "a" / "runs", "run-1")
    disks[0].keeper.sync_now()
    hub.fault("/resolve/.*/runs/run-1/config.json", status=503)
    with pytest.raises(HubError, match="503"):
        disks[1].keeper.sync_now()
    assert list_runs(tmp_path / "b" / "runs") == []
    disks[1].keeper.sync_now()
    assert [run.id for run in list_runs(tmp_path / "b" / "runs")] == ["run-1"]


def test_names_from_the_hub_lead_nowhere_else(hub: LocalHub, disks: list[Instance], tmp_path: Path) -> None:
    add_run(tmp_path / "a" / "runs", "run-1")
    disks[0].keeper.sync_now()
    api = HfApi(endpoint=hub.url, token=OWNER)
    config = hub.repo(REPO).files()["runs/run-1/config.json"]
    for name in ("..", ".hidden", "a b"):
        tree = hub.repo(REPO).head.tree
        tree[f"runs/{name}/config.json"] = tree["runs/run-1/config.json"]
    api.create_commit(
        REPO, [CommitOperationAdd("runs/run-1/evil.py", config)], commit_message="x", repo_type="dataset"
    )
    disks[1].keeper.sync_now()
    assert [path.name for path in (tmp_path / "b" / "runs").iterdir()] == ["run-1"]
    assert not (tmp_path / "b" / "config.json").exists()
    assert not (tmp_path / "b" / "runs" / "run-1" / "evil.py").exists()
