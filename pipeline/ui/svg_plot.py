"""Series of points -> a figure: an SVG that the style sheet colours, a legend, and the same in words.

Lines are training pairs, dots evaluations; whiskers are intervals, and a dashed series is another run's. The
horizontal axis is the epoch, which all of them share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pipeline.training.curves import Point, ticks
from pipeline.ui.text import say

NOTHING = 5e-5  # what is closer to 0 is said to be 0, and never -0
WIDTH, HEIGHT = 480, 282
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 42


@dataclass(frozen=True)
class Series:
    """Points (epoch, value) in order; `colour` is a class of the style sheet, `dots` have no line between.

    `whiskers` are (low, high) of each point, or none; `named` says whether the legend shows it.
    """

    name: str
    colour: str
    points: Sequence[Point]
    dots: bool = False
    dashed: bool = False
    named: bool = True
    whiskers: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Guide:
    """A dashed level, and its name in the legend, where no point is drawn over it."""

    level: float
    words: str = ""


def figure(
    title: str,
    series: Sequence[Series],
    epochs: float,
    lang: str,
    guide: Guide | None = None,
    note: str = "",
    axis: str | None = None,
) -> str:
    """The plot with its legend; before the first value a sentence stands in its place. `axis` names the
    horizontal one where it is not the epoch.

    The words under it leave the dashed series out; the label that is read aloud has them.
    """
    shown = [each for each in series if each.points]
    legend = "".join(
        f'<span><i class="{each.colour}{" plot-dot" if each.dots else ""}"></i>{escape(each.name)}</span>'
        for each in series
        if each.named and not each.dashed
    )
    if guide and guide.words:
        legend += f'<span><i class="plot-level"></i>{escape(guide.words)}</span>'
    said = in_words([each for each in shown if not each.dashed], lang)
    body = (
        _svg(f"{title}. {in_words(shown, lang)}", shown, epochs, guide, axis or say("train_plot_epoch", lang))
        if shown
        else f'<p class="plot-waiting">{escape(say("train_plot_waiting", lang))}</p>'
    )
    return (
        f'<figure class="plot"><figcaption><strong>{escape(title)}</strong>'
        f'<span class="plot-legend">{legend}</span></figcaption>{body}'
        f'<p class="plot-words">{escape(said)}</p><p class="plot-note">{escape(note)}</p></figure>'
    )


def in_words(series: Sequence[Series], lang: str) -> str:
    """The same values as text: a line by its ends, dots one by one."""
    return " · ".join(f"{each.name} {_values(each, lang)}" for each in series)


def _values(series: Series, lang: str) -> str:
    # Rounded once, as everywhere on the page: 0.72848 is 0.728, which by way of 0.7285 would be 0.729.
    values = [f"{value if abs(value) >= NOTHING else 0:.3g}" for _, value in series.points]
    if not series.dots:
        return values[0] if len(values) == 1 else f"{values[0]} → {values[-1]}"
    if series.whiskers:
        spans = [f" ({low:.2g}–{high:.2g})" for low, high in series.whiskers]
        values = [value + span for value, span in zip(values, spans, strict=True)]
    return say("train_plot_and", lang).join(values)


def _svg(title: str, series: Sequence[Series], epochs: float, guide: Guide | None, axis: str) -> str:
    values = [value for each in series for _, value in each.points]
    values += [end for each in series for whisker in each.whiskers for end in whisker]
    values += [guide.level] if guide else []
    rows = ticks(min(values), max(values))
    columns = [tick for tick in ticks(0, epochs, 5) if tick <= epochs * 1.001]
    low, high = rows[0], rows[-1] if rows[-1] > rows[0] else rows[0] + 1

    def x(epoch: float) -> float:
        return round(LEFT + min(epoch / epochs, 1.0) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    parts = [
        f'<line class="plot-grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(row)}" y2="{y(row)}"/>'
        f'<text x="{LEFT - 7}" y="{y(row) + 4}" text-anchor="end">{row + 0.0:g}</text>'
        for row in rows
    ]
    parts += [
        f'<text x="{x(column)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{column:g}</text>'
        for column in columns
    ]
    name = escape(axis)
    parts.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 4}" text-anchor="middle">{name}</text>')
    if guide:
        at = y(guide.level)
        parts.append(f'<line class="plot-guide" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}"/>')
    for each in series:
        places = [(x(epoch), y(value)) for epoch, value in each.points]
        other = " plot-other" if each.dashed else ""
        if not each.dots and len(places) > 1:
            line = " ".join(f"{across},{down}" for across, down in places)
            parts.append(f'<polyline class="plot-line {each.colour}{other}" points="{line}"/>')
        for (across, _), whisker in zip(places, each.whiskers, strict=False):
            ends = [y(end) for end in whisker]
            parts.append(
                f'<line class="plot-whisker {each.colour}" x1="{across}" x2="{across}"'
                f' y1="{ends[0]}" y2="{ends[1]}"/>'
            )
        if each.dots or len(places) == 1:
            parts += [
                f'<circle class="plot-point {each.colour}{other}" cx="{across}" cy="{down}" r="4">'
                f"<title>{escape(each.name)} {value:.4g}</title></circle>"
                for (across, down), (_, value) in zip(places, each.points, strict=True)
            ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
