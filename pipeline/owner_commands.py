"""The owner's commands: how labelling is shared out, who counts, back up and restore. What every command of
the command line works on and hands back is here too.
"""

import argparse
import dataclasses
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from pipeline import oversight, quality, sharing
from pipeline.schema import Task
from pipeline.settings import Settings
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES

Report = dict[str, Any]
Add = Callable[[Any, str, Any, str], argparse.ArgumentParser]


@dataclass(frozen=True)
class Project:
    """What every command works on."""

    settings: Settings
    store: Store

    @property
    def task(self) -> Task:
        """The version of the task that counts now."""
        return self.store.current_task()


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def say_progress(message: str) -> None:
    """On standard error: what a command hands back is alone on standard output."""
    print(message, file=sys.stderr, flush=True)


def add_commands(commands: Any, add: Add) -> None:
    """Add the owner's commands; `add` takes a group, a name, the function that does it, and its help."""
    share = add(commands, "sharing", set_sharing, "show or change how labelling is shared out")
    for field in dataclasses.fields(Sharing):
        name, default = f"--{field.name.replace('_', '-')}", getattr(sharing.DEFAULT, field.name)
        if isinstance(default, bool):
            share.add_argument(name, action=argparse.BooleanOptionalAction)
        else:
            share.add_argument(name, type=type(default), help=f"(default {default})")

    annotators = commands.add_parser("annotators", help="list, exclude or include annotators")
    of_annotators = annotators.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    add(of_annotators, "list", list_annotators, "everybody who labelled, and how well")
    for name, words in (("exclude", "leave out everywhere"), ("include", "count again")):
        command = add(of_annotators, name, set_excluded, f"an annotator whose labels to {words}")
        command.add_argument("annotator", help="the id, or its first digits")
        command.set_defaults(excluded=name == "exclude")

    add(commands, "backup", back_up, "write a snapshot of the database").add_argument("file", type=Path)
    restore = add(commands, "restore", restore_backup, "put a snapshot in the place of the database")
    restore.add_argument("file", type=Path)


def set_sharing(project: Project, given: argparse.Namespace) -> Report:
    names = [field.name for field in dataclasses.fields(Sharing)]
    changed = {name: getattr(given, name) for name in names if getattr(given, name) is not None}
    if changed:
        chosen = dataclasses.replace(project.store.sharing(), **changed)
        project.store.set_sharing(chosen, datetime.now(UTC))
    return dataclasses.asdict(project.store.sharing())


def list_annotators(project: Project, given: argparse.Namespace) -> Report:
    found = quality.measure_annotators(project.store)
    rows = [
        {**dataclasses.asdict(annotator), "last_seen": annotator.last_seen.isoformat()} for annotator in found
    ]
    return {"annotators": rows}


def set_excluded(project: Project, given: argparse.Namespace) -> Report:
    annotator = oversight.find_annotator(project.store.annotators(), given.annotator)
    changed = oversight.set_excluded(project.store, annotator, given.excluded, datetime.now(UTC))
    return {"annotator": annotator, "excluded": given.excluded, "changed": changed}


def back_up(project: Project, given: argparse.Namespace) -> Report:
    if given.file.exists():
        raise ValueError(f"{given.file} exists already; give a new name.")
    project.store.back_up(given.file)
    return {"file": str(given.file), "bytes": given.file.stat().st_size}


def restore_backup(project: Project, given: argparse.Namespace) -> Report:
    aside = project.store.restore(given.file, datetime.now(UTC))
    project.store.add_task(YOUTUBE_TITLES)
    return {"labels": len(project.store.labels()), "kept_before": str(aside)}
