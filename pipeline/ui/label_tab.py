"""The second step: people pick the better of two titles, and the owner looks after it."""

from html import escape
from typing import Any

import gradio as gr

from pipeline import quality
from pipeline.quality import Quality
from pipeline.schema import Purpose
from pipeline.ui import Services, bind, owner_panel
from pipeline.ui.choice_card import choice_card
from pipeline.ui.text import language, say, t

PRIVATE: dict[str, Any] = {"api_visibility": "private"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False, "show_progress": "hidden"}


def build(services: Services, page: gr.Blocks, tab: gr.Tab) -> None:
    """The card, and under it what the labels hold and the owner's panel."""
    choice_card(services, Purpose.PREFERENCE)
    with gr.Accordion(t("label_counts"), open=False, elem_id="label-counts"):
        counts = gr.HTML(container=False, elem_id="label-stats")
        refresh = gr.Button(t("label_refresh"), size="sm", scale=0)
    changes = owner_panel.build(services, page, tab)

    show = bind(show_counts, services)
    gr.on([page.load, tab.select, refresh.click], show, outputs=counts, **AT_ONCE)
    for change in changes:
        change.success(show, outputs=counts, **AT_ONCE)


def show_counts(services: Services, request: gr.Request) -> str:
    threshold = services.store.sharing().implied_threshold
    return counts_html(quality.measure_quality(services.store, threshold), language(request))


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
