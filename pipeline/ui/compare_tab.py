"""The fourth step: blind verdicts on base against tuned titles, their result, and the playground."""

import contextvars
import tempfile
import threading
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from queue import Queue
from typing import Any

import gradio as gr

from pipeline import comparisons, formats, labels, results
from pipeline.comparisons import ComparisonProgress
from pipeline.inference import TEMPERATURE
from pipeline.schema import Comparison, Design, Purpose, Run, Source
from pipeline.simulated import SimulatedAnnotator
from pipeline.training.runs import list_runs
from pipeline.ui import Services, best_of_part, bind, bind_view, playground, prejudge_part
from pipeline.ui.access import require_owner
from pipeline.ui.best_of_part import Pace, cost_html
from pipeline.ui.choice_card import LOOK_AGAIN, NO_COMPARISON, choice_card
from pipeline.ui.compare_form import (
    MOST_PAIRS,
    OWN_BASE,
    SOURCES,
    base_choices,
    find_model,
    kept,
    left_out_html,
    own_base,
    pick_ideas,
    tuned_choices,
    usable_runs,
    whole,
    whole_seed,
)
from pipeline.ui.events import ACT, AS_IT_OPENS, AT_ONCE, GO_TO, IN_SIGHT, PRIVATE, SHOW, WITH_A_MODEL
from pipeline.ui.health_panel import health_html
from pipeline.ui.progress import notice, progress_bar
from pipeline.ui.prose import hint
from pipeline.ui.result_panel import plan, result_html, ties_unasked
from pipeline.ui.roles import Part, for_owner, for_owner_later, for_owner_of_project
from pipeline.ui.run_view import model_name, run_name
from pipeline.ui.text import language, say, sentences, t
from pipeline.ui.volunteer_link import volunteer_link
from pipeline.writers import LocalWriter

DESIGNS: tuple[Design, ...] = ("fixed", "sequential")
STAGES: tuple[comparisons.Stage, ...] = ("base", "tuned", "kl")
# What was so when the tab was left need not be so any more.
UNTIL_ASKED = """document.addEventListener("click", (event) => {
    if (event.target.closest?.("[role=tab]")) props.value = "";
}, { capture: true });"""
UNTIL_LEFT = """document.addEventListener("click", (event) => {
    if (event.target.closest?.("[role=tab]") && element.querySelector(".compare-ready")) props.value = "";
}, { capture: true });"""
QUIETLY: dict[str, Any] = {"show_progress": "hidden"}  # the handler shows its own
Panel = tuple[str, dict, bool]  # what stands under the card, its button, and whether that is the result


def build(services: Services, tab: gr.Tab) -> list[Part]:
    """Making a comparison (owner), the card, the result, and the playground."""
    with gr.Accordion(t("compare_make"), open=False, visible=False, elem_id="compare-make") as making:
        with gr.Column(elem_id="compare-about"):
            hint("compare_make_about")
            no_runs = gr.HTML(
                elem_id="compare-no-runs",
                elem_classes="hint",
                apply_default_css=False,
                js_on_load=UNTIL_ASKED,
            )
        with gr.Row():
            tuned = gr.Dropdown(
                [],
                label=t("compare_tuned"),
                info=t("compare_tuned_info"),
                allow_custom_value=True,
                elem_id="compare-run",
            )
            base = gr.Dropdown(
                [],
                label=t("compare_against"),
                info=t("compare_tuned_info"),
                allow_custom_value=True,
                elem_id="compare-base",
            )
        with gr.Row():
            source = gr.Radio(
                [(t(f"compare_ideas_{name}"), name) for name in SOURCES],
                value=SOURCES[0],
                label=t("compare_ideas"),
            )
            n_pairs = gr.Number(
                50,
                precision=0,
                label=t("compare_n_pairs"),
                info=t("compare_n_pairs_info"),
                elem_id="compare-n-pairs",
            )
        best_of_part.build(services, tab, tuned)
        design = gr.Radio(
            [(t(f"compare_design_{name}"), name) for name in DESIGNS],
            value=DESIGNS[0],
            label=t("compare_design"),
            info=t("compare_design_info"),
            elem_id="compare-design",
        )
        with gr.Row():
            temperature = gr.Slider(0.1, 1.5, TEMPERATURE, step=0.05, label=t("compare_temperature"))
            seed = gr.Number(0, precision=0, label=t("compare_seed"), elem_id="compare-seed")
        with gr.Row():
            make = gr.Button(
                t("compare_make_go"), variant="primary", elem_id="compare-make-go", scale=0, min_width=200
            )
            go_train = gr.Button(
                t("compare_go_train"),
                variant="primary",
                visible=False,
                elem_id="compare-go-train",
                scale=0,
                min_width=200,
            )
    made = gr.HTML(elem_id="compare-made", container=False, js_on_load=UNTIL_LEFT)
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
    beside = prejudge_part.build(services, tab, chosen, turn) + playground.build(services, tab)
    models = [tuned, base, no_runs, make, go_train]
    tab.select(bind_view(show_models, services), [tuned, base], models, **AS_IT_OPENS)
    tab.select(bind_view(find_comparisons, services), chosen, [chosen, card], **AS_IT_OPENS)
    panel = [result, turn, looking]
    chosen.change(bind_view(choose, services), chosen, [card, exported, *panel], **AT_ONCE)
    card.submit(bind_view(begin_result, services), chosen, panel, **AT_ONCE)  # it ended, or goes on again
    turned = turn.click(bind_view(turn_result, services), [chosen, looking], panel, **ACT)
    turned.success(fn=None, js=SHOW.format("compare-panel"), **PRIVATE)
    judge.click(bind(judge_by_example, services), chosen, panel, **PRIVATE)
    folder = Path(tempfile.mkdtemp(prefix="title-tuner-"))
    export.click(bind(export_votes, services, folder), chosen, exported, **PRIVATE)
    asked = [tuned, base, source, n_pairs, design, seed, temperature]
    started = make.click(bind(say_started, services), outputs=made, **ACT)
    written = started.success(
        bind(make_comparison, services), asked, [made, chosen], **WITH_A_MODEL, **QUIETLY
    )
    written.failure(clear, outputs=made, **AT_ONCE)
    written.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    folded = written.success(fold_making, outputs=making, **AT_ONCE)
    folded.success(fn=None, js=IN_SIGHT.format("card-comparison"), **PRIVATE)
    go_train.click(None, js=GO_TO.format("train"), **PRIVATE)
    return [
        *for_owner(making, judge, export),
        *for_owner_later(exported),
        *beside,
        *for_owner_of_project(link),
        Part(making, lambda visit: not visit.comparisons, "open"),
        Part(make, lambda visit: _press(not (visit.models or visit.comparisons)), "variant"),
        Part(go_train, lambda visit: not (visit.models or visit.comparisons)),
        Part(chosen, lambda visit: visit.comparisons),
    ]


