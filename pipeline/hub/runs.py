"""Finished runs <-> the Hub: config, event log, frozen preferences and where the model was pushed; weights to
a repository of their own.

A run that comes back is listed when it is whole: its config.json is written last. Its weights follow when
there is a repository of models.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.hub.client import Remote
from pipeline.hub.files import RUNS, git_oid
from pipeline.hub.models import merge_pushes, pushes_file
from pipeline.model_names import folder_in, stored_name
from pipeline.store import Store
from pipeline.training.runs import config_file, list_runs, model_path

CONFIG = "config.json"
EVENTS = "events.jsonl"
# The last one makes the directory a run.
FILES = (EVENTS, "preferences/train.jsonl", "preferences/test.jsonl", CONFIG)
MODELS = ("base_model", "reward_model")  # settings that may be folders
ADAPTER, BASE = "adapter_config.json", "base_model_name_or_path"
PATH = re.compile(r"(?<![\w:/.])~?(?:/[^\s/'\",;]+){2,}/?")
PUSHES = "pushes.jsonl"  # grows after the run has ended, on every disk that has it
RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
MODEL_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
KIND = "run"
ENDED = ("finished", "stopped")


def queue_runs(store: Store, runs_dir: Path) -> int:
    """Queue the files of runs that have ended and that the Hub lacks, and what was pushed since; how many
    runs.
    """
    there = store.rows_on_hub(KIND)
    queued = 0
    for run in list_runs(runs_dir):
        if run.status not in ENDED or not RUN_ID.fullmatch(run.id):
            continue
        if (pushes := pushes_file(Path(run.path))).is_file():
            content = pushes.read_bytes()
            store.keep_file(f"{RUNS}{run.id}/{PUSHES}", content, git_oid(content))
        if run.id in there:
            continue
        with store.transaction():
            for name in FILES:
                file = Path(run.path) / name
                if file.is_file():
                    rows = [(KIND, run.id)] if name == CONFIG else []
                    content = without_folders(name, file.read_bytes())
                    store.queue_file(f"{RUNS}{run.id}/{name}", content, rows)
        queued += 1
    return queued


def take_runs(store: Store, runs_dir: Path, listed: Mapping[str, str], read: Callable[[str], bytes]) -> int:
    """Bring the listed runs that are not on this disk; how many. Those that are stay as they are, but
    for what was pushed from elsewhere.
    """
    taken = 0
    known = store.known_files()
    for config in sorted(path for path in listed if path.startswith(RUNS) and path.endswith(f"/{CONFIG}")):
        run_id = config.removeprefix(RUNS).removesuffix(f"/{CONFIG}")
        if not RUN_ID.fullmatch(run_id):
            continue
        paths = [path for name in FILES if (path := f"{RUNS}{run_id}/{name}") in listed]
        run_dir = runs_dir / run_id
        pushes = f"{RUNS}{run_id}/{PUSHES}"
        if pushes in listed and known.get(pushes) != listed[pushes]:
            merge_pushes(run_dir, read(pushes))
            store.mark_read(pushes, listed[pushes], [])
        if not config_file(run_dir).is_file():
            for path in paths:
                name = path.removeprefix(f"{RUNS}{run_id}/")
                content = read(path)
                _write(run_dir / name, _with_folders(content, runs_dir) if name == CONFIG else content)
            taken += 1
        for path in paths:
            if known.get(path) != listed[path]:
                rows = [(KIND, run_id)] if path == config else []
                store.mark_read(path, listed[path], rows)
    return taken


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


def send_weights(runs_dir: Path, models: Remote) -> int:
    """Upload the models of runs that the repository of models lacks, each in a folder of its run's name."""
    head = models.open()
    there = {path.split("/")[0] for path in models.files(head.sha)}
    sent = 0
    for run in list_runs(runs_dir):
        folder = model_path(Path(run.path))
        if run.status in ENDED and run.id not in there and folder.is_dir() and RUN_ID.fullmatch(run.id):
            models.commit(_model_files(folder, run.id), (), f"Model of run {run.id}")
            sent += 1
    return sent


def _model_files(folder: Path, run_id: str) -> dict[str, bytes | Path]:
    """By their paths on the Hub; an adapter names its base model as it is stored, and no folder."""
    files: dict[str, bytes | Path] = {
        f"{run_id}/{file.relative_to(folder).as_posix()}": file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    if (adapter := folder / ADAPTER).is_file():
        files[f"{run_id}/{ADAPTER}"] = _with_base(adapter, stored_name)
    return files


def _with_base(adapter: Path, rename: Callable[[str], str]) -> bytes:
    config = json.loads(adapter.read_text())
    if base := config.get(BASE):
        config[BASE] = rename(base)
    return (json.dumps(config, indent=2, sort_keys=True) + "\n").encode()


def take_weights(runs_dir: Path, models: Remote) -> int:
    """Bring the models of listed runs that have none on this disk, the newest first; how many."""
    head = models.open()
    files = [path.split("/") for path in models.files(head.sha)]
    taken = 0
    for run in list_runs(runs_dir):
        names = [name for run_id, *rest in files if run_id == run.id and len(rest) == 1 for name in rest]
        folder = model_path(Path(run.path))
        if run.status not in ENDED or folder.is_dir() or not names:
            continue
        partial = folder.with_name(folder.name + ".coming")
        shutil.rmtree(partial, ignore_errors=True)
        for name in filter(MODEL_FILE.fullmatch, names):
            models.download(f"{run.id}/{name}", partial / name, head.sha)
        if (adapter := partial / ADAPTER).is_file():
            adapter.write_bytes(_with_base(adapter, lambda model: folder_in(runs_dir, model)))
        partial.rename(folder)
        taken += 1
    return taken
