"""The third step: DPO trains a model on the labels. Anyone may look; the owner starts, stops and resumes.

A run lives in a process of its own. The page reads its event log when it opens and by a timer while a run is
alive, so a reload or a closed page loses nothing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline.schema import Run, RunConfig, Source
from pipeline.training import launch
from pipeline.training.events import Event, epoch_table, is_alive, read_events
from pipeline.training.options import train_command
from pipeline.training.queue import keep_queue, waiting_runs
from pipeline.training.runs import title_runs
from pipeline.ui import (
    Services,
    bind,
    bind_view,
    kept_form,
    method_picker,
    model_part,
    train_acts,
    train_forecast,
    train_settings,
)
from pipeline.ui.access import is_owner
from pipeline.ui.copying import COPY
from pipeline.ui.events import ACT, AS_IT_OPENS, AT_ONCE, GO_TO, GO_TO_COMPARE, PRIVATE, SHOW, edited
from pipeline.ui.explain import explanations
from pipeline.ui.prose import hint, section
from pipeline.ui.reward_view import found_html, policy_plots
from pipeline.ui.roles import Part, for_others, for_owner, for_owner_later
from pipeline.ui.run_history import history_html
from pipeline.ui.run_view import ALIVE, config_html, head_html, run_name, run_time, table_html
from pipeline.ui.standing import LABELS_FOR_ANOTHER
from pipeline.ui.text import language, say, t
from pipeline.ui.train_data import data_html, folder_html, mixing
from pipeline.ui.train_part import follow, watched_statuses
from pipeline.ui.train_plots import Drawn, plots_html
from pipeline.ui.verdict_view import samples_html

SECONDS_BETWEEN_LOOKS = 1.5
MOST_RUNS = 50
START = 10  # the start button's place in what `show_run` returns
PICK_RUN = """element.addEventListener("click", (event) => {
    const button = event.target.closest("tr")?.querySelector("[data-run]");
    if (button) trigger("click", { run: button.dataset.run });
});"""


def build(services: Services, tab: gr.Tab, looked_at: gr.State) -> list[Part]:
    """`looked_at` is told which run is."""
    section("train_data")
    data = gr.HTML(elem_id="train-data", apply_default_css=False)
    volunteer = hint("common_owner_only", visible=False)
    with gr.Column(visible=False) as owner:
        examples = gr.Checkbox(
            True, label=t("train_examples"), visible=False, container=False, elem_id="train-examples"
        )
        mix = gr.Checkbox(False, visible=False, container=False, elem_id="train-mix")
        go_label = gr.Button(t("train_go_label"), variant="primary", visible=False, elem_id="train-go-label")
        with gr.Row(elem_classes="acts"):
            start = gr.Button(t("train_start"), variant="primary", elem_id="train-start", min_width=160)
            enqueue = gr.Button(t("train_enqueue"), visible=False, elem_id="train-enqueue", min_width=160)
            estimate = gr.HTML(elem_id="train-estimate", apply_default_css=False)
            measure = gr.Button(t("train_measure"), visible=False, elem_id="train-measure", size="sm")
        about = gr.HTML(elem_id="train-about", elem_classes="hint", apply_default_css=False)
        made = train_settings.build(services.settings.default_base_model)
    explanations(("dpo", "reference", "rlhf"))
    with gr.Column(visible=False, elem_id="train-run") as shown:
        head = gr.HTML(elem_id="train-head", apply_default_css=False)
        with gr.Row(elem_classes="acts"):
            stop = gr.Button(t("train_stop"), visible=False, elem_id="train-stop", min_width=140)
            next_part = "train_resume_part" if services.train_part else "train_resume"
            resume = gr.Button(t(next_part), visible=False, elem_id="train-resume", min_width=140)
            again = gr.Button(visible=False, variant="primary", elem_id="train-again", min_width=140)
            compare = gr.Button(
                t("train_go_compare"),
                variant="primary",
                visible=False,
                elem_id="train-go-compare",
                min_width=160,
            )
        samples = gr.HTML(elem_id="train-samples", apply_default_css=False)
        over = gr.Dropdown([], label=t("train_over"), visible=False, elem_id="train-over", min_width=240)
        plots = gr.HTML(elem_id="train-plots", apply_default_css=False)
        with gr.Accordion(t("train_deeper"), open=False, elem_id="train-deeper"):
            explanations(("reward", "margin"))
            deeper = gr.HTML(elem_id="train-deeper-plots", apply_default_css=False)
            table = gr.HTML(elem_id="train-table", apply_default_css=False)
        settings = gr.HTML(elem_id="train-config", apply_default_css=False, js_on_load=COPY)
        models = gr.Column(elem_id="train-models")
        delete = gr.Button(t("train_delete"), visible=False, size="sm", elem_id="train-delete")
        with gr.Row(visible=False, elem_classes="acts", elem_id="train-delete-question") as question:
            asked = gr.HTML(apply_default_css=False)
            yes = gr.Button(t("train_delete_yes"), variant="stop", size="sm", elem_id="train-delete-yes")
            no = gr.Button(t("train_delete_no"), size="sm", elem_id="train-delete-no")
        section("train_history")
        history = gr.HTML(elem_id="train-history", apply_default_css=False, js_on_load=PICK_RUN)
    base, preset, inputs = made.base, made.preset, made.inputs
    chosen, doomed = looked_at, gr.State(None)
    with models:
        of_model = model_part.build(services, chosen, head)
    timer = gr.Timer(SECONDS_BETWEEN_LOOKS, active=False)
    probing = gr.Timer(SECONDS_BETWEEN_LOOKS, active=False)

    run = [
        *(chosen, shown, head, plots, deeper, samples, table, settings, history, delete),
        *(start, enqueue, stop, resume, again, compare, timer),
    ]
    whole = [data, examples, mix, go_label, made.folder, over, *run]
    form, forecast = [examples, mix, base, *inputs], [estimate, probing, measure, made.methods, about]
    show = bind_view(show_tab, services)
    for event in (tab.select, examples.input, mix.input):
        event(show, [chosen, over, examples, mix], whole, **AS_IT_OPENS)
    over.input(bind_view(show_run, services), [chosen, over], run, **AT_ONCE)
    timer.tick(bind_view(follow_run, services), [chosen, over], [*run, probing], **AT_ONCE)
    history.click(bind_view(choose_run, services), over, [over, *run], **AT_ONCE)
    look = bind(train_forecast.show_estimate, services)
    typed = [edited(each) for each in inputs]
    changes = [tab.select, examples.input, mix.input, probing.tick, made.others.expand, *typed]
    gr.on(changes, look, form, forecast, trigger_mode="always_last", **AS_IT_OPENS)
    filling = [preset, made.of_rewards, *inputs]
    picked = method_picker.wire(services, [base, inputs[0]], filling, form, forecast, look)
    keep, held = bind(kept_form.keep_form, services), [examples, mix, preset, base, *inputs]
    gr.on([examples.input, mix.input, *typed], keep, held, trigger_mode="always_last", **AT_ONCE)
    picked.then(keep, held, **AT_ONCE)
    measure.click(bind(train_forecast.measure_pace, services), form, forecast, **ACT)
    for changed in (base.input, preset.input):
        asked_for = [base, preset, inputs[0]]
        filled = changed(bind(train_acts.fill_form, services), asked_for, inputs, **ACT)
        filled.then(look, form, forecast, **AT_ONCE)
        filled.then(keep, held, **AT_ONCE)
    begun = [
        start.click(bind(train_acts.start_run, services), form, chosen, **PRIVATE),
        resume.click(bind(train_acts.resume_run, services), chosen, chosen, **PRIVATE),
        again.click(bind(train_acts.start_again, services), chosen, chosen, **PRIVATE),
    ]
    parts = [part for act in begun if (part := follow(services, act, chosen))]
    acts = [
        *(*begun, *parts),
        enqueue.click(bind(train_acts.queue_run, services), form, chosen, **PRIVATE),
        stop.click(bind(train_acts.stop_run, services), None, None, **ACT),
        yes.click(bind(train_acts.delete_run, services), doomed, [chosen, question], **PRIVATE),
    ]
    for act in acts:
        seen = act.then(show, [chosen, over, examples, mix], whole, **AT_ONCE)
        if act in begun:
            seen.success(fn=None, js=SHOW.format("train-run"), **PRIVATE)
    delete.click(bind(train_acts.ask_to_delete, services), chosen, [doomed, question, asked], **ACT)
    no.click(train_acts.close_question, None, question, **AT_ONCE)
    go_label.click(None, js=GO_TO.format("label"), **PRIVATE)
    compare.click(None, js=GO_TO_COMPARE, **PRIVATE)
    return [
        *for_others(volunteer),
        *for_owner(owner),
        *for_owner_later(stop, resume, again, delete, question),
        *of_model,
        Part(data, lambda visit: ["some"] if visit.labels else [], "elem_classes"),
        Part(go_label, lambda visit: not visit.labels),
        Part(
            start, lambda visit: "primary" if visit.labels and not visit.example else "secondary", "variant"
        ),
        Part(examples, lambda visit: visit.example),
        *train_settings.as_left(examples, mix, made),
    ]


def choose_run(services: Services, over: str | None, event: gr.EventData, request: gr.Request) -> list[Any]:
    """Show the run that was clicked on, and what can be laid over it."""
    shown = show_run(services, str(event._data.get("run")), over, request)
    return [_over(services, shown[0], over, language(request)), *shown]


def show_run(services: Services, chosen: str | None, over: str | None, request: gr.Request) -> list[Any]:
    """The chosen run, or else the newest, the history, and what can be done with it now."""
    runs = launch.list_runs(services.settings.runs_dir)[:MOST_RUNS]
    run = _find(runs, chosen)
    if run is None:
        return [None, gr.update(visible=False), *[gr.skip()] * 14, gr.Timer(active=False)]
    keep_queue(services.settings.runs_dir)
    lang, owner = language(request), is_owner(request, services.settings)
    events = read_events(Path(run.path))
    waiting = [each.id for each in waiting_runs(services.settings.runs_dir)]
    other = next((each for each in runs if each.id == over and each.id != run.id), None)
    ideas = {idea.id: idea.text for idea in services.store.every_idea(services.task)}
    plots, deeper = plots_html(_drawn(run, events), _drawn(other) if other else None, lang)
    return [
        run.id,
        gr.update(visible=True),
        head_html(run, events, waiting, lang, owner) + found_html(run, runs, events, lang),
        policy_plots(run, events, lang) + plots,
        deeper,
        samples_html(events, ideas, lang),
        table_html(run, events, lang),
        config_html(run, _command(services, run) if owner else None, lang),
        history_html(runs, _kept_losses(runs), run.id, lang),
        gr.update(visible=owner and run.status not in ALIVE),
        *_buttons(services, run, runs, owner, lang),
        gr.Timer(active=any(each.status in (*watched_statuses(services), "queued") for each in runs)),
    ]


def follow_run(services: Services, chosen: str | None, over: str | None, request: gr.Request) -> list[Any]:
    """How far the run is. When none goes on any more, the estimate looks again: a run measured its time."""
    shown = show_run(services, chosen, over, request)
    return [*shown, gr.Timer(active=not shown[-1].active)]


def show_tab(
    services: Services,
    chosen: str | None,
    over: str | None,
    examples: bool,
    mix: bool,
    request: gr.Request,
) -> list[Any]:
    """What there is to train on, and the run."""
    owner, lang = is_owner(request, services.settings), language(request)
    split = train_acts.derive(services, examples, mix)
    missing = train_acts.missing_data(services, split, lang)
    some_simulated = services.store.count_sources()[Source.SIMULATED] > 0
    run = show_run(services, chosen, over, request)
    if missing or run[0] is None:
        run[START] = gr.update(variant="secondary" if missing else "primary", visible=True)
    return [
        data_html(services, split, missing, lang),
        gr.update(visible=some_simulated),
        mixing(services, examples, lang),
        gr.update(visible=missing is not None),
        folder_html(services, owner, lang),
        _over(services, run[0], over, lang),
        *run,
    ]


def _find(runs: Sequence[Run], chosen: str | None) -> Run | None:
    """The run with this id, or else the newest; an id is looked up, never made a path."""
    return next((run for run in runs if run.id == chosen), runs[0] if runs else None)


def _drawn(run: Run, events: Sequence[Event] | None = None) -> Drawn:
    return events if events is not None else read_events(Path(run.path)), run.config, run_name(run)


def _over(services: Services, chosen: str | None, over: str | None, lang: str) -> dict:
    """The runs that can be laid over the chosen one."""
    runs = launch.list_runs(services.settings.runs_dir)[:MOST_RUNS]
    others = [
        (f"{run_name(run)} · {run_time(run)}", run.id)
        for run in runs
        if run.id != chosen and run.status != "queued"
    ]
    value = over if over in [run_id for _, run_id in others] else ""
    return gr.update(choices=[(say("train_over_none", lang), ""), *others], value=value, visible=bool(others))


def _command(services: Services, run: Run) -> str:
    return train_command(run.config, Path(run.path) / "preferences", services.settings.data_dir)


def _kept_losses(runs: Sequence[Run]) -> dict[str, float]:
    """The evaluation loss of the weights that are kept, by the run's id."""
    found = {}
    for run in runs:
        for row in epoch_table(read_events(Path(run.path))):
            if row["epoch"] == run.best_epoch and row["eval_loss"] is not None:
                found[run.id] = row["eval_loss"]
    return found


