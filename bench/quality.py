"""What each recipe makes of the same labels: held-out reward accuracy and blind win rate, over several seeds.

For each seed the embedded model writes titles for the shipped ideas and the simulated annotator (10% noise)
labels all their pairs; every recipe trains on those very preferences, and its model is compared with the base
model on the evaluation ideas, judged by the same taste without noise. A recipe is chosen by one half of those
ideas (`chosen by`) and confirmed by the other half, which had no say.

Every finished (seed, recipe) is a line of `--out`; what is there is not trained again, so the program can be
stopped at any time. Intervals are bootstrap ones by idea, over all seeds together.
"""

import argparse
import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline import candidates, comparisons, formats, ideas, labels
from pipeline.inference import TEMPERATURE, measure_logps
from pipeline.preferences import Split, derive_preferences
from pipeline.schema import Comparison, Idea, Preference, RunConfig
from pipeline.settings import EMBEDDED, SHIPPED_DATA
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES as TASK
from pipeline.training.events import read_events
from pipeline.training.recipes import presets
from pipeline.training.runs import model_path, write_config
from pipeline.training.segment import train_segment
from pipeline.verdicts import resample_ideas
from pipeline.writers import LocalWriter

TITLES = 5
DEFAULT = presets(EMBEDDED)["Tutorial recipe"]
STOCK = dataclasses.replace(DEFAULT, trainer="stock", learning_rate=3e-4)


def recipe(base: RunConfig = DEFAULT, **changes: Any) -> RunConfig:
    return dataclasses.replace(base, **changes)


RECIPES: Mapping[str, RunConfig] = {
    "stock, 8 pairs, 3e-4": STOCK,
    "stock, 8 pairs, 3e-4, no SFT": recipe(STOCK, sft_weight=0.0),
    "1 idea, 1.5e-4": recipe(ideas_per_step=1, learning_rate=1.5e-4),
    "1 idea, 3e-4": recipe(ideas_per_step=1, learning_rate=3e-4),
    "4 ideas, 3e-4": recipe(learning_rate=3e-4),
    "4 ideas, 6e-4": DEFAULT,
    "4 ideas, 6e-4, no SFT": recipe(sft_weight=0.0),
    "4 ideas, 6e-4, 1 epoch (Quick)": presets(EMBEDDED)["Quick"],
    "4 ideas, 3e-4, 6 epochs (Careful)": presets(EMBEDDED)["Careful"],
    "4 ideas, LoRA, 2e-3": presets(EMBEDDED)["LoRA"],
}

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--ideas", type=int, default=114)
    parser.add_argument("--recipes", nargs="+", choices=list(RECIPES), default=list(RECIPES))
    parser.add_argument("--out", type=Path, default=Path("bench-quality.jsonl"))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    known = [json.loads(line) for line in given.out.read_text().splitlines()] if given.out.exists() else []
    done = {(row["seed"], row["recipe"]) for row in known}
    for seed in range(1, given.seeds + 1):
        missing = [name for name in given.recipes if (seed, name) not in done]
        for row in measure_seed(seed, given.ideas, missing):
            known.append(row)
            with given.out.open("a") as file:
                file.write(json.dumps(row) + "\n")
    report = [summarize(name, [row for row in known if row["recipe"] == name]) for name in given.recipes]
    print(json.dumps(report) if given.json else "\n".join(map(describe, report)))


def measure_seed(seed: int, n_ideas: int, recipes: Sequence[str]) -> Iterator[Row]:
    """The row of each recipe on this seed's titles and labels."""
    if not recipes:
        return
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "title-tuner.db")
        split = label_project(store, seed, n_ideas)
        for name in recipes:
            config = dataclasses.replace(RECIPES[name], seed=seed)
            yield {"seed": seed, "recipe": name, **measure(store, split, config, Path(folder) / name)}
        store.close()


def label_project(store: Store, seed: int, n_ideas: int) -> Split:
    """Five titles for each of the shipped ideas, all pairs labelled with 10% noise."""
    store.add_task(TASK)
    ideas.add_ideas(
        store, TASK, formats.read_ideas(SHIPPED_DATA / "ideas.csv")[:n_ideas], "file", datetime.now(UTC)
    )
    for _ in candidates.write_candidates(
        store, LocalWriter(EMBEDDED), TASK, store.ideas(TASK), seed, TEMPERATURE
    ):
        pass
    labels.simulate_labels(store, TASK, SimulatedAnnotator(seed), datetime.now(UTC))
    return derive_preferences(store, TASK)


