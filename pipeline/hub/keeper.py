"""Keeps a project on the Hub while the app runs: rounds of sync.py in a thread, and what the page says of it.

A round every few minutes; after a failure sooner at first, then later and later. Nothing here stands in the
way of a vote: what fails is told in `status` and in the log, and is tried again.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pipeline.hub.client import HubError, Remote, of_this_machine
from pipeline.hub.pace import backoff
from pipeline.hub.runs import gone_runs
from pipeline.hub.sync import Received, Sync
from pipeline.hub.weights import send_weights, take_weights
from pipeline.settings import Settings
from pipeline.store import Store

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_ROUNDS = 180.0
UNEXPECTED = "Something went wrong while syncing ({kind}); the log of the app has the details"
SWITCHED_OFF = "Nothing is kept on the Hub yet: set HF_TOKEN and LABELS_REPO (owner/name) and start again"


@dataclass(frozen=True)
class HubStatus:
    """How far the Hub has what is here. `saved` and `on_hub` count label events. `waiting` of them are here
    only, and `waiting_records` ideas, titles and the like. `error` and `problems` are sentences.
    """

    repo: str
    saved: int
    on_hub: int
    waiting: int
    waiting_records: int
    last_commit: datetime | None
    error: str | None
    problems: list[str]


@dataclass(frozen=True)
class Round:
    """What a round did: what came, and how many commits went out."""

    received: Received
    commits: int


class Keeper:
    """One a process. `start` and `end` frame its thread; `sync_now` works with or without it."""

    def __init__(
        self,
        sync: Sync,
        rng: random.Random,
        models: Remote | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sync, self._rng, self._models, self._clock = sync, rng, models, clock
        self._turn, self._moving = threading.Lock(), threading.Lock()
        self._wake = threading.Event()
        self._ending = False
        self._failures = 0
        self._not_before = 0.0
        self._error: str | None = None
        self.read_back = threading.Event()  # set after the first try, whatever came of it
        self.has_read = False  # whether the Hub has told what it holds
        self._thread = threading.Thread(target=self._run, name="hub", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def sync_now(self) -> Round:
        """A round at once, at the owner's word. HubError says why it could not be done, or not wholly."""
        with self._turn:
            done = self._round(urgent=True)
        self._move_weights()
        return done

    def flush(self, seconds: float) -> bool:
        """Send what waits and nothing else; False when that failed or took longer."""
        done: list[bool] = []
        sender = threading.Thread(target=lambda: done.append(self._flush()), name="hub-flush", daemon=True)
        sender.start()
        sender.join(seconds)
        return done == [True]

    def end(self, seconds: float) -> bool:
        """No more rounds, and a last flush. What cannot be sent in time stays in the database."""
        self._ending = True
        self._wake.set()
        return self.flush(seconds)

    def status(self) -> HubStatus:
        store = self._sync.store
        counts = store.hub_counts()
        return HubStatus(
            repo=self._sync.remote.repo_id,
            saved=counts.saved,
            on_hub=counts.on_hub,
            waiting=counts.waiting,
            waiting_records=counts.waiting_records,
            last_commit=store.last_commit(),
            error=self._error,
            problems=store.hub_problems(),
        )

    def run_due(self) -> float:
        """A round if one is due; seconds until the next."""
        wait = self._not_before - self._clock()
        if wait > 0:
            return wait
        try:
            with self._turn:
                self._round(urgent=False)
            self._move_weights()
            wait = SECONDS_BETWEEN_ROUNDS
        except HubError as error:
            logger.warning("Sync: %s", error)
            wait = backoff(self._failures, error.retry_after, self._rng)
        except Exception:  # a thread that died would keep every later label from the Hub
            logger.exception("A round of sync failed")
            wait = backoff(self._failures, None, self._rng)
        self._not_before = self._clock() + wait
        return wait

    def _run(self) -> None:
        while not self._ending:
            wait = self.run_due()
            self.read_back.set()
            self._wake.wait(wait)

    def _round(self, urgent: bool) -> Round:
        with self._told():
            done = self._exchange(urgent)
        self._failures, self._error = 0, None
        return done

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong is counted and kept in words; a full disk and the like is a HubError then."""
        try:
            yield
        except Exception as error:
            self._failures += 1
            known = isinstance(error, HubError)
            here = None if known else of_this_machine(error)
            self._error = here or (str(error) if known else UNEXPECTED.format(kind=type(error).__name__))
            if here:
                raise HubError(here) from error
            raise

    def _exchange(self, urgent: bool) -> Round:
        """What cannot be read must not keep labels from being sent, unless the Hub asked us to wait."""
        unread: HubError | None = None
        received = Received()
        try:
            received = self._sync.receive()
            self.has_read = True
        except HubError as error:
            if error.retry_after is not None:
                raise
            unread = error
        commits = self._sync.send(urgent)
        if unread:
            raise unread
        return Round(received, commits)

    def _move_weights(self) -> None:
        """Apart from the labels' rounds: gigabytes must not stand in the way of the last labels."""
        if self._models and self._moving.acquire(blocking=False):
            try:
                with self._told():
                    gone = gone_runs(self._sync.store, self._sync.runs_dir)
                    send_weights(self._sync.runs_dir, self._models, gone)
                    take_weights(self._sync.runs_dir, self._models, gone)
            finally:
                self._moving.release()

    def _flush(self) -> bool:
        with self._turn:
            try:
                self._sync.send(urgent=True)
            except HubError as error:
                self._error = str(error)
                logger.warning("Sync: %s", error)
                return False
        return True


def make_keeper(
    settings: Settings, store: Store, now: Callable[[], datetime], rng: random.Random
) -> Keeper | None:
    """The keeper that the settings ask for; None without a token and a repository."""
    if not settings.hf_token or not settings.labels_repo:
        return None
    remote = Remote(settings.labels_repo, settings.hf_token)
    folders = settings.runs_dir, settings.comparisons_dir
    sync = Sync(store, remote, *folders, now, rng, settings.labels_repo_public)
    models = None
    if settings.models_repo:
        models = Remote(settings.models_repo, settings.hf_token, repo_type="model")
    return Keeper(sync, rng, models)