def _buttons(services: Services, run: Run, runs: Sequence[Run], owner: bool, lang: str) -> list[Any]:
    """Start, queue, stop, resume, again and compare: those that make sense, the next step primary."""
    alive = any(is_alive(Path(each.path)) for each in runs)
    waits = any(each.status == "queued" for each in runs)
    ended = run.status in ("stopped", "paused", "failed")
    kept = launch.model_path(Path(run.path)).is_dir()
    smaller = train_acts.proposal(run)
    models = title_runs(runs)
    new = services.store.count_labels_since(models[0].created_at) if models else 0
    another = not services.is_example and (not kept or new >= LABELS_FOR_ANOTHER)
    return [
        gr.update(variant="primary" if another else "secondary", visible=not (alive or waits)),
        gr.update(visible=(alive or waits) and services.train_part is None),  # nobody starts it on ZeroGPU
        gr.update(visible=owner and alive),
        gr.update(visible=owner and ended and not alive),
        gr.update(
            visible=bool(smaller) and owner and not alive,
            value=_again(run.config, smaller, lang) if smaller else "",
        ),
        gr.update(
            visible=(kept or services.is_example) and not alive,
            variant="secondary" if services.is_example or another else "primary",
        ),
    ]


def _again(old: RunConfig, new: RunConfig, lang: str) -> str:
    """What starting again would change."""
    if new.adapter != old.adapter:
        return say("train_again_lora", lang)
    if new.save_total_limit != old.save_total_limit:
        return say("train_again_checkpoints", lang)
    if new.trainer == "prefix_tree":
        return say("train_again_ideas", lang, n=new.ideas_per_step)
    return say("train_again_pairs", lang, n=new.per_device_train_batch_size)
