"""What stays of a run on the disk: checkpoints enter, or a trainer, and the run's model leaves.

The model's folder is whole whenever it is there, and says in its config what the model was tuned from.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model_files import root_model
from pipeline.schema import RunConfig
from pipeline.training.events import kept_events, read_events, training_fact
from pipeline.training.runs import model_path, reward_folder

if TYPE_CHECKING:
    from transformers import Trainer

CHECKPOINT = "checkpoint-"
STATE = "trainer_state.json"
NOT_OF_A_MODEL = ("*.pt", "*.pth", "*.bin", STATE)


def checkpoints_path(run_dir: Path) -> Path:
    return run_dir / "checkpoints"


def whole_checkpoints(checkpoints: Path) -> dict[int, Path]:
    """By its step, each checkpoint that was written to its end: its state, written last, names the step."""
    return {step: path for path in checkpoints.glob(f"{CHECKPOINT}*") if (step := _whole_step(path))}


def last_whole_checkpoint(checkpoints: Path) -> Path | None:
    """The newest checkpoint that was written to its end."""
    whole = whole_checkpoints(checkpoints)
    return whole[max(whole)] if whole else None


def saved_step(run_dir: Path) -> int:
    """The step of the run from which the next segment goes on."""
    policy = whole_checkpoints(checkpoints_path(run_dir))
    if policy:
        return max(policy) + (training_fact(read_events(run_dir), "steps_before") or 0)
    return max(whole_checkpoints(checkpoints_path(reward_folder(run_dir))), default=0)


def healthy_steps(run_dir: Path) -> set[int]:
    """The steps of the run at which RLHF's guards found nothing wrong with its policy."""
    looks = (event for event in kept_events(read_events(run_dir)) if event["event"] == "check")
    return {look["step"] for look in looks if look["healthy"]}


def drop_broken_checkpoints(checkpoints: Path) -> None:
    """Delete what a killed segment left unfinished, or it would count against save_total_limit."""
    for checkpoint in checkpoints.glob(f"{CHECKPOINT}*"):
        if _whole_step(checkpoint) is None:
            shutil.rmtree(checkpoint, ignore_errors=True)


def drop_partial_files(run_dir: Path) -> None:
    """Delete what was not written to its end: no segment reads it."""
    drop_broken_checkpoints(checkpoints_path(run_dir))
    shutil.rmtree(_partial(model_path(run_dir)), ignore_errors=True)


def keep_trained(trainer: "Trainer", tokenizer: Any, config: RunConfig, run_dir: Path) -> dict[str, Any]:
    """Make the weights that the trainer holds the run's model; the fields of the event that says so."""
    network = trainer.accelerator.unwrap_model(trainer.model)

    def write(folder: Path) -> None:
        given = {"save_embedding_layers": False} if config.adapter == "lora" else {}
        network.save_pretrained(folder, **given)
        tokenizer.save_pretrained(folder)

    _make_model(run_dir, config, write)
    best = trainer.state.best_model_checkpoint if config.load_best_model_at_end else None
    step = trainer.state.global_step
    return _kept(step, _step(Path(best)) if best else step, trainer.state.max_steps, config)


def keep_checkpoint(run_dir: Path, config: RunConfig) -> dict[str, Any]:
    """Make a model of what is on the disk, without a trainer: the best checkpoint or, where that is not asked
    for, the last one; of RLHF's policy the last that was found healthy. The fields of the event that says so;
    none, and no model, without a whole checkpoint.
    """
    checkpoints = checkpoints_path(run_dir)
    if config.method == "rlhf":
        return _keep_healthy(run_dir, config, whole_checkpoints(checkpoints))
    last = last_whole_checkpoint(checkpoints)
    if last is None:
        return {}
    state = json.loads((last / STATE).read_text())
    best = state["best_model_checkpoint"] if config.load_best_model_at_end else None
    kept = checkpoints / Path(best).name if best else last
    _copy_model(run_dir, config, kept)
    return _kept(state["global_step"], _step(kept), state["max_steps"], config)


def _keep_healthy(run_dir: Path, config: RunConfig, there: dict[int, Path]) -> dict[str, Any]:
    events = read_events(run_dir)
    before = training_fact(events, "steps_before") or 0
    reached = max((event["step"] for event in kept_events(events) if "step" in event), default=0)
    steps = {step for step in there if before + step in healthy_steps(run_dir)}
    if not steps:
        return {"step": reached}
    _copy_model(run_dir, config, there[max(steps)])
    return {"step": reached, "kept_step": before + max(steps)}


def _copy_model(run_dir: Path, config: RunConfig, checkpoint: Path) -> None:
    ignore = shutil.ignore_patterns(*NOT_OF_A_MODEL)
    _make_model(run_dir, config, lambda folder: shutil.copytree(checkpoint, folder, ignore=ignore))


def _make_model(run_dir: Path, config: RunConfig, write: Callable[[Path], object]) -> None:
    folder = model_path(run_dir)
    partial = _partial(folder)
    shutil.rmtree(partial, ignore_errors=True)
    write(partial)
    _name_the_base(partial, config)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def _partial(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.partial")


def _name_the_base(folder: Path, config: RunConfig) -> None:
    """Where `root_model` reads it: `embedded` or a Hub id names the base on any machine, the place it was
    loaded from does not.
    """
    if config.adapter == "lora":
        _set(folder / "adapter_config.json", "base_model_name_or_path", config.base_model)
    elif not Path(root := root_model(config.base_model)).is_dir():
        _set(folder / "config.json", "base_model", root)


def _set(file: Path, key: str, value: str) -> None:
    record = json.loads(file.read_text()) | {key: value}
    file.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n")


def _kept(step: int, kept_step: int, max_steps: int, config: RunConfig) -> dict[str, Any]:
    epoch = kept_step / max_steps * config.num_train_epochs
    return {"step": step, "kept_step": kept_step, "kept_epoch": round(epoch, 4)}


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name.removeprefix(CHECKPOINT))


def _whole_step(checkpoint: Path) -> int | None:
    """The step of a checkpoint that was written to its end; None for any other."""
    try:
        step = _step(checkpoint)
        return step if json.loads((checkpoint / STATE).read_text())["global_step"] == step else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
