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
from pipeline.ui.events import ACT, AS_IT_OPENS, AT_ONCE, PRIVATE, SHOW, WITH_A_MODEL
from pipeline.ui.health_panel import health_html
from pipeline.ui.progress import notice, progress_bar
from pipeline.ui.prose import hint
from pipeline.ui.result_panel import plan, result_html
from pipeline.ui.roles import Part, for_owner, for_owner_later, for_owner_of_project
from pipeline.ui.run_view import model_name, run_name
from pipeline.ui.text import language, say, t
from pipeline.ui.volunteer_link import volunteer_link
from pipeline.writers import LocalWriter

DESIGNS: tuple[Design, ...] = ("fixed", "sequential")
STAGES: tuple[comparisons.Stage, ...] = ("base", "tuned", "kl")
# What was so when the tab was left need not be so any more.
UNTIL_ASKED = """document.addEventListener("click", (event) => {
    if (event.target.closest?.("[role=tab]")) props.value = "";
}, { capture: true });"""
QUIETLY: dict[str, Any] = {"show_progress": "hidden"}  # the handler shows its own


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
    made = gr.HTML(elem_id="compare-made", container=False)
    chosen = gr.Dropdown([], label=t("compare_choose"), visible=False, elem_id="compare-choose")
    card = choice_card(services, Purpose.COMPARISON)
    with gr.Column(visible=False, elem_classes="owner-part") as link:
        volunteer_link("compare")
    with gr.Accordion(t("compare_result"), open=True, elem_id="compare-panel"):
        result = gr.HTML(elem_id="compare-figures")
        with gr.Row():
            refresh = gr.Button(t("compare_refresh"), size="sm", elem_id="compare-result")
            judge = gr.Button(t("compare_judge"), size="sm", visible=False, elem_id="compare-judge")
            export = gr.Button(t("compare_export"), size="sm", visible=False, elem_id="compare-export")
        exported = gr.File(label=t("compare_exported"), visible=False, interactive=False)
    beside = prejudge_part.build(services, tab, chosen, refresh) + playground.build(services, tab)
    tab.select(bind_view(show_models, services), [tuned, base], [tuned, base, no_runs], **AS_IT_OPENS)
    tab.select(bind_view(find_comparisons, services), chosen, [chosen, card], **AS_IT_OPENS)
    chosen.change(bind_view(choose, services), chosen, [card, result, exported], **AT_ONCE)
    asked_for = refresh.click(bind_view(show_result, services), chosen, result, **ACT)
    asked_for.success(fn=None, js=SHOW.format("compare-panel"), **PRIVATE)
    judge.click(bind(judge_by_example, services), chosen, result, **PRIVATE)
    folder = Path(tempfile.mkdtemp(prefix="title-tuner-"))
    export.click(bind(export_votes, services, folder), chosen, exported, **PRIVATE)
    asked = [tuned, base, source, n_pairs, design, seed, temperature]
    started = make.click(bind(say_started, services), outputs=made, **ACT)
    written = started.success(
        bind(make_comparison, services), asked, [made, chosen], **WITH_A_MODEL, **QUIETLY
    )
    written.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    written.success(fold_making, outputs=making, **AT_ONCE)
    return [
        *for_owner(making, judge, export),
        *for_owner_later(exported),
        *beside,
        *for_owner_of_project(link),
        Part(making, lambda visit: not visit.comparisons, "open"),
        Part(chosen, lambda visit: visit.comparisons),
    ]


def fold_making() -> dict:
    """The first comparison is made in an open part; later ones leave the room to what was found."""
    return gr.update(open=False)


def show_models(
    services: Services, tuned: str | None, base: str | None, request: gr.Request
) -> tuple[dict, dict, str]:
    """Every model to choose from; what was chosen or typed stays. And a sentence if no run has made one."""
    runs, lang = usable_runs(services), language(request)
    newest = runs[0].id if runs else None
    first = gr.update(choices=tuned_choices(services, tuned, lang), value=tuned or newest)
    against = base_choices(services, lang)
    second = gr.update(choices=against, value=base or OWN_BASE)
    none = not runs and not services.store.newest_comparison() and not services.is_example
    return first, second, f"<p>{escape(say('compare_no_runs', lang))}</p>" if none else ""


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


def choose(services: Services, chosen: str | None, request: gr.Request) -> tuple[str, str, dict]:
    """Hand the comparison to the card and say its plan; its result is shown when it is asked for, that of
    the example at once.
    """
    lang, comparison = language(request), services.store.comparison(chosen or "")
    if comparison is None:
        return NO_COMPARISON, "", gr.update(visible=False)
    if services.is_example:
        return comparison.id, show_result(services, chosen, request), gr.update(visible=False)
    over = comparisons.is_over(services.store, comparison.id)
    result = say("compare_result_ready" if over else "compare_result_hidden", lang)
    return comparison.id, notice(f"{plan(comparison, lang, over)} {result}"), gr.update(visible=False)


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


def judge_by_example(services: Services, chosen: str | None, request: gr.Request) -> str:
    """Let the simulated annotator judge every pair; its verdicts stay apart from people's."""
    require_owner(request, services.settings)
    comparison = find_comparison(services, chosen, language(request))
    judge = SimulatedAnnotator(comparison.seed, noise=0.0)
    votes = labels.simulated_votes(services.store.pairs(comparison.id), judge, services.now())
    services.store.append_events(votes)
    return show_result(services, chosen, request)


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
    yield (
        made_html(state, wanted, lang)
        + cost_html(tuned_model, pace.seconds, state.total * n_titles, lang)
        + left_out_html(found, lang),
        show_comparisons(services, None, request),
    )


def made_html(state: ComparisonProgress, wanted: int, lang: str) -> str:
    """What came about, and why it is less than was asked for if it is."""
    titles = state.comparison.titles if state.comparison else ()
    ideas = len({title.idea_id for title in titles})
    said = [say("compare_made", lang, pairs=len(titles), ideas=ideas)]
    if len(titles) < wanted:
        said.append(say("compare_made_fewer", lang, wanted=wanted))
    if state.repeated:
        said.append(say("compare_made_repeated", lang, n=state.repeated))
    if any(state.empty.values()):
        said.append(say("compare_empty_titles", lang, **state.empty))
    if state.skipped:
        said.append(say("compare_made_skipped", lang, n=len(state.skipped)))
    return notice(" ".join(said))


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
    when, n = comparison.created_at.strftime("%m-%d %H:%M"), len(comparison.titles)
    base = model_name(comparison.base_model, runs, lang)
    return say("compare_name", lang, when=when, tuned=tuned, base=base, n=n)
