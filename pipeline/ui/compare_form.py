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
from pipeline.training.runs import list_runs, model_path, root_of, title_runs, with_folders
from pipeline.ui import Services
from pipeline.ui.messages import Hint
from pipeline.ui.progress import notice
from pipeline.ui.run_view import model_name, run_name, run_time
from pipeline.ui.text import say
from pipeline.unseen import Reason, Unseen

EVALUATION_IDEAS = SHIPPED_DATA / "evaluation-ideas.csv"
BUNDLED, HELD_OUT, BOTH = "bundled", "held_out", "both"
SOURCES = (BUNDLED, HELD_OUT, BOTH)
OWN_BASE, BEFORE = "own", "before"
MOST_PAIRS = 500
NAMED = 12  # ideas left out that are named
Choices = list[tuple[str, str]]


def usable_runs(services: Services) -> list[Run]:
    """Runs that have a model which writes titles, newest first."""
    return title_runs(list_runs(services.settings.runs_dir))


def tuned_choices(services: Services, runs: Sequence[Run], lang: str, chosen: str | None = None) -> Choices:
    """The `usable_runs`, then the models that are known; any other may be typed. Before them a best of n, if
    one is `chosen`.
    """
    best = read_best_of(chosen or "")
    own = list_runs(services.settings.runs_dir) if best else []
    first = [(model_name(best.name, own, lang), best.name)] if best else []
    names = dict.fromkeys((services.settings.default_base_model, EMBEDDED, QWEN))
    return first + run_choices(runs, lang) + [(model_name(name, (), lang), name) for name in names]


def run_choices(runs: Sequence[Run], lang: str) -> Choices:
    """The runs; since names are alike, by their time."""
    return [(say("train_run_choice", lang, at=run_time(run), name=run_name(run)), run.id) for run in runs]


def base_choices(services: Services, runs: Sequence[Run], tuned: str | None, lang: str) -> Choices:
    """The same, and before them the tuned run's own base model and the run before it, if there is one."""
    first = [(say("compare_own_base", lang), OWN_BASE)]
    if run_before(runs, tuned):
        first.append((say("compare_before", lang), BEFORE))
    return [*first, *tuned_choices(services, runs, lang)]


def likely_base(services: Services, runs: Sequence[Run], tuned: str | None, base: str | None) -> str:
    """What the tuned run is compared with: what was picked, as long as there is such a model. Else, once
    something was compared, the one before it, and its own base at first.
    """
    before = run_before(runs, tuned)
    if base and (before or base != BEFORE):
        return base
    return BEFORE if before and not base and services.store.newest_comparison() else OWN_BASE


def run_before(runs: Sequence[Run], tuned: str | None) -> Run | None:
    """Of runs, the newest first, the one before this one that began with the same model."""
    run = next((run for run in runs if run.id == tuned), None)
    if run is None:
        return None
    root = root_of(run.config.base_model, runs)
    earlier = runs[runs.index(run) + 1 :]
    return next((each for each in earlier if root_of(each.config.base_model, runs) == root), None)


def find_base(services: Services, value: str | None, tuned: str, run: Run | None, lang: str) -> str:
    """The model behind the choice of what `tuned`, which is the run's if there is one, is compared with.
    ValueError in words when there is none.
    """
    if value == BEFORE:
        before = run_before(usable_runs(services), run.id if run else None)
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
    known = [] if source == BUNDLED else services.store.ideas(services.task)
    texts = {idea.id: idea.text for idea in services.store.every_idea(services.task)}
    if source != HELD_OUT:
        known += [Idea.of(services.task.name, row, BUNDLED) for row in formats.read_ideas(EVALUATION_IDEAS)]
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
    if said := unproven(found.unproven, lang):
        parts.append(notice(said, "alert"))
    return "".join(parts)


def unproven(models: Sequence[str], lang: str) -> str:
    """That nobody here knows what these were trained on; empty where there are none."""
    names = ", ".join(model_name(name, (), lang) for name in models)
    return say("compare_unproven", lang, models=names) if models else ""
