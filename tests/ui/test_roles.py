"""Which parts of the page there are for whom."""

from dataclasses import replace

import gradio as gr

from pipeline.ui import Services
from pipeline.ui.page import first_tab
from pipeline.ui.roles import for_lookers, for_others, for_owner, show_parts


def seen(services: Services, request: gr.Request) -> list[bool]:
    """Whether the owner's part, the lookers' and the others' are shown."""
    block = gr.Markdown()
    parts = [*for_owner(block), *for_lookers(block), *for_others(block)]
    return [update["visible"] for update in show_parts(services, [part.rule for part in parts], request)]


def test_the_owner_has_every_part_but_the_one_that_says_whose_it_is(
    services: Services, owner: gr.Request
) -> None:
    assert seen(services, owner) == [True, True, False]


def test_others_are_told_that_it_is_the_owners_and_see_the_example_when_it_is_shown(
    both: Services, volunteer: gr.Request
) -> None:
    assert seen(replace(both, example=None), volunteer) == [False, False, True]
    assert seen(both, volunteer) == [False, True, False]


def test_who_cannot_create_anything_starts_at_labelling(
    services: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    assert (first_tab(services, owner), first_tab(services, volunteer)) == ("", "label")
