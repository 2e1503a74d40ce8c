"""The weights of runs that have ended <-> a repository of models, where each run has a folder of its name.

    <run>/...          its model
    <run>/reward/...   the reward model that the first half of its RLHF has learned

A run that is resumed gets other weights. Beside each model KEPT says which of the run's it is, by the event
of the run's log that it came from; a model on this disk without it was trained here, for the log as it is.
"""

import json
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.hub.client import Remote
from pipeline.hub.files import ENDED, NAME, git_oid
from pipeline.model_names import folder_in, stored_name
from pipeline.schema import Run
from pipeline.training.events import Event, lock_file, read_events
from pipeline.training.runs import list_runs, model_path, reward_folder

KEPT = ".kept"
ADAPTER, BASE = "adapter_config.json", "base_model_name_or_path"


@dataclass(frozen=True)
class Part:
    """A model of a run: its `folder` here and in the repository, and of which event the run's log says that
    it is.
    """

    folder: Path
    remote: str
    kept: bytes

    def here(self) -> bytes | None:
        """Of which event the model on this disk is; None when there is none."""
        if not self.folder.is_dir():
            return None
        mark = self.folder / KEPT
        return mark.read_bytes() if mark.is_file() else self.kept

    def files(self, listed: Mapping[str, str]) -> list[str]:
        """The names of its files in the repository, KEPT but for."""
        names = (path.removeprefix(self.remote) for path in listed if path.startswith(self.remote))
        return [name for name in names if NAME.fullmatch(name)]

    def there(self, listed: Mapping[str, str]) -> str | None:
        """Git's name for what KEPT says in the repository; None of one that an earlier app has sent."""
        return listed.get(self.remote + KEPT)


def send_weights(runs_dir: Path, models: Remote, gone: Collection[str] = ()) -> int:
    """Upload the models that the repository lacks or has from before their run was resumed, and take out
    those of the runs that are `gone`; how many were sent.
    """
    listed = models.files(models.open().sha)
    if old := [path for path in listed if path.split("/")[0] in gone]:
        models.commit({}, old, "Models of runs that were deleted")
    sent = 0
    for run in _ended_runs(runs_dir, gone):
        for part in parts_of(Path(run.path)):
            if part.here() != part.kept or part.there(listed) == git_oid(part.kept):
                continue
            files = _model_files(part)
            old = [part.remote + name for name in part.files(listed)]
            models.commit(files, [path for path in old if path not in files], f"Model of run {run.id}")
            sent += 1
    return sent


def take_weights(runs_dir: Path, models: Remote, gone: Collection[str] = ()) -> int:
    """Bring the models that this disk lacks or has from before their run was resumed, the newest run's first,
    and none of the runs that are `gone`; how many.
    """
    head = models.open()
    listed = models.files(head.sha)
    taken = 0
    for run in _ended_runs(runs_dir, gone):
        for part in parts_of(Path(run.path)):
            there, here = part.there(listed), part.here()
            fits = there == git_oid(part.kept)
            if part.files(listed) and (here != part.kept if fits else there is None and here is None):
                taken += _take(
                    part, Path(run.path), models, head.sha, part.files(listed), part.kept if fits else b""
                )
    return taken


def remember_weights(run_dir: Path) -> None:
    """Write down which of the run's models is on this disk, before its log becomes that of another disk."""
    for part in parts_of(run_dir):
        here = part.here()
        if here is not None:
            (part.folder / KEPT).write_bytes(here)


def parts_of(run_dir: Path) -> list[Part]:
    events = read_events(run_dir)
    ends = [event for event in events if event["event"] in ENDED]
    model = [event for event in ends if "kept_step" in event] or ends
    half = [event for event in events if event.get("stage") == "reward_model"] or events[:1]
    return [
        Part(model_path(run_dir), f"{run_dir.name}/", _mark(model)),
        Part(model_path(reward_folder(run_dir)), f"{run_dir.name}/reward/", _mark(half)),
    ]


def _mark(events: Sequence[Event]) -> bytes:
    return "".join(f"{event['event']} {event['at']}\n" for event in events[-1:]).encode()


def _ended_runs(runs_dir: Path, gone: Collection[str]) -> list[Run]:
    return [
        run
        for run in list_runs(runs_dir)
        if run.status in ENDED and NAME.fullmatch(run.id) and run.id not in gone
    ]


def _model_files(part: Part) -> dict[str, bytes | Path]:
    """By their paths on the Hub; an adapter names its base model as it is stored, and no folder."""
    files: dict[str, bytes | Path] = {
        part.remote + file.name: file
        for file in sorted(part.folder.iterdir())
        if file.is_file() and NAME.fullmatch(file.name)
    }
    if (adapter := part.folder / ADAPTER).is_file():
        files[part.remote + ADAPTER] = _with_base(adapter, stored_name)
    return {**files, part.remote + KEPT: part.kept}


def _with_base(adapter: Path, rename: Callable[[str], str]) -> bytes:
    config = json.loads(adapter.read_text())
    if base := config.get(BASE):
        config[BASE] = rename(base)
    return (json.dumps(config, indent=2, sort_keys=True) + "\n").encode()


def _take(part: Part, run_dir: Path, models: Remote, sha: str, names: Sequence[str], kept: bytes) -> bool:
    """Download the model beside its place, then put it there, unless the run goes on meanwhile."""
    partial = part.folder.with_name(part.folder.name + ".coming")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        for name in names:
            models.download(part.remote + name, partial / name, sha)
        if (adapter := partial / ADAPTER).is_file():
            adapter.write_bytes(_with_base(adapter, lambda model: folder_in(run_dir.parent, model)))
        (partial / KEPT).write_bytes(kept)
        with FileLock(lock_file(run_dir), blocking=False):
            if part not in parts_of(run_dir):
                return False
            shutil.rmtree(part.folder, ignore_errors=True)
            partial.rename(part.folder)
            return True
    except Timeout:
        return False
    finally:
        shutil.rmtree(partial, ignore_errors=True)  # on a full disk above all
