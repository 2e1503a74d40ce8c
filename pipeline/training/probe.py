"""A short run that measures: settings and preferences enter, a run of a few steps leaves its events.

It trains on a few of the ideas in a directory of its own, so that no history lists it and no run waits for
it. What it found stays for settings with the same base model, adapter, trainer and device.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.schema import Preference, Run, RunConfig, content_id
from pipeline.training.estimate import SAME_WORK
from pipeline.training.events import Event, read_events
from pipeline.training.launch import make_run, one_start_at_a_time, spawn, stop_run
from pipeline.training.runs import list_runs, log_file, model_path

STEPS, POLICY_STEPS = 5, 3
LONGEST = 180.0  # seconds; a pause then tells as much as an end
TO_START = timedelta(seconds=60)
NEVER = 100_000  # steps
TEST_PAIRS = 20


def start_probe(
    probes_dir: Path,
    config: RunConfig,
    train: Sequence[Preference],
    test: Sequence[Preference],
    device: str,
    now: datetime,
) -> None:
    """Measure settings like these in a process of its own; returns at once, also while a probe is going."""
    with one_start_at_a_time(probes_dir):
        if any(is_going(run, now) for run in _runs(probes_dir)):
            return
        folder = probes_dir / _key(config, device)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        short = replace(
            config,
            name="probe",
            num_train_epochs=1.0,
            gradient_accumulation_steps=1,
            logging_steps=1,
            warmup_steps=0,
            load_best_model_at_end=False,
            eval_strategy="epoch",
            save_strategy="steps",
            eval_steps=NEVER,  # a checkpoint's time is not the point
            policy_steps=POLICY_STEPS,
        )
        run_dir = make_run(folder, short, "", _some(train, config), test[:TEST_PAIRS], now)
        spawn(log_file(run_dir), "segment", str(run_dir), "--deadline", str(LONGEST))


def read_probe(probes_dir: Path, config: RunConfig, device: str, now: datetime) -> Run | None:
    """The probe for settings like these, going or ended; the weights of one that has ended are deleted."""
    run = next(iter(list_runs(probes_dir / _key(config, device))), None)
    if run and not is_going(run, now):
        shutil.rmtree(model_path(Path(run.path)), ignore_errors=True)
        shutil.rmtree(Path(run.path) / "checkpoints", ignore_errors=True)
    return run


def is_going(probe: Run, now: datetime) -> bool:
    """Whether the probe is at work, or about to be."""
    if probe.status in ("starting", "running"):
        return True
    return not read_events(Path(probe.path)) and now - probe.created_at < TO_START


def probe_events(probes_dir: Path) -> Iterator[tuple[RunConfig, Sequence[Event]]]:
    """What every probe measured."""
    for run in _runs(probes_dir):
        yield run.config, read_events(Path(run.path))


def stop_probes(probes_dir: Path) -> None:
    """Ask whichever probe is going to end: a run needs the machine."""
    for run in _runs(probes_dir):
        stop_run(Path(run.path))


def _runs(probes_dir: Path) -> list[Run]:
    folders = probes_dir.iterdir() if probes_dir.is_dir() else ()
    return [run for folder in folders if folder.is_dir() for run in list_runs(folder)]


def _key(config: RunConfig, device: str) -> str:
    return content_id(*(str(getattr(config, name)) for name in SAME_WORK), device)


def _some(train: Sequence[Preference], config: RunConfig) -> list[Preference]:
    """Pairs for STEPS steps."""
    if config.trainer == "stock":
        return list(train[: STEPS * config.per_device_train_batch_size])
    ideas = list(dict.fromkeys(row.idea_id for row in train))[: STEPS * config.ideas_per_step]
    return [row for row in train if row.idea_id in ideas]
