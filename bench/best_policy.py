"""The most that any policy for asking can reach, by dynamic programming over all 3^10 states of five titles.

At a price for each click the policy maximises the expected agreement with the annotator's ten answers less
the price of the clicks, under the noise and the prior that the app has. As the price falls it asks more: on
the average over ideas no rule that uses the same prior does better at the same number of clicks.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bench.oracles import LabelledIdea, expected_cyclic, find_scale, share_equal, simulate_labels
from pipeline.selection import find_posterior, title_pairs
from pipeline.title_prior import TitlePrior, fit_title_prior

PRICES = (0.3, 0.35, 0.4, 0.42, 0.45)  # in pairs that agree
PAIRS = title_pairs(5)
POWERS = 3 ** np.arange(10)
DIGITS = (np.arange(3**10)[:, None] // POWERS) % 3  # 0 unasked, 1 the first title preferred, 2 the second
LAYERS = [np.flatnonzero((DIGITS > 0).sum(axis=1) == asked) for asked in range(11)]


def compare_policies(seed: int, explained: float, cyclic: float, people: int) -> list[dict[str, float]]:
    """Mean clicks and agreement of the best policy at each price, on simulated annotators."""
    scale = find_scale(expected_cyclic, cyclic, explained)
    reached: dict[float, list[tuple[int, float]]] = {price: [] for price in PRICES}
    for person in range(seed, seed + people):
        preferences: dict[str, list[tuple[str, str]]] = {}
        prior: TitlePrior | None = None
        for number, idea in enumerate(simulate_labels(person, explained, scale)):
            if number % 3 == 0:
                prior = fit_title_prior(preferences)
            marginal = find_marginals(prior.predict(idea.idea, idea.titles) if prior else None)
            for price in PRICES:
                clicked, agreement = play(idea, find_policy(marginal, price), marginal)
                reached[price].append((len(clicked), agreement))
            preferences[idea.idea] = [
                (idea.titles[i], idea.titles[j]) if idea.over[i, j] else (idea.titles[j], idea.titles[i])
                for i, j in clicked
            ]
    return [
        {"price": price, "clicks": float(clicks), "agreement": float(agreement)}
        for price, found in reached.items()
        for clicks, agreement in [np.mean(found, axis=0)]
    ]


def find_marginals(utilities: Sequence[float] | None) -> Any:
    """(3^10,) the probability of the answers in each state."""
    posterior = find_posterior(5, [], utilities=utilities)
    likelihood = np.ones((1, len(posterior.weights)))
    for first in posterior.answer_first.T:
        likelihood = np.concatenate([likelihood, likelihood * first, likelihood * (1 - first)])
    return likelihood @ posterior.weights


def find_policy(marginal: Any, price: float) -> Any:
    """(3^10,) the pair to ask in each state, -1 to stop."""
    value, policy = np.zeros(3**10), np.full(3**10, -1)
    for asked in range(10, -1, -1):
        states = LAYERS[asked]
        stopped = np.full(len(states), float(asked))
        best, chosen = np.full(len(states), -np.inf), np.full(len(states), -1)
        for pair in range(10):
            at = np.flatnonzero(DIGITS[states, pair] == 0)
            first, second = states[at] + POWERS[pair], states[at] + 2 * POWERS[pair]
            stopped[at] += np.maximum(marginal[first], marginal[second]) / marginal[states[at]]
            found = marginal[first] * value[first] + marginal[second] * value[second]
            found = found / marginal[states[at]] - price
            better = found > best[at]
            best[at] = np.where(better, found, best[at])
            chosen[at[better]] = pair
        value[states] = np.maximum(stopped, best)
        policy[states] = np.where(best > stopped + 1e-12, chosen, -1)
    return policy


def play(idea: LabelledIdea, policy: Any, marginal: Any) -> tuple[list[tuple[int, int]], float]:
    """The pairs that were asked and the agreement at the end."""
    state, clicked = 0, []
    while policy[state] >= 0:
        pair = int(policy[state])
        clicked.append(PAIRS[pair])
        state += POWERS[pair] * (1 if idea.over[PAIRS[pair]] else 2)
    found = {
        pair: idea.over[pair]
        if pair in clicked
        else bool(marginal[state + POWERS[n]] >= marginal[state + 2 * POWERS[n]])
        for n, pair in enumerate(PAIRS)
    }
    return clicked, share_equal(found, idea.over)
