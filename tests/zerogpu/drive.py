"""A process that trains parts of a run as the app does on ZeroGPU: `zerogpu.drive RUN_DIR PARTS [--steps]`.

It prints a JSON list with what each part raised, or null. With `--steps` a part is one step.
"""

import json
import sys
from pathlib import Path

from zerogpu import shim  # noqa: F401

# isort: split
import spaces

# isort: split
import gradio as gr
from gradio.context import LocalContext
from starlette.requests import Request

from pipeline.training.zerogpu import (
    SECONDS_TO_SAVE,
    asked,
    begin_run,
    train_next_part,
    train_part,
    warm_up,
)

TOKEN = (b"x-ip-token", b"header.e30.signature")  # e30 is {} in base64: a visitor without errors to report

on_gpu = spaces.GPU(train_part, duration=asked)


def one_step_on_gpu(run_dir: str, seconds: int) -> str | None:
    return on_gpu(run_dir, SECONDS_TO_SAVE)


def main() -> None:
    run_dir, parts = Path(sys.argv[1]), int(sys.argv[2])
    worker = one_step_on_gpu if "--steps" in sys.argv else on_gpu
    warm_up()
    begin_run(run_dir)
    LocalContext.request.set(gr.Request(Request({"type": "http", "headers": [TOKEN]})))
    said: list[str | None] = []
    for _ in range(parts):
        try:
            train_next_part(worker, run_dir)
            said.append(None)
        except ValueError as error:
            said.append(str(error))
    print(json.dumps(said))


if __name__ == "__main__":
    main()
