"""The commands `labels import`, `labels export` and `publish`: labelled pairs in, with a look before, and
out.
"""

import argparse
import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import formats, imports, labels, pairs, preferences, publishing
from pipeline.beliefs import estimate_beliefs
from pipeline.hub import datasets
from pipeline.owner_commands import Add, Project, Report

HUB = "hub:"


def add_label_commands(group: Any, add: Add) -> None:
    """Add them to the group `labels`."""
    bring = add(group, "import", import_labels, "add labelled pairs from files, a folder or the Hub")
    bring.add_argument(
        "source",
        nargs="+",
        help="CSV, JSONL or Parquet files, a folder of them, or hub:OWNER/NAME for a dataset of the Hub",
    )
    bring.add_argument("--preview", action="store_true", help="say what it holds, and store nothing")
    bring.add_argument("--skip-faulty", action="store_true", help="leave rows out that cannot be used")
    take = add(group, "export", export_labels, "write the decided pairs to a file")
    take.add_argument("file", type=Path, help=f"its name says the format: {', '.join(formats.FORMATS)}")
    take.add_argument(
        "--split", choices=("all", "train", "test"), default="all", help="those that training uses so"
    )


def add_publish(commands: Any, add: Add) -> None:
    command = add(commands, "publish", publish, "publish the preferences as a dataset on the Hub")
    command.add_argument("repo", nargs="?", default="", help="owner/name (default PREFERENCES_REPO)")
    command.add_argument("--public", action="store_true", help="everybody may read it (default: private)")
    command.add_argument(
        "--without-simulated", action="store_true", help="leave the example labels out (default: marked)"
    )


def import_labels(project: Project, given: argparse.Namespace) -> Report:
    store, task, now = project.store, project.task, datetime.now(UTC)
    reading = _read(project, given.source)
    check = imports.check_rows(reading, task, [idea.text for idea in store.every_idea(task)])
    looked = _describe(check)
    if given.preview:
        return {**looked, "would_add": labels.count_new_labels(store, task, check.usable, now)}
    imports.require_usable(check, all_rows=not given.skip_faulty)
    found = labels.import_labels(store, task, check.usable, now)
    pairs.add_all_pairs(store, task)
    return {**looked, **dataclasses.asdict(found)}


def _read(project: Project, sources: Sequence[str]) -> formats.Reading:
    names = [source for source in sources if source.startswith(HUB)]
    if not names:
        return formats.read_pairs(formats.find_files([Path(source) for source in sources]))
    if len(sources) > 1:
        raise ValueError(f"{names[0]} comes alone; import the other files by themselves.")
    with datasets.fetch_dataset(names[0].removeprefix(HUB), project.settings.hf_token) as fetched:
        return formats.read_pairs(fetched.files)


def _describe(check: imports.Check) -> Report:
    found = dataclasses.asdict(check)
    found["usable"] = len(check.usable)
    return found


def export_labels(project: Project, given: argparse.Namespace) -> Report:
    rows = preferences.decided_pairs(project.store, project.task, given.split)
    table = [row for _, row in rows]
    count = formats.write_pairs(given.file, [preference for preference, _ in rows], table)
    return {"labels": count, "simulated": sum(row.simulated for row in table), "file": str(given.file)}


def publish(project: Project, given: argparse.Namespace) -> Report:
    store = project.store
    done = publishing.publish(
        project.settings,
        store,
        project.task,
        estimate_beliefs(store),
        datetime.now(UTC),
        given.repo,
        given.public,
        not given.without_simulated,
    )
    return dataclasses.asdict(done)
