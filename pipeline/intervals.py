"""A share of n trials enters, its 95% interval leaves."""

import math

Z95 = 1.959964


def wilson_interval(share: float, n: float) -> tuple[float, float]:
    """95% interval of a share of n > 0 independent trials (Wilson 1927); n need not be whole."""
    centre = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return (centre - half if share > 0 else 0.0), (centre + half if share < 1 else 1.0)  # rounding left 3e-17
