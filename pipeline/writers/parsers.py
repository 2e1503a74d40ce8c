"""A chat model's answer that should list titles -> the titles as it wrote them, in its order.

Models number, put bullets, quotes or stars, return JSON, and talk before and after, whatever they were asked.
What marks most of the titles is taken for the list; what has no such mark is talk.
"""

import json
import re
from typing import Any

from pipeline.titles import clean_title

THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.S)
FENCE = re.compile(r"^\s*```\w*\s*$", re.M)
NUMBERED = re.compile(
    r"^[\s*_#>(]*(?:title\s*)?(\d{1,2})(?:\s*[.):\]](?:\*\*(?=\s))?|\*\*:?|\s+[-–—]\s)\s*(?=\S)", re.I
)
BULLET = re.compile(r"^\s*(?:[-+•‣◦▪–—]|\*(?!\*))\s+")
INLINE = re.compile(r"\s(?=\d{1,2}[.)]\s)")
BOLD = re.compile(r"^\*\*(.+?)\*\*\s*(?:[-–—:(].*)?$")
QUOTED = re.compile(r"[\"“«「](.+?)[\"”»」]")
TALK = re.compile(
    r"^(?:sure|certainly|of course|absolutely|okay|ok|great|here (?:are|is)|here's|below|i hope|hope|"
    r"let me know|feel free|these titles|each of|note|would you|if you)\b",
    re.I,
)
TITLE_KEYS = ("title", "text", "name", "headline")


def read_titles(answer: str) -> list[str]:
    """The titles of an answer; none where it holds no list and no line that could be one."""
    text = FENCE.sub("", THOUGHT.sub("", answer)).strip()
    found = _json_titles(text)
    if found is None:
        found = _lines(text)
    return [title for title in map(_unwrap, found) if any(c.isalnum() for c in title)]


def _json_titles(text: str) -> list[str] | None:
    """The strings of the first JSON list or object in the text, None where there is neither."""
    for start in re.finditer(r"[\[{]", text):
        try:
            value, _ = json.JSONDecoder().raw_decode(text, start.start())
        except ValueError:
            continue
        if found := _strings(value):
            return found
    return None


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [found for each in value for found in _strings(each)]
    if isinstance(value, dict):
        named = next((value[key] for key in TITLE_KEYS if isinstance(value.get(key), str)), None)
        return [named] if named else [found for each in value.values() for found in _strings(each)]
    return []


def _lines(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    numbered = [line for line in lines if NUMBERED.match(line)]
    if len(numbered) == 1 and re.search(r"\s2[.)]\s", numbered[0]):
        numbered = [part for part in INLINE.split(numbered[0]) if NUMBERED.match(part)]
    if numbered and (len(numbered) > 1 or len(lines) == 1 or NUMBERED.match(lines[0])):
        return [NUMBERED.sub("", line, count=1) for line in numbered]
    if bullets := [line for line in lines if BULLET.match(line)]:
        return [BULLET.sub("", line, count=1) for line in bullets]
    quoted = QUOTED.findall(text)
    if len(quoted) > 1 and len(quoted) >= len(lines) - 2:
        return quoted
    return [line for line in lines if not line.rstrip().endswith(":") and not TALK.match(line.strip())]


def _unwrap(title: str) -> str:
    """Without stars and quotation marks around it, and without what is said after it."""
    title = title.strip()
    if bold := BOLD.match(title):
        title = bold[1]
    return clean_title(title)
