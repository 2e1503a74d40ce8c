"""The command `prejudge`: a run with a reward model and a comparison enter, what it would choose leaves, and
how often people chose the same.
"""

import argparse
from datetime import UTC, datetime
from typing import Any

from pipeline import comparisons, prejudging, rewards
from pipeline.opinions import Opinion, keep_opinion
from pipeline.owner_commands import Add, Project, Report
from pipeline.schema import Comparison, Run, Source
from pipeline.training.runs import list_runs, reward_runs


def add_commands(commands: Any, add: Add) -> None:
    """Add `prejudge`; `add` takes a group, a name, the function that does it, and its help."""
    words = "let a run's reward model judge a comparison, apart from the votes"
    command = add(commands, "prejudge", prejudge, words)
    command.add_argument("run", help="the id of a run with a reward model")
    command.add_argument("--comparison", metavar="ID", help="which comparison (default: the newest)")


def prejudge(project: Project, given: argparse.Namespace) -> Report:
    return judge(project, find_run(project, given.run), given.comparison)


def judge(project: Project, run: Run, comparison_id: str | None) -> Report:
    """Ask the run's reward model, keep what it says, and hold it against the votes that there are."""
    comparison = _find_comparison(project, comparison_id)
    runs = list_runs(project.settings.runs_dir)
    opinion = prejudging.prejudge(
        project.store, comparison, run, runs, rewards.score_titles, datetime.now(UTC)
    )
    keep_opinion(project.settings.comparisons_dir, opinion)
    agreement = {"people": _agreement(project, comparison, opinion, simulated=False)}
    if project.store.labels(comparison.id, Source.SIMULATED):
        agreement["simulated"] = _agreement(project, comparison, opinion, simulated=True)
    preferred = prejudging.preferred(opinion)
    return {
        "comparison": comparison.id,
        "run": run.id,
        "pairs": preferred.n,
        "prefers_tuned": preferred.wins,
        "prefers_base": preferred.losses,
        "share_of_tuned": preferred.win_rate,
        "agreement": agreement,
        "ideas": opinion.ideas,
        "ideas_it_learned_from": opinion.seen,
        "made_with_it": opinion.made_with_it,
    }


def find_run(project: Project, run_id: str) -> Run:
    """The run with this id. ValueError when it has no reward model."""
    runs = reward_runs(list_runs(project.settings.runs_dir))
    for run in runs:
        if run.id == run_id:
            return run
    newest = f"the newest is {runs[0].id}" if runs else "train one with `train --learn reward_model`"
    raise ValueError(f"There is no run {run_id!r} with a reward model; {newest}.")


def _find_comparison(project: Project, comparison_id: str | None) -> Comparison:
    found = project.store.comparisons()
    if comparison_id is None and found:
        return found[0]
    for comparison in found:
        if comparison.id == comparison_id:
            return comparison
    newest = f"the newest is {found[0].id}" if found else "make one with `compare` first"
    raise ValueError(f"There is no comparison {comparison_id or ''!r}; {newest}.")


def _agreement(project: Project, comparison: Comparison, opinion: Opinion, simulated: bool) -> Report:
    result = comparisons.comparison_result(project.store, comparison, simulated)
    found = prejudging.agreement(opinion, result)
    return {
        "both_judged": found.n,
        "same": found.wins,
        "ties": found.ties,
        "other": found.losses,
        "share": found.win_rate,
        "decided_share": found.decisive_share,
        "wilson": found.wilson,
    }
