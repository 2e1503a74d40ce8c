"""One segment of a run: a run directory enters, and leaves with events, checkpoints and at the end a model.

    run_dir/config.json               the run (runs.write_config)
    run_dir/preferences/train.jsonl   and test.jsonl: frozen copies, one preference a line
    run_dir/events.jsonl              what happened (events.py)
    run_dir/reference                 reference log-probabilities, when the prefix tree trains
    run_dir/rows                      the rows as several processes share them
    run_dir/checkpoints/checkpoint-N  of transformers: weights, optimizer, generators, state
    run_dir/model                     the model kept: whole or an adapter, with its tokenizer
    run_dir/reward                    checkpoints and model of RLHF's first half
    run_dir/stop                      appears when someone wants the run to end
    run_dir/log.txt                   output and tracebacks, for engineers

A segment may be killed at any point: the next one goes on from the last whole checkpoint.
"""

import argparse
import os
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from pipeline import inference
from pipeline.formats import read_preferences
from pipeline.schema import Preference, RunConfig
from pipeline.settings import heed_launcher, let_waiting_threads_sleep, read_rank
from pipeline.training import recipes
from pipeline.training.events import append_event, lock_file, read_events
from pipeline.training.failures import cause_of, explain
from pipeline.training.keeping import (
    checkpoints_path,
    drop_broken_checkpoints,
    drop_partial_files,
    keep_checkpoint,
    last_whole_checkpoint,
)
from pipeline.training.memory import peak_bytes
from pipeline.training.runs import (
    log_file,
    read_config,
    reward_folder,
    reward_model_path,
    stop_file,
    training_lock,
)
from pipeline.training.team import ALONE, Team, join_team

if TYPE_CHECKING:
    from transformers import TrainerCallback

    from pipeline.training.stage import Stage

SECONDS_FOR_A_LOCK = 1.0  # someone who looks whether a run is alive holds its lock for a moment
SECONDS_TO_SEE_A_STOP = 20.0
SECONDS_BETWEEN_LOOKS = 0.5
LEFT_ASIDE = "{} of the launcher is left aside: each process holds the whole model and learns from its share"


def train_segment(
    run_dir: Path,
    deadline: float | None = None,
    files: "threading.RLock | None" = None,
    callbacks: Sequence["TrainerCallback"] = (),
    team: Team = ALONE,
) -> str:
    """Train until the run is finished, `run_dir/stop` appears or `deadline` seconds have passed.

    Every end but the loss of the process is an event, and is returned: finished, stopped (the best model so
    far is kept), paused (a checkpoint is kept, the next segment goes on) or failed, with a sentence.
    ValueError when there is no run here, or it, or another one beside it, is being trained already. A run
    that has finished stays as it is.

    `files` is for a thread that may end the segment: it is held while checkpoints are written, and from the
    segment's last step on for good. `callbacks` join the trainer's.

    The k processes of a `team` learn at a step from k times `per_device_train_batch_size` pairs (or
    `ideas_per_step` whole ideas), with the losses of one process that has k times the setting, where groups
    are full. Processes step together, so a ragged last batch is filled up with rows from the beginning, which
    count twice; and each takes the mean over its own pairs, for the SFT term over their chosen tokens, so
    that with unlike numbers of them a pair's weight depends on the process it falls to.
    """
    run_dir = run_dir.absolute()
    began = time.monotonic()
    config = read_config(run_dir)
    files = files or threading.RLock()
    with ExitStack() as locks:
        refusal, done = team.hear((_refuse(locks, run_dir), _is_done(run_dir)) if team.leads else None)
        if refusal:
            raise ValueError(refusal)
        if done:  # its checkpoints are gone, so it would begin anew
            return "finished"
        _tell(team, run_dir, "started", process=os.getpid())
        try:
            ends = None if deadline is None else began + deadline
            outcome, fields = _train(run_dir, config, ends, files, callbacks, team)
        except Exception as error:  # whatever it is, the page must learn of it
            if team.leads:
                drop_partial_files(run_dir)  # on a full disk there would be no room for the sentence either
            with log_file(run_dir).open("a") as log:
                log.write(traceback.format_exc())
            outcome, fields = "failed", {"error": explain(error), "cause": cause_of(error)}
        files.acquire()
        _tell(team, run_dir, outcome, **fields)
        if outcome == "finished" and team.leads:  # optimizer states: 12 bytes a parameter
            for folder in (run_dir, reward_folder(run_dir)):
                shutil.rmtree(checkpoints_path(folder), ignore_errors=True)
    return outcome


