"""The commands `ideas ...`: ideas come in, are listed, set aside and brought back."""

import argparse
import dataclasses
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import cli_writers, formats, ideas
from pipeline.owner_commands import Add, Parser, Project, Report
from pipeline.schema import Idea
from pipeline.texts import comparison_key


def add_commands(commands: Any, add: Add) -> None:
    """Add the commands on ideas; `add` takes a group, a name, the function that does it, and its help."""
    group = commands.add_parser("ideas", help="add, list or set aside ideas").add_subparsers(
        required=True, metavar="COMMAND", parser_class=Parser
    )
    add(group, "add", add_ideas, "add ideas, one an argument").add_argument("text", nargs="+")
    add(group, "import", import_ideas, "add the ideas of a CSV or text file").add_argument("file", type=Path)
    storm = add(group, "brainstorm", brainstorm, "let a model propose ideas on a topic")
    storm.add_argument("topic")
    storm.add_argument("-n", type=int, default=10, help="how many (default 10)")
    cli_writers.add_arguments(storm)
    listed = add(group, "list", list_ideas, "the ideas that count, oldest first")
    listed.add_argument("--aside", action="store_true", help="those that are set aside instead")
    for name, words in (("aside", "set ideas aside: kept, and not counted"), ("back", "bring ideas back")):
        command = add(group, name, move_ideas, words)
        command.add_argument("text", nargs="+", help="an idea, or an id from `ideas list`")
        command.set_defaults(aside=name == "aside")


def add_ideas(project: Project, given: argparse.Namespace) -> Report:
    now = datetime.now(UTC)
    return _report(ideas.add_ideas(project.store, project.task, given.text, "typed", now))


def import_ideas(project: Project, given: argparse.Namespace) -> Report:
    rows, now = formats.read_ideas(given.file), datetime.now(UTC)
    return _report(ideas.add_ideas(project.store, project.task, rows, "file", now))


def brainstorm(project: Project, given: argparse.Namespace) -> Report:
    writer, now = cli_writers.make_writer(project, given), datetime.now(UTC)
    found = ideas.brainstorm(project.store, writer, project.task, given.topic, given.n, given.seed, now)
    return _report(found) | {"ideas": [idea.text for idea in found.added]}


def _report(report: ideas.IdeaReport) -> Report:
    return {
        "added": len(report.added),
        "brought_back": len(report.brought_back),
        "left_aside": len(report.left_aside),
        "duplicates": len(report.duplicates) + len(report.repeated),
        "repeated": len(report.repeated),
        "near_duplicates": [dataclasses.asdict(near) for near in report.near_duplicates],
        "refused": len(report.refused),
        "problems": [dataclasses.asdict(refusal) for refusal in report.refused],
    }


def list_ideas(project: Project, given: argparse.Namespace) -> Report:
    store, task = project.store, project.task
    found = store.ideas_aside(task) if given.aside else store.ideas(task)
    return {"ideas": [{"id": idea.id, "text": idea.text, "origin": idea.origin} for idea in found]}


def move_ideas(project: Project, given: argparse.Namespace) -> Report:
    """All that are named, or none where one of them is no idea."""
    store, task = project.store, project.task
    named = find_ideas(store.every_idea(task), given.text)
    changed = store.set_aside([idea.id for idea in named], given.aside, datetime.now(UTC))
    return {"set_aside" if given.aside else "brought_back": len(changed), "ideas": store.count_ideas(task)}


def find_ideas(known: Iterable[Idea], named: Iterable[str]) -> list[Idea]:
    """Those that are named by their text (ignoring case, punctuation and white space) or their id, in the
    order of the names. ValueError for a name that fits none.
    """
    by_id: dict[str, Idea] = {}
    by_key: dict[str, Idea] = {}
    for idea in known:
        by_id[idea.id] = by_key[comparison_key(idea.text)] = idea
    found = []
    for name in named:
        named_idea = by_id.get(name) or by_key.get(comparison_key(name))
        if named_idea is None:
            raise ValueError(f"There is no idea {name!r}; `ideas list` shows those that there are.")
        found.append(named_idea)
    return found
