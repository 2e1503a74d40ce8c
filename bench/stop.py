"""How long a training run of the embedded model takes from a stop until it has ended and its model is kept.

Each round starts a run in a process of its own, lets it train for some seconds and asks it to stop.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import Preference
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training import launch
from pipeline.training.events import read_events
from pipeline.training.recipes import presets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--after", type=float, default=3.0, help="seconds of training before the stop")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seconds = [time_a_stop(Path(folder), given.after) for _ in range(given.rounds)]
    report = {
        "median": statistics.median(seconds),
        "longest": max(seconds),
        "bar": 5.0,
        "rounds": given.rounds,
    }
    print(
        json.dumps(report)
        if given.json
        else "\n".join(f"{key}: {value:.2f}" for key, value in report.items())
    )


def time_a_stop(runs_dir: Path, after: float) -> float:
    """Seconds from the stop until the run's last event; its model is there by then."""
    config = presets("embedded")["Tutorial recipe"]
    train, test = make_pairs(0, 400), make_pairs(400, 40)
    run = launch.start_run(runs_dir, config, "bench", train, test, datetime.now(UTC))
    folder = Path(run.path)
    while not any(event["event"] in ("log", "step") for event in read_events(folder)):
        time.sleep(0.05)
    time.sleep(after)
    asked = datetime.now(UTC)
    launch.stop_run(folder)
    ended = launch.wait_for_run(folder, lambda event: None, pause=0.05)
    if ended.status != "stopped" or not launch.model_path(folder).is_dir():
        raise RuntimeError(f"The run {ended.status}; train it for a shorter time before the stop")
    return (datetime.fromisoformat(read_events(folder)[-1]["at"]) - asked).total_seconds()


def make_pairs(first: int, count: int) -> list[Preference]:
    """Pairs of ideas that differ, with titles of the usual length."""
    return [
        Preference(
            idea_id=f"idea-{n}",
            pair_id=f"pair-{n}",
            prompt=title_prompt(YOUTUBE_TITLES, f"growing herb number {n} at home"),
            chosen=title_completion(f"Why Does Herb {n} Grow Better in the Shade?"),
            rejected=title_completion(f"Growing Herb Number {n} at Home in One Week"),
            votes_chosen=1,
            votes_rejected=0,
            simulated=True,
        )
        for n in range(first, first + count)
    ]


if __name__ == "__main__":
    main()