def clear() -> str:
    """What was said of an act that failed goes; its sentence says why."""
    return ""


def fold_making() -> dict:
    """The first comparison is made in an open part; later ones leave the room to what was found."""
    return gr.update(open=False)


def show_models(
    services: Services, tuned: str | None, base: str | None, request: gr.Request
) -> tuple[dict, dict, str, dict, dict]:
    """Every model to choose from; what was chosen or typed stays. And if no run has made one a sentence and
    the way to train it, which comes first then.
    """
    runs, lang = usable_runs(services), language(request)
    newest = runs[0].id if runs else None
    first = gr.update(choices=tuned_choices(services, tuned, lang), value=tuned or newest)
    against = base_choices(services, lang)
    second = gr.update(choices=against, value=base or OWN_BASE)
    none = not runs and not services.store.newest_comparison() and not services.is_example
    said = f"<p>{escape(say('compare_no_runs', lang))}</p>" if none else ""
    return first, second, said, gr.update(variant=_press(none)), gr.update(visible=none)


def _press(none: bool) -> str:
    """How the button that makes a comparison looks where a model is trained, or `none`."""
    return "secondary" if none else "primary"


def find_comparisons(services: Services, chosen: str | None, request: gr.Request) -> tuple[dict, dict]:
    """As `show_comparisons`, and the card learns if there are none; else it is handed the chosen one."""
    shown = show_comparisons(services, chosen, request)
    return shown, gr.skip() if shown["choices"] else gr.update(value=NO_COMPARISON)


def show_comparisons(services: Services, chosen: str | None, request: gr.Request) -> dict:
    """The comparisons there are, the newest chosen unless one was."""
    lang = language(request)
    runs = list_runs(services.settings.runs_dir)
    choices = [(describe(each, runs, lang), each.id) for each in services.store.comparisons()]
    return gr.update(choices=choices, value=kept(chosen, choices), visible=bool(choices))


def choose(services: Services, chosen: str | None, request: gr.Request) -> tuple[str, dict, str, dict, bool]:
    """Hand the comparison to the card; what there is to export goes, and its result begins."""
    known = services.store.comparison(chosen or "")
    begun = begin_result(services, chosen, request)
    return known.id if known else NO_COMPARISON, gr.update(visible=False), *begun


def begin_result(services: Services, chosen: str | None, request: gr.Request) -> Panel:
    """The result of a comparison that is over, or of the example; that of another is shown when it is asked
    for, and until then its plan stands there.
    """
    lang, comparison = language(request), services.store.comparison(chosen or "")
    if comparison is None:
        return "", gr.update(visible=False), False
    if is_shown(services, comparison):
        return shown_result(services, chosen, request)
    said = sentences(lang, plan(comparison, lang), say("compare_result_hidden", lang))
    return notice(said), gr.update(visible=True, value=say("compare_show", lang)), False


def turn_result(services: Services, chosen: str | None, looking: bool, request: gr.Request) -> Panel:
    """Show the result while people judge, or hide it again."""
    return (begin_result if looking else shown_result)(services, chosen, request)


def shown_result(services: Services, chosen: str | None, request: gr.Request) -> Panel:
    lang = language(request)
    comparison = find_comparison(services, chosen, lang)
    hide = gr.update(visible=not is_shown(services, comparison), value=say("compare_hide", lang))
    return show_result(services, chosen, request), hide, True


