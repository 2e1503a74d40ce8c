"""What programs may ask of the app, over HTTP and as tools of the Model Context Protocol.

These few are public; every event of the page is private. Any JSON may come in: nothing here trusts its type.
The docstrings are what a caller's program reads.
"""

import dataclasses
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from pipeline import comparisons, formats, results
from pipeline.inference import TEMPERATURE
from pipeline.model_files import describe_model
from pipeline.schema import Comparison
from pipeline.texts import text_problem
from pipeline.titles import clean_title
from pipeline.training.runs import model_path
from pipeline.ui import Services, bind
from pipeline.ui.compare_form import usable_runs
from pipeline.ui.limits import count_act
from pipeline.ui.messages import translate
from pipeline.ui.result_panel import sentence
from pipeline.ui.text import language, say

MOST_TITLES = 10
BASE, TUNED = "base", "tuned"
JUDGES = ("people", "simulated")
PUBLIC: dict[str, Any] = {"api_visibility": "public", "concurrency_limit": None}
WITH_A_MODEL: dict[str, Any] = {"api_visibility": "public", "concurrency_id": "model", "concurrency_limit": 1}


def build(services: Services) -> None:
    """Add the endpoints to the page that is being laid out; they show nothing on it."""
    gr.api(bind(generate_titles, services), api_name="generate_titles", **WITH_A_MODEL)
    gr.api(bind(comparison_result, services), api_name="comparison_result", **PUBLIC)
    gr.api(bind(label_quality, services), api_name="label_quality", **PUBLIC)


def generate_titles(
    services: Services, request: gr.Request, idea: str, model: str = BASE, n: int = 3, seed: int = 0
) -> list[str]:
    """Write YouTube titles for a video idea. The same input gives the same titles.

    Args:
        idea: what the video is about, up to 300 characters; the embedded model reads English only
        model: "base" for the base model, "tuned" for the newest tuned one, or the id of a finished run
        n: how many titles to write, 1 to 10; fewer come back where the model wrote some twice
        seed: a whole number from 0 to 2147483647; another one gives other titles
    """
    lang = language(request)
    count_act(services, request, "call")
    if problem := text_problem(idea, formats.LONGEST_TEXT) if isinstance(idea, str) else "it is no text":
        raise ValueError(say("play_problem", lang, problem=translate(problem, lang)))
    number = _whole(n, "n", 1, MOST_TITLES, lang)
    chosen = _whole(seed, "seed", 0, 2**31 - 1, lang)
    writer = services.writer(_model(services, model, lang))
    (raw,) = writer.write_titles(services.task, [idea], number, chosen, TEMPERATURE)
    return list(dict.fromkeys(title for title in map(clean_title, raw) if title))


def comparison_result(
    services: Services,
    request: gr.Request,
    comparison: str = "",
    judged_by: Literal["people", "simulated"] = "people",
) -> dict[str, Any]:
    """Say how a blind comparison of a tuned model with its base model stands: one sentence, and what it rests
    on. Shares and intervals are in [0, 1]; null where there is nothing to divide by. Counts, win rate and its
    interval are of pairs; where an idea has several pairs, by_idea has those of ideas, which decide.

    Args:
        comparison: the comparison's id; empty for the newest one
        judged_by: "people" for people's verdicts, "simulated" for those of the example judge
    """
    lang = language(request)
    count_act(services, request, "call")
    if judged_by not in JUDGES:
        raise ValueError(say("api_judge", lang))
    found = _find_comparison(services, comparison, lang)
    result = comparisons.comparison_result(services.store, found, simulated=judged_by == "simulated")
    return {
        "comparison": found.id,
        "made_at": found.created_at.isoformat(),
        "base_model": describe_model(found.base_model),
        "tuned_model": describe_model(found.tuned_model),
        "judged_by": judged_by,
        "judges": result.judges,
        "sentence": sentence(result, lang),
        **results.to_report(result),
    }


def label_quality(services: Services, request: gr.Request) -> dict[str, Any]:
    """Say how many labels there are and how far they can be trusted: agreement between people, agreement of
    people with themselves, cyclic triads, side bias.
    """
    count_act(services, request, "call")
    return dataclasses.asdict(services.quality(request))


def _whole(value: object, name: str, least: int, most: int, lang: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(say("api_whole", lang, name=name, least=least, most=most))
    return value


def _model(services: Services, model: object, lang: str) -> str:
    """The base model, or a run's; nothing else, or anyone could have anything downloaded."""
    if model == BASE:
        return services.settings.default_base_model
    runs = usable_runs(services)
    for run in runs:
        if model in (TUNED, run.id):
            return str(model_path(Path(run.path)))
    known = ", ".join([BASE, *([TUNED] if runs else []), *(run.id for run in runs[:MOST_TITLES])])
    raise ValueError(say("api_model", lang, known=known))


def _find_comparison(services: Services, wanted: object, lang: str) -> Comparison:
    made = services.store.comparisons()
    for comparison in made:
        if wanted in ("", None, comparison.id):
            return comparison
    known = ", ".join(comparison.id for comparison in made[:MOST_TITLES])
    raise ValueError(say("api_comparison", lang, known=known) if made else say("api_no_comparison", lang))