def measure(store: Store, split: Split, config: RunConfig, run_dir: Path) -> Row:
    """Train, compare and judge. Outcomes are (idea, value) with 1 for a win or a right order of a pair."""
    formats.write_preferences(run_dir / "preferences", split.train, split.test)
    write_config(run_dir, config, TASK.version, datetime.now(UTC))
    ended = train_segment(run_dir)
    if ended != "finished":
        raise SystemExit(f"{run_dir.name}: {ended}: {read_events(run_dir)[-1]}")
    model = str(model_path(run_dir))
    comparison = compare(store, model, config.seed)
    result = comparisons.comparison_result(store, comparison, simulated=True)
    health = comparisons.health_of_both(TASK, comparison)
    events = read_events(run_dir)
    return {
        "held_out": right_orders(split.test, config, model),
        "outcomes": [(row.title.idea, row.outcome) for row in result.verdicts],
        "well_formed": (health["base"].well_formed, health["tuned"].well_formed),
        "kl": health["tuned"].kl,
        "eval_loss": [event["eval_loss"] for event in events if event["event"] == "eval"],
    }


def compare(store: Store, model: str, seed: int) -> Comparison:
    texts = formats.read_ideas(SHIPPED_DATA / "evaluation-ideas.csv")
    *_, last = comparisons.make_comparison(
        store,
        TASK,
        LocalWriter(EMBEDDED),
        LocalWriter(model),
        [Idea.of(TASK.name, text, "file") for text in texts],
        TITLES,
        None,
        seed,
        TEMPERATURE,
        datetime.now(UTC),
        measure=measure_logps,
    )
    comparison = last.comparison
    assert comparison
    judge = SimulatedAnnotator(seed, noise=0.0)
    votes = labels.simulated_votes(store.pairs(comparison.id), judge, datetime.now(UTC))
    store.append_events(votes)
    return comparison


def right_orders(test: Sequence[Preference], config: RunConfig, model: str) -> list[tuple[str, float]]:
    """Of each held-out pair: its idea, and 1 if the chosen title's implicit reward is the larger one."""
    chosen = [[*row.prompt, *row.chosen] for row in test]
    rejected = [[*row.prompt, *row.rejected] for row in test]
    logps = {name: measure_logps(name, chosen + rejected) for name in (config.base_model, model)}
    rewards = [after - before for before, after in zip(*logps.values(), strict=True)]
    margins = zip(rewards[: len(test)], rewards[len(test) :], strict=True)
    return [(row.idea_id, float(c > r)) for row, (c, r) in zip(test, margins, strict=True)]


def summarize(name: str, rows: Sequence[Row]) -> Row:
    """The figures of one recipe over its seeds; rates and shares are in [0, 1]."""
    outcomes = [tuple(pair) for row in rows for pair in row["outcomes"]]
    held_out = [tuple(pair) for row in rows for pair in row["held_out"]]
    texts = sorted({idea for idea, _ in outcomes})
    halves = (set(texts[::2]), set(texts[1::2]))
    return {
        "recipe": name,
        "seeds": len(rows),
        "win_rate": mean(value for _, value in outcomes),
        "win_rate_interval": resample_ideas(outcomes),
        "lowest_seed": min(mean(value for _, value in row["outcomes"]) for row in rows),
        "win_rate_chosen_by": mean(value for idea, value in outcomes if idea in halves[0]),
        "win_rate_confirmed": mean(value for idea, value in outcomes if idea in halves[1]),
        "reward_accuracy": mean(value for _, value in held_out),
        "reward_accuracy_interval": resample_ideas(held_out),
        "held_out_pairs": len(held_out),
        "well_formed_base": mean(row["well_formed"][0] for row in rows),
        "well_formed": mean(row["well_formed"][1] for row in rows),
        "kl": mean(row["kl"] for row in rows),
    }


def mean(values: Any) -> float:
    given = list(values)
    return sum(given) / len(given)


def describe(row: Row) -> str:
    """A row of a Markdown table, in percent."""

    def percent(value: float) -> str:
        return f"{100 * value:.1f}"

    def between(interval: tuple[float, float] | None) -> str:
        return "" if interval is None else f" ({percent(interval[0])} to {percent(interval[1])})"

    cells = (
        row["recipe"],
        str(row["seeds"]),
        percent(row["win_rate"]) + between(row["win_rate_interval"]),
        percent(row["lowest_seed"]),
        f"{percent(row['win_rate_chosen_by'])}, {percent(row['win_rate_confirmed'])}",
        percent(row["reward_accuracy"]) + between(row["reward_accuracy_interval"]),
        f"{percent(row['well_formed_base'])}, {percent(row['well_formed'])}",
        f"{row['kl']:.2f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
