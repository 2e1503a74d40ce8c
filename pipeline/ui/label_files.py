"""Labels in bulk, for the owner: example labels, and labelled pairs in and out."""

import tempfile
from pathlib import Path

import gradio as gr

from pipeline import formats, labels, preferences
from pipeline.preferences import Part
from pipeline.simulated import SimulatedAnnotator
from pipeline.ui import Services, bind, label_import
from pipeline.ui.access import require_owner
from pipeline.ui.events import PRIVATE
from pipeline.ui.messages import Hint
from pipeline.ui.progress import notice
from pipeline.ui.prose import hint
from pipeline.ui.text import language, say, sentences, t

EXAMPLE_SEED = 0
EXAMPLE_NOISE = 0.1
FILES = {
    "csv": "labels.csv",
    "jsonl": "labels.jsonl",
    "plain": "labels.plain.jsonl",
    "dpo": "labels.dpo.jsonl",
    "parquet": "labels.parquet",
}
UNMARKED = "dpo"
PARTS: tuple[Part, ...] = ("all", "train", "test")


def build(services: Services) -> list[gr.events.Dependency]:
    """Three groups of controls. The events that change what the labels hold are handed back."""
    hint("label_examples_about")
    with gr.Row(elem_classes="acts"):
        simulate = gr.Button(t("label_simulate"), elem_id="simulate-labels", min_width=220)
        remove = gr.Button(t("label_remove"), elem_id="remove-labels", min_width=220)
    examples_said = gr.HTML(elem_id="examples-said", apply_default_css=False)
    imported = label_import.build(services)
    hint("files_export_about")
    with gr.Row():
        kind = gr.Radio(
            [(t(f"files_format_{name}"), name) for name in FILES],
            value="csv",
            label=t("files_export_format"),
            elem_id="export-format",
        )
        part = gr.Radio(
            [(t(f"files_part_{name}"), name) for name in PARTS],
            value="all",
            label=t("files_export_part"),
            elem_id="export-part",
        )
    export = gr.Button(t("label_export"), elem_id="export-labels", scale=0, min_width=220)
    exported = gr.File(label=t("label_exported"), visible=False, interactive=False)
    export_said = gr.HTML(elem_id="export-said", apply_default_css=False)

    simulated = simulate.click(bind(simulate_labels, services), None, examples_said, **PRIVATE)
    removed = remove.click(bind(remove_examples, services), None, examples_said, **PRIVATE)
    folder = Path(tempfile.mkdtemp(prefix="title-tuner-"))
    export.click(bind(export_labels, services, folder), [kind, part], [exported, export_said], **PRIVATE)
    return [simulated, removed, imported]


def simulate_labels(services: Services, request: gr.Request) -> str:
    """Let the simulated annotator label every pair it has not labelled."""
    require_owner(request, services.settings)
    lang = language(request)
    if not services.store.count_pairs():
        raise Hint(say("label_no_pairs", lang))
    annotator = SimulatedAnnotator(EXAMPLE_SEED, EXAMPLE_NOISE)
    added = labels.simulate_labels(services.store, services.task, annotator, services.now())
    return notice(say("label_simulated", lang, n=added))


def remove_examples(services: Services, request: gr.Request) -> str:
    require_owner(request, services.settings)
    labels.remove_simulated_labels(services.store, services.now())
    return notice(say("label_removed", language(request)))


def export_labels(
    services: Services, folder: Path, kind: str, part: Part, request: gr.Request
) -> tuple[dict, str]:
    """The decided pairs as a file in the folder, to be fetched from the page; the one before it goes."""
    require_owner(request, services.settings)
    lang = language(request)
    if kind not in FILES or part not in PARTS:
        raise Hint(say("files_choose_format", lang))
    rows = preferences.decided_pairs(services.store, services.task, part)
    if not rows:
        raise Hint(say("label_nothing_to_export", lang))
    for old in folder.glob("labels.*"):
        old.unlink()
    path, table = folder / FILES[kind], [row for _, row in rows]
    n = formats.write_pairs(path, [preference for preference, _ in rows], table)
    said = say("label_export_ready", lang, n=n)
    simulated = sum(row.simulated for row in table)
    if simulated and kind == UNMARKED:
        said = sentences(lang, said, say("files_unmarked", lang, n=simulated))
    return gr.update(value=str(path), visible=True), notice(said)
