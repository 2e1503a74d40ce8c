"""What a run will need, before it starts: the form's settings and what was measured enter, HTML leaves."""

from dataclasses import replace
from html import escape
from itertools import chain
from pathlib import Path

from pipeline.model_files import model_location
from pipeline.model_names import folder_of
from pipeline.preferences import Split
from pipeline.schema import Run, RunConfig
from pipeline.training.estimate import Estimate, Pace, estimate_run, find_pace, guess_device
from pipeline.training.events import read_events
from pipeline.training.memory import measure_workload, read_shape
from pipeline.training.probe import is_going, probe_events, read_probe, start_probe
from pipeline.training.recipes import fit_to_data
from pipeline.training.runs import list_runs, stop_file
from pipeline.ui import Services
from pipeline.ui.messages import translate
from pipeline.ui.progress import duration
from pipeline.ui.text import say
from pipeline.ui.train_form import check_form

QUOTA_FACTOR = 1.5  # what half of an RTX Pro 6000 takes of a visitor's daily seconds


def estimate_html(
    services: Services, config: RunConfig, split: Split, lang: str, measure: bool, again: bool = False
) -> tuple[str, bool, bool]:
    """What these settings need; whether a probe is going; whether one could be asked for.

    `measure` starts a probe where nothing is known, though never beside a run, and not where one has ended,
    unless that was because a run began, or it is wanted `again`. ValueError says in words which setting
    cannot be used.
    """
    check_form(config, lang)
    work = measure_workload(split.train, split.test)
    config = fit_to_data(absolute(config), work.train_pairs, work.train_ideas)
    runs = list_runs(services.settings.runs_dir)
    pace, probe = _known(services, config, runs)
    training = any(run.status in ("starting", "running") for run in runs)
    busy = training or services.settings.zero_gpu
    probes_dir, now = services.settings.probes_dir, services.now()
    going = probe is not None and is_going(probe, now)
    ended = probe is not None and not (again or stop_file(Path(probe.path)).exists())
    if measure and pace is None and not (going or ended or busy):
        start_probe(probes_dir, config, split.train, split.test, guess_device(), now)
        probe = read_probe(probes_dir, config, guess_device(), now)
        going = probe is not None and is_going(probe, now)
    device = pace.device if pace else guess_device()
    shape = read_shape(config.base_model)
    found = estimate_run(config, work, shape, pace, device)
    asks = pace is None and not going and not busy
    settings = services.settings
    if not (settings.on_space or settings.zero_gpu):
        found = replace(found, zero_gpu_seconds=None)  # there is no ZeroGPU elsewhere
    if pace is None and training:  # it has the probe end, and is measured itself
        return _line([_steps(found, lang)]), going, False
    return _said(found, pace, device, probe if pace is None else None, going, lang), going, asks


def is_here(model: str) -> bool:
    """Whether a probe of this model downloads nothing."""
    return folder_of(model_location(model)) is not None


def absolute(config: RunConfig) -> RunConfig:
    """With the base model's folder as runs record it, so that theirs count as the same."""
    return replace(config, base_model=str(folder_of(config.base_model) or config.base_model))


def _known(services: Services, config: RunConfig, runs: list[Run]) -> tuple[Pace | None, Run | None]:
    """The pace of an earlier run or else of a probe, and the probe for these settings."""
    device = guess_device()
    trained = ((run.config, read_events(Path(run.path))) for run in runs if run.status != "queued")
    measured = chain(trained, probe_events(services.settings.probes_dir))
    probe = read_probe(services.settings.probes_dir, config, device, services.now())
    return find_pace(measured, config, device), probe


def _said(found: Estimate, pace: Pace | None, device: str, probe: Run | None, going: bool, lang: str) -> str:
    parts = []
    if found.seconds is not None:
        time = duration(found.seconds, lang)
        parts.append(say("train_estimate_time", lang, time=time, device=say(f"train_device_{device}", lang)))
    elif going:
        parts.append(say("train_estimate_measuring", lang))
    elif probe and probe.error:
        parts.append(say("train_estimate_failed", lang, error=translate(probe.error, lang)))
    else:
        parts.append(say("train_estimate_unmeasured", lang))
    if pace and pace.peak_bytes:
        parts.append(say("train_estimate_peak", lang, gb=pace.peak_bytes / 1e9))
    elif found.memory is not None:
        parts.append(say("train_estimate_memory", lang, gb=found.memory / 1e9))
    parts.append(_steps(found, lang))
    notes = []
    if found.zero_gpu_seconds is not None:
        seconds = found.zero_gpu_seconds
        notes.append(say("train_estimate_zero", lang, s=seconds, quota=seconds * QUOTA_FACTOR))
    return _line(parts, notes)


def _steps(found: Estimate, lang: str) -> str:
    return say("train_estimate_steps", lang, steps=found.steps)


def _line(parts: list[str], notes: list[str] | None = None) -> str:
    note = "".join(f"<small>{escape(text)}</small>" for text in notes or ())
    return f'<p class="estimate" role="status">{escape(" · ".join(parts))}{note}</p>'
