"""Outcomes in the order in which they fell -> the running share of decided ones with its interval, as SVG,
and the same in numbers for those who do not see it. Colours come from the style sheet.
"""

from collections.abc import Sequence
from html import escape

from pipeline.ui.text import say
from pipeline.verdicts import Interval, confidence_sequence

WIDTH, HEIGHT = 480, 238
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 42
ROWS_IN_WORDS = 8
Step = tuple[float, Interval]


def running_plot(outcomes: Sequence[float], unit: str, at_end: Interval | None, lang: str) -> str:
    """A figure over the decided outcomes (1 won, 0 lost; ties have no place in it), `unit` being pairs or
    ideas. Empty before the second one. `at_end` is the interval that counts once a fixed number is reached;
    then it is the only one, and before that there is one after each outcome, that holds at every look.
    """
    steps = running_shares(outcomes)
    if len(steps) < 2:
        return ""
    title, axis = say("compare_plot", lang), say(f"compare_plot_{unit}", lang)
    share, (low, high) = steps[-1][0], at_end or steps[-1][1]
    key = "compare_plot_said_end" if at_end else "compare_plot_said"
    said = say(key, lang, n=len(steps), share=share, low=low, high=high)
    swatch, interval = ("plot-b plot-bar", "end") if at_end else ("plot-a plot-swatch", "band")
    legend = (
        f'<span><i class="plot-a"></i>{_t("compare_plot_share", lang)}</span>'
        f'<span><i class="{swatch}"></i>{_t(f"compare_plot_{interval}", lang)}</span>'
        f'<span><i class="plot-level"></i>{_t("compare_plot_half", lang)}</span>'
    )
    drawn = _svg(steps, f"{title}. {said}", axis, at_end, lang)
    return (
        f'<figure class="plot running"><figcaption><strong>{escape(title)}</strong>'
        f'<span class="plot-legend">{legend}</span></figcaption>{drawn}'
        f"{_in_words(steps, axis, at_end, lang)}</figure>"
    )


def running_shares(outcomes: Sequence[float]) -> list[Step]:
    """After each decided outcome, the share won so far and the interval that holds at every look at once."""
    steps: list[Step] = []
    wins = losses = 0
    for outcome in outcomes:
        if outcome != 0.5:
            wins, losses = wins + (outcome > 0.5), losses + (outcome < 0.5)
            steps.append((wins / (wins + losses), confidence_sequence(wins, losses)))
    return steps


def _svg(steps: Sequence[Step], label: str, axis: str, at_end: Interval | None, lang: str) -> str:
    n = len(steps)

    def x(count: float) -> float:
        return round(LEFT + (count - 1) / (n - 1) * (WIDTH - LEFT - RIGHT), 1)

    def y(share: float) -> float:
        return round(TOP + (1 - share) * (HEIGHT - TOP - BOTTOM), 1)

    parts = [
        f'<line class="plot-grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(share)}" y2="{y(share)}"/>'
        f'<text x="{LEFT - 7}" y="{y(share) + 4}" text-anchor="end">{share:.0%}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    apart = next((step for step in (1, 2, 5, 10, 20, 50, 100) if n <= 6 * step), 200)
    parts += [
        f'<text x="{x(mark)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{mark}</text>'
        for mark in range(apart, n + 1, apart)
    ]
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 4}" text-anchor="middle">{escape(axis)}</text>'
    )
    if not at_end:
        upper = [f"{x(at)},{y(high)}" for at, (_, (_, high)) in enumerate(steps, start=1)]
        lower = [f"{x(at)},{y(low)}" for at, (_, (low, _)) in enumerate(steps, start=1)]
        parts.append(f'<polygon class="plot-band plot-a" points="{" ".join(upper + lower[::-1])}"/>')
    parts.append(f'<line class="plot-guide" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(0.5)}" y2="{y(0.5)}"/>')
    line = " ".join(f"{x(at)},{y(share)}" for at, (share, _) in enumerate(steps, start=1))
    parts.append(f'<polyline class="plot-line plot-a" points="{line}"/>')
    if at_end:
        across = WIDTH - RIGHT
        parts.append(
            f'<line class="plot-line plot-end plot-b" x1="{across}" x2="{across}" y1="{y(at_end[0])}"'
            f' y2="{y(at_end[1])}"/>'
        )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _in_words(steps: Sequence[Step], axis: str, at_end: Interval | None, lang: str) -> str:
    """A table of a few of the steps, the last among them, with the intervals that are drawn."""
    n = len(steps)
    shown = sorted({round(n * part / ROWS_IN_WORDS) for part in range(1, ROWS_IN_WORDS + 1)} - {0})
    rows = "".join(
        f"<tr><th scope=row>{at}</th><td>{share:.0%}</td><td>{_interval(interval, lang)}</td></tr>"
        for at in shown
        for share, running in [steps[at - 1]]
        for interval in [(at_end if at == n else None) if at_end else running]
    )
    fits = "compare_plot_end" if at_end else "compare_plot_fits"
    heads = (escape(axis), _t("compare_plot_share", lang), _t(fits, lang))
    head = "".join(f"<th scope=col>{text}</th>" for text in heads)
    return (
        f"<details><summary>{_t('compare_plot_words', lang)}</summary>"
        f'<table class="health"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>'
    )


def _interval(interval: Interval | None, lang: str) -> str:
    return escape(say("compare_rate_interval", lang, low=interval[0], high=interval[1])) if interval else ""


def _t(key: str, lang: str) -> str:
    return escape(say(key, lang))
