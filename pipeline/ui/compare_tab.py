"""The fourth step: blind verdicts on base against tuned titles, their result, and the playground."""

import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import comparisons, formats, labels, results
from pipeline.schema import Comparison, Purpose, Source
from pipeline.simulated import SimulatedAnnotator
from pipeline.training.runs import list_runs
from pipeline.ui import Services, bind, bind_view, compare_making, playground, prejudge_part
from pipeline.ui.access import require_owner
from pipeline.ui.choice_card import NO_COMPARISON, choice_card
from pipeline.ui.compare_list import find_comparison, show_comparisons
from pipeline.ui.events import ACT, AS_IT_OPENS, AT_ONCE, PRIVATE, SHOW
from pipeline.ui.health_panel import health_html
from pipeline.ui.progress import notice
from pipeline.ui.result_panel import BY_EXAMPLE, plan, result_html, ties_unasked, wording
from pipeline.ui.roles import Part, for_owner, for_owner_later, for_owner_of_project
from pipeline.ui.text import language, say, sentences, t
from pipeline.ui.volunteer_link import volunteer_link

Panel = tuple[str, dict, bool]  # what stands under the card, its button, and whether somebody asked to look


def build(services: Services, tab: gr.Tab, looked_at: gr.State) -> list[Part]:
    """Making a comparison (owner), first of the run that is looked at, the card, the result, and the
    playground.
    """
    form = compare_making.build(services, tab)
    chosen = gr.Dropdown([], label=t("compare_choose"), visible=False, elem_id="compare-choose")
    card = choice_card(services, Purpose.COMPARISON)
    with gr.Column(visible=False, elem_classes="owner-part") as link:
        volunteer_link("compare")
    with gr.Accordion(t("compare_result"), open=True, elem_id="compare-panel"):
        result = gr.HTML(elem_id="compare-figures")
        with gr.Row():
            turn = gr.Button(t("compare_show"), size="sm", visible=False, elem_id="compare-result")
            judge = gr.Button(t("compare_judge"), size="sm", visible=False, elem_id="compare-judge")
            export = gr.Button(t("compare_export"), size="sm", visible=False, elem_id="compare-export")
        exported = gr.File(label=t("compare_exported"), visible=False, interactive=False)
    looking = gr.State(False)
    panel = [result, turn, looking]
    # Before the other events of the tab, which the browser sends one after the other.
    opened = [chosen, card, exported, *panel]
    tab.select(bind_view(open_tab, services), [chosen, looking], opened, **AS_IT_OPENS)
    written, beside = compare_making.wire(services, tab, form, chosen, looked_at)
    beside += prejudge_part.build(services, tab, chosen, result) + playground.build(services, tab)
    begun = [card, exported, *panel]
    chosen.input(bind_view(choose_other, services), [chosen, card], begun, **AT_ONCE)
    written.success(bind_view(choose, services), chosen, begun, **AT_ONCE)
    follow = bind_view(follow_result, services)
    card.submit(follow, [chosen, looking], panel, trigger_mode="always_last", **AT_ONCE)
    turned = turn.click(bind_view(turn_result, services), [chosen, looking], panel, **ACT)
    turned.success(fn=None, js=SHOW.format("compare-panel"), **PRIVATE)
    judge.click(bind(judge_by_example, services), chosen, panel, **PRIVATE)
    folder = Path(tempfile.mkdtemp(prefix="title-tuner-"))
    export.click(bind(export_votes, services, folder), chosen, exported, **PRIVATE)
    return [
        *for_owner(judge, export),
        *for_owner_later(exported),
        *beside,
        *for_owner_of_project(link),
        Part(chosen, lambda visit: visit.comparisons),
    ]


def open_tab(services: Services, chosen: str | None, looking: bool, request: gr.Request) -> list[Any]:
    """The comparisons there are; the chosen one, or else the newest, with its result."""
    listed = show_comparisons(services, chosen, request)
    now = listed["value"]
    if now and now == chosen:  # the card keeps what it judges
        return [listed, gr.skip(), gr.skip(), *follow_result(services, now, looking, request)]
    return [listed, *choose(services, now, request)]