def main(arguments: Sequence[str]) -> int:
    """`segment RUN_DIR [--deadline SECONDS]`; exit status 1 when it failed, 2 when it could not begin."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline segment", description="Train one segment of a run."
    )
    parser.add_argument("run_dir", type=Path, help="the run's directory, as made by `train`")
    parser.add_argument("--deadline", type=float, help="seconds until the segment pauses at a checkpoint")
    options = parser.parse_args(arguments)
    files = threading.RLock()
    rank, size = read_rank()
    if rank == 0:
        watched = (options.run_dir, files, SECONDS_TO_SEE_A_STOP, os._exit)
        threading.Thread(target=end_if_a_stop_goes_unseen, args=watched, daemon=True).start()
    with join_team(rank, size) as team:
        try:
            if (sharded := heed_launcher()) and team.leads:
                print(f"title-tuner: {LEFT_ASIDE.format(' and '.join(sharded))}", file=sys.stderr)
            outcome = train_segment(options.run_dir, options.deadline, files, team=team)
        except ValueError as error:
            if team.leads:
                print(f"title-tuner: {error}", file=sys.stderr)
            team.hear(None)  # a launcher ends all processes when the first has left
            return 2
    return int(outcome == "failed")


def end_if_a_stop_goes_unseen(
    run_dir: Path, files: "threading.RLock", patience: float, leave: Callable[[int], object]
) -> None:
    """For a thread of the run's own process: on a slow machine a load or a single step takes minutes.

    `patience` seconds after a stop it keeps the best checkpoint there is and leaves, unless the trainer is
    ending the segment itself and holds `files` for good. A checkpoint that is being written is waited for.
    """
    while not stop_file(run_dir).exists():
        time.sleep(SECONDS_BETWEEN_LOOKS)
    time.sleep(patience)
    with files:
        append_event(run_dir, "stopped", _now(), **keep_checkpoint(run_dir, read_config(run_dir)))
        leave(0)


def _train(
    run_dir: Path,
    config: RunConfig,
    deadline: float | None,
    files: "threading.RLock",
    callbacks: Sequence["TrainerCallback"],
    team: Team,
) -> tuple[str, dict[str, Any]]:
    """The event that ends the segment, and its fields. `deadline` is on time.monotonic's clock."""
    recipes.check_config(config)
    let_waiting_threads_sleep()
    import datasets

    datasets.disable_progress_bars()
    given = {
        split: read_preferences(run_dir / "preferences" / f"{split}.jsonl") for split in ("train", "test")
    }
    tokenizer = inference.load_tokenizer(config.base_model)
    rows = {split: _fitting(given[split], split, tokenizer, config) for split in given}
    dropped = {split: len(given[split]) - len(rows[split]) for split in given}
    if any(dropped.values()):
        _tell(team, run_dir, "dropped", **dropped)
    device = recipes.find_training_device()
    outcome, fields = "finished", dict[str, Any]()
    for stage in _stages(config, run_dir, rows["train"], rows["test"], device, team):
        outcome, fields = _train_stage(stage, run_dir, deadline, files, callbacks, team)
        if outcome == "finished" and stage.leg.steps_after and deadline and time.monotonic() > deadline:
            outcome = "paused"  # the next stage has yet to load its models
        if outcome != "finished":
            break
    return outcome, {**fields, "peak_bytes": peak_bytes()}


def _stages(
    config: RunConfig,
    run_dir: Path,
    train: list[Preference],
    test: list[Preference],
    device: recipes.Device,
    team: Team,
) -> "Iterator[Stage]":
    """The run's stages that are not done yet, each made when the one before it has ended."""
    if config.method == "dpo":
        from pipeline.training.dpo import dpo_stage

        yield dpo_stage(config, run_dir, train, test, device, team)
        return
    if team.size > 1:
        raise ValueError("Several processes train DPO only; start this run without torchrun or accelerate")
    if config.method == "reward_model" or not reward_model_path(run_dir, config).is_dir():
        from pipeline.training.reward_model import reward_stage

        yield reward_stage(config, run_dir, train, test, device)
    if config.method == "rlhf":
        from pipeline.training.policy import policy_stage

        yield policy_stage(config, run_dir, train, test, device)


def _train_stage(
    stage: "Stage",
    run_dir: Path,
    deadline: float | None,
    files: "threading.RLock",
    callbacks: Sequence["TrainerCallback"],
    team: Team,
) -> tuple[str, dict[str, Any]]:
    """How the stage ended, and the fields of the event that says so."""
    from pipeline.training.watch import SaveLock, Watch

    watch = Watch(run_dir, deadline, stage.facts, files, team, stage.leg)
    for callback in (watch, *stage.callbacks, SaveLock(files), *callbacks):
        stage.trainer.add_callback(callback)
    checkpoint = None
    if team.leads:
        drop_broken_checkpoints(checkpoints_path(stage.folder))
        checkpoint = last_whole_checkpoint(checkpoints_path(stage.folder))
    checkpoint = team.hear(checkpoint)
    stage.trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    step = stage.leg.steps_before + stage.trainer.state.global_step
    if watch.ended_by == "deadline":
        return "paused", team.hear({"step": step})
    if watch.ended_by and stage.leg.steps_after:  # a model of a half is none
        return "stopped", {"step": step}
    kept = {"step": step} | team.hear(stage.keep() if team.leads else None)
    ended_early = watch.ended_by or stage.tripped()
    return ("stopped" if ended_early else "finished"), kept


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


def _refuse(locks: ExitStack, run_dir: Path) -> str | None:
    """Take the locks of the run and of training; the sentence that says which of them someone else has."""
    refusals = {
        training_lock(run_dir.parent): "Another run is being trained; wait for its end or stop it",
        lock_file(run_dir): f"The run {run_dir.name} is being trained already",
    }
    for path, refusal in refusals.items():
        try:
            locks.enter_context(FileLock(path, timeout=SECONDS_FOR_A_LOCK, poll_interval=0.05))
        except Timeout:
            return refusal
    return None


def _is_done(run_dir: Path) -> bool:
    return any(event["event"] == "finished" for event in read_events(run_dir)[-1:])


def _tell(team: Team, run_dir: Path, event: str, **fields: Any) -> None:
    if team.leads:
        append_event(run_dir, event, _now(), **fields)


def _now() -> datetime:
    return datetime.now(UTC)
