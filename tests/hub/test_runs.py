"""Finished runs go to the Hub and come back as whole runs; weights go to a repository of their own."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from huggingface_hub import CommitOperationAdd, HfApi

from hub.instance import REPO, Clock, Instance, add_titles, start_instance
from hub.local_hub import OWNER, LocalHub
from pipeline.hub.client import HubError
from pipeline.hub.models import Push, note_push, pushed_models, read_pushes
from pipeline.schema import RunConfig
from pipeline.training import launch
from pipeline.training.events import append_event, lock_file, read_events
from pipeline.training.runs import list_runs, model_path, read_run, reward_folder, write_config

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


def resume(run_dir: Path, day: int, weights: bytes) -> None:
    """As another segment leaves it: its events after the first ones, and a model in the place of the old."""
    later = THEN + timedelta(days=day)
    append_event(run_dir, "started", later)
    append_event(run_dir, "finished", later, kept_step=9, kept_epoch=3.0)
    shutil.rmtree(model_path(run_dir), ignore_errors=True)
    model_path(run_dir).mkdir()
    (model_path(run_dir) / "model.safetensors").write_bytes(weights)


def weights(run_dir: Path) -> bytes:
    return (model_path(run_dir) / "model.safetensors").read_bytes()


def state(disk: Path) -> tuple[str, float | None, bytes]:
    """Of the only run on it: its status, the epoch of its weights, and these."""
    (run,) = list_runs(disk / "runs")
    return run.status, run.best_epoch, weights(Path(run.path))


def runs_on(hub: LocalHub, run_id: str) -> list[str]:
    """The run's files on the Hub."""
    return sorted(path for path in hub.repo(REPO).files() if path.startswith(f"runs/{run_id}/"))


