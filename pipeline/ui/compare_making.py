"""Making a comparison, for its owner: the form, and what is said while the titles are written."""

import contextvars
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from queue import Queue
from typing import Any

import gradio as gr
from gradio.events import Dependency

from pipeline import comparisons
from pipeline.comparisons import ComparisonProgress
from pipeline.inference import TEMPERATURE
from pipeline.schema import Design
from pipeline.training.runs import list_runs
from pipeline.ui import Services, best_of_part, bind, bind_view
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.best_of_part import Pace, cost_html
from pipeline.ui.choice_card import LOOK_AGAIN
from pipeline.ui.compare_form import (
    BEFORE,
    BOTH,
    BUNDLED,
    MOST_PAIRS,
    SOURCES,
    base_choices,
    find_base,
    find_model,
    left_out_html,
    likely_base,
    pick_ideas,
    tuned_choices,
    unproven,
    usable_runs,
    whole,
    whole_seed,
)
from pipeline.ui.compare_list import show_comparisons
from pipeline.ui.events import ACT, AS_IT_OPENS, AT_ONCE, GO_TO, IN_SIGHT, PRIVATE, WITH_A_MODEL, edited
from pipeline.ui.messages import Hint, full_sentence
from pipeline.ui.progress import notice, progress_bar
from pipeline.ui.prose import hint, narrow_button
from pipeline.ui.result_panel import ties_unasked, wording
from pipeline.ui.roles import Part, for_owner
from pipeline.ui.run_view import dated_name
from pipeline.ui.text import language, say, sentences, t
from pipeline.writers import LocalWriter

MOST_OFFERED = 100  # pairs: a person judges them in some ten minutes
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


@dataclass(frozen=True)
class Form:
    """What there is to fill in, the buttons, and `made`, where it is said what came of it."""

    part: gr.Accordion
    about: gr.HTML
    tuned: gr.Dropdown
    base: gr.Dropdown
    others: tuple[gr.components.Component, ...]  # as make_comparison takes them
    unseen: gr.HTML
    seed: gr.Number
    make: gr.Button
    go_train: gr.Button
    made: gr.HTML


