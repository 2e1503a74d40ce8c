"""The comparisons that there are: the store enters, a list to choose from and the chosen one leave."""

from collections.abc import Sequence

import gradio as gr

from pipeline import results
from pipeline.schema import Comparison, Run
from pipeline.training.runs import list_runs
from pipeline.ui import Services
from pipeline.ui.compare_form import kept
from pipeline.ui.messages import Hint
from pipeline.ui.run_view import model_name, run_name
from pipeline.ui.text import language, say


def show_comparisons(services: Services, chosen: str | None, request: gr.Request) -> dict:
    """The comparisons there are, the newest chosen unless one was."""
    lang = language(request)
    runs = list_runs(services.settings.runs_dir)
    choices = [(describe(each, runs, lang), each.id) for each in services.store.comparisons()]
    return gr.update(choices=choices, value=kept(chosen, choices), visible=bool(choices))


def find_comparison(services: Services, comparison_id: str | None, lang: str) -> Comparison:
    """The comparison by its id. ValueError in words when there is none."""
    comparison = services.store.comparison(comparison_id or "")
    if comparison is None:
        raise Hint(say("compare_missing", lang))
    return comparison


def describe(comparison: Comparison, runs: Sequence[Run], lang: str) -> str:
    """The comparison's name in the list, by its runs' names as long as there are any."""
    run = next((run for run in runs if run.id == comparison.run_id), None)
    tuned = run_name(run) if run else model_name(comparison.tuned_model, runs, lang)
    base = model_name(comparison.base_model, runs, lang)
    when, n = comparison.created_at.strftime("%m-%d %H:%M"), results.count_ways(comparison.titles)["nobody"]
    return say("compare_name", lang, when=when, tuned=tuned, base=base, n=n)
