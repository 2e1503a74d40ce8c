"""The writing of titles that is going on: one at a time for the app, outliving the page that started it.

Progress enters from a thread; what a page shows of it leaves.
"""

import contextvars
import logging
import threading
from collections.abc import Iterator
from datetime import datetime

from pipeline.candidates import CandidateProgress
from pipeline.settings import EMBEDDED
from pipeline.ui.messages import full_sentence, translate
from pipeline.ui.progress import duration, notice, progress_bar
from pipeline.ui.text import say, sentences
from pipeline.writers import declines

logger = logging.getLogger(__name__)


class Writing:
    """`reasons` says by an idea's text why it has too few titles, as far as the latest writing has seen."""

    def __init__(self) -> None:
        self.progress: CandidateProgress | None = None
        self.reasons: dict[str, str] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()
        self._error: tuple[str, str] | None = None
        self._began: datetime | None = None
        self._fetched = ""

    @property
    def going(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def counts(self) -> tuple[int, int] | None:
        """Ideas whose titles are written, of all that lacked titles; None while nothing is going on."""
        if not self.going or self.progress is None:
            return None
        return self.progress.done, self.progress.total

    def start(self, steps: Iterator[CandidateProgress], now: datetime, fetched: str = "") -> bool:
        """Work through the steps in a thread; False while another writing is going on. `fetched` is a model
        that comes from the Hub first.
        """
        with self._lock:
            if self.going:
                return False
            self.progress, self.reasons, self._error, self._began = None, {}, None, now
            self._fetched = fetched
            self._cancelled.clear()
            # ZeroGPU finds the visitor's quota in the context of the event that asks for a GPU.
            context = contextvars.copy_context()
            self._thread = threading.Thread(target=context.run, args=(self._work, steps), daemon=True)
            self._thread.start()
            return True

    def cancel(self) -> None:
        """End after the ideas that are being written now; what is written stays."""
        self._cancelled.set()

    def forget(self) -> None:
        """Say no more how the latest writing ended: there are other ideas now than it was about."""
        if not self.going:
            self.progress = self._error = None

    def wait(self, seconds: float) -> bool:
        """True when nothing is going on, at the latest after so many seconds."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.going

    def _work(self, steps: Iterator[CandidateProgress]) -> None:
        try:
            for progress in steps:
                self.progress = progress
                self.reasons = progress.incomplete
                if self._cancelled.is_set():
                    break
        except ValueError as error:
            self._error = ("create_failed", str(error))
        except Exception:  # nobody waits for this thread: the log has the details, the page a sentence
            logger.exception("Writing titles failed")
            self._error = ("common_unexpected_kept", "")

    def html(self, now: datetime, lang: str) -> str:
        """How far it is, or how it ended; nothing before the first."""
        if self.going:
            return self._going_html(now, lang)
        if self._error:
            key, error = self._error
            none = key == "create_failed" and not (self.progress and self.progress.titles)
            why = say("create_failed_none" if none else key, lang, error=full_sentence(error, lang))
            return notice(sentences(lang, why, say("create_other_writer", lang) if none else ""), "alert")
        if self.progress is None:
            return ""
        done, total, titles = self.progress.done, self.progress.total, self.progress.titles
        if total and done == total and not titles:
            return self._nothing_html(lang)
        key = "create_cancelled" if done < total else "create_written" if total else "create_all_written"
        said = [say(key, lang, done=done, total=total, titles=titles, titled=self.progress.titled)]
        without = self.progress.without
        for why, n in (("without", without), ("short", len(self.progress.incomplete) - without)):
            if n:
                said.append(say(f"create_written_{why}", lang, n=n))
        see = f'<button type="button" data-see>{say("create_see", lang)}</button>' if titles else ""
        return notice(sentences(lang, *said)) + see

    def _nothing_html(self, lang: str) -> str:
        """That no title came of it, why if all ideas had one reason, and who else could write."""
        if all(why == declines(EMBEDDED, text) for text, why in self.reasons.items()):
            return notice(say("create_none_declined", lang), "alert")
        reasons = {*self.reasons.values()}
        why = translate(reasons.pop(), lang) if len(reasons) == 1 else say("create_see_list", lang)
        said = say("create_none_written", lang, total=len(self.reasons), why=why.rstrip("."))
        return notice(sentences(lang, said, say("create_other_writer", lang)), "alert")

    def _going_html(self, now: datetime, lang: str) -> str:
        if self._cancelled.is_set():
            return progress_bar(None, say("create_cancelling", lang))
        if self.progress is None or not self.progress.done or self._began is None:
            key = "create_fetching_model" if self._fetched else "create_loading_model"
            return progress_bar(None, say(key, lang, model=self._fetched))
        done, total = self.progress.done, self.progress.total
        said = say("create_progress", lang, done=done, total=total, titles=self.progress.titles)
        left = (now - self._began).total_seconds() / done * (total - done)
        return progress_bar(done / total, f"{said} · {say('common_left', lang, time=duration(left, lang))}")
