"""Full label sets that a benchmark can ask: read from a file, or simulated with a known taste and noise.

A simulated set has titles from a small grammar, a latent utility for each, a stated share of it explained by
features of the title, and Bradley-Terry answers. Nobody's taste is meant.
"""

import csv
import functools
import itertools
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.selection import title_pairs
from pipeline.title_prior import FEATURES, title_features

Verdicts = dict[tuple[int, int], bool]


@dataclass(frozen=True)
class LabelledIdea:
    """`over[i, j]` for i < j: title i is preferred; `truth` is the same by latent utility, when there is one;
    `again` is a second answer to every pair.
    """

    idea: str
    titles: tuple[str, ...]
    over: Verdicts
    truth: Verdicts | None = None
    again: Verdicts | None = None


def load_labels(path: Path) -> list[LabelledIdea]:
    """The ideas whose pairs were all labelled, in file order; ValueError when there is none."""
    rows: dict[str, dict[tuple[str, str], bool]] = {}
    with path.open(newline="") as file:
        reader = csv.DictReader(file)
        if missing := {"idea", "title_a", "title_b", "title_b_preferred"} - set(reader.fieldnames or ()):
            raise ValueError(f"{path} lacks the columns {', '.join(sorted(missing))}.")
        for row in reader:
            b_preferred = row["title_b_preferred"].strip().lower() in ("1", "1.0", "true", "b", "yes")
            rows.setdefault(row["idea"], {})[row["title_a"], row["title_b"]] = not b_preferred
    ideas = []
    for idea, first in rows.items():
        titles = tuple(dict.fromkeys(title for pair in first for title in pair))
        both = {**{(b, a): not a_over for (a, b), a_over in first.items()}, **first}
        wanted = [(i, j) for i, j in title_pairs(len(titles))]
        if all((titles[i], titles[j]) in both for i, j in wanted):
            over = {(i, j): both[titles[i], titles[j]] for i, j in wanted}
            ideas.append(LabelledIdea(idea, titles, over))
    if not ideas:
        raise ValueError(
            f"{path} has no idea with every pair of its titles labelled; ten rows for five titles."
        )
    return ideas


def write_title(rng: random.Random) -> str:
    """A title-like string that varies in all the features of `title_prior`."""
    opening = rng.choice(
        ["How to", "How I", "Why", "What", "The", "My", "Your", "This", "Best", "Secret", "A"]
    )
    nouns = ["bread", "garden", "guitar", "engine", "mountain", "camera", "history", "puzzle", "robot"]
    verbs = ["build", "learn", "paint", "repair", "explore", "cook", "understand", "photograph", "restore"]
    words = [rng.choice(verbs), rng.choice(nouns), *rng.sample(nouns, rng.randint(1, 4))]
    title = f"{opening} {' '.join(words)}"
    title = title.title() if rng.random() < 0.5 else title
    if rng.random() < 0.3:
        title = f"{rng.choice(('7', '10', '2024', '3'))} {title}"
    if rng.random() < 0.15:
        title = title.replace(words[0], words[0].upper()).replace(words[0].title(), words[0].upper())
    if rng.random() < 0.35:
        title += f": {rng.choice(('a beginner guide', 'what you should know', 'my story', 'full review'))}"
    if rng.random() < 0.15:
        title += " (step by step)"
    return title + rng.choices(("", "?", "!"), (0.6, 0.25, 0.15))[0]


@functools.cache
def write_titles(seed: int, n_ideas: int) -> tuple[list[tuple[str, ...]], Any]:
    """Five titles an idea, and their features (n_ideas, 5, features)."""
    rng = random.Random(seed)
    titles = [tuple(write_title(rng) for _ in range(5)) for _ in range(n_ideas)]
    return titles, np.array([[title_features(title) for title in row] for row in titles])


def draw_probabilities(seed: int, explained: float, scale: float, n_ideas: int, about: int) -> Any:
    """(n_ideas, 10) probabilities that a pair's first title is preferred, by utilities scale *
    (sqrt(explained) * taste for features + the rest), before scaling of variance 1 between an idea's titles.
    """
    rng = np.random.default_rng(seed)
    _, features = write_titles(about, n_ideas)
    within = features - features.mean(axis=1, keepdims=True)
    within /= np.maximum(within.std(axis=(0, 1)), 1e-9)
    taste = within @ rng.normal(size=len(FEATURES))
    rest = rng.normal(size=taste.shape)
    rest -= rest.mean(axis=1, keepdims=True)
    utility = np.sqrt(explained) * taste / taste.std() + np.sqrt(1 - explained) * rest / rest.std()
    i, j = np.array(title_pairs(5)).T
    return 1 / (1 + np.exp(scale * np.sqrt(4 / 5) * (utility[:, j] - utility[:, i])))


def simulate_labels(
    seed: int, explained: float, scale: float, n_ideas: int = 114, about: int | None = None
) -> list[LabelledIdea]:
    """One simulated annotator's full label set, with a second answer to every pair. Annotators with the same
    seed `about` judge the same titles, by default each has their own.
    """
    about = seed if about is None else about
    p = draw_probabilities(seed, explained, scale, n_ideas, about)
    over, again = np.random.default_rng([seed, 1]).random((2, *p.shape)) < p
    return [
        LabelledIdea(f"idea {number}", titles, *(as_verdicts(row[number]) for row in (over, p > 0.5, again)))
        for number, titles in enumerate(write_titles(about, n_ideas)[0])
    ]


def as_verdicts(row: Any) -> Verdicts:
    return {pair: bool(value) for pair, value in zip(title_pairs(5), row, strict=True)}


def expected_cyclic(p: Any) -> float:
    """The expected share of cyclic triads under these probabilities (ideas, 10)."""
    number = {pair: place for place, pair in enumerate(title_pairs(5))}
    shares = [
        p[:, number[i, j]] * p[:, number[j, k]] * (1 - p[:, number[i, k]])
        + (1 - p[:, number[i, j]]) * (1 - p[:, number[j, k]]) * p[:, number[i, k]]
        for i, j, k in itertools.combinations(range(5), 3)
    ]
    return float(np.mean(shares))


def expected_self_agreement(p: Any) -> float:
    """How often two answers to one pair are the same."""
    return float(np.mean(p**2 + (1 - p) ** 2))


def find_scale(measure: Callable[[Any], float], target: float, explained: float) -> float:
    """The scale of utilities at which `measure` meets the target over 2,000 ideas."""
    rises = measure(np.array([[1.0] * 10])) > measure(np.array([[0.5] * 10]))
    low, high = 0.2, 10.0
    for _ in range(20):
        middle = (low + high) / 2
        found = measure(draw_probabilities(999, explained, middle, 2000, 999))
        low, high = (middle, high) if (found < target) == rises else (low, middle)
    return (low + high) / 2


def cyclic_share(ideas: Sequence[LabelledIdea]) -> float:
    """The share of triads i < j < k with i over j over k over i, or the reverse."""
    return statistics.mean(
        idea.over[i, j] == idea.over[j, k] != idea.over[i, k]
        for idea in ideas
        for i, j, k in itertools.combinations(range(len(idea.titles)), 3)
    )


def share_equal(one: Verdicts, other: Verdicts | None) -> float:
    return statistics.mean(one[pair] == other[pair] for pair in one) if other else float("nan")


def best_order(idea: LabelledIdea) -> float:
    orders = itertools.permutations(range(len(idea.titles)))
    return max(
        share_equal({(i, j): places[i] < places[j] for i, j in idea.over}, idea.over) for places in orders
    )
