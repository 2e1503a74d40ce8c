"""The owner's view of labelling, and the owner's word on who counts: what the store has of ideas and
annotators enters, each idea's progress and exclusion events leave.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline import __version__
from pipeline.schema import EventKind, IdeaCounts, LabelEvent, Source
from pipeline.sharing import Sharing
from pipeline.store import Store

OWNER = "owner"


@dataclass(frozen=True)
class IdeaProgress:
    """`target` annotators are to settle the idea; in hand means that somebody holds it now."""

    counts: IdeaCounts
    target: int

    @property
    def state(self) -> Literal["settled", "in_hand", "open"]:
        if self.counts.settled >= self.target:
            return "settled"
        return "in_hand" if self.counts.holding else "open"


def follow_ideas(store: Store, now: datetime, settings: Sharing) -> list[IdeaProgress]:
    """Every idea that can be labelled, in the order in which they were added."""
    n_annotators = store.count_volunteers()
    return [
        IdeaProgress(counts, settings.target(counts.idea_id, n_annotators))
        for counts in store.idea_counts(now)
    ]


def set_excluded(store: Store, annotator: str, excluded: bool, now: datetime) -> bool:
    """Leave the annotator's labels out of everything that is derived from labels, or count them again. False
    when that is so already.
    """
    with store.transaction():
        if (annotator in store.excluded_annotators()) is excluded:
            return False
        store.append_events(
            [
                LabelEvent(
                    event_id=uuid.uuid4().hex,
                    kind=EventKind.EXCLUDE if excluded else EventKind.INCLUDE,
                    source=Source.PERSON,
                    annotator=OWNER,
                    created_at=now,
                    app_version=__version__,
                    target=annotator,
                )
            ]
        )
        return True


def find_annotator(annotators: Sequence[str], start: str) -> str:
    """The one whose id begins so; ValueError unless there is exactly one."""
    found = [annotator for annotator in annotators if annotator.startswith(start)] if start else []
    if len(found) != 1:
        problem = "several annotators" if found else "no annotator"
        raise ValueError(f"The id {start!r} fits {problem}; give more digits of one from the list.")
    return found[0]