def build(services: Services, tab: gr.Tab) -> Form:
    """The form; `wire` gives it its events once there is a list for what it makes."""
    with gr.Accordion(t("compare_make"), open=False, visible=False, elem_id="compare-make") as making:
        with gr.Column(elem_id="compare-about"):
            hint("compare_make_about", elem_id="compare-make-about")
            about = gr.HTML(
                elem_id="compare-which",
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
        unseen = gr.HTML(elem_id="compare-unseen", elem_classes="hint", apply_default_css=False)
        best_of_part.build(services, tab, tuned)
        with gr.Accordion(t("compare_more"), open=False, elem_id="compare-more"):
            design = gr.Radio(
                [(t(f"compare_design_{name}"), name) for name in DESIGNS],
                value=DESIGNS[0],
                label=t("compare_design"),
                info=t("compare_design_info"),
                elem_id="compare-design",
            )
            with gr.Row():
                temperature = gr.Slider(0.1, 1.5, TEMPERATURE, step=0.05, label=t("compare_temperature"))
                seed = gr.Number(
                    0,
                    precision=0,
                    label=t("compare_seed"),
                    info=t("compare_seed_info"),
                    elem_id="compare-seed",
                )
        with gr.Row():
            make = narrow_button("compare_make_go", "compare-make-go", variant="primary")
            go_train = narrow_button("compare_go_train", "compare-go-train", variant="primary", visible=False)
    made = gr.HTML(elem_id="compare-made", container=False, js_on_load=UNTIL_LEFT)
    others = (source, n_pairs, design, seed, temperature)
    return Form(making, about, tuned, base, others, unseen, seed, make, go_train, made)


def wire(
    services: Services, tab: gr.Tab, form: Form, chosen: gr.Dropdown, looked_at: gr.State
) -> tuple[Dependency, list[Part]]:
    """`chosen` is the comparison that is judged and shown: the one just made, after the event that leaves.
    `looked_at` is the run that is shown elsewhere.
    """
    offered = gr.State(None)
    source, n_pairs, *_ = form.others
    models = [form.tuned, form.base, form.about, form.make, form.go_train, source, n_pairs, offered]
    given = [form.tuned, form.base, looked_at, offered]
    shown = tab.select(bind_view(show_models, services), given, models, **AS_IT_OPENS)
    tab.select(bind_view(offer_seed, services), form.seed, form.seed, **AS_IT_OPENS)
    asked = [form.tuned, form.base, *form.others]
    changed = [edited(each) for each in asked[:3]]
    chosen_so = [form.base, form.about, form.unseen]
    choice = bind_view(show_choice, services)
    gr.on(changed, choice, asked[:3], chosen_so, trigger_mode="always_last", **AT_ONCE)
    shown.success(choice, asked[:3], chosen_so, **AT_ONCE)
    late = [form.tuned, looked_at, offered]
    started = form.make.click(bind(say_started, services), late, form.made, **ACT)
    started.success(fn=None, js=IN_SIGHT.format("compare-made"), **PRIVATE)
    written = started.success(
        bind(make_comparison, services), asked, [form.made, chosen], **WITH_A_MODEL, **QUIETLY
    )
    for act in (started, written):
        act.failure(clear, outputs=form.made, **AT_ONCE)
    written.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    written.success(bind_view(offer_seed, services), form.seed, form.seed, **AT_ONCE)
    folded = written.success(fold_making, outputs=form.part, **AT_ONCE)
    folded.success(fn=None, js=IN_SIGHT.format("card-comparison"), **PRIVATE)
    form.go_train.click(None, js=GO_TO.format("train"), **PRIVATE)
    parts = [
        *for_owner(form.part),
        Part(form.part, lambda visit: not visit.comparisons, "open"),
        Part(form.make, lambda visit: _press(not (visit.models or visit.comparisons)), "variant"),
        Part(form.go_train, lambda visit: not (visit.models or visit.comparisons)),
    ]
    return written, parts


def clear() -> str:
    """What was said of an act that failed goes; its sentence says why."""
    return ""


def fold_making() -> dict:
    """The first comparison is made in an open part; later ones leave the room to what was found."""
    return gr.update(open=False)


def show_models(
    services: Services,
    tuned: str | None,
    base: str | None,
    run: str | None,
    offered: str | None,
    request: gr.Request,
) -> tuple[dict, dict, str, dict, dict, dict, dict, str | None]:
    """Every model to choose from; what was chosen or typed stays, until another run is looked at than the one
    that was `offered`. A sentence where the run before it is picked, or if no run has made a model, and then
    the way to train it, which comes first. In the first case which ideas and how many. Last the run that is
    offered now.
    """
    runs, lang = usable_runs(services), language(request)
    newest = runs[0].id if runs else None
    if run != offered and run in [each.id for each in runs]:
        tuned, base, offered = run, None, run
    tuned, fresh = tuned or newest, base is None
    base = likely_base(services, runs, tuned, base)
    first = gr.update(choices=tuned_choices(services, runs, lang, tuned), value=tuned)
    second = gr.update(choices=base_choices(services, runs, tuned, lang), value=base)
    none = not runs and not services.store.newest_comparison() and not services.is_example
    said = _about("compare_no_runs", lang) if none else _about_base(base, lang)
    press, train = gr.update(variant=_press(none)), gr.update(visible=none)
    asked = (gr.skip(), gr.skip())
    if fresh and base == BEFORE and is_owner(request, services.settings):
        asked = _as_many(services, tuned, base, lang)
    return first, second, said, press, train, *asked, offered


def _as_many(services: Services, tuned: str | None, base: str, lang: str) -> tuple[dict, dict]:
    """All ideas that neither has seen, a pair for each: two models of which one was trained after the other
    differ little. Where there are none the button that makes the comparison says so.
    """
    try:
        model, run = find_model(services, tuned, lang)
        found = pick_ideas(services, (find_base(services, base, model, run, lang), model), BOTH, lang)
    except ValueError:
        return gr.skip(), gr.skip()
    return gr.update(value=BOTH), gr.update(value=min(len(found.ideas), MOST_OFFERED))


def _about_base(base: str, lang: str) -> str:
    return _about("compare_before_about", lang) if base == BEFORE else ""


def _about(key: str, lang: str) -> str:
    return f"<p>{escape(say(key, lang))}</p>"


def show_choice(
    services: Services, tuned: str | None, base: str | None, source: str, request: gr.Request
) -> tuple[dict, str, str]:
    """What the picked model can be compared with, a sentence where that is the one before it, and how many of
    the owner's ideas there are to compare on; of the app's own the form says it.
    """
    lang, runs = language(request), usable_runs(services)
    base = likely_base(services, runs, tuned, base)
    second = gr.update(choices=base_choices(services, runs, tuned, lang), value=base)
    about = _about_base(base, lang) if runs else gr.skip()
    if source == BUNDLED or not is_owner(request, services.settings):
        return second, about, ""
    return second, about, f"<p>{escape(count_unseen(services, tuned, base, source, lang))}</p>"


def count_unseen(services: Services, tuned: str | None, base: str, source: str, lang: str) -> str:
    """How many of the ideas neither model has seen, in words; or why nobody can say."""
    try:
        tuned_model, run = find_model(services, tuned, lang)
        models = (find_base(services, base, tuned_model, run, lang), tuned_model)
        found = pick_ideas(services, models, source, lang)
    except ValueError as error:
        return full_sentence(str(error), lang)
    n, total = len(found.ideas), services.store.count_ideas(services.task)
    which = (
        "compare_unseen_both" if source == BOTH else "compare_unseen" if n < total else "compare_unseen_all"
    )
    said = say(which, lang, n=n, total=total)
    return sentences(lang, said, unproven(found.unproven, lang))


def offer_seed(services: Services, seed: float | None) -> float | None:
    """One from which no comparison was written: the same seed writes the same titles, and who has seen whose
    they are would know them.
    """
    # The base model writes from the seed, the tuned one from the next.
    taken = {each.seed + side for each in services.store.comparisons() for side in (0, 1)}
    return seed if seed is None or taken.isdisjoint((seed, seed + 1)) else max(taken) + 1


def _press(none: bool) -> str:
    """How the button that makes a comparison looks where a model is trained, or `none`."""
    return "secondary" if none else "primary"


def say_started(
    services: Services, tuned: str | None, run: str | None, offered: str | None, request: gr.Request
) -> str:
    """A first sentence: loading the models takes a while. ValueError in words when none is chosen, or when
    the form was about to offer the `run` that is looked at: it still held what was picked before.
    """
    require_owner(request, services.settings)
    lang = language(request)
    if run != offered and run in [each.id for each in usable_runs(services)]:
        raise Hint(say("compare_form_late", lang))
    find_model(services, tuned, lang)
    return notice(say("compare_started", lang))


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
    base_model = find_base(services, base, tuned_model, run, lang)
    if base_model == tuned_model:
        raise Hint(say("compare_same_model", lang))
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
        said = _progress(state, base_model, tuned_model, services, lang)
        done = (STAGES.index(state.stage) + state.done / state.total) / len(STAGES)
        yield progress_bar(done, said), gr.skip()
    if state.comparison:
        lang = wording(state.comparison, list_runs(services.settings.runs_dir), lang)
    ready = made_html(state, wanted, lang)
    ready += cost_html(tuned_model, pace.seconds, state.total * n_titles, lang) + left_out_html(found, lang)
    yield f'<div class="compare-ready">{ready}</div>', show_comparisons(services, None, request)


def _progress(state: ComparisonProgress, base: str, tuned: str, services: Services, lang: str) -> str:
    if state.stage == "kl":
        return say("compare_writing_kl", lang)
    model = dated_name(tuned if state.stage == "tuned" else base, usable_runs(services), lang)
    return say("compare_writing", lang, model=model, done=state.done, total=state.total)


def made_html(state: ComparisonProgress, wanted: int, lang: str) -> str:
    """What came about, and why it is less than was asked for if it is."""
    titles = state.comparison.titles if state.comparison else ()
    ideas = len({title.idea_id for title in titles})
    to_judge = sum(title.pair_id is not None for title in titles)
    said = [say("compare_made", lang, ideas=ideas, pairs=to_judge), ties_unasked(titles, lang)]
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
