"""How few of an idea's pairs need a click: full label sets are replayed, each as the annotator who is asked.

`--labels FILE.csv` has the columns idea, title_a, title_b, title_b_preferred and every pair of an idea once.
Without it label sets are simulated: titles from a small grammar, a latent utility for each, a stated share of
it explained by features of the title, and Bradley-Terry answers with 6% cyclic triads, as one person's 1140
labels had. Agreement is that of all preferences of an idea (clicked ones as clicked, the others implied) with
the annotator's own answers; accuracy, which only simulated sets have, that with the latent utilities.
"""

import argparse
import csv
import functools
import itertools
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.schema import Choice
from pipeline.selection import (
    ALLOWED_DOUBT,
    Answer,
    Noise,
    doubt,
    estimate_noise,
    find_posterior,
    implied,
    next_question,
    settled,
    title_pairs,
)
from pipeline.title_prior import FEATURES, fit_title_prior, predict_titles, title_features

CLICKS = 7
CYCLIC = 0.06
EXPLAINED = 0.3
DOUBTS = (0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05)
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


@dataclass(frozen=True)
class Replay:
    """One idea asked to the end: entry k of each list is the state after k clicks."""

    agreement: list[float]
    accuracy: list[float]
    doubts: list[float]
    clicked: list[tuple[int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--people", type=int, default=12, help="simulated annotators, or replays of --labels")
    parser.add_argument("--side-people", type=int, default=4, help="annotators in the tables beside")
    parser.add_argument("--explained", type=float, default=EXPLAINED)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    start = time.perf_counter()
    if given.labels:
        sets = [load_labels(given.labels)] * given.people
    else:
        scale = find_scale(expected_cyclic, CYCLIC, given.explained)
        sets = [
            simulate_labels(given.seed + person, given.explained, scale) for person in range(given.people)
        ]
    report = {
        "source": str(given.labels) if given.labels else "simulated",
        "ideas": len(sets[0]),
        "cyclic_triads": cyclic_share([idea for ideas in sets for idea in ideas]),
        **compare_methods(sets, given.seed),
        **time_clicks(),
    }
    if not given.labels:
        report["explained"] = given.explained
        report["by_explained"] = [at_explained(share, given) for share in (0.0, 0.15, 0.45, 0.6, 0.75)]
    report["accuracy"] = [at_self_agreement(share, given) for share in (0.65, 0.73, 0.80)]
    report["seconds"] = time.perf_counter() - start
    report = rounded(report)
    if given.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        for line in value if isinstance(value, list) else [value]:
            print(f"{name}: {line}")


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value


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


def draw_probabilities(seed: int, explained: float, scale: float, n_ideas: int) -> Any:
    """(n_ideas, 10) probabilities that a pair's first title is preferred, by utilities scale *
    (sqrt(explained) * taste for features + the rest), before scaling of variance 1 between an idea's titles.
    """
    rng = np.random.default_rng(seed)
    _, features = write_titles(seed, n_ideas)
    within = features - features.mean(axis=1, keepdims=True)
    within /= np.maximum(within.std(axis=(0, 1)), 1e-9)
    taste = within @ rng.normal(size=len(FEATURES))
    rest = rng.normal(size=taste.shape)
    rest -= rest.mean(axis=1, keepdims=True)
    utility = np.sqrt(explained) * taste / taste.std() + np.sqrt(1 - explained) * rest / rest.std()
    i, j = np.array(title_pairs(5)).T
    return 1 / (1 + np.exp(scale * np.sqrt(4 / 5) * (utility[:, j] - utility[:, i])))


def simulate_labels(seed: int, explained: float, scale: float, n_ideas: int = 114) -> list[LabelledIdea]:
    """One simulated annotator's full label set, with a second answer to every pair."""
    p = draw_probabilities(seed, explained, scale, n_ideas)
    over, again = np.random.default_rng([seed, 1]).random((2, *p.shape)) < p
    return [
        LabelledIdea(f"idea {number}", titles, *(as_verdicts(row[number]) for row in (over, p > 0.5, again)))
        for number, titles in enumerate(write_titles(seed, n_ideas)[0])
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
        found = measure(draw_probabilities(999, explained, middle, 2000))
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
    weights = np.zeros(len(FEATURES))
    replays = []
    for number, idea in enumerate(ideas):
        if with_prior and number % 3 == 0:
            weights = fit_title_prior(preferences, leave_out=idea.idea)
        utilities = list(predict_titles(weights, idea.titles)) if with_prior else None
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


def best_order(idea: LabelledIdea) -> float:
    orders = itertools.permutations(range(len(idea.titles)))
    return max(
        share_equal({(i, j): places[i] < places[j] for i, j in idea.over}, idea.over) for places in orders
    )


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


def compare_methods(sets: Sequence[Sequence[LabelledIdea]], seed: int) -> dict[str, Any]:
    """Every method on the same label sets; each set is replayed once, with its own seed."""
    every = [(idea, 1000 * (seed + s) + i) for s, ideas in enumerate(sets) for i, idea in enumerate(ideas)]
    sorts = [sort_by_insertion(*one) for one in every]
    runs = {
        name: [
            replay for s, ideas in enumerate(sets) for replay in replay_all(ideas, seed + s, Noise(), *how)
        ]
        for name, how in {"plain": (False,), "prior": (True,), "random": (False, True)}.items()
    }
    own = [noise_of_first(ideas) for ideas in sets]
    plain, prior = runs["plain"], runs["prior"]
    return {
        "clicks_per_idea": CLICKS,
        "agreement": at_click(plain, CLICKS),
        "agreement_at_6": at_click(plain, 6),
        "agreement_at_8": at_click(plain, 8),
        "agreement_insertion_sort": statistics.mean(agreement for agreement, _ in sorts),
        "clicks_insertion_sort": statistics.mean(clicks for _, clicks in sorts),
        "agreement_random": at_click(runs["random"], CLICKS),
        "agreement_best_order": statistics.mean(best_order(idea) for idea, _ in every),
        "adaptive_clicks": adaptive(plain, ALLOWED_DOUBT)[0],
        "adaptive_agreement": adaptive(plain, ALLOWED_DOUBT)[1],
        "agreement_with_prior": at_click(prior, CLICKS),
        "agreement_at_6_with_prior": at_click(prior, 6),
        "agreement_at_8_with_prior": at_click(prior, 8),
        "adaptive_clicks_with_prior": adaptive(prior, ALLOWED_DOUBT)[0],
        "adaptive_agreement_with_prior": adaptive(prior, ALLOWED_DOUBT)[1],
        "estimated_noise": list(np.mean([noise.error for noise in own], axis=0)),
        "by_doubt": [
            {
                "allowed_doubt": limit,
                **dict(zip(("clicks", "agreement"), adaptive(plain, limit), strict=True)),
                **dict(
                    zip(("clicks_with_prior", "agreement_with_prior"), adaptive(prior, limit), strict=True)
                ),
            }
            for limit in DOUBTS
        ],
    }


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


def at_explained(explained: float, given: argparse.Namespace) -> dict[str, float]:
    """What the prior brings when the features explain this share of the taste."""
    scale = find_scale(expected_cyclic, CYCLIC, explained)
    replays: dict[bool, list[Replay]] = {False: [], True: []}
    for person in range(given.side_people):
        ideas = simulate_labels(given.seed + person, explained, scale)
        for with_prior, kept in replays.items():
            kept += replay_all(ideas, given.seed + person, Noise(), with_prior)
    return {
        "explained": explained,
        **{
            f"agreement_at_{clicks}{name}": at_click(replays[with_prior], clicks)
            for clicks in (6, 7)
            for with_prior, name in ((False, ""), (True, "_with_prior"))
        },
    }


def at_self_agreement(share: float, given: argparse.Namespace) -> dict[str, float]:
    """Accuracy against the latent utilities, simulated, of ten raw clicks and of CLICKS chosen ones."""
    scale = find_scale(expected_self_agreement, share, EXPLAINED)
    plain, prior, raw = [], [], []
    for person in range(given.side_people):
        ideas = simulate_labels(given.seed + person, EXPLAINED, scale)
        noise = noise_of_first(ideas)
        raw += [share_equal(idea.over, idea.truth) for idea in ideas]
        plain += replay_all(ideas, given.seed + person, noise)
        prior += replay_all(ideas, given.seed + person, noise, with_prior=True)
    clicks, reached = adaptive(plain, ALLOWED_DOUBT, "accuracy")
    clicks_with_prior, reached_with_prior = adaptive(prior, ALLOWED_DOUBT, "accuracy")
    return {
        "self_agreement": share,
        "ten_raw_clicks": statistics.mean(raw),
        "seven_clicks": at_click(plain, CLICKS, "accuracy"),
        "seven_clicks_with_prior": at_click(prior, CLICKS, "accuracy"),
        "adaptive_clicks": clicks,
        "adaptive": reached,
        "adaptive_clicks_with_prior": clicks_with_prior,
        "adaptive_with_prior": reached_with_prior,
    }


def time_clicks() -> dict[str, float]:
    """Milliseconds of processor time from seven answers on five titles to the next question, 200 times."""
    answers = [as_answer(pair, True) for pair in title_pairs(5)[:7]]
    taken = []
    for seed in range(200):
        start = time.thread_time()
        utilities = [0.1, 0.5, -0.3, 0.0, 1.0]
        settled(find_posterior(5, answers, Noise(), utilities))
        next_question(5, answers, seed, utilities)
        taken.append(1000 * (time.thread_time() - start))
    return {"click_cpu_ms_median": statistics.median(taken), "click_cpu_ms_p95": sorted(taken)[189]}


if __name__ == "__main__":
    main()
