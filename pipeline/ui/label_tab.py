"""The second step: people pick the better of two titles. The owner may add example labels and use files."""

import tempfile
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import formats, labels, pairs, preferences, quality
from pipeline.quality import Quality
from pipeline.schema import Purpose
from pipeline.simulated import SimulatedAnnotator
from pipeline.ui import Services, bind, hub_status
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.choice_card import LOOK_AGAIN, choice_card
from pipeline.ui.progress import notice
from pipeline.ui.text import language, say, t

EXAMPLE_SEED = 0
EXAMPLE_NOISE = 0.1
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False, "show_progress": "hidden"}


def build(services: Services, page: gr.Blocks, tab: gr.Tab) -> None:
    """The card, and folded under it: what the labels hold, where they are kept, example labels, files."""
    choice_card(services, Purpose.PREFERENCE)
    hub_line = hub_status.build_line()
    with gr.Accordion(t("label_counts"), open=False, elem_id="label-counts"):
        counts = gr.HTML(container=False, elem_id="label-stats")
        refresh = gr.Button(t("label_refresh"), size="sm", scale=0)
    with gr.Column(visible=False, elem_classes="owner-part") as owner_part:
        hub_status.build(services, page, tab, hub_line)
        with gr.Accordion(t("label_examples"), open=False, elem_id="label-examples"):
            gr.Markdown(t("label_examples_about"), elem_classes="hint")
            with gr.Row():
                simulate = gr.Button(t("label_simulate"), variant="primary", elem_id="simulate-labels")
                remove = gr.Button(t("label_remove"), elem_id="remove-labels")
            examples_said = gr.HTML(elem_id="examples-said")
        with gr.Accordion(t("label_files"), open=False, elem_id="label-files"):
            gr.Markdown(t("label_files_about"), elem_classes="hint")
            with gr.Row():
                upload = gr.File(label=t("label_upload"), file_types=[".csv"], height=140)
                with gr.Column():
                    export = gr.Button(t("label_export"), elem_id="export-labels")
                    exported = gr.File(label=t("label_exported"), visible=False, interactive=False)
            files_said = gr.HTML(elem_id="files-said")

    gr.on([page.load, tab.select, refresh.click], bind(show_counts, services), outputs=counts, **AT_ONCE)
    page.load(bind(show_owner_part, services), outputs=owner_part, **AT_ONCE)
    said = [examples_said, counts]
    simulate.click(bind(simulate_labels, services), outputs=said, **PRIVATE)
    remove.click(bind(remove_examples, services), outputs=said, **PRIVATE)
    imported = upload.upload(bind(import_labels, services), upload, [files_said, counts, upload], **PRIVATE)
    imported.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    export.click(bind(export_labels, services), outputs=[exported, files_said], **PRIVATE)


def show_owner_part(services: Services, request: gr.Request) -> dict:
    return gr.update(visible=is_owner(request, services.settings))


def show_counts(services: Services, request: gr.Request) -> str:
    return counts_html(quality.measure_quality(services.store), language(request))


def simulate_labels(services: Services, request: gr.Request) -> tuple[str, str]:
    """Let the simulated annotator label every pair it has not labelled."""
    require_owner(request, services.settings)
    lang = language(request)
    if not services.store.count_pairs():
        raise ValueError(say("label_no_pairs", lang))
    annotator = SimulatedAnnotator(EXAMPLE_SEED, EXAMPLE_NOISE)
    added = labels.simulate_labels(services.store, services.task, annotator, services.now())
    return notice(say("label_simulated", lang, n=added)), show_counts(services, request)


def remove_examples(services: Services, request: gr.Request) -> tuple[str, str]:
    require_owner(request, services.settings)
    labels.remove_simulated_labels(services.store, services.now())
    said = notice(say("label_removed", language(request)))
    return said, show_counts(services, request)


def import_labels(services: Services, path: str, request: gr.Request) -> tuple[str, str, None]:
    """Add a labelled CSV with its ideas and titles, and the pairs that its titles allow."""
    require_owner(request, services.settings)
    found = labels.import_labels(
        services.store, services.task, formats.read_labels(Path(path)), services.now()
    )
    pairs.add_all_pairs(services.store, services.task)
    said = say("label_imported", language(request), labels=found.labels, ideas=found.ideas, added=found.added)
    return notice(said), show_counts(services, request), None


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


def _trust_rows(measured: Quality, lang: str) -> dict[str, str]:
    """What people's own answers say of them, as far as there is anything to say."""
    rows = {}
    if same := measured.self_consistency:
        share = same.same / same.repeats
        rows["label_count_consistent"] = say(
            "label_cyclic_value", lang, n=same.same, of=same.repeats, share=share
        )
    if measured.alpha is not None:
        rows["label_count_alpha"] = f"{measured.alpha:.2f}"
    if bias := measured.side_bias:
        share = bias.left / (bias.left + bias.right)
        rows["label_count_side"] = say("label_side_value", lang, share=share, p=bias.p)
    if measured.median_response_ms is not None:
        rows["label_count_response"] = say("label_response_value", lang, s=measured.median_response_ms / 1000)
    if measured.implied:
        rows["label_count_implied"] = f"{measured.implied:,}"
    return rows


def counts_html(measured: Quality, lang: str) -> str:
    """The counts as a description list."""
    share = measured.cyclic_triads / measured.triads if measured.triads else None
    cyclic = (
        say("label_cyclic_value", lang, n=measured.cyclic_triads, of=measured.triads, share=share)
        if share is not None
        else say("label_cyclic_none", lang)
    )
    simulated = measured.simulated / measured.labels if measured.labels else 0.0
    rows = {
        "label_count_labels": f"{measured.labels:,}",
        "label_count_annotators": f"{measured.annotators:,}",
        "label_count_simulated": say("label_simulated_value", lang, n=measured.simulated, share=simulated),
        "label_count_ideas": say("label_ideas_value", lang, ideas=measured.ideas, titles=measured.titles),
        "label_count_cyclic": cyclic,
        **_trust_rows(measured, lang),
    }
    cells = "".join(
        f"<div><dt>{escape(say(key, lang))}</dt><dd>{escape(value)}</dd></div>" for key, value in rows.items()
    )
    return (
        f'<dl class="stats">{cells}</dl><p class="stats-note">{escape(say("label_cyclic_about", lang))}</p>'
    )
