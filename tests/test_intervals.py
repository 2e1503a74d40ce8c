"""Wilson's interval against figures worked out by hand."""

import pytest

from pipeline.intervals import wilson_interval


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [(0.68, 50, 0.542, 0.792), (0.0, 10, 0.0, 0.278), (1.0, 10, 0.722, 1.0), (0.75, 36.0, 0.589, 0.862)],
)
def test_wilson_interval(share: float, n: float, low: float, high: float) -> None:
    assert wilson_interval(share, n) == pytest.approx((low, high), abs=5e-4)


def test_an_interval_of_none_or_of_all_ends_exactly_there() -> None:
    for n in (1, 6, 10, 33.3, 57):
        assert wilson_interval(0.0, n)[0] == 0 and wilson_interval(1.0, n)[1] == 1
