"""Base and tuned titles for held-out ideas -> blind pairs in the store; the store's verdicts -> the result.

Pairs that need no vote are decided when the titles are written: titles that are the same but for capital
letters tie, an empty or cut-off title loses to one that is whole, and two such tie.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal

from pipeline import results
from pipeline.embedded.grammar import title_words
from pipeline.health import Health, measure_health
from pipeline.hub.facts import Judged
from pipeline.inference import MIN_P, Measure
from pipeline.model_names import stored_name
from pipeline.prompts import title_completion, title_prompt
from pipeline.results import Finding, Judging, Result, tally
from pipeline.schema import (
    ComparedTitle,
    Comparison,
    Design,
    Idea,
    Label,
    Pair,
    Run,
    Source,
    Task,
    content_id,
)
from pipeline.settings import EMBEDDED
from pipeline.store import Store
from pipeline.texts import spelling_key
from pipeline.titles import clean_title
from pipeline.training.runs import root_of
from pipeline.verdicts import summarize
from pipeline.writers import TitleWriter

__all__ = ["Result", "comparison_result", "make_comparison", "summarize", "tally"]

IDEAS_AT_ONCE = 10
MOST_TITLES = 20
Stage = Literal["base", "tuned", "kl"]


@dataclass(frozen=True)
class ComparisonProgress:
    """How many of the `total` ideas are `done` in this `stage`: the base model writes, then the tuned one,
    then the tuned titles are measured.

    `skipped` are ideas that a model declines, and why; `empty` counts each model's titles that were empty or
    cut off, and `repeated` the pairs that an idea had before. `comparison` is there at the end only.
    """

    stage: Stage
    done: int
    total: int
    skipped: Mapping[str, str]
    empty: Mapping[str, int]
    repeated: int = 0
    comparison: Comparison | None = None


def titles_for(pairs_wanted: int, n_ideas: int, design: Design) -> int:
    """How many titles of each idea make up that many pairs, as far as the design and MOST_TITLES allow."""
    return 1 if design == "sequential" or not n_ideas else min(-(-pairs_wanted // n_ideas), MOST_TITLES)


def make_comparison(
    store: Store,
    task: Task,
    base: TitleWriter,
    tuned: TitleWriter,
    ideas: Sequence[Idea],
    titles_per_idea: int,
    run_id: str | None,
    seed: int,
    temperature: float,
    now: datetime,
    design: Design = "fixed",
    pairs_wanted: int | None = None,
    unproven: Sequence[str] = (),
    measure: Measure | None = None,
) -> Iterator[ComparisonProgress]:
    """Write titles_per_idea titles with each model for each idea, and store the blind pairs, at most
    `pairs_wanted`.

    The base model writes from `seed` and the tuned one from `seed + 1`: from one seed two models that are
    alike write the same title too often, which tells nothing. One model writes everything before the other
    begins, so that each is loaded once. Titles are compared as they came, each written once and whether
    within the task's limits or not. Equal pairs of one idea are one pair. With `measure` the tuned titles get
    their `kl`. Nothing is stored before the end.
    """
    if not ideas:
        raise ValueError("No idea is left that the run was not trained on; add ideas and do not label them.")
    if not 1 <= titles_per_idea <= MOST_TITLES:
        raise ValueError(f"{titles_per_idea} titles per idea cannot be compared; choose 1 to 20.")
    if design == "sequential" and titles_per_idea > 1:
        raise ValueError(
            "A sequential comparison takes one title for each idea; add ideas, ask for fewer pairs, or choose"
            " a fixed number."
        )
    skipped = {
        idea.text: reason
        for idea in ideas
        if (reason := base.declines(idea.text) or tuned.declines(idea.text))
    }
    usable = [idea for idea in ideas if idea.text not in skipped]
    if not usable:
        raise ValueError(f"No titles could be compared: {next(iter(skipped.values()))}.")
    written: list[list[list[str]]] = []
    empty: dict[str, int] = {}
    sides: tuple[tuple[Stage, TitleWriter, int], ...] = (("base", base, seed), ("tuned", tuned, seed + 1))
    for stage, writer, own_seed in sides:
        yield ComparisonProgress(stage, 0, len(usable), skipped, dict(empty))
        titles: list[list[str]] = []
        for start in range(0, len(usable), IDEAS_AT_ONCE):
            batch = [idea.text for idea in usable[start : start + IDEAS_AT_ONCE]]
            answers = writer.write_titles(task, batch, titles_per_idea, own_seed, temperature)
            titles += [_filled(answer, titles_per_idea) for answer in answers]
            yield ComparisonProgress(stage, len(titles), len(usable), skipped, dict(empty))
        empty[stage] = sum(title == "" for several in titles for title in several)
        written.append(titles)
    if not any(title for side in written for several in side for title in several):
        raise ValueError(f"No titles could be compared: {base.name} and {tuned.name} wrote none.")
    names = stored_name(base.name), stored_name(tuned.name)
    comparison_id = content_id(*names, run_id or "", str(seed), now.isoformat())
    compared, pairs = _pair_up(task, usable, written[0], written[1], comparison_id)
    repeated = len(usable) * titles_per_idea - len(compared)
    compared = compared[:pairs_wanted]
    if measure:
        yield ComparisonProgress("kl", 0, len(usable), skipped, empty)
        compared = _measure_kl(task, compared, base.name, tuned.name, measure)
    kept = {title.pair_id for title in compared}
    comparison = Comparison(
        comparison_id,
        *names,
        run_id,
        seed,
        temperature,
        now,
        tuple(compared),
        design,
        MIN_P,
        tuple(map(stored_name, unproven)),
    )
    store.add_comparison(comparison, [pair for pair in pairs if pair.id in kept])
    stage = "kl" if measure else "tuned"
    yield ComparisonProgress(stage, len(usable), len(usable), skipped, empty, repeated, comparison)


def _filled(answer: Sequence[str], n: int) -> list[str]:
    """n clean titles; what the model left unfinished or did not write is an empty one."""
    titles = [clean_title(raw) for raw in answer[:n]]
    return titles + [""] * (n - len(titles))


def _pair_up(
    task: Task,
    ideas: Sequence[Idea],
    base: Sequence[Sequence[str]],
    tuned: Sequence[Sequence[str]],
    comparison_id: str,
) -> tuple[list[ComparedTitle], list[Pair]]:
    """Every idea's first titles, then the second ones, so that a comparison cut short has most ideas."""
    titles: dict[tuple[str, ...], ComparedTitle] = {}
    pairs: dict[str, Pair] = {}
    for turn in range(max(map(len, base), default=0)):
        for idea, base_titles, tuned_titles in zip(ideas, base, tuned, strict=True):
            one, other = base_titles[turn], tuned_titles[turn]
            pair = Pair.of(idea, (one, other), task.version, comparison_id) if one and other else None
            if pair is None or spelling_key(one) == spelling_key(other):
                titles.setdefault((idea.id, one, other), ComparedTitle(idea.id, idea.text, one, other, None))
            else:
                # The same two titles the other way round would get one verdict for both models.
                pairs.setdefault(pair.id, pair)
                titles.setdefault((pair.id,), ComparedTitle(idea.id, idea.text, one, other, pair.id))
    return list(titles.values()), list(pairs.values())


