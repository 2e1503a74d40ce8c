"""One segment of a run: a run directory enters, and leaves with events, checkpoints and at the end a model.

    run_dir/config.json               the run (runs.write_config)
    run_dir/preferences/train.jsonl   and test.jsonl: frozen copies, one preference a line
    run_dir/events.jsonl              what happened (events.py)
    run_dir/reference                 reference log-probabilities, when the prefix tree trains
    run_dir/checkpoints/checkpoint-N  of transformers: weights, optimizer, generators, state
    run_dir/model                     the model kept: whole or an adapter, with its tokenizer
    run_dir/stop                      appears when someone wants the run to end
    run_dir/log.txt                   output and tracebacks, for engineers

A segment may be killed at any point: the next one goes on from the last whole checkpoint.
"""

import argparse
import json
import os
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from pipeline import inference
from pipeline.formats import read_preferences
from pipeline.schema import Preference, RunConfig
from pipeline.settings import let_waiting_threads_sleep
from pipeline.training import recipes
from pipeline.training.events import append_event, lock_file, read_events, segments
from pipeline.training.failures import cause_of, explain
from pipeline.training.memory import peak_bytes
from pipeline.training.runs import log_file, model_path, read_config, stop_file, training_lock

if TYPE_CHECKING:
    from trl import DPOTrainer

SECONDS_FOR_A_LOCK = 1.0  # someone who looks whether a run is alive holds its lock for a moment
SECONDS_TO_SEE_A_STOP = 20.0
STATE = "trainer_state.json"


def train_segment(run_dir: Path, deadline: float | None = None) -> None:
    """Train until the run is finished, `run_dir/stop` appears or `deadline` seconds have passed.

    Every end but the loss of the process is an event: finished, stopped (the best model so far is kept),
    paused (a checkpoint is kept, the next segment goes on) or failed, with a sentence. ValueError when there
    is no run here, or it, or another one beside it, is being trained already.
    """
    run_dir = run_dir.absolute()
    began = time.monotonic()
    config = read_config(run_dir)
    with ExitStack() as locks:
        _lock(
            locks, training_lock(run_dir.parent), "Another run is being trained; wait for its end or stop it"
        )
        _lock(locks, lock_file(run_dir), f"The run {run_dir.name} is being trained already")
        append_event(run_dir, "started", _now(), process=os.getpid())
        try:
            outcome, fields = _train(run_dir, config, None if deadline is None else began + deadline)
        except Exception as error:  # whatever it is, the page must learn of it
            drop_partial_files(run_dir)  # on a full disk there would be no room for the sentence either
            with log_file(run_dir).open("a") as log:
                log.write(traceback.format_exc())
            outcome, fields = "failed", {"error": explain(error), "cause": cause_of(error)}
        append_event(run_dir, outcome, _now(), **fields)


