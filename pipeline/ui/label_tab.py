"""The second step: people pick the better of two titles, and the owner looks after it."""

from html import escape

import gradio as gr

from pipeline import rankings
from pipeline.enough import ideas_for_check, labels_missing
from pipeline.quality import Quality
from pipeline.rankings import RankedTitle
from pipeline.schema import Purpose
from pipeline.ui import Services, bind_view, hub_status, owner_panel
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.choice_card import choice_card
from pipeline.ui.events import AS_IT_OPENS, AT_ONCE
from pipeline.ui.owner_tables import side_words
from pipeline.ui.roles import Part
from pipeline.ui.text import language, say, sentences, t

# While it lies open, once some answers have been given.
LOOK_AFTER_ANSWERS = """const listening = new AbortController();
let waiting;
document.addEventListener("title-tuner-answered", () => {
    clearTimeout(waiting);
    if (!element.isConnected) return listening.abort();
    waiting = setTimeout(() => element.offsetParent && trigger("submit"), 1500);
}, { signal: listening.signal });"""


def build(services: Services, tab: gr.Tab) -> list[Part]:
    """The card, and under it where labels are kept, what they hold, and the owner's panel."""
    card = choice_card(services, Purpose.PREFERENCE)
    hub_line = hub_status.build_line()
    with gr.Accordion(t("label_counts"), open=False, elem_id="label-counts") as held:
        counts = gr.HTML(container=False, elem_id="label-stats", js_on_load=LOOK_AFTER_ANSWERS)
        with gr.Row():
            idea = gr.Dropdown(
                label=t("label_ranking"), info=t("label_ranking_info"), elem_id="ranking-idea", scale=1
            )
        ranking = gr.HTML(elem_id="label-ranking", container=False, apply_default_css=False)
        refresh = gr.Button(t("label_refresh"), size="sm", scale=0)
    changes, parts = owner_panel.build(services, tab, hub_line)

    show = bind_view(show_counts, services)
    # The card submits when answers were removed, the counts when some were given.
    asked = [tab.select, held.expand, refresh.click, card.submit, counts.submit]
    gr.on(asked, show, outputs=counts, **AS_IT_OPENS)
    gr.on(asked, bind_view(show_ideas, services), idea, [idea, ranking], **AS_IT_OPENS)
    idea.input(bind_view(show_ranking, services), idea, ranking, **AT_ONCE)
    for change in changes:
        change.success(show, outputs=counts, **AT_ONCE)
    return parts


def show_counts(services: Services, request: gr.Request) -> str:
    store, measured = services.store, services.quality(request)
    settled, n_ideas = store.is_settled(), store.count_ideas(services.task)
    missing = labels_missing(measured.labels, store.count_pairs(), settled)
    return counts_html(measured, missing, n_ideas, settled, language(request))


def show_ideas(services: Services, chosen: str | None, request: gr.Request) -> tuple[dict, str]:
    """The ideas that have labels, to choose from; the chosen one's ranking, or the first one's. The owner's
    alone: a ranking may sway whoever has not judged the idea yet.
    """
    if not is_owner(request, services.settings):
        return gr.update(visible=False), ""
    labelled = {pair.idea_id: pair.idea for pair in services.store.labelled_pairs()}
    chosen = chosen if chosen in labelled else next(iter(labelled), None)
    choices = [(text, idea_id) for idea_id, text in labelled.items()]
    shown = gr.update(choices=choices, value=chosen, visible=bool(labelled))
    return shown, show_ranking(services, chosen, request)


def show_ranking(services: Services, idea_id: str | None, request: gr.Request) -> str:
    """The idea's titles by what all answers on them say."""
    require_owner(request, services.settings)
    pairs_of = services.store.idea_pairs(idea_id) if idea_id else []
    if not pairs_of:
        return ""
    ids = {pair.id for pair in pairs_of}
    given = [label for label in services.store.labels() if label.pair_id in ids]
    ranked = rankings.rank_titles(pairs_of, given, services.beliefs().noise)
    return ranking_html(ranked, language(request))


def _trust_rows(measured: Quality, lang: str) -> dict[str, str]:
    """What people's own answers say of them, as far as there is anything to say."""
    rows = {}
    if measured.possible:
        share = measured.asked / measured.possible
        rows["label_count_asked"] = say(
            "label_pairs_value", lang, n=measured.asked, of=measured.possible, share=share
        )
    if same := measured.self_consistency:
        share = same.same / same.repeats
        rows["label_count_consistent"] = say(
            "label_pairs_value", lang, n=same.same, of=same.repeats, share=share
        )
    if measured.alpha is not None:
        rows["label_count_alpha"] = say("label_alpha_value", lang, alpha=measured.alpha)
    if bias := measured.side_bias:
        rows["label_count_side"] = side_words(bias, lang)
    if measured.median_response_ms is not None:
        rows["label_count_response"] = say("label_response_value", lang, s=measured.median_response_ms / 1000)
    if measured.implied:
        rows["label_count_implied"] = f"{measured.implied:,}"
    return rows


def counts_html(measured: Quality, missing: int, n_ideas: int, settled: bool, lang: str) -> str:
    """The counts as a description list, and what they are enough for: so many labels are `missing` to begin
    training, and the project has so many ideas, of which none needs more labels where it is `settled`.
    """
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
    notes = [_enough(measured, missing, n_ideas, settled, lang), say("label_cyclic_about", lang)]
    if measured.by_people:
        notes.insert(1, say("label_count_about", lang))
    return f'<dl class="stats">{cells}</dl>' + "".join(
        f'<p class="stats-note">{escape(note)}</p>' for note in notes
    )


def _enough(measured: Quality, missing: int, n_ideas: int, settled: bool, lang: str) -> str:
    needed, telling = measured.telling_to_check, measured.telling
    counted = {"telling": telling, "most": measured.n_titles - 1}
    if needed is None:
        return say("label_too_noisy", lang)
    begin = say("label_to_begin", lang, n=missing) if missing else say("label_begin", lang)
    if telling >= needed:
        return sentences(lang, begin, say("label_check", lang, **counted))
    lacking = ideas_for_check(needed - telling if settled else needed, measured.n_titles)
    more = lacking if settled else lacking - n_ideas
    act, n = ("add", more) if more > 0 else ("label", needed - telling)
    return sentences(lang, begin, say(f"label_check_{act}", lang, needed=needed, n=n, **counted))


def ranking_html(ranked: list[RankedTitle], lang: str) -> str:
    """A small table, the likely best title first."""
    if not ranked:
        return f'<p class="stats-note">{escape(say("label_ranking_none", lang))}</p>'
    heads = "".join(
        f"<th>{escape(say(key, lang))}</th>"
        for key in ("label_ranking_title", "label_ranking_place", "label_ranking_clicks")
    )
    rows = "".join(
        f"<tr><td>{escape(one.title)}</td>"
        f"<td>{say('label_ranking_value', lang, rank=one.rank, low=one.low, high=one.high)}</td>"
        f"<td>{one.chosen} : {one.rejected}</td></tr>"
        for one in ranked
    )
    label = escape(say("label_ranking", lang))
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="ranking"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
