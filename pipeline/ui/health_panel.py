"""The health of both models' titles as HTML: what tuning broke in words, then each measure for both."""

from collections.abc import Mapping
from html import escape

from pipeline.health import Fault, Health, count_titles, find_faults, find_worse, may_be_chance
from pipeline.ui.progress import notice
from pipeline.ui.text import say, sentences

SHOWN = 5  # titles that are not well formed
FEW_TITLES = 100  # of fewer, a percent is less than a title, and a share is said as a count, too
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
ONE_KIND = set(COUNTED) - {"opening_share"}  # the two models' commonest openings may be two


def health_html(health: Mapping[str, Health], lang: str) -> str:
    """`health` by `base` and `tuned`."""
    faults = find_faults(health["base"], health["tuned"])
    said = "".join(_fault_html(fault, health, lang) for fault in faults)
    unseen = say("compare_health_unseen", lang)
    if said:
        said += f'<p class="stats-note">{escape(unseen)}</p>'
    else:
        said = notice(sentences(lang, _summary(health, lang), unseen))
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


def _fault_html(fault: Fault, health: Mapping[str, Health], lang: str) -> str:
    """It is an alarm where chance does not explain it."""
    chance = fault.kind in ONE_KIND and may_be_chance(health["base"], health["tuned"], fault.kind)
    said = [_fault(fault, lang), _in_titles(fault, health, lang)]
    if chance:
        said.append(say("compare_health_chance", lang))
    if fault.kind == "well_formed":
        shown = ", ".join(f"“{title}”" for title in health["tuned"].malformed[:SHOWN])
        said.append(say("compare_health_malformed", lang, titles=shown))
    return notice(sentences(lang, *said), "plain" if chance else "alert")


def _fault(fault: Fault, lang: str) -> str:
    values = {"base": fault.base, "tuned": fault.tuned, "opening": fault.opening}
    return say(f"compare_fault_{fault.kind}", lang, **values)


def _summary(health: Mapping[str, Health], lang: str) -> str:
    """That nothing measured is clearly worse, and what is a little worse, with its counts."""
    fine = say("compare_health_fine", lang, n=health["tuned"].titles)
    worse = find_worse(health["base"], health["tuned"])
    if not worse:
        return fine
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
    little = say("compare_health_worse", lang, worse=say("compare_health_and", lang).join(named))
    chance = all(may_be_chance(health["base"], health["tuned"], fault.kind) for fault in worse)
    return sentences(lang, fine, little, say("compare_health_chance", lang) if chance else "")


def _in_titles(fault: Fault, health: Mapping[str, Health], lang: str) -> str:
    """The counts behind a fault's percents."""
    if fault.kind not in COUNTED:
        return ""
    tuned, base = (_count(health[model], fault.kind, lang) for model in ("tuned", "base"))
    return say("compare_health_counts", lang, tuned=tuned, base=base)


def _count(health: Health, name: str, lang: str, key: str = "compare_health_of") -> str:
    count, n = count_titles(health, name)
    return say(key, lang, count=count, n=n, share=getattr(health, name))


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
