"""The seeded grammar: random generator in, examples of (idea, title) and (topic, idea) text out.

The same generator state always gives the same example. Titles keep the task's limits and double no word.
"""

import functools
import random
import re
from dataclasses import dataclass

from pipeline.checks import IRREGULAR_PAST, has_doubled_word, stem, words
from pipeline.embedded import frames, phrases
from pipeline.embedded.codas import coda_words, draw_coda
from pipeline.embedded.fields import FIELDS
from pipeline.embedded.frame import STYLES, Frame
from pipeline.embedded.lexicon import AUDIENCES, DURATIONS, GENERIC_HOOKS
from pipeline.embedded.patterns import ACTIVITY, THING, VERSUS
from pipeline.embedded.sentences import KINDS, draw_parts
from pipeline.embedded.topics import Topic, TopicSource
from pipeline.embedded.words import article, inflect, is_plural, title_case
from pipeline.tasks import YOUTUBE_TITLES as TASK

FRAMES = (
    THING, ACTIVITY, VERSUS, frames.WORKS, frames.WHAT_IS, frames.HISTORY, frames.ROLE, frames.BEST,
    frames.EXPLAIN_TO, frames.BROKEN, frames.FIRST, frames.PLACE, phrases.DID, phrases.CAN_YOU,
    phrases.CLAUSE, phrases.TOPIC_MISTAKES, phrases.TRUTH, phrases.PHRASE, phrases.SENTENCE, phrases.QUESTION,
    phrases.ACCOUNT,
)  # fmt: skip
MAX_IDEA_CHARS = 110
HOSTED_SHARE = 0.25
# Titles keep this far inside the task's limits, since the model counts letters only roughly: further where
# the idea's own length presses the title against a limit.
MARGIN = 3
PRESSED_MARGIN = 7
SHORT_IDEA, LONG_IDEA = 24, 45
_COUNTS = ("three", "five", "seven", "ten", "5", "7", "10", "12")
_MISSING_FORMS = {"b": frozenset({"G", "P", "GT", "PT"}), "e": frozenset({"V", "P", "VT", "PT"})}
_COUNTED = re.compile(r"\{N\} (?:Best )?\{XT\}")
_SLOT = re.compile(r"\{(\w+)\}")
_LEVELS = re.compile(r"~([a-z]+) ")


@dataclass(frozen=True)
class TitleExample:
    """An idea and a title for it, with the style it was written in, the frame, and the field or "any"."""

    idea: str
    title: str
    style: str
    frame: str
    field: str


@functools.cache
def topic_source(held: bool) -> TopicSource:
    """The topics of one side of the split, sorted once."""
    return TopicSource(held)


def sample_title(rng: random.Random, held: bool = False) -> TitleExample:
    """One example; with `held` its topic has words that no example for training has."""
    while True:
        frame = rng.choices(FRAMES, [frame.weight for frame in FRAMES])[0]
        example = (
            _parts_example(rng, frame, held) if frame.needs in KINDS else _topic_example(rng, frame, held)
        )
        if example and len(example.idea) <= MAX_IDEA_CHARS:
            return example


def _parts_example(rng: random.Random, frame: Frame, held: bool) -> TitleExample | None:
    """An example whose title repeats the idea, without its last parts when it is long."""
    parts = draw_parts(topic_source(held), rng, frame.needs)
    idea = " ".join(parts)
    long = len(idea) > 50
    while len(parts) > 1 and (len(" ".join(parts)) > 56 or (long and rng.random() < 0.45)):
        parts.pop()
        long = len(" ".join(parts)) > 50
    slots = _common_slots(rng, None) | {"Is": "Is", "It": "It", "Does": "Does"}
    kept = " ".join(parts)
    slots["I"] = title_case(kept)
    titled = _write_title(rng, frame, slots, "", {"I"}, idea)
    if not titled:
        return None
    mark = "?" if frame.needs == "question" and rng.random() < 0.6 else ""
    return TitleExample(_vary_case(rng, idea, True) + mark, *titled, frame.name, "any")


