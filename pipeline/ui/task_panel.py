"""The task's panel: the version that counts fills a form, and what is saved there is the next version."""

import tempfile
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline.prompts import list_prompt, title_prompt
from pipeline.schema import Task
from pipeline.settings import EMBEDDED
from pipeline.tasks import (
    CHINESE_TITLES,
    EDITABLE,
    LISTS,
    NUMBERS,
    YOUTUBE_TITLES,
    edit_task,
    load_task,
    save_task,
)
from pipeline.ui import Services, bind
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.events import ACT, AT_ONCE, edited
from pipeline.ui.messages import Hint, full_sentence
from pipeline.ui.progress import notice
from pipeline.ui.prose import hint
from pipeline.ui.text import language, say, sentences, t
from pipeline.writers import check_serves

SHOWN_DIGITS = 8
LINES = {"prompt_template": 7, "guidance": 4, "examples": 4, "brainstorm_template": 5}


def build(services: Services, within: gr.Accordion) -> list[gr.events.Dependency]:
    """The panel, inside an accordion that only the owner sees. The event that changes the task is handed
    back.
    """
    with within:
        hint("task_about")
        state = gr.HTML(elem_id="task-state", apply_default_css=False)
        with gr.Row(equal_height=False):
            with gr.Column(scale=1, min_width=300):
                made: dict[str, Any] = {name: _text(name) for name in ("prompt_template", "guidance")}
                with gr.Row():
                    made |= {name: _number(name) for name in NUMBERS}
                made |= {name: _text(name) for name in ("examples", "brainstorm_template")}
            with gr.Column(scale=1, min_width=300):
                preview = gr.HTML(elem_id="task-preview", apply_default_css=False)
        said = gr.HTML(elem_id="task-said", apply_default_css=False)
        with gr.Row(elem_classes="acts"):
            save = gr.Button(t("task_save"), elem_id="task-save", min_width=160)
            default = gr.Button(t("task_default"), elem_id="task-default", min_width=140)
            chinese = gr.Button(t("task_chinese"), elem_id="task-chinese", min_width=140)
            upload = gr.UploadButton(
                t("task_upload"),  # type: ignore[arg-type]  # translated all the same
                file_types=[".json", ".toml"],
                elem_id="task-upload",
                min_width=160,
            )
            download = gr.Button(t("task_download"), elem_id="task-download", min_width=140)
        with gr.Row():
            versions = gr.Dropdown([], label=t("task_versions"), visible=False, elem_id="task-versions")
            files = gr.File(label=t("task_file"), visible=False, interactive=False, elem_id="task-file")

    form = [made[name] for name in EDITABLE]
    whole = [*form, preview, state, versions]
    seen = gr.State(False)
    within.expand(bind(fill_first, services), seen, [seen, *whole], **AT_ONCE)
    look = bind(show_preview, services)
    gr.on(
        [edited(each) for each in form], look, form, [preview, state], trigger_mode="always_last", **AT_ONCE
    )
    filled = [*form, preview, state, said]
    default.click(bind(fill_default, services), None, filled, **ACT)
    chinese.click(bind(fill_chinese, services), None, filled, **ACT)
    versions.input(bind(fill_version, services), versions, filled, **ACT)
    upload.upload(bind(fill_from_file, services), upload, filled, **ACT)
    folder = Path(tempfile.mkdtemp(prefix="title-tuner-"))
    download.click(bind(make_files, services, folder), form, files, **ACT)
    saving = save.click(bind(save_form, services), form, said, **ACT)
    saving.success(bind(show_task, services), None, whole, **AT_ONCE)
    return [saving]


def _text(name: str) -> gr.Textbox:
    return gr.Textbox(
        label=t(f"task_{name}"),
        info=t(f"task_{name}_info"),
        lines=LINES[name],
        max_lines=16,
        elem_id=f"task-{name}",
    )


def _number(name: str) -> gr.Number:
    return gr.Number(label=t(f"task_{name}"), elem_id=f"task-{name}", min_width=90)


def fill_first(services: Services, filled: bool, request: gr.Request) -> list[Any]:
    """Whether the panel is filled, and the panel: as `show_task` has it when it is first opened, and not
    again, since it may hold what is not saved yet.
    """
    owner = is_owner(request, services.settings)
    parts = [gr.skip()] * (len(EDITABLE) + 3) if filled else show_task(services, request)
    return [owner or filled, *parts]


def show_task(services: Services, request: gr.Request) -> list[Any]:
    """The form, its preview, how things stand, and the versions that were used; nothing for a volunteer."""
    if not is_owner(request, services.settings):
        return [gr.skip()] * (len(EDITABLE) + 3)
    lang, task = language(request), services.task
    choices = [
        (f"{chosen_at:%Y-%m-%d %H:%M} · {one.version[:SHOWN_DIGITS]}", one.version)
        for chosen_at, one in services.store.task_choices()
    ]
    versions = gr.update(choices=choices, value=None, visible=len(choices) > 1)
    return [*_form(task), preview_html(task, lang), _state_html(services, task, lang), versions]


