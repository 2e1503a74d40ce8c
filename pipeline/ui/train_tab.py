"""The third step: DPO trains a model on the labels. Anyone may look; the owner starts, stops and resumes.

A run lives in a process of its own. The page reads its event log when it opens and by a timer while a run is
alive, so a reload or a closed page loses nothing.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import preferences
from pipeline.inference import describe_model
from pipeline.preferences import Split
from pipeline.schema import Run, Source
from pipeline.settings import EMBEDDED, QWEN
from pipeline.training import launch
from pipeline.training.events import epoch_table, is_alive, read_events
from pipeline.training.recipes import presets
from pipeline.ui import Services, bind
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.progress import notice
from pipeline.ui.run_view import config_html, head_html, history_html, table_html
from pipeline.ui.text import language, say, t
from pipeline.ui.train_form import FIRST, FOLDED, SECOND, form_values, make_input, read_form
from pipeline.ui.train_part import follow, watched_statuses
from pipeline.ui.train_plots import loss_plot, reward_plot

SECONDS_BETWEEN_LOOKS = 1.5
FEW_PAIRS = 100
MOST_RUNS = 50
PRESET = "Tutorial recipe"
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False, "show_progress": "hidden"}
# Acts go through the queue: Gradio shows no sentence that an event outside of it raises.
ACT: dict[str, Any] = {**PRIVATE, "concurrency_limit": None, "show_progress": "hidden"}
GO_TO = "() => document.getElementById('tab-{}-button')?.click()"
START = 8  # the start button's place in what `show_run` returns
PICK_RUN = """element.addEventListener("click", (event) => {
    const button = event.target.closest("tr")?.querySelector("[data-run]");
    if (button) trigger("click", { run: button.dataset.run });
});"""


def build(services: Services, page: gr.Blocks, tab: gr.Tab) -> None:
    base_model = services.settings.default_base_model
    config = presets(base_model)[PRESET]

    gr.Markdown(t("train_data"), elem_classes="section", container=False)
    data = gr.HTML(elem_id="train-data", apply_default_css=False)
    volunteer = gr.Markdown(t("common_owner_only"), visible=False, elem_classes="hint", container=False)
    with gr.Column(visible=False) as owner:
        examples = gr.Checkbox(
            True, label=t("train_examples"), visible=False, container=False, elem_id="train-examples"
        )
        go_label = gr.Button(t("train_go_label"), variant="primary", visible=False, elem_id="train-go-label")
        gr.Markdown(t("train_settings"), elem_classes="section", container=False)
        with gr.Row():
            base = gr.Dropdown(
                [(describe_model(model), model) for model in dict.fromkeys((base_model, EMBEDDED, QWEN))],
                value=base_model,
                allow_custom_value=True,
                label=t("train_base_model"),
                info=t("train_base_model_info"),
                elem_id="train-base_model",
                min_width=300,
            )
            preset = gr.Radio(
                [(t(f"train_preset_{at}"), name) for at, name in enumerate(presets(base_model))],
                value=PRESET,
                label=t("train_preset"),
                info=t("train_preset_info"),
                elem_id="train-preset",
                min_width=300,
            )
        with gr.Row():
            inputs = [make_input(name, config) for name in FIRST]
        with gr.Row():
            inputs += [make_input(name, config) for name in SECOND]
        folder = gr.HTML(elem_id="train-folder", apply_default_css=False)
        with gr.Accordion(t("train_more"), open=False, elem_id="train-more"), gr.Row():
            inputs += [make_input(name, config) for name in FOLDED]
        with gr.Row(elem_classes="acts"):
            start = gr.Button(t("train_start"), variant="primary", elem_id="train-start", min_width=160)
    with gr.Row(elem_classes="acts"):
        stop = gr.Button(t("train_stop"), visible=False, elem_id="train-stop", min_width=140)
        next_part = "train_resume_part" if services.train_part else "train_resume"
        resume = gr.Button(t(next_part), visible=False, elem_id="train-resume", min_width=140)
        compare = gr.Button(
            t("train_go_compare"), variant="primary", visible=False, elem_id="train-go-compare", min_width=160
        )
    with gr.Column(visible=False, elem_id="train-run") as shown:
        head = gr.HTML(elem_id="train-head", apply_default_css=False)
        with gr.Row(elem_classes="plots"):
            losses = gr.HTML(elem_id="train-losses", apply_default_css=False)
            rewards = gr.HTML(elem_id="train-rewards", apply_default_css=False)
        table = gr.HTML(elem_id="train-table", apply_default_css=False)
        settings = gr.HTML(elem_id="train-config", apply_default_css=False)
        gr.Markdown(t("train_history"), elem_classes="section", container=False)
        history = gr.HTML(elem_id="train-history", apply_default_css=False, js_on_load=PICK_RUN)
    chosen = gr.State(None)
    timer = gr.Timer(SECONDS_BETWEEN_LOOKS, active=False)

    run = [
        *(chosen, shown, head, losses, rewards, table, settings, history),
        *(start, stop, resume, compare, timer),
    ]
    whole = [volunteer, owner, data, examples, go_label, folder, *run]
    show = bind(show_tab, services)
    for event in (page.load, tab.select):
        event(show, [chosen, examples], whole, **AT_ONCE)
    examples.input(show, [chosen, examples], whole, **AT_ONCE)
    timer.tick(bind(show_run, services), chosen, run, **AT_ONCE)
    history.click(bind(choose_run, services), None, run, **AT_ONCE)
    for changed in (base.input, preset.input):
        changed(bind(fill_form, services), [base, preset], inputs, **ACT)
    begun = [
        start.click(bind(start_run, services), [examples, base, *inputs], chosen, **PRIVATE),
        resume.click(bind(resume_run, services), chosen, chosen, **PRIVATE),
    ]
    parts = [part for act in begun if (part := follow(services, act, chosen))]
    stopped = stop.click(bind(stop_run, services), None, None, **ACT)
    for act in (*begun, *parts, stopped):
        act.then(show, [chosen, examples], whole, **AT_ONCE)
    go_label.click(None, js=GO_TO.format("label"), **PRIVATE)
    compare.click(None, js=GO_TO.format("compare"), **PRIVATE)


def fill_form(services: Services, base_model: str, preset: str, request: gr.Request) -> list[Any]:
    """The preset's values for this base model."""
    require_owner(request, services.settings)
    return form_values(presets(base_model or EMBEDDED)[preset])


