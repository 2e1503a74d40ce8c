"""The line under the card, with the way to example labels, and the panel behind it: where the labels are
kept, how many are saved here and how many on the Hub, for the owner, and Sync now.
"""

from html import escape
from typing import Any

import gradio as gr

from pipeline.enough import ENOUGH_LABELS
from pipeline.hub.keeper import SWITCHED_OFF, HubStatus
from pipeline.ui import Services, bind, shows_example
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.events import AS_IT_OPENS, PRIVATE
from pipeline.ui.messages import translate
from pipeline.ui.progress import duration, notice
from pipeline.ui.text import language, say, sentences, t

SECONDS_BETWEEN_LOOKS = 10.0
OPEN_LABELS = """element.addEventListener("click", (event) => {
    if (!event.target.closest("button")) return;
    const show = (tries) => {
        const tab = document.getElementById("owner-labels-button");
        if (!tab?.checkVisibility()) {
            document.querySelector("#owner-more > button.label-wrap:not(.open)")?.click();
            return tries && setTimeout(show, 100, tries - 1);
        }
        tab.click();
        tab.focus({ preventScroll: true });
        document.getElementById("owner-tabs").scrollIntoView();
    };
    show(20);
});"""


def build_line() -> gr.HTML:
    """The quiet line under the card. It has its room before it says anything, so that nothing moves then."""
    return gr.HTML(container=False, elem_id="hub-line", js_on_load=OPEN_LABELS)


def build(services: Services, tab: gr.Tab, line: gr.HTML) -> None:
    """The owner's panel; both it and the line are written anew when the tab is opened."""
    with gr.Accordion(t("hub_heading"), open=False, elem_id="hub-status"):
        details = gr.HTML(container=False, elem_id="hub-details")
        on_hub = services.keeper is not None
        sync = gr.Button(t("hub_sync_now"), size="sm", visible=on_hub, elem_id="sync-now")
        said = gr.HTML(container=False, elem_id="sync-said")
    shown: list[gr.components.Component] = [line, details]
    asked = [tab.select]
    if on_hub:  # the counts change as people label
        timer = gr.Timer(SECONDS_BETWEEN_LOOKS, active=False)
        shown.append(timer)
        asked.append(timer.tick)
    gr.on(asked, bind(show_status, services), outputs=shown, **AS_IT_OPENS)
    done = sync.click(bind(sync_now, services), outputs=said, **PRIVATE)
    for after in (done.success, done.failure):
        after(bind(show_status, services), outputs=shown, **AS_IT_OPENS)


def show_status(services: Services, request: gr.Request) -> list[Any]:
    """The line, the panel's details and, with a repo on the Hub, whether to look again."""
    said = list(_status(services, request))
    return [*said, gr.Timer(active=is_owner(request, services.settings))] if services.keeper else said


def _status(services: Services, request: gr.Request) -> tuple[str, str]:
    """A visitor gets nothing, but learns when labels are not taken."""
    lang = language(request)
    if not services.settings.takes_labels:
        refusal = notice(say("hub_no_secret", lang), "alert")
        return refusal, refusal
    if not is_owner(request, services.settings):
        return "", ""
    if shows_example(services):
        return "", ""  # no label of this project is there
    n_pairs, n_labels = services.store.count_pairs(), services.store.count_all_labels()
    offer = _offer(lang) if n_pairs and n_labels < ENOUGH_LABELS else ""
    if services.keeper is None:
        return _quiet(say("hub_here_only", lang)) + offer, switch_on(lang)
    status = services.keeper.status()
    return _quiet(line_text(status, lang)) + offer, details_html(services, status, lang)


def sync_now(services: Services, request: gr.Request) -> str:
    """A round at the owner's word. What goes wrong is the sentence that the page shows."""
    require_owner(request, services.settings)
    if services.keeper is None:
        raise ValueError(SWITCHED_OFF)
    done = services.keeper.sync_now()
    lang = language(request)
    return notice(say("hub_synced", lang, n=done.received.events, commits=done.commits))


def line_text(status: HubStatus, lang: str) -> str:
    """Saved here and on the Hub, apart; what waits and what is wrong only when there is something."""
    parts = [say("hub_line", lang, saved=status.saved, on_hub=status.on_hub)]
    if status.waiting or status.waiting_records:
        parts.append(say("hub_line_waiting", lang, n=status.waiting + status.waiting_records))
    if status.error or status.problems:
        parts.append(say("hub_line_look", lang))
    return " · ".join(parts)


def details_html(services: Services, status: HubStatus, lang: str) -> str:
    """The counts as a description list, and under it what went wrong and what could not be read."""
    last = say("hub_never", lang)
    if status.last_commit:
        seconds = (services.now() - status.last_commit).total_seconds()
        last = say("hub_ago", lang, time=duration(seconds, lang))
    rows = {
        "hub_repo": status.repo,
        "hub_saved": f"{status.saved:,}",
        "hub_on_hub": f"{status.on_hub:,}",
        "hub_waiting": say("hub_nothing_waits", lang),
        "hub_last": last,
    }
    if status.waiting or status.waiting_records:
        rows["hub_waiting"] = say("hub_waiting_value", lang, n=status.waiting, records=status.waiting_records)
    cells = "".join(
        f"<div><dt>{escape(say(key, lang))}</dt><dd>{escape(value)}</dd></div>" for key, value in rows.items()
    )
    wrong = [translate(problem, lang) for problem in status.problems]
    if status.error:
        wrong.insert(0, say("hub_error", lang, error=translate(status.error, lang)))
    return f'<dl class="stats">{cells}</dl>' + "".join(notice(sentence, "alert") for sentence in wrong)


def switch_on(lang: str) -> str:
    """How to keep the project on the Hub."""
    return f'<p class="stats-note">{escape(say("hub_switch_on", lang))}</p>'


def _offer(lang: str) -> str:
    """The way to example labels, for whoever would rather not label by hand."""
    ask, go = (escape(say(key, lang)) for key in ("label_no_time", "label_no_time_go"))
    asked = sentences(lang, ask, f'<button type="button">{go}</button>')
    return f'<p class="stats-note no-time">{asked}</p>'


def _quiet(sentence: str) -> str:
    """Said to nobody aloud: its counts are others' doing."""
    return f'<p class="stats-note">{escape(sentence)}</p>'
