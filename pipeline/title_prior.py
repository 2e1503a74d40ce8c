"""Clicked preferences so far -> how much titles nobody has compared are expected to be liked.

A Bradley-Terry regression on plain features of a title. What leaves are utilities in logits: the difference
of two is the log odds that the first is preferred. They start the orders of `pipeline.selection`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.schema import content_id

Floats = NDArray[np.float64]
FEATURES = (
    "question",
    "number",
    "exclamation",
    "colon",
    "brackets",
    "shouted word",
    "capital letters",
    "length",
    "length squared",
    "speaks to the viewer",
    "speaks of me",
    "opens with how",
    "opens with what or why",
)
RIDGE = 5.0
SLOPE_RIDGE = 0.01
FEWEST_IDEAS, FOLDS = 10, 5


@lru_cache(maxsize=1 << 12)
def title_features(title: str) -> Floats:
    """(len(FEATURES),), each about 0 to 1 (lengths: 0 at 55 characters, 1 at 85), so one ridge suits all."""
    words = re.findall(r"[^\W\d_]+", title)
    letters = list(filter(str.isalpha, title))
    opening = words[0].lower() if words else ""
    length = (len(title) - 55) / 30
    features = np.array(
        [
            "?" in title,
            any(map(str.isdigit, title)),
            "!" in title,
            ":" in title,
            "(" in title or "[" in title,
            any(len(word) >= 3 and word.isupper() for word in words),
            sum(map(str.isupper, letters)) / max(len(letters), 1),
            length,
            length**2,
            any(word.lower() in ("you", "your") for word in words),
            any(word.lower() in ("i", "my", "we", "our") for word in words),
            opening == "how",
            opening in ("what", "why"),
        ],
        dtype=float,
    )
    features.setflags(write=False)  # it is kept for the next caller
    return features


@dataclass(frozen=True)
class TitlePrior:
    """`weights` are (FOLDS, len(FEATURES)) in logits: row f predicts the titles of the ideas of fold f and
    was fitted to the other folds, so that no idea's own answers are counted twice.
    """

    weights: tuple[tuple[float, ...], ...]

    def predict(self, idea: str, titles: Sequence[str]) -> tuple[float, ...]:
        """(len(titles),) utilities in logits; only their differences mean anything."""
        return _predict(self.weights[find_fold(idea)], tuple(titles))


@lru_cache(maxsize=4096)
def _predict(weights: tuple[float, ...], titles: tuple[str, ...]) -> tuple[float, ...]:
    features = np.array([title_features(title) for title in titles])
    return tuple((features @ np.array(weights)).tolist())


@lru_cache(maxsize=1 << 12)
def find_fold(idea: str) -> int:
    """The idea's part of FOLDS, by its hash: the same on every machine and however many ideas come later."""
    return int(content_id("fold", idea)[:8], 16) % FOLDS


@dataclass(frozen=True)
class Clicked:
    """Clicked preferences as the regression reads them, one a row: `design` (rows, len(FEATURES)) is what the
    chosen title has more of, `idea` (rows,) numbers the ideas, `fold` (rows,) is each idea's.
    """

    design: Floats
    idea: NDArray[np.int64]
    fold: NDArray[np.int64]

    @property
    def n_ideas(self) -> int:
        return len(np.unique(self.idea))

    def only(self, rows: NDArray[np.bool_]) -> "Clicked":
        return Clicked(self.design[rows], self.idea[rows], self.fold[rows])


def read_clicks(ideas: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Clicked:
    """One row for each (chosen, rejected) pair of titles and its idea."""
    numbers: dict[str, int] = {}
    number = [[numbers.setdefault(title, len(numbers)) for title in pair] for pair in pairs]
    chosen, rejected = np.array(number, dtype=int).reshape(-1, 2).T
    features = np.array([title_features(title) for title in numbers]).reshape(-1, len(FEATURES))
    idea_numbers = {idea: n for n, idea in enumerate(dict.fromkeys(ideas))}
    idea = np.array([idea_numbers[each] for each in ideas], dtype=int)
    folds = np.array([find_fold(each) for each in idea_numbers], dtype=int)
    return Clicked(features[chosen] - features[rejected], idea, folds[idea])


def fit_title_prior(
    preferences: Mapping[str, Sequence[tuple[str, str]]], around: TitlePrior | None = None
) -> TitlePrior | None:
    """What clicked (chosen, rejected) titles by idea say of others: as `fit_prior`."""
    clicked = [(idea, pair) for idea, pairs in preferences.items() for pair in pairs]
    return fit_prior(read_clicks([idea for idea, _ in clicked], [pair for _, pair in clicked]), around)


def fit_prior(clicked: Clicked, around: TitlePrior | None = None) -> TitlePrior | None:
    """What clicked preferences say of other titles; `around` for fewer than FEWEST_IDEAS.

    One annotator's preferences give that annotator's weights, drawn to those of `around`, which everybody's
    may have given, or else to zero. They are shrunk by how far they predict ideas that they were not fitted
    to (the calibration slope, van Houwelingen and le Cessie 1990), so that a taste with nothing to do with
    the features gets weights about zero: without this it cost 0.6 points of agreement at 7 clicks in
    simulation, with it 0.2.
    """
    if clicked.n_ideas < FEWEST_IDEAS:
        return around
    design, fold = clicked.design, clicked.fold
    means = np.array(around.weights) if around else np.zeros((FOLDS, len(FEATURES)))
    weights = np.array([_fit_weights(design[fold != f], means[f]) for f in range(FOLDS)])
    held_out = (design * weights[fold]).sum(axis=1)
    slope, _ = fit_logistic(held_out[:, None], np.ones(len(design)), np.zeros(1), SLOPE_RIDGE)
    return TitlePrior(tuple(map(tuple, (weights * np.clip(slope[0], 0.0, 1.0)).tolist())))


def _fit_weights(design: Floats, mean: Floats) -> Floats:
    weights, _ = fit_logistic(design, np.ones(len(design)), mean, RIDGE)
    return weights


def fit_logistic(design: Floats, target: Floats, mean: Floats, ridge: float) -> tuple[Floats, Floats]:
    """The maximum a posteriori weights (d,) of a logistic regression and the precision (d, d) there.

    `design` is (rows, d), `target` (rows,) in [0, 1], the prior normal about `mean` (d,) with precision
    `ridge`. Newton's method; with a ridge it settles in a few steps.
    """
    weights = mean.copy()
    precision = ridge * np.eye(len(mean))
    for _ in range(20):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (target - p) - ridge * (weights - mean)
        precision = design.T @ (design * (p * (1 - p))[:, None]) + ridge * np.eye(len(mean))
        step = np.linalg.solve(precision, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return weights, precision
