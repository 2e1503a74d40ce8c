"""Titles of a base and a tuned model for the same ideas -> how healthy each are, and what tuning broke.

Win rate does not see it when a model repeats itself or the idea: judges compare two titles at a time.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.checks import (
    ends_properly,
    has_doubled_word,
    is_well_formed,
    keyword_coverage,
    repeated_phrases,
)
from pipeline.schema import Task
from pipeline.texts import comparison_key, first_words, is_cjk, spaced, word_stems

# Read off runs of the embedded model: past these, titles had begun to repeat or to break.
WORSE_BY = 0.05
FEWEST_TITLES = 3  # a share that is worse by fewer titles is chance
CHANCE = 0.05
LESS_VARIED = 0.2
COMMON_OPENING = 0.25
LARGE_KL = 3.0


@dataclass(frozen=True)
class Health:
    """Of the titles that a model wrote (the empty ones are counted in `empty` alone), shares in [0, 1]:

    within the task's limits; well formed; distinct; distinct pairs of neighbouring words (distinct-2, Li et
    al. 2016; of what is Chinese or Japanese characters); of another idea too; the idea's words kept; ended
    properly; with a word or a phrase twice; saying no word more than the idea; with a question mark; with a
    digit; with the commonest first two words, which `opening` are in their commonest spelling. `length` is
    the mean in characters; `kl` the mean of (tuned minus base model's) log-probability of a title in nats,
    None when it was not measured; `malformed` are the titles that are not well formed.
    """

    titles: int
    empty: float
    in_limits: float
    well_formed: float
    distinct: float
    distinct_2: float
    across_ideas: float
    coverage: float
    ended: float
    repetition: float
    repeats_idea: float
    questions: float
    numbers: float
    length: float
    opening: str
    opening_share: float
    kl: float | None = None
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What tuning broke: a field of Health with the base and the tuned model's values."""

    kind: str
    base: float
    tuned: float
    opening: str = ""


def measure_health(
    task: Task,
    ideas_and_titles: Sequence[tuple[str, str]],
    vocabulary: frozenset[str] | None,
    kls: Sequence[float] = (),
) -> Health:
    """The health of one model's titles. `vocabulary` as in `is_well_formed`; `kls` one for each title that
    has one.
    """
    written = [(idea, title) for idea, title in ideas_and_titles if title]
    n = len(written) or 1
    titles = [title for _, title in written]
    pairs_of_words = [pair for title in titles for pair in pairwise(comparison_key(spaced(title)).split())]
    opening, opening_share = commonest_opening(titles) if titles else ("", 0.0)
    ideas_of = defaultdict(set)
    for idea, title in written:
        ideas_of[comparison_key(title)].add(idea)

    formed = [is_well_formed(idea, title, vocabulary) for idea, title in written]

    def share(truths: Sequence[float]) -> float:
        return sum(truths) / n

    return Health(
        titles=len(titles),
        empty=1 - len(titles) / len(ideas_and_titles) if ideas_and_titles else 0.0,
        in_limits=share([task.min_chars <= len(title) <= task.max_chars for title in titles]),
        well_formed=share(formed),
        distinct=len(set(titles)) / n,
        distinct_2=len(set(pairs_of_words)) / max(len(pairs_of_words), 1),
        across_ideas=share([len(ideas_of[comparison_key(title)]) > 1 for title in titles]),
        coverage=share([keyword_coverage(idea, title) for idea, title in written]),
        ended=share([ends_properly(title) for title in titles]),
        repetition=share([has_repetition(title) for title in titles]),
        repeats_idea=share([repeats_idea(idea, title) for idea, title in written]),
        questions=share(["?" in title or "？" in title for title in titles]),
        numbers=share([any(character.isdigit() for character in title) for title in titles]),
        length=share([len(title) for title in titles]),
        opening=opening,
        opening_share=opening_share,
        kl=sum(kls) / len(kls) if kls else None,
        malformed=tuple(title for title, well in zip(titles, formed, strict=True) if not well),
    )


def commonest_opening(titles: Sequence[str]) -> tuple[str, float]:
    """The first two words that most titles begin with, in their commonest spelling, and their share; of
    Chinese and Japanese ones the first four characters, which are about as much.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for title in titles:
        opening = title[:4] if is_cjk(title) else first_words(title, 2)
        spellings[comparison_key(opening)][opening] += 1
    commonest = max(spellings.values(), key=Counter.total)
    return commonest.most_common(1)[0][0], commonest.total() / len(titles)


def has_repetition(title: str) -> bool:
    """Whether a word stands twice in a row, or a phrase again, as `repeated_phrases` has them."""
    return has_doubled_word(title) or bool(repeated_phrases(title))


def repeats_idea(idea: str, title: str) -> bool:
    """Whether the title holds no word, apart from endings and the smallest words, that the idea has not."""
    return word_stems(spaced(title)) <= word_stems(spaced(idea))


def count_titles(health: Health, kind: str) -> tuple[int, int]:
    """(titles of this kind, titles that the share is of): the written ones, or where some are empty all that
    were asked for.
    """
    asked = kind == "empty" and health.empty < 1
    n = round(health.titles / (1 - health.empty)) if asked else health.titles
    return round(getattr(health, kind) * n), n


def may_be_chance(base: Health, tuned: Health, kind: str) -> bool:
    """Whether two models that write as many titles of this kind would differ as much in one of 20 cases at
    least (Fisher's exact test, two-sided). It takes the titles as independent.
    """
    from scipy.stats import fisher_exact  # takes as long to import as the page to open

    table = [[count, n - count] for count, n in (count_titles(base, kind), count_titles(tuned, kind))]
    return float(fisher_exact(table).pvalue) >= CHANCE


def find_worse(base: Health, tuned: Health) -> tuple[Fault, ...]:
    """The kinds of title of which the tuned model has a larger or smaller share for the worse by half a title
    at least, however few they are; the worst first.
    """
    least = 0.5 / max(tuned.titles, 1)
    gaps = {kind: gap for kind, gap in _gaps(base, tuned).items() if kind != "coverage" and gap >= least}
    kinds = sorted(gaps, key=lambda kind: -gaps[kind])
    return tuple(Fault(kind, getattr(base, kind), getattr(tuned, kind)) for kind in kinds)


def _gaps(base: Health, tuned: Health) -> dict[str, float]:
    """By how much the tuned model is worse in each share."""
    return {
        kind: sign * (getattr(tuned, kind) - getattr(base, kind))
        for kinds, sign in (
            (("empty", "across_ideas", "repetition", "repeats_idea"), 1),
            (("in_limits", "well_formed", "coverage", "ended"), -1),
        )
        for kind in kinds
    }


def find_faults(base: Health, tuned: Health) -> tuple[Fault, ...]:
    """Where the tuned model is worse than its base by 5 points and 3 titles at least, the worst first; then
    titles that vary less, one opening too common, and a KL too large.
    """
    gaps = _gaps(base, tuned)
    least = max(WORSE_BY, FEWEST_TITLES / max(tuned.titles, 1)) - 1e-9
    kinds = sorted((kind for kind, gap in gaps.items() if gap >= least), key=lambda kind: -gaps[kind])
    if tuned.titles and tuned.distinct_2 < (1 - LESS_VARIED) * base.distinct_2:
        kinds.append("distinct_2")
    if tuned.opening_share > max(COMMON_OPENING, base.opening_share + WORSE_BY):
        kinds.append("opening_share")
    if tuned.kl is not None and tuned.kl > LARGE_KL:
        kinds.append("kl")
    return tuple(
        Fault(kind, getattr(base, kind) or 0.0, getattr(tuned, kind), tuned.opening) for kind in kinds
    )
