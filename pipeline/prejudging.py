"""What a reward model thinks of a comparison: a comparison and a run with a reward model enter, an Opinion
leaves, and how often people chose as it did.

An opinion is no label: nothing that counts votes ever reads it.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pipeline.best_of import read_best_of
from pipeline.best_writer import Score
from pipeline.comparisons import task_of
from pipeline.model_files import model_location
from pipeline.opinions import Opinion
from pipeline.prompts import title_completion, title_prompt
from pipeline.results import Result
from pipeline.schema import Comparison, Idea, Run
from pipeline.store import Store
from pipeline.training.runs import reward_model_path, with_folders
from pipeline.unseen import find_unseen
from pipeline.verdicts import Summary, summarize_outcomes


def prejudge(
    store: Store, comparison: Comparison, run: Run, runs: Sequence[Run], score: Score, now: datetime
) -> Opinion:
    """The opinion of this run's reward model. ValueError in words where it cannot be asked."""
    pairs = {pair.id: pair for pair in store.pairs(comparison.id)}
    rows = {title.pair_id: title for title in comparison.titles if title.pair_id in pairs}
    if not rows:
        raise ValueError(
            "Every pair of this comparison is decided without being judged; compare other models."
        )
    task = task_of(store, comparison)
    folder = reward_model_path(Path(run.path), run.config).absolute()
    asked = [
        title_prompt(task, row.idea) + title_completion(title)
        for row in rows.values()
        for title in (row.base_title, row.tuned_title)
    ]
    rewards = score(str(folder), asked)
    ideas = {row.idea_id: Idea(row.idea_id, task.name, row.idea, "") for row in rows.values()}
    known = {idea.id: idea.text for idea in store.every_idea(task)}
    return Opinion(
        comparison.id,
        run.id,
        now,
        {
            pair_id: (base, tuned)
            for pair_id, base, tuned in zip(map(str, rows), rewards[::2], rewards[1::2], strict=True)
        },
        len(ideas),
        len(find_unseen(ideas.values(), [str(folder)], runs, known, task).left_out),
        _made_with(comparison, folder, runs),
    )


def _made_with(comparison: Comparison, reward_model: Path, runs: Sequence[Run]) -> bool:
    if best := read_best_of(with_folders(comparison.tuned_model, runs)):
        return Path(model_location(best.reward_model)) == reward_model
    run = next((run for run in runs if run.id == comparison.run_id), None)
    if run is None or run.config.method != "rlhf":
        return False
    return reward_model_path(Path(run.path), run.config).absolute() == reward_model


def preferred(opinion: Opinion) -> Summary:
    """How often it would choose the tuned title; `wins` are those."""
    return summarize_outcomes(opinion.choices.values())


def agreement(opinion: Opinion, result: Result) -> Summary:
    """How often the votes on a pair came out as the reward model would choose, over the pairs that both have
    judged: `wins` are the same, `losses` the other title, and a tie on either side is a tie.
    """
    choices = opinion.choices
    both = [
        (choices[verdict.title.pair_id], verdict.outcome)
        for verdict in result.verdicts
        if verdict.by == "votes" and verdict.outcome is not None and verdict.title.pair_id in choices
    ]
    return summarize_outcomes(0.5 if 0.5 in two else float(two[0] == two[1]) for two in both)
