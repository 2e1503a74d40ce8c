"""One annotator's labels on one idea -> what to ask next, when it is settled, what the rest implies.

Everything is worked out from the current labels each time, so an undo, a reload or another machine needs
nothing more. An idea's titles are numbered in the order of their candidates' ids, in which a pair's title_a
comes before its title_b. The questions and their end are those of `pipeline.selection`, under the `Beliefs`
that everybody's earlier labels gave (see `pipeline.beliefs`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import lgamma, log, sqrt
from statistics import fmean

from pipeline import sharing
from pipeline.schema import Candidate, Choice, Label, Pair, Source, content_id
from pipeline.selection import (
    DEFAULT_NOISE,
    Answer,
    ImpliedPreference,
    Noise,
    find_posterior,
    implied,
    is_settled,
    next_question,
)
from pipeline.texts import spelling_key
from pipeline.title_prior import TitlePrior

IMPLIED_THRESHOLD = sharing.DEFAULT.implied_threshold
"""Implied preferences as likely as this enter training. In simulation with five titles nearly all are, and
93% of them are as the annotator's order has it, where a click is in 91%. Above 0.9 are two thirds, 98%."""


@dataclass(frozen=True)
class Beliefs:
    """What is held of people and titles before an idea's own answers are heard.

    `noise` is that of people in general, `priors` are by annotator, `shared` is for all others; None means
    that all orders of an idea's titles are equally likely.
    """

    noise: Noise = DEFAULT_NOISE
    shared: TitlePrior | None = None
    priors: Mapping[str, TitlePrior] = field(default_factory=dict)

    def expect(self, annotator: str, idea: "IdeaAnswers") -> tuple[float, ...] | None:
        """How much the annotator is expected to like each of the idea's titles, in logits."""
        prior = self.priors.get(annotator, self.shared)
        return prior.predict(idea.idea_id, idea.titles) if prior else None


DEFAULT_BELIEFS = Beliefs()


@dataclass(frozen=True)
class IdeaAnswers:
    """`titles` in the order of their numbers, `pairs` by the numbers of their titles. A pair that isn't in
    the store, or whose titles differ in capital letters only (a file may hold one), is an `answers` entry
    that says nothing, so it is not asked.
    """

    idea_id: str
    titles: tuple[str, ...]
    pairs: Mapping[tuple[int, int], Pair]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class ImpliedLabel:
    """What the annotator would probably choose on a pair that they were not asked about; `choice` is A or
    B.
    """

    pair_id: str
    annotator: str
    choice: Choice
    probability: float


Numbers = tuple[str, tuple[str, ...], Mapping[tuple[int, int], Pair], tuple[Answer, ...]]


def read_answers(pairs: Iterable[Pair], choices: Mapping[str, Choice]) -> IdeaAnswers:
    """The pairs of one idea, one at least, and one annotator's choices by pair id, skips included."""
    return _with_choices(_known_numbers(tuple(pairs)), choices)


def _with_choices(numbers: Numbers, choices: Mapping[str, Choice]) -> IdeaAnswers:
    idea_id, titles, numbered, missing = numbers
    answers = [_answer(i, j, choices[pair.id]) for (i, j), pair in numbered.items() if pair.id in choices]
    return IdeaAnswers(idea_id, titles, numbered, (*answers, *missing))


_answer = lru_cache(maxsize=1024)(Answer)  # a few, that all remembered sets of answers share


def _number_titles(pairs: tuple[Pair, ...]) -> Numbers:
    """The idea, its titles in the order of their numbers, the pairs by these, and skips for the pairs that
    are missing.
    """
    idea_of = {title: pair.idea_id for pair in pairs for title in pair.titles}
    ids = {title: Candidate.of(idea_id, title, "").id for title, idea_id in idea_of.items()}
    titles = tuple(sorted(ids, key=ids.__getitem__))
    number = {title: n for n, title in enumerate(titles)}
    spelling = {title: spelling_key(title) for title in titles}
    numbered = {
        (number[pair.title_a], number[pair.title_b]): pair
        for pair in pairs
        if spelling[pair.title_a] != spelling[pair.title_b]
    }
    missing = [
        _answer(i, j, Choice.SKIP) for j in range(len(ids)) for i in range(j) if (i, j) not in numbered
    ]
    return pairs[0].idea_id, titles, numbered, tuple(missing)


