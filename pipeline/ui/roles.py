"""Which parts of the page there are for whom: settled as the page is sent, so that nothing moves once it is
drawn.

Gradio goes through all that a container holds for each event that has it among its outputs, so nothing that
happens later has one there either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from starlette.requests import Request

from pipeline.training.runs import list_runs, title_runs
from pipeline.ui import Services, shows_example
from pipeline.ui.access import is_owners_visit
from pipeline.ui.kept_form import KeptForm, first_form, read_kept
from pipeline.ui.standing import Standing, find_standing

TABS = ("create", "label", "train", "compare")
ALONE = ("label", "compare")  # whose card can be a page of its own


@dataclass(frozen=True)
class Visit:
    """Who opens the page, and what there is to see then: labels, a trained model and a comparison, those
    of the example while that is shown; the form of a run, as its owner left it; whether a card is alone on
    the page and, where it is not, how far the project is.
    """

    owner: bool
    example: bool
    labels: bool
    models: bool
    comparisons: bool
    form: KeptForm
    alone: bool = False
    standing: Standing | None = None


Rule = Callable[[Visit], Any]


@dataclass(frozen=True)
class Part:
    """A block that is built hidden, and the rule by which it is shown; or a rule for another of its props.
    What is for the `owner_alone` no event shows to others.
    """

    block: gr.blocks.Block
    rule: Rule
    prop: str = "visible"
    owner_alone: bool = False


def for_owner(*blocks: gr.blocks.Block) -> list[Part]:
    return [Part(block, lambda visit: visit.owner, owner_alone=True) for block in blocks]


def for_owner_later(*blocks: gr.blocks.Block) -> list[Part]:
    """For the owner, when something has come about that they are of use for."""
    return [Part(block, lambda visit: False, owner_alone=True) for block in blocks]


def for_owner_of_project(*blocks: gr.blocks.Block) -> list[Part]:
    """For the owner, and not on the example."""
    return [Part(each, lambda visit: visit.owner and not visit.example, owner_alone=True) for each in blocks]


def for_lookers(*blocks: gr.blocks.Block) -> list[Part]:
    """For the owner, and on the example for everyone."""
    return [Part(block, lambda visit: visit.owner or visit.example) for block in blocks]


def for_others(*blocks: gr.blocks.Block) -> list[Part]:
    """For everyone but the owner, and not on the example."""
    return [Part(block, lambda visit: not visit.owner and not visit.example) for block in blocks]


def find_visit(services: Services, request: Request) -> Visit:
    shown, settings = services.shown(), services.settings
    owner = is_owners_visit(request, settings)
    alone = request.query_params.get("view") in ALONE
    runs = list_runs(shown.settings.runs_dir)
    standing = None if alone else find_standing(shown, runs)
    return Visit(
        owner=owner,
        example=shows_example(services),
        labels=(standing.labels if standing else shown.store.count_all_labels()) > 0,
        models=bool(title_runs(runs)),
        comparisons=shown.store.newest_comparison() is not None,
        form=read_kept(services.store, settings) if owner else first_form(settings),
        alone=alone,
        standing=standing,
    )


@dataclass(frozen=True)
class Opening:
    """How the page begins: for whom ("owner" or "visitor"; what they may do is asked again at each act); the
    tab, if its address names none; by a component's id the props that it has instead of those it was built
    with; the element ids of tabs that cannot be opened, and the ids of components that are never shown.
    """

    who: str
    tab: str
    props: dict[int, dict[str, Any]]
    closed: frozenset[str] = frozenset()
    never: frozenset[int] = frozenset()


def opening(services: Services, parts: Sequence[Part], request: Request) -> Opening:
    """How the page begins for who asks for it; a card alone has no other tabs."""
    visit = find_visit(services, request)
    props: dict[int, dict[str, Any]] = {}
    for part in parts:
        props.setdefault(part.block._id, {})[part.prop] = part.rule(visit)
    alone = request.query_params.get("view")
    closed = frozenset(f"tab-{name}" for name in TABS if name != alone) if alone in ALONE else frozenset()
    never = frozenset(part.block._id for part in parts if part.owner_alone and not visit.owner)
    return Opening("owner" if visit.owner else "visitor", first_tab(visit), props, closed, never)


def first_tab(visit: Visit) -> str:
    """Where its visitor can do something: on the example and for others that is labelling, or judging where
    the newest comparison waits for it. The owner of a project comes to the step where it is, and to the
    result when all are done.
    """
    standing = visit.standing
    if visit.example or standing is None:
        return "label"
    if visit.owner:
        return standing.here or "compare"
    judging = standing.here == "compare" and standing.to_judge > 0 and not standing.decided
    return "compare" if judging else "label"
