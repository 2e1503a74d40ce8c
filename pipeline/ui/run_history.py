"""The list of runs, newest first: records enter, a table leaves whose rows choose a run."""

from collections.abc import Mapping, Sequence
from html import escape

from pipeline.schema import Run
from pipeline.ui.progress import duration
from pipeline.ui.run_view import NOTHING, model_name, moment, run_name, status_html
from pipeline.ui.text import say


def history_html(runs: Sequence[Run], losses: Mapping[str, float], chosen: str | None, lang: str) -> str:
    """A table of runs, the chosen one marked; each row's button holds its run's id, the key of `losses`."""
    keys = ("run", "status", "base", "epochs", "best", "loss", "time")
    head = "".join(f'<th scope="col">{escape(say(f"train_history_{key}", lang))}</th>' for key in keys)
    body = "".join(_history_row(run, losses.get(run.id), run.id == chosen, lang) for run in runs)
    note = escape(say("train_history_note", lang)) if len(losses) > 1 else ""
    return (
        f'<table class="runs"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        f'<p class="plot-note">{note}</p>'
    )


def _history_row(run: Run, loss: float | None, chosen: bool, lang: str) -> str:
    cells = {
        "status": status_html(run, lang),
        "base": escape(model_name(run.config.base_model, (), lang)),
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
        f"{escape(run_name(run))}</button><small>{moment(run)}</small>"
    )
    mark = " class=chosen" if chosen else ""
    return f'<tr{mark}><th scope="row">{button}</th>{columns}</tr>'
