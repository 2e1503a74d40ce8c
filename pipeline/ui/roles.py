"""Which parts of the page there are for whom: settled once, as the page opens.

Gradio goes through all that a container holds for each event that has it among its outputs, so nothing that
happens often has one there.
"""

from collections.abc import Callable
from dataclasses import dataclass

import gradio as gr

from pipeline.ui import Services, shows_example
from pipeline.ui.access import is_owner

Rule = Callable[[bool, bool], bool]


@dataclass(frozen=True)
class Part:
    """A block that is built hidden, and the rule by which it is shown: of whether the visitor is the owner,
    and whether the example is shown.
    """

    block: gr.blocks.Block
    rule: Rule


def for_owner(*blocks: gr.blocks.Block) -> list[Part]:
    return [Part(block, lambda owner, example: owner) for block in blocks]


def for_owner_of_project(*blocks: gr.blocks.Block) -> list[Part]:
    """For the owner, and not on the example."""
    return [Part(block, lambda owner, example: owner and not example) for block in blocks]


def for_lookers(*blocks: gr.blocks.Block) -> list[Part]:
    """For the owner, and on the example for everyone."""
    return [Part(block, lambda owner, example: owner or example) for block in blocks]


def for_others(*blocks: gr.blocks.Block) -> list[Part]:
    """For everyone but the owner, and not on the example."""
    return [Part(block, lambda owner, example: not owner and not example) for block in blocks]


def show_parts(services: Services, rules: list[Rule], request: gr.Request) -> list[dict]:
    """Whether each part is visible."""
    owner, example = is_owner(request, services.settings), shows_example(services)
    return [gr.update(visible=rule(owner, example)) for rule in rules]
