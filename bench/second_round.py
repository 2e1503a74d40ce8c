"""Does a second round of labels, on titles that the tuned model wrote, improve on the first?

Round one is that of `loop.py`: 114 ideas, five titles each by the embedded model, simulated labels on all
pairs with 10% noise, DPO. For round two the tuned model writes five new titles for the same ideas, and the
same annotator labels them. Four models come out of it:

    one         round one
    further     trained further from `one`, the reference model too, on round two's labels
    both        trained from the base model on the labels of both rounds
    off-policy  as `further`, but the base model wrote round two's titles: what more labels do by themselves

Each is judged blind on the evaluation ideas, five titles each, by the taste that gave the labels, without
noise. `--seeds` may be run apart with `--out`; `--pool` puts such files together. With `--keep` a run that
was broken off goes on where it was.
"""

import argparse
import csv
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import labels, preferences  # noqa: E402
from pipeline.candidates import write_candidates  # noqa: E402
from pipeline.embedded.grammar import title_words  # noqa: E402
from pipeline.health import measure_health  # noqa: E402
from pipeline.ideas import add_ideas  # noqa: E402
from pipeline.inference import TEMPERATURE  # noqa: E402
from pipeline.preferences import Split  # noqa: E402
from pipeline.schema import Idea  # noqa: E402
from pipeline.settings import EMBEDDED, let_waiting_threads_sleep  # noqa: E402
from pipeline.simulated import SimulatedAnnotator, taste  # noqa: E402
from pipeline.store import Store  # noqa: E402
from pipeline.tasks import YOUTUBE_TITLES as TASK  # noqa: E402
from pipeline.titles import clean_title  # noqa: E402
from pipeline.training import launch  # noqa: E402
from pipeline.training.recipes import TUTORIAL, presets  # noqa: E402
from pipeline.verdicts import resample_ideas  # noqa: E402
from pipeline.writers import LocalWriter  # noqa: E402