def _topic_example(rng: random.Random, frame: Frame, held: bool) -> TitleExample | None:
    source = topic_source(held)
    topic = source.draw(rng, frame.needs)
    tails: list[str] = []
    if frame.tails and rng.random() < 0.38:
        tails = [source.tail(rng) for _ in range(rng.choice([1, 1, 1, 1, 2]))]
    slots = _common_slots(rng, topic)
    pattern = _fitting(rng.choice(frame.ideas), topic)
    if pattern is None:
        return None
    used = {name.upper() for name in _SLOT.findall(pattern)}
    idea = _write_idea(rng, pattern, topic, tails, slots)
    slots["I"] = title_case(idea)
    while True:
        tail = " ".join(tails)
        titled = _write_title(rng, frame, slots | _topic_slots(topic, tail), topic.kind, used | {"I"}, idea)
        if titled or not tails:
            break
        tails.pop()
    if not titled:
        return None
    field = topic.field.name if topic.field else "any"
    text = _vary_case(rng, idea, topic.invented)
    return TitleExample(text, *titled, frame.name, field)


def _common_slots(rng: random.Random, topic: Topic | None) -> dict[str, str]:
    hooks = topic.field.hook if topic and topic.field and rng.random() < 0.6 else GENERIC_HOOKS
    duration = rng.choice(DURATIONS)
    return {
        "N": str(rng.choice([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 21, 25, 30])),
        "D": str(rng.choice([7, 10, 14, 21, 30, 45, 50, 60, 90, 100])),
        "M": str(rng.choice([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20])),
        "Y": str(rng.choice([2025, 2026, 2027])),
        "S": str(rng.choice([25, 50, 80, 100, 200, 300, 500, 1000])),
        "Dur": title_case(duration),
        "dur": duration,
        "H": rng.choice(hooks),
        "A": rng.choice(AUDIENCES),
    }


def _topic_slots(topic: Topic, tail: str) -> dict[str, str]:
    """The topic's slots for titles, in title case; `tail` is already joined."""
    text, spaced = topic.text, f" {tail}" if tail else ""
    plural = is_plural(text)
    slots = {
        "X": text, "XT": text + spaced, "T": spaced, "X2": topic.other,
        "L": text, "R": text, "C": text, "O": text,
        "AR": f"{article(text)} {text}", "AO": f"{article(text)} {text}",
        "Is": "are" if plural else "is", "Does": "do" if plural else "does",
        "It": "they" if plural else "it", "s": "" if plural else "s",
    }  # fmt: skip
    if topic.kind in "abe":
        forms = {"V": text, "G": inflect(text, "gerund"), "P": inflect(text, "past")}
        slots |= forms | {f"{name}T": form + spaced for name, form in forms.items()}
    cased = {name: title_case(value) if value and name != "s" else value for name, value in slots.items()}
    return cased | {name: cased[name].capitalize() for name in ("Is", "Does", "It")}


def _fitting(line: str, topic: Topic) -> str | None:
    """The pattern of a line; None when it is for another kind of topic or needs a verb form it lacks."""
    if match := _LEVELS.match(line):
        return line[match.end() :] if topic.kind in match.group(1) else None
    missing = _MISSING_FORMS.get(topic.kind, frozenset())
    return None if missing & set(_SLOT.findall(line.upper())) else line


def _write_idea(
    rng: random.Random, pattern: str, topic: Topic, tails: list[str], slots: dict[str, str]
) -> str:
    """The idea's text; afterwards the audience slot is in title case."""
    text, tail = topic.text, "".join(f" {tail}" for tail in tails)
    plural = is_plural(text)
    single = re.sub("s$", "", re.sub("ies$", "y", text)) if plural else text
    values = {
        "x": text, "x2": topic.other, "o": text, "ao": f"{article(text)} {text}",
        "ar": f"{article(text)} {text}",
        "l": text, "c": text, "a": slots["A"], "dur": slots["dur"], "x1": single, "v": text,
        "Y": slots["Y"], "S": slots["S"],
        "is": "are" if plural else "is", "does": "do" if plural else "does",
        "it": "they" if plural else "it",
        "s": "" if plural else "s", "num": rng.choice(_COUNTS), "M": slots["M"],
        "g": inflect(text, "gerund") if topic.kind in "abe" else "",
        "p": inflect(text, "past") if topic.kind in "abe" else "",
    }  # fmt: skip
    slots["A"] = title_case(slots["A"])
    return pattern.format(**values) + tail


