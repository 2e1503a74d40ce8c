"""The health of both models' titles as HTML: what tuning broke in words, then each measure for both."""

from collections.abc import Mapping
from html import escape

from pipeline.health import Fault, Health, find_faults, find_worse
from pipeline.ui.progress import notice
from pipeline.ui.text import say, sentences

FEW_TITLES = 50  # of fewer, a share is said as a count: a percent would look more exact than it is
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
# Shares of titles; the others are means, or shares of something else.
COUNTED = (
    *("in_limits", "well_formed", "ended", "repeats_idea", "repetition", "distinct", "across_ideas"),
    *("opening_share", "questions", "numbers", "empty"),
)


def health_html(health: Mapping[str, Health], lang: str) -> str:
    """`health` by `base` and `tuned`."""
    faults = find_faults(health["base"], health["tuned"])
    said = "".join(
        notice(
            sentences(lang, _fault(fault, lang), _in_titles(fault, health, lang)),
            "alert",
        )
        for fault in faults
    ) or notice(_summary(health, lang))
    rows = "".join(
        f"<tr><th scope=row>{escape(say(f'compare_{name}', lang))}</th>"
        + "".join(f"<td>{escape(_value(own, name, lang))}</td>" for own in health.values())
        + "</tr>"
        for name in MEASURES
        if name != "kl" or health["tuned"].kl is not None
    )
    head = "".join(f"<th scope=col>{escape(say(f'compare_{model}', lang))}</th>" for model in health)
    note = say("compare_kl_note", lang) if health["tuned"].kl is not None else ""
    return (
        f'<section class="result"><h2>{escape(say("compare_health", lang))}</h2>{said}'
        f'<details class="more-figures"><summary>{escape(say("compare_more_figures", lang))}</summary>'
        f'<table class="health"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="stats-note">{escape(note)}</p></details></section>'
    )


def _fault(fault: Fault, lang: str) -> str:
    values = {"base": fault.base, "tuned": fault.tuned, "opening": fault.opening}
    return say(f"compare_fault_{fault.kind}", lang, **values)


def _summary(health: Mapping[str, Health], lang: str) -> str:
    """That nothing is broken, and what is worse all the same, with its counts."""
    worse = find_worse(health["base"], health["tuned"])
    if not worse:
        return say("compare_health_fine", lang, n=health["tuned"].titles)
    named = [
        say(
            "compare_health_one",
            lang,
            name=say(f"compare_{fault.kind}", lang),
            tuned=_count(health["tuned"], fault.kind, lang),
            base=_count(health["base"], fault.kind, lang),
        )
        for fault in worse
    ]
    return say("compare_health_worse", lang, worse=say("compare_health_and", lang).join(named))


def _in_titles(fault: Fault, health: Mapping[str, Health], lang: str) -> str:
    """The counts behind a fault's percents, where they are few."""
    if fault.kind not in COUNTED or health["tuned"].titles >= FEW_TITLES:
        return ""
    tuned, base = (_count(health[model], fault.kind, lang) for model in ("tuned", "base"))
    return say("compare_health_counts", lang, tuned=tuned, base=base)


def _count(health: Health, name: str, lang: str, key: str = "compare_health_of") -> str:
    """The titles that a share is of: the written ones, or all that were asked for where some are empty."""
    asked = name == "empty" and health.empty < 1
    n = round(health.titles / (1 - health.empty)) if asked else health.titles
    share = getattr(health, name)
    return say(key, lang, count=round(share * n), n=n, share=share)


def _value(health: Health, name: str, lang: str) -> str:
    if name == "titles_written":
        return f"{health.titles:,}"
    if name == "opening_share":
        return f"{_share(health, name, lang)} “{health.opening}”" if health.opening else "–"
    value = getattr(health, name)
    if value is None:
        return "–"
    return f"{value:.1f}" if name in ("length", "kl") else _share(health, name, lang)


def _share(health: Health, name: str, lang: str) -> str:
    few = name in COUNTED and 0 < health.titles < FEW_TITLES
    return _count(health, name, lang, "compare_health_share") if few else f"{getattr(health, name):.0%}"
