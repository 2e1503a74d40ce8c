"""The owner's panel on the label tab: how labelling is shared out, how far ideas and people are, who counts,
the labels as files, and the database as one.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline import oversight, quality, sharing
from pipeline.sharing import MOST, Sharing
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.ui import Services, bind, hub_status, label_files, publish_panel
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.choice_card import LOOK_AGAIN
from pipeline.ui.events import ACT, AS_IT_OPENS, PRIVATE
from pipeline.ui.owner_tables import ideas_html, people_html, short_name
from pipeline.ui.progress import notice
from pipeline.ui.prose import hint, section
from pipeline.ui.roles import Part, for_owner_of_project
from pipeline.ui.text import language, say, sentences, t
from pipeline.ui.volunteer_link import volunteer_link

SHARES = {
    "overlap_share": (0, 100),
    "repeat_share": (0, 50),
    "full_share": (0, 100),
    "implied_threshold": (50, 100),
}
COUNTS = ("overlap_annotators", "in_a_row")
N_FIELDS = len(SHARES) + len(COUNTS) + 2
PICK_PERSON = """element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-annotator]");
    const { annotator, exclude } = button?.dataset ?? {};
    if (annotator) trigger("click", { annotator, exclude: exclude === "1" });
});"""


def build(
    services: Services, tab: gr.Tab, hub_line: gr.HTML
) -> tuple[list[gr.events.Dependency], list[Part]]:
    """The panel, which only the owner sees; `hub_line` is the line about the Hub under the card. The events
    that change what the labels hold are handed back, and the panel.
    """
    with gr.Column(visible=False, elem_classes="owner-part", elem_id="owner-panel") as panel:
        section("owner_title")
        volunteer_link("label")
        folded = gr.Accordion(t("owner_more"), open=False, elem_id="owner-more")
        with folded, gr.Tabs(elem_id="owner-tabs", overflow_behavior="wrap"):
            with gr.Tab(t("owner_tab_settings"), elem_id="owner-settings"):
                fields = _settings(services.settings.on_space and services.settings.oauth)
                save = gr.Button(t("owner_save"), elem_id="owner-save", scale=0, min_width=160)
                saved = gr.HTML(elem_id="owner-saved", apply_default_css=False)
            with gr.Tab(t("owner_tab_ideas"), elem_id="owner-ideas") as ideas_tab:
                ideas = gr.HTML(elem_id="owner-ideas-table", apply_default_css=False)
                ideas_again = gr.Button(t("label_refresh"), size="sm", scale=0)
            with gr.Tab(t("owner_tab_people"), elem_id="owner-people") as people_tab:
                hint("owner_people_about")
                excluded_said = gr.HTML(elem_id="owner-excluded", apply_default_css=False)
                table = gr.HTML(elem_id="owner-people-table", apply_default_css=False, js_on_load=PICK_PERSON)
                people_again = gr.Button(t("label_refresh"), size="sm", scale=0)
            with gr.Tab(t("owner_tab_labels"), elem_id="owner-labels"):
                changes = label_files.build(services)
            with gr.Tab(t("publish_tab"), elem_id="owner-publish") as publish_tab:
                publish_panel.build(services, publish_tab)
            with gr.Tab(t("owner_tab_backup"), elem_id="owner-backup"):
                hint("owner_backup_about")
                with gr.Row():
                    with gr.Column(min_width=260):
                        back_up = gr.Button(t("owner_back_up"), elem_id="owner-back-up")
                        snapshot = gr.File(label=t("owner_snapshot"), visible=False, interactive=False)
                    upload = gr.File(
                        label=t("owner_restore"), height=140, elem_id="owner-restore", min_width=260
                    )
                backup_said = gr.HTML(elem_id="owner-backup-said", apply_default_css=False)
        hub_status.build(services, tab, hub_line)

    filled = gr.State(False)
    tab.select(bind(show_panel, services), filled, [filled, *fields], **AS_IT_OPENS)
    saving = save.click(bind(save_settings, services), fields, saved, **ACT)
    saving.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    gr.on([ideas_tab.select, ideas_again.click], bind(show_ideas, services), None, ideas, **ACT)
    gr.on([people_tab.select, people_again.click], bind(show_people, services), None, table, **ACT)
    excluding = table.click(bind(exclude, services), None, [excluded_said, table], **ACT)
    folder = Path(tempfile.mkdtemp(prefix="title-tuner-"))
    back_up.click(bind(make_backup, services, folder), None, [snapshot, backup_said], **PRIVATE)
    restoring = upload.upload(bind(restore, services), upload, [backup_said, upload, *fields], **PRIVATE)
    restoring.success(fn=None, js=LOOK_AGAIN, **PRIVATE)
    return [*changes, saving, excluding, restoring], for_owner_of_project(panel)


def _settings(can_sign_in: bool) -> list[gr.components.Component]:
    """The fields, in the order of `_fields`."""
    with gr.Row():
        shares, counts = [*map(_share_input, SHARES)], [*map(_count_input, COUNTS)]
    with gr.Row():
        paused = gr.Checkbox(
            label=t("owner_paused"), info=t("owner_paused_info"), elem_id="owner-paused", min_width=260
        )
        sign_in = gr.Checkbox(
            label=t("owner_sign_in"),
            info=t("owner_sign_in_info" if can_sign_in else "owner_sign_in_off"),
            interactive=can_sign_in,
            elem_id="owner-sign-in",
            min_width=260,
        )
    return [*shares, *counts, paused, sign_in]


def _count_input(name: str) -> gr.Slider:
    return _slider(name, 1, MOST[name], getattr(sharing.DEFAULT, name))


def _share_input(name: str) -> gr.Slider:
    """In percent."""
    least, most = SHARES[name]
    return _slider(name, least, most, _percent(sharing.DEFAULT, name))


def _slider(name: str, least: int, most: int, value: float) -> gr.Slider:
    return gr.Slider(
        least,
        most,
        value,
        step=1,
        label=t(f"owner_{name}"),
        info=t(f"owner_{name}_info"),
        elem_id=f"owner-{name}",
        min_width=260,
    )


def show_panel(services: Services, filled: bool, request: gr.Request) -> list[Any]:
    """Whether the panel is filled, and its fields: with the settings as they are when it is first shown, and
    not again, since they may have been changed and not saved yet.
    """
    owner = is_owner(request, services.settings)
    fields = _fields(services.store.sharing()) if owner and not filled else [gr.skip()] * N_FIELDS
    return [owner or filled, *fields]


def _fields(settings: Sharing) -> list[Any]:
    shares = [_percent(settings, name) for name in SHARES]
    counts = [getattr(settings, name) for name in COUNTS]
    return [*shares, *counts, settings.paused, settings.sign_in_required]


def _percent(settings: Sharing, name: str) -> float:
    return round(100 * getattr(settings, name), 1)


def save_settings(services: Services, request: gr.Request, *values: Any) -> str:
    """Keep the settings, and say which. `values` are in the order of `_fields`."""
    require_owner(request, services.settings)
    shares, counts = values[: len(SHARES)], values[len(SHARES) : -2]
    given: dict[str, Any] = {name: _share(value) for name, value in zip(SHARES, shares, strict=True)}
    given |= {name: _whole(value) for name, value in zip(COUNTS, counts, strict=True)}
    *_, paused, sign_in = values
    settings = replace(services.store.sharing(), **given, paused=bool(paused), sign_in_required=bool(sign_in))
    services.store.set_sharing(settings, services.now())
    return notice(describe(settings, language(request)))


def _whole(number: Any) -> Any:
    """As an integer if it is one, which Gradio may send as a float."""
    return int(number) if isinstance(number, int | float) and number == int(number) else number


def _share(percent: Any) -> float:
    return percent / 100 if isinstance(percent, int | float) else float("nan")


def describe(settings: Sharing, lang: str) -> str:
    """The settings in a sentence or two."""
    values = {name: getattr(settings, name) for name in SHARES}
    values |= {name: getattr(settings, name) for name in COUNTS}
    said = say("owner_saved", lang, **values)
    if settings.sign_in_required:
        said = sentences(lang, said, say("owner_saved_sign_in", lang))
    return sentences(lang, said, say("owner_saved_paused" if settings.paused else "owner_saved_open", lang))


def show_ideas(services: Services, request: gr.Request) -> str:
    require_owner(request, services.settings)
    store = services.store
    return ideas_html(oversight.follow_ideas(store, services.now(), store.sharing()), language(request))


def show_people(services: Services, request: gr.Request) -> str:
    require_owner(request, services.settings)
    return people_html(quality.measure_annotators(services.store), language(request))


def exclude(services: Services, event: gr.EventData, request: gr.Request) -> tuple[str, str]:
    """Leave out, or count again, the person whose button was pressed."""
    require_owner(request, services.settings)
    given = str(event._data.get("annotator") or "")
    annotator = oversight.find_annotator(services.store.annotators(), given)
    excluded = bool(event._data.get("exclude"))
    oversight.set_excluded(services.store, annotator, excluded, services.now())
    key = "owner_excluded" if excluded else "owner_included"
    said = notice(say(key, language(request), name=short_name(annotator)))
    return said, show_people(services, request)


def make_backup(services: Services, folder: Path, request: gr.Request) -> tuple[dict, str]:
    """A snapshot to fetch from the page; the one before it goes."""
    require_owner(request, services.settings)
    for old in folder.glob("*.db"):
        old.unlink()
    path = folder / f"title-tuner-{services.now():%Y%m%d-%H%M%S}.db"
    services.store.back_up(path)
    said = say("owner_backup_ready", language(request), mb=path.stat().st_size / 2**20)
    return gr.update(value=str(path), visible=True), notice(said)


def restore(services: Services, path: str, request: gr.Request) -> list[Any]:
    """Put the snapshot in the place of the database, and say where the one before it lies."""
    require_owner(request, services.settings)
    aside = services.store.restore(Path(path), services.now())
    services.store.add_task(YOUTUBE_TITLES)
    Path(path).unlink()  # it holds everything; the upload has done its part
    said = say(
        "owner_restored", language(request), n=sum(services.store.count_sources().values()), path=aside
    )
    return [notice(said), None, *_fields(services.store.sharing())]
