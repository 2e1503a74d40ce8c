"""The fourth step: blind verdicts on base against tuned titles, their result, and a box to try any idea."""

import contextvars
import math
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import Queue
from typing import Any

import gradio as gr

from pipeline import comparisons, formats, labels
from pipeline.comparisons import ComparisonProgress
from pipeline.inference import TEMPERATURE, describe_model
from pipeline.schema import Comparison, Idea, Purpose, Run, Source
from pipeline.settings import SHIPPED_DATA
from pipeline.simulated import SimulatedAnnotator
from pipeline.texts import text_problem
from pipeline.titles import clean_title
from pipeline.training.runs import list_runs, model_path
from pipeline.ui import Services, bind
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.choice_card import LOOK_AGAIN, choice_card
from pipeline.ui.messages import translate
from pipeline.ui.progress import notice, progress_bar
from pipeline.ui.result_panel import result_html, titles_html
from pipeline.ui.run_view import run_name
from pipeline.ui.text import language, say, t

EVALUATION_IDEAS = SHIPPED_DATA / "evaluation-ideas.csv"
SOURCES = ("bundled", "held_out")
TRY_TITLES = 3
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False, "show_progress": "hidden"}
# Acts go through the queue: Gradio shows no sentence that an event outside of it raises.
ACT: dict[str, Any] = {**PRIVATE, "concurrency_limit": None, "show_progress": "hidden"}
WITH_A_MODEL: dict[str, Any] = {**PRIVATE, "concurrency_id": "model", "concurrency_limit": 1}
QUIETLY: dict[str, Any] = {"show_progress": "hidden"}  # the handler shows its own


def build(services: Services, page: gr.Blocks, tab: gr.Tab) -> None:
    """Making a comparison (owner), the card, the result, and a box to try any idea."""
    no_runs = gr.Markdown(t("compare_no_runs"), elem_classes="hint", visible=False)
    with gr.Accordion(t("compare_make"), open=False, visible=False, elem_id="compare-make") as owner_part:
        gr.Markdown(t("compare_make_about"), elem_classes="hint")
        with gr.Row():
            run = gr.Dropdown([], label=t("compare_run"), elem_id="compare-run")
            source = gr.Radio(
                [(t(f"compare_ideas_{name}"), name) for name in SOURCES],
                value=SOURCES[0],
                label=t("compare_ideas"),
            )
        with gr.Row():
            n_ideas = gr.Slider(1, 60, 20, step=1, label=t("compare_n_ideas"), elem_id="compare-n-ideas")
            n_titles = gr.Slider(1, 10, 1, step=1, label=t("compare_n_titles"))
        with gr.Row():
            temperature = gr.Slider(0.1, 1.5, TEMPERATURE, step=0.05, label=t("compare_temperature"))
            seed = gr.Number(0, precision=0, label=t("compare_seed"), elem_id="compare-seed")
        with gr.Row():
            make = gr.Button(
                t("compare_make_go"), variant="primary", elem_id="compare-make-go", scale=0, min_width=200
            )
        made = gr.HTML(elem_id="compare-made")
    chosen = gr.Dropdown([], label=t("compare_choose"), visible=False, elem_id="compare-choose")
    card = choice_card(services, Purpose.COMPARISON)
    with gr.Accordion(t("compare_result"), open=True, elem_id="compare-panel"):
        result = gr.HTML(elem_id="compare-figures")
        with gr.Row():
            refresh = gr.Button(t("compare_refresh"), size="sm", elem_id="compare-result")
            judge = gr.Button(t("compare_judge"), size="sm", visible=False, elem_id="compare-judge")
    with gr.Accordion(t("compare_try"), open=False, elem_id="compare-try"):
        gr.Markdown(t("compare_try_about"), elem_classes="hint")
        try_idea = gr.Textbox(label=t("compare_try_idea"), max_length=300, elem_id="compare-try-idea")
        with gr.Row():
            try_run = gr.Dropdown([], label=t("compare_run"))
            try_seed = gr.Number(0, precision=0, label=t("compare_seed"), elem_id="compare-try-seed")
        with gr.Row():
            try_go = gr.Button(t("compare_try_go"), elem_id="compare-try-go", scale=0, min_width=220)
        tried = gr.HTML(elem_id="compare-tried")

    gr.on([page.load, tab.select], bind(show_role, services), outputs=[owner_part, judge], **AT_ONCE)
    gr.on(
        [page.load, tab.select], bind(show_runs, services), [run, try_run], [run, try_run, no_runs], **AT_ONCE
    )
    gr.on([page.load, tab.select], bind(show_comparisons, services), chosen, chosen, **AT_ONCE)
    chosen.change(bind(choose, services), chosen, [card, result], **AT_ONCE)
    refresh.click(bind(show_result, services), chosen, result, **ACT)
    judge.click(bind(judge_by_example, services), chosen, result, **PRIVATE)
    asked = [run, source, n_ideas, n_titles, seed, temperature]
    started = make.click(bind(say_started, services), outputs=made, **ACT)
    written = started.success(
        bind(make_comparison, services), asked, [made, chosen], **WITH_A_MODEL, **QUIETLY
    )
    written.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    for event in (try_go.click, try_idea.submit):
        event(bind(try_both, services), [try_idea, try_run, try_seed], tried, **WITH_A_MODEL)


def show_role(services: Services, request: gr.Request) -> tuple[dict, dict]:
    owner = is_owner(request, services.settings)
    return gr.update(visible=owner, open=not services.store.comparisons()), gr.update(visible=owner)


