"""How the page's events run: what their listeners are given besides handler, inputs and outputs."""

from typing import Any

import gradio as gr

PRIVATE: dict[str, Any] = {"api_visibility": "private"}
QUIET: dict[str, Any] = {**PRIVATE, "show_progress": "hidden"}  # the handler shows its own
# Acts go through the queue: Gradio shows no sentence that an event outside of it raises.
ACT: dict[str, Any] = {**QUIET, "concurrency_limit": None}
AT_ONCE: dict[str, Any] = {**QUIET, "queue": False}
WITH_A_MODEL: dict[str, Any] = {**PRIVATE, "concurrency_id": "model", "concurrency_limit": 1}
# To where what was asked for is, without an animation for those who want none.
SHOW = """() => requestAnimationFrame(() => document.getElementById("{}")?.scrollIntoView({{
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    block: "start",
}}))"""
# What comes to stand elsewhere once the page has taken in what came, on a phone above what was pressed.
IN_SIGHT = (
    """() => setTimeout(() => document.getElementById("{}")?.scrollIntoView({{ block: "nearest" }}), 400)"""
)
GO_TO = "() => document.getElementById('tab-{}-button')?.click()"
# To the form that makes a comparison, unfolded, its button the next to be pressed. Visitors have none.
GO_TO_COMPARE = """() => {
    document.getElementById("tab-compare-button")?.click();
    const show = (tries) => {
        const [part, button] = ["compare-make", "compare-make-go"].map((id) => document.getElementById(id));
        if (!button?.checkVisibility()) {
            if (part?.checkVisibility()) part.querySelector("button.label-wrap:not(.open)")?.click();
            return tries && setTimeout(show, 100, tries - 1);
        }
        part.scrollIntoView({ block: part.offsetHeight > innerHeight ? "start" : "nearest" });
        button.focus({ preventScroll: true });
    };
    show(20);
}"""
# What a tab asks for as it opens waits until it has been painted, or a tenth of a second where nothing is.
AFTER_PAINT = """(...given) => new Promise((done) => {
    const ask = () => setTimeout(() => done(given));
    requestAnimationFrame(ask);
    setTimeout(ask, 100);
})"""
AS_IT_OPENS: dict[str, Any] = {**AT_ONCE, "js": AFTER_PAINT}


def edited(control: Any) -> Any:
    """The event of a person's change to a control. Gradio's (6.31) text box has `input` for letters that are
    typed alone; what is deleted or pasted is a `change`, as is what the server fills in.
    """
    return control.change if isinstance(control, gr.Textbox) else control.input
