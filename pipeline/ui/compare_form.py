"""What a comparison is made of: what the form holds enters, models, runs and proven ideas leave."""

import math
from collections.abc import Sequence
from html import escape
from pathlib import Path

from pipeline import formats, unseen
from pipeline.best_of import read_best_of
from pipeline.hub.models import pushed_models
from pipeline.model_files import check_model, model_location
from pipeline.schema import Idea, Run
from pipeline.settings import EMBEDDED, QWEN, SHIPPED_DATA
from pipeline.training.runs import list_runs, model_path, title_runs, with_folders
from pipeline.ui import Services
from pipeline.ui.messages import Hint
from pipeline.ui.progress import notice
from pipeline.ui.run_view import model_name, run_name, run_time
from pipeline.ui.text import say
from pipeline.unseen import Reason, Unseen

EVALUATION_IDEAS = SHIPPED_DATA / "evaluation-ideas.csv"
BUNDLED, HELD_OUT = "bundled", "held_out"
SOURCES = (BUNDLED, HELD_OUT)
OWN_BASE, BEFORE = "own", "before"
MOST_PAIRS = 500
NAMED = 12  # ideas left out that are named
Choices = list[tuple[str, str]]


def usable_runs(services: Services) -> list[Run]:
    """Runs that have a model which writes titles, newest first."""
    return title_runs(list_runs(services.settings.runs_dir))


def tuned_choices(services: Services, chosen: str | None = None, lang: str = "en") -> Choices:
    """The runs, then the models that are known; any other may be typed. Before them a best of n, if one is
    `chosen`.
    """
    best = read_best_of(chosen or "")
    own = list_runs(services.settings.runs_dir) if best else []
    first = [(model_name(best.name, own, lang), best.name)] if best else []
    names = dict.fromkeys((services.settings.default_base_model, EMBEDDED, QWEN))
    return first + run_choices(services, lang) + [(model_name(name, (), lang), name) for name in names]


def run_choices(services: Services, lang: str) -> Choices:
    """The runs that have a model which writes titles, newest first; since names are alike, by their time."""
    return [
        (say("train_run_choice", lang, at=run_time(run), name=run_name(run)), run.id)
        for run in usable_runs(services)
    ]


def base_choices(services: Services, lang: str) -> Choices:
    """The same, and before them the run's own base model and the run before it, where there may be one."""
    first = [(say("compare_own_base", lang), OWN_BASE)]
    if len(usable_runs(services)) > 1:
        first.append((say("compare_before", lang), BEFORE))
    return [*first, *tuned_choices(services, lang=lang)]


def first_base(services: Services, tuned: str | None) -> str:
    """What a model is compared with unless another is picked: the one trained before it, once something was
    compared; its own base at first.
    """
    compared = services.store.newest_comparison() is not None
    return BEFORE if compared and run_before(services, tuned) else OWN_BASE


def run_before(services: Services, tuned: str | None) -> Run | None:
    """The run before this one, of those with a model that writes titles."""
    runs = usable_runs(services)
    at = next((at for at, run in enumerate(runs) if run.id == tuned), len(runs))
    return next(iter(runs[at + 1 :]), None)


def find_base(services: Services, value: str | None, tuned: str, run: Run | None, lang: str) -> str:
    """The model behind the choice of what `tuned`, which is the run's if there is one, is compared with.
    ValueError in words when there is none.
    """
    if value == BEFORE:
        before = run_before(services, run.id if run else None)
        if before is None:
            raise Hint(say("compare_none_before", lang))
        value = before.id
    return find_model(services, own_base(tuned, run) if value == OWN_BASE else value, lang)[0]


def kept(value: str | None, choices: Choices) -> str | None:
    """The value as long as it can be chosen, else the first choice."""
    ids = [choice[1] for choice in choices]
    return value if value in ids else next(iter(ids), None)


def find_model(services: Services, value: str | None, lang: str) -> tuple[str, Run | None]:
    """The model behind a choice, a Hub id or a path, and the run it came from, if it is one's: also from the
    Hub, when it was pushed there. ValueError in words when there is none.
    """
    name = with_folders((value or "").strip(), list_runs(services.settings.runs_dir))
    for run in usable_runs(services):
        folder = str(model_path(Path(run.path)))
        if name == run.id or (name and model_location(name) == folder):
            return folder, run
    if name in (pushed := pushed_models(usable_runs(services))):
        return name, pushed[name]
    if not name or name == OWN_BASE:
        raise Hint(say("compare_choose_both" if usable_runs(services) else "compare_no_runs", lang))
    check_model(name)
    return name, None


def own_base(tuned: str, run: Run | None) -> str | None:
    """What a run was trained from, or who writes for a best of n; None for any other model."""
    best = read_best_of(tuned)
    return run.config.base_model if run else best.writer if best else None


def whole_seed(value: float | None, lang: str) -> int:
    """A seed as it came from a number field, from 0 to 2**31 - 1. ValueError in words otherwise."""
    return whole(value, "compare_seed_bad", lang, 0, 2**31 - 1)


def whole(value: float | None, key: str, lang: str, least: int, most: int) -> int:
    """A whole number from a number field; ValueError with the sentence under the key when it is none."""
    if value is None or not math.isfinite(value) or value != int(value) or not least <= value <= most:
        raise ValueError(say(key, lang))
    return int(value)


def pick_ideas(services: Services, models: Sequence[str], source: str, lang: str) -> Unseen:
    """The ideas of the source that no training of the models has seen. ValueError when none is left."""
    known = services.store.ideas(services.task)
    texts = {idea.id: idea.text for idea in services.store.every_idea(services.task)}
    if source == BUNDLED:
        known = [Idea.of(services.task.name, row, source) for row in formats.read_ideas(EVALUATION_IDEAS)]
    runs = list_runs(services.settings.runs_dir)
    found = unseen.find_unseen(known, models, runs, texts, services.task)
    if not found.ideas:
        raise Hint(say("compare_no_ideas", lang))
    return found


def left_out_html(found: Unseen, lang: str) -> str:
    """Which ideas were left out and why, and which models nobody can vouch for."""
    parts = []
    reasons: tuple[Reason, ...] = ("trained", "choosing")
    for reason in reasons:
        ideas = [left for left in found.left_out if left.reason == reason]
        if not ideas:
            continue
        items = "".join(
            f"<li>{escape(say('compare_left_like', lang, idea=left.idea.text, like=left.like))}</li>"
            if left.like != left.idea.text
            else f"<li>{escape(left.idea.text)}</li>"
            for left in ideas[:NAMED]
        )
        summary = escape(say(f"compare_left_{reason}", lang, n=len(ideas)))
        dots = "<li>…</li>" if len(ideas) > NAMED else ""
        parts.append(
            f'<details class="left-out"><summary>{summary}</summary><ul>{items}{dots}</ul></details>'
        )
    if found.unproven:
        models = ", ".join(model_name(name, (), lang) for name in found.unproven)
        parts.append(notice(say("compare_unproven", lang, models=models), "alert"))
    return "".join(parts)