def show_runs(services: Services, chosen: str | None, try_run: str | None) -> tuple[dict, dict, dict]:
    choices = [(f"{run_name(run)} · {run.created_at:%m-%d %H:%M}", run.id) for run in usable_runs(services)]
    updates = (gr.update(choices=choices, value=_kept(value, choices)) for value in (chosen, try_run))
    return *updates, gr.update(visible=not choices)  # type: ignore[return-value]


def show_comparisons(services: Services, chosen: str | None, request: gr.Request) -> dict:
    """The comparisons there are, the newest chosen unless one was."""
    lang = language(request)
    runs = {run.id: run_name(run) for run in list_runs(services.settings.runs_dir)}
    choices = [(describe(each, runs, lang), each.id) for each in services.store.comparisons()]
    return gr.update(choices=choices, value=_kept(chosen, choices), visible=bool(choices))


def choose(services: Services, chosen: str | None, request: gr.Request) -> tuple[str | None, str]:
    """Hand the comparison to the card; its result is shown when it is asked for."""
    return chosen, notice(say("compare_result_hidden", language(request))) if chosen else ""


def show_result(services: Services, chosen: str | None, request: gr.Request) -> str:
    store, lang = services.store, language(request)
    comparison = find_comparison(services, chosen, lang)
    people = comparisons.comparison_result(store, comparison)
    simulated = None
    if store.labels(comparison.id, Source.SIMULATED):
        simulated = comparisons.comparison_result(store, comparison, simulated=True)
    return result_html(people, simulated, comparisons.health_of_both(services.task, comparison), lang)


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
    run_id: str | None,
    source: str,
    n_ideas: int,
    n_titles: int,
    seed: float | None,
    temperature: float,
    request: gr.Request,
) -> Iterator[tuple[str, Any]]:
    """Write base and tuned titles for ideas that the run did not see. Goes on when the page is closed."""
    require_owner(request, services.settings)
    lang = language(request)
    run = find_run(services, run_id, lang)
    ideas = pick_ideas(services, run, source, int(n_ideas), lang)
    writers = services.writer(run.config.base_model), services.writer(str(model_path(Path(run.path))))
    steps = comparisons.make_comparison(
        services.store,
        services.task,
        *writers,
        ideas,
        int(n_titles),
        run.id,
        whole(seed, lang),
        float(temperature),
        services.now(),
    )
    for state in follow(steps):
        said = say("compare_writing", lang, done=state.done, total=state.total)
        yield progress_bar(state.done / state.total, said), gr.skip()
    said = say("compare_made", lang, ideas=state.total - len(state.skipped), skipped=len(state.skipped))
    yield notice(said), show_comparisons(services, None, request)


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


def try_both(
    services: Services, idea: str, run_id: str | None, seed: float | None, request: gr.Request
) -> str:
    """Titles of both models for any idea, from one seed; the same again for the same input."""
    lang = language(request)
    if not services.tries.allows("all"):
        raise ValueError(say("common_slow_down", lang))
    run, number = find_run(services, run_id, lang), whole(seed, lang)
    if problem := text_problem(idea, formats.LONGEST_TEXT):
        raise ValueError(say("compare_try_problem", lang, problem=translate(problem, lang)))
    columns = {}
    for key, model in (("base", run.config.base_model), ("tuned", str(model_path(Path(run.path))))):
        (raw,) = services.writer(model).write_titles(services.task, [idea], TRY_TITLES, number, TEMPERATURE)
        columns[f"compare_{key}"] = [clean_title(title) for title in raw]
    return titles_html(columns, lang)


def usable_runs(services: Services) -> list[Run]:
    """Runs that have a model, newest first."""
    return [run for run in list_runs(services.settings.runs_dir) if model_path(Path(run.path)).is_dir()]


def find_run(services: Services, run_id: str | None, lang: str) -> Run:
    """The run by its id. ValueError in words when there is none."""
    for run in usable_runs(services):
        if run.id == run_id:
            return run
    raise ValueError(say("compare_run_missing", lang))


def find_comparison(services: Services, comparison_id: str | None, lang: str) -> Comparison:
    """The comparison by its id. ValueError in words when there is none."""
    for comparison in services.store.comparisons():
        if comparison.id == comparison_id:
            return comparison
    raise ValueError(say("compare_missing", lang))


def pick_ideas(services: Services, run: Run, source: str, n: int, lang: str) -> list[Idea]:
    """The first n ideas of the source that the run was not trained on. ValueError when none is left."""
    rows = formats.read_preferences(Path(run.path) / "preferences" / "train.jsonl")
    known = services.store.ideas(services.task)
    if source == "bundled":
        known = [Idea.of(services.task.name, row, source) for row in formats.read_ideas(EVALUATION_IDEAS)]
    ideas = comparisons.held_out(known, {row.idea_id for row in rows})[:n]
    if not ideas:
        raise ValueError(say("compare_no_ideas", lang))
    return ideas


def describe(comparison: Comparison, runs: Mapping[str, str], lang: str) -> str:
    """The comparison's name in the list, by its run's name as long as there is one."""
    tuned = runs.get(comparison.run_id or "") or describe_model(comparison.tuned_model)
    when, n = comparison.created_at.strftime("%m-%d %H:%M"), len(comparison.titles)
    base = describe_model(comparison.base_model)
    return say("compare_name", lang, when=when, tuned=tuned, base=base, n=n)


def whole(value: float | None, lang: str) -> int:
    """A seed as it came from a number field, from 0 to 2**31 - 1. ValueError in words otherwise."""
    if value is None or not math.isfinite(value) or value != int(value) or not 0 <= value < 2**31:
        raise ValueError(say("compare_seed_bad", lang))
    return int(value)


def _kept(value: str | None, choices: list[tuple[str, str]]) -> str | None:
    ids = [choice[1] for choice in choices]
    return value if value in ids else next(iter(ids), None)
