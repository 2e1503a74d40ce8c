"""Which parts of the page there are for whom, and how it begins."""

from dataclasses import replace
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

from pipeline.ui import Services
from pipeline.ui.roles import Part, find_visit, first_tab, for_lookers, for_others, for_owner, opening
from pipeline.ui.standing import Standing, find_standing
from ui.running_app import write_some_titles

DERIVED = ("labels", "comparisons")


def seen(services: Services, request: gr.Request) -> list[Any]:
    """Whether the owner's part, the lookers' and the others' are shown."""
    blocks = [gr.Markdown() for _ in range(3)]
    parts = [*for_owner(blocks[0]), *for_lookers(blocks[1]), *for_others(blocks[2])]
    props = opening(services, parts, request.request).props
    return [props[block._id]["visible"] for block in blocks]


def found(services: Services, request: gr.Request) -> list[Any]:
    """Whether there are labels and comparisons to be seen."""
    block = gr.Markdown()
    parts = [Part(block, lambda visit, name=name: getattr(visit, name), name) for name in DERIVED]
    return [opening(services, parts, request.request).props[block._id][name] for name in DERIVED]


def test_the_owner_has_every_part_but_the_one_that_says_whose_it_is(
    services: Services, owner: gr.Request
) -> None:
    assert seen(services, owner) == [True, True, False]


def test_others_are_told_that_it_is_the_owners_and_see_the_example_when_it_is_shown(
    both: Services, volunteer: gr.Request
) -> None:
    assert seen(replace(both, example=None), volunteer) == [False, False, True]
    assert seen(both, volunteer) == [False, True, False]


def test_what_there_is_to_see_is_the_examples_while_that_is_shown(both: Services, owner: gr.Request) -> None:
    assert found(both, owner) == [True, True]
    assert found(replace(both, example=None), owner) == [False, False]


def test_who_has_no_project_to_create_starts_at_labelling(
    services: Services, both: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    begun = [opening(services, [], asked.request) for asked in (owner, volunteer)]
    assert [(each.who, each.tab) for each in begun] == [("owner", "create"), ("visitor", "label")]
    on_example = opening(both, [], owner.request)
    assert (on_example.who, on_example.tab) == ("owner", "label")


def test_a_card_alone_has_no_other_tabs(services: Services, owner: gr.Request) -> None:
    def closed(query: str) -> set[str]:
        asked = Request({**owner.request.scope, "query_string": query.encode()})
        return {name.removeprefix("tab-") for name in opening(services, [], asked).closed}

    assert closed("view=label") == {"create", "train", "compare"}
    assert closed("view=compare") == {"create", "label", "train"}
    assert closed("view=train") == closed("") == set()


EMPTY = Standing(ideas=0, pairs=0, labels=0, runs=0, training=False, judged=0, to_judge=0)
TITLED = replace(EMPTY, ideas=40, pairs=400)
LABELLED = replace(TITLED, labels=100)
TRAINED = replace(LABELLED, runs=1)
COMPARED = replace(TRAINED, to_judge=40)
DECIDED = replace(COMPARED, judged=40)


@pytest.mark.parametrize(
    "standing, owners, others",
    [
        (EMPTY, "create", "label"),
        (TITLED, "label", "label"),
        (LABELLED, "train", "label"),
        (replace(LABELLED, training=True), "train", "label"),
        (TRAINED, "compare", "label"),  # the owner makes the comparison; until then there is nothing to judge
        (COMPARED, "compare", "compare"),
        (replace(COMPARED, judged=12, over=True), "compare", "label"),  # as its design has it
        (DECIDED, "compare", "label"),  # the result
        (replace(DECIDED, newer=True), "compare", "label"),
    ],
)
def test_the_owner_comes_back_to_the_step_that_is_next_and_others_to_what_they_can_do(
    services: Services, owner: gr.Request, standing: Standing, owners: str, others: str
) -> None:
    visit = replace(find_visit(services, owner.request), standing=standing)
    assert first_tab(visit) == owners
    assert first_tab(replace(visit, owner=False)) == others
    assert first_tab(replace(visit, example=True)) == "label"


def test_how_far_the_project_is_counts_once_for_all_that_the_page_begins_with(
    services: Services, owner: gr.Request
) -> None:
    write_some_titles(services.store, services.task)
    asked: list[str] = []
    services.store._reader.set_trace_callback(asked.append)
    opening(services, [], owner.request)
    services.store._reader.set_trace_callback(None)
    assert sum("FROM label_counts" in sql for sql in asked) == 1
    assert opening(services, [], owner.request).tab == "label"
    alone = Request({**owner.request.scope, "query_string": b"view=label"})
    assert find_visit(services, owner.request).standing == find_standing(services)
    assert find_visit(services, alone).standing is None
