"""Labels in bulk, for the owner: example labels, and labelled CSV files in and out."""

import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import formats, labels, pairs, preferences
from pipeline.simulated import SimulatedAnnotator
from pipeline.ui import Services, bind
from pipeline.ui.access import require_owner
from pipeline.ui.choice_card import LOOK_AGAIN
from pipeline.ui.progress import notice
from pipeline.ui.text import language, say, t

EXAMPLE_SEED = 0
EXAMPLE_NOISE = 0.1
PRIVATE: dict[str, Any] = {"api_visibility": "private"}


def build(services: Services) -> list[gr.events.Dependency]:
    """Two groups of controls. The events that change what the labels hold are handed back."""
    gr.Markdown(t("label_examples_about"), elem_classes="hint")
    with gr.Row(elem_classes="acts"):
        simulate = gr.Button(t("label_simulate"), elem_id="simulate-labels", min_width=220)
        remove = gr.Button(t("label_remove"), elem_id="remove-labels", min_width=220)
    examples_said = gr.HTML(elem_id="examples-said", apply_default_css=False)
    gr.Markdown(t("label_files_about"), elem_classes="hint")
    with gr.Row():
        with gr.Column(min_width=260):
            export = gr.Button(t("label_export"), elem_id="export-labels")
            exported = gr.File(label=t("label_exported"), visible=False, interactive=False)
        upload = gr.File(label=t("label_upload"), file_types=[".csv"], height=140, min_width=260)
    files_said = gr.HTML(elem_id="files-said", apply_default_css=False)

    simulated = simulate.click(bind(simulate_labels, services), None, examples_said, **PRIVATE)
    removed = remove.click(bind(remove_examples, services), None, examples_said, **PRIVATE)
    imported = upload.upload(bind(import_labels, services), upload, [files_said, upload], **PRIVATE)
    imported.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    export.click(bind(export_labels, services), outputs=[exported, files_said], **PRIVATE)
    return [simulated, removed, imported]


def simulate_labels(services: Services, request: gr.Request) -> str:
    """Let the simulated annotator label every pair it has not labelled."""
    require_owner(request, services.settings)
    lang = language(request)
    if not services.store.count_pairs():
        raise ValueError(say("label_no_pairs", lang))
    annotator = SimulatedAnnotator(EXAMPLE_SEED, EXAMPLE_NOISE)
    added = labels.simulate_labels(services.store, services.task, annotator, services.now())
    return notice(say("label_simulated", lang, n=added))


def remove_examples(services: Services, request: gr.Request) -> str:
    require_owner(request, services.settings)
    labels.remove_simulated_labels(services.store, services.now())
    return notice(say("label_removed", language(request)))


def import_labels(services: Services, path: str, request: gr.Request) -> tuple[str, None]:
    """Add a labelled CSV with its ideas and titles, and the pairs that its titles allow."""
    require_owner(request, services.settings)
    found = labels.import_labels(
        services.store, services.task, formats.read_labels(Path(path)), services.now()
    )
    pairs.add_all_pairs(services.store, services.task)
    said = say("label_imported", language(request), labels=found.labels, ideas=found.ideas, added=found.added)
    return notice(said), None


def export_labels(services: Services, request: gr.Request) -> tuple[dict, str]:
    """A CSV of every decided pair, to be fetched from the page."""
    require_owner(request, services.settings)
    rows = preferences.decided_rows(services.store, services.task)
    if not rows:
        raise ValueError(say("label_nothing_to_export", language(request)))
    path = Path(tempfile.mkdtemp(prefix="title-tuner-")) / "labels.csv"
    n = formats.write_labels(path, rows)
    said = notice(say("label_export_ready", language(request), n=n))
    return gr.update(value=str(path), visible=True), said
