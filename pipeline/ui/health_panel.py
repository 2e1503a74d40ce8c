"""The health of both models' titles as HTML: what tuning broke in words, then each measure for both."""

from collections.abc import Mapping
from html import escape

from pipeline.health import Health, find_faults
from pipeline.ui.progress import notice
from pipeline.ui.text import say

MEASURES = (
    "titles_written",
    "empty",
    "in_limits",
    "well_formed",
    "ended",
    "coverage",
    "repeats_idea",
    "repetition",
    "distinct",
    "distinct_2",
    "across_ideas",
    "opening_share",
    "length",
    "questions",
    "numbers",
    "kl",
)


def health_html(health: Mapping[str, Health], lang: str) -> str:
    """`health` by `base` and `tuned`."""
    faults = find_faults(health["base"], health["tuned"])
    said = "".join(
        notice(
            say(
                f"compare_fault_{fault.kind}", lang, base=fault.base, tuned=fault.tuned, opening=fault.opening
            ),
            "alert",
        )
        for fault in faults
    ) or notice(say("compare_health_fine", lang, n=health["tuned"].titles))
    rows = "".join(
        f"<tr><th scope=row>{escape(say(f'compare_{name}', lang))}</th>"
        + "".join(f"<td>{escape(_value(own, name))}</td>" for own in health.values())
        + "</tr>"
        for name in MEASURES
        if name != "kl" or health["tuned"].kl is not None
    )
    head = "".join(f"<th scope=col>{escape(say(f'compare_{model}', lang))}</th>" for model in health)
    note = say("compare_kl_note", lang) if health["tuned"].kl is not None else ""
    return (
        f'<section class="result"><h2>{escape(say("compare_health", lang))}</h2>{said}'
        f'<table class="health"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="stats-note">{escape(note)}</p></section>'
    )


def _value(health: Health, name: str) -> str:
    if name == "titles_written":
        return f"{health.titles:,}"
    if name == "opening_share":
        return f"{health.opening_share:.0%} “{health.opening}”" if health.opening else "–"
    value = getattr(health, name)
    if value is None:
        return "–"
    return f"{value:.1f}" if name in ("length", "kl") else f"{value:.0%}"
