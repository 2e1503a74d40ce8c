"""Runs that have ended <-> the Hub: config, event log, frozen preferences and where the model was pushed.
What they have learned goes to a repository of its own (weights.py).

A run that comes is listed when it is whole: its config.json is written last. One that is resumed goes again
when it ends, and on every disk the log with the later end counts.

One that somebody has deleted leaves DELETED behind in the place of its files. Nobody takes or sends it then,
but a disk that has it keeps it.
"""

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.hub.files import ENDED, NAME, RUNS, git_oid
from pipeline.hub.models import merge_pushes, pushes_file
from pipeline.hub.weights import remember_weights
from pipeline.model_names import folder_in, stored_name
from pipeline.store import Store
from pipeline.training.events import events_file, lock_file, parse_events
from pipeline.training.runs import config_file, deleted_runs, list_runs

CONFIG = "config.json"
EVENTS = "events.jsonl"
# The first one tells whether the run has changed, the last one makes the directory a run.
FILES = (EVENTS, "preferences/train.jsonl", "preferences/test.jsonl", CONFIG)
MODELS = ("base_model", "reward_model")  # settings that may be folders
PATH = re.compile(r"(?<![\w:/.])~?(?:/[^\s/'\",;]+){2,}/?")
DELETED, MARK = "deleted", b"deleted\n"
PUSHES = "pushes.jsonl"  # grows after the run has ended, on every disk that has it


def queue_runs(store: Store, runs_dir: Path) -> None:
    """Queue the files of runs that have ended since the Hub got them, and what was pushed since."""
    known = store.known_files()
    gone = gone_runs(store, runs_dir)
    _queue_deletions(store, gone)
    for run in list_runs(runs_dir):
        if run.status not in ENDED or not NAME.fullmatch(run.id) or run.id in gone:
            continue
        if (pushes := pushes_file(Path(run.path))).is_file():
            content = pushes.read_bytes()
            store.keep_file(f"{RUNS}{run.id}/{PUSHES}", content, git_oid(content))
        _queue_run(store, Path(run.path), known)


def gone_runs(store: Store, runs_dir: Path) -> set[str]:
    """The ids of the runs that were deleted here, or as we know from the Hub elsewhere."""
    return deleted_runs(runs_dir) | _deleted_among(store.paths())


def _deleted_among(paths: Iterable[str]) -> set[str]:
    marks = (path for path in paths if path.startswith(RUNS) and path.endswith(f"/{DELETED}"))
    return {path.removeprefix(RUNS).removesuffix(f"/{DELETED}") for path in marks}


def _queue_deletions(store: Store, gone: Collection[str]) -> None:
    for path in store.paths():
        run_id = _run_of(path)
        if run_id in gone and path != (mark := f"{RUNS}{run_id}/{DELETED}"):
            store.keep_file(mark, MARK, git_oid(MARK))
            store.rewrite_file(path, b"")


def _run_of(path: str) -> str | None:
    return path.split("/")[1] if path.startswith(RUNS) else None


def _queue_run(store: Store, run_dir: Path, known: Mapping[str, str | None]) -> None:
    changed = False
    for name in FILES:
        path, file = f"{RUNS}{run_dir.name}/{name}", run_dir / name
        if file.is_file() and (changed or name == EVENTS or path not in known):
            content = without_folders(name, file.read_bytes())
            oid = git_oid(content)
            changed |= known.get(path) != oid and store.keep_file(path, content, oid)


def take_runs(store: Store, runs_dir: Path, listed: Mapping[str, str], read: Callable[[str], bytes]) -> int:
    """Bring the listed runs that are not on this disk, or have come to a later end elsewhere; how many. What
    was pushed from elsewhere is added to what was from here.
    """
    taken = 0
    known = store.known_files()
    gone = deleted_runs(runs_dir) | _deleted_among(listed)
    for path, oid in listed.items():
        if _run_of(path) in gone and known.get(path) != oid:
            store.mark_read(path, oid, [])
    for config in sorted(path for path in listed if path.startswith(RUNS) and path.endswith(f"/{CONFIG}")):
        run_id = config.removeprefix(RUNS).removesuffix(f"/{CONFIG}")
        if not NAME.fullmatch(run_id) or run_id in gone:
            continue
        paths = {name: path for name in FILES if (path := f"{RUNS}{run_id}/{name}") in listed}
        run_dir = runs_dir / run_id
        pushes = f"{RUNS}{run_id}/{PUSHES}"
        if pushes in listed and known.get(pushes) != listed[pushes]:
            merge_pushes(run_dir, read(pushes))
            store.mark_read(pushes, listed[pushes], [])
        is_here = config_file(run_dir).is_file()
        changed = {name: path for name, path in paths.items() if known.get(path) != listed[path]}
        if not is_here:
            _write_run(run_dir, {name: read(path) for name, path in paths.items()})
            taken += 1
        elif EVENTS in changed:
            taken += _renew(run_dir, {name: read(path) for name, path in changed.items()})
        for path in changed.values():
            store.mark_read(path, listed[path], [])
    return taken


def _renew(run_dir: Path, files: Mapping[str, bytes]) -> bool:
    """Let the run be as it is on the Hub if it ended there later than here; whether it does. One that is
    being trained here has its end before it.
    """
    try:
        with FileLock(lock_file(run_dir), blocking=False):
            own = events_file(run_dir).read_bytes() if events_file(run_dir).is_file() else b""
            if without_folders(EVENTS, own) == files[EVENTS] or _end(own) > _end(files[EVENTS]):
                return False
            remember_weights(run_dir)
            _write_run(run_dir, files)
            return True
    except Timeout:
        return False


def _end(log: bytes) -> datetime:
    """When the last thing happened that a run's log tells of; long ago for one that cannot be read."""
    try:
        return datetime.fromisoformat(parse_events(log)[-1]["at"]).astimezone(UTC)
    except (IndexError, ValueError, TypeError):
        return datetime.min.replace(tzinfo=UTC)


def _write_run(run_dir: Path, files: Mapping[str, bytes]) -> None:
    for name in filter(files.__contains__, FILES):
        content = files[name]
        _write(run_dir / name, _with_folders(content, run_dir.parent) if name == CONFIG else content)


def without_folders(name: str, content: bytes) -> bytes:
    """A run's file as it may leave this machine: no folder is named in its settings nor in what failed."""
    if name == CONFIG:
        return _with_models(content, stored_name)
    if name == EVENTS:
        return b"".join(_without_paths(line) for line in content.splitlines(keepends=True))
    return content


def _with_folders(config: bytes, runs_dir: Path) -> bytes:
    return _with_models(config, lambda model: folder_in(runs_dir, model))


def _with_models(config: bytes, rename: Callable[[str], str]) -> bytes:
    """The settings with other names of the models that the run began from; as they are if none differs."""
    try:
        record = json.loads(config)
        given = record["config"]
        changed = {key: rename(given[key]) for key in MODELS if given.get(key)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return config  # no record of ours: read_config says so of it
    if all(given[key] == value for key, value in changed.items()):
        return config
    given.update(changed)
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()


def _without_paths(line: bytes) -> bytes:
    """Only an error has words of this machine in it."""
    if b'"error"' not in line:
        return line
    try:
        event = json.loads(line)
        event["error"] = PATH.sub(lambda found: found[0].rstrip("/").split("/")[-1], event["error"])
    except (ValueError, TypeError, KeyError):
        return line  # torn: readers pass it over
    return (json.dumps(event, ensure_ascii=False) + "\n").encode()


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, file)