def show_preview(services: Services, request: gr.Request, *values: Any) -> list[Any]:
    """The prompts that the form makes, or why it makes none; and how things stand with it."""
    require_owner(request, services.settings)
    lang = language(request)
    try:
        task = _read(services, values)
    except ValueError as error:  # what is being typed need not be whole; Save says it aloud
        return [notice(full_sentence(str(error), lang)), gr.skip()]
    return [preview_html(task, lang), _form_state(services, task, lang)]


def save_form(services: Services, request: gr.Request, *values: Any) -> str:
    """Make the form the version that counts, and say what that means."""
    require_owner(request, services.settings)
    lang, task, store = language(request), _read(services, values), services.store
    if task == services.task:
        return notice(say("task_same", lang))
    store.choose_task(task, services.now())
    titled = store.count_candidates(task)
    missing = sum(idea.id not in titled for idea in store.ideas(task))
    return notice(say("task_saved", lang, version=task.version[:SHOWN_DIGITS], missing=missing))


def fill_default(services: Services, request: gr.Request) -> list[Any]:
    require_owner(request, services.settings)
    return _filled(services, YOUTUBE_TITLES, language(request))


def fill_chinese(services: Services, request: gr.Request) -> list[Any]:
    require_owner(request, services.settings)
    return _filled(services, CHINESE_TITLES, language(request))


def fill_version(services: Services, version: str | None, request: gr.Request) -> list[Any]:
    require_owner(request, services.settings)
    return _filled(services, services.store.task(version or "") or services.task, language(request))


def fill_from_file(services: Services, path: str | None, request: gr.Request) -> list[Any]:
    """The form as the file has it; Save makes it count."""
    require_owner(request, services.settings)
    if not path:
        raise Hint(say("task_no_file", language(request)))
    return _filled(services, load_task(Path(path), services.task), language(request))


def make_files(services: Services, folder: Path, request: gr.Request, *values: Any) -> dict:
    """What the form says as JSON and as TOML in the folder, to be fetched from the page; those before go."""
    require_owner(request, services.settings)
    task = _read(services, values)
    paths = [folder / name for name in ("task.json", "task.toml")]
    for path in paths:
        save_task(task, path)
    return gr.update(value=[str(path) for path in paths], visible=True)


def preview_html(task: Task, lang: str) -> str:
    """Both prompts as a model gets them, for an idea of ours."""
    idea = say("task_preview_idea", lang)
    prompts = {
        "task_preview_one": title_prompt(task, idea),
        "task_preview_list": list_prompt(task, idea, task.n_candidates),
    }
    return "".join(
        f"<p><strong>{escape(say(key, lang))}</strong></p><pre>{escape(prompt[-1]['content'])}</pre>"
        for key, prompt in prompts.items()
    )


def _form(task: Task) -> list[Any]:
    """In the order of EDITABLE."""
    return ["\n".join(getattr(task, name)) if name in LISTS else getattr(task, name) for name in EDITABLE]


def _filled(services: Services, task: Task, lang: str) -> list[Any]:
    """The form, its preview, how things stand with it, and no sentence about an earlier saving."""
    return [*_form(task), preview_html(task, lang), _form_state(services, task, lang), ""]


def _read(services: Services, values: tuple[Any, ...]) -> Task:
    given = dict(zip(EDITABLE, values, strict=True))
    lists = {name: (given[name] or "").splitlines() for name in LISTS}
    return edit_task(services.task, {**given, **lists})


def _form_state(services: Services, task: Task, lang: str) -> str:
    """As `_state_html` while the form holds the version that counts; else that it is not saved."""
    if task == services.task:
        return _state_html(services, task, lang)
    declined = "" if _embedded_serves(task) else say("task_unsaved_declined", lang)
    return f"<p><strong>{escape(sentences(lang, say('task_unsaved', lang), declined))}</strong></p>"


def _state_html(services: Services, task: Task, lang: str) -> str:
    """Which version counts, what writes for it, and what there is of others."""
    version, store = task.version[:SHOWN_DIGITS], services.store
    if task == YOUTUBE_TITLES:
        said = say("task_state_default", lang, version=version)
    else:
        since = next(at for at, one in store.task_choices() if one == task)
        key = "task_state_served" if _embedded_serves(task) else "task_state"
        said = say(key, lang, version=version, since=f"{since:%Y-%m-%d %H:%M} UTC")
    others = store.count_other_candidates(task)
    more = say("task_others", lang, titles=others) if others else ""
    return f"<p>{escape(sentences(lang, said, more))}</p>"


def _embedded_serves(task: Task) -> bool:
    try:
        check_serves(EMBEDDED, task)
    except ValueError:
        return False
    return True
