"""One row of a preference dataset, as JSON, Parquet or CSV give it -> the texts of its prompt and of both
answers.

The shapes: `prompt`, `chosen` and `rejected` as texts or as lists of chat messages; the prompt inside of
`chosen` as its first messages; and `input`, `preferred_output` and `non_preferred_output`, which hosted DPO
services take. ValueError says in words what is wrong with a row.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.texts import normalise, text_problem

LONGEST_TEXT = 300
LONGEST_PROMPT = 20_000  # looking at each character of a longer one is a waste, and so is keeping it
TRUE = ("1", "true", "yes", "1.0")
PREFERENCE_COLUMNS = ("prompt", "chosen", "rejected")
HOSTED_COLUMNS = ("input", "preferred_output", "non_preferred_output")
KINDS: dict[type, str] = {
    type(None): "empty",
    bool: "a truth value",
    int: "a number",
    float: "a number",
    dict: "an object",
}


@dataclass(frozen=True)
class ReadRow:
    """Row `number` of the file `part`. `asked` is the idea if the file has one (`is_idea`), or the text of
    the prompt's last user message. `b_preferred` as in a labelled row. Nobody voted on an `implied` row.
    """

    number: int
    part: str
    asked: str
    is_idea: bool
    title_a: str
    title_b: str
    b_preferred: bool
    simulated: bool = False
    implied: bool = False

    @property
    def place(self) -> str:
        return f"Row {self.number} of {self.part}"

    @property
    def chosen(self) -> str:
        return self.title_b if self.b_preferred else self.title_a

    @property
    def rejected(self) -> str:
        return self.title_a if self.b_preferred else self.title_b


def read_row(row: Any, number: int, part: str) -> ReadRow:
    """The row's texts."""
    if not isinstance(row, Mapping):
        raise ValueError("it is no JSON object; write one object with prompt, chosen and rejected on a line")
    if "preferred_output" in row or "non_preferred_output" in row:
        _require(row, HOSTED_COLUMNS)
        given = row["input"]
        if not isinstance(given, Mapping) or "messages" not in given:
            raise ValueError("input has no messages; write it as an object with a list of messages")
        asked = _last_said(given["messages"], "input", "user")
        names = HOSTED_COLUMNS[1:]
    else:
        names = PREFERENCE_COLUMNS[1:]
        inside = "prompt" not in row and isinstance(row.get("chosen"), list)
        _require(row, names if inside else PREFERENCE_COLUMNS)
        name = "chosen" if inside else "prompt"
        asked = _last_said(row[name], name, "user")
    chosen, rejected = (_last_said(row[name], name, "assistant") for name in names)
    return make_row(
        number,
        part,
        asked,
        False,
        (chosen, rejected),
        names,
        b_preferred=False,
        simulated=is_true(row.get("simulated")),
        implied=is_implied(row.get("implied_probability")),
    )


def is_true(mark: Any) -> bool:
    """Whether the mark of a row says yes, in whatever way its format can say so."""
    if isinstance(mark, str):
        return mark.strip().casefold() in TRUE
    return isinstance(mark, bool | int | float) and mark == 1


def is_implied(probability: Any) -> bool:
    """Whether a row has a probability, as a number or as a table's cell has it; tables of some programs have
    NaN where there is none.
    """
    if isinstance(probability, bool) or not isinstance(probability, str | int | float):
        return False
    try:
        return math.isfinite(float(probability))
    except (ValueError, OverflowError):
        return False


def make_row(
    number: int,
    part: str,
    asked: str,
    is_idea: bool,
    titles: tuple[str, str],
    names: tuple[str, str],
    b_preferred: bool,
    simulated: bool = False,
    implied: bool = False,
) -> ReadRow:
    """A row of these texts, if they can be used; `names` are the titles' columns. An idea's text is looked at
    too, of a prompt's only the length until its idea is known.
    """
    if is_idea:
        check_text("idea", asked)
    elif len(asked) > LONGEST_PROMPT:
        check_text("prompt", asked)
    for name, text in zip(names, titles, strict=True):
        check_text(name, text)
    title_a, title_b = map(normalise, titles)
    if title_a == title_b:
        raise ValueError("the two titles are the same; remove the row")
    asked = normalise(asked) if is_idea else asked
    return ReadRow(number, part, asked, is_idea, title_a, title_b, b_preferred, simulated, implied)


def check_text(name: str, text: str) -> None:
    """ValueError when the text of this name cannot be an idea or a title."""
    problem = f"it has {len(text)} characters; shorten it to {LONGEST_TEXT}"
    if len(text) <= LONGEST_PROMPT:
        problem = text_problem(text, LONGEST_TEXT) or ""
    if problem:
        raise ValueError(f"{name} cannot be used: {problem}")


def _require(row: Mapping[str, Any], names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in row]
    if missing:
        raise ValueError(f"it lacks {', '.join(missing)}; a row needs {', '.join(names)}")


def _last_said(value: Any, name: str, role: str) -> str:
    """A text as it is; of messages the last one that `role` said, which has to be the only one of an
    assistant's.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        kind = KINDS.get(type(value), "of another kind")
        raise ValueError(f"{name} is {kind}; give a text or a list of messages")
    said = []
    for message in value:
        if not isinstance(message, Mapping) or not isinstance(message.get("role"), str):
            raise ValueError(f"{name} holds something that is no message; each needs role and content")
        if message["role"] == role:
            said.append(_content(message.get("content"), name))
    if not said:
        raise ValueError(f"{name} has no message of the {role}; add one")
    if role == "assistant" and len(said) > 1:
        raise ValueError(f"{name} has {len(said)} messages of the assistant; one title can be imported")
    return said[-1]


def _content(content: Any, name: str) -> str:
    """Of a message: a text, or parts of which all are texts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [content]
    texts = [part.get("text") if isinstance(part, Mapping) else None for part in parts]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{name} has a message whose content is no text; only texts can be imported")
    return "".join(str(text) for text in texts)
