"""A run's events -> the points of its curves, and round numbers for the axes of a plot."""

import math
from collections.abc import Sequence

from pipeline.training.events import Event, kept_events

Point = tuple[float, float]


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