def is_shown(services: Services, comparison: Comparison) -> bool:
    """Whether the result stands there unasked: nobody judges any more whom it could sway."""
    return services.is_example or comparisons.is_over(services.store, comparison.id)


def show_result(services: Services, chosen: str | None, request: gr.Request) -> str:
    store, lang = services.store, language(request)
    comparison = find_comparison(services, chosen, lang)
    people = comparisons.comparison_result(store, comparison)
    simulated = None
    if store.labels(comparison.id, Source.SIMULATED):
        simulated = comparisons.comparison_result(store, comparison, simulated=True)
    runs = list_runs(services.settings.runs_dir)
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


def say_started(services: Services, request: gr.Request) -> str:
    """A first sentence: loading the models takes a while."""
    require_owner(request, services.settings)
    return notice(say("compare_started", language(request)))


def make_comparison(
    services: Services,
    tuned: str | None,
    base: str | None,
    source: str,
    n_pairs: float | None,
    design: Design,
    seed: float | None,
    temperature: float,
    request: gr.Request,
) -> Iterator[tuple[str, Any]]:
    """Write base and tuned titles for ideas that neither model saw. Goes on when the page is closed."""
    require_owner(request, services.settings)
    lang = language(request)
    tuned_model, run = find_model(services, tuned, lang)
    base_model, _ = find_model(services, own_base(tuned_model, run) if base == OWN_BASE else base, lang)
    if base_model == tuned_model:
        raise ValueError(say("compare_same_model", lang))
    wanted, number = whole(n_pairs, "compare_pairs_bad", lang, 1, MOST_PAIRS), whole_seed(seed, lang)
    found = pick_ideas(services, (base_model, tuned_model), source, lang)
    ideas = found.ideas[:wanted]
    writers = services.writer(base_model), services.writer(tuned_model)
    n_titles = comparisons.titles_for(wanted, len(ideas), design)
    steps = comparisons.make_comparison(
        services.store,
        services.task,
        *writers,
        ideas,
        n_titles,
        run.id if run else None,
        number,
        float(temperature),
        services.now(),
        design,
        wanted,
        found.unproven,
        services.logps if all(isinstance(writer, LocalWriter) for writer in writers) else None,
    )
    pace = Pace()
    for state in follow(steps):
        pace.note(state.stage)
        said = say(f"compare_writing_{state.stage}", lang, done=state.done, total=state.total)
        done = (STAGES.index(state.stage) + state.done / state.total) / len(STAGES)
        yield progress_bar(done, said), gr.skip()
    ready = made_html(state, wanted, lang)
    ready += cost_html(tuned_model, pace.seconds, state.total * n_titles, lang) + left_out_html(found, lang)
    yield f'<div class="compare-ready">{ready}</div>', show_comparisons(services, None, request)


def made_html(state: ComparisonProgress, wanted: int, lang: str) -> str:
    """What came about, and why it is less than was asked for if it is."""
    titles = state.comparison.titles if state.comparison else ()
    ideas = len({title.idea_id for title in titles})
    to_judge = sum(title.pair_id is not None for title in titles)
    said = [say("compare_made", lang, ideas=ideas, pairs=to_judge), *ties_unasked(titles, lang)]
    if len(titles) < wanted:
        said.append(say("compare_made_fewer", lang, wanted=wanted))
    if state.repeated:
        said.append(say("compare_made_repeated", lang, n=state.repeated))
    if any(state.empty.values()):
        said.append(say("compare_empty_titles", lang, **state.empty))
    if state.skipped:
        said.append(say("compare_made_skipped", lang, n=len(state.skipped)))
    return notice(sentences(lang, *said))


def follow(steps: Iterator[ComparisonProgress]) -> Iterator[ComparisonProgress]:
    """Each step as it comes, from a thread of its own that goes on when nobody follows any more."""
    done: Queue[ComparisonProgress | Exception | None] = Queue()

    def work() -> None:
        try:
            for step in steps:
                done.put(step)
            done.put(None)
        except Exception as error:  # the follower raises it
            done.put(error)

    # ZeroGPU finds the visitor's quota in the context of the event that asks for a GPU.
    threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
    while (step := done.get()) is not None:
        if isinstance(step, Exception):
            raise step
        yield step


def find_comparison(services: Services, comparison_id: str | None, lang: str) -> Comparison:
    """The comparison by its id. ValueError in words when there is none."""
    comparison = services.store.comparison(comparison_id or "")
    if comparison is None:
        raise ValueError(say("compare_missing", lang))
    return comparison


def describe(comparison: Comparison, runs: Sequence[Run], lang: str) -> str:
    """The comparison's name in the list, by its run's name as long as there is one."""
    run = next((run for run in runs if run.id == comparison.run_id), None)
    tuned = run_name(run) if run else model_name(comparison.tuned_model, runs, lang)
    when, n = comparison.created_at.strftime("%m-%d %H:%M"), results.count_ways(comparison.titles)["nobody"]
    base = model_name(comparison.base_model, runs, lang)
    return say("compare_name", lang, when=when, tuned=tuned, base=base, n=n)
