"""Label sets replayed as if their annotator were asked: agreement and doubt after every click."""

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.oracles import LabelledIdea, Verdicts, share_equal
from pipeline.schema import Choice
from pipeline.selection import (
    Answer,
    Noise,
    doubt,
    estimate_noise,
    find_posterior,
    implied,
    next_question,
    title_pairs,
)
from pipeline.title_prior import TitlePrior, fit_title_prior

CLICKS = 7


@dataclass(frozen=True)
class Replay:
    """One idea asked to the end: entry k of each list is the state after k clicks."""

    agreement: list[float]
    accuracy: list[float]
    doubts: list[float]
    clicked: list[tuple[int, int]]


def as_answer(pair: tuple[int, int], first_over: bool) -> Answer:
    return Answer(*pair, Choice.A if first_over else Choice.B)


def replay_idea(
    idea: LabelledIdea, seed: int, noise: Noise, utilities: Sequence[float] | None, at_random: bool = False
) -> Replay:
    """Ask every pair in the order the method chooses, the titles numbered anew by the seed."""
    n = len(idea.titles)
    rng = random.Random(seed)
    number = rng.sample(range(n), n)
    given = None if utilities is None else [utilities[number.index(i)] for i in range(n)]
    place = {tuple(sorted((number[i], number[j]))): (i, j) for i, j in title_pairs(n)}

    def original(i: int, j: int, first_over: bool) -> tuple[tuple[int, int], bool]:
        pair = place[min(i, j), max(i, j)]
        return pair, first_over == (number[pair[0]] == i)

    answers: list[Answer] = []
    clicked: Verdicts = {}
    replay = Replay([], [], [], [])
    shuffled = rng.sample(title_pairs(n), len(place))
    while True:
        posterior = find_posterior(n, answers, noise, given)
        resulting = {**dict(original(p.chosen, p.rejected, True) for p in implied(posterior)), **clicked}
        replay.agreement.append(share_equal(resulting, idea.over))
        replay.accuracy.append(share_equal(resulting, idea.truth))
        replay.doubts.append(doubt(posterior))
        question = next_question(n, answers, seed, given)
        if question is None:
            return replay
        if at_random:
            question = shuffled[len(answers)]
        pair, straight = original(*question, True)
        first_over = idea.over[pair] == straight
        clicked[pair] = idea.over[pair]
        replay.clicked.append(pair)
        answers.append(as_answer(question, first_over))


def replay_all(
    ideas: Sequence[LabelledIdea], seed: int, noise: Noise, with_prior: bool = False, at_random: bool = False
) -> list[Replay]:
    """All ideas in turn. The prior for an idea is fitted to the first CLICKS clicks on each idea before it,
    again for every third idea.
    """
    preferences: dict[str, list[tuple[str, str]]] = {}
    prior: TitlePrior | None = None
    replays = []
    for number, idea in enumerate(ideas):
        if with_prior and number % 3 == 0:
            prior = fit_title_prior(preferences)
        utilities = prior.predict(idea.idea, idea.titles) if prior else None
        replay = replay_idea(idea, 1000 * seed + number, noise, utilities, at_random)
        clicked = replay.clicked[:CLICKS]
        preferences[idea.idea] = [
            (idea.titles[i], idea.titles[j]) if idea.over[i, j] else (idea.titles[j], idea.titles[i])
            for i, j in clicked
        ]
        replays.append(replay)
    return replays


def sort_by_insertion(idea: LabelledIdea, seed: int) -> tuple[float, int]:
    """Agreement and clicks of a binary insertion sort of the shuffled titles."""
    n = len(idea.titles)
    over = {**idea.over, **{(j, i): not first for (i, j), first in idea.over.items()}}
    clicks, placed = 0, list[int]()
    for title in random.Random(seed).sample(range(n), n):
        low, high = 0, len(placed)
        while low < high:
            middle, clicks = (low + high) // 2, clicks + 1
            low, high = (low, middle) if over[title, placed[middle]] else (middle + 1, high)
        placed.insert(low, title)
    order = {(i, j): placed.index(i) < placed.index(j) for i, j in title_pairs(n)}
    return share_equal(order, idea.over), clicks


def at_click(replays: Sequence[Replay], clicks: int, what: str = "agreement") -> float:
    return statistics.mean(getattr(replay, what)[min(clicks, len(replay.doubts) - 1)] for replay in replays)


def adaptive(replays: Sequence[Replay], allowed: float, what: str = "agreement") -> tuple[float, float]:
    """Mean clicks until the doubt is at most the allowed one, and the agreement (or accuracy) then."""
    stops = [
        next((k for k, left in enumerate(replay.doubts) if left <= allowed), len(replay.doubts) - 1)
        for replay in replays
    ]
    reached = [getattr(replay, what)[stop] for replay, stop in zip(replays, stops, strict=True)]
    return statistics.mean(stops), statistics.mean(reached)


def noise_of_first(ideas: Sequence[LabelledIdea], share: float = 0.1) -> Noise:
    """The noise as the app would know it: from the first tenth of the ideas, labelled in full, with every
    twentieth pair asked again.
    """
    asked = []
    for number, idea in enumerate(ideas[: max(1, int(share * len(ideas)))]):
        answers = [as_answer(pair, first_over) for pair, first_over in idea.over.items()]
        if idea.again and number % 2 == 0:
            pair = list(idea.over)[number % len(idea.over)]
            answers.append(as_answer(pair, idea.again[pair]))
        asked.append((len(idea.titles), answers))
    return estimate_noise(asked)
