"""What the owner does in the third step: start, queue, stop, resume, start again smaller, and delete runs."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import preferences
from pipeline.formats import read_preferences
from pipeline.preferences import Split
from pipeline.schema import Run, RunConfig
from pipeline.settings import EMBEDDED
from pipeline.training import launch
from pipeline.training.events import read_events
from pipeline.training.failures import Cause, propose
from pipeline.training.methods import presets_of
from pipeline.training.probe import stop_probes
from pipeline.training.queue import enqueue_run
from pipeline.training.recipes import FITTED
from pipeline.ui import Services
from pipeline.ui.access import require_owner
from pipeline.ui.messages import Hint
from pipeline.ui.run_view import run_name
from pipeline.ui.text import language, say
from pipeline.ui.train_form import check_form, form_values, read_form
from pipeline.writers import check_serves

SECOND_CLICK = timedelta(seconds=3)


def derive(services: Services, examples: bool, mix: bool) -> Split:
    """What there is to train on, with the example labels or without, from the version of the task that counts
    or from all.
    """
    return preferences.derive_preferences(
        services.store,
        services.task,
        examples,
        services.store.sharing().implied_threshold,
        services.beliefs(),
        mix,
    )


def fill_form(
    services: Services, base_model: str, preset: str, method: str, request: gr.Request
) -> list[Any]:
    """The preset's values for this base model and method."""
    require_owner(request, services.settings)
    return form_values(presets_of(method, base_model or EMBEDDED)[preset])


def start_run(
    services: Services, request: gr.Request, examples: bool, mix: bool, base_model: str, *values: Any
) -> str:
    """The id of the run that has begun. ValueError says in words why there is none."""
    config, split = _asked(services, request, examples, mix, base_model, values)
    stop_probes(services.settings.probes_dir)
    runs_dir, version = services.settings.runs_dir, services.task.version
    now, begin = services.now(), services.begin
    return launch.start_run(runs_dir, config, version, split.train, split.test, now, begin).id


def queue_run(
    services: Services, request: gr.Request, examples: bool, mix: bool, base_model: str, *values: Any
) -> str:
    """The id of the run that now waits for its turn; the second half of a double click on the button that
    begins one, whose place it takes, queues none. ValueError says in words why there is none.
    """
    config, split = _asked(services, request, examples, mix, base_model, values)
    runs_dir, version = services.settings.runs_dir, services.task.version
    newest = next(iter(launch.list_runs(runs_dir)), None)
    fitted = {each: getattr(config, each) for each in FITTED}
    same = newest and replace(newest.config, **fitted) == config
    if newest and same and services.now() - newest.created_at < SECOND_CLICK:
        raise Hint(say("common_slow_down", language(request)))
    run = enqueue_run(runs_dir, config, version, split.train, split.test, services.now())
    gr.Info(say("train_enqueued", language(request)), title=run_name(run))
    return run.id


def stop_run(services: Services, request: gr.Request) -> None:
    """Ask whichever run is alive to end at its next step."""
    require_owner(request, services.settings)
    for run in launch.list_runs(services.settings.runs_dir):
        launch.stop_run(Path(run.path))


def resume_run(services: Services, chosen: str | None, request: gr.Request) -> str:
    """The id of the run that goes on."""
    require_owner(request, services.settings)
    return launch.resume_run(Path(find_run(services, chosen, request).path), services.begin).id


def start_again(services: Services, chosen: str | None, request: gr.Request) -> str:
    """The id of a new run on the failed one's preferences, in less memory or on less disk."""
    require_owner(request, services.settings)
    failed = find_run(services, chosen, request)
    folder, proposed = Path(failed.path), proposal(failed)
    if proposed is None:
        raise ValueError(say("train_again_none", language(request)))
    train, test = (read_preferences(folder / "preferences" / f"{name}.jsonl") for name in ("train", "test"))
    runs_dir = services.settings.runs_dir
    now, begin = services.now(), services.begin
    return launch.start_run(runs_dir, proposed, failed.task_version, train, test, now, begin, folder).id


def ask_to_delete(services: Services, chosen: str | None, request: gr.Request) -> tuple[str, dict, str]:
    """The run to delete, the question with its answers, and what it asks."""
    require_owner(request, services.settings)
    run = find_run(services, chosen, request)
    asked = "train_delete_ask_hub" if services.keeper else "train_delete_ask"
    return run.id, gr.update(visible=True), say(asked, language(request), name=run_name(run))


def close_question() -> dict:
    return gr.update(visible=False)


def delete_run(services: Services, doomed: str | None, request: gr.Request) -> tuple[None, dict]:
    """Delete the run that was asked about, and close the question."""
    require_owner(request, services.settings)
    launch.delete_run(Path(find_run(services, doomed, request).path))
    return None, gr.update(visible=False)


def find_run(services: Services, chosen: str | None, request: gr.Request) -> Run:
    """The run with this id, which is looked up and never made a path. ValueError when there is none."""
    for run in launch.list_runs(services.settings.runs_dir):
        if run.id == chosen:
            return run
    raise ValueError(say("train_no_run", language(request)))


def proposal(run: Run) -> RunConfig | None:
    """Settings with which a run that failed for want of memory or disk may fit."""
    cause: Cause | None = None
    if run.status == "failed":
        cause = next((event.get("cause") for event in reversed(read_events(Path(run.path)))), None)
    return propose(run.config, cause) if cause else None


def missing_data(services: Services, split: Split, lang: str) -> str | None:
    """What has to come before training, in one sentence."""
    if split.train and split.test:
        return None
    if split.train:
        return say("train_one_idea", lang)
    if not any(services.store.count_sources().values()):
        return say("train_no_labels", lang)
    return say("train_no_decided", lang)


def _asked(
    services: Services,
    request: gr.Request,
    examples: bool,
    mix: bool,
    base_model: str,
    values: tuple[Any, ...],
) -> tuple[RunConfig, Split]:
    """The form's settings and what there is to learn from."""
    require_owner(request, services.settings)
    config = read_form(base_model, values, language(request))
    check_form(config, language(request))
    check_serves(config.base_model, services.task)
    split = derive(services, examples, mix)
    if missing := missing_data(services, split, language(request)):
        raise Hint(missing)
    return config, split
