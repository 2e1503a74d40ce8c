"""The list of ideas in the first step: what is searched for and acts on ideas enter; a page of the list, and
what became of an act, leave. Each act can be undone, until the next one, here or in the forms above.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import gradio as gr

from pipeline.model_names import run_of
from pipeline.schema import Idea, Run
from pipeline.training.runs import list_runs
from pipeline.ui import Services, bind, bind_view
from pipeline.ui.access import require_owner
from pipeline.ui.copying import COPY
from pipeline.ui.events import ACT, AT_ONCE, edited
from pipeline.ui.idea_list import ideas_html
from pipeline.ui.progress import notice
from pipeline.ui.prose import section
from pipeline.ui.roles import Part, for_lookers, for_owner, for_owner_later
from pipeline.ui.run_view import model_name, run_behind, run_time
from pipeline.ui.text import language, say, t
from pipeline.ui.writing import Writing
from pipeline.writers import declines

IDEAS_ON_A_PAGE = 12
PICK_IDEA = """element.addEventListener("click", (event) => {
    const { idea, aside } = event.target.closest("[data-idea]")?.dataset ?? {};
    if (idea) trigger("click", { idea, aside: aside === "1" });
});"""
# The button that was pressed goes with its idea: who uses the keyboard goes on where it can be taken back.
FOCUS_UNDO = """() => requestAnimationFrame(() => {
    if (document.activeElement.matches("body, .idea-act"))
        document.querySelector("#create-list-undo")?.focus({ preventScroll: true });
})"""


@dataclass(frozen=True)
class Act:
    """`ideas` that one act set `aside`, or brought back, and those that were `new`; kept on the server for
    its visitor.
    """

    ideas: tuple[str, ...]
    aside: bool = False
    new: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListParts:
    """`asked` is what is searched for, `listing` what shows what was found; after the `acts` there may be
    other ideas in the list, and `outcome` says what became of the latest.
    """

    asked: list[gr.blocks.Block]
    listing: list[gr.blocks.Block]
    summary: gr.HTML
    acts: list[gr.events.Dependency]
    outcome: "Outcome"
    parts: list[Part]


@dataclass(frozen=True)
class Outcome:
    """Where it is said what became of an act, and the button that undoes it."""

    said: gr.HTML
    undo: gr.Button


def build(services: Services, writing: Writing, latest: gr.State, others: list[Outcome]) -> ListParts:
    """`latest` is the act that can be undone; what `others` say goes when it was one of the list's."""
    with gr.Column(visible=False, elem_id="create-list") as list_part:
        section("create_list")
        summary = gr.HTML(elem_id="create-summary", apply_default_css=False)
        with gr.Row(elem_classes="filter"):
            search = gr.Textbox(
                placeholder=t("create_search"),
                show_label=False,
                label=t("create_search"),
                min_width=220,
                scale=3,
            )
            unfinished = gr.Checkbox(label=t("create_unfinished"), container=False, min_width=160)
            aside = gr.Checkbox(
                label=t("create_show_aside"),
                container=False,
                min_width=160,
                visible=False,
                elem_id="create-show-aside",
            )
        with gr.Row(elem_classes="undo-line"):
            said = gr.HTML(visible=False, elem_id="create-list-said", apply_default_css=False)
            back_again = undo_button("create-list-undo")
            every = gr.Button(size="sm", visible=False, elem_id="create-list-every", min_width=160, scale=0)
        listed = gr.HTML(elem_id="create-ideas", apply_default_css=False, js_on_load=PICK_IDEA + COPY)
        with gr.Row(visible=False, elem_classes="pager") as pager:
            back = gr.Button(t("create_back"), size="sm", min_width=90)
            place = gr.HTML(elem_id="create-place", apply_default_css=False, min_width=90)
            forth = gr.Button(t("create_forth"), size="sm", min_width=90)
    number = gr.State(1)

    searched = [search, unfinished, aside]
    asked = [*searched, number]
    listing = [number, listed, pager, place, back, forth, unfinished, aside, every]
    find = bind_view(find_ideas, services, writing)
    for control in searched:
        edited(control)(find, searched, listing, trigger_mode="always_last", **AT_ONCE)
    back.click(bind_view(turn, services, writing, -1), asked, listing, **AT_ONCE)
    forth.click(bind_view(turn, services, writing, 1), asked, listing, **AT_ONCE)
    outcome = [said, latest, back_again, *(part for other in others for part in (other.said, other.undo))]
    acts = [
        listed.click(bind(move_idea, services), None, outcome, **ACT),
        every.click(bind(move_found, services), searched, outcome, **ACT),
        back_again.click(bind(undo, services), latest, outcome[:3], **ACT),
    ]
    parts = [*for_lookers(list_part), *for_owner(said), *for_owner_later(aside, every, back_again)]
    return ListParts([*asked], [*listing], summary, acts, Outcome(said, back_again), parts)


