"""The choice of a method: what each one costs on this machine, what it does, and its formula."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import Dependency
from gradio.i18n import I18nData

from pipeline.preferences import Split
from pipeline.schema import RunConfig
from pipeline.settings import EMBEDDED
from pipeline.training.estimate import Pace, estimate_run, find_pace, guess_device
from pipeline.training.events import read_events
from pipeline.training.memory import Workload, measure_workload
from pipeline.training.methods import ALL_PRESETS, PRESETS_OF, default_preset, presets_of
from pipeline.training.probe import probe_events
from pipeline.training.recipes import METHODS, check_config
from pipeline.training.runs import list_runs
from pipeline.ui import Services, bind
from pipeline.ui.access import require_owner
from pipeline.ui.events import ACT, AT_ONCE
from pipeline.ui.findings import findings_html, read_findings
from pipeline.ui.progress import duration
from pipeline.ui.text import language, say, t
from pipeline.ui.train_estimate import absolute
from pipeline.ui.train_form import form_values, read_form

ROWS = ("models", "labels", "time", "tokens")
# CPU seconds of a usual training against DPO's with the prefix tree, bench/RESULTS.md: of a reward model, and
# of the policy after it.
REWARD_AGAINST_DPO, POLICY_AGAINST_DPO = 4.0, 6.0
FORMULAS = {
    "dpo": "loss = −log σ( β [ log π(chosen)/π₀(chosen) − log π(rejected)/π₀(rejected) ] )",
    "reward_model": "loss = −log σ( r(chosen) − r(rejected) );  title = argmax r(titleᵢ), i = 1 … n",
    "rlhf": "advantageᵢ = Rᵢ − mean of Rⱼ, j ≠ i;  R = r(title) − β log π(title)/π₀(title)",
}


def build(config: RunConfig) -> tuple[gr.Radio, gr.HTML]:
    """The choice, and what there is to know before it is made."""
    method = gr.Radio(
        [(t(f"train_method_{name}"), name) for name in METHODS],
        value=config.method,
        label=t("train_method"),
        info=t("train_method_info"),
        elem_id="train-method",
    )
    return method, gr.HTML(elem_id="train-methods", apply_default_css=False)


def wire(
    services: Services,
    asked: list[Any],
    filling: list[Any],
    form: list[Any],
    forecast: list[Any],
    look: Callable[..., Any],
) -> Dependency:
    """Fill the form when a method is chosen; `look` then makes the forecast of the form."""
    picked = asked[1].input(bind(choose_method, services), asked, filling, **ACT)
    picked.then(look, form, forecast, **AT_ONCE)
    return picked


def preset_choices(names: Sequence[str]) -> list[tuple[I18nData, str]]:
    """Presets to pick from, by the names that the browser's language has for them."""
    return [(t(f"train_preset_{ALL_PRESETS.index(name)}"), name) for name in names]


def sent_choices(method: str) -> list[tuple[str, str]]:
    """The method's presets, as the page's configuration has choices."""
    return [(str(label), name) for label, name in preset_choices(PRESETS_OF[method])]


def choose_method(services: Services, base_model: str, method: str, request: gr.Request) -> list[Any]:
    """The method's presets, whether RLHF's settings are of use, and the form as the usual preset fills it."""
    require_owner(request, services.settings)
    lang, preset = language(request), default_preset(method)
    names = PRESETS_OF[method]
    choices = [(say(f"train_preset_{ALL_PRESETS.index(name)}", lang), name) for name in names]
    config = presets_of(method, base_model or EMBEDDED)[preset]
    more = gr.update(visible=method != "dpo", open=method == "rlhf")
    return [gr.update(choices=choices, value=preset), more, *form_values(config)]


