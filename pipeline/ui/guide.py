"""The way through the four steps: the project's state enters; a sentence, the next step and what stands on
each tab leave.

While the project is empty they speak of the example, which its owner clears here and brings back here.
"""

import json
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline.ui import Services, bind, shows_example
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.events import ACT, AS_IT_OPENS, PRIVATE
from pipeline.ui.roles import Part, Visit
from pipeline.ui.standing import IDEAS_TO_TEACH, LABELS_FOR_ANOTHER, STEPS, Standing, find_standing
from pipeline.ui.text import LANGUAGES, say, sentences, t

HERE = Path(__file__).parent
SECONDS_BETWEEN_LOOKS = 4.0
BUTTONS = {
    "create": "create-write",
    "other_writer": "writer-needed",
    "train": "train-start",
    "compare": "compare-make-go",
}
FOLDS = {"compare": "compare-make"}  # which hides its button
BEGIN_ANEW = "() => { location.hash = 'create'; location.reload(); }"


def build() -> tuple[gr.HTML, gr.Button, gr.Button, gr.Timer]:
    """The bar above the tabs; `wire` gives it its events once the tabs are there."""
    with gr.Row(elem_id="guide"):
        said = gr.HTML(
            value="",
            html_template=(HERE / "guide.html").read_text(),
            js_on_load=(HERE / "guide.js").read_text(),
            apply_default_css=False,
            elem_id="guide-said",
        )
        start = gr.Button(
            t("guide_start"), variant="primary", size="sm", visible=False, elem_id="guide-start"
        )
        back = gr.Button(t("guide_back"), size="sm", visible=False, elem_id="guide-back")
    return said, start, back, gr.Timer(SECONDS_BETWEEN_LOOKS, active=False)


def wire(
    services: Services,
    tabs: list[gr.Tab],
    parts: tuple[gr.HTML, gr.Button, gr.Button, gr.Timer],
) -> None:
    """Show the bar when a tab is opened and, to the owner, as things change and when its script asks, soon
    after an act; begin anew when the example goes or comes.
    """
    said, start, back, timer = parts
    opened = (tab.select for tab in tabs)
    gr.on([timer.tick, said.submit, *opened], bind(show_guide, services), None, list(parts), **AS_IT_OPENS)
    for button, act in ((start, start_own), (back, show_again)):
        button.click(bind(act, services), None, None, **ACT).success(fn=None, js=BEGIN_ANEW, **PRIVATE)


def parts_at_opening(
    services: Services, said: gr.HTML, start: gr.Button, back: gr.Button, _: gr.Timer
) -> list[Part]:
    """The bar as it stands when the page is opened, so that nothing moves when it is asked again."""
    return [
        Part(said, told_at_opening, "value"),
        Part(start, lambda visit: visit.owner and visit.example),
        Part(back, lambda visit: visit.owner and can_undo(services)),
    ]


def told_at_opening(visit: Visit) -> str:
    """As `told`; nothing where a card is alone."""
    return told(visit.standing, visit.example, visit.owner) if visit.standing else ""


def show_guide(services: Services, request: gr.Request) -> list[Any]:
    """What the bar and the tabs say, which buttons there are, and whether to look again."""
    owner, example = is_owner(request, services.settings), shows_example(services)
    return [
        told(find_standing(services.shown()), example, owner),
        gr.update(visible=owner and example),
        gr.update(visible=owner and can_undo(services)),
        gr.Timer(active=owner),
    ]


def can_undo(services: Services) -> bool:
    """Whether the example was cleared, and nothing has come in its place."""
    return bool(services.example) and services.store.example_cleared() and services.store.holds_nothing()


def told(standing: Standing, example: bool, owner: bool) -> str:
    """What the bar and the tabs say, as JSON by language: a page is sent before its language is known."""
    return json.dumps({lang: _told(standing, example, owner, lang) for lang in LANGUAGES}, ensure_ascii=False)


def _told(standing: Standing, example: bool, owner: bool, lang: str) -> dict[str, Any]:
    here = None if example else standing.here
    may_go = owner or here == "label" or (here == "compare" and standing.to_judge > 0)
    said = (sentence(standing, lang, may_go), advice(standing, lang) if owner else "")
    done = owner and not example and not here
    go = way(here, standing, lang) if here and may_go else after_all(standing, lang) if done else None
    toward = done and not (standing.again or standing.training or standing.used_up)
    return {
        "said": say("guide_example", lang) if example else sentences(lang, *said),
        "example": example,
        "all_done": not example and here is None,
        "go": go,
        "more": more(standing, lang) if done else None,
        "toward": {
            "n": standing.new_labels,
            "of": LABELS_FOR_ANOTHER,
            "said": say("guide_toward", lang, n=standing.new_labels, enough=LABELS_FOR_ANOTHER),
        }
        if toward
        else None,
        "enough": (here == "train" and not standing.training) or (done and standing.again),
        "label": say("guide_label", lang),
        "steps": {
            step: {"done": standing.done[step], "here": step == here, "said": counted(step, standing, lang)}
            for step in STEPS
        },
    }


