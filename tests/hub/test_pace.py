import random
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.hub.pace import backoff, wait_for_turn

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Fixed(random.Random):
    """Draws the lower or the upper end, as it was made."""

    def __init__(self, upper: bool) -> None:
        super().__init__()
        self.upper = upper

    def uniform(self, low: float, high: float) -> float:
        return high if self.upper else low


@pytest.mark.parametrize(
    ("failures", "retry_after", "low", "high"),
    [
        (1, None, 5, 15),
        (2, None, 10, 30),
        (5, None, 80, 240),
        (8, None, 450, 1350),  # 1280 doubled on, held at a quarter of an hour
        (1000, None, 450, 1350),
        (1, 300, 300, 310),
        (8, 10, 450, 1350),
    ],
)
def test_waits_double_with_jitter_and_never_undercut_the_hub(
    failures: int, retry_after: float | None, low: float, high: float
) -> None:
    assert backoff(failures, retry_after, Fixed(upper=False)) == low
    assert backoff(failures, retry_after, Fixed(upper=True)) == high


@pytest.mark.parametrize(
    ("minutes_ago", "urgent", "wait"),
    [
        ([], False, 0),
        (range(27, 0, -1), False, 0),
        (range(28, 0, -1), False, 32 * 60),  # until the one of 28 minutes ago is an hour old
        (range(28, 0, -1), True, 0),
        (range(30, 0, -1), True, 30 * 60),
        (range(90, 60, -1), True, 0),
    ],
)
def test_an_hour_has_room_for_so_many(minutes_ago: list[int], urgent: bool, wait: float) -> None:
    tried = [NOW - timedelta(minutes=minutes) for minutes in minutes_ago]
    assert wait_for_turn(tried, NOW, urgent) == wait
