"""Fixed words: a key enters, a heading, a hint or a button of their width leaves.

What is no control is drawn by gr.HTML, as most of the page is: gr.Markdown has every visitor load and run a
parser for it.
"""

from typing import Any

import gradio as gr

from pipeline.ui.text import t


def section(key: str) -> gr.HTML:
    """The head of a part; the text under the key is HTML."""
    return plain(t(key), elem_classes="section")


def hint(key: str, **options: Any) -> gr.HTML:
    """A paragraph under or beside what it is about; `options` are those of gr.HTML."""
    return plain(t(key), "<p>${value}</p>", elem_classes="hint", **options)


def plain(value: Any, template: str = "${value}", **options: Any) -> gr.HTML:
    """HTML that only stands there."""
    return gr.HTML(
        value, html_template=template, container=False, apply_default_css=False, js_on_load=None, **options
    )


def narrow_button(key: str, elem_id: str, min_width: int = 200, **options: Any) -> gr.Button:
    """A button that leaves the rest of its row free; `options` are those of gr.Button."""
    return gr.Button(t(key), elem_id=elem_id, scale=0, min_width=min_width, **options)