def main(arguments: Sequence[str]) -> int:
    """`segment RUN_DIR [--deadline SECONDS]`; exit status 1 when it failed, 2 when it could not begin."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline segment", description="Train one segment of a run."
    )
    parser.add_argument("run_dir", type=Path, help="the run's directory, as made by `train`")
    parser.add_argument("--deadline", type=float, help="seconds until the segment pauses at a checkpoint")
    options = parser.parse_args(arguments)
    threading.Thread(target=_end_if_a_stop_goes_unseen, args=[options.run_dir], daemon=True).start()
    try:
        train_segment(options.run_dir, options.deadline)
    except ValueError as error:
        print(f"title-tuner: {error}", file=sys.stderr)
        return 2
    return int(read_events(options.run_dir)[-1]["event"] == "failed")


def last_whole_checkpoint(checkpoints: Path) -> Path | None:
    """The newest checkpoint that was written to its end: its state, written last, names its step."""
    whole = {step: path for path in checkpoints.glob("checkpoint-*") if (step := _whole_step(path))}
    return whole[max(whole)] if whole else None


def drop_partial_files(run_dir: Path) -> None:
    """Delete what was not written to its end: no segment reads it."""
    for checkpoint in (run_dir / "checkpoints").glob("checkpoint-*"):
        if _whole_step(checkpoint) is None:
            shutil.rmtree(checkpoint, ignore_errors=True)
    shutil.rmtree(_partial(model_path(run_dir)), ignore_errors=True)


def keep_best_checkpoint(run_dir: Path) -> dict[str, Any]:
    """Make a model of the best checkpoint on the disk, without a trainer; the fields of the last event.

    Nothing is kept, and no field returned, when there is no whole checkpoint yet.
    """
    checkpoint = last_whole_checkpoint(run_dir / "checkpoints")
    if checkpoint is None:
        return {}
    state = json.loads((checkpoint / STATE).read_text())
    best = Path(state["best_model_checkpoint"] or checkpoint)
    partial = _partial(model_path(run_dir))
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(best, partial, ignore=shutil.ignore_patterns("*.pt", "*.pth", "*.bin", STATE))
    shutil.rmtree(model_path(run_dir), ignore_errors=True)
    partial.rename(model_path(run_dir))
    return {"step": state["global_step"], "kept_step": int(best.name.removeprefix("checkpoint-"))}


def _whole_step(checkpoint: Path) -> int | None:
    """The step of a checkpoint that was written to its end."""
    try:
        step = int(checkpoint.name.removeprefix("checkpoint-"))
        return step if json.loads((checkpoint / STATE).read_text())["global_step"] == step else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _partial(folder: Path) -> Path:
    return folder.with_name(folder.name + ".partial")


def _end_if_a_stop_goes_unseen(run_dir: Path) -> None:
    """For a thread of the run's own process: on a slow machine a load or a single step takes minutes."""
    while not stop_file(run_dir).exists():
        time.sleep(0.5)
    time.sleep(SECONDS_TO_SEE_A_STOP)
    parts = segments(read_events(run_dir))
    if parts and all(event["event"] != "stopping" for event in parts[-1]):
        append_event(run_dir, "stopped", _now(), **keep_best_checkpoint(run_dir))
        os._exit(0)


def _train(run_dir: Path, config: RunConfig, deadline: float | None) -> tuple[str, dict[str, Any]]:
    """The event that ends the segment, and its fields. `deadline` is on time.monotonic's clock."""
    recipes.check_config(config)
    let_waiting_threads_sleep()
    import datasets

    from pipeline.training.samples import Samples
    from pipeline.training.scoring import no_preference_loss
    from pipeline.training.watch import Watch

    datasets.disable_progress_bars()
    model, tokenizer = inference.load_model(config.base_model, "float32")
    train, test = (
        _fitting(read_preferences(run_dir / "preferences" / f"{split}.jsonl"), split, tokenizer, config)
        for split in ("train", "test")
    )
    trainer = _trainer(config, run_dir, model, tokenizer, train, test)
    facts = {
        "train_pairs": len(train),
        "eval_pairs": len(test),
        "no_preference_loss": no_preference_loss(trainer, config.loss_type, config.sft_weight),
    }
    watch = Watch(run_dir, deadline, facts)
    trainer.add_callback(watch)
    trainer.add_callback(Samples(run_dir, tokenizer, test))
    checkpoint = last_whole_checkpoint(run_dir / "checkpoints")
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    ended_by = watch.ended_by if trainer.state.global_step < trainer.state.max_steps else None
    if ended_by == "deadline":
        return "paused", {"step": trainer.state.global_step, "peak_bytes": peak_bytes()}
    _keep_model(trainer, tokenizer, config, model_path(run_dir))
    kept = _kept_step(trainer, config)
    if ended_by is None:
        shutil.rmtree(run_dir / "checkpoints", ignore_errors=True)  # optimizer states: 12 bytes a parameter
    epoch = kept / trainer.state.max_steps * config.num_train_epochs
    return ("stopped" if ended_by else "finished"), {
        "step": trainer.state.global_step,
        "kept_step": kept,
        "kept_epoch": round(epoch, 4),
        "peak_bytes": peak_bytes(),
    }