def choose(services: Services, chosen: str | None, request: gr.Request) -> tuple[str, dict, str, dict, bool]:
    """Hand the comparison to the card; what there is to export goes, and its result begins."""
    known = services.store.comparison(chosen or "")
    begun = begin_result(services, chosen, request)
    return known.id if known else NO_COMPARISON, gr.update(visible=False), *begun


def choose_other(services: Services, chosen: str | None, judged: str | None, request: gr.Request) -> Any:
    """Unless it is the one that is judged already: Gradio (6.31) calls it an input, too, when somebody leaves
    the list as it was, as on the way through the page with the Tab key.
    """
    return [gr.skip()] * 5 if chosen == judged else choose(services, chosen, request)


def begin_result(services: Services, chosen: str | None, request: gr.Request) -> Panel:
    """The result of a comparison that is over, or of the example; that of another is shown when it is asked
    for, and until then its plan stands there.
    """
    lang, comparison = language(request), services.store.comparison(chosen or "")
    if comparison is None:
        return "", gr.update(visible=False), False
    if is_shown(services, comparison):
        return shown_result(services, chosen, request)
    known = ties_unasked(comparison.titles, lang)
    said = notice(sentences(lang, plan(comparison, lang), known, say("compare_result_hidden", lang)))
    if services.store.labels(comparison.id, Source.SIMULATED):
        said = BY_EXAMPLE + said
    return said, gr.update(visible=True, value=say("compare_show", lang)), False


def follow_result(services: Services, chosen: str | None, looking: bool, request: gr.Request) -> Panel:
    """After a verdict or what took one back: the result that somebody is looking at tells of it. It shows
    itself when the comparison is over, and is hidden again when that goes on.
    """
    known = looking and services.store.comparison(chosen or "")
    return (shown_result if known else begin_result)(services, chosen, request)


def turn_result(services: Services, chosen: str | None, looking: bool, request: gr.Request) -> Panel:
    """Show the result while people judge, or hide it again."""
    return (begin_result if looking else shown_result)(services, chosen, request)


def shown_result(services: Services, chosen: str | None, request: gr.Request) -> Panel:
    lang = language(request)
    by_itself = is_shown(services, find_comparison(services, chosen, lang))
    hide = gr.update(visible=not by_itself, value=say("compare_hide", lang))
    return show_result(services, chosen, request), hide, not by_itself


def is_shown(services: Services, comparison: Comparison) -> bool:
    """Whether the result stands there unasked: nobody judges any more whom it could sway."""
    return services.is_example or comparisons.count_judging(services.store, comparison.id).over


def show_result(services: Services, chosen: str | None, request: gr.Request) -> str:
    store, lang = services.store, language(request)
    comparison = find_comparison(services, chosen, lang)
    people = comparisons.comparison_result(store, comparison)
    simulated = None
    if store.labels(comparison.id, Source.SIMULATED):
        simulated = comparisons.comparison_result(store, comparison, simulated=True)
    runs = list_runs(services.settings.runs_dir)
    lang = wording(comparison, runs, lang)
    health = comparisons.health_of_both(comparisons.task_of(store, comparison), comparison, runs)
    return result_html(comparison, people, simulated, runs, lang) + health_html(health, lang)


def export_votes(services: Services, folder: Path, chosen: str | None, request: gr.Request) -> dict:
    """A CSV of every judged row, which says whose each title is, in the folder, to be fetched from the page;
    the one before it goes.
    """
    require_owner(request, services.settings)
    store, comparison = services.store, find_comparison(services, chosen, language(request))
    result = comparisons.comparison_result(store, comparison)
    pairs = {pair.id: pair for pair in store.pairs(comparison.id)}
    path = folder / "comparison.csv"
    rows = results.vote_rows(result, store.labels(comparison.id), pairs)
    formats.write_table(path, results.VOTE_COLUMNS, rows)
    return gr.update(value=str(path), visible=True)


def judge_by_example(services: Services, chosen: str | None, request: gr.Request) -> Panel:
    """Let the simulated annotator judge every pair; its verdicts stay apart from people's."""
    require_owner(request, services.settings)
    comparison = find_comparison(services, chosen, language(request))
    judge = SimulatedAnnotator(comparison.seed, noise=0.0)
    votes = labels.simulated_votes(services.store.pairs(comparison.id), judge, services.now())
    services.store.append_events(votes)
    return shown_result(services, chosen, request)
