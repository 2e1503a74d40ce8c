"""What a run is made with, folded: the base model, the preset, the method and every setting."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from pipeline.training.methods import ALL_PRESETS
from pipeline.training.recipes import TUTORIAL, presets
from pipeline.ui import method_picker
from pipeline.ui.explain import explanations
from pipeline.ui.roles import Part, Rule
from pipeline.ui.run_view import model_choices
from pipeline.ui.text import t
from pipeline.ui.train_form import FIRST, FOLDED, FORM, OF_REWARDS, SECOND, make_input


@dataclass(frozen=True)
class SettingsForm:
    """`inputs` are the fields of `train_form.FORM`, the method first; `methods` shows each method's cost, and
    lies in `others`; `of_rewards` are of use with a reward model alone; `folder` says where runs lie.
    """

    base: gr.Dropdown
    preset: gr.Radio
    others: gr.Accordion
    methods: gr.HTML
    of_rewards: gr.Accordion
    inputs: list[Any]
    folder: gr.HTML


def build(base_model: str) -> SettingsForm:
    """The form, filled for this base model."""
    config = presets(base_model)[TUTORIAL]
    with gr.Accordion(t("train_settings"), open=False, elem_id="train-settings"):
        with gr.Row():
            base = gr.Dropdown(
                model_choices(base_model),
                value=base_model,
                allow_custom_value=True,
                label=t("train_base_model"),
                info=t("train_base_model_info"),
                elem_id="train-base_model",
                min_width=300,
            )
            preset = gr.Radio(
                method_picker.preset_choices(ALL_PRESETS),
                value=TUTORIAL,
                label=t("train_preset"),
                info=t("train_preset_info"),
                elem_id="train-preset",
                min_width=300,
            )
        others = gr.Accordion(t("train_method_fold"), open=False, elem_id="train-methods-fold")
        with others:
            method, methods = method_picker.build(config)
        inputs: list[Any] = [method]
        with gr.Accordion(t("train_more"), open=False, elem_id="train-more"):
            for names in (FIRST, SECOND, FOLDED):
                with gr.Row():
                    inputs += [make_input(name, config) for name in names]
            explanations(("beta",))
            folder = gr.HTML(elem_id="train-folder", apply_default_css=False)
        of_rewards = gr.Accordion(t("rlhf_settings"), open=False, visible=False, elem_id="train-of-rewards")
        with of_rewards, gr.Row():
            inputs += [make_input(name, config) for name in OF_REWARDS]
    return SettingsForm(base, preset, others, methods, of_rewards, inputs, folder)


def as_left(examples: gr.Checkbox, mix: gr.Checkbox, made: SettingsForm) -> list[Part]:
    """The form, and which labels it learns from, as the owner left them."""
    values = zip(FORM, made.inputs, strict=True)
    return [
        Part(examples, lambda visit: visit.form.examples, "value"),
        Part(mix, lambda visit: visit.form.mix, "value"),
        Part(made.preset, lambda visit: visit.form.preset, "value"),
        Part(made.preset, lambda visit: method_picker.sent_choices(visit.form.config.method), "choices"),
        Part(made.base, lambda visit: visit.form.config.base_model, "value"),
        *(Part(box, _in_form(name), "value") for name, box in values),
        Part(made.others, lambda visit: visit.form.config.method != "dpo", "open"),
        Part(made.of_rewards, lambda visit: visit.form.config.method != "dpo"),
    ]


def _in_form(name: str) -> Rule:
    return lambda visit: getattr(visit.form.config, name)
