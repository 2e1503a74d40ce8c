"""Who writes the titles: a form enters that names a model here or behind an address, a writer leaves."""

from pathlib import Path
from typing import Any

import gradio as gr

from pipeline.model_files import check_model, find_config, root_model
from pipeline.settings import CHAT_MODEL
from pipeline.training.runs import list_runs, model_path
from pipeline.ui import Services
from pipeline.ui.events import AT_ONCE
from pipeline.ui.text import t
from pipeline.writers import Endpoint, LocalWriter, TitleWriter, check_serves

HERE, ADDRESS, PROVIDERS = "here", "address", "providers"


def build(services: Services) -> tuple[list[gr.components.Component], gr.Row]:
    """The fields, in the order in which a handler gets them as `picked`, of which `build_asking` has the last
    one; and the row for whatever the chosen kind of writer needs.
    """
    kind = gr.Radio(
        [(t(f"writer_{kind}"), kind) for kind in (HERE, ADDRESS, PROVIDERS)],
        value=HERE,
        label=t("writer_kind"),
        elem_id="writer-kind",
    )
    with gr.Row(elem_id="writer-needed") as needed:
        url = _text("url", "http://127.0.0.1:8000/v1")
        remote = _text("model", CHAT_MODEL, value=CHAT_MODEL)
        given = bool(services.settings.writer_api_key)
        key = _text("key", "", info="writer_key_given" if given else "writer_key_info", type="password")
    return [kind, url, remote, key], needed


def build_asking() -> gr.Radio:
    """How many titles a call asks for, which few need to choose."""
    return gr.Radio(
        [(t("writer_samples"), "samples"), (t("writer_list"), "list")],
        value="samples",
        label=t("writer_asking"),
        elem_id="writer-asking",
        min_width=300,
    )


def _text(name: str, example: str, info: str = "", **options: Any) -> gr.Textbox:
    return gr.Textbox(
        label=t(f"writer_{name}"),
        info=t(info or f"writer_{name}_info"),
        placeholder=example,
        visible=False,
        elem_id=f"writer-{name}",
        min_width=260,
        **options,
    )


def connect(picked: list[gr.components.Component], model: gr.Dropdown) -> None:
    """Show what each kind of writer needs; `model` is the model on this machine."""
    kind, *fields = picked
    kind.input(show_fields, kind, [model, *fields], **AT_ONCE)  # type: ignore[attr-defined]


def show_fields(kind: str) -> list[dict]:
    """Those that this kind of writer needs; a list is what larger models are asked for."""
    here = kind == HERE
    return [
        gr.update(visible=here),
        gr.update(visible=kind == ADDRESS),
        gr.update(visible=not here),
        gr.update(visible=not here),
        gr.update(value="samples" if here else "list"),
    ]


def pick_writer(services: Services, model: str, picked: tuple[Any, ...]) -> TitleWriter:
    """The writer that the form says, with a key that was typed or the settings' own; a run's id stands for
    its model. ValueError in words when there can be none, or it does not serve the task.
    """
    kind, url, remote, key, asking = picked or (HERE, "", "", "", "samples")
    if kind == HERE:
        models = {run.id: model_path(Path(run.path)) for run in list_runs(services.settings.runs_dir)}
        model = str(models.get(model, model or ""))
        check_model(model)
        check_serves(model, services.task)
        return services.writer(model, asking="list") if asking == "list" else services.writer(model)
    typed, settings = (key or "").strip(), services.settings
    if kind == ADDRESS:
        if not (url or "").strip():
            raise ValueError("Give the address of an OpenAI-compatible server, like http://127.0.0.1:8000/v1")
        at = Endpoint((remote or "").strip(), url.strip(), typed or settings.writer_api_key)
    else:
        at = Endpoint((remote or "").strip(), "", typed or settings.writer_api_key or settings.hf_token)
    return services.endpoint(at, asking=asking)


def fetched_model(writer: TitleWriter) -> str:
    """The Hub's name of the model that is fetched before this writer writes; none where that is here."""
    if not isinstance(writer, LocalWriter) or find_config(writer.name):
        return ""
    return root_model(writer.name)
