"""Base and tuned titles for held-out ideas -> blind pairs; verdicts -> win rate, interval and health of the
titles.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.checks import is_well_formed
from pipeline.embedded.grammar import title_words
from pipeline.inference import root_model
from pipeline.schema import (
    Choice,
    ComparedTitle,
    Comparison,
    Idea,
    Label,
    Pair,
    Source,
    Task,
    content_id,
)
from pipeline.settings import EMBEDDED
from pipeline.store import Store
from pipeline.titles import clean_title
from pipeline.writers import TitleWriter

ROUNDS = 3


@dataclass(frozen=True)
class ComparisonProgress:
    """`comparison` is there at the end only; `skipped` are ideas for which a model wrote nothing, and why."""

    done: int
    total: int
    skipped: dict[str, str]
    comparison: Comparison | None = None


@dataclass(frozen=True)
class Summary:
    """Wins are the tuned model's. `wilson` and `exact` are 95% intervals of the decisive share wins / (wins +
    losses).

    Rates are in [0, 1]; None where there is nothing to divide by.
    """

    wins: int
    ties: int
    losses: int
    n: int
    win_rate: float | None
    decisive_share: float | None
    wilson: tuple[float, float] | None
    exact: tuple[float, float] | None
    p_value: float | None


@dataclass(frozen=True)
class Result:
    """A comparison's summary so far; `pending` titles still wait for a verdict, `judges` have given one."""

    summary: Summary
    pending: int
    judges: int


@dataclass(frozen=True)
class Health:
    """Shares in [0, 1] of a model's titles: within the task's limits, well formed, and distinct from all
    others.
    """

    in_limits: float
    well_formed: float
    distinct: float


def held_out(ideas: Iterable[Idea], trained_on: Collection[str]) -> list[Idea]:
    """The ideas whose ids the run was not trained on."""
    return [idea for idea in ideas if idea.id not in trained_on]


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
) -> Iterator[ComparisonProgress]:
    """Write titles_per_idea titles with each model for each idea, and store the blind pairs.

    The base model writes from `seed` and the tuned one from `seed + 1`: from one seed two models that are
    alike write the same title too often, which tells nothing.

    Titles are compared as they came, whether within the task's limits or not. Nothing is stored before the
    end.
    """
    if not ideas:
        raise ValueError("No idea is left that the run was not trained on; add ideas and do not label them.")
    if not 1 <= titles_per_idea <= 20:
        raise ValueError(f"{titles_per_idea} titles per idea cannot be compared; choose 1 to 20.")
    comparison_id = content_id(base.name, tuned.name, run_id or "", str(seed), now.isoformat())
    titles: list[ComparedTitle] = []
    pairs: list[Pair] = []
    skipped = {
        idea.text: reason
        for idea in ideas
        if (reason := base.declines(idea.text) or tuned.declines(idea.text))
    }
    usable = [idea for idea in ideas if idea.text not in skipped]
    yield ComparisonProgress(0, len(ideas), dict(skipped))
    for start in range(0, len(usable), 10):
        batch = usable[start : start + 10]
        written = [
            _write(writer, task, batch, titles_per_idea, own_seed, temperature)
            for writer, own_seed in ((base, seed), (tuned, seed + 1))
        ]
        for idea, base_titles, tuned_titles in zip(batch, *written, strict=True):
            short = [name for name, got in ((base.name, base_titles), (tuned.name, tuned_titles)) if not got]
            if short:
                skipped[idea.text] = f"{short[0]} wrote no title in {ROUNDS} tries"
            for one, other in zip(base_titles, tuned_titles, strict=False):
                pair = None if one == other else Pair.of(idea, (one, other), task.version, comparison_id)
                pairs += [pair] if pair else []
                titles.append(ComparedTitle(idea.id, idea.text, one, other, pair.id if pair else None))
        yield ComparisonProgress(len(ideas) - len(usable) + start + len(batch), len(ideas), dict(skipped))
    if not titles:
        raise ValueError(f"No titles could be compared: {next(iter(skipped.values()))}.")
    comparison = Comparison(
        comparison_id, base.name, tuned.name, run_id, seed, temperature, now, tuple(titles)
    )
    store.add_comparison(comparison, pairs)
    yield ComparisonProgress(len(ideas), len(ideas), dict(skipped), comparison)


