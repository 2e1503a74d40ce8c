"""The commands `labels import` and `labels export`: labelled pairs in and out, with a look before."""

import argparse
import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import formats, imports, labels, pairs, preferences
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


def import_labels(project: Project, given: argparse.Namespace) -> Report:
    store, task, now = project.store, project.task, datetime.now(UTC)
    reading = formats.read_pairs(formats.find_files([Path(source) for source in given.source]))
    check = imports.check_rows(reading, task, [idea.text for idea in store.ideas(task)])
    looked = _describe(check)
    if given.preview:
        return {**looked, "would_add": labels.count_new_labels(store, task, check.usable, now)}
    imports.require_usable(check, all_rows=not given.skip_faulty)
    found = labels.import_labels(store, task, check.usable, now)
    pairs.add_all_pairs(store, task)
    return {**looked, **dataclasses.asdict(found)}


def _describe(check: imports.Check) -> Report:
    found = dataclasses.asdict(check)
    found["usable"] = len(check.usable)
    return found


def export_labels(project: Project, given: argparse.Namespace) -> Report:
    rows = preferences.decided_pairs(project.store, project.task, given.split)
    table = [row for _, row in rows]
    count = formats.write_pairs(given.file, [preference for preference, _ in rows], table)
    return {"labels": count, "simulated": sum(row.simulated for row in table), "file": str(given.file)}
