"""A run as the page shows it: its record and events enter, HTML leaves. All text is escaped."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path

from pipeline.inference import describe_model
from pipeline.schema import Run
from pipeline.training.events import TABLE_METRICS, Event, epoch_table, progress
from pipeline.training.runs import stop_file
from pipeline.ui.messages import translate
from pipeline.ui.progress import duration, notice, progress_bar
from pipeline.ui.text import say

NOTHING = "—"
ALIVE = ("starting", "running")
HEADERS = {
    "epoch": "Epoch",
    "train_loss": "Training Loss",
    "eval_loss": "Validation Loss",
    **{metric: metric.capitalize() for metric in TABLE_METRICS},
}


def head_html(run: Run, events: Sequence[Event], lang: str) -> str:
    """The run's name, what it trains, and how far it is or how it ended."""
    epochs = say("train_epochs_n", lang, n=run.config.num_train_epochs)
    about = " · ".join(
        (
            describe_model(run.config.base_model),
            say(f"train_adapter_{run.config.adapter}", lang),
            epochs,
            _moment(run),
        )
    )
    return (
        f'<div class="run-head"><h3>{escape(run_name(run))}{_status(run, lang)}</h3>'
        f"<p>{escape(about)}</p></div>{_state_html(run, events, lang)}{_dropped_html(run, events, lang)}"
    )


def table_html(run: Run, events: Sequence[Event], lang: str) -> str:
    """A row for each evaluation under the tutorial's headings; the epoch that is kept is marked."""
    rows = epoch_table(events)
    if not rows:
        return ""
    titles = (escape(header).replace("/", "/<wbr>") for header in HEADERS.values())
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = "".join(
        f"<tr{' class=kept' if row['epoch'] == run.best_epoch else ''}>"
        + "".join(f"<td>{_number(key, row)}</td>" for key in HEADERS)
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


def config_html(run: Run, lang: str) -> str:
    """Every setting of the run, folded."""
    values = asdict(run.config) | {"base_model": describe_model(run.config.base_model), "name": run_name(run)}
    rows = "".join(
        f"<div><dt>{escape(key)}</dt><dd>{escape(str(value))}</dd></div>" for key, value in values.items()
    )
    summary = escape(say("train_settings_of", lang))
    return f'<details class="run-config"><summary>{summary}</summary><dl>{rows}</dl></details>'


def history_html(runs: Sequence[Run], losses: Mapping[str, float], chosen: str | None, lang: str) -> str:
    """A table of runs, the chosen one marked; each row's button holds its run's id, the key of `losses`."""
    keys = ("run", "status", "base", "epochs", "best", "loss", "time")
    head = "".join(f'<th scope="col">{escape(say(f"train_history_{key}", lang))}</th>' for key in keys)
    body = "".join(_history_row(run, losses.get(run.id), run.id == chosen, lang) for run in runs)
    return f'<table class="runs"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def run_name(run: Run) -> str:
    """The name it was given, or else its id without the time."""
    return run.config.name or run.id.partition("-")[2] or run.id


def _history_row(run: Run, loss: float | None, chosen: bool, lang: str) -> str:
    cells = {
        "status": _status(run, lang),
        "base": escape(describe_model(run.config.base_model)),
        "epochs": f"{run.config.num_train_epochs:g}",
        "best": NOTHING if run.best_epoch is None else f"{run.best_epoch:.3g}",
        "loss": NOTHING if loss is None else f"{loss:.4f}",
        "time": NOTHING if run.seconds is None else escape(duration(run.seconds, lang)),
    }
    columns = "".join(
        f'<td data-label="{escape(say(f"train_history_{key}", lang))}">{cell}</td>'
        for key, cell in cells.items()
    )
    button = (
        f'<button type="button" data-run="{escape(run.id)}" aria-pressed="{str(chosen).lower()}">'
        f"{escape(run_name(run))}</button><small>{_moment(run)}</small>"
    )
    mark = " class=chosen" if chosen else ""
    return f'<tr{mark}><th scope="row">{button}</th>{columns}</tr>'


def _moment(run: Run) -> str:
    return f"{run.created_at:%Y-%m-%d %H:%M} UTC"


def _status(run: Run, lang: str) -> str:
    said = say(f"train_status_{run.status}", lang)
    return f'<span class="run-status run-{run.status}">{escape(said)}</span>'


def _state_html(run: Run, events: Sequence[Event], lang: str) -> str:
    if run.status in ALIVE:
        return _alive_html(run, events, lang)
    if run.status == "failed":
        return notice(translate(run.error, lang) if run.error else say("common_unexpected", lang), "alert")
    how_far = progress(events)
    if how_far.total_steps is None:
        return notice(say("train_waits_for_a_gpu", lang))
    kept = say("train_kept", lang, epoch=run.best_epoch) if run.best_epoch is not None else ""
    time = duration(run.seconds or 0, lang)
    said = say(f"train_ended_{run.status}", lang, step=how_far.step, total=how_far.total_steps, time=time)
    return notice(f"{said} {kept}".strip())


def _alive_html(run: Run, events: Sequence[Event], lang: str) -> str:
    how_far = progress(events)
    if stop_file(Path(run.path)).exists():
        return progress_bar(how_far.fraction or None, say("train_stopping", lang))
    if run.status == "starting" or how_far.total_steps is None:
        return progress_bar(None, say("train_preparing", lang))
    said = say("train_step_of", lang, step=how_far.step, total=how_far.total_steps)
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
    return f"{value:.3g}" if key == "epoch" else f"{value:.4f}"
