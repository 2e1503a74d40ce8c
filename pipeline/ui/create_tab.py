"""The first step: ideas are added, a model writes titles for them, any two titles of an idea are a pair."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import candidates, ideas
from pipeline.formats import read_ideas
from pipeline.ideas import IdeaReport
from pipeline.inference import TEMPERATURE
from pipeline.settings import EMBEDDED
from pipeline.training.runs import root_of
from pipeline.ui import Services, bind, create_list, task_panel, writer_picker
from pipeline.ui.access import RateLimit, is_owner, require_owner
from pipeline.ui.compare_form import run_choices, usable_runs
from pipeline.ui.events import ACT, AS_IT_OPENS, AT_ONCE, PRIVATE, QUIET, edited
from pipeline.ui.idea_list import report_html
from pipeline.ui.messages import Hint
from pipeline.ui.progress import notice, progress_bar
from pipeline.ui.prose import hint, section
from pipeline.ui.roles import Part, for_others, for_owner
from pipeline.ui.run_view import model_choices
from pipeline.ui.shipped_ideas import next_shipped, shipped_button
from pipeline.ui.text import language, say, sentences, t
from pipeline.ui.writing import Writing
from pipeline.writers import declines

SECONDS_BETWEEN_BITES = 2.0  # of the example ideas
SECONDS_BETWEEN_LOOKS = 1.0
GO_TO_LABEL = "() => document.getElementById('tab-label-button')?.click()"
SEE_LIST = """element.addEventListener("click", (event) => {
    if (!event.target.closest("[data-see]")) return;
    document.querySelectorAll("#create-list .filter input:checked").forEach((filter) => filter.click());
    document.getElementById("create-ideas").scrollIntoView();
});"""


def build(services: Services, tab: gr.Tab, to_use: gr.HTML) -> list[Part]:
    """`to_use` has a click when somebody wants to write with the newest model."""
    writing = services.writing
    base_model = services.settings.default_base_model

    volunteer = hint("common_owner_only", visible=False)
    with gr.Column(visible=False) as owner:
        using = gr.HTML(elem_id="create-using", apply_default_css=False)
        section("create_ideas")
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=300):
                typed = gr.Textbox(
                    label=t("create_typed"),
                    placeholder=t("create_typed_example"),
                    info=t("create_typed_info") if base_model == EMBEDDED else None,
                    lines=5,
                    max_lines=12,
                    elem_id="create-typed",
                )
                with gr.Row(elem_classes="acts"):
                    add = gr.Button(t("create_add"), elem_id="create-add", min_width=110)
                    file = gr.UploadButton(
                        t("create_file"),  # type: ignore[arg-type]  # translated all the same
                        file_types=[".csv", ".txt"],
                        elem_id="create-file",
                        min_width=110,
                    )
                    shipped = gr.Button(t("create_shipped"), elem_id="create-shipped", min_width=180)
                added = create_list.build_outcome("create-report", "create-undo")
            with gr.Column(scale=2, min_width=300):
                topic = gr.Textbox(
                    label=t("create_topic"),
                    placeholder=t("create_topic_example"),
                    info=t("create_topic_info"),
                    max_length=ideas.LONGEST_IDEA,
                    elem_id="create-topic",
                )
                count = gr.Slider(1, 50, 10, step=1, label=t("create_topic_count"))
                with gr.Row(elem_classes="acts"):
                    think = gr.Button(t("create_brainstorm"), elem_id="create-brainstorm", min_width=140)
                thought = create_list.build_outcome("create-thought", "create-unthink")

        with gr.Accordion(t("task_title"), open=False, elem_id="create-task") as within:
            pass
        section("create_titles")
        picked, needed = writer_picker.build(services)
        with needed:
            model = gr.Dropdown(
                model_choices(base_model),
                value=base_model,
                allow_custom_value=True,
                label=t("create_model"),
                info=t("create_model_info"),
                elem_id="create-model",
            )
        with gr.Accordion(t("create_settings"), open=False, elem_id="create-settings"), gr.Row():
            picked.append(writer_picker.build_asking())
            temperature = gr.Slider(
                0.1,
                1.5,
                TEMPERATURE,
                step=0.05,
                label=t("create_temperature"),
                info=t("create_temperature_info"),
                min_width=220,
            )
            seed = gr.Number(
                0, label=t("create_seed"), info=t("create_seed_info"), elem_id="create-seed", min_width=160
            )
        with gr.Row(elem_classes="acts"):
            write = gr.Button(t("create_write"), elem_id="create-write", min_width=160)
            cancel = gr.Button(t("create_cancel"), elem_id="create-cancel", visible=False, min_width=120)
            go = gr.Button(t("create_go"), elem_id="create-go", visible=False, min_width=160)
        progress = gr.HTML(elem_id="create-progress", apply_default_css=False, js_on_load=SEE_LIST)

    latest = gr.State(None)
    listed = create_list.build(services, writing, latest, [added, thought])
    timer = gr.Timer(SECONDS_BETWEEN_LOOKS, active=False)

    asked = listed.asked
    whole = [*listed.listing, listed.summary, progress, timer, write, cancel, go, add, shipped]
    show = bind(show_tab, services, writing)

    search, unfinished, *_ = asked
    by = [model, picked[0]]  # kind of writer
    afresh: dict[str, Any] = {
        "fn": bind(show_afresh, services, writing),
        "inputs": [unfinished, *by],
        "outputs": [search, model, *whole],
    }
    tab.select(**afresh, **AS_IT_OPENS)
    told = [*asked, *by]
    timer.tick(show, told, whole, **AS_IT_OPENS)
    gr.on([edited(each) for each in by], show, told, whole, **AT_ONCE)
    became = [added.said, latest, added.undo, *_parts(thought), *_parts(listed.outcome)]
    came = [thought.said, latest, thought.undo, *_parts(added), *_parts(listed.outcome)]
    pace = RateLimit(1 / SECONDS_BETWEEN_BITES, 1)
    writes_with = [model, temperature, seed, *picked]
    storm, undo = [topic, count, model, *picked], bind(create_list.undo, services)
    adding = [
        add.click(bind(add_typed, services), typed, [typed, *became], **QUIET),
        file.upload(bind(add_file, services), file, became, **QUIET),
        shipped.click(bind(add_shipped, services, pace), None, became, **QUIET),
        think.click(bind(add_brainstorm, services), storm, came, **QUIET),
        topic.submit(bind(add_brainstorm, services), storm, came, **QUIET),
    ]
    acts = [
        *listed.acts,
        added.undo.click(bind(undo_added, services), [latest, typed], [*became[:3], typed], **ACT),
        thought.undo.click(undo, latest, came[:3], **ACT),
        write.click(bind(start_writing, services, writing), writes_with, became, **ACT),
        cancel.click(bind(cancel_writing, services, writing), None, None, **ACT),
    ]
    saved = task_panel.build(services, within)
    acts += saved
    # What was said of new ideas is about the writer and the task they were added for.
    nothing = [create_list.nothing_said, None, _parts(added)]
    gr.on([edited(each) for each in by], *nothing, **AT_ONCE)
    gr.on([write.click, *(edited(each) for each in by)], None, None, using, js="() => ''", **PRIVATE)
    for act in saved:
        act.success(*nothing, **AT_ONCE)
    writer_picker.connect(picked, model)
    for act in adding:
        act.then(**afresh, **AT_ONCE)
    for act in acts:
        shown = act.then(show, told, whole, **AT_ONCE)
        if act in listed.acts:
            shown.then(fn=None, js=create_list.FOCUS_UNDO, **PRIVATE)
    go.click(None, js=GO_TO_LABEL, **PRIVATE)
    to_use.click(bind(use_newest, services), None, [model, using], **ACT)

    return [*for_others(volunteer), *for_owner(owner), *listed.parts]


def _parts(outcome: create_list.Outcome) -> list[gr.components.Component]:
    return [outcome.said, outcome.undo]


def add_typed(services: Services, typed: str, request: gr.Request) -> list[Any]:
    """What stays in the box (the lines that were refused), the report, and how to undo it."""
    require_owner(request, services.settings)
    lines = [line for line in (typed or "").splitlines() if line.strip()]
    if not lines:
        raise Hint(say("create_nothing_typed", language(request)))
    report = ideas.add_ideas(services.store, services.task, lines, "typed", services.now())
    left = [lines[refusal.row - 1] for refusal in report.refused]
    return ["\n".join(left), *_became(services, report, lines, None, request)]


def undo_added(services: Services, act: create_list.Act | None, typed: str, request: gr.Request) -> list[Any]:
    """As create_list.undo; ideas that were typed and are as if they had never been stand in the box again."""
    new = act.new if isinstance(act, create_list.Act) else ()
    before = [idea for idea in services.store.ideas(services.task) if idea.id in new]
    undone = create_list.undo(services, act, request)
    kept = {idea.id for idea in services.store.ideas_aside(services.task)}
    lines = [idea.text for idea in before if idea.origin == "typed" and idea.id not in kept]
    return [*undone, "\n".join(filter(None, [*lines, typed]))]


def add_file(services: Services, file: str, request: gr.Request) -> list[Any]:
    require_owner(request, services.settings)
    return _add_rows(services, read_ideas(Path(file)), "file", request)


def add_shipped(services: Services, pace: RateLimit, request: gr.Request) -> list[Any]:
    """The next bite of them; the second half of a double click is no second bite."""
    require_owner(request, services.settings)
    if not pace.allows("all"):
        raise Hint(say("common_slow_down", language(request)))
    return _add_rows(services, next_shipped(services.store, services.task), "bundled", request)


def add_brainstorm(
    services: Services, topic: str, count: float, model: str, request: gr.Request, *picked: Any
) -> Iterator[list[Any]]:
    """What the page shows while the model thinks, then the report, and how to undo it."""
    require_owner(request, services.settings)
    lang, writer = language(request), writer_picker.pick_writer(services, model, picked)
    if not (topic or "").strip():
        raise Hint(say("create_no_topic", lang))
    seed = services.rng.getrandbits(31)  # the same topic again shall give other ideas
    fetched = writer_picker.fetched_model(writer)
    thinking = say("create_fetching_model" if fetched else "create_thinking", lang, model=fetched)
    yield [progress_bar(None, thinking), *_offer(None)]
    store, task, now = services.store, services.task, services.now()
    try:
        report = ideas.brainstorm(store, writer, task, topic, int(count), seed, now)
    except Exception:
        yield ["", *_offer(None)]  # or else the page would show it thinking for ever
        raise
    if report.added:
        services.writing.forget()
    said = report_html(report, (), "create_proposal", lang, task)
    yield [said, *_offer(report)]


def start_writing(
    services: Services,
    writing: Writing,
    model: str,
    temperature: float,
    seed: float,
    request: gr.Request,
    *picked: Any,
) -> list[Any]:
    """Begin to write in the background, after which no earlier act is spoken of. ValueError for unusable
    settings or while another writing goes on.
    """
    require_owner(request, services.settings)
    writing.forget()
    lang = language(request)
    if not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise ValueError(say("create_wrong_seed", lang, seed=seed))
    writer = writer_picker.pick_writer(services, model, picked)
    store, task = services.store, services.task
    every = create_list.in_order(store.ideas(task))  # so that the list fills from the top
    if not every:
        raise Hint(say("create_no_ideas", lang))
    steps = candidates.write_candidates(store, writer, task, every, seed, temperature)
    if not writing.start(steps, services.now(), writer_picker.fetched_model(writer)):
        raise Hint(say("create_going_on", lang))
    return ["", *_offer(None)]


def cancel_writing(services: Services, writing: Writing, request: gr.Request) -> None:
    require_owner(request, services.settings)
    writing.cancel()


def show_tab(
    services: Services,
    writing: Writing,
    search: str,
    unfinished: bool,
    aside: bool,
    number: int,
    request: gr.Request,
    model: str | None = None,
    kind: str = writer_picker.HERE,
) -> list[Any]:
    """The tab as the store and the writing have it now; nothing for a volunteer. While the example is shown
    its ideas are listed for all, below the owner's own forms. `model` and `kind` say who would write.
    """
    owner, shown = is_owner(request, services.settings), services.shown()
    if not owner and not shown.is_example:
        return [gr.skip()] * 17
    lang, going = language(request), writing.going  # asked first: what ends meanwhile is looked at once more
    listing = create_list.list_ideas(shown, writing, search, unfinished, aside, number, lang)
    return [*listing, _summary(shown, lang), *_state(services, writing, going, model, kind, lang)]


def show_afresh(
    services: Services,
    writing: Writing,
    unfinished: bool,
    request: gr.Request,
    model: str | None = None,
    kind: str = writer_picker.HERE,
) -> list[Any]:
    """The same from the list's beginning, and nothing searched for, which would hide new ideas; and for the
    owner all models that can write, those of runs first.
    """
    lang = language(request)
    models = gr.update(choices=_models(services, lang)) if is_owner(request, services.settings) else gr.skip()
    return ["", models, *show_tab(services, writing, "", unfinished, False, 1, request, model, kind)]


def use_newest(services: Services, request: gr.Request) -> tuple[dict[str, Any], str]:
    """The newest run's model, picked among all, and what to do with it in words."""
    require_owner(request, services.settings)
    lang, runs = language(request), usable_runs(services)
    if not runs:
        raise Hint(say("compare_no_runs", lang))
    said = [say("create_picked_newest", lang)]
    if root_of(runs[0].config.base_model, runs) == EMBEDDED:
        said.append(say("create_picked_english", lang))
    picked = gr.update(choices=_models(services, lang), value=runs[0].id)
    return picked, notice(sentences(lang, *said))


