"""Datasets of the Hub as people keep them, to be imported: their splits, and what is refused."""

import json
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi

from hub.local_hub import OWNER, READER, LocalHub
from pipeline.formats import LARGEST_FILE, read_pairs
from pipeline.hub.client import HubError
from pipeline.hub.datasets import MOST_FILES, fetch_dataset
from pipeline.imports import check_rows
from pipeline.tasks import YOUTUBE_TITLES

REPO = "owner/theirs"


def put(api: HfApi, files: dict[str, bytes], private: bool = True) -> None:
    api.create_repo(REPO, repo_type="dataset", private=private, exist_ok=True)
    changes = [CommitOperationAdd(path, content) for path, content in files.items()]
    api.create_commit(REPO, changes, commit_message="x", repo_type="dataset")


def rows(*ideas: str) -> bytes:
    lines = ({"prompt": idea, "chosen": "One", "rejected": "Two"} for idea in ideas)
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def test_train_and_valid_come_with_their_names_and_a_leak_is_counted(hub: LocalHub, api: HfApi) -> None:
    put(api, {"data/train.jsonl": rows("bake", "sew"), "data/valid.jsonl": rows("sew"), "notes.txt": b"x"})
    with fetch_dataset(REPO, OWNER, hub.url) as fetched:
        found = check_rows(read_pairs(fetched.files), YOUTUBE_TITLES, ())
        paths = [file.path for file in fetched.files]
    assert fetched.commit == hub.repo(REPO).head.oid
    assert found.splits == {"train": 2, "valid": 1}
    assert [(leak.split, leak.same, leak.of) for leak in found.leaks] == [("valid", 1, 1)]
    assert not any(path.exists() for path in paths)


def test_anybody_may_read_what_is_public_and_nobody_else_what_is_private(hub: LocalHub, api: HfApi) -> None:
    put(api, {"train.jsonl": rows("bake")})
    for token in (READER, ""):
        with (
            pytest.raises(HubError, match="There is no owner/theirs on the Hub that this token may read"),
            fetch_dataset(REPO, token, hub.url),
        ):
            pass
    hub.repo(REPO).private = False
    with fetch_dataset(REPO, "", hub.url) as fetched:
        assert [file.name for file in fetched.files] == ["train.jsonl"]
    assert set(hub.memory.repos) == {("dataset", REPO)}  # looking makes no repository


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"model.bin": b"x"}, "holds no file of rows"),
        ({f"{n}.csv": b"x" for n in range(MOST_FILES + 1)}, "in 51 files; up to 50"),
    ],
)
def test_a_dataset_without_rows_or_with_too_many_files_is_refused(
    hub: LocalHub, api: HfApi, files: dict[str, bytes], words: str
) -> None:
    put(api, files)
    with pytest.raises(HubError, match=words), fetch_dataset(REPO, OWNER, hub.url):
        pass


def test_one_that_is_too_large_is_refused_before_it_is_fetched(hub: LocalHub, api: HfApi) -> None:
    put(api, {"train.parquet": bytes(LARGEST_FILE + 1)})
    hub.log.clear()
    with (
        pytest.raises(HubError, match="has 20 MB of rows; 20 MB can be"),
        fetch_dataset(REPO, OWNER, hub.url),
    ):
        pass
    assert hub.asked("resolve") == []


def test_a_path_of_the_hub_is_no_path_of_this_disk(hub: LocalHub, api: HfApi, tmp_path: Path) -> None:
    put(api, {"x y/ü train.jsonl": rows("bake")})
    with fetch_dataset(REPO, OWNER, hub.url) as fetched:
        assert [file.path.name for file in fetched.files] == ["0.jsonl"]
        assert len(read_pairs(fetched.files).rows) == 1


@pytest.mark.parametrize("name", ["", "squad", "../etc", "a/b/c"])
def test_a_name_that_is_none_is_refused(hub: LocalHub, name: str) -> None:
    with pytest.raises(HubError, match="is no name of a dataset"), fetch_dataset(name, OWNER, hub.url):
        pass
    assert hub.log == []
