"""The page for volunteers: at `?view=label` it is the card and nothing else, at `?view=compare` the newest
comparison's; the owner finds these links to send.

What is hidden there is only out of the way: rights are checked by every handler.
"""

from pathlib import Path

import gradio as gr

from pipeline.ui.text import words

HERE = Path(__file__).parent


def volunteer_link(view: str) -> gr.HTML:
    """The link to the view as this browser reaches the page, a button that copies it, and what there is to
    say of it: of a comparison's, after the end too.
    """
    after = f'<p class="link-after" data-word="link_after_{view}"></p>'
    template = (HERE / "volunteer_link.html").read_text()
    return gr.HTML(
        html_template=template.replace("{after}", after if view == "compare" else "").replace("{view}", view),
        js_on_load=(HERE / "volunteer_link.js").read_text(),
        apply_default_css=False,
        elem_id=f"{view}-link",
        view=view,
        words=words("link_"),
    )
