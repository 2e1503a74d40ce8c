"""How far the labels can be trusted, measured once for all visitors who ask within some seconds.

With ten thousand labels it takes a third of a second, and anybody may open the tab that shows it.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from pipeline.answers import Beliefs
from pipeline.quality import Quality, measure_quality
from pipeline.store import Store

FRESH = timedelta(seconds=10)


class SharedQuality:
    """Keeps the latest measurement of each store: the project's, and the example's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: dict[Store, tuple[datetime, Quality]] = {}

    def __call__(self, store: Store, beliefs: Callable[[], Beliefs], now: datetime, anew: bool) -> Quality:
        """As of `now`, or where it need not be measured `anew`, of up to FRESH before. Whoever asks while it
        is measured waits for the same one.
        """
        with self._lock:
            if not anew and store in self._latest:
                at, quality = self._latest[store]
                if at <= now < at + FRESH:
                    return quality
            quality = measure_quality(store, beliefs(), store.sharing().implied_threshold)
            self._latest[store] = now, quality
            return quality
