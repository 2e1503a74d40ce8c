"""`python -m pipeline [--data-dir DIR] COMMAND [--json]`: each stage without a browser, over the page's own
code.

Arguments enter; what leaves is one JSON object on standard output with --json, or `name: value` lines
without. Progress goes to standard error. Bad input ends with exit status 2 and one line that says what to do.
The command `segment`, a run's own process, is `training.segment`.
"""

import argparse
import contextlib
import dataclasses
import json
import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import (
    candidates,
    cli_compare,
    cli_datasets,
    cli_deploy,
    cli_example,
    cli_ideas,
    cli_models,
    cli_prejudge,
    cli_task,
    cli_writers,
    formats,
    labels,
    owner_commands,
    preferences,
    quality,
)
from pipeline.beliefs import estimate_beliefs
from pipeline.hub.keeper import SWITCHED_OFF, make_keeper
from pipeline.model_files import check_model
from pipeline.owner_commands import Parser, Project, Report, say_progress
from pipeline.schema import Preference, Run
from pipeline.settings import read_settings
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training import launch, options, queue
from pipeline.training.events import epoch_table, read_events
from pipeline.training.held_out import beside, held_out
from pipeline.writers import check_serves


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    given = build_parser().parse_args(arguments)
    try:
        with contextlib.redirect_stdout(sys.stderr):  # libraries print as they like; stdout is the answer's
            report = run_command(given)
    except (ValueError, OSError) as error:
        print(f"title-tuner: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("title-tuner: stopped; what was done is kept", file=sys.stderr)
        return 130
    if given.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        for name, value in report.items():
            shown = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
            print(f"{name}: {shown}")
    return 0


def run_command(given: argparse.Namespace) -> Report:
    """Open the project and do what was asked."""
    settings = read_settings()
    if given.data_dir:
        settings = dataclasses.replace(settings, data_dir=given.data_dir.absolute())
    store = Store(settings.database)
    try:
        store.add_task(YOUTUBE_TITLES)
        command: Callable[[Project, argparse.Namespace], Report] = given.act
        return command(Project(settings, store), given)
    finally:
        store.close()


def build_parser() -> argparse.ArgumentParser:
    """The arguments of every command; `act` is the function that does it."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object"
    )
    parser = Parser(prog="title-tuner", description="Teach a small language model your taste in titles.")
    parser.add_argument(
        "--data-dir", type=Path, help="the project's folder (default DATA_DIR or .title-tuner)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    def add(group: Any, name: str, act: Any, words: str) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = group.add_parser(
            name, parents=[shared], help=words, description=words
        )
        command.set_defaults(act=act)
        return command

    cli_ideas.add_commands(commands, add)
    writing = add(commands, "candidates", write_candidates, "write titles for every idea that lacks some")
    cli_writers.add_arguments(writing)
    writing.add_argument(
        "--more",
        type=int,
        metavar="N",
        help="N by this writer for every idea, such as a second round by a run",
    )

    label_commands = commands.add_parser("labels", help="import, export or simulate labels").add_subparsers(
        required=True, metavar="COMMAND", parser_class=Parser
    )
    cli_datasets.add_label_commands(label_commands, add)
    simulate = add(
        label_commands, "simulate", simulate_labels, "label every pair by a stated taste, with noise"
    )
    simulate.add_argument("--seed", type=int, default=0)
    simulate.add_argument("--noise", type=float, default=0.1, help="share of flipped answers (default 0.1)")

    add(commands, "quality", measure_quality, "how far the labels can be trusted")
    owner_commands.add_commands(commands, add)
    cli_task.add_commands(commands, add)
    preference = add(commands, "preferences", write_preferences, "write the preferences, split by idea")
    preference.add_argument("--out", type=Path, required=True, help="a folder for train.jsonl and test.jsonl")
    _add_mixing(preference)

    add(commands, "sync", sync, "bring the project and its dataset on the Hub to the same state")

    cli_datasets.add_publish(commands, add)
    train_command = add(commands, "train", train, "train on the labels")
    train_command.add_argument(
        "--preferences", type=Path, help="a folder of train.jsonl and test.jsonl instead of the labels"
    )
    train_command.add_argument(
        "--queue", action="store_true", help="wait for the run before, in the background; returns at once"
    )
    _add_mixing(train_command)
    options.add_run_options(train_command)

    cli_models.add_commands(commands, add)
    cli_deploy.add_commands(commands, add)
    cli_compare.add_arguments(
        add(commands, "compare", compare, "write base and tuned titles for held-out ideas")
    )
    cli_prejudge.add_commands(commands, add)
    cli_example.add_commands(commands, add)
    return parser


def _add_mixing(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--mix-versions", action="store_true", help="learn from labels on earlier versions of the task too"
    )


def write_candidates(project: Project, given: argparse.Namespace) -> Report:
    if given.more is not None and not 1 <= given.more <= candidates.MOST_MORE:
        raise ValueError(f"--more is {given.more}; give a number from 1 to {candidates.MOST_MORE}.")
    store, task = project.store, project.task
    known = store.ideas(task)
    if not known:
        raise ValueError("There are no ideas yet; add some with `ideas add` or `ideas import` first.")
    writer = cli_writers.make_writer(project, given)
    incomplete: dict[str, str] = {}
    for state in candidates.write_candidates(
        store, writer, task, known, given.seed, given.temperature, given.more
    ):
        say_progress(f"{state.done} of {state.total} ideas, {state.titles} new titles")
        incomplete = state.incomplete
    titles = sum(store.count_candidates(task).values())
    return {
        "ideas": len(known),
        "candidates": titles,
        "incomplete": len(incomplete),
        "problems": [{"idea": idea, "reason": reason} for idea, reason in incomplete.items()],
    }


def simulate_labels(project: Project, given: argparse.Namespace) -> Report:
    if not 0 <= given.noise <= 0.5:
        raise ValueError(f"--noise is {given.noise}; give a share from 0 to 0.5.")
    if not project.store.count_pairs():
        raise ValueError("There are no pairs to label; write titles with `candidates` first.")
    annotator = SimulatedAnnotator(given.seed, given.noise)
    return {"labels": labels.simulate_labels(project.store, project.task, annotator, datetime.now(UTC))}


def measure_quality(project: Project, given: argparse.Namespace) -> Report:
    threshold = project.store.sharing().implied_threshold
    return dataclasses.asdict(
        quality.measure_quality(project.store, estimate_beliefs(project.store), threshold)
    )


def write_preferences(project: Project, given: argparse.Namespace) -> Report:
    split = _split(project, given.mix_versions)
    formats.write_preferences(given.out, split.train, split.test)
    return {
        "train": len(split.train),
        "test": len(split.test),
        "train_ideas": split.train_ideas,
        "test_ideas": split.test_ideas,
    }


def _split(project: Project, mix_versions: bool) -> preferences.Split:
    split = preferences.derive_preferences(
        project.store,
        project.task,
        implied_threshold=project.store.sharing().implied_threshold,
        beliefs=estimate_beliefs(project.store),
        mix_versions=mix_versions,
    )
    if not split.train:
        raise ValueError(
            "There are no decided labels to learn from; label pairs on the page, or use `labels import` or"
            " `labels simulate` first."
        )
    return split


def _preferences(
    project: Project, folder: Path | None, mix_versions: bool
) -> tuple[Sequence[Preference], Sequence[Preference]]:
    """What to train and to evaluate on: a folder's rows, or those that the labels give now."""
    if folder is None:
        split = _split(project, mix_versions)
        return split.train, split.test
    files = [folder / f"{name}.jsonl" for name in ("train", "test")]
    for file in files:
        if not file.is_file():
            raise ValueError(
                f"There is no file {file}; --preferences takes a folder that `preferences` wrote."
            )
    train_rows, test_rows = map(formats.read_preferences, files)
    return train_rows, test_rows


def train(project: Project, given: argparse.Namespace) -> Report:
    config = options.read_run_options(given, project.settings.default_base_model)
    check_model(config.base_model)
    check_serves(config.base_model, project.task)
    train_rows, test_rows = _preferences(project, given.preferences, given.mix_versions)
    begin = queue.enqueue_run if given.queue else launch.start_run
    run = begin(
        project.settings.runs_dir, config, project.task.version, train_rows, test_rows, datetime.now(UTC)
    )
    if given.queue:
        return {"run": run.id, "status": run.status}
    run_dir = Path(run.path)
    try:
        run = launch.wait_for_run(run_dir, _say_event)
    except KeyboardInterrupt:
        launch.stop_run(run_dir)
        run = launch.wait_for_run(run_dir, _say_event)
    if run.status == "failed":
        raise ValueError(run.error)
    return {
        "run": run.id,
        "status": run.status,
        "epochs": epoch_table(read_events(run_dir)),
        "best_epoch": run.best_epoch,
        "seconds": run.seconds,
        "held_out": _held_out(run, launch.list_runs(project.settings.runs_dir)),
        "faults": read_events(run_dir)[-1].get("faults", []),
    }


def _held_out(run: Run, runs: Sequence[Run]) -> list[dict[str, Any]]:
    """How often its rewards are right on the held-out pairs, and another method's on the same ones."""
    own = held_out(run)
    found = [own, *beside(run, runs)] if own else []
    return [
        {
            "run": one.run.id,
            "method": one.run.config.method,
            "accuracy": one.accuracy,
            "pairs": one.pairs,
            "interval": [one.low, one.high],
        }
        for one in found
    ]


def compare(project: Project, given: argparse.Namespace) -> Report:
    judge = cli_prejudge.find_run(project, given.reward_model) if given.reward_model else None
    report = cli_compare.compare(project.store, project.task, project.settings, given)
    return report | (
        {"reward_model": cli_prejudge.judge(project, judge, report["comparison"])} if judge else {}
    )


def sync(project: Project, given: argparse.Namespace) -> Report:
    keeper = make_keeper(project.settings, project.store, lambda: datetime.now(UTC), random.SystemRandom())
    if keeper is None:
        raise ValueError(SWITCHED_OFF)
    done = keeper.sync_now()
    status = keeper.status()
    return {
        "repo": status.repo,
        "received_events": done.received.events,
        "received_runs": done.received.runs,
        "commits": done.commits,
        "saved": status.saved,
        "on_hub": status.on_hub,
        "waiting": status.waiting,
        "problems": status.problems,
    }


def _say_event(event: dict[str, Any]) -> None:
    if event["event"] in ("log", "eval"):
        numbers = ", ".join(
            f"{name} {value:.4g}"
            for name, value in event.items()
            if isinstance(value, float) and "loss" in name
        )
        say_progress(f"step {event.get('step')}: {numbers}")
    elif event["event"] != "step":
        say_progress(event["event"])