def costs_html(services: Services, split: Split, base_model: str, values: tuple[Any, ...], lang: str) -> Any:
    """What each method costs here, with the form's settings for the one that is chosen; what is shown stays
    while they cannot be used.
    """
    try:
        config = absolute(read_form(base_model or EMBEDDED, values, lang))
        check_config(config)
    except ValueError:  # what is being typed need not be whole; the estimate says what is wrong
        return gr.skip()
    runs = [run for run in list_runs(services.settings.runs_dir) if run.status != "queued"]
    trained = ((run.config, read_events(Path(run.path))) for run in runs)
    measured = list(chain(trained, probe_events(services.settings.probes_dir)))
    paces = {method: find_pace(measured, _of_method(config, method), guess_device()) for method in METHODS}
    return methods_html(config, split, paces, lang) + findings_html(read_findings(), lang)


def _of_method(config: RunConfig, method: str) -> RunConfig:
    """The chosen method's settings as they are, and another's as they are by default."""
    return (
        config if method == config.method else presets_of(method, config.base_model)[default_preset(method)]
    )


def methods_html(config: RunConfig, split: Split, paces: Mapping[str, Pace | None], lang: str) -> str:
    """A column for each method, what the chosen one does in words, and its formula. `paces` by method; the
    time of one that was never measured follows from DPO's.
    """
    work = measure_workload(split.train, split.test)
    columns = []
    for method in METHODS:
        own = _of_method(config, method)
        said = {
            "models": say(f"rlhf_models_{method}", lang),
            "labels": say(f"rlhf_labels_{method}", lang),
            "time": _time(own, work, paces, lang),
            "tokens": _tokens(own, work, lang),
        }
        rows = "".join(
            f"<div><dt>{escape(say(f'rlhf_{row}', lang))}</dt><dd>{escape(said[row])}</dd></div>"
            for row in ROWS
        )
        chosen = " class=chosen" if method == config.method else ""
        name = escape(say(f"train_method_{method}", lang))
        columns.append(f"<section{chosen}><h3>{name}</h3><dl>{rows}</dl></section>")
    about = escape(say(f"rlhf_about_{config.method}", lang))
    formula = escape(FORMULAS[config.method])
    return (
        f'<div class="methods">{"".join(columns)}</div>'
        f'<p class="method-about">{about}</p><p class="method-formula"><code>{formula}</code></p>'
    )


def _time(config: RunConfig, work: Workload, paces: Mapping[str, Pace | None], lang: str) -> str:
    device = guess_device()
    if pace := paces.get(config.method):
        seconds = estimate_run(config, work, None, pace, device).seconds or 0.0
        return say("rlhf_time_about", lang, time=duration(seconds, lang))
    dpo = presets_of("dpo", config.base_model)[default_preset("dpo")]
    if pace := paces.get("dpo"):
        seconds = (estimate_run(dpo, work, None, pace, device).seconds or 0.0) * against_dpo(config)
        return say("rlhf_time_scaled", lang, time=duration(seconds, lang))
    return say("rlhf_time_unknown", lang)


def against_dpo(config: RunConfig) -> float:
    """Times what a usual DPO run takes: as measured for the method's usual settings, by the epochs of the
    reward model, where one is to be trained, and the titles that the policy tries.
    """
    if config.method == "dpo":
        return 1.0
    usual = presets_of(config.method, config.base_model)[default_preset(config.method)]
    reward = REWARD_AGAINST_DPO * config.num_train_epochs / usual.num_train_epochs
    if config.method == "reward_model":
        return reward
    policy = POLICY_AGAINST_DPO * _titles_tried(config) / _titles_tried(usual)
    return policy + (0.0 if config.reward_model else reward)


def _titles_tried(config: RunConfig) -> int:
    return config.policy_steps * config.policy_ideas_per_step * config.num_generations


def _tokens(config: RunConfig, work: Workload, lang: str) -> str:
    if config.method == "dpo":
        return say("rlhf_tokens_none", lang)
    if config.method == "reward_model":
        return say("rlhf_tokens_reward_model", lang)
    return say("rlhf_tokens_rlhf", lang, n=_titles_tried(config) * work.title_tokens)
