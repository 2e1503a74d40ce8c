"""A run's events -> the plots of its model card, as PNG files: a card on the Hub shows no SVG."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from pipeline.intervals import wilson_interval
from pipeline.training.accuracy import counted_pairs
from pipeline.training.curves import Point, points, ticks
from pipeline.training.events import Event

WIDTH, HEIGHT = 960, 560
LEFT, RIGHT, TOP, BOTTOM = 110, 30, 96, 70
FINER = 2  # drawn that much larger and shrunk, which smooths the lines
FONT = 22
INK, FAINT, PAPER = "#2b2b2b", "#d8d8d8", "#ffffff"
COLOURS = ("#11766a", "#c2571a", "#5a4fb0")


@dataclass(frozen=True)
class Curve:
    """Points (epoch, value); `dots` have no line between, `whiskers` are (low, high) of each."""

    name: str
    colour: str
    points: Sequence[Point]
    dots: bool = False
    whiskers: Sequence[tuple[float, float]] = ()


def draw_plots(events: Sequence[Event], epochs: float) -> dict[str, bytes]:
    """PNG files by name: loss, accuracy, rewards, logps; those that have no value yet are left out."""
    counted = counted_pairs(events)
    held_out = points(events, "eval", "eval_rewards/accuracies")
    spans = [wilson_interval(value, counted) for _, value in held_out] if counted else []
    drawn = {
        "loss": (
            "Loss",
            [
                Curve("training", COLOURS[0], points(events, "log", "loss")),
                Curve("held-out pairs", COLOURS[1], points(events, "eval", "eval_loss"), dots=True),
            ],
        ),
        "accuracy": (
            "Reward accuracy, with 95% intervals",
            [
                Curve("training", COLOURS[0], points(events, "log", "rewards/accuracies")),
                Curve("held-out pairs", COLOURS[1], held_out, dots=True, whiskers=spans),
            ],
        ),
        "rewards": (
            "Implicit reward (lines: training, dots: held-out pairs)",
            _both(events, "rewards", ("chosen", "rejected", "margins")),
        ),
        "logps": (
            "Log-probability in nats (lines: training, dots: held-out pairs)",
            _both(events, "logps", ("chosen", "rejected")),
        ),
    }
    return {
        f"{name}.png": _draw(title, shown, epochs)
        for name, (title, curves) in drawn.items()
        if (shown := [curve for curve in curves if curve.points])
    }


def _both(events: Sequence[Event], metric: str, keys: Sequence[str]) -> list[Curve]:
    curves = []
    for key, colour in zip(keys, COLOURS, strict=False):
        curves.append(Curve(key, colour, points(events, "log", f"{metric}/{key}")))
        curves.append(Curve(key, colour, points(events, "eval", f"eval_{metric}/{key}"), dots=True))
    return curves


def _draw(title: str, curves: Sequence[Curve], epochs: float) -> bytes:
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), PAPER)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(FONT * FINER)
    values = [value for curve in curves for _, value in curve.points]
    values += [end for curve in curves for span in curve.whiskers for end in span]
    rows = ticks(min(values), max(values))
    low, high = rows[0], rows[-1] if rows[-1] > rows[0] else rows[0] + 1

    def at(epoch: float, value: float) -> tuple[float, float]:
        across = LEFT + min(epoch / epochs, 1.0) * (WIDTH - LEFT - RIGHT)
        down = TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)
        return across * FINER, down * FINER

    for row in rows:
        pen.line([at(0, row), at(epochs, row)], FAINT, FINER)
        pen.text((at(0, row)[0] - 12 * FINER, at(0, row)[1]), f"{row:g}", INK, font, anchor="rm")
    for column in ticks(0, epochs, 5):
        if column <= epochs * 1.001:
            below = (at(column, low)[0], at(column, low)[1] + 10 * FINER)
            pen.text(below, f"{column:g}", INK, font, anchor="mt")
    pen.text(((LEFT + WIDTH) / 2 * FINER, (HEIGHT - 8) * FINER), "epoch", INK, font, anchor="mb")
    pen.text((LEFT * FINER, 10 * FINER), title, INK, font)
    _write_legend(pen, font, curves)
    for curve in curves:
        places = [at(*point) for point in curve.points]
        if not curve.dots and len(places) > 1:
            pen.line(places, curve.colour, 4 * FINER, joint="curve")
        for (epoch, _), span in zip(curve.points, curve.whiskers, strict=False):
            pen.line([at(epoch, end) for end in span], curve.colour, 2 * FINER)
        if curve.dots or len(places) == 1:
            for place in places:
                pen.circle(place, 8 * FINER, curve.colour, PAPER, 2 * FINER)
    whole = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(whole, "PNG", optimize=True)
    return whole.getvalue()


def _write_legend(
    pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, curves: Sequence[Curve]
) -> None:
    """Each name once, in its colour."""
    across = float(LEFT * FINER)
    for name, colour in {curve.name: curve.colour for curve in curves}.items():
        pen.text((across, 50 * FINER), name, colour, font)
        across += pen.textlength(name, font) + 28 * FINER