def _write(
    writer: TitleWriter, task: Task, ideas: Sequence[Idea], n: int, seed: int, temperature: float
) -> list[list[str]]:
    """Up to n titles for each idea; an empty or unfinished answer is asked for again."""
    found: dict[str, list[str]] = {idea.id: [] for idea in ideas}
    for turn in range(ROUNDS):
        asked = [idea for idea in ideas if len(found[idea.id]) < n]
        if not asked:
            break
        answers = writer.write_titles(
            task, [idea.text for idea in asked], n, seed + turn * 1_000_003, temperature
        )
        for idea, completions in zip(asked, answers, strict=True):
            found[idea.id] += [title for title in map(clean_title, completions) if title][
                : n - len(found[idea.id])
            ]
    return [found[idea.id] for idea in ideas]


def comparison_result(store: Store, comparison: Comparison, simulated: bool = False) -> Result:
    """The result by people's verdicts, or by the simulated judge's; the two are never mixed."""
    labels = store.labels(comparison.id, Source.SIMULATED if simulated else Source.PERSON)
    pairs = {pair.id: pair for pair in store.pairs(comparison.id)}
    return tally(comparison, labels, pairs)


def tally(comparison: Comparison, labels: Iterable[Label], pairs: dict[str, Pair]) -> Result:
    """One verdict for each pair of titles: the majority's side, or a tie when no side has more votes than all
    else.

    Neither counts as a tie, a skip as nothing.
    """
    votes: dict[str, list[Choice]] = defaultdict(list)
    judges = set()
    for label in labels:
        if label.choice is not Choice.SKIP:
            votes[label.pair_id].append(label.choice)
            judges.add(label.annotator)
    wins = ties = losses = pending = 0
    for title in comparison.titles:
        if title.pair_id is None:
            ties += 1
            continue
        given = votes.get(title.pair_id)
        if not given:
            pending += 1
            continue
        tuned_side = Choice.A if pairs[title.pair_id].title_a == title.tuned_title else Choice.B
        base_side = Choice.B if tuned_side is Choice.A else Choice.A
        for_tuned, for_base = given.count(tuned_side), given.count(base_side)
        even = len(given) - for_tuned - for_base
        wins += for_tuned > max(for_base, even)
        losses += for_base > max(for_tuned, even)
        ties += max(for_tuned, for_base) <= even or for_tuned == for_base
    return Result(summarize(wins, ties, losses), pending, len(judges))


def summarize(wins: int, ties: int, losses: int) -> Summary:
    """The win rate, and of the decisive verdicts the share won with its 95% intervals and the exact two-sided
    p against 1/2 (binomial test; Wilson 1927; Clopper and Pearson 1934). ValueError for negative counts.
    """
    from scipy.stats import binomtest  # takes as long to import as the page to open

    if min(wins, ties, losses) < 0:
        raise ValueError(
            f"Counts of {wins} wins, {ties} ties and {losses} losses cannot be; none may be negative."
        )
    n, decisive = wins + ties + losses, wins + losses
    if not decisive:
        return Summary(wins, ties, losses, n, 0.5 if n else None, None, None, None, None)
    test = binomtest(wins, decisive)
    wilson, exact = test.proportion_ci(method="wilson"), test.proportion_ci(method="exact")
    return Summary(
        wins=wins,
        ties=ties,
        losses=losses,
        n=n,
        win_rate=(wins + ties / 2) / n,
        decisive_share=wins / decisive,
        wilson=(float(wilson.low), float(wilson.high)),
        exact=(float(exact.low), float(exact.high)),
        p_value=float(test.pvalue),
    )


def measure_health(
    task: Task, ideas_and_titles: Sequence[tuple[str, str]], vocabulary: frozenset[str] | None
) -> Health:
    """The health of one model's titles, at least one. `vocabulary` as in `is_well_formed`."""
    n = len(ideas_and_titles)
    titles = [title for _, title in ideas_and_titles]
    return Health(
        in_limits=sum(task.min_chars <= len(title) <= task.max_chars for title in titles) / n,
        well_formed=sum(is_well_formed(idea, title, vocabulary) for idea, title in ideas_and_titles) / n,
        distinct=len(set(titles)) / n,
    )


def health_of_both(task: Task, comparison: Comparison) -> dict[str, Health]:
    """The health of the base and of the tuned model's titles, by `base` and `tuned`."""
    vocabulary = title_words() if root_model(comparison.base_model) == EMBEDDED else None
    base = [(title.idea, title.base_title) for title in comparison.titles]
    tuned = [(title.idea, title.tuned_title) for title in comparison.titles]
    return {
        "base": measure_health(task, base, vocabulary),
        "tuned": measure_health(task, tuned, vocabulary),
    }
