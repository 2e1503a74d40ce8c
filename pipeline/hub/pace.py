"""When to try again: what failed and what was sent enter, seconds leave."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
COMMITS_AN_HOUR = 30  # the Hub takes 128 an hour from all instances together
KEPT_FOR_URGENT = 2  # of those, for an ending process or the owner's word
FIRST_WAIT, LONGEST_WAIT = 10.0, 900.0


def backoff(failures: int, retry_after: float | None, rng: random.Random) -> float:
    """Seconds to wait after this many failures in a row: doubling, with jitter of a half to one and a half,
    and never less than the Hub asked for.
    """
    doubled = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 16))
    return max(doubled * rng.uniform(0.5, 1.5), (retry_after or 0.0) + rng.uniform(0.0, FIRST_WAIT))


def wait_for_turn(tried: Sequence[datetime], now: datetime, urgent: bool) -> float:
    """Seconds until another commit may be tried, by when earlier ones were, oldest first; 0 for now."""
    most = COMMITS_AN_HOUR - (0 if urgent else KEPT_FOR_URGENT)
    recent = [at for at in tried if at > now - HOUR]
    if len(recent) < most:
        return 0.0
    return (recent[-most] + HOUR - now).total_seconds()
