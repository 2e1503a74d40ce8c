"""A run as the page shows it: its record and events enter, HTML leaves. All text is escaped."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from html import escape
from pathlib import Path

from gradio.i18n import I18nData

from pipeline.best_of import read_best_of
from pipeline.model_files import describe_model
from pipeline.model_names import run_of
from pipeline.schema import Run, RunConfig
from pipeline.settings import EMBEDDED, QWEN
from pipeline.training.events import (
    TABLE_METRICS,
    Event,
    epoch_table,
    fallback_reason,
    progress,
    scoring,
    training_fact,
)
from pipeline.training.methods import ALL_PRESETS, preset_of
from pipeline.training.runs import stop_file
from pipeline.ui.copying import copy_button
from pipeline.ui.messages import full_sentence, translate
from pipeline.ui.progress import duration, notice, progress_bar
from pipeline.ui.text import say, sentences, t

NOTHING = "—"
ALIVE = ("starting", "running")
OF_DPO = ("trainer", "beta", "loss_type", "sft_weight")
OF_POLICY = (
    *("policy_trainer", "policy_steps", "policy_learning_rate", "policy_beta", "policy_ideas_per_step"),
    *("num_generations", "max_completion_length"),
)
COLUMNS = ("epoch", "train_loss", "eval_loss", *TABLE_METRICS)


def head_html(
    run: Run, events: Sequence[Event], waiting: Sequence[str], lang: str, owner: bool = True
) -> str:
    """The run's name, what it trains, and how far it is or how it ended. Why it failed is for its owner: that
    may name folders of this machine.

    `waiting` are the ids of the runs in the queue, the next one first.
    """
    if run.error and not owner:
        run = replace(run, error=say("train_failed_for_owner", lang))
    epochs = say("train_epochs_n", lang, n=run.config.num_train_epochs)
    about = " · ".join(
        (
            model_name(run.config.base_model, (), lang),
            say(f"train_adapter_{run.config.adapter}", lang),
            *([say(f"train_method_{run.config.method}", lang)] if run.config.method != "dpo" else []),
            *(
                [say("train_by_preset", lang, name=preset)]
                if (preset := _preset_name(run.config, lang))
                else []
            ),
            epochs,
            moment(run),
        )
    )
    return (
        f'<div class="run-head"><h3>{escape(run_name(run))}{status_html(run, lang)}</h3>'
        f"<p>{escape(about)}</p></div>{_state_html(run, events, waiting, lang)}"
        f"{_dropped_html(run, events, lang)}"
    )


def table_html(run: Run, events: Sequence[Event], lang: str) -> str:
    """A row for each evaluation under the tutorial's headings; the epoch that is kept is marked."""
    rows = epoch_table(events)
    if not rows:
        return ""
    titles = (
        escape(say(f"train_head_{key}", lang)).replace("/", "/<wbr>").replace("的", "的<wbr>")
        for key in COLUMNS
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = "".join(
        f"<tr{' class=kept' if row['epoch'] == run.best_epoch else ''}>"
        + "".join(f"<td>{_number(key, row)}</td>" for key in COLUMNS)
        + "</tr>"
        for row in rows
    )
    label = escape(say("train_table", lang))
    note = escape(say("train_table_kept", lang)) if run.best_epoch is not None else ""
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}"><table class="epochs">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<p class="plot-note">{note}</p>'
    )


def config_html(run: Run, command: str | None, lang: str) -> str:
    """The settings that concern the run, folded; for the owner also what makes the same run elsewhere, to
    copy.
    """
    models = {
        name: model_name(model, (), lang)
        for name in ("base_model", "reward_model")
        if (model := getattr(run.config, name))
    }
    values = asdict(run.config) | models | {"name": run_name(run)}
    rows = "".join(
        f"<div><dt>{escape(say(f'train_{key}', lang))} <code>{escape(key)}</code></dt>"
        f"<dd>{escape(_setting(key, value, lang))}</dd></div>"
        for key, value in values.items()
        if _concerns(run.config, key)
    )
    summary = escape(say("train_settings_of", lang))
    copies = ""
    if command:
        config = json.dumps(asdict(run.config), indent=2, ensure_ascii=False)
        copies = _copyable("train_command", command, lang) + _copyable("train_config_json", config, lang)
    return f'<details class="run-config"><summary>{summary}</summary><dl>{rows}</dl>{copies}</details>'


