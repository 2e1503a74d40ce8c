"""The commands `push` and `model`: a run's model goes to the Hub, or into a folder or a zip file."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import comparisons
from pipeline.hub.client import Remote
from pipeline.hub.models import make_remote, push_model
from pipeline.hub.packages import pack_model, write_folder, write_zip
from pipeline.owner_commands import Add, Project, Report
from pipeline.schema import Run, Task
from pipeline.training.runs import list_runs

DATASET = "the preferences it was trained on (default: those published last, if they are the same pairs)"
MERGE = "merge an adapter into its base model (always done where the base is not on the Hub)"


def add_commands(commands: Any, add: Add) -> None:
    """Add `push` and `model`; `add` takes a group, a name, the function that does it, and its help."""
    push = add(commands, "push", push_run, "send a run's model with its card to the Hub")
    push.add_argument("run", help="the run's id")
    push.add_argument("--to", required=True, metavar="OWNER/NAME", help="a repository of models; made if new")
    push.add_argument("--merge", action="store_true", help=MERGE)
    push.add_argument("--public", action="store_true", help="everybody may download it (default: private)")
    push.add_argument("--dataset", metavar="OWNER/NAME", help=DATASET)

    model = add(commands, "model", write_model, "write a run's model with its card into a folder or a zip")
    model.add_argument("run", help="the run's id")
    model.add_argument("--out", type=Path, required=True, help="a new folder, or a file that ends in .zip")
    model.add_argument("--merge", action="store_true", help=MERGE)


def push_run(project: Project, given: argparse.Namespace) -> Report:
    token = project.settings.hf_token
    remote, run = make_remote(given.to, token), find_run(project, given.run)
    dataset = Remote(given.dataset, token, at_once=True) if given.dataset else None
    judged = comparisons.judged_comparisons(project.store, run.id)
    made = push_model(
        remote,
        run,
        task_of(project, run),
        judged,
        datetime.now(UTC),
        given.public,
        given.merge,
        dataset,
        project.store.publication(),
    )
    return {
        "run": run.id,
        "repo": made.repo,
        "commit": made.commit,
        "url": made.url,
        "private": made.private,
        "adapter": made.adapter,
        "merged": made.merged,
    }


def write_model(project: Project, given: argparse.Namespace) -> Report:
    run = find_run(project, given.run)
    judged = comparisons.judged_comparisons(project.store, run.id)
    published = project.store.publication()
    with pack_model(run, run.id, task_of(project, run), judged, given.merge, published=published) as package:
        (write_zip if given.out.suffix == ".zip" else write_folder)(package, given.out)
        return {"run": run.id, "out": str(given.out), "adapter": package.adapter, "merged": package.merged}


def task_of(project: Project, run: Run) -> Task:
    """The version of the task that the run was trained on, as far as it is known here."""
    return project.store.task(run.task_version) or project.task


def find_run(project: Project, run_id: str) -> Run:
    """The run with this id. ValueError when there is none."""
    runs = list_runs(project.settings.runs_dir)
    for run in runs:
        if run.id == run_id:
            return run
    newest = f"; the newest is {runs[0].id}" if runs else "; use `train` first"
    raise ValueError(f"There is no run {run_id!r}{newest}.")
