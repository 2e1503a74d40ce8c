"""The command `example build`: our ideas enter; a small finished project that an empty page shows leaves.

It runs the commands that everybody has, one after the other, on a project of its own, and keeps what there is
to look at: the database as one file, and each run's settings and event log. Weights stay out, since with them
the example would be larger than the rest of the app.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.formats import read_ideas
from pipeline.owner_commands import Add, Parser, Project, Report
from pipeline.settings import EXAMPLE, ROOT, SHIPPED_DATA
from pipeline.store import Store
from pipeline.training.runs import list_runs

KEPT = ("config.json", "events.jsonl")
IDEAS = 60


def add_commands(commands: Any, add: Add) -> None:
    """Add `example build`; `add` takes a group, a name, the function that does it, and its help."""
    group = commands.add_parser("example", help="the example that an empty project shows")
    build = add(
        group.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser),
        "build",
        build_example,
        "make the example anew, which takes some minutes",
    )
    build.add_argument("--out", type=Path, default=EXAMPLE, help="the folder that it replaces")
    build.add_argument("--n-ideas", type=int, default=IDEAS, help=f"how many ideas (default {IDEAS})")
    build.add_argument("--epochs", type=float, default=3.0)
    build.add_argument("--seed", type=int, default=1)


def build_example(project: Project, given: argparse.Namespace) -> Report:
    """Run the whole loop aside and put what came of it into `given.out`."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "project"
        for command in _commands(Path(folder), given):
            subprocess.run(
                [sys.executable, "-m", "pipeline", "--data-dir", str(made), *command],
                cwd=ROOT,
                stdout=sys.stderr,
                check=True,
            )
        kept = Path(folder) / "kept"
        runs = _keep(made, kept)
        shutil.rmtree(given.out, ignore_errors=True)
        shutil.copytree(kept, given.out)
    size = sum(file.stat().st_size for file in given.out.rglob("*") if file.is_file())
    return {"example": str(given.out), "bytes": size, "runs": runs}


def _commands(folder: Path, given: argparse.Namespace) -> Iterator[list[str]]:
    """The loop as the README has it, on the first of our ideas."""
    ideas, seed = folder / "ideas.txt", str(given.seed)
    ideas.write_text("\n".join(read_ideas(SHIPPED_DATA / "ideas.csv")[: given.n_ideas]), encoding="utf-8")
    yield ["ideas", "import", str(ideas)]
    yield ["candidates", "--seed", seed]
    yield ["labels", "simulate", "--seed", seed]
    yield ["train", "--epochs", str(given.epochs), "--seed", seed]
    yield ["compare", "--judge", "simulated", "--seed", seed]


def _keep(made: Path, kept: Path) -> list[str]:
    """Copy what is looked at; the ids of its runs."""
    runs = [run.id for run in list_runs(made / "runs")]
    for run in runs:
        (kept / "runs" / run).mkdir(parents=True)
        for name in KEPT:
            shutil.copyfile(made / "runs" / run / name, kept / "runs" / run / name)
    store = Store(made / "title-tuner.db")
    store.back_up(kept / "title-tuner.db")
    store.close()
    return runs