def start_run(services: Services, request: gr.Request, examples: bool, base_model: str, *values: Any) -> str:
    """The id of the run that has begun. ValueError says in words why there is none."""
    require_owner(request, services.settings)
    config = read_form(base_model, values, language(request))
    split = preferences.derive_preferences(services.store, services.task, simulated=examples)
    if missing := _missing(services, split, language(request)):
        raise ValueError(missing)
    runs_dir, version = services.settings.runs_dir, services.task.version
    now, begin = services.now(), services.begin
    return launch.start_run(runs_dir, config, version, split.train, split.test, now, begin).id


def stop_run(services: Services, request: gr.Request) -> None:
    """Ask whichever run is alive to end at its next step."""
    require_owner(request, services.settings)
    for run in launch.list_runs(services.settings.runs_dir):
        launch.stop_run(Path(run.path))


def resume_run(services: Services, chosen: str | None, request: gr.Request) -> str:
    """The id of the run that goes on."""
    require_owner(request, services.settings)
    run = _find(launch.list_runs(services.settings.runs_dir), chosen)
    if run is None:
        raise ValueError(say("train_no_run", language(request)))
    return launch.resume_run(Path(run.path), services.begin).id


def choose_run(services: Services, event: gr.EventData, request: gr.Request) -> list[Any]:
    """Show the run that was clicked on."""
    return show_run(services, str(event._data.get("run")), request)


def show_run(services: Services, chosen: str | None, request: gr.Request) -> list[Any]:
    """The chosen run, or else the newest, the history, and what can be done with it now."""
    runs = launch.list_runs(services.settings.runs_dir)[:MOST_RUNS]
    run = _find(runs, chosen)
    if run is None:
        return [None, gr.update(visible=False), *[gr.skip()] * 10, gr.Timer(active=False)]
    lang = language(request)
    events = read_events(Path(run.path))
    return [
        run.id,
        gr.update(visible=True),
        head_html(run, events, lang),
        loss_plot(events, run.config, lang),
        reward_plot(events, run.config, lang),
        table_html(run, events, lang),
        config_html(run, lang),
        history_html(runs, _kept_losses(runs), run.id, lang),
        *_buttons(run, runs, is_owner(request, services.settings)),
        gr.Timer(active=any(each.status in watched_statuses(services) for each in runs)),
    ]