def _fitting(
    preferences: Sequence[Preference], split: str, tokenizer: Any, config: RunConfig
) -> list[Preference]:
    """Those whose prompt leaves room for a title; TRL drops the others without a word and fails on none."""
    lengths = [
        len(tokenizer.apply_chat_template(row.prompt, add_generation_prompt=True)["input_ids"])
        for row in preferences
    ]
    fitting = [row for row, length in zip(preferences, lengths, strict=True) if length < config.max_length]
    if not fitting:
        raise ValueError(
            f"Every {split} prompt fills max_length {config.max_length}; "
            f"raise it above {min(lengths, default=0)} tokens, the shortest prompt"
        )
    return fitting


def _trainer(
    config: RunConfig,
    run_dir: Path,
    model: Any,
    tokenizer: Any,
    train: list[Preference],
    test: list[Preference],
) -> "DPOTrainer":
    from datasets import Dataset

    from pipeline.training.scoring import CountingDPOTrainer
    from pipeline.training.trainer import PrefixTreeDPOTrainer, why_not
    from pipeline.training.watch import ScoringLog

    device = recipes.find_training_device()
    given: dict[str, Any] = {
        "train_dataset": Dataset.from_list([_row(preference) for preference in train]),
        "eval_dataset": Dataset.from_list([_row(preference) for preference in test]),
        "processing_class": tokenizer,
        "peft_config": recipes.lora_config(config),
    }
    args = recipes.dpo_config(config, run_dir / "checkpoints", device)
    reason = why_not(model, args) if config.trainer == "prefix_tree" else None
    if reason:
        append_event(run_dir, "fallback", _now(), trainer="stock", reason=reason)
        config = replace(config, trainer="stock")
        args = recipes.dpo_config(config, run_dir / "checkpoints", device)
    given["on_scored"] = ScoringLog(run_dir, len(train) + len(test))
    if config.trainer == "prefix_tree":
        return PrefixTreeDPOTrainer(model, args, reference_dir=run_dir / "reference", **given)
    return CountingDPOTrainer(model, args, **given)


def _row(preference: Preference) -> dict[str, Any]:
    return {
        key: value for key, value in asdict(preference).items() if key in ("prompt", "chosen", "rejected")
    }


def _kept_step(trainer: "DPOTrainer", config: RunConfig) -> int:
    """The step whose weights the trainer holds now."""
    best = trainer.state.best_model_checkpoint
    if config.load_best_model_at_end and best:
        return int(Path(best).name.removeprefix("checkpoint-"))
    return trainer.state.global_step


def _keep_model(trainer: "DPOTrainer", tokenizer: Any, config: RunConfig, folder: Path) -> None:
    """Save the weights that the trainer holds, so that the folder is whole whenever it is there."""
    partial = _partial(folder)
    shutil.rmtree(partial, ignore_errors=True)
    root = inference.root_model(config.base_model)
    network = trainer.accelerator.unwrap_model(trainer.model)
    if config.adapter == "lora":
        # `embedded` or a Hub id names the base on any machine; the place it was loaded from does not.
        network.peft_config["default"].base_model_name_or_path = config.base_model
        network.save_pretrained(partial, save_embedding_layers=False)
    else:
        if not Path(root).is_dir():
            network.config.base_model = root  # inference.root_model reads it back
        network.save_pretrained(partial)
    tokenizer.save_pretrained(partial)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def _lock(locks: ExitStack, path: Path, refusal: str) -> None:
    try:
        locks.enter_context(FileLock(path, timeout=SECONDS_FOR_A_LOCK, poll_interval=0.05))
    except Timeout:
        raise ValueError(refusal) from None


def _now() -> datetime:
    return datetime.now(UTC)
