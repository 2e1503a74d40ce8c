"""What a model answered -> clean, distinct titles."""

import re
from collections.abc import Sequence

from pipeline.schema import Task
from pipeline.texts import comparison_key, normalise, text_problem

_OPENING = re.compile(
    r"^(?:[-*\u2022\u2013]\s+|\(?\d{1,2}[.)]\s+|(?:video )?titles?(?: idea)?\s*(?:\d{1,2})?\s*:\s*)", re.I
)
_CLOSING = re.compile(
    r"\s*(?:\((?:note|\d+ (?:char|word))[^)]*\)?|\[(?:note|\d+ char)[^\]]*\]?"
    r"|(?:[-\u2013\u2014]\s*)?\bnote\s*:.*)$",
    re.I,
)
_QUOTES = {
    **{mark: mark for mark in "\"'`*_"},
    "\u201c": "\u201d",
    "\u2018": "\u2019",
    "\u00ab": "\u00bb",
    "\u300c": "\u300d",
}


def clean_title(raw: str) -> str:
    """A completion's title: its first line that is one, without list markers, surrounding quotes and trailing
    notes.
    """
    lines = [line for line in map(normalise, raw.splitlines()) if any(c.isalnum() for c in line)]
    title = next((line for line in lines if not line.endswith(":")), "")
    before = None
    while before != title:
        before = title
        title = _CLOSING.sub("", _OPENING.sub("", title)).strip()
        while len(title) > 2 and _QUOTES.get(title[0]) == title[-1] and title[0] not in title[1:-1]:
            title = title[1:-1].strip()
        if title.startswith("**") and title.endswith("**"):
            title = title[2:-2].strip()
    return title


def distinct_titles(completions: Sequence[str], task: Task, known: Sequence[str] = ()) -> list[str]:
    """Clean titles within the limits, none equal to another or to a known one ignoring case and
    punctuation.
    """
    seen = {comparison_key(title) for title in known}
    kept = []
    for title in map(clean_title, completions):
        if (
            len(title) >= task.min_chars
            and not text_problem(title, task.max_chars)
            and comparison_key(title) not in seen
        ):
            seen.add(comparison_key(title))
            kept.append(title)
    return kept
