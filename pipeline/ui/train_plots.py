"""A run's events -> two plots as SVG, the loss and the implicit rewards, coloured by the style sheet.

The horizontal axis is the epoch, which training steps and evaluations share. Lines are the training pairs,
dots the evaluation pairs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pipeline.schema import RunConfig
from pipeline.training.events import Event, kept_events
from pipeline.ui.text import say

WIDTH, HEIGHT = 480, 270
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 30
NO_PREFERENCE = math.log(2)  # the sigmoid loss of a policy that equals its reference
Point = tuple[float, float]


@dataclass(frozen=True)
class Series:
    """Points (epoch, value) in order; `colour` is a class of the style sheet, `dots` have no line between."""

    name: str
    colour: str
    points: Sequence[Point]
    dots: bool = False


def loss_plot(events: Sequence[Event], config: RunConfig, lang: str) -> str:
    """Training and evaluation loss; a line marks no preference where the loss is the plain sigmoid one."""
    series = [
        Series(say("train_plot_training", lang), "plot-a", points(events, "log", "loss")),
        Series(say("train_plot_evaluation", lang), "plot-b", points(events, "eval", "eval_loss"), dots=True),
    ]
    plain = config.loss_type == "sigmoid" and config.sft_weight == 0
    note = say("train_plot_sft", lang, weight=config.sft_weight) if config.sft_weight else ""
    guide = (NO_PREFERENCE, say("train_plot_no_preference", lang)) if plain else None
    return _figure(say("train_plot_loss", lang), series, config.num_train_epochs, guide, note, lang)


def reward_plot(events: Sequence[Event], config: RunConfig, lang: str) -> str:
    """Implicit rewards of the chosen and the rejected titles, and their margin, in nats times beta."""
    series = []
    for key, colour in (("chosen", "plot-a"), ("rejected", "plot-b"), ("margins", "plot-c")):
        name = say(f"train_plot_{key}", lang)
        series.append(Series(name, colour, points(events, "log", f"rewards/{key}")))
        series.append(Series("", colour, points(events, "eval", f"eval_rewards/{key}"), dots=True))
    note = say("train_plot_reward_note", lang)
    return _figure(say("train_plot_rewards", lang), series, config.num_train_epochs, (0.0, ""), note, lang)


def points(events: Sequence[Event], event: str, key: str) -> list[Point]:
    """(epoch, value) of each event of this kind that has the key."""
    return [
        (float(found["epoch"]), float(found[key]))
        for found in kept_events(events)
        if found["event"] == event and found.get(key) is not None
    ]


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, some `about` steps apart."""
    raw = max(high - low, 1e-9) / about
    unit = 10.0 ** math.floor(math.log10(raw))
    step = next(unit * n for n in (1, 2, 2.5, 5, 10) if unit * n >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def _figure(
    title: str,
    series: Sequence[Series],
    epochs: float,
    guide: tuple[float, str] | None,
    note: str,
    lang: str,
) -> str:
    values = [value for each in series for _, value in each.points]
    legend = "".join(
        f'<span><i class="{each.colour}{" plot-dot" if each.dots else ""}"></i>{escape(each.name)}</span>'
        for each in series
        if each.name
    )
    body = (
        _svg(title, series, epochs, [*values, *([guide[0]] if guide else [])], guide, lang)
        if values
        else f'<p class="plot-waiting">{escape(say("train_plot_waiting", lang))}</p>'
    )
    return (
        f'<figure class="plot"><figcaption><strong>{escape(title)}</strong>'
        f'<span class="plot-legend">{legend}</span></figcaption>{body}'
        f'<p class="plot-note">{escape(note)}</p></figure>'
    )


def _svg(
    title: str,
    series: Sequence[Series],
    epochs: float,
    values: Sequence[float],
    guide: tuple[float, str] | None,
    lang: str,
) -> str:
    rows = ticks(min(values), max(values))
    columns = [tick for tick in ticks(0, epochs, 5) if tick <= epochs * 1.001]
    low, high = rows[0], rows[-1] if rows[-1] > rows[0] else rows[0] + 1

    def x(epoch: float) -> float:
        return round(LEFT + min(epoch / epochs, 1.0) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    parts = [
        f'<line class="plot-grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(row)}" y2="{y(row)}"/>'
        f'<text x="{LEFT - 7}" y="{y(row) + 4}" text-anchor="end">{row:g}</text>'
        for row in rows
    ]
    parts += [
        f'<text x="{x(column)}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{column:g}</text>'
        for column in columns
    ]
    axis = escape(say("train_plot_epoch", lang))
    parts.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 1}" text-anchor="middle">{axis}</text>')
    if guide and low <= guide[0] <= high:
        at = y(guide[0])
        parts.append(f'<line class="plot-guide" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}"/>')
        parts.append(
            f'<text x="{WIDTH - RIGHT}" y="{at - 5}" text-anchor="end">{escape(guide[1])}</text>'
            if guide[1]
            else ""
        )
    for each in series:
        places = [(x(epoch), y(value)) for epoch, value in each.points]
        if not each.dots and len(places) > 1:
            line = " ".join(f"{across},{down}" for across, down in places)
            parts.append(f'<polyline class="plot-line {each.colour}" points="{line}"/>')
        if each.dots or len(places) == 1:
            parts += [
                f'<circle class="plot-point {each.colour}" cx="{across}" cy="{down}" r="4">'
                f"<title>{escape(each.name or title)} {value:.4g}</title></circle>"
                for (across, down), (_, value) in zip(places, each.points, strict=True)
            ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