def _write_title(
    rng: random.Random, frame: Frame, slots: dict[str, str], kind: str, used: set[str], idea: str
) -> tuple[str, str] | None:
    """A title and its style; None when no pattern drawn fits the topic and the task's limits."""
    topic = Topic(slots.get("X", ""), kind, None, False)
    phrase = slots.get("X", "")
    joins = not is_plural(phrase) and not phrase.startswith(("the ", "The "))
    for _ in range(24):
        style = rng.choice(STYLES)
        if style not in frame.titles or rng.random() < HOSTED_SHARE:
            line = f"{frame.host} {draw_coda(rng, style)}".replace(": (", " (")
        else:
            line = rng.choice(frame.titles[style])
        pattern = _fitting(line, topic)
        if pattern is None:
            continue
        names = set(_SLOT.findall(pattern))
        if "X" in names and frame.needs != "two" and not joins:
            continue
        if _COUNTED.search(pattern) and not is_plural(phrase):
            continue
        if slots.get("T") and not any(name.endswith("T") or name == "I" for name in names):
            continue
        if not (names & {"A", "X2"}) <= used:
            continue
        if "A" in used and "A" not in names and rng.random() < 0.8:
            continue
        title = start_upper(pattern.format(**slots))
        if _fits(title, idea) and _reads_well(title, idea):
            return title, style
    return None


def _fits(title: str, idea: str) -> bool:
    shortest = TASK.min_chars + (PRESSED_MARGIN if len(idea) < SHORT_IDEA else MARGIN)
    longest = TASK.max_chars - (PRESSED_MARGIN if len(idea) > LONG_IDEA else MARGIN)
    return shortest <= len(title) <= longest


def start_upper(title: str) -> str:
    """The text with a capital first letter, unless its first word has one further in ("iPhone")."""
    first = title.partition(" ")[0]
    return title if any(letter.isupper() for letter in first[1:]) else title[:1].upper() + title[1:]


def _reads_well(title: str, idea: str) -> bool:
    """No word twice in a row, and no longer word more often than the idea has it."""
    if has_doubled_word(title):
        return False
    stems = [stem(word) for word in words(title) if len(word) > 3]
    ideas = [stem(word) for word in words(idea)]
    return all(stems.count(each) <= max(1, ideas.count(each)) for each in set(stems))


def _vary_case(rng: random.Random, idea: str, keep_names: bool) -> str:
    kind = rng.random()
    if kind < 0.35:
        idea = idea[:1].upper() + idea[1:] if not re.match(r"\w+[A-Z]", idea) else idea
    elif kind < 0.42:
        idea = title_case(idea)
    elif kind < 0.62 and not keep_names:
        idea = idea.lower()
    return idea + rng.choice([".", "!", "..."]) if rng.random() < 0.03 else idea


@functools.cache
def title_words() -> frozenset[str]:
    """Every word, lower case, that titles can hold without its being in the idea."""
    blocks = [_LEVELS.sub("", line) for frame in FRAMES for lines in frame.titles.values() for line in lines]
    blocks += [*coda_words(), *(frame.host for frame in FRAMES)]
    blocks = [_SLOT.sub(" ", text) for block in blocks for text in (block, block.replace("{s}", "s"))]
    blocks += [hook for field in FIELDS for hook in field.hook] + [*GENERIC_HOOKS, *DURATIONS]
    known = {word.lower() for block in blocks for word in words(block)}
    return frozenset(
        known
        | {*IRREGULAR_PAST, *IRREGULAR_PAST.values(), "a", "an", "are", "is", "do", "does", "they", "it"}
    )