def build_outcome(said_id: str, undo_id: str) -> Outcome:
    with gr.Row(elem_classes="undo-line"):
        return Outcome(gr.HTML(elem_id=said_id, apply_default_css=False), undo_button(undo_id))


def nothing_said() -> list[Any]:
    """An Outcome of which nothing is said, any more or yet."""
    return ["", gr.update(visible=False)]


def undo_button(elem_id: str) -> gr.Button:
    """Hidden until there is something to undo."""
    return gr.Button(t("create_undo"), size="sm", visible=False, elem_id=elem_id, min_width=90, scale=0)


def find_ideas(
    services: Services, writing: Writing, search: str, unfinished: bool, aside: bool, request: gr.Request
) -> list[Any]:
    """The first page of what is searched for."""
    _require_sight(services, request)
    return list_ideas(services, writing, search, unfinished, aside, 1, language(request))


def turn(
    services: Services,
    writing: Writing,
    by: int,
    search: str,
    unfinished: bool,
    aside: bool,
    number: int,
    request: gr.Request,
) -> list[Any]:
    """The page that is `by` after this one, or before it where that is negative."""
    _require_sight(services, request)
    return list_ideas(services, writing, search, unfinished, aside, number + by, language(request))


def _require_sight(services: Services, request: gr.Request) -> None:
    """The list is the owner's; that of the example is everybody's."""
    if not services.is_example:
        require_owner(request, services.settings)


