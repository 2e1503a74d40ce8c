"""A run's model, for its owner: send it to the Hub, or fetch it as a file. Stands within the run's part."""

import tempfile
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import comparisons
from pipeline.hub.models import make_remote, push_model, pushes_file, read_pushes
from pipeline.hub.packages import has_to_be_merged, pack_model, write_zip
from pipeline.schema import Run, Task
from pipeline.settings import Settings
from pipeline.training.runs import list_runs, model_path
from pipeline.ui import Services, bind
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.events import AT_ONCE, PRIVATE
from pipeline.ui.messages import translate
from pipeline.ui.progress import notice
from pipeline.ui.prose import hint
from pipeline.ui.roles import Part, for_owner_later
from pipeline.ui.run_view import run_name
from pipeline.ui.text import language, say, t
from pipeline.ui.train_acts import find_run

SHOWN_PUSHES = 5


def build(services: Services, chosen: gr.State, head: gr.HTML) -> list[Part]:
    """`chosen` is the id of the run that is shown; `head` changes with how it stands."""
    with gr.Accordion(t("model_title"), open=False, visible=False, elem_id="train-model") as part:
        hint("model_about")
        with gr.Row():
            repo = gr.Textbox(
                label=t("model_repo"),
                info=t("model_repo_info"),
                max_length=120,
                max_lines=1,
                elem_id="model-repo",
                min_width=280,
            )
            with gr.Column(min_width=280):
                public = gr.Checkbox(label=t("model_public"), container=False, elem_id="model-public")
                merge = gr.Checkbox(
                    label=t("model_merge"), container=False, visible=False, elem_id="model-merge"
                )
        off = hint("model_no_token", visible=False)
        with gr.Row(elem_classes="acts"):
            push = gr.Button(t("model_push"), variant="primary", elem_id="model-push", min_width=160)
            fetch = gr.Button(t("model_fetch"), elem_id="model-fetch", min_width=160)
        said = gr.HTML(elem_id="model-said", apply_default_css=False)
        file = gr.File(label=t("model_file"), visible=False, interactive=False, elem_id="model-file")
    shown_for = gr.State(None)
    whole = [part, repo, merge, off, push, said, file, shown_for]
    gr.on([head.change], bind(show_model, services), [chosen, shown_for, repo], whole, **AT_ONCE)
    pushing = push.click(
        bind(push_chosen, services),
        [chosen, repo, public, merge],
        said,
        concurrency_id="push",
        concurrency_limit=1,
        **PRIVATE,
    )
    pushing.failure(bind(show_pushes, services), chosen, said, **AT_ONCE)
    folder = Path(tempfile.mkdtemp(prefix="title-tuner-"))
    fetch.click(bind(fetch_model, services, folder), [chosen, merge], file, **PRIVATE)
    return for_owner_later(part)


def show_model(
    services: Services, chosen: str | None, shown_for: str | None, repo: str, request: gr.Request
) -> list[Any]:
    """The part of the chosen run, for the owner and where there is a model. What is typed stays while the
    run does.
    """
    run = None
    if is_owner(request, services.settings):
        run = next((run for run in list_runs(services.settings.runs_dir) if run.id == chosen), None)
    if run is None or not model_path(Path(run.path)).is_dir():
        return [gr.update(visible=False), *[gr.skip()] * 6, None]
    key = f"{run.id} {pushes_file(Path(run.path)).exists()}"
    if shown_for == key:
        return [gr.skip()] * 8
    settings = services.settings
    mergeable = run.config.adapter == "lora" and not has_to_be_merged(run.config)
    has_token = bool(settings.hf_token)
    return [
        gr.update(visible=True),
        gr.update(value=propose_repo(settings, run), interactive=has_token),
        gr.update(visible=mergeable, value=False),
        gr.update(visible=not has_token),
        gr.update(interactive=has_token),
        pushes_html(services, run, language(request)),
        gr.update(visible=False),
        key,
    ]


def push_chosen(
    services: Services, chosen: str | None, repo: str, public: bool, merge: bool, request: gr.Request
) -> str:
    """Send the model, and say where it is. HubError says why it is not there; nothing else is lost by it."""
    require_owner(request, services.settings)
    run = find_run(services, chosen, request)
    remote = make_remote(repo or "", services.settings.hf_token)
    judged = comparisons.judged_comparisons(services.store, run.id)
    published = services.store.publication()
    push_model(
        remote, run, task_of(services, run), judged, services.now(), public, merge, published=published
    )
    return pushes_html(services, run, language(request))


def show_pushes(services: Services, chosen: str | None, request: gr.Request) -> str:
    """Where the model is, and why the last try failed if it did: the toast that says so goes."""
    require_owner(request, services.settings)
    return pushes_html(services, find_run(services, chosen, request), language(request))


def fetch_model(
    services: Services, folder: Path, chosen: str | None, merge: bool, request: gr.Request
) -> dict:
    """A zip of what the Hub would get, to fetch from the page; the one before it goes."""
    require_owner(request, services.settings)
    run = find_run(services, chosen, request)
    for old in folder.glob("*.zip"):
        old.unlink()
    path = folder / f"{run.id}.zip"
    judged = comparisons.judged_comparisons(services.store, run.id)
    published = services.store.publication()
    with pack_model(run, run.id, task_of(services, run), judged, merge, published=published) as package:
        write_zip(package, path)
    return gr.update(value=str(path), visible=True)


def task_of(services: Services, run: Run) -> Task:
    """The version of the task that the run was trained on, as far as it is known here."""
    return services.store.task(run.task_version) or services.task


def propose_repo(settings: Settings, run: Run) -> str:
    """Where it was pushed to last, or else a name in the namespace that the labels or models are in."""
    pushes = read_pushes(Path(run.path))
    if pushes:
        return pushes[-1].repo
    namespace = (settings.models_repo or settings.labels_repo or settings.space_id or "").partition("/")[0]
    name = "".join(char if char.isascii() and char.isalnum() else "-" for char in run_name(run).lower())
    slug = "-".join(filter(None, name.split("-")))[:60] or "run"
    return f"{namespace}/title-tuner-{slug}" if namespace else ""


def pushes_html(services: Services, run: Run, lang: str) -> str:
    """The newest push to each repository, and the last failure if nothing came after it."""
    pushes = read_pushes(Path(run.path))
    done = {push.repo: push for push in pushes if push.commit}
    parts = []
    for push in sorted(done.values(), key=lambda push: push.at, reverse=True)[:SHOWN_PUSHES]:
        kind = "merged" if push.merged else "adapter" if push.adapter else "whole"
        said = say(
            "model_pushed",
            lang,
            kind=say(f"model_kind_{kind}", lang),
            seen=say("model_seen_private" if push.private else "model_seen_public", lang),
            commit=push.commit[:8],
            when=f"{push.at:%Y-%m-%d %H:%M} UTC",
        )
        link = f'<a href="{escape(push.url)}" target="_blank" rel="noopener">{escape(push.repo)}</a>'
        parts.append(f'<p class="model-pushed" role="status">{link} {escape(said)}</p>')
    if done:
        parts.append(f'<p class="plot-note">{escape(say("model_load", lang))}</p>')
    if pushes and pushes[-1].error:
        failed = say("model_failed", lang, repo=pushes[-1].repo, error=translate(pushes[-1].error, lang))
        parts.insert(0, notice(failed, "alert"))
    return "".join(parts)
