"""Preferences -> a dataset of the Hub that load_dataset and DPOTrainer take as it is.

A Parquet file for each split and a card, in one commit. The same preferences give the same bytes, and only
files that differ from what the Hub has are sent: publishing again without a change commits nothing, and one
whose answer was lost can simply be done again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.formats import to_parquet
from pipeline.hub.client import HubError, Remote
from pipeline.hub.dataset_card import LabelFacts, is_ours, kept_part, write_card
from pipeline.hub.files import git_oid
from pipeline.schema import Preference, Task

CARD = "README.md"
PATHS = {"train": "data/train-00000-of-00001.parquet", "test": "data/test-00000-of-00001.parquet"}
NOT_DATA = (".gitattributes", CARD, "LICENSE")

IS_PUBLIC = (
    "{repo} is public, so nothing was published; make it private in its settings on the Hub, or say that"
    " everybody may read the preferences"
)
NOT_OURS = "{repo} holds files that are not of this app, such as {path}; name a new or an empty dataset"
NO_TOKEN = "Publishing needs a token: set HF_TOKEN (with write access) and start again"
NO_REPO = "Name the dataset as owner/name, or set PREFERENCES_REPO"


@dataclass(frozen=True)
class Published:
    """What the Hub has now: its commit, and the files that this publication `changed` (none if it had them
    all).
    """

    repo: str
    url: str
    commit: str
    private: bool
    train: int
    test: int
    changed: tuple[str, ...]


def publish_preferences(
    remote: Remote,
    task: Task,
    train: Sequence[Preference],
    test: Sequence[Preference],
    facts: LabelFacts,
    public: bool = False,
) -> Published:
    """Bring the dataset to these preferences. One that is missing is made, private unless `public`. HubError
    when it is public and that was not asked for, holds somebody's other files, or the Hub does not take it.
    """
    head = remote.find() or remote.create(private=not public)
    if not head.private and not public:
        raise HubError(IS_PUBLIC.format(repo=remote.repo_id))
    listed = remote.files(head.sha)
    card = remote.read(CARD, head.sha).decode("utf-8", "replace") if CARD in listed else ""
    foreign = sorted(path for path in listed if path not in (*NOT_DATA, *PATHS.values()))
    if any(path in listed for path in PATHS.values()) and not is_ours(card):
        foreign = [path for path in PATHS.values() if path in listed]
    if foreign and not is_ours(card):
        raise HubError(NOT_OURS.format(repo=remote.repo_id, path=foreign[0]))
    splits = {name: _in_order(rows) for name, rows in (("train", train), ("test", test)) if rows}
    paths = {name: PATHS[name] for name in splits}
    files = {paths[name]: to_parquet(rows) for name, rows in splits.items()}
    files[CARD] = write_card(remote.repo_id, task, splits, paths, facts, kept_part(card)).encode()
    changed = {path: content for path, content in files.items() if not _is_there(content, listed.get(path))}
    gone = [path for path in PATHS.values() if path in listed and path not in files]
    commit = head.sha
    if changed or gone:
        title = f"Publish {len(train)} and {len(test)} preferences"
        commit = remote.commit(changed, gone, title)
    return Published(
        repo=remote.repo_id,
        url=remote.page(),
        commit=commit,
        private=head.private,
        train=len(train),
        test=len(test),
        changed=(*changed, *gone),
    )


def _in_order(rows: Sequence[Preference]) -> list[Preference]:
    """By content, since a disk that was filled from the Hub may list the same rows in another order."""
    return sorted(rows, key=lambda row: (row.idea_id, row.pair_id))


def _is_there(content: bytes, oid: str | None) -> bool:
    """Whether the file that the Hub lists under git's name `oid`, itself or as a pointer, is this one."""
    digest = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"
    return oid in (git_oid(content), git_oid(pointer.encode()))
