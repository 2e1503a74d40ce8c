"""What a model learns from the same number of labels spread over more ideas, or over fewer in full.

For each seed the embedded model writes five titles for each of our own ideas. A simulated annotator with 10%
noise gives the labels that the app asks for, one by one with nothing fetched ahead, with so many of an idea
in a row (20 is each idea until it is settled); the standard recipe learns from them and from what they imply.
Each model is judged by the same taste without noise on the ideas of methods-ideas.txt: five titles
each, against the base model's for the same idea. Held out is what the check after training has: pairs, and
how many independent ones they count as.

    python bench/breadth.py --labels 100 200 --row 1 2 3 4 20 --seeds 1 2 3 4 5 --ideas 114
"""

import argparse
import csv
import json
import os
import random
import statistics
import sys
import tempfile
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

os.environ |= {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
from transformers.utils import logging as transformers_logging

from bench.methods import IDEAS, NOISE, TITLES, compare, write_titles
from pipeline import labels, pairs
from pipeline.beliefs import CurrentBeliefs
from pipeline.formats import write_preferences
from pipeline.preferences import Split, derive_preferences
from pipeline.schema import Candidate, Choice, Idea
from pipeline.settings import EMBEDDED, ROOT
from pipeline.sharing import Sharing
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES as TASK
from pipeline.training.accuracy import count_independent
from pipeline.training.methods import presets_of
from pipeline.training.runs import model_path, write_config
from pipeline.training.segment import train_segment

ANNOTATOR = "simulated person"
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--labels", type=int, nargs="+", default=[100])
    parser.add_argument("--row", type=int, nargs="+", default=[1, 2, 3, 4, 20])
    parser.add_argument("--seeds", type=int, nargs="+", default=[*range(1, 6)])
    parser.add_argument("--ideas", type=int, default=114)
    parser.add_argument("--json", type=Path, help="where a line for each model goes, as it is judged")
    given = parser.parse_args()
    torch.set_num_threads(1)
    transformers_logging.set_verbosity_error()
    rows: list[dict[str, Any]] = []
    for seed in given.seeds:
        ideas = IDEAS.read_text().splitlines()
        base, written = write_titles(EMBEDDED, ideas, seed), write_our_titles(given.ideas, seed)
        for n_labels, row in product(given.labels, given.row):
            found = {"seed": seed, "labels": n_labels, "in_a_row": row}
            with tempfile.TemporaryDirectory(prefix="breadth-") as folder:
                split = label(Path(folder), written, seed, n_labels, row)
                model = train(Path(folder) / "run", split, seed)
                judged = compare(ideas, base, write_titles(model, ideas, seed + 1), None)
            rows.append(found | describe(split) | judge(judged))
            if given.json:
                with given.json.open("a") as lines:
                    lines.write(json.dumps(rows[-1]) + "\n")
            print(rows[-1], file=sys.stderr, flush=True)
    for n_labels, row in product(given.labels, given.row):
        print(summary([one for one in rows if (one["labels"], one["in_a_row"]) == (n_labels, row)]))


def write_our_titles(n_ideas: int, seed: int) -> dict[str, list[str]]:
    with (ROOT / "data" / "ideas.csv").open(newline="") as file:
        ours = [row["idea"] for row in csv.DictReader(file)][:n_ideas]
    return dict(zip(ours, write_titles(EMBEDDED, ours, seed, TITLES), strict=True))


def label(folder: Path, written: dict[str, list[str]], seed: int, n_labels: int, in_a_row: int) -> Split:
    """The preferences that so many answers of one annotator give, hidden repeats among them."""
    store = Store(folder / "title-tuner.db")
    store.add_task(TASK)
    for text, titles in written.items():
        idea = Idea.of(TASK.name, text)
        store.add_ideas([idea])
        store.add_candidates(Candidate.of(idea.id, title, EMBEDDED) for title in titles if title)
    pairs.add_all_pairs(store, TASK)
    annotator, rng, beliefs = SimulatedAnnotator(seed, NOISE), random.Random(seed), CurrentBeliefs(store)
    settings = Sharing(in_a_row=in_a_row)
    for n in range(n_labels):
        now = START + timedelta(seconds=3 * n)
        lease = pairs.lease_next(store, ANNOTATOR, now, rng, settings=settings, beliefs=beliefs())
        if lease is None:
            raise ValueError(f"After {n} answers nothing is left to ask; take more ideas.")
        choice = annotator.choose(lease.pair)
        decided = "left" if choice == lease.shown_left else "right"
        labels.cast_vote(store, lease.id, "tie" if choice is Choice.TIE else decided, None, now)
    split = derive_preferences(store, TASK, beliefs=beliefs())
    store.close()
    return split


def train(run_dir: Path, split: Split, seed: int) -> str:
    """The folder of the model that the standard recipe makes of it."""
    write_preferences(run_dir / "preferences", split.train, split.test)
    recipe = replace(presets_of("dpo", EMBEDDED)["Tutorial recipe"], seed=seed)
    write_config(run_dir, recipe, TASK.version, START)
    with redirect_stdout(sys.stderr):  # where the trainer prints each look
        outcome = train_segment(run_dir, 3600)
    if outcome != "finished":
        raise ValueError(f"The training ended {outcome}.")
    return str(model_path(run_dir))


def describe(split: Split) -> dict[str, float]:
    return {
        "ideas": split.train_ideas + split.test_ideas,
        "pairs": len(split.train),
        "held_out_ideas": split.test_ideas,
        "held_out": len(split.test),
        "independent": round(count_independent(split.test), 1),
    }


def judge(judged: dict[str, Any]) -> dict[str, float]:
    return {
        "win_rate": round(100 * statistics.fmean(judged["wins"]), 1),
        "well_formed": round(100 * judged["tuned"]["well_formed"], 1),
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Means over the seeds, and each seed's win rate."""
    means = {key: round(statistics.fmean(row[key] for row in rows), 1) for key in rows[0] if key != "seed"}
    return means | {"each": [row["win_rate"] for row in rows]}


if __name__ == "__main__":
    main()
