"""A comparison's result and its titles as HTML: records enter, escaped text leaves."""

from collections.abc import Mapping, Sequence
from html import escape

from pipeline.comparisons import Health, Result, Summary
from pipeline.ui.text import say


def result_html(people: Result, simulated: Result | None, health: Mapping[str, Health], lang: str) -> str:
    """People's verdicts, the example judge's apart from them, and the health of both models' titles."""
    parts = [_verdicts(people, "compare_people", lang)]
    if simulated is not None:
        parts.append(_verdicts(simulated, "compare_simulated", lang))
    return "".join(
        [*parts, _health(health, lang), f'<p class="stats-note">{_t("compare_peeking", lang)}</p>']
    )


def sentence(result: Result, lang: str) -> str:
    """What the verdicts say, in one plain sentence."""
    summary = result.summary
    if summary.wilson is None:
        return say("compare_undecided", lang, pending=result.pending)
    low, high = summary.wilson
    key = "compare_better" if low > 0.5 else "compare_worse" if high < 0.5 else "compare_open"
    return say(key, lang, wins=summary.wins, decided=summary.wins + summary.losses, low=low, high=high)


def titles_html(columns: Mapping[str, Sequence[str]], lang: str) -> str:
    """Titles of each model beside each other, under the text keys that name the models."""
    none = f"<li>{_t('compare_try_none', lang)}</li>"
    lists = (
        f"<section><h3>{_t(key, lang)}</h3><ol>"
        + ("".join(f'<li dir="auto">{escape(title)}</li>' for title in titles) or none)
        + "</ol></section>"
        for key, titles in columns.items()
    )
    return f'<div class="side-by-side">{"".join(lists)}</div>'


def _verdicts(result: Result, heading: str, lang: str) -> str:
    summary = result.summary
    cells = {
        "compare_verdicts": " · ".join(map(str, (summary.wins, summary.ties, summary.losses))),
        **_rates(summary, lang),
        "compare_pending": str(result.pending),
        "compare_judges": str(result.judges),
    }
    rows = "".join(
        f"<div><dt>{_t(key, lang)}</dt><dd>{escape(value)}</dd></div>" for key, value in cells.items()
    )
    return (
        f'<section class="result"><h3>{_t(heading, lang)}</h3>'
        f'<p class="result-sentence">{escape(sentence(result, lang))}</p>'
        f'<dl class="stats">{rows}</dl></section>'
    )


def _rates(summary: Summary, lang: str) -> dict[str, str]:
    unknown = "–"
    rate, share = summary.win_rate, summary.decisive_share
    wilson, p = summary.wilson, summary.p_value
    return {
        "compare_win_rate": unknown if rate is None else say("compare_rate_n", lang, rate=rate, n=summary.n),
        "compare_share": unknown
        if share is None or wilson is None
        else say("compare_share_interval", lang, share=share, low=wilson[0], high=wilson[1]),
        "compare_p": unknown if p is None else f"{p:.3f}" if p >= 0.001 else "< 0.001",
    }


def _health(health: Mapping[str, Health], lang: str) -> str:
    kinds = ("in_limits", "well_formed", "distinct")
    head = "".join(f"<th>{_t(f'compare_{kind}', lang)}</th>" for kind in kinds)
    body = "".join(
        f"<tr><th>{_t(f'compare_{model}', lang)}</th>"
        + "".join(f"<td>{getattr(shares, kind):.0%}</td>" for kind in kinds)
        + "</tr>"
        for model, shares in health.items()
    )
    return (
        f'<section class="result"><h3>{_t("compare_health", lang)}</h3>'
        f'<table class="health"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></section>"
    )


def _t(key: str, lang: str) -> str:
    return escape(say(key, lang))
