"""The name that a model is loaded by <-> the name that is kept with what it wrote, in which no folder is.

On this machine a model may be called by its folder. Stored, and sent away with what is stored, is instead

    run:ID          the model that the run of this project has learned
    run:ID/reward   what the first half of its RLHF has learned
    local:NAME      any other folder's model, by the folder's own name. Nothing tells two folders of one name
                    apart, and it cannot be loaded by this name elsewhere: it has to be chosen by its folder

Hub ids and `embedded` stay as they are, and of a best of n each part is named so.
"""

import os
import re
from pathlib import Path

from pipeline.best_of import BestOf, read_best_of
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL

RUN, LOCAL = "run:", "local:"
# A run's folder by its end: where it began may be another disk, or another machine.
_FOLDER = re.compile(r"(?:^|[/\\])runs[/\\]([A-Za-z0-9][A-Za-z0-9._-]*)([/\\]reward)?[/\\]model[/\\]?$")
_PATH = re.compile(r"(/|~|\.{1,2}[/\\]|[A-Za-z]:[/\\]|\\)")


def folder_of(model: str) -> Path | None:
    """The absolute folder that a model is called by; None where there is none, or can be none."""
    folder = os.path.expanduser(model)
    return Path(folder).absolute() if folder and os.path.isdir(folder) else None


def stored_name(model: str) -> str:
    """The same again for a name that is one already. ValueError for a best of n that cannot be."""
    if best := read_best_of(model):
        return BestOf(best.n, stored_name(best.reward_model), stored_name(best.writer)).name
    if found := _FOLDER.search(model):
        return f"{RUN}{found[1]}{'/reward' if found[2] else ''}"
    if _PATH.match(model) or ("/" in model and folder_of(model)):
        folder = Path(model).expanduser()
        return EMBEDDED if folder == EMBEDDED_MODEL else LOCAL + describe_folder(folder)
    return model


def run_of(model: str) -> tuple[str, bool] | None:
    """The id of the run that has learned a model of this name, and whether it is the model of its reward
    half; a folder of old, or of another machine, is known by its end. None for any other model.
    """
    name = stored_name(model)
    if not name.startswith(RUN):
        return None
    run_id, _, half = name.removeprefix(RUN).partition("/")
    return run_id, half == "reward"


def folder_in(runs_dir: Path, model: str) -> str:
    """The name that the model is loaded by on this disk, where runs lie in `runs_dir`. A folder that is here
    stays as it is, and so does what is no run's.
    """
    if best := read_best_of(model):
        return BestOf(best.n, folder_in(runs_dir, best.reward_model), folder_in(runs_dir, best.writer)).name
    named = None if Path(model).is_absolute() and folder_of(model) else run_of(model)
    if named is None:
        return model
    run_id, of_reward = named
    return str((runs_dir / run_id / ("reward/model" if of_reward else "model")).absolute())


def describe_folder(folder: Path) -> str:
    """Of the folder of a model the run's id, or its own name; whether it is still there does not matter."""
    if folder.name == "model":
        # RLHF's first half has a folder within its run's.
        return folder.parent.parent.name if folder.parent.name == "reward" else folder.parent.name
    return folder.name
