"""Rows of the store's tables -> records, and the columns that each record is read from."""

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from pipeline.schema import (
    Candidate,
    Choice,
    ComparedTitle,
    Comparison,
    EventKind,
    Label,
    LabelEvent,
    Lease,
    Loan,
    Pair,
    Purpose,
    Source,
)

CANDIDATE_COLUMNS = ", ".join(f"c.{f.name}" for f in fields(Candidate))
PAIR_COLUMNS = ", ".join(f"p.{f.name}" for f in fields(Pair))
EVENT_COLUMNS = ", ".join(f"e.{f.name}" for f in fields(LabelEvent))
LABEL_COLUMNS = ", ".join(f"l.{f.name}" for f in fields(Label))
COMPARISON_COLUMNS = (
    "id, base_model, tuned_model, run_id, seed, temperature, created_at, design, min_p, unproven"
)
COMPARED_COLUMNS = ", ".join(f.name for f in fields(ComparedTitle))
EVENT_FIELDS = tuple(f.name for f in fields(LabelEvent))
LEASE_COLUMNS = (
    "d.id, d.annotator, d.shown_left, d.expires_at, d.event_id, d.after, d.after_choice, d.repeat_of, "
    + PAIR_COLUMNS
)
# Looked up, a member takes a fraction of the time that a call of its class takes; every row has some.
CHOICES = {choice.value: choice for choice in Choice}
PURPOSES = {purpose.value: purpose for purpose in Purpose}
KINDS = {kind.value: kind for kind in EventKind}
SOURCES = {source.value: source for source in Source}


def to_comparison(row: Sequence[Any], titles: Sequence[Any]) -> Comparison:
    comparison_id, base, tuned, run_id, seed, temperature, created_at, design, min_p, unproven = row
    return Comparison(
        comparison_id,
        base,
        tuned,
        run_id,
        seed,
        temperature,
        datetime.fromisoformat(created_at),
        tuple(ComparedTitle(*title) for title in titles),
        design,
        min_p,
        tuple(json.loads(unproven)),
    )


def to_pair(row: Sequence[Any]) -> Pair:
    return Pair(row[0], PURPOSES[row[1]], *row[2:])


def pair_reader() -> Callable[[Sequence[Any]], Pair]:
    """`to_pair` for the rows of one look, in which texts that pairs share are one text in memory: a project
    has thousands of pairs. Python's own table of such texts would stay as large as it once was.
    """
    texts: dict[Any, Any] = {}
    same = texts.setdefault
    return lambda row: Pair(row[0], PURPOSES[row[1]], *(same(value, value) for value in row[2:]))


def placed_pair_reader() -> Callable[[Sequence[Any]], tuple[int, Pair]]:
    """As `pair_reader`, for rows that begin with the pair's position."""
    read = pair_reader()
    return lambda row: (row[0], read(row[1:]))


def label_reader() -> Callable[[Sequence[Any]], Label]:
    """Makes labels of the rows of one look; whose they are is one text in memory, as with `pair_reader`."""
    annotators: dict[str, str] = {}

    def read(row: Sequence[Any]) -> Label:
        pair_id, annotator, choice, source, event_id, shown_left, created_at = row
        return Label(
            pair_id,
            annotators.setdefault(annotator, annotator),
            CHOICES[choice],
            SOURCES[source],
            event_id,
            shown_left,
            datetime.fromisoformat(created_at),
        )

    return read


def to_lease(row: Sequence[Any]) -> Lease:
    lease_id, annotator, shown_left, expires_at, event_id, after, after_choice, repeat_of = row[:8]
    return Lease(
        lease_id,
        to_pair(row[8:]),
        annotator,
        shown_left,
        datetime.fromisoformat(expires_at),
        event_id,
        after,
        CHOICES[after_choice] if after_choice else None,
        repeat_of,
    )


def to_loan(row: Sequence[Any]) -> Loan:
    idea_id, expires_at, n_pairs, version, choices = row
    chosen = {pair_id: CHOICES[choice] for pair_id, choice in json.loads(choices).items()}
    return Loan(idea_id, datetime.fromisoformat(expires_at), (n_pairs, version), chosen)


def to_event(row: Sequence[Any]) -> LabelEvent:
    named = dict(zip(EVENT_FIELDS, row, strict=True))
    named["kind"] = KINDS[named["kind"]]
    named["source"] = SOURCES[named["source"]]
    named["created_at"] = datetime.fromisoformat(named["created_at"])
    named["choice"] = CHOICES[named["choice"]] if named["choice"] else None
    return LabelEvent(**named)