def _concerns(config: RunConfig, name: str) -> bool:
    """Whether a run's method, adapter and trainer ever look at the setting."""
    if name in OF_POLICY or name == "reward_model":
        return config.method == "rlhf"
    if name == "center_rewards_coefficient":
        return config.method != "dpo"
    if name == "ideas_per_step":
        return config.method == "dpo" and config.trainer == "prefix_tree"
    if name == "eval_steps":
        return "steps" in (config.eval_strategy, config.save_strategy)
    if name in OF_DPO:
        return config.method == "dpo"
    return name != "lora_r" or config.adapter == "lora"


def _setting(name: str, value: object, lang: str) -> str:
    if isinstance(value, bool):
        return say("common_yes" if value else "common_no", lang)
    if name in ("method", "adapter", "trainer"):
        return say(f"train_{name}_{value}", lang)
    return (f"{value:g}" if isinstance(value, float) else str(value)) or NOTHING


def _copyable(title: str, text: str, lang: str) -> str:
    return (
        f'<div class="copyable" data-copied-from><h4>{escape(say(title, lang))}</h4>{copy_button(lang)}'
        f'<pre tabindex="0" data-text>{escape(text)}</pre></div>'
    )


def about_html(config: RunConfig, lang: str) -> str:
    """What these settings train, and their preset in a sentence."""
    preset = preset_of(config)
    recipe = f"train_preset_{ALL_PRESETS.index(preset)}_about" if preset else "train_preset_own"
    model = say("train_trains", lang, model=model_name(config.base_model, (), lang))
    return f"<p>{escape(sentences(lang, model, say(recipe, lang)))}</p>"


def _preset_name(config: RunConfig, lang: str) -> str:
    preset = preset_of(config)
    return say(f"train_preset_{ALL_PRESETS.index(preset)}", lang) if preset else ""


def run_name(run: Run) -> str:
    """The name it was given, or else its id without the time."""
    return run.config.name or run.id.partition("-")[2] or run.id


def model_name(model: str, runs: Sequence[Run], lang: str) -> str:
    """A model's name for people: as `describe_model` has it, in their language, with runs by the names that
    they were given.
    """
    if best := read_best_of(model):
        writer, scorer = (model_name(each, runs, lang) for each in (best.writer, best.reward_model))
        return say("best_of_name", lang, writer=writer, n=best.n, scorer=scorer)
    described = describe_model(model)
    if described == describe_model(EMBEDDED):
        return say("model_embedded", lang)
    return next((run_name(run) for run in runs if run.id == described), described)


def run_behind(model: str, runs: Sequence[Run]) -> Run | None:
    """The run that has learned the model, if it is one of these."""
    run_id, _ = run_of(model) or ("", False)
    return next((run for run in runs if run.id == run_id), None)


def dated_name(model: str, runs: Sequence[Run], lang: str) -> str:
    """A model's name, and of a run's when that was."""
    run = run_behind(model, runs)
    return dated_run(run, lang) if run else model_name(model, runs, lang)


def dated_run(run: Run, lang: str) -> str:
    """Its name and when it was."""
    return say("train_run_dated", lang, at=run_time(run), name=run_name(run))


def model_choices(default: str, lang: str | None = None) -> list[tuple[I18nData | str, str]]:
    """Models to pick from, by the names that this language has for them, or else the browser's; any other may
    be typed.
    """
    names = {EMBEDDED: "model_embedded", QWEN: "model_qwen"}
    named = {model: say(key, lang) if lang else t(key) for model, key in names.items()}
    models = dict.fromkeys((default, EMBEDDED, QWEN))
    return [(named.get(model) or describe_model(model), model) for model in models]


