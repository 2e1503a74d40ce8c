"""The Train tab's form as its owner left it: what it holds enters the store, and fills the next page."""

from dataclasses import asdict, dataclass, fields
from typing import Any

import gradio as gr

from pipeline.schema import RunConfig
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.training.methods import PRESETS_OF, default_preset
from pipeline.training.recipes import TUTORIAL, check_config, presets
from pipeline.ui import Services, shows_example
from pipeline.ui.access import require_owner
from pipeline.ui.text import language
from pipeline.ui.train_form import read_form


@dataclass(frozen=True)
class KeptForm:
    """`preset` is the one that is marked, whatever was changed after it; `examples` and `mix` say which
    labels are learned from.
    """

    config: RunConfig
    preset: str = TUTORIAL
    examples: bool = True
    mix: bool = False


def first_form(settings: Settings) -> KeptForm:
    """What the form holds before anybody has changed it."""
    return KeptForm(presets(settings.default_base_model)[TUTORIAL])


def keep_form(
    services: Services,
    request: gr.Request,
    examples: bool,
    mix: bool,
    preset: str,
    base_model: str,
    *values: Any,
) -> None:
    """Keep the form if a run could begin with it; what is being typed need not be whole."""
    require_owner(request, services.settings)
    try:
        config = read_form(base_model, values, language(request))
        check_config(config)
    except ValueError:
        return
    used = examples or shows_example(services)  # on the example it is no word about the project's own labels
    record = {"config": asdict(config), "preset": preset, "examples": used, "mix": mix}
    services.store.keep_train_form(record)


def read_kept(store: Store, settings: Settings) -> KeptForm:
    """The form as it was left; the first one where it never was, or cannot be used here any more."""
    record = store.train_form()
    if record is None:
        return first_form(settings)
    known = {field.name for field in fields(RunConfig)}
    config = RunConfig(**{name: value for name, value in record["config"].items() if name in known})
    try:
        check_config(config)
    except ValueError:  # its model is gone, or an older app allowed what this one does not
        return first_form(settings)
    preset = record["preset"]
    if preset not in PRESETS_OF[config.method]:
        preset = default_preset(config.method)
    return KeptForm(config, preset, record["examples"], record["mix"])
