"""The over-optimised run of methods.py: its row enters, what the page draws of it leaves, and the same as a
picture for RESULTS.md.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pipeline.training.guards import Vitals, find_faults

CURVE_NAMES = {
    "reward_win": "the reward model prefers it",
    "well_formed": "well formed",
    "distinct": "distinct",
    "win": "the taste prefers it",
    "strict_win": "the same, broken titles lose",
}


def curve_of(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The lines of the run in shares by its steps, the taste's only where it has looked (a run that was
    taken up again in the middle has looks from there on), and the step at which the guards would have stopped
    it, with the faults that they saw. None before the run.
    """
    if row is None:
        return None
    looks = sorted(row["looks"], key=lambda look: look["step"])
    checks = sorted(row["checks"], key=lambda check: check["step"])
    vitals = [Vitals(**{field.name: check[field.name] for field in fields(Vitals)}) for check in checks]
    found = [find_faults(vitals[0], now) for now in vitals]
    stopped = next((at for at, faults in enumerate(found) if faults), None)
    lines = {
        name: [(check["step"], round(check[name], 4)) for check in checks]
        for name in ("reward_win", "well_formed", "distinct")
    }
    if looks:
        for name, own in (("win", "win_rate"), ("strict_win", "strict_win_rate")):
            found_at = [(look["step"], round(look[own], 4)) for look in looks]
            lines[name] = [(0, 0.5)] * (looks[0]["step"] == checks[1]["step"]) + found_at
    return {
        "steps": checks[-1]["step"],
        "lines": lines,
        "stopped_at": None if stopped is None else checks[stopped]["step"],
        "faults": [] if stopped is None else list(found[stopped]),
    }


def curve_svg(curve: Mapping[str, Any]) -> str:
    """Win rates and the health of the titles over the steps of the over-optimised run."""
    width, height, left, top = 720, 380, 50, 20
    colours = ("#7c3aed", "#059669", "#777777", "#2563eb", "#dc2626")

    def place(step: float, share: float) -> str:
        across = left + step / curve["steps"] * (width - left - 20)
        return f"{across:.1f},{top + (1 - share) * (height - top - 110):.1f}"

    parts = [
        f'<line x1="{left}" x2="{width - 20}" y1="{place(0, share).split(",")[1]}" '
        f'y2="{place(0, share).split(",")[1]}" stroke="#8884"/><text x="{left - 8}" '
        f'y="{float(place(0, share).split(",")[1]) + 4:.1f}" text-anchor="end">{share:.0%}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    for number, (key, points) in enumerate(curve["lines"].items()):
        drawn = " ".join(place(*point) for point in points)
        colour, x, y = colours[number], left + 330 * (number % 2), height - 48 + 18 * (number // 2)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts.append(f'<rect x="{x}" y="{y - 9}" width="14" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{x + 20}" y="{y - 2}">{CURVE_NAMES[key]}</text>')
    for step in range(0, curve["steps"] + 1, 16):
        across = place(step, 0).split(",")[0]
        parts.append(f'<text x="{across}" y="{height - 76}" text-anchor="middle">{step}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="12" fill="#777">{"".join(parts)}</svg>\n'
    )
