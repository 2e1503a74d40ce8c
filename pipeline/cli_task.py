"""The commands `task show`, `task save` and `task load`: the version that counts, as text and as a file."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import tasks
from pipeline.owner_commands import Add, Parser, Project, Report
from pipeline.prompts import title_prompt


def add_commands(commands: Any, add: Add) -> None:
    """Add the task's commands; `add` takes a group, a name, the function that does it, and its help."""
    group = commands.add_parser("task", help="show or change what is to be written").add_subparsers(
        required=True, metavar="COMMAND", parser_class=Parser
    )
    add(group, "show", show_task, "the version of the task that counts, and its prompt")
    save = add(group, "save", save_task, "write it to a .json or .toml file")
    save.add_argument("file", type=Path)
    load = add(group, "load", load_task, "make a file's task the version that counts")
    load.add_argument("file", type=Path)


def show_task(project: Project, given: argparse.Namespace) -> Report:
    task = project.task
    return {
        "version": task.version,
        **tasks.task_record(task),
        "prompt": title_prompt(task, "{idea}")[-1]["content"],
        "versions": [
            {"version": each.version, "chosen_at": at.isoformat()}
            for at, each in project.store.task_choices()
        ],
    }


def save_task(project: Project, given: argparse.Namespace) -> Report:
    tasks.save_task(project.task, given.file)
    return {"version": project.task.version, "file": str(given.file)}


def load_task(project: Project, given: argparse.Namespace) -> Report:
    """Ideas get titles for a new version when titles are next written; those of others stay with theirs."""
    before = project.task
    task = tasks.load_task(given.file, before)
    if task != before:
        project.store.choose_task(task, datetime.now(UTC))
    titled = project.store.count_candidates(task)
    return {
        "version": task.version,
        "changed": task != before,
        "ideas_without_titles": sum(idea.id not in titled for idea in project.store.ideas(task)),
    }
