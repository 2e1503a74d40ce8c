"""The command `compare`: its arguments enter, titles are written and perhaps judged, the answer leaves."""

import argparse
import dataclasses
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from pipeline import comparisons, formats, inference, labels, results, unseen
from pipeline.best_of import read_best_of
from pipeline.best_writer import make_writer
from pipeline.health import find_faults
from pipeline.inference import TEMPERATURE
from pipeline.model_files import check_model
from pipeline.owner_commands import Report, say_progress
from pipeline.schema import Comparison, Idea, Run, Task
from pipeline.settings import SHIPPED_DATA, Settings
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.training import launch
from pipeline.training.runs import title_runs, with_folders

PAIRS = 50  # as on the page


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments of `compare`."""
    command.add_argument("--run", help="the run whose model is compared (default: the newest finished one)")
    command.add_argument(
        "--tuned",
        help="compare this model instead: embedded, a folder, a Hub id or best-of-N:REWARD_RUN@MODEL, "
        "which writes N titles and keeps the one that the run's reward model likes best",
    )
    command.add_argument("--base", help="with this one (default: the run's own base model)")
    command.add_argument("--judge", choices=("simulated",), help="let the simulated annotator judge")
    command.add_argument(
        "--reward-model", metavar="RUN", help="let this run's reward model judge too, apart from the votes"
    )
    command.add_argument("--ideas", type=Path, default=SHIPPED_DATA / "evaluation-ideas.csv")
    command.add_argument("--pairs", type=int, help=f"how many pairs (default {PAIRS}, or all of --titles)")
    command.add_argument("--titles", type=int, help="titles for each idea (default: as --pairs asks)")
    command.add_argument(
        "--design",
        choices=("fixed", "sequential"),
        default="fixed",
        help="judge all pairs, or stop when the e-value reaches 20",
    )
    command.add_argument("--export", type=Path, help="write every judged row to this CSV")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--temperature", type=float, default=TEMPERATURE)


def compare(store: Store, task: Task, settings: Settings, given: argparse.Namespace) -> Report:
    """Make the comparison that was asked for, let it be judged if so, and say how it stands."""
    run, runs = None if given.tuned else _find_run(settings, given.run), launch.list_runs(settings.runs_dir)
    tuned = str(launch.model_path(Path(run.path))) if run else with_folders(given.tuned, runs)
    best = read_best_of(tuned)
    own_base = run.config.base_model if run else best.writer if best else settings.default_base_model
    base = given.base or own_base
    for model in (base, tuned):
        check_model(model)
    rows = dict.fromkeys(formats.read_ideas(given.ideas))
    found = unseen.find_unseen(
        [Idea.of(task.name, row, "file") for row in rows if row.strip()],
        (base, tuned),
        runs,
        {idea.id: idea.text for idea in store.every_idea(task)},
        task,
    )
    n_pairs = PAIRS if given.pairs is None and given.titles is None else given.pairs
    if n_pairs is not None and n_pairs < 1:
        raise ValueError(f"--pairs is {n_pairs}; ask for one at least.")
    usable = found.ideas[:n_pairs]
    n_titles = given.titles
    if n_titles is None:
        n_titles = comparisons.titles_for(n_pairs or PAIRS, len(usable), given.design)
    state = None
    begun, seconds = dict[str, float](), dict[str, float]()
    for state in comparisons.make_comparison(
        store,
        task,
        make_writer(base),
        make_writer(tuned),
        usable,
        n_titles,
        run.id if run else None,
        given.seed,
        given.temperature,
        datetime.now(UTC),
        given.design,
        n_pairs,
        found.unproven,
        None if best or read_best_of(base) else inference.measure_logps,
    ):
        now = time.perf_counter()
        seconds[state.stage] = now - begun.setdefault(state.stage, now)
        say_progress(f"{state.stage}: {state.done} of {state.total} ideas")
    if state is None or state.comparison is None:
        raise ValueError("The comparison ended early; run it again.")
    if given.judge == "simulated":
        judge = SimulatedAnnotator(given.seed, noise=0.0)
        open_pairs = store.pairs(state.comparison.id)
        store.append_events(labels.simulated_votes(open_pairs, judge, datetime.now(UTC)))
    result = comparisons.comparison_result(store, state.comparison, simulated=bool(given.judge))
    if given.export:
        by_id = {pair.id: pair for pair in store.pairs(state.comparison.id)}
        votes = results.vote_rows(result, store.labels(state.comparison.id), by_id)
        formats.write_table(given.export, results.VOTE_COLUMNS, votes)
    written = state.total * n_titles
    return _report(task, given, result, state, found, runs) | {
        "run": run.id if run else None,
        "seconds_per_title": {side: round(seconds[side] / written, 4) for side in ("base", "tuned")},
        "kl_bound": best.kl_bound if best else None,
    }


def _report(
    task: Task,
    given: argparse.Namespace,
    result: results.Result,
    state: comparisons.ComparisonProgress,
    found: unseen.Unseen,
    runs: Sequence[Run],
) -> Report:
    comparison = cast(Comparison, state.comparison)
    health = comparisons.health_of_both(task, comparison, runs)
    bias = result.side_bias
    return {
        **results.to_report(result),
        "judge": given.judge or "people",
        "judges": [dataclasses.asdict(judge) for judge in result.per_judge],
        "side_bias": dataclasses.asdict(bias) if bias else None,
        "comparison": comparison.id,
        "base_model": comparison.base_model,
        "tuned_model": comparison.tuned_model,
        "ideas": state.total,
        "trained_on_and_left_out": sum(left.reason == "trained" for left in found.left_out),
        "left_out": [
            {"idea": left.idea.text, "reason": left.reason, "like": left.like} for left in found.left_out
        ],
        "unproven": comparison.unproven,
        "skipped": dict(state.skipped),
        "empty": dict(state.empty),
        "repeated": state.repeated,
        "health": {name: dataclasses.asdict(own) for name, own in health.items()},
        "faults": [dataclasses.asdict(fault) for fault in find_faults(health["base"], health["tuned"])],
    }


def _find_run(settings: Settings, run_id: str | None) -> Run:
    usable = title_runs(launch.list_runs(settings.runs_dir))
    if not usable:
        raise ValueError("There is no finished run to compare; use `train` first.")
    if run_id is None:
        return usable[0]
    for run in usable:
        if run.id == run_id:
            return run
    raise ValueError(f"There is no finished run {run_id!r}; the newest is {usable[0].id}.")
