"""One round with the label repository: what the Hub has and we lack comes in, what waits here goes out.

Label events and records are immutable and known by their ids, so reading a file twice, sending it twice, and
two instances sending the same row end as one row. What was sent is written down after the Hub has said so; a
round that ends at any other point is done again, with the same files under the same names.

An erasure travels as an event. Whoever reads a file that holds rows of an erased annotator, from before the
erasure, leaves them out and sends the file again without them; afterwards the history is made one commit.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from pipeline.hub.client import Head, HubError, Remote
from pipeline.hub.files import (
    EVENTS,
    JSONL,
    RECORDS,
    UNREADABLE,
    FileName,
    add_records,
    decode,
    encode,
    event_row,
    git_oid,
    is_erased,
    read_event,
    without_erased,
)
from pipeline.hub.opinions import queue_opinions, take_opinions
from pipeline.hub.pace import HOUR, wait_for_turn
from pipeline.hub.runs import queue_runs, take_runs
from pipeline.schema import Source
from pipeline.store import Store
from pipeline.store.outbox import EVENT, Row
from pipeline.store.outbox import RECORDS as RECORD_KINDS

ROWS_A_FILE = 2000
FILES_A_COMMIT = 50
ROUNDS = 4  # an erasure that is read sends us back to files that were read before it
SQUASH = "squash"

PUBLIC = (
    "{repo} is public, so no label goes there; make it private in its settings on the Hub, or set "
    "LABELS_REPO_PUBLIC=yes if everybody may read the labels"
)
ENOUGH = "{n} commits went to the Hub within an hour, as many as we allow ourselves; the rest goes later"


@dataclass(frozen=True)
class Received:
    """What a reading brought: files read, label events that were new, runs."""

    files: int = 0
    events: int = 0
    runs: int = 0


class Sync:
    """A store and the repository that it is kept in. One round at a time; the caller sees to that."""

    def __init__(
        self,
        store: Store,
        remote: Remote,
        runs_dir: Path,
        comparisons_dir: Path,
        now: Callable[[], datetime],
        rng: random.Random,
        allow_public: bool = False,
    ) -> None:
        self.store, self.remote, self.runs_dir = store, remote, runs_dir
        self.comparisons_dir = comparisons_dir
        self._now, self._allow_public = now, allow_public
        # By the time first, so that the files of one day are read in about the order they were written in.
        self._instance = f"{now():%H%M%S}-{rng.getrandbits(48):012x}"
        self._files = 0
        self._listed = ""
        store.look_again_at_problems()

    def receive(self) -> Received:
        """Read what is new on the Hub. HubError when the Hub is away or the repository is public; what was
        read before stays.
        """
        known = self.store.known_files()
        head = self._open()
        if head.sha == self._listed and not self.store.count_unread():
            return Received()
        listed = self.remote.files(head.sha)
        self.store.forget_files(known.keys() - listed.keys())
        files = events = 0
        for _ in range(ROUNDS):
            changed = self._changed(listed)
            if not changed:
                break
            files += len(changed)
            self._read_records([path for path in changed if path.startswith(RECORDS)], listed, head)
            for path in changed:
                if path.startswith(EVENTS):
                    events += self._read_events(path, listed[path], head)
        read = partial(self.remote.read, sha=head.sha)
        runs = take_runs(self.store, self.runs_dir, listed, read)
        take_opinions(self.store, self.comparisons_dir, listed, read)
        self._listed = head.sha
        return Received(files, events, runs)

    def send(self, urgent: bool = False) -> int:
        """Send what waits, in as few commits as hold it; how many there were.

        `urgent` takes the last of the hour's commits. HubError says why not all of it went.
        """
        self._open()
        self._queue()
        commits = 0
        while files := self.store.files_to_send(FILES_A_COMMIT):
            self._take_turn(urgent)
            files = self._without_erased(files)
            self._commit(files)
            commits += 1
        if self.store.is_wished(SQUASH):
            self._take_turn(urgent)
            self.store.begin_commit(self._now(), keep_since=self._now() - timedelta(days=1))
            self.remote.squash()
            self.store.grant(SQUASH)
            commits += 1
        return commits

    def _open(self) -> Head:
        head = self.remote.open()
        if not head.private and not self._allow_public:
            raise HubError(PUBLIC.format(repo=self.remote.repo_id))
        return head

    def _changed(self, listed: dict[str, str]) -> list[str]:
        """Files of rows that we have not read as they are now. What we sent without an answer and find there
        has arrived, and what was to go and is not there has gone.
        """
        settled = {
            path: content
            for path, content in self.store.files_to_send().items()
            if (listed.get(path) == git_oid(content) if content else path not in listed)
        }
        self.store.mark_sent(settled, listed)
        known = self.store.files_as_read()
        return sorted(
            (path for path, oid in listed.items() if JSONL.fullmatch(path) and known.get(path) != oid),
            key=lambda path: (not path.startswith(RECORDS), path),
        )

    def _read_records(self, paths: list[str], listed: dict[str, str], head: Head) -> None:
        """Records of all these files by kind, since one kind needs another; what was read before a failure
        is kept.
        """
        contents = {}
        try:
            for path in paths:
                contents[path] = decode(path, self.remote.read(path, head.sha))
        finally:
            added: dict[str, list[tuple[str, str]]] = {path: [] for path in contents}
            for kind in RECORD_KINDS:
                for path, found in contents.items():
                    rows = [row for row in found.rows if row.get("record") == kind]
                    added[path] += [(kind, row_id) for row_id in add_records(self.store, kind, rows)]
            for path, found in contents.items():
                missing = len(found.rows) - len(added[path])
                problem = UNREADABLE.format(path=path, n=missing) if missing else None
                self.store.mark_read(path, listed[path], added[path], found.problem or problem)

    def _read_events(self, path: str, oid: str, head: Head) -> int:
        """Take the file's events in; how many were new. What it holds of erased annotators is to go."""
        found = decode(path, self.remote.read(path, head.sha))
        with self.store.transaction():
            events = {n: event for n, row in enumerate(found.rows) if (event := read_event(row))}
            added = self.store.receive_events(events.values())
            erasures = self.store.erasures()  # this file may have brought one
            erased = [row for row in found.rows if is_erased(row, erasures)]
            kept = [event for n, event in events.items() if not is_erased(found.rows[n], erasures)]
            missing = len(found.rows) - len(events)
            problem = UNREADABLE.format(path=path, n=missing) if missing else None
            rows = [(EVENT, event.event_id) for event in kept]
            self.store.mark_read(path, oid, rows, found.problem or problem)
            if erased:
                self.store.rewrite_file(path, encode(without_erased(found.rows, erasures)))
            if any(row.get("source") != Source.SIMULATED for row in erased):
                self.store.wish(SQUASH)
        return added

    def _queue(self) -> None:
        """Freeze what waits into files."""
        name = FileName(self._instance, self._now())
        with self.store.transaction():
            while events := self.store.waiting_events(ROWS_A_FILE):
                rows = [event_row(event) for event in events]
                keys = [(EVENT, event.event_id) for event in events]
                self.store.queue_file(self._next(name, EVENTS), encode(rows), keys)
            while True:
                rows, keys = self._waiting_records(ROWS_A_FILE)
                if not rows:
                    break
                self.store.queue_file(self._next(name, RECORDS), encode(rows), keys)
        queue_runs(self.store, self.runs_dir)
        queue_opinions(self.store, self.comparisons_dir)

    def _waiting_records(self, limit: int) -> tuple[list[Row], list[tuple[str, str]]]:
        rows: list[Row] = []
        keys = []
        for kind in RECORD_KINDS:
            for key, row in self.store.waiting_records(kind, limit - len(rows)).items():
                rows.append({"record": kind, **row})
                keys.append((kind, key))
        return rows, keys

    def _next(self, name: FileName, folder: str) -> str:
        self._files += 1
        return name.path(folder, self._files)

    def _without_erased(self, files: dict[str, bytes]) -> dict[str, bytes]:
        """An annotator may have been erased since the files were made."""
        erasures = self.store.erasures()
        for path, content in files.items():
            rows = decode(path, content).rows if erasures and path.startswith(EVENTS) else []
            if any(is_erased(row, erasures) for row in rows):
                files[path] = encode(without_erased(rows, erasures))
                self.store.rewrite_file(path, files[path])
        return files

    def _commit(self, files: dict[str, bytes]) -> None:
        now = self._now()
        contents = {path: content for path, content in files.items() if content}
        gone = [path for path, content in files.items() if not content and self.store.is_on_hub(path)]
        if contents or gone:
            self.store.begin_commit(now, keep_since=now - timedelta(days=1))
            self.remote.commit(contents, gone, _title(files))
            self.store.end_commit(now)
        self.store.mark_sent(files, {path: git_oid(content) for path, content in contents.items()})

    def _take_turn(self, urgent: bool) -> None:
        now = self._now()
        tried = self.store.commit_times(now - HOUR)
        wait = wait_for_turn(tried, now, urgent)
        if wait > 0:
            raise HubError(ENOUGH.format(n=len(tried)), retry_after=wait)


def _title(files: dict[str, bytes]) -> str:
    rows = sum(content.count(b"\n") for path, content in files.items() if path.startswith((EVENTS, RECORDS)))
    return f"Add {rows} rows in {len(files)} files"
