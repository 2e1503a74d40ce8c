"""Run directories: where a run's files are, and what its config and events say about it now."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path

from pipeline.best_of import BestOf, read_best_of
from pipeline.model_files import root_model
from pipeline.model_names import folder_in, run_of, stored_name
from pipeline.schema import Run, RunConfig, RunStatus
from pipeline.training.events import (
    FINAL,
    Event,
    is_alive,
    kept_events,
    read_events,
    seconds_between,
    segments,
)

DELETED = ".deleted-"
INTERRUPTED = (
    "Training ended without a word at step {step}: it was killed, the machine went down or memory ran out; "
    "resume it, or see log.txt in the run's directory"
)


def config_file(run_dir: Path) -> Path:
    return run_dir / "config.json"


def stop_file(run_dir: Path) -> Path:
    return run_dir / "stop"


def queued_file(run_dir: Path) -> Path:
    """There while the run waits for its turn, and until it has begun."""
    return run_dir / "queued"


def log_file(run_dir: Path) -> Path:
    return run_dir / "log.txt"


def training_lock(runs_dir: Path) -> Path:
    """Held while any run of this directory trains: two at once would halve each other's memory and pace."""
    return runs_dir / ".training.lock"


def deleted_path(run_dir: Path) -> Path:
    """Where a run goes that is being deleted; an empty file of this name says afterwards that it was."""
    return run_dir.with_name(f"{DELETED}{run_dir.name}")


def deleted_runs(runs_dir: Path) -> set[str]:
    """The ids of the runs that somebody has deleted on this disk."""
    return {path.name.removeprefix(DELETED) for path in runs_dir.glob(f"{DELETED}*")}


def model_path(run_dir: Path) -> Path:
    """Where the run's model is kept; there once the run has finished or was stopped after a step."""
    return run_dir / "model"


def reward_folder(run_dir: Path) -> Path:
    """Where RLHF's first half has its checkpoints and its model, as a run has them in its directory."""
    return run_dir / "reward"


def reward_model_path(run_dir: Path, config: RunConfig) -> Path:
    """The folder of the reward model that this run trains, or was given; there once that is trained."""
    if config.method == "reward_model":
        return model_path(run_dir)
    return Path(config.reward_model) if config.reward_model else model_path(reward_folder(run_dir))


def reward_runs(runs: Sequence[Run]) -> list[Run]:
    """Those that have a reward model by now, in their order."""
    return [
        run
        for run in runs
        if run.config.method != "dpo" and reward_model_path(Path(run.path), run.config).is_dir()
    ]


def title_runs(runs: Sequence[Run]) -> list[Run]:
    """Those that have a model which writes titles by now, in their order."""
    return [
        run for run in runs if run.config.method != "reward_model" and model_path(Path(run.path)).is_dir()
    ]


def with_folders(model: str, runs: Sequence[Run]) -> str:
    """The name that a model is loaded by: of one that a run has learned, also under its stored name or the
    folder that it had on another disk, its folder here. In a best of n runs may stand for their reward
    models, or for who writes. Any other name as it is.
    """
    best = read_best_of(model)
    if best is None:
        return _folder_of(model, runs)
    scorers = {run.id: str(reward_model_path(Path(run.path), run.config).absolute()) for run in runs}
    writers = {run.id: str(model_path(Path(run.path)).absolute()) for run in runs}
    named = run_of(best.reward_model)
    scorer = scorers.get(best.reward_model) or (
        scorers[named[0]]
        if named and named[0] in scorers and not Path(best.reward_model).is_dir()
        else best.reward_model
    )
    return BestOf(best.n, scorer, writers.get(best.writer) or _folder_of(best.writer, runs)).name


def _folder_of(model: str, runs: Sequence[Run]) -> str:
    known = {stored_name(run.config.base_model): run.config.base_model for run in runs}
    named = run_of(model)
    run = next((run for run in runs if named and run.id == named[0]), None)
    return folder_in(Path(run.path).parent, model) if run else known.get(model, model)


