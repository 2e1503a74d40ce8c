"""Runs as training leaves them, made by hand: nothing is trained."""

import json
from datetime import UTC, datetime
from pathlib import Path

from pipeline.formats import write_preferences
from pipeline.prompts import title_prompt
from pipeline.schema import Preference, Run, RunConfig
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.events import append_event
from pipeline.training.runs import model_path, read_run, write_config

THEN = datetime(2026, 2, 1, tzinfo=UTC)


def preference(n: int, simulated: bool = False, implied: float | None = None) -> Preference:
    prompt = title_prompt(YOUTUBE_TITLES, f"idea {n // 2}")
    titles = [[{"role": "assistant", "content": text}] for text in ("Title", "Other")]
    return Preference(f"idea-{n // 2}", f"pair-{n}", prompt, *titles, 1, 0, simulated, implied)


def make_finished_run(runs_dir: Path, model: Path, name: str = "run-1", **config: object) -> Run:
    """A run of two epochs whose model is a copy of this folder: four pairs of two ideas to learn from, one of
    them simulated and one implied, and two held-out pairs of one idea.
    """
    run_dir = runs_dir / name
    train = [preference(0, simulated=True), preference(1, implied=0.9), preference(2), preference(3)]
    write_preferences(run_dir / "preferences", train, [preference(8), preference(9)])
    given = {"base_model": "embedded", "name": name, "num_train_epochs": 2.0, **config}
    write_config(run_dir, RunConfig(**given), "task", THEN)
    append_event(run_dir, "started", THEN)
    facts = {
        "device": "cpu",
        "train_pairs": 4,
        "eval_pairs": 2,
        "eval_independent": 1.5,
        "base_revision": None,
    }
    if given["base_model"].count("/") == 1:
        facts["base_revision"] = "a" * 40
    append_event(run_dir, "training", THEN, step=0, total_steps=4, **facts)
    for step, loss, accuracy in ((2, 0.6, 0.5), (4, 0.55, 1.0)):
        append_event(run_dir, "log", THEN, step=step, epoch=step / 2, loss=loss)
        fields = {
            "eval_loss": loss + 0.05,
            "eval_rewards/accuracies": accuracy,
            "eval_logps/chosen": -3.0,
        }
        append_event(run_dir, "eval", THEN, step=step, epoch=step / 2, **fields)
    append_event(run_dir, "finished", THEN, kept_step=4, kept_epoch=2.0)
    folder = model_path(run_dir)
    folder.mkdir()
    for file in model.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return read_run(run_dir)


def write_adapter(base: Path, to: Path, name: str) -> None:
    """A LoRA adapter whose weights are not zero, on the model in `base` that its config calls `name`."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer

    network = AutoModelForCausalLM.from_pretrained(base)
    adapted = get_peft_model(network, LoraConfig(r=2, target_modules=["q_proj"], init_lora_weights=False))
    adapted.save_pretrained(to)
    AutoTokenizer.from_pretrained(base).save_pretrained(to)
    file = to / "adapter_config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"base_model_name_or_path": name}))
