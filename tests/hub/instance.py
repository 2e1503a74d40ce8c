"""An instance of the app without its page: a store on a disk of its own, and what keeps it on a local Hub."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from huggingface_hub import CommitOperationAdd, HfApi

from hub.local_hub import OWNER, LocalHub
from pipeline import pairs
from pipeline.hub.client import Remote
from pipeline.hub.keeper import Keeper
from pipeline.hub.sync import Sync
from pipeline.schema import Candidate, Choice, EventKind, Idea, LabelEvent, Source
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES

REPO = "owner/labels"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Clock:
    """Time that passes when it is told to."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Instance:
    store: Store
    sync: Sync
    keeper: Keeper
    clock: Clock

    def vote(
        self, *names: str, annotator: str = "ann", source: Source = Source.PERSON, pair: int = 0
    ) -> list[str]:
        """A vote of each name by its annotator, one pair after the other; the names."""
        known = self.store.pairs()
        events = [
            LabelEvent(
                event_id=name,
                kind=EventKind.VOTE,
                source=source,
                annotator=annotator,
                created_at=self.clock(),
                app_version="test",
                pair_id=known[(pair + n) % len(known)].id,
                choice=Choice.A,
                shown_left="a",
            )
            for n, name in enumerate(names)
        ]
        self.store.append_events(events)
        return list(names)

    def tell(self, name: str, kind: EventKind, target: str) -> None:
        """A word of the owner on an annotator."""
        self.store.append_events(
            [LabelEvent(name, kind, Source.PERSON, "owner", self.clock(), "test", target=target)]
        )

    def events(self) -> set[str]:
        return self.store.known_ids("event")


Start = Callable[..., Instance]


def start_instance(
    hub: LocalHub, folder: Path, clock: Clock, seed: int = 0, public: bool = False, models: str = ""
) -> Instance:
    store = Store(folder / "title-tuner.db")
    store.add_task(YOUTUBE_TITLES)
    remote = Remote(REPO, OWNER, hub.url)
    sync = Sync(store, remote, folder / "runs", folder / "comparisons", clock, random.Random(seed), public)
    weights = Remote(models, OWNER, hub.url, "model") if models else None
    return Instance(store, sync, Keeper(sync, random.Random(seed), weights, clock.seconds), clock)


def add_titles(store: Store, n_ideas: int = 2, first: int = 0) -> None:
    """Four titles and so six pairs for each idea."""
    ideas = [Idea.of(YOUTUBE_TITLES.name, f"growing herb {n}") for n in range(first, first + n_ideas)]
    store.add_ideas(ideas)
    for idea in ideas:
        store.add_candidates(
            Candidate.of(idea.id, f"{k} ways of {idea.text} at home", "test") for k in range(4)
        )
    pairs.add_all_pairs(store, YOUTUBE_TITLES)


def rows_on(hub: LocalHub, folder: str = "events/") -> list[dict]:
    """Every row of the folder's files on the Hub, in the order of their paths."""
    files = sorted(hub.repo(REPO).files().items())
    return [
        json.loads(line)
        for path, content in files
        if path.startswith(folder)
        for line in content.splitlines()
    ]


def ids_on(hub: LocalHub) -> list[str]:
    return [row["event_id"] for row in rows_on(hub)]


def put(hub: LocalHub, path: str, content: bytes) -> None:
    """Commit a file by hand."""
    api = HfApi(endpoint=hub.url, token=OWNER)
    api.create_commit(
        REPO, [CommitOperationAdd(path, content)], commit_message="by hand", repo_type="dataset"
    )


def event_files(hub: LocalHub) -> list[str]:
    return [path for path in hub.repo(REPO).files() if path.startswith("events/")]