def list_ideas(
    services: Services,
    writing: Writing,
    search: str,
    unfinished: bool,
    aside: bool,
    number: int,
    lang: str,
) -> list[Any]:
    """Page number, its ideas (as `in_order`), the pager, its place in words, whether it can be turned back
    and forth, the two switches, and the act on all that were found.
    """
    store, task = services.store, services.task
    n_aside = store.count_aside(task)
    aside = bool(aside and n_aside)
    found = _find(services, search, unfinished, aside)
    last = max(1, -(-len(found) // IDEAS_ON_A_PAGE))
    number = min(max(1, int(number)), last)
    page = found[(number - 1) * IDEAS_ON_A_PAGE : number * IDEAS_ON_A_PAGE]
    titles = store.candidates(task, [idea.id for idea in page], every_version=True)
    own = not services.is_example
    runs_dir = services.settings.runs_dir

    @cache
    def named(writer: str) -> str:
        return writer_name(writer, list_runs(runs_dir) if run_of(writer) else (), lang)

    usual = services.settings.default_base_model
    declined = {
        idea.text: why for idea in page if idea.id not in titles and (why := declines(usual, idea.text))
    }
    html = ideas_html(page, titles, task, declined | writing.reasons, lang, own, aside, named)
    narrowed = bool(_wanted(search)) or unfinished or aside
    nothing = notice(say("create_nothing_found", lang)) if narrowed else ""
    place = say("create_place", lang, number=number, last=last, found=len(found))
    every = say("create_all_back" if aside else "create_all_aside", lang, n=len(found))
    return [
        number,
        html if page else nothing,
        gr.update(visible=last > 1),
        place,
        gr.update(interactive=number > 1),
        gr.update(interactive=number < last),
        gr.update(interactive=not aside),
        gr.update(value=aside, label=say("create_aside_n", lang, n=n_aside), visible=n_aside > 0),
        gr.update(value=every, visible=own and narrowed and len(found) > 1),
    ]


def writer_name(writer: str, runs: Sequence[Run], lang: str) -> str:
    """A model's name, or of one that was trained here when that was: runs' names are alike."""
    run = run_behind(writer, runs)
    return say("create_by_run", lang, at=run_time(run)) if run else model_name(writer, runs, lang)


def in_order(ideas: Sequence[Idea]) -> list[Idea]:
    """The newest first, and those that come with the app after people's own."""
    return sorted(reversed(ideas), key=lambda idea: idea.origin == "bundled")


def _wanted(search: str) -> str:
    return " ".join((search or "").casefold().split())


def _find(services: Services, search: str, unfinished: bool, aside: bool) -> list[Idea]:
    """As `in_order`; of those that are set aside the latest first, and whether they lack titles does not
    matter.
    """
    store, task, wanted = services.store, services.task, _wanted(search)
    known = store.ideas_aside(task)[::-1] if aside else in_order(store.ideas(task))
    counts = store.count_candidates(task) if unfinished and not aside else {}
    return [
        idea
        for idea in known
        if wanted in idea.text.casefold() and counts.get(idea.id, -1) < task.n_candidates
    ]


def move_idea(services: Services, event: gr.EventData, request: gr.Request) -> list[Any]:
    """Set aside the idea whose button was pressed, or bring it back."""
    require_owner(request, services.settings)
    lang, idea_id = language(request), str(event._data.get("idea") or "")
    idea = next((one for one in services.store.every_idea(services.task) if one.id == idea_id), None)
    if idea is None:
        raise ValueError(say("create_idea_gone", lang))
    return _move(services, [idea], bool(event._data.get("aside")), lang)


def move_found(
    services: Services, search: str, unfinished: bool, aside: bool, request: gr.Request
) -> list[Any]:
    """Set aside all that was searched for, or bring back all of that which is set aside."""
    require_owner(request, services.settings)
    return _move(services, _find(services, search, unfinished, aside), not aside, language(request))


def _move(services: Services, ideas: Iterable[Idea], aside: bool, lang: str) -> list[Any]:
    """What became of it and how to undo it, in place of what was added by the two forms above."""
    texts = {idea.id: idea.text for idea in ideas}
    changed = services.store.set_aside(texts, aside, services.now())
    services.writing.forget()
    key = "aside" if aside else "back"
    if len(changed) == 1:
        sentence = say(f"create_one_{key}", lang, idea=texts[changed[0]])
    else:
        sentence = say(f"create_several_{key}", lang, n=len(changed))
    undone = offer_undo(Act(tuple(changed), aside))
    return [notice(sentence), *undone, *nothing_said(), *nothing_said()]


def offer_undo(act: Act) -> tuple[Act | None, dict]:
    """What `undo` is to be given, and the button for it; neither where nothing was done."""
    done = bool(act.ideas or act.new)
    return act if done else None, gr.update(visible=done)


def undo(services: Services, act: Act | None, request: gr.Request) -> list[Any]:
    """Take the act back, of all its ideas and of no others. Those that it added are as if they had never
    been, unless somebody has labelled them: then they are set aside.
    """
    require_owner(request, services.settings)
    lang = language(request)
    if not isinstance(act, Act):
        raise ValueError(say("create_nothing_to_undo", lang))
    store, now = services.store, services.now()
    changed = store.set_aside(act.ideas, not act.aside, now)
    changed += store.set_aside(act.new, True, now, undone=True)
    services.writing.forget()
    key = "create_undone_aside" if act.aside else "create_undone_added"
    return [notice(say(key, lang, n=len(changed))), None, gr.update(visible=False)]
