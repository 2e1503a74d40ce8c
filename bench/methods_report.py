"""What `methods.py` found, row by row -> the table, and what the page shows of it."""

import random
import statistics
from collections.abc import Iterator, Sequence
from typing import Any

BEST_OF = (4, 8)
METHODS = ("dpo", "reward_model", *(f"best_of_{n}" for n in BEST_OF), "rloo_short", "rloo_slow", "grpo")
# While it trains or, for best of n, writes. DPO's reference is the policy itself, before its first step.
MODELS_IN_MEMORY = {"dpo": 1, "best_of": 2, "rloo": 3, "grpo": 3}
SETTINGS = {
    "dpo": "rate, beta, SFT weight",
    "best_of": "rate, n",
    "rloo": "two rates, beta, steps, ideas a step, titles an idea",
}
Row = dict[str, Any]


def bootstrap(by_seed: Sequence[Sequence[float]], rounds: int = 2000) -> tuple[float, float, float]:
    """The mean over seeds and ideas and its 95% interval, ideas drawn anew in each round."""
    ideas = [statistics.fmean(values) for values in zip(*by_seed, strict=True)]
    rng = random.Random(0)
    means = sorted(statistics.fmean(rng.choices(ideas, k=len(ideas))) for _ in range(rounds))
    return statistics.fmean(ideas), means[int(0.025 * rounds)], means[int(0.975 * rounds) - 1]


def table(rows: Sequence[Row]) -> str:
    """Markdown; a figure a seed is a range, a rate has its interval by ideas."""
    lines = [
        "| method | seeds | win rate | by seed | broken titles lose | well formed (base) | distinct | KL "
        "| CPU s | tokens written in training | models in memory | to set |",
        "|" + "---|" * 12,
    ]
    for method in METHODS:
        found = [row for row in rows if row["method"] == method and "wins" in row]
        if found:
            lines.append("| " + " | ".join(_cells(method, found)) + " |")
    lines += ["", *accuracies(rows)]
    return "\n".join(lines)


def findings(rows: Sequence[Row]) -> list[Row]:
    """What the page shows: a record for each method, means over its seeds."""
    found = []
    for method in METHODS:
        own = [row for row in rows if row["method"] == method and "wins" in row]
        if own:
            mean, low, high = bootstrap([row["wins"] for row in own])
            found.append(
                {
                    "method": method,
                    "seeds": len(own),
                    "win_rate": round(mean, 4),
                    "low": round(low, 4),
                    "high": round(high, 4),
                    "strict_win_rate": round(bootstrap([row["strict_wins"] for row in own])[0], 4),
                    "well_formed": round(mean_of(own, "tuned", "well_formed"), 4),
                    "base_well_formed": round(mean_of(own, "base", "well_formed"), 4),
                    "cpu_seconds": round(statistics.fmean(row["cpu_seconds"] for row in own), 1),
                    "generated_tokens": round(statistics.fmean(row["generated_tokens"] for row in own)),
                }
            )
    return found


def _cells(method: str, rows: Sequence[Row]) -> Iterator[str]:
    kind = next(key for key in MODELS_IN_MEMORY if method.startswith(key))
    yield method
    yield str(len(rows))
    for name in ("wins", "strict_wins"):
        mean, low, high = bootstrap([row[name] for row in rows])
        yield f"{mean:.1%} ({low:.1%} to {high:.1%})"
        if name == "wins":
            yield ", ".join(f"{statistics.fmean(row[name]):.0%}" for row in rows)
    yield f"{mean_of(rows, 'tuned', 'well_formed'):.1%} ({mean_of(rows, 'base', 'well_formed'):.1%})"
    yield f"{mean_of(rows, 'tuned', 'distinct'):.1%}"
    yield "-" if rows[0]["kl"] is None else f"{statistics.fmean(row['kl'] for row in rows):.2f}"
    each = rows[0].get("cpu_seconds_a_title")
    spent = f"{statistics.fmean(row['cpu_seconds'] for row in rows):.0f}"
    yield spent + (f", then {1000 * each:.0f} ms a title" if each else "")
    yield f"{statistics.fmean(row['generated_tokens'] for row in rows):,.0f}"
    yield str(MODELS_IN_MEMORY[kind])
    yield SETTINGS["rloo" if kind == "grpo" else kind]


def mean_of(rows: Sequence[Row], side: str, name: str) -> float:
    return statistics.fmean(row[side][name] for row in rows)


def accuracies(rows: Sequence[Row]) -> Iterator[str]:
    """Held-out accuracies of DPO's implicit reward and of the reward model, seed by seed."""
    for method in ("dpo", "reward_model"):
        found = [row for row in rows if row["method"] == method]
        if found:
            by_seed = ", ".join(f"{row['held_out_accuracy']:.1%}" for row in found)
            pairs = ", ".join(str(row["held_out_pairs"]) for row in found)
            yield f"{method}: held-out accuracy {by_seed} of {pairs} pairs"
    found = [row for row in rows if "taste_accuracy" in row]
    if found:
        yield "reward_model against the taste without noise: " + ", ".join(
            f"{row['taste_accuracy']:.1%}" for row in found
        )
