"""A run's model -> a repository of models on the Hub.

A push needs no training: one that failed is tried again as it is. What became of each try is written down in
the run's directory, beside its event log, which a push never touches.
"""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from huggingface_hub import ModelInfo

from pipeline.hub.client import HubError, Remote
from pipeline.hub.facts import DatasetRef, Judged
from pipeline.hub.packages import MARK, hub_id_of, pack_model
from pipeline.model_files import root_model
from pipeline.schema import Publication, Run, Task
from pipeline.settings import REPO

logger = logging.getLogger(__name__)

NOT_OURS_TO_KEEP = (".gitattributes", "README.md")  # what the Hub puts into a new repository

NO_TOKEN = "Nothing can go to the Hub: set HF_TOKEN (a token with write access) and start again"
BAD_NAME = "{name!r} names no repository; give owner/name, with letters, digits, dots, dashes"
IS_PUBLIC = "{repo} is public; allow everybody to download the model, or name another repository"
HOLDS_OTHERS = "{repo} holds files that this app did not put there; name another repository, or a new one"
NO_DATASET = "There is no dataset {repo} that this token may read; check its name"


@dataclass(frozen=True)
class Push:
    """What became of a try: a `commit`, or an `error` in a sentence."""

    at: datetime
    repo: str
    commit: str = ""
    url: str = ""
    private: bool = True
    adapter: bool = False
    merged: bool = False
    error: str = ""


def pushes_file(run_dir: Path) -> Path:
    return run_dir / "pushes.jsonl"


def read_pushes(run_dir: Path) -> list[Push]:
    """Every try to push this run's model, oldest first, without what a newer app adds or a crash cut off."""
    file = pushes_file(run_dir)
    found = map(_read_push, file.read_bytes().split(b"\n")) if file.is_file() else ()
    return [push for push in found if push]


def _read_push(line: bytes) -> Push | None:
    known = {field.name for field in fields(Push)}
    try:
        row = {key: value for key, value in json.loads(line).items() if key in known}
        return Push(**{**row, "at": datetime.fromisoformat(row["at"])})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def merge_pushes(run_dir: Path, content: bytes) -> None:
    """Add what another disk has on record of this run's pushes; each is there once, in the order of time."""
    file = pushes_file(run_dir)
    own = file.read_bytes() if file.is_file() else b""
    lines = {line: push for line in (own + b"\n" + content).split(b"\n") if (push := _read_push(line))}
    merged = b"".join(line + b"\n" for line in sorted(lines, key=lambda line: (lines[line].at, line)))
    if merged != own:
        partial = file.with_name(f".{file.name}.partial")
        partial.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(merged)
        os.replace(partial, file)


def pushed_models(runs: Sequence[Run]) -> dict[str, Run]:
    """The run whose model each repository on the Hub holds, as far as it was pushed from here."""
    found: dict[str, tuple[datetime, Run]] = {}
    for run in runs:
        for push in read_pushes(Path(run.path)):
            if push.commit and (push.repo not in found or found[push.repo][0] < push.at):
                found[push.repo] = (push.at, run)
    return {repo: run for repo, (_, run) in found.items()}


def push_model(
    remote: Remote,
    run: Run,
    task: Task,
    judged: Sequence[Judged],
    now: datetime,
    public: bool = False,
    merge: bool = False,
    dataset: Remote | None = None,
    published: Publication | None = None,
) -> Push:
    """Make the repository hold the run's model and nothing else, in one commit; a new one is private unless
    it may be `public`. HubError says why it could not be done; the try is on record either way.
    """
    run_dir = Path(run.path)
    try:
        head = remote.find() or remote.create(private=not public)
        if not head.private and not public:
            raise HubError(IS_PUBLIC.format(repo=remote.repo_id))
        there = remote.files(head.sha)
        if MARK not in there and set(there) - set(NOT_OURS_TO_KEEP):
            raise HubError(HOLDS_OTHERS.format(repo=remote.repo_id))
        ref = _find_dataset(dataset)
        licence = _ask_for_licence(remote, run.config.base_model)
        with pack_model(run, remote.repo_id, task, judged, merge, ref, licence, published) as package:
            gone = there.keys() - package.files.keys() - {".gitattributes"}
            commit = remote.commit(package.files, sorted(gone), f"Model of run {run.id}")
    except HubError as error:
        note_push(run_dir, Push(now, remote.repo_id, error=str(error)))
        raise
    made = Push(now, remote.repo_id, commit, remote.page(), head.private, package.adapter, package.merged)
    note_push(run_dir, made)
    return made


def make_remote(name: str, token: str, endpoint: str | None = None) -> Remote:
    """The repository of models of this name. ValueError when it is no name, or there is no token."""
    if not token:
        raise ValueError(NO_TOKEN)
    if not REPO.fullmatch(name.strip()):
        raise ValueError(BAD_NAME.format(name=name))
    return Remote(name.strip(), token, endpoint, "model", at_once=True)


def _ask_for_licence(remote: Remote, model: str) -> str | None:
    """What the base model's card says; None when it says nothing, or cannot be read with this token."""
    hub_id = hub_id_of(root_model(model))
    if hub_id is None:
        return None
    try:
        with remote.once():
            info = remote.api.model_info(hub_id)
    except HubError as error:
        logger.info("The licence of %s cannot be asked for: %s", hub_id, error)
        return None
    return info.card_data.get("license") if isinstance(info, ModelInfo) and info.card_data else None


def _find_dataset(dataset: Remote | None) -> DatasetRef | None:
    if dataset is None:
        return None
    head = dataset.find()
    if head is None:
        raise HubError(NO_DATASET.format(repo=dataset.repo_id))
    return DatasetRef(dataset.repo_id, head.sha)


def note_push(run_dir: Path, push: Push) -> None:
    """Begins a line of its own even after one that was torn, which would take this one along."""
    row = {**asdict(push), "at": push.at.astimezone(UTC).isoformat()}
    file = pushes_file(run_dir)
    before = file.read_bytes() if file.is_file() else b""
    torn = bool(before) and not before.endswith(b"\n")
    with file.open("a", encoding="utf-8") as out:
        out.write("\n" * torn + json.dumps(row, ensure_ascii=False) + "\n")