N_TITLES = 5
JUDGED = (
    ("one", "base"),
    ("further", "base"),
    ("both", "base"),
    ("off-policy", "base"),
    ("further", "one"),
    ("both", "one"),
    ("off-policy", "one"),
    ("further", "off-policy"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--ideas", type=int, default=114)
    parser.add_argument("--epochs", type=float, default=3.0)
    parser.add_argument("--out", type=Path, help="write each seed's outcomes to this file, a line each")
    parser.add_argument("--keep", type=Path, help="work in this folder, a subfolder for each seed")
    parser.add_argument("--pool", type=Path, nargs="+", help="read outcomes from these files instead")
    given = parser.parse_args()
    if given.pool:
        found = [json.loads(line) for path in given.pool for line in path.read_text().splitlines()]
    else:
        found = []
        for seed in given.seeds:
            with tempfile.TemporaryDirectory() as passing:
                folder = given.keep / str(seed) if given.keep else Path(passing)
                folder.mkdir(parents=True, exist_ok=True)
                found.append(run_seed(folder, seed, given.ideas, given.epochs))
            if given.out:
                with given.out.open("a") as file:
                    print(json.dumps(found[-1]), file=file)
    for line in report(found):
        print(line)


def run_seed(folder: Path, seed: int, n_ideas: int, epochs: float) -> dict[str, Any]:
    """`outcomes[new][old]` holds for each evaluation idea its pairs: 1 where the new model's title is
    preferred, 0 where the old one's, 0.5 for a tie; `well_formed` is by model.
    """
    let_waiting_threads_sleep()
    began = time.perf_counter()
    ideas = read_ideas(ROOT / "data" / "ideas.csv")[:n_ideas]
    models = {"base": EMBEDDED}

    def tune(name: str, base: str, split: Split) -> None:
        config = replace(
            presets(EMBEDDED)[TUTORIAL], base_model=base, seed=seed, num_train_epochs=epochs, name=name
        )
        runs = launch.list_runs(folder / "runs")
        run = next((run for run in runs if run.config.name == name and run.status != "failed"), None)
        run = run or launch.start_run(
            folder / "runs", config, TASK.version, split.train, split.test, datetime.now(UTC)
        )
        run = launch.wait_for_run(Path(run.path), lambda event: None)
        if run.status != "finished":
            raise RuntimeError(f"{name} of seed {seed}: {run.status}, {run.error}")
        models[name] = str(launch.model_path(Path(run.path)))
        print(f"seed {seed}: {name} after {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)

    first = label_round(folder / "one.db", EMBEDDED, ideas, seed)
    tune("one", EMBEDDED, first)
    second = label_round(folder / "two.db", models["one"], ideas, seed + 1000)
    tune("further", models["one"], second)
    tune("both", EMBEDDED, Split(first.train + second.train, first.test + second.test))
    tune("off-policy", models["one"], label_round(folder / "off.db", EMBEDDED, ideas, seed + 1000))
    rows = [Idea.of(TASK.name, row, "file") for row in read_ideas(ROOT / "data" / "evaluation-ideas.csv")]
    written = {
        name: LocalWriter(model).write_titles(
            TASK, [row.text for row in rows], N_TITLES, seed + 7919 * number, TEMPERATURE
        )
        for number, (name, model) in enumerate(models.items())
    }
    return {
        "seed": seed,
        "labels": {"one": len(first.train) + len(first.test), "two": len(second.train) + len(second.test)},
        "outcomes": {
            f"{new} against {old}": [
                judge(row.text, ones, others)
                for row, ones, others in zip(rows, written[new], written[old], strict=True)
            ]
            for new, old in JUDGED
        },
        "well_formed": {name: well_formed(rows, titles) for name, titles in written.items()},
        "liked": {
            name: statistics.fmean(
                taste(row.text, title) for row, own in zip(rows, titles, strict=True) for title in own
            )
            for name, titles in written.items()
        },
    }


def label_round(database: Path, model: str, ideas: Sequence[str], seed: int) -> Split:
    """Titles by this model for each idea, and what the annotator's labels on all their pairs give."""
    store = Store(database)
    try:
        store.add_task(TASK)
        add_ideas(store, TASK, ideas, "file", datetime.now(UTC))
        for _ in write_candidates(store, LocalWriter(model), TASK, store.ideas(TASK), seed, TEMPERATURE):
            pass
        labels.simulate_labels(store, TASK, SimulatedAnnotator(seed), datetime.now(UTC))
        return preferences.derive_preferences(store, TASK)
    finally:
        store.close()


def judge(idea: str, new: Sequence[str], old: Sequence[str]) -> list[float]:
    """Title against title as they came; one that is empty or cut off loses to a whole one."""
    outcomes = []
    for place in range(N_TITLES):
        one, other = (clean_title(titles[place]) if place < len(titles) else "" for titles in (new, old))
        likes = [taste(idea, title) if title else float("-inf") for title in (one, other)]
        outcomes.append(0.5 if likes[0] == likes[1] else float(likes[0] > likes[1]))
    return outcomes


def well_formed(rows: Sequence[Idea], titles: Sequence[Sequence[str]]) -> float:
    written = [(row.text, clean_title(title)) for row, own in zip(rows, titles, strict=True) for title in own]
    return measure_health(TASK, written, title_words()).well_formed


def read_ideas(path: Path) -> list[str]:
    with path.open(newline="") as file:
        return [row["idea"] for row in csv.DictReader(file)]


def report(found: Sequence[dict[str, Any]]) -> list[str]:
    """Win rates of all seeds with a bootstrap by idea (an idea brings its pairs of every seed), by seed, and
    the models.
    """
    lines = [
        f"{len(found)} seeds, labels of both rounds: {[tuple(each['labels'].values()) for each in found]}"
    ]
    for match in found[0]["outcomes"]:
        by_idea = [
            [value for each in found for value in each["outcomes"][match][place]]
            for place in range(len(found[0]["outcomes"][match]))
        ]
        rate = mean_of(by_idea)
        interval = resample_ideas((str(place), value) for place, own in enumerate(by_idea) for value in own)
        seeds = ", ".join(f"{mean_of(each['outcomes'][match]):.1%}" for each in found)
        shown = f"{interval[0]:.1%} to {interval[1]:.1%}" if interval else "no interval"
        lines.append(f"{match}: {rate:.1%} ({shown}); by seed {seeds}")
    for name in found[0]["well_formed"]:
        formed = ", ".join(f"{each['well_formed'][name]:.1%}" for each in found)
        liked = ", ".join(f"{each['liked'][name]:.2f}" for each in found)
        lines.append(f"{name}: well formed {formed}; mean taste {liked}")
    return lines


def mean_of(by_idea: Sequence[Sequence[float]]) -> float:
    return statistics.fmean(value for own in by_idea for value in own)


if __name__ == "__main__":
    main()
