"""What an owner does on the command line, in one process: `python take_away.py DATA_DIR IDEAS`.

It trains an adapter on a base model of the Hub, pushes it, compares it by its name on the Hub with the base
model, syncs, and deploys. Each command's answer is a line of JSON.
"""

import sys

from pipeline.cli import main
from pipeline.settings import read_settings
from pipeline.training.runs import list_runs

BASE, ADAPTER, SPACE = "owner/base", "owner/taste", "owner/titles"
LABELS, PREFERENCES = "owner/labels", "owner/preferences"


def take_away(data_dir: str, ideas: str) -> int:
    def run(*command: str) -> int:
        return main(["--data-dir", data_dir, *command, "--json"])

    failed = run("train", "--base", BASE, "--epochs", "1", "--adapter", "lora", "--sft-weight", "0")
    (trained,) = list_runs(read_settings().data_dir / "runs")
    failed += run("push", trained.id, "--to", ADAPTER)
    judged = ("--judge", "simulated", "--ideas", ideas, "--pairs", "12")
    failed += run("compare", "--tuned", ADAPTER, "--base", BASE, *judged) + run("sync")
    repos = ("--labels-repo", LABELS, "--preferences-repo", PREFERENCES)
    return failed + run("deploy", SPACE, "--hardware", "zero-a10g", *repos)


if __name__ == "__main__":
    sys.exit(take_away(sys.argv[1], sys.argv[2]))
