"""How few of an idea's pairs need a click: full label sets are replayed, each as the annotator who is asked.

`--labels FILE.csv` has the columns idea, title_a, title_b, title_b_preferred and every pair of an idea once.
Without it label sets are simulated with 6% cyclic triads, as one person's 1140 labels had. Agreement is that
of all preferences of an idea (clicked ones as clicked, the others implied) with the annotator's own answers;
accuracy, which only simulated sets have, that with the latent utilities. `in_app` is agreement through the
app's own stages, with several simulated volunteers, and `best_policy` the most that any rule can reach.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.best_policy import compare_policies
from bench.in_app import label_as_volunteers
from bench.oracles import (
    LabelledIdea,
    best_order,
    cyclic_share,
    expected_cyclic,
    expected_self_agreement,
    find_scale,
    load_labels,
    share_equal,
    simulate_labels,
)
from bench.replays import (
    CLICKS,
    Replay,
    adaptive,
    as_answer,
    at_click,
    noise_of_first,
    replay_all,
    sort_by_insertion,
)
from pipeline.selection import ALLOWED_DOUBT, Noise, find_posterior, next_question, settled, title_pairs
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES

CYCLIC = 0.06
EXPLAINED = 0.3
DOUBTS = (0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05)


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
        report["in_app"] = label_in_app(given)
        report["best_policy"] = compare_policies(given.seed, given.explained, CYCLIC, given.side_people)
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


def label_in_app(given: argparse.Namespace) -> dict[str, float]:
    """Agreement and clicks when simulated volunteers label by the stages that the page uses."""
    now, found = datetime(2026, 1, 1, tzinfo=UTC), []
    sharing = Sharing(overlap_share=0.0, full_share=0.0)
    for seed in range(given.seed, given.seed + given.side_people):
        each = []
        for settings in (sharing, replace(sharing, full_share=1.0)):
            with tempfile.TemporaryDirectory() as folder:
                store = Store(Path(folder) / "title-tuner.db")
                store.add_task(YOUTUBE_TITLES)
                each.append(label_as_volunteers(store, YOUTUBE_TITLES, 4, 40, now, settings, seed))
                store.close()
        asked, full = each
        found.append(
            [asked.clicks(), asked.agreement(now), *(full.agreement(now, clicks) for clicks in (6, 7, 8))]
        )
    names = ("adaptive_clicks", "adaptive_agreement", "agreement_at_6", "agreement_at_7", "agreement_at_8")
    return dict(zip(names, map(statistics.mean, zip(*found, strict=True)), strict=True))


def time_clicks() -> dict[str, float]:
    """Milliseconds of processor time from seven answers on five titles to the next question, 200 times."""
    answers = [as_answer(pair, True) for pair in title_pairs(5)[:7]]
    taken = []
    for seed in range(200):
        utilities = [0.1, 0.5, -0.3, 0.0, 1 + seed / 1000]  # another idea's: what is known is kept
        start = time.thread_time()
        settled(find_posterior(5, answers, Noise(), utilities))
        next_question(5, answers, seed, utilities)
        taken.append(1000 * (time.thread_time() - start))
    return {"click_cpu_ms_median": statistics.median(taken), "click_cpu_ms_p95": sorted(taken)[189]}


if __name__ == "__main__":
    main()