def show_tab(services: Services, chosen: str | None, examples: bool, request: gr.Request) -> list[Any]:
    """What there is to train on, and the run."""
    owner, lang = is_owner(request, services.settings), language(request)
    split = preferences.derive_preferences(services.store, services.task, simulated=examples)
    missing = _missing(services, split, lang)
    some_simulated = bool(services.store.labels(source=Source.SIMULATED))
    run = show_run(services, chosen, request)
    if missing or run[0] is None:
        run[START] = gr.update(variant="secondary" if missing else "primary")
    return [
        gr.update(visible=not owner),
        gr.update(visible=owner),
        _data_html(services, split, missing, lang),
        gr.update(visible=some_simulated),
        gr.update(visible=missing is not None),
        _folder_html(services, owner, lang),
        *run,
    ]


def _find(runs: Sequence[Run], chosen: str | None) -> Run | None:
    """The run with this id, or else the newest; an id is looked up, never made a path."""
    return next((run for run in runs if run.id == chosen), runs[0] if runs else None)


def _kept_losses(runs: Sequence[Run]) -> dict[str, float]:
    """The evaluation loss of the weights that are kept, by the run's id."""
    found = {}
    for run in runs:
        for row in epoch_table(read_events(Path(run.path))):
            if row["epoch"] == run.best_epoch and row["eval_loss"] is not None:
                found[run.id] = row["eval_loss"]
    return found


def _buttons(run: Run, runs: Sequence[Run], owner: bool) -> list[Any]:
    """Start, stop, resume and compare: those that make sense are there, and the next step is primary."""
    alive = any(is_alive(Path(each.path)) for each in runs)
    ended = run.status in ("stopped", "paused", "failed")
    kept = launch.model_path(Path(run.path)).is_dir()
    return [
        gr.update(variant="secondary" if alive or kept else "primary"),
        gr.update(visible=owner and alive),
        gr.update(visible=owner and ended and not alive),
        gr.update(visible=kept and not alive),
    ]


def _missing(services: Services, split: Split, lang: str) -> str | None:
    """What has to come before training, in one sentence."""
    if split.train and split.test:
        return None
    if split.train:
        return say("train_one_idea", lang)
    if not services.store.labels():
        return say("train_no_labels", lang)
    return say("train_no_decided", lang)


def _data_html(services: Services, split: Split, missing: str | None, lang: str) -> str:
    """How many pairs of how many ideas on either side, and who labelled."""
    if missing:
        return notice(missing)
    labels = services.store.labels()
    counts = {source: sum(label.source is source for label in labels) for source in Source}
    said = say("train_pairs_of_ideas", lang, pairs=len(split.train), ideas=split.train_ideas)
    checked = say("train_pairs_of_ideas", lang, pairs=len(split.test), ideas=split.test_ideas)
    simulated = sum(row.simulated for row in (*split.train, *split.test))
    rows = {
        "train_stat_train": said,
        "train_stat_test": checked,
        "train_stat_people": f"{counts[Source.PERSON]:,}",
        "train_stat_imported": f"{counts[Source.IMPORT]:,}",
        "train_stat_simulated": say("train_pairs_n", lang, n=simulated),
    }
    stats = "".join(
        f"<div><dt>{escape(say(key, lang))}</dt><dd>{escape(value)}</dd></div>" for key, value in rows.items()
    )
    few = f'<p class="stats-note">{say("train_few", lang)}</p>' if len(split.train) < FEW_PAIRS else ""
    return f'<dl class="stats">{stats}</dl>{few}'


def _folder_html(services: Services, owner: bool, lang: str) -> str:
    """Where a run's files go; a path of this machine is for its owner only."""
    if not owner:
        return ""
    return f'<p class="plot-note">{escape(say("train_folder", lang, folder=services.settings.runs_dir))}</p>'