def root_of(model: str, runs: Sequence[Run]) -> str:
    """As model_files.root_model, also where the weights of a run are not on this disk."""
    best = read_best_of(model)
    model = best.writer if best else model
    passed: set[str] = set()
    while (named := run_of(model)) and named[0] not in passed:
        passed.add(named[0])
        run = next((run for run in runs if run.id == named[0]), None)
        if run is None:
            break
        model = run.config.base_model
    return root_model(model)


def write_config(run_dir: Path, config: RunConfig, task_version: str, now: datetime) -> None:
    """Make the directory a run: nothing lists it before."""
    record = {"created_at": now.isoformat(), "task_version": task_version, "config": asdict(config)}
    partial = run_dir / ".config.json"
    partial.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    os.replace(partial, config_file(run_dir))


def read_config(run_dir: Path) -> RunConfig:
    """The run's RunConfig. ValueError when there is no run here."""
    return _read_record(run_dir)[0]


def read_run(run_dir: Path) -> Run:
    """The run as its files and its process say it stands. ValueError when there is no run here."""
    config, created_at, task_version = _read_record(run_dir)
    alive = is_alive(run_dir)  # first: a segment writes its last event before it lets go of the lock
    events = read_events(run_dir)
    waits = not alive and not events and queued_file(run_dir).exists()
    status, error = ("queued", None) if waits else _status(events, alive)
    return Run(
        id=run_dir.name,
        path=str(run_dir),
        config=config,
        status=status,
        created_at=created_at,
        task_version=task_version,
        error=error,
        best_epoch=_best_epoch(events, config),
        seconds=sum(seconds_between(part[0], part[-1]) for part in segments(events)) if events else None,
    )


def list_runs(runs_dir: Path) -> list[Run]:
    """Every run of the directory, the newest first. What is no run, or not yet, is passed over."""
    runs = []
    for folder in runs_dir.iterdir() if runs_dir.is_dir() else ():
        if not folder.name.startswith(".") and config_file(folder).is_file():
            try:
                runs.append(read_run(folder))
            except ValueError:
                continue
    return sorted(runs, key=lambda run: (run.created_at, run.id), reverse=True)


def _read_record(run_dir: Path) -> tuple[RunConfig, datetime, str]:
    try:
        record = json.loads(config_file(run_dir).read_text())
        known = {field.name for field in fields(RunConfig)}
        config = RunConfig(**{key: value for key, value in record["config"].items() if key in known})
        return config, datetime.fromisoformat(record["created_at"]), record["task_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"No run at {run_dir}: its config.json is missing or unreadable") from error


def _status(events: Sequence[Event], alive: bool) -> tuple[RunStatus, str | None]:
    last = segments(events)[-1] if events else []
    final = next((event for event in reversed(last) if event["event"] in FINAL), None)
    if final:
        return final["event"], final.get("error")
    if alive:
        return ("running" if any(event["event"] == "training" for event in last) else "starting"), None
    step = max((event["step"] for event in kept_events(events) if "step" in event), default=0)
    return "failed", INTERRUPTED.format(step=step)


def _best_epoch(events: Sequence[Event], config: RunConfig) -> float | None:
    """The epoch of the weights that were kept or, before the end, that would be kept now.

    It is the number that their evaluation's event has, if there is one, so that a table finds its row. None
    for RLHF, whose policy is not kept by an evaluation.
    """
    if config.method == "rlhf":
        return None
    kept = kept_events(events)
    if events and "kept_step" in events[-1]:
        step = events[-1]["kept_step"]
        evaluated = [event["epoch"] for event in kept if event["event"] == "eval" and event["step"] == step]
        return evaluated[-1] if evaluated else events[-1].get("kept_epoch")
    scored = [event for event in kept if event.get(config.metric_for_best_model) is not None]
    if not scored:
        return None
    sign = 1 if config.metric_for_best_model.endswith("loss") else -1
    return min(scored, key=lambda event: sign * event[config.metric_for_best_model])["epoch"]
