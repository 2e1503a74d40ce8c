"""DPO, best of n and RLHF on the same labels: what each gains, and what it costs.

For each seed the embedded model writes five titles for each of our own ideas, a simulated annotator with 10%
noise labels all pairs, and every method learns from the same nine tenths of the ideas. Recipes are the
presets as they are. Each is then judged once, by the same taste without noise, on the ideas of
methods-ideas.txt, which were written for this bench and which nothing else reads: five titles each, against
the base model's for the same idea. Intervals are a bootstrap over ideas.

    python bench/methods.py run FILE      does the next missing pieces until --seconds are over; call it again
    python bench/methods.py report FILE   the table, the curve of over-optimisation as an SVG, and what the
                                          page shows of it

FILE gets a JSON object a line, for each seed and method, so that a run can be broken off anywhere. CPU
seconds are the process's own, on one thread, of everything from the labels to a model that can write: for
RLHF and best of n with the reward model, and the guards' looks too.
"""

import argparse
import csv
import json
import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import combinations, product
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ |= {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
from transformers import TrainerCallback
from transformers.utils import logging as transformers_logging

from bench.methods_curve import curve_of, curve_svg
from bench.methods_report import METHODS, Row, findings, table
from pipeline.embedded.grammar import title_words
from pipeline.formats import read_preferences, write_preferences
from pipeline.health import Health, measure_health
from pipeline.inference import Sampling, complete, complete_with, measure_logps
from pipeline.preferences import decide, split_by_idea
from pipeline.prompts import title_completion, title_prompt
from pipeline.rewards import score_titles
from pipeline.schema import Choice, Idea, Label, Pair, Preference, RunConfig, Source
from pipeline.settings import EMBEDDED, ROOT
from pipeline.simulated import SimulatedAnnotator, taste
from pipeline.tasks import YOUTUBE_TITLES as TASK
from pipeline.titles import clean_title
from pipeline.training.events import epoch_table, kept_events, read_events
from pipeline.training.methods import presets_of
from pipeline.training.runs import model_path, write_config
from pipeline.training.segment import train_segment

IDEAS = ROOT / "bench" / "methods-ideas.txt"
TITLES = 5  # an idea
FINDINGS = ROOT / "data" / "methods.json"
NOISE = 0.1
SEEDS = 5
CURVE = "over_optimised"
CURVE_STEPS, CURVE_EVERY, CURVE_IDEAS = 64, 8, 20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("act", choices=("run", "report"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=420, help="begin no piece after so many seconds")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--findings", type=Path, default=FINDINGS, help="what the page shows, by `report`")
    given = parser.parse_args()
    if given.act == "run":
        torch.set_num_threads(1)
        transformers_logging.set_verbosity_error()
        sys.exit(0 if run(given.file, given.seconds, range(1, given.seeds + 1), given.methods) else 3)
    rows = read_rows(given.file)
    print(table(rows))
    curve = curve_of(next((row for row in rows if row["method"] == CURVE), None))
    shown = {"methods": findings(rows), "curve": curve}
    given.findings.write_text(json.dumps(shown, indent=1) + "\n")
    given.file.with_suffix(".svg").write_text(curve_svg(curve) if curve else "")


def read_rows(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def run(file: Path, seconds: float, seeds: Sequence[int], methods: Sequence[str]) -> bool:
    """Whether nothing is missing any more."""
    begun = time.monotonic()
    for seed, method in [*product(seeds, methods), (seeds[0], CURVE)]:
        if (seed, method) in {(row["seed"], row["method"]) for row in read_rows(file)}:
            continue
        left = seconds - (time.monotonic() - begun)
        if left <= 0:
            return False
        try:
            found = over_optimise(file, seed, left) if method == CURVE else judge(file, seed, method, left)
        except Unfinished:
            return False
        with file.open("a") as lines:
            lines.write(json.dumps({"seed": seed, "method": method, **found}) + "\n")
        print(f"{seed} {method}", file=sys.stderr, flush=True)
    return True


class Unfinished(Exception):
    """The time is over; the run goes on from its last checkpoint when it is called again."""


def work_folder(file: Path, seed: int) -> Path:
    """What this seed's methods share: preferences, and the reward model once it is trained."""
    folder = file.with_suffix(".work") / f"seed-{seed}"
    if not (folder / "preferences" / "test.jsonl").exists():
        train, test = make_preferences(seed)
        write_preferences(folder / "preferences", train, test)
    return folder


def make_preferences(seed: int) -> tuple[Sequence[Preference], Sequence[Preference]]:
    with (ROOT / "data" / "ideas.csv").open(newline="") as file:
        ideas = [Idea.of(TASK.name, row["idea"]) for row in csv.DictReader(file)]
    titles = write_titles(EMBEDDED, [idea.text for idea in ideas], seed)
    annotator, now = SimulatedAnnotator(seed, NOISE), datetime(2026, 1, 1, tzinfo=UTC)
    pairs, labels = [], []
    for idea, several in zip(ideas, titles, strict=True):
        distinct = [title for title in dict.fromkeys(several) if title]
        for two in combinations(distinct, 2):
            pair = Pair.of(idea, two, TASK.version)
            choice = annotator.choose(pair)
            if choice is not Choice.TIE:
                pairs.append(pair)
                labels.append(Label(pair.id, "simulated", choice, Source.SIMULATED, pair.id, "a", now))
    split = split_by_idea(decide(labels, pairs, TASK))
    return split.train, split.test


def write_titles(model: str, ideas: Sequence[str], seed: int, each: int = TITLES) -> list[list[str]]:
    """Clean titles as a comparison has them; a cut-off one is empty."""
    prompts = [title_prompt(TASK, idea) for idea in ideas for _ in range(each)]
    texts = [clean_title(c.text) if c.ended else "" for c in complete(model, prompts, Sampling(seed=seed))]
    return [texts[at * each : (at + 1) * each] for at in range(len(ideas))]


def train(
    folder: Path, name: str, config: RunConfig, left: float, callbacks: Sequence[TrainerCallback] = ()
) -> Row:
    """A run of this name in the seed's folder: its CPU seconds and what its events say. After so many seconds
    it pauses, and Unfinished is raised.
    """
    run_dir = folder / name
    if not (run_dir / "config.json").exists():
        write_preferences(
            run_dir / "preferences",
            *(read_preferences(folder / "preferences" / f"{side}.jsonl") for side in ("train", "test")),
        )
        write_config(run_dir, config, TASK.version, datetime.now(UTC))
    spent = run_dir / "cpu-seconds"
    before = time.process_time() - (float(spent.read_text()) if spent.exists() else 0.0)
    outcome = train_segment(run_dir, left, callbacks=callbacks)
    seconds = time.process_time() - before
    if outcome == "paused":
        spent.write_text(str(seconds))
        raise Unfinished
    events = kept_events(read_events(run_dir))
    if outcome == "failed":
        raise ValueError(events[-1]["error"])
    steps = [event for event in events if event["event"] == "policy"]
    each = next((event["titles_per_step"] for event in events if "titles_per_step" in event), 0)
    return {
        "cpu_seconds": seconds,
        "outcome": outcome,
        "faults": events[-1].get("faults", []),
        "steps": max(event["step"] for event in events if "step" in event),
        "kept_step": events[-1].get("kept_step"),
        "generated_tokens": sum(event["completions/mean_length"] for event in steps) * each,
        "model": str(model_path(run_dir)),
        "epochs": epoch_table(events),
        "checks": [event for event in events if event["event"] == "check"],
        "peak_bytes": events[-1].get("peak_bytes"),
    }


def judge(file: Path, seed: int, method: str, left: float) -> Row:
    """Train by the method and judge what it writes. Unfinished after so many seconds of training."""
    folder, ideas = work_folder(file, seed), IDEAS.read_text().splitlines()
    base = write_titles(EMBEDDED, ideas, seed)
    if method == "dpo":
        row = train(folder, method, replace(presets_of("dpo", EMBEDDED)["Tutorial recipe"], seed=seed), left)
        return row | held_out(folder, row["epochs"]) | verdict(ideas, base, row["model"], seed, TITLES)
    if method == "reward_model":
        row = train(folder, method, replace(presets_of(method, EMBEDDED)["Tutorial recipe"], seed=seed), left)
        return row | held_out(folder, row["epochs"]) | by_taste(folder, row["model"])
    first = next(row for row in read_rows(file) if (row["seed"], row["method"]) == (seed, "reward_model"))
    if method.startswith("best_of_"):
        n = int(method.rpartition("_")[2])
        begun = time.process_time()
        written = write_titles(EMBEDDED, ideas, seed + 1, TITLES * n)
        picked = best_of(first["model"], ideas, written, n)
        each = (time.process_time() - begun) / (len(ideas) * TITLES)
        return {
            "cpu_seconds": first["cpu_seconds"],
            "cpu_seconds_a_title": each,
            "generated_tokens": 0,
            **compare(ideas, base, picked, None),
        }
    name = {"rloo_short": "Short", "rloo_slow": "Slow", "grpo": "GRPO"}[method]
    config = replace(presets_of("rlhf", EMBEDDED)[name], seed=seed, reward_model=first["model"])
    row = train(folder, method, config, left)
    row["cpu_seconds"] += first["cpu_seconds"]
    return row | verdict(ideas, base, row["model"], seed, TITLES)


def best_of(
    reward_model: str, ideas: Sequence[str], written: Sequence[Sequence[str]], n: int
) -> list[list[str]]:
    """Of each n titles in a row the one with the highest reward; an empty one only where all are."""
    asked = [
        title_prompt(TASK, idea) + title_completion(title)
        for idea, several in zip(ideas, written, strict=True)
        for title in several
    ]
    rewards = iter(score_titles(reward_model, asked))
    scored = [[(bool(title), next(rewards), title) for title in several] for several in written]
    return [[max(several[at : at + n])[2] for at in range(0, len(several), n)] for several in scored]


def held_out(folder: Path, epochs: Sequence[Mapping[str, Any]]) -> Row:
    """Of the weights that are kept, those of the lowest loss."""
    best = min(epochs, key=lambda row: row["eval_loss"])
    pairs = len(read_preferences(folder / "preferences" / "test.jsonl"))
    return {"held_out_accuracy": best["rewards/accuracies"], "held_out_pairs": pairs}


def by_taste(folder: Path, model: str) -> Row:
    """How often the reward model agrees with the taste itself on the held-out pairs, noise left out."""
    rows = read_preferences(folder / "preferences" / "test.jsonl")
    chosen, rejected = (
        score_titles(model, [row.prompt + getattr(row, side) for row in rows])
        for side in ("chosen", "rejected")
    )
    liked = [
        taste(row.prompt[-1]["content"], row.chosen[-1]["content"])
        > taste(row.prompt[-1]["content"], row.rejected[-1]["content"])
        for row in rows
    ]
    agree = [(a > b) == like for a, b, like in zip(chosen, rejected, liked, strict=True)]
    return {"taste_accuracy": statistics.fmean(agree)}


def verdict(ideas: Sequence[str], base: Sequence[Sequence[str]], model: str, seed: int, each: int) -> Row:
    tuned = write_titles(model, ideas, seed + 1, each)
    asked = [
        title_prompt(TASK, idea) + title_completion(title)
        for idea, several in zip(ideas, tuned, strict=True)
        for title in several
        if title
    ]
    kls = [a - b for a, b in zip(measure_logps(model, asked), measure_logps(EMBEDDED, asked), strict=True)]
    return compare(ideas, base, tuned, statistics.fmean(kls))


def compare(
    ideas: Sequence[str], base: Sequence[Sequence[str]], tuned: Sequence[Sequence[str]], kl: float | None
) -> Row:
    """`wins` are by idea, the mean over its pairs with ties half; in `strict_wins` a broken title loses."""
    wins, strict_wins = [], []
    for idea, ours, theirs in zip(ideas, tuned, base, strict=True):
        pairs = list(zip(ours, theirs, strict=True))
        wins.append(statistics.fmean(outcome(idea, one, other, False) for one, other in pairs))
        strict_wins.append(statistics.fmean(outcome(idea, one, other, True) for one, other in pairs))
    return {
        "wins": wins,
        "strict_wins": strict_wins,
        "base": asdict(health(ideas, base)),
        "tuned": asdict(health(ideas, tuned)),
        "kl": kl,
    }


def outcome(idea: str, ours: str, theirs: str, strict: bool) -> float:
    """1 when ours is the better title, 0 when theirs is, 0.5 for a tie."""
    whole = [bool(title) and (not strict or is_whole(idea, title)) for title in (ours, theirs)]
    if not all(whole):
        return (whole[0] - whole[1] + 1) / 2
    difference = taste(idea, ours) - taste(idea, theirs)
    return 0.5 if difference == 0 else float(difference > 0)


def is_whole(idea: str, title: str) -> bool:
    one = health([idea], [[title]])
    return one.well_formed == 1 == one.in_limits and one.repetition == 0


def health(ideas: Sequence[str], titles: Sequence[Sequence[str]]) -> Health:
    rows = [(idea, title) for idea, several in zip(ideas, titles, strict=True) for title in several]
    return measure_health(TASK, rows, title_words())


class Look(TrainerCallback):
    """Judges the policy by the taste while it trains, on the shipped evaluation ideas."""

    def __init__(self, seed: int, file: Path) -> None:
        self.file = file
        with (ROOT / "data" / "evaluation-ideas.csv").open(newline="") as file:
            self.ideas = [row["idea"] for row in csv.DictReader(file)][:CURVE_IDEAS]
        self.seed, self.base = seed, write_titles(EMBEDDED, self.ideas, seed)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.global_step % CURVE_EVERY:
            return
        model, tokenizer = kwargs["model"], kwargs["processing_class"]
        training, generator = model.training, torch.get_rng_state()
        prompts = [title_prompt(TASK, idea) for idea in self.ideas for _ in range(TITLES)]
        texts = complete_with(model, tokenizer, prompts, Sampling(seed=self.seed + 1))
        model.train(training)
        torch.set_rng_state(generator)
        flat = [clean_title(text.text) if text.ended else "" for text in texts]
        titles = [flat[at * TITLES : (at + 1) * TITLES] for at in range(len(self.ideas))]
        row = compare(self.ideas, self.base, titles, None)
        found = {
            "step": state.global_step,
            "win_rate": statistics.fmean(row["wins"]),
            "strict_win_rate": statistics.fmean(row["strict_wins"]),
            "well_formed": row["tuned"]["well_formed"],
        }
        with self.file.open("a") as lines:
            lines.write(json.dumps(found) + "\n")


def over_optimise(file: Path, seed: int, left: float) -> Row:
    """RLOO with a rate too high and no KL, the guards looking on without stopping it."""
    first = next(row for row in read_rows(file) if (row["seed"], row["method"]) == (seed, "reward_model"))
    config = replace(
        presets_of("rlhf", EMBEDDED)["Short"],
        seed=seed,
        reward_model=first["model"],
        policy_learning_rate=5e-4,
        policy_beta=0.0,
        policy_steps=CURVE_STEPS,
    )
    look = Look(seed, file.with_suffix(".looks.jsonl"))
    with patch("pipeline.training.policy.find_faults", lambda base, now: ()):
        row = train(work_folder(file, seed), CURVE, config, left, [look])
    return row | {"looks": list({one["step"]: one for one in read_rows(look.file)}.values())}


if __name__ == "__main__":
    main()
