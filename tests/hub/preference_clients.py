"""Publishing by command, and what datasets and TRL make of it: `python preference_clients.py FOLDER REPO`.

HF_ENDPOINT has to be there before the first import, hence a process of its own. FOLDER is a project with
labels. It ends with one line of JSON that says what came back.
"""

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from pipeline.settings import let_waiting_threads_sleep

let_waiting_threads_sleep()

from datasets import load_dataset  # noqa: E402
from trl import DPOConfig, DPOTrainer  # noqa: E402

from pipeline import cli  # noqa: E402
from tiny_model import write_tiny_model  # noqa: E402


def run(folder: Path, *command: str) -> Any:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = cli.main(["--data-dir", str(folder), *command, "--json"])
    return json.loads(said.getvalue()) if status == 0 else status


def train(folder: Path, data: Any) -> dict[str, Any]:
    write_tiny_model(folder / "model")
    arguments = DPOConfig(
        str(folder / "run"),
        max_steps=2,
        per_device_train_batch_size=2,
        use_cpu=True,
        bf16=False,
        report_to=[],
        save_strategy="no",
        disable_tqdm=True,
    )
    trainer = DPOTrainer(
        str(folder / "model"), args=arguments, train_dataset=data["train"], eval_dataset=data["test"]
    )
    done = trainer.train()
    return {
        "steps": done.global_step,
        "loss": done.training_loss,
        "eval_loss": trainer.evaluate()["eval_loss"],
    }


if __name__ == "__main__":
    folder, repo = Path(sys.argv[1]), sys.argv[2]
    published = run(folder, "publish")
    loaded = load_dataset(repo)
    first = loaded["train"][0]
    streamed = next(iter(load_dataset(repo, split="train", streaming=True)))
    said = {
        "published": published,
        "rows": {name: split.num_rows for name, split in loaded.items()},
        "ideas": {name: sorted(set(split["idea_id"])) for name, split in loaded.items()},
        "types": {name: str(kind) for name, kind in loaded["train"].features.items()},
        "first": first,
        "streamed_first": streamed == first,
        "trained": train(folder, loaded),
        "imported": run(folder / "fresh", "labels", "import", f"hub:{repo}"),
    }
    print(json.dumps(said))
