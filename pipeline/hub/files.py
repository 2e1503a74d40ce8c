"""Rows <-> the small JSONL files that the Hub keeps.

    events/YYYY-MM-DD/<instance>-<seq>.jsonl    label events
    records/YYYY-MM-DD/<instance>-<seq>.jsonl   tasks, ideas, which of these count, titles, pairs, comparisons
    runs/<run>/...                              an ended run's files (runs.py)
    comparisons/<comparison>/rewards/...        what reward models think of it (opinions.py)

Every line is a JSON object that says by which schema it was written and how many lines its file has, so that
a file that was cut short shows it wherever it was cut.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.schema import Candidate, ComparedTitle, Comparison, Idea, IdeaChoice, LabelEvent, TaskChoice
from pipeline.store import Store
from pipeline.store.outbox import Row, event_of, pair_of
from pipeline.tasks import task_of

SCHEMA = 1
EVENTS, RECORDS, RUNS, COMPARISONS = "events/", "records/", "runs/", "comparisons/"
JSONL = re.compile(r"(events|records)/\d{4}-\d\d-\d\d/[0-9a-z-]+\.jsonl")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")  # of a run or a model's file: it leads nowhere else
ENDED = ("finished", "stopped")  # the runs that travel

NEWER = (
    "{path} was written by a newer app (schema {found}, this one knows {known}); update the app to read it"
)
SHORT = "{path} was cut short: {read} of {rows} rows could be read; the others wait for a whole copy of it"
UNREADABLE = "{path} holds {n} rows that are none of ours; they were passed over"


@dataclass(frozen=True)
class FileName:
    """Names that are never used twice: `instance` is drawn anew by each process and counts its own files."""

    instance: str
    day: datetime

    def path(self, folder: str, number: int) -> str:
        return f"{folder}{self.day:%Y-%m-%d}/{self.instance}-{number:05d}.jsonl"


@dataclass(frozen=True)
class Contents:
    """The rows of a file, and in words what could not be read of it."""

    rows: list[Row]
    problem: str | None


def encode(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """One line for each row; no rows, no bytes."""
    mark = {"schema": SCHEMA, "rows": len(rows)}
    marked = ({**mark, **row, **mark} for row in rows)  # a row read from a file has the mark of that file
    return "".join(json.dumps(row, ensure_ascii=False, default=_as_text) + "\n" for row in marked).encode()


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{value!r} cannot be written as JSON")


def decode(path: str, content: bytes) -> Contents:
    """What can be read of a file. One of a newer schema gives no rows, a torn one those that are whole."""
    rows: list[Row] = []
    for line in content.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    newest = max((_whole(row.get("schema")) for row in rows), default=0)
    if newest > SCHEMA:
        return Contents([], NEWER.format(path=path, found=newest, known=SCHEMA))
    expected = max((_whole(row.get("rows")) for row in rows), default=1)
    if len(rows) < expected:
        return Contents(rows, SHORT.format(path=path, read=len(rows), rows=expected))
    return Contents(rows, None)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def event_row(event: LabelEvent) -> Row:
    return asdict(event)


def read_event(row: Row) -> LabelEvent | None:
    """The event of a row; None when it is none, as in a file that somebody edited."""
    try:
        event = event_of({**row, "created_at": _utc(row["created_at"])})
    except (ValueError, KeyError, TypeError):
        return None
    named = (event.event_id, event.annotator, event.app_version)
    return event if all(isinstance(value, str) and value for value in named) else None


def _utc(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment.astimezone(UTC).isoformat()


def without_erased(rows: Sequence[Row], erasures: Mapping[str, str]) -> list[Row]:
    """The rows but for what annotators did before they asked to be forgotten. The wish itself stays."""
    return [row for row in rows if not is_erased(row, erasures)]


def is_erased(row: Row, erasures: Mapping[str, str]) -> bool:
    if row.get("kind") == "erase" or row.get("annotator") not in erasures:
        return False
    try:
        return _utc(row["created_at"]) <= erasures[row["annotator"]]
    except (ValueError, KeyError, TypeError):
        return True


def add_records(store: Store, kind: str, rows: Sequence[Row]) -> list[str]:
    """Store the records of one kind; the ids of those that are stored now, new or known."""
    added = []
    known_ideas: Collection[str] = store.known_ids("idea") if kind == "candidate" else ()
    with store.transaction():
        for row in rows:
            try:
                row_id = _add_record(store, kind, row, known_ideas)
            except (ValueError, KeyError, TypeError):
                continue  # the caller counts what is missing and says so
            if row_id:
                added.append(row_id)
    return added


def _add_record(store: Store, kind: str, row: Row, known_ideas: Collection[str]) -> str | None:
    match kind:
        case "task":
            task = task_of(row)
            store.add_task(task)
            return task.version
        case "task_choice":
            choice = TaskChoice(row["id"], row["version"], datetime.fromisoformat(_utc(row["chosen_at"])))
            store.add_task_choice(choice)
            return choice.id
        case "sharing":
            store.add_sharing_choice(str(row["id"]), row["settings"], _utc(row["chosen_at"]))
            return str(row["id"])
        case "idea":
            idea = Idea(row["id"], row["task"], row["text"], row["origin"])
            store.add_ideas([idea])
            return idea.id
        case "idea_choice":
            store.add_idea_choice(_idea_choice(row))
            return str(row["id"])
        case "candidate":
            version = row.get("task_version", "")
            candidate = Candidate(row["id"], row["idea_id"], row["title"], row["writer"], version)
            if candidate.idea_id not in known_ideas:
                return None
            store.add_candidates([candidate])
            return candidate.id
        case "pair":
            pair = pair_of(row)
            store.add_pairs([pair])
            return pair.id
        case "comparison":
            comparison = Comparison(
                row["id"],
                row["base_model"],
                row["tuned_model"],
                row["run_id"],
                row["seed"],
                row["temperature"],
                datetime.fromisoformat(row["created_at"]),
                tuple(ComparedTitle(**title) for title in row["titles"]),
                row.get("design", "fixed"),
                row.get("min_p"),
                tuple(json.loads(row.get("unproven", "[]"))),
            )
            store.add_comparison(comparison, [])
            return comparison.id
    return None


def _idea_choice(row: Row) -> IdeaChoice:
    if row["aside"] not in (0, 1):
        raise ValueError(f"{row['aside']!r} does not say whether the idea is set aside")
    undone = row.get("undone", 0)
    if undone not in (0, row["aside"]):
        raise ValueError(f"{undone!r} does not say whether its adding was undone")
    moment = datetime.fromisoformat(_utc(row["chosen_at"]))
    return IdeaChoice(str(row["id"]), str(row["idea_id"]), bool(row["aside"]), moment, bool(undone))


def git_oid(content: bytes) -> str:
    """Git's name for a file of this content, by which the Hub lists it."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