def _measure_kl(
    task: Task, titles: Sequence[ComparedTitle], base: str, tuned: str, measure: Measure
) -> list[ComparedTitle]:
    rows = [title for title in titles if title.tuned_title]
    asked = [title_prompt(task, row.idea) + title_completion(row.tuned_title) for row in rows]
    policy, reference = measure(tuned, asked), measure(base, asked)
    kls = {row: after - before for row, after, before in zip(rows, policy, reference, strict=True)}
    return [replace(title, kl=kls.get(title)) for title in titles]


def judged_comparisons(store: Store, run_id: str) -> list[Judged]:
    """Every comparison of this run's model, the newest first, with people's result and the simulated judge's
    where it has judged.
    """
    return [
        Judged(
            comparison,
            comparison_result(store, comparison),
            comparison_result(store, comparison, simulated=True)
            if store.labels(comparison.id, Source.SIMULATED)
            else None,
        )
        for comparison in store.comparisons()
        if comparison.run_id == run_id
    ]


def comparison_result(store: Store, comparison: Comparison, simulated: bool = False) -> Result:
    """The result by people's verdicts, or by the simulated judge's; the two are never mixed."""
    return tally(comparison, *_judged(store, comparison, Source.SIMULATED if simulated else Source.PERSON))


def count_judging(store: Store, comparison_id: str, of: str | None = None) -> Judging:
    """How far people's verdicts have brought the comparison, or those of one annotator: what the card, the
    guide and the result say.
    """
    # Only an event changes it, once the comparison's pairs are there.
    read = _known_judging if store.count_pairs(comparison_id) else _read_judging
    return read(store, comparison_id, of, store.newest_event())


def _read_judging(store: Store, comparison_id: str, of: str | None, newest_event: str | None) -> Judging:
    comparison = store.comparison(comparison_id)
    if comparison is None or not comparison.titles:
        return Judging(total=store.count_pairs(comparison_id))
    labels, pairs = _judged(store, comparison, Source.PERSON)
    own = labels if of is None else [label for label in labels if label.annotator == of]
    return results.count_judging(comparison, own, pairs)


_known_judging = lru_cache(maxsize=32)(_read_judging)  # each verdict and each look asks for it


def find_finding(store: Store, comparison_id: str) -> Finding:
    """What people's verdicts say of the comparison."""
    return _known_finding(store, comparison_id, store.newest_event())


@lru_cache(maxsize=8)
def _known_finding(store: Store, comparison_id: str, newest_event: str | None) -> Finding:
    comparison = store.comparison(comparison_id)
    if comparison is None:
        return "provisional"
    return results.find(comparison, *_judged(store, comparison, Source.PERSON))


def _judged(store: Store, comparison: Comparison, source: Source) -> tuple[list[Label], dict[str, Pair]]:
    pairs = {pair.id: pair for pair in store.pairs(comparison.id)}
    return store.labels(comparison.id, source), pairs


def task_of(store: Store, comparison: Comparison) -> Task:
    """The version of the task that its titles were written for; the current one where none is known."""
    pair = next(iter(store.pairs(comparison.id)), None)
    found = store.task(pair.task_version) if pair else None
    return found or store.current_task()


def health_of_both(task: Task, comparison: Comparison, runs: Sequence[Run]) -> dict[str, Health]:
    """The health of the base and of the tuned model's titles, by `base` and `tuned`; `runs` may have made
    them.
    """
    titles = comparison.titles
    return {
        "base": measure_health(
            task, [(row.idea, row.base_title) for row in titles], _vocabulary(comparison.base_model, runs)
        ),
        "tuned": measure_health(
            task,
            [(row.idea, row.tuned_title) for row in titles],
            _vocabulary(comparison.tuned_model, runs),
            [row.kl for row in titles if row.kl is not None],
        ),
    }


def _vocabulary(model: str, runs: Sequence[Run]) -> frozenset[str] | None:
    return title_words() if root_of(model, runs) == EMBEDDED else None