_known_numbers = lru_cache(maxsize=512)(_number_titles)  # of the ideas that are in people's hands


def choose_question(
    idea: IdeaAnswers, annotator: str, in_full: bool, beliefs: Beliefs = DEFAULT_BELIEFS
) -> Pair | None:
    """The pair to ask this annotator next; None when their order is settled or, `in_full`, when every pair
    was asked.
    """
    n_titles, expected = len(idea.titles), beliefs.expect(annotator, idea)
    if not in_full and is_settled(n_titles, idea.answers, beliefs.noise, expected):
        return None
    seed = int(content_id(idea.idea_id, annotator)[:8], 16)
    question = next_question(n_titles, idea.answers, seed, expected)
    return None if question is None else idea.pairs[question]


@lru_cache(maxsize=256)
def expected_questions(n_pairs: int) -> float:
    """About how many of an idea's pairs are asked until it is settled: the bits in its titles' orders,
    log2(n!), which in simulation is within 3% for up to seven titles.
    """
    n_titles = (1 + sqrt(1 + 8 * n_pairs)) / 2
    return min(lgamma(n_titles + 1) / log(2), n_pairs)


def imply_labels(
    pairs: Iterable[Pair], labels: Iterable[Label], beliefs: Beliefs = DEFAULT_BELIEFS
) -> list[ImpliedLabel]:
    """What people's labels imply about each idea's pairs that the same person was not asked about.

    Imported and simulated labels imply nothing.
    """
    of_idea: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    idea_of: dict[str, tuple[str, str]] = {}
    for pair in pairs:
        idea_of[pair.id] = pair.idea_id, pair.task_version  # each version's titles have an order of their own
        of_idea[idea_of[pair.id]].append(pair)
    choices: dict[tuple[str, str], dict[str, dict[str, Choice]]] = defaultdict(lambda: defaultdict(dict))
    for label in labels:
        if label.source is Source.PERSON and label.pair_id in idea_of:
            choices[idea_of[label.pair_id]][label.annotator][label.pair_id] = label.choice
    found = []
    for of_version, by_annotator in choices.items():
        numbers = _number_titles(tuple(of_idea[of_version]))
        for annotator, chosen in by_annotator.items():
            idea = _with_choices(numbers, chosen)
            expected = beliefs.expect(annotator, idea)
            for preference in _implied(len(idea.titles), idea.answers, beliefs.noise, expected):
                side = Choice.A if preference.chosen < preference.rejected else Choice.B
                i, j = sorted((preference.chosen, preference.rejected))
                found.append(ImpliedLabel(idea.pairs[i, j].id, annotator, side, preference.probability))
    return found


def likely_first(implied: Iterable[ImpliedLabel]) -> float:
    """The probability that a pair's title_a is chosen: the mean over those whom it is implied for, so that
    two who differ imply nothing. ValueError where there is none.
    """
    return fmean(
        label.probability if label.choice is Choice.A else 1 - label.probability for label in implied
    )


def is_judged(labels: Iterable[Label]) -> bool:
    """Whether a person or a file said anything of a pair: what is implied about it does not count then."""
    return any(label.source is not Source.SIMULATED and label.choice is not Choice.SKIP for label in labels)


@lru_cache(maxsize=4096)
def _implied(
    n_titles: int, answers: tuple[Answer, ...], noise: Noise, expected: tuple[float, ...] | None
) -> tuple[ImpliedPreference, ...]:
    return tuple(implied(find_posterior(n_titles, answers, noise, expected)))
