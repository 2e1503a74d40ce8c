"""The page for volunteers: at `?view=label` it is the card and nothing else, and the owner finds that link to
send.

What is hidden there is only out of the way: rights are checked by every handler.
"""

from pathlib import Path

import gradio as gr

from pipeline.ui.text import words

HERE = Path(__file__).parent


def volunteer_link() -> gr.HTML:
    """The link as this browser reaches the page, and a button that copies it."""
    return gr.HTML(
        html_template=(HERE / "volunteer_link.html").read_text(),
        js_on_load=(HERE / "volunteer_link.js").read_text(),
        apply_default_css=False,
        elem_id="volunteer-link",
        words=words("link_"),
    )
