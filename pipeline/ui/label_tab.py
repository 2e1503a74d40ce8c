"""The second step: people pick the better of two titles."""

import gradio as gr

from pipeline.schema import Purpose
from pipeline.ui import Services
from pipeline.ui.choice_card import choice_card


def build(services: Services, page: gr.Blocks, tab: gr.Tab) -> None:
    choice_card(services, Purpose.PREFERENCE)