def moment(run: Run) -> str:
    """When it was made."""
    return f"{run.created_at:%Y-%m-%d %H:%M} UTC"


def run_time(run: Run) -> str:
    """The same in short, which tells runs apart whose names are alike."""
    return f"{run.created_at:%m-%d %H:%M}"


def status_html(run: Run, lang: str) -> str:
    """How it stands, as a badge."""
    said = say(f"train_status_{run.status}", lang)
    return f'<span class="run-status run-{run.status}">{escape(said)}</span>'


def _state_html(run: Run, events: Sequence[Event], waiting: Sequence[str], lang: str) -> str:
    if run.status == "queued":
        place = waiting.index(run.id) + 1 if run.id in waiting else 1
        return notice(say("train_waits", lang, place=place, waiting=max(place, len(waiting))))
    reason = fallback_reason(events)
    fallback = notice(say("train_fallback", lang, reason=translate(reason, lang))) if reason else ""
    return fallback + _standing_html(run, events, lang)


def _standing_html(run: Run, events: Sequence[Event], lang: str) -> str:
    if run.status in ALIVE:
        return _alive_html(run, events, lang)
    if run.status == "failed":
        return notice(
            full_sentence(run.error, lang) if run.error else say("common_unexpected", lang), "alert"
        )
    how_far = progress(events)
    if how_far.total_steps is None:
        return notice(say("train_waits_for_a_gpu", lang))
    kept = say("train_kept", lang, epoch=run.best_epoch) if run.best_epoch is not None else ""
    if run.config.method == "rlhf" and (step := events[-1].get("kept_step")):
        kept = say("rlhf_kept_step", lang, step=step)
    time = duration(run.seconds or 0, lang)
    pairs, ended = training_fact(events, "train_pairs"), f"train_ended_{run.status}"
    if run.status == "finished" and run.config.method != "rlhf" and pairs:
        ended = "train_ended_passes"
    said = say(
        ended,
        lang,
        step=how_far.step,
        total=how_far.total_steps,
        time=time,
        passes=run.config.num_train_epochs,
        pairs=pairs or 0,
    )
    return notice(sentences(lang, said, kept))


def _alive_html(run: Run, events: Sequence[Event], lang: str) -> str:
    how_far = progress(events)
    if stop_file(Path(run.path)).exists():
        return progress_bar(how_far.fraction or None, say("train_stopping", lang))
    if run.status == "starting" and (found := scoring(events)):
        scored, pairs = found
        return progress_bar(scored / pairs, say("train_scoring", lang, scored=scored, pairs=pairs))
    if run.status == "starting" or how_far.total_steps is None:
        return progress_bar(None, say("train_preparing", lang))
    stage = training_fact(events, "stage")
    said = say(f"rlhf_stage_{stage}", lang) if stage else ""
    said += say("train_step_of", lang, step=how_far.step, total=how_far.total_steps)
    if how_far.eta_seconds is not None:
        said += " · " + say("common_left", lang, time=duration(how_far.eta_seconds, lang))
    return progress_bar(how_far.fraction, said)


def _dropped_html(run: Run, events: Sequence[Event], lang: str) -> str:
    """How many pairs were left out because their prompts leave no room for a title, if any were."""
    dropped = next((event for event in reversed(events) if event["event"] == "dropped"), None)
    if dropped is None:
        return ""
    counts = {split: dropped[split] for split in ("train", "test")}
    return notice(say("train_dropped", lang, max_length=run.config.max_length, **counts))


def _number(key: str, row: Mapping[str, float | None]) -> str:
    value = row[key]
    if value is None:
        return NOTHING
    return f"{value:.3g}" if key == "epoch" else f"{round(value, 4) + 0.0:.4f}"  # plus 0.0: never -0
