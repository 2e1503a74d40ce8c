"""A dataset of the Hub -> its files of preference rows on this disk, with the splits that they belong to.

Files are fetched as they are and read by `formats`: no code of the dataset runs, and a file that is too large
is refused before it is fetched.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.formats import LARGEST_FILE, LabelledFile, split_files
from pipeline.hub.client import HubError, Remote
from pipeline.settings import REPO

CARD = "README.md"
MOST_FILES = 50

BAD_NAME = "{repo} is no name of a dataset; write it as owner/name, as in its address on the Hub"
NOT_THERE = "There is no {repo} on the Hub that this token may read; check the name, or set HF_TOKEN"
NOTHING = "{repo} holds no file of rows that ends in .parquet, .jsonl, .json or .csv; choose another dataset"
TOO_LARGE = "{repo} has {megabytes} MB of rows; {limit} MB can be imported, so choose a smaller dataset"
TOO_MANY = "{repo} has its rows in {n} files; up to {limit} can be imported, so choose a smaller dataset"


@dataclass(frozen=True)
class Fetched:
    """The files of a dataset at one commit."""

    repo: str
    commit: str
    files: list[LabelledFile]


@contextmanager
def fetch_dataset(repo: str, token: str, endpoint: str | None = None) -> Iterator[Fetched]:
    """The files of the dataset `repo`, while the block lasts. HubError when there is none that this token may
    read, or nothing in it that can be imported.
    """
    repo = repo.strip()
    if not REPO.fullmatch(repo):
        raise HubError(BAD_NAME.format(repo=repo or "Nothing"))
    remote = Remote(repo, token, endpoint, at_once=True)
    head = remote.find()
    if head is None:
        raise HubError(NOT_THERE.format(repo=repo))
    sizes = remote.sizes(head.sha)
    card = ""
    if CARD in sizes:
        card = remote.read(CARD, head.sha).decode("utf-8", "replace")
    splits = split_files(list(sizes), card)
    paths = [path for found in splits.values() for path in found]
    if not paths:
        raise HubError(NOTHING.format(repo=remote.repo_id))
    if len(paths) > MOST_FILES:
        raise HubError(TOO_MANY.format(repo=remote.repo_id, n=len(paths), limit=MOST_FILES))
    size = sum(sizes[path] for path in paths)
    if size > LARGEST_FILE:
        megabytes, limit = f"{size / 1e6:.0f}", f"{LARGEST_FILE / 1e6:.0f}"
        raise HubError(TOO_LARGE.format(repo=remote.repo_id, megabytes=megabytes, limit=limit))
    with tempfile.TemporaryDirectory(prefix="title-tuner-") as folder:
        files: list[LabelledFile] = []
        for split, names in splits.items():
            for name in names:
                # Named by number: a path of the Hub is no path for this disk.
                path = Path(folder) / f"{len(files)}{Path(name).suffix.lower()}"
                remote.download(name, path, head.sha)
                files.append(LabelledFile(path, name, split))
        yield Fetched(remote.repo_id, head.sha, files)
