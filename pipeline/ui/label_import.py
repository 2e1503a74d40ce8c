"""Labelled pairs of files or of a dataset on the Hub come in: first a look, then the owner's word.

A look forgets the one before it as its first act: what can be imported is what the page shows, or nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import formats, imports, labels, pairs
from pipeline.formats import Reading
from pipeline.hub.datasets import fetch_dataset
from pipeline.schema import LabelledRow
from pipeline.ui import Services, bind
from pipeline.ui.access import require_owner
from pipeline.ui.choice_card import LOOK_AGAIN
from pipeline.ui.events import PRIVATE
from pipeline.ui.import_preview import preview_html
from pipeline.ui.messages import Hint
from pipeline.ui.progress import notice
from pipeline.ui.prose import hint
from pipeline.ui.text import language, say, sentences, t

KINDS = [".csv", ".jsonl", ".json", ".parquet"]
SECONDS_KEPT = 3600


@dataclass(frozen=True)
class Looked:
    """What the owner has seen and may import, kept on the server for this visitor."""

    rows: tuple[LabelledRow, ...]


def build(services: Services) -> gr.events.Dependency:
    """The controls. The event that changes what the labels hold is handed back."""
    hint("files_import_about")
    looked = gr.State(None, time_to_live=SECONDS_KEPT)
    with gr.Row():
        upload = gr.File(
            label=t("files_upload"),
            file_types=KINDS,
            file_count="multiple",
            height=140,
            min_width=260,
            elem_id="import-files",
        )
        with gr.Column(min_width=260):
            repo = gr.Textbox(
                label=t("files_hub"), placeholder="owner/name", max_length=200, elem_id="import-repo"
            )
            look = gr.Button(t("files_hub_look"), elem_id="import-look")
    preview = gr.HTML(elem_id="import-preview", apply_default_css=False)
    with gr.Row(elem_classes="acts"):
        confirm = gr.Button(
            t("files_import"), variant="primary", visible=False, elem_id="import-confirm", min_width=220
        )
        aside = gr.Button(t("files_put_aside"), visible=False, elem_id="import-aside", min_width=160)
    said = gr.HTML(elem_id="files-said", apply_default_css=False)

    shown = [looked, preview, confirm, aside, said]
    upload.upload(bind(look_at_files, services), upload, shown, **PRIVATE)
    gr.on([look.click, repo.submit], bind(look_at_dataset, services), repo, shown, **PRIVATE)
    gr.on(
        [upload.clear, upload.delete, aside.click],
        bind(put_aside, services),
        None,
        [*shown, upload, repo],
        **PRIVATE,
    )
    imported = confirm.click(bind(import_looked_at, services), looked, [*shown, upload, repo], **PRIVATE)
    imported.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    return imported


def look_at_files(services: Services, paths: list[str] | None, request: gr.Request) -> Iterator[list[Any]]:
    """What the files hold together; files named after splits are taken for these."""
    require_owner(request, services.settings)
    yield _closed("")
    if not paths:
        raise Hint(say("files_look_first", language(request)))
    yield _look(services, formats.read_pairs(formats.find_files([Path(path) for path in paths])), request)


def look_at_dataset(services: Services, repo: str, request: gr.Request) -> Iterator[list[Any]]:
    """What a dataset on the Hub holds."""
    require_owner(request, services.settings)
    yield _closed("")
    with fetch_dataset(str(repo or ""), services.settings.hf_token) as fetched:
        reading = formats.read_pairs(fetched.files)
    yield _look(services, reading, request)


def _look(services: Services, reading: Reading, request: gr.Request) -> list[Any]:
    lang, store, task = language(request), services.store, services.task
    check = imports.check_rows(reading, task, [idea.text for idea in store.every_idea(task)])
    n_new = labels.count_new_labels(store, task, check.usable, services.now())
    usable = len(check.usable)
    button = gr.update(value=say("files_import_n", lang, n=usable), visible=usable > 0)
    looked = Looked(check.usable) if usable else None
    return [looked, preview_html(check, n_new, lang), button, gr.update(visible=True), ""]


def import_looked_at(services: Services, looked: Looked | None, request: gr.Request) -> list[Any]:
    """Store what was looked at, with its ideas and titles and the pairs that its titles allow."""
    require_owner(request, services.settings)
    lang = language(request)
    if not isinstance(looked, Looked):
        raise Hint(say("files_look_first", lang))
    found = labels.import_labels(services.store, services.task, looked.rows, services.now())
    pairs.add_all_pairs(services.store, services.task)
    said = say("files_imported", lang, labels=found.labels, ideas=found.ideas, added=found.added)
    if found.brought_back:
        said = sentences(lang, said, say("files_back", lang, n=found.brought_back))
    return [*_closed(notice(said)), None, ""]


def put_aside(services: Services, request: gr.Request) -> list[Any]:
    """Forget what was looked at."""
    require_owner(request, services.settings)
    return [*_closed(""), None, ""]


def _closed(said: str) -> list[Any]:
    hidden = gr.update(visible=False)
    return [None, "", hidden, hidden, said]
