"""The whole loop by the command line, as a newcomer would run it, on a fresh project.

114 ideas, five titles each, simulated labels on all pairs, 3 epochs, and a blind comparison on the evaluation
ideas, judged by the same simulated taste without noise. Prints one line a stage and what came out of it.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ideas", type=int, default=114)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--method", choices=("full", "lora"), default="full")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run_loop(Path(folder), given.ideas, given.seed, given.method)
    if given.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name}: {value}")


def run_loop(folder: Path, n_ideas: int, seed: int, method: str) -> dict[str, Any]:
    """Every stage in turn; seconds of each and the result of the comparison."""
    seconds: dict[str, float] = {}

    def do(stage: str, *arguments: str) -> dict[str, Any]:
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "--data-dir",
            str(folder / "project"),
            *arguments,
            "--json",
        ]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        seconds[stage] = round(time.perf_counter() - start, 1)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    with (ROOT / "data" / "ideas.csv").open(newline="") as file:
        rows = [row["idea"] for row in csv.DictReader(file)][:n_ideas]
    (folder / "ideas.txt").write_text("\n".join(rows))
    do("ideas", "ideas", "import", str(folder / "ideas.txt"))
    candidates = do("candidates", "candidates", "--seed", str(seed))
    labels = do("labels", "labels", "simulate", "--seed", str(seed))
    trained = do("train", "train", "--epochs", "3", "--method", method, "--seed", str(seed))
    compared = do("compare", "compare", "--judge", "simulated", "--titles", "5", "--seed", str(seed))
    health = compared["health"]
    return {
        "ideas": candidates["ideas"],
        "candidates": candidates["candidates"],
        "incomplete": candidates["incomplete"],
        "labels": labels["labels"],
        "eval_loss": [round(row["eval_loss"], 4) for row in trained["epochs"]],
        "eval_accuracy": [round(row["rewards/accuracies"], 3) for row in trained["epochs"]],
        **{key: compared[key] for key in ("wins", "ties", "losses", "n", "win_rate", "wilson", "p_value")},
        "well_formed_base": health["base"]["well_formed"],
        "well_formed_tuned": health["tuned"]["well_formed"],
        "well_formed_ratio": health["tuned"]["well_formed"] / health["base"]["well_formed"],
        "seconds": seconds,
        "minutes": round(sum(seconds.values()) / 60, 2),
    }


if __name__ == "__main__":
    main()
