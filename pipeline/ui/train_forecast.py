"""What the form's settings are and would need, and each method's cost: asked while the form is filled in."""

from typing import Any

import gradio as gr

from pipeline.ui import Services, method_picker, train_acts
from pipeline.ui.access import require_owner
from pipeline.ui.messages import full_sentence
from pipeline.ui.progress import notice
from pipeline.ui.run_view import about_html
from pipeline.ui.text import language
from pipeline.ui.train_estimate import estimate_html, is_here
from pipeline.ui.train_form import read_form


def show_estimate(
    services: Services, request: gr.Request, examples: bool, mix: bool, base_model: str, *values: Any
) -> list[Any]:
    """What these settings need, each method's cost, and what the settings are; where nothing is known and
    nothing has to be fetched, a probe begins.
    """
    here = is_here(base_model or "")
    return _estimate(services, request, examples, mix, base_model, values, measure=here, again=False)


def measure_pace(
    services: Services, request: gr.Request, examples: bool, mix: bool, base_model: str, *values: Any
) -> list[Any]:
    """The same, with a probe whatever it has to fetch, and another one where one has ended."""
    return _estimate(services, request, examples, mix, base_model, values, measure=True, again=True)


def _estimate(
    services: Services,
    request: gr.Request,
    examples: bool,
    mix: bool,
    base_model: str,
    values: tuple[Any, ...],
    measure: bool,
    again: bool,
) -> list[Any]:
    require_owner(request, services.settings)
    lang = language(request)
    split = train_acts.derive(services, examples, mix)
    missing = train_acts.missing_data(services, split, lang)
    said, going, asks, about = "", False, False, gr.skip()
    try:
        config = read_form(base_model, values, lang)
        about = about_html(config, lang)
        if not missing:
            said, going, asks = estimate_html(services, config, split, lang, measure, again)
    except ValueError as error:  # what is being typed need not be whole; Start says it aloud
        said = notice(full_sentence(str(error), lang))
    costs = "" if missing else method_picker.costs_html(services, split, base_model, values, lang)
    return [said, gr.Timer(active=going), gr.update(visible=asks), costs, about]