def test_a_run_that_was_resumed_goes_again_with_its_new_weights(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, second = disks
    run_dir = add_run(tmp_path / "a" / "runs", "run-1", "stopped")
    first.keeper.sync_now()
    second.keeper.sync_now()
    assert state(tmp_path / "b") == ("stopped", 1.0, bytes(3000))

    resume(run_dir, 1, b"better")
    second.keeper.sync_now()  # an old copy never replaces what the Hub has
    assert first.keeper.sync_now().commits == 1
    assert second.keeper.sync_now().received.runs == 1
    third = start_instance(hub, tmp_path / "c", Clock(), 3, models=MODELS)
    third.keeper.sync_now()
    assert [state(tmp_path / disk) for disk in "abc"] == [("finished", 3.0, b"better")] * 3
    # The new model has no config.json, so the old one's is gone everywhere.
    for disk in "bc":
        assert sorted(path.name for path in model_path(tmp_path / disk / "runs" / "run-1").iterdir()) == [
            ".kept",
            "model.safetensors",
        ]
    commits = len(hub.repo(MODELS, "model").history())
    assert [each.keeper.sync_now().commits for each in (*disks, third)] == [0, 0, 0]
    assert len(hub.repo(MODELS, "model").history()) == commits == 3
    third.store.close()


def test_of_a_run_that_two_disks_resumed_the_later_end_counts_on_both(
    disks: list[Instance], tmp_path: Path
) -> None:
    first, second = disks
    mine = add_run(tmp_path / "a" / "runs", "run-1", "stopped")
    for each in disks:
        each.keeper.sync_now()
    resume(mine, 2, b"later")
    resume(tmp_path / "b" / "runs" / "run-1", 1, b"earlier")
    for each in (second, first, second, first):
        each.keeper.sync_now()
    assert [state(tmp_path / disk) for disk in "ab"] == [("finished", 3.0, b"later")] * 2
    logs = {(tmp_path / disk / "runs" / "run-1" / "events.jsonl").read_bytes() for disk in "ab"}
    assert len(logs) == 1
    assert [each.keeper.sync_now().commits for each in disks] == [0, 0]


def test_a_run_that_goes_on_here_is_left_alone(disks: list[Instance], tmp_path: Path) -> None:
    first, second = disks
    mine, theirs = (tmp_path / disk / "runs" / "run-1" for disk in "ab")
    add_run(tmp_path / "a" / "runs", "run-1", "stopped")
    for each in disks:
        each.keeper.sync_now()
    resume(mine, 1, b"better")
    first.keeper.sync_now()
    append_event(theirs, "started", THEN + timedelta(days=2))
    with FileLock(lock_file(theirs)):
        assert second.keeper.sync_now().received.runs == 0
    assert read_events(theirs)[-1]["event"] == "started"
    append_event(theirs, "stopped", THEN + timedelta(days=3), kept_step=4, kept_epoch=2.0)
    second.keeper.sync_now()
    assert first.keeper.sync_now().received.runs == 1
    assert read_run(mine).best_epoch == 2.0


def test_weights_of_before_a_run_was_resumed_stay_until_the_new_ones_can_be_had(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, second = disks
    run_dir = add_run(tmp_path / "a" / "runs", "run-1", "stopped")
    for each in disks:
        each.keeper.sync_now()
    resume(run_dir, 1, b"better")
    hub.fault(f"/api/models/{MODELS}/commit/", status=503)
    with pytest.raises(HubError, match="503"):
        first.keeper.sync_now()
    second.keeper.sync_now()
    fresh = start_instance(hub, tmp_path / "c", Clock(), 3, models=MODELS)
    fresh.keeper.sync_now()
    assert state(tmp_path / "b") == ("finished", 3.0, bytes(3000))
    assert not model_path(tmp_path / "c" / "runs" / "run-1").exists()
    for each in (first, second, fresh):
        each.keeper.sync_now()
    assert [state(tmp_path / disk)[2] for disk in "abc"] == [b"better"] * 3
    fresh.store.close()


def test_weights_that_an_earlier_app_sent_are_taken_and_marked_by_who_trained_them(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, second = disks
    add_run(tmp_path / "a" / "runs", "run-1")
    first.keeper.sync_now()
    del hub.repo(MODELS, "model").head.tree["run-1/.kept"]
    second.keeper.sync_now()
    assert state(tmp_path / "b")[2] == bytes(3000)
    assert "run-1/.kept" not in hub.repo(MODELS, "model").files()
    first.keeper.sync_now()
    assert hub.repo(MODELS, "model").files()["run-1/.kept"] == f"finished {THEN.isoformat()}\n".encode()
    second.keeper.sync_now()
    assert (model_path(tmp_path / "b" / "runs" / "run-1") / ".kept").read_text().startswith("finished")


def test_a_deleted_run_goes_from_the_hub_and_never_comes_back(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, second = disks
    for name in ("run-1", "run-2"):
        note_push(add_run(tmp_path / "a" / "runs", name), Push(THEN, "owner/taste", commit="c"))
    for each in disks:
        each.keeper.sync_now()
    launch.delete_run(tmp_path / "a" / "runs" / "run-1")
    add_titles(second.store)
    second.keeper.sync_now()  # a new commit, which the next round reads
    first.keeper.sync_now()
    assert runs_on(hub, "run-1") == ["runs/run-1/deleted"] and len(runs_on(hub, "run-2")) == 5
    assert {path.split("/")[0] for path in hub.repo(MODELS, "model").files()} == {"run-2"}

    fresh = start_instance(hub, tmp_path / "c", Clock(), 3, models=MODELS)
    for each in (second, first, fresh, second, first):
        each.keeper.sync_now()
    assert [[run.id for run in list_runs(tmp_path / disk / "runs")] for disk in "abc"] == [
        ["run-2"],
        ["run-2", "run-1"],  # nobody has deleted it on this disk
        ["run-2"],
    ]
    assert weights(tmp_path / "b" / "runs" / "run-1") == bytes(3000)
    assert runs_on(hub, "run-1") == ["runs/run-1/deleted"]
    assert [each.keeper.sync_now().commits for each in (*disks, fresh)] == [0, 0, 0]
    fresh.store.close()


def test_what_another_disk_sends_of_a_run_while_it_is_deleted_goes_too(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, second = disks
    add_run(tmp_path / "a" / "runs", "run-1", "stopped")
    for each in disks:
        each.keeper.sync_now()
    launch.delete_run(tmp_path / "a" / "runs" / "run-1")
    resume(tmp_path / "b" / "runs" / "run-1", 1, b"better")
    first.keeper.flush(60)
    second.keeper.flush(60)  # which reads nothing before
    assert runs_on(hub, "run-1") == ["runs/run-1/deleted", "runs/run-1/events.jsonl"]
    for each in (first, second, first):
        each.keeper.sync_now()
    assert runs_on(hub, "run-1") == ["runs/run-1/deleted"]
    assert hub.repo(MODELS, "model").files() == {}
    assert [each.keeper.sync_now().commits for each in disks] == [0, 0]


def test_a_deletion_whose_answer_was_lost_is_not_tried_again(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, _ = disks
    add_run(tmp_path / "a" / "runs", "run-1")
    first.keeper.sync_now()
    launch.delete_run(tmp_path / "a" / "runs" / "run-1")
    hub.fault("/datasets/.*/commit/", drop=True, after=True)
    with pytest.raises(HubError, match="cannot be reached"):
        first.keeper.sync_now()
    assert first.keeper.sync_now().commits == 0
    assert runs_on(hub, "run-1") == ["runs/run-1/deleted"]


def test_an_empty_disk_and_a_run_that_never_left_take_nothing_from_the_hub(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    first, _ = disks
    add_run(tmp_path / "a" / "runs", "run-1")
    first.keeper.sync_now()
    launch.delete_run(add_run(tmp_path / "a" / "runs", "run-2"))
    shutil.rmtree(tmp_path / "a" / "runs" / "run-1")  # no word of the owner's
    first.keeper.sync_now()
    fresh = start_instance(hub, tmp_path / "c", Clock(), 3, models=MODELS)
    fresh.keeper.sync_now()
    assert len(runs_on(hub, "run-1")) == 4 and runs_on(hub, "run-2") == []
    assert state(tmp_path / "c") == ("finished", 1.0, bytes(3000))
    fresh.store.close()


def test_of_an_rlhf_run_the_reward_model_travels_too_and_again_only_when_it_was_trained_anew(
    hub: LocalHub, disks: list[Instance], tmp_path: Path
) -> None:
    """One that was stopped before its policy was found healthy has nothing but that."""
    run_dir = add_run(tmp_path / "a" / "runs", "run-1", None, model=False)
    scorer = model_path(reward_folder(run_dir))
    scorer.mkdir(parents=True)

    def train(weights: bytes, day: int) -> None:
        (scorer / "model.safetensors").write_bytes(weights)
        append_event(run_dir, "training", THEN + timedelta(days=day), step=0, stage="reward_model")
        append_event(run_dir, "stopped", THEN + timedelta(days=day))

    train(b"likes questions", 1)
    for each in disks:
        each.keeper.sync_now()
    theirs = model_path(reward_folder(tmp_path / "b" / "runs" / "run-1"))
    assert (theirs / "model.safetensors").read_bytes() == b"likes questions"
    resume(run_dir, 2, b"asks questions")
    for each in disks:
        each.keeper.sync_now()
    assert weights(tmp_path / "b" / "runs" / "run-1") == b"asks questions"
    assert len(hub.asked("POST .*title-models/commit/.*")) == 2
    train(b"likes numbers", 3)
    for each in disks:
        each.keeper.sync_now()
    assert (theirs / "model.safetensors").read_bytes() == b"likes numbers"