def _models(services: Services, lang: str) -> list[tuple[Any, str]]:
    return [
        *run_choices(usable_runs(services), lang),
        *model_choices(services.settings.default_base_model, lang),
    ]


def _add_rows(services: Services, rows: Sequence[str], origin: str, request: gr.Request) -> list[Any]:
    report = ideas.add_ideas(services.store, services.task, rows, origin, services.now())
    return _became(services, report, rows, "create_row", request)


def _became(
    services: Services, report: IdeaReport, rows: Sequence[str], row_key: str | None, request: gr.Request
) -> list[Any]:
    """What became of the rows, as `report_html` has it, and how to undo it."""
    if report.added or report.brought_back:
        services.writing.forget()
    usual = partial(declines, services.settings.default_base_model)
    said = report_html(report, rows, row_key, language(request), services.task, usual)
    return [said, *_offer(report)]


def _offer(report: IdeaReport | None) -> list[Any]:
    """How to undo what was added, and nothing in the two other places that say what became of an act."""
    back, new = (report.brought_back, report.added) if report else ((), ())
    act = create_list.Act(tuple(idea.id for idea in back), new=tuple(idea.id for idea in new))
    return [*create_list.offer_undo(act), *create_list.nothing_said(), *create_list.nothing_said()]


def _summary(services: Services, lang: str) -> str:
    n = services.task.n_candidates
    counts = services.store.count_candidates(services.task)
    total = len(services.store.ideas(services.task))
    complete = sum(count >= n for count in counts.values())
    aside = services.store.count_aside(services.task)
    none = "create_summary_aside" if aside else "create_summary_empty"
    key = "create_summary" if total else none
    said = say(key, lang, ideas=total, complete=complete, n=n, titles=sum(counts.values()))
    mark = f'<span class="example-mark">{say("guide_mark", lang)}</span> ' if services.is_example else ""
    return f"<p>{mark}{said}</p>"


def _state(
    services: Services, writing: Writing, going: bool, model: str | None, kind: str, lang: str
) -> list[Any]:
    """Progress, timer, and the buttons; the next step's is the primary one, which is none of them while the
    model could write for no idea.
    """
    counts = services.store.count_candidates(services.task)
    every = services.store.ideas(services.task)
    n_pairs, total = services.store.count_pairs(), len(every)
    done = bool(n_pairs) and all(idea.id in counts or idea.text in writing.reasons for idea in every)
    usual = model or services.settings.default_base_model
    declined = kind == writer_picker.HERE and all(declines(usual, idea.text) for idea in every)
    ready = total and not done and (n_pairs or not declined)
    trained = bool(done and usable_runs(services))  # then ideas are what there is to add
    return [
        writing.html(services.now(), lang),
        gr.Timer(active=going),
        gr.update(interactive=not going, variant=_press(ready)),
        gr.update(visible=going),
        gr.update(visible=bool(n_pairs), variant=_press(done and not trained)),
        gr.update(variant=_press(trained or not (total or services.shown().is_example))),
        shipped_button(services.store, services.task, lang),
    ]


def _press(next_step: object) -> str:
    """How a button looks that is what comes next, or is not."""
    return "primary" if next_step else "secondary"
