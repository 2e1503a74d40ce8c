"""Wilson's interval against figures worked out by hand."""

import pytest

from pipeline.intervals import wilson_interval


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [(0.68, 50, 0.542, 0.792), (0.0, 10, 0.0, 0.278), (1.0, 10, 0.722, 1.0), (0.75, 36.0, 0.589, 0.862)],
)
def test_wilson_interval(share: float, n: float, low: float, high: float) -> None:
    assert wilson_interval(share, n) == pytest.approx((low, high), abs=5e-4)
