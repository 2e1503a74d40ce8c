"""`python -m pipeline.embedded build` makes the title model, `... quality` measures the one that is there."""

import argparse
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.settings import EMBEDDED_MODEL


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one of the two commands; both end by writing QUALITY.md beside the weights."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="tokenizer, weights and QUALITY.md")
    build.add_argument("--steps", type=int, default=None)
    build.add_argument("--seed", type=int, default=None)
    quality = commands.add_parser("quality", help="QUALITY.md alone")
    for command in (build, quality):
        command.add_argument("--out", type=Path, default=EMBEDDED_MODEL)
    options = parser.parse_args(arguments)
    os.environ.update(OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")

    # Imported here so that `--help` needs no torch, and after the thread settings, which torch reads once.
    from pipeline.embedded.report import write_report
    from pipeline.embedded.train import TrainConfig, build_model

    if options.command == "build":
        given = {
            name: getattr(options, name) for name in ("steps", "seed") if getattr(options, name) is not None
        }
        build_model(options.out, TrainConfig(**given))
    write_report(options.out)


if __name__ == "__main__":
    main()
