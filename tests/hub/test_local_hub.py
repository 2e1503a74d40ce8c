"""The local Hub, by the real clients."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, HfFileSystem, snapshot_download
from huggingface_hub.errors import HfHubHTTPError, RemoteEntryNotFoundError, RepositoryNotFoundError

from hub.local_hub import OWNER, READER, LocalHub, client_environment
from pipeline.settings import ROOT

LABELS = "owner/labels"


def commit(api: HfApi, files: dict[str, bytes], **fields: str) -> str:
    additions = [CommitOperationAdd(path, content) for path, content in files.items()]
    return api.create_commit(LABELS, additions, commit_message="add", repo_type="dataset", **fields).oid


@pytest.fixture
def labels(api: HfApi) -> HfApi:
    api.create_repo(LABELS, repo_type="dataset", private=True)
    return api


def test_a_token_says_who_it_is(hub: LocalHub, api: HfApi) -> None:
    assert api.whoami()["name"] == "owner"
    with pytest.raises(HfHubHTTPError, match="Invalid"):
        HfApi(endpoint=hub.url, token="wrong").whoami()


def test_a_repository_is_created_once_and_private_stays_hidden(hub: LocalHub, labels: HfApi) -> None:
    labels.create_repo(LABELS, repo_type="dataset", exist_ok=True)
    with pytest.raises(HfHubHTTPError, match="409"):
        labels.create_repo(LABELS, repo_type="dataset")
    assert labels.repo_info(LABELS, repo_type="dataset").private is True
    for token in (READER, False):
        with pytest.raises(RepositoryNotFoundError):
            HfApi(endpoint=hub.url, token=token).repo_info(LABELS, repo_type="dataset")


def test_who_may_read_a_public_repository_may_not_write(hub: LocalHub, api: HfApi) -> None:
    api.create_repo(LABELS, repo_type="dataset", private=False)
    reader = HfApi(endpoint=hub.url, token=READER)
    assert reader.repo_info(LABELS, repo_type="dataset").private is False
    with pytest.raises(HfHubHTTPError, match="403"):
        commit(reader, {"a.txt": b"a"})


def test_a_commit_holds_regular_and_lfs_files(hub: LocalHub, labels: HfApi, tmp_path: Path) -> None:
    commit(labels, {"events/a.jsonl": b'{"x": 1}\n', "weights.bin": b"1234" * 1000})
    tree = hub.repo(LABELS).head.tree
    assert (tree["events/a.jsonl"].sha256, tree["weights.bin"].sha256 is not None) == (None, True)
    options = {"repo_type": "dataset", "cache_dir": tmp_path}
    whole = Path(labels.hf_hub_download(LABELS, "weights.bin", **options))
    assert whole.read_bytes() == b"1234" * 1000
    assert Path(labels.hf_hub_download(LABELS, "events/a.jsonl", **options)).read_bytes() == b'{"x": 1}\n'


def test_what_has_not_changed_makes_no_commit(hub: LocalHub, labels: HfApi) -> None:
    files = {"a.jsonl": b"1\n", "b.bin": b"2"}
    commit(labels, files)
    before = len(hub.repo(LABELS).history())
    commit(labels, files)
    assert len(hub.repo(LABELS).history()) == before


def test_a_stale_parent_is_refused(labels: HfApi) -> None:
    parent = labels.repo_info(LABELS, repo_type="dataset").sha
    commit(labels, {"a.txt": b"a"}, parent_commit=parent)
    with pytest.raises(HfHubHTTPError) as refused:
        commit(labels, {"b.txt": b"b"}, parent_commit=parent)
    assert refused.value.response.status_code == 412


def test_folders_go_up_are_listed_and_come_down(hub: LocalHub, labels: HfApi, tmp_path: Path) -> None:
    (tmp_path / "up" / "sub").mkdir(parents=True)
    (tmp_path / "up" / "a.txt").write_text("a")
    (tmp_path / "up" / "sub" / "b.bin").write_bytes(bytes(3_000_000))
    labels.upload_folder(repo_id=LABELS, folder_path=tmp_path / "up", path_in_repo="in", repo_type="dataset")
    assert labels.list_repo_files(LABELS, repo_type="dataset") == [
        ".gitattributes",
        "in/a.txt",
        "in/sub/b.bin",
    ]
    flat = labels.list_repo_tree(LABELS, "in", repo_type="dataset", expand=True)
    assert [entry.path for entry in flat] == ["in/sub", "in/a.txt"]
    known = labels.get_paths_info(LABELS, ["in/sub", "in/a.txt", "none"], repo_type="dataset")
    assert [entry.path for entry in known] == ["in/sub", "in/a.txt"]
    where = {"repo_type": "dataset", "endpoint": hub.url, "token": OWNER, "cache_dir": tmp_path / "cache"}
    down = Path(snapshot_download(LABELS, **where))
    assert (down / "in" / "a.txt").read_text() == "a"
    assert (down / "in" / "sub" / "b.bin").stat().st_size == 3_000_000


def test_a_long_listing_comes_in_pages(hub: LocalHub, labels: HfApi) -> None:
    commit(labels, {f"events/{n:04}.jsonl": b"x" for n in range(1100)})
    listed = labels.list_repo_tree(LABELS, "events", repo_type="dataset")
    assert sum(1 for _ in listed) == 1100
    assert len(hub.asked("GET .*/tree/main/events")) == 2


def test_deleting_and_squashing_leave_one_commit_without_the_file(hub: LocalHub, labels: HfApi) -> None:
    commit(labels, {"a.txt": b"a", "b.txt": b"b"})
    labels.create_commit(LABELS, [CommitOperationDelete("a.txt")], commit_message="x", repo_type="dataset")
    with pytest.raises(RemoteEntryNotFoundError):
        labels.create_commit(
            LABELS, [CommitOperationDelete("a.txt")], commit_message="x", repo_type="dataset"
        )
    labels.super_squash_history(LABELS, repo_type="dataset")
    assert len(labels.list_repo_commits(LABELS, repo_type="dataset")) == 1
    assert [list(hub.repo(LABELS).files()), len(hub.repo(LABELS).commits)] == [["b.txt"], 1]


def test_the_file_system_reads_parts_and_writes(hub: LocalHub, labels: HfApi) -> None:
    commit(labels, {"b.bin": b"0123456789"})
    files = HfFileSystem(endpoint=hub.url, token=OWNER, skip_instance_cache=True)
    with files.open(f"datasets/{LABELS}/b.bin", "rb", block_size=4) as file:
        file.seek(6)
        assert file.read(3) == b"678"
    with files.open(f"datasets/{LABELS}/n.txt", "w") as file:
        file.write("new")
    assert hub.repo(LABELS).files()["n.txt"] == b"new"


def test_a_space_has_variables_that_are_read_back_and_secrets_that_are_not(hub: LocalHub, api: HfApi) -> None:
    space = "owner/space"
    given = {"space_sdk": "gradio", "space_hardware": "zero-a10g"}
    api.create_repo(space, repo_type="space", space_secrets=[{"key": "KEY", "value": "hidden"}], **given)
    api.add_space_variable(space, "REPO", "owner/labels")
    api.add_space_secret(space, "OTHER", "hidden too")
    assert {key: each.value for key, each in api.get_space_variables(space).items()} == {
        "REPO": "owner/labels"
    }
    assert sorted(api.get_space_secrets(space)) == ["KEY", "OTHER"]
    assert api.get_space_runtime(space).hardware == "zero-a10g"
    assert api.request_space_hardware(space, "cpu-basic").requested_hardware == "cpu-basic"
    held = hub.repo(space, "space").space
    assert held and held.secrets == {"KEY": "hidden", "OTHER": "hidden too"}
    with pytest.raises(HfHubHTTPError, match="403"):
        HfApi(endpoint=hub.url, token=READER).get_space_variables(space)
    with pytest.raises(HfHubHTTPError, match="flavor"):
        api.request_space_hardware(space, "abacus")


def test_a_fault_strikes_as_often_as_it_says(hub: LocalHub, api: HfApi) -> None:
    fault = hub.fault("GET /api/whoami", times=2, status=503)
    for _ in range(2):
        with pytest.raises(HfHubHTTPError, match="503"):
            api.whoami(cache=False)
    assert api.whoami(cache=False)["name"] == "owner"
    assert (fault.times, len(hub.asked("whoami"))) == (0, 3)


@pytest.mark.parametrize(("after", "held"), [(False, False), (True, True)])
def test_a_dropped_connection_has_its_effect_or_not(
    hub: LocalHub, labels: HfApi, after: bool, held: bool
) -> None:
    hub.fault("/commit/", drop=True, after=after)
    with pytest.raises(httpx2.TransportError):
        commit(labels, {"a.txt": b"a"})
    assert ("a.txt" in hub.repo(LABELS).files()) is held


def test_a_hub_that_went_away_comes_back_with_all_it_knew(hub: LocalHub, labels: HfApi) -> None:
    hub.stop()
    with pytest.raises(httpx2.ConnectError):
        labels.repo_info(LABELS, repo_type="dataset")
    hub.start()
    assert labels.repo_info(LABELS, repo_type="dataset").private is True


@pytest.mark.soak  # every day test_publish.py loads a dataset, test_space_restart.py a model and its adapter
def test_datasets_models_tokenizers_and_adapters_go_up_and_come_down(hub: LocalHub, tmp_path: Path) -> None:
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("clients.py")), str(tmp_path / "model")],
        env=os.environ | client_environment(hub, tmp_path / "home") | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "dataset_rows": {"train": 50, "test": 5},
        "dataset_first": True,
        "dataset_streamed": True,
        "weights": True,
        "tokenizer": True,
        "adapter": True,
        "adapter_changes": True,
    }
    assert hub.repo("owner/model", "model").private and hub.repo("owner/adapter", "model").private