def start_own(services: Services, request: gr.Request) -> None:
    """Clear the example. Nothing is lost by it: what is shipped stays where it is."""
    require_owner(request, services.settings)
    services.store.clear_example(True)


def show_again(services: Services, request: gr.Request) -> None:
    require_owner(request, services.settings)
    services.store.clear_example(False)


def sentence(standing: Standing, lang: str, own_turn: bool = True) -> str:
    """Where the project is, and what comes next; for a visitor whose turn it is not, whose it
    is.
    """
    here = standing.here
    if here and not own_turn:
        return say(f"guide_owner_at_{here}", lang)
    if standing.writing:
        done, total = standing.writing
        return say("guide_writing", lang, done=f"{done:,}", total=f"{total:,}")
    if standing.again:
        return say("guide_again", lang, n=standing.new_labels)
    if here is None and standing.training:
        return say("guide_training", lang)
    if standing.used_up:
        return say("guide_used_up", lang, n=standing.new_labels)
    if here is None and standing.new_labels:
        return say("guide_more", lang, n=standing.new_labels, enough=LABELS_FOR_ANOTHER)
    if here is None:
        found = "by_example" if standing.by_example else standing.finding
        return say(f"guide_done_{found}", lang, enough=LABELS_FOR_ANOTHER)
    if here == "train" and standing.training:
        return say("guide_training", lang)
    if here == "compare" and standing.decided:
        return say("guide_newer", lang)
    if here == "compare" and standing.to_judge:
        return say("guide_judging", lang, judged=standing.judged, total=standing.to_judge)
    if here == "label":
        return say("guide_at_label", lang, labels=standing.labels, enough=standing.enough)
    if here == "train":
        return say("guide_at_train", lang, labels=standing.labels)
    if here == "create" and standing.ideas and not standing.declined:
        return say("guide_at_create_titles", lang, n=standing.ideas)
    return say("guide_declined" if standing.declined else f"guide_at_{here}", lang)


def advice(standing: Standing, lang: str) -> str:
    """How many ideas are good to have, as long as they are cheap to add: before they get titles."""
    if standing.here != "create" or standing.writing or standing.declined:
        return ""
    return say("guide_few", lang, n=IDEAS_TO_TEACH) if standing.ideas < IDEAS_TO_TEACH else ""


def way(here: str, standing: Standing, lang: str) -> dict[str, Any]:
    """Where the step that comes next is done: its tab and, for who is on that tab, the button down there."""
    ready = {
        "create": standing.ideas > 0 and not standing.writing,
        "train": not standing.training,
        "compare": not standing.to_judge or standing.decided,
    }
    to = "other_writer" if standing.declined else here
    there = say(f"guide_there_{to}", lang) if ready.get(here) else None
    said = say(f"guide_go_{here}", lang)
    return {"tab": here, "said": said, "there": there, "button": BUTTONS.get(to), "fold": FOLDS.get(here)}


def after_all(standing: Standing, lang: str) -> dict[str, Any] | None:
    """What comes when all is done: another model once there are many new labels, or else titles by this one,
    which `use` has picked there; where it is no better, more ideas.
    """
    if standing.training:
        return None
    if standing.again:
        return way("train", standing, lang)
    there = way("create", standing, lang)
    if standing.used_up or standing.finding in ("open", "worse"):
        return there | {"there": None}
    return there | {"said": say("guide_go_use", lang), "use": True}


def more(standing: Standing, lang: str) -> dict[str, str]:
    """What else there is to do then: more labels or, where there is nothing to label, a training on those
    there are, or more ideas.
    """
    if standing.used_up:
        return {"tab": "train", "said": say("guide_go_train", lang)}
    if standing.settled:
        return {"tab": "create", "said": say("guide_go_create", lang)}
    return {"tab": "label", "said": say("guide_go_more", lang)}


def counted(step: str, standing: Standing, lang: str) -> str:
    """What there is of a step, in a word or two."""
    n = {
        "create": standing.ideas,
        "label": standing.labels,
        "train": standing.runs,
        "compare": standing.judged,
    }[step]
    if n == 0 and step == "compare" and standing.to_judge:
        return say("guide_to_judge", lang, n=standing.to_judge)
    if n == 0:
        return say("guide_none", lang)
    if step == "compare" and standing.by_example:
        return say("guide_by_example", lang, n=n)
    return say(f"guide_n_{step}", lang, n=n)
