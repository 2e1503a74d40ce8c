"""The task: what is to be written, and within which limits. The default is the tutorial's; an owner's own
enters as a file or a record, and leaves checked.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from pipeline.schema import Task
from pipeline.texts import text_problem

LONGEST_TEMPLATE = 4000
MOST_LINES, LONGEST_LINE = 20, 300
LONGEST_TITLE = 300
MOST_CANDIDATES = 10

YOUTUBE_TITLES = Task(
    name="youtube-titles",
    prompt_template=(
        "Given the YouTube video idea write an engaging title.\n\n"
        "**Video Idea**: {idea}\n\n"
        "**Additional Guidance**:\n{guidance}"
    ),
    brainstorm_template=(
        "Propose an idea for a YouTube video on the topic.\n\n"
        "**Topic**: {topic}\n\n"
        "**Additional Guidance**:\n- Only return the idea, nothing else!"
    ),
    guidance=(
        "Title should be between {min_chars} and {max_chars} characters long",
        "Only return the title idea, nothing else!",
    ),
    min_chars=30,
    max_chars=75,
    n_candidates=5,
)

# In Chinese 30 characters, twice as wide, say what 75 say in English.
CHINESE_TITLES = replace(
    YOUTUBE_TITLES,
    prompt_template=(
        "请根据下面的视频创意，写一个吸引人的中文标题。\n\n**视频创意**：{idea}\n\n**要求**：\n{guidance}"
    ),
    brainstorm_template=(
        "请围绕下面的主题，提出一个视频创意。\n\n"
        "**主题**：{topic}\n\n"
        "**要求**：\n- 只返回创意本身，不要其他内容！"
    ),
    guidance=("标题长度为 {min_chars} 到 {max_chars} 个字", "只返回标题本身，不要其他内容！"),
    min_chars=10,
    max_chars=30,
)


def task_of(record: Mapping[str, Any]) -> Task:
    """The task of a JSON record by field names; a field that older apps did not know has its default.
    TypeError where one of the others is missing.
    """
    given = {name: record[name] for name in Task.__dataclass_fields__ if name in record}
    return Task(**given | {name: tuple(given.get(name, ())) for name in ("guidance", "examples")})


TEXTS = ("prompt_template", "brainstorm_template")
LISTS = ("guidance", "examples")
NUMBERS = {
    "min_chars": (1, LONGEST_TITLE),
    "max_chars": (1, LONGEST_TITLE),
    "n_candidates": (2, MOST_CANDIDATES),
}
EDITABLE = tuple(field.name for field in fields(Task) if field.name != "name")


def edit_task(task: Task, changes: Mapping[str, Any]) -> Task:
    """The task with these fields of EDITABLE, as a file or a form has them, in the place of its own.

    ValueError in words for a field that no task has, and for a task that could not be used.
    """
    if unknown := ", ".join(sorted(changes.keys() - set(EDITABLE))):
        raise ValueError(f"A task has no {unknown}; what it has is {', '.join(EDITABLE)}.")
    given = {name: _read_field(name, value) for name, value in changes.items()}
    edited = replace(task, **given)
    _check_task(edited)
    return edited


def _read_field(name: str, value: Any) -> Any:
    if name in TEXTS:
        if not isinstance(value, str):
            raise ValueError(f"{name} is {value!r}; give a text.")
        return value.strip()
    if name in LISTS:
        if not isinstance(value, list | tuple) or not all(isinstance(line, str) for line in value):
            raise ValueError(f"{name} is {value!r}; give a list of texts.")
        return tuple(" ".join(line.split()) for line in value if line.strip())
    least, most = NUMBERS[name]
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    if not isinstance(whole, int) or isinstance(whole, bool) or not least <= whole <= most:
        raise ValueError(f"{name} is {value!r}; give a whole number from {least} to {most}")
    return whole


def _check_task(task: Task) -> None:
    marks = [("prompt_template", "{idea}"), ("brainstorm_template", "{topic}")]
    if task.guidance:
        marks.append(("prompt_template", "{guidance}"))
    for name, mark in marks:
        if mark not in getattr(task, name):
            raise ValueError(f"{name} lacks {mark}; put it where that text belongs.")
    for name in TEXTS:
        if problem := text_problem(getattr(task, name), LONGEST_TEMPLATE):
            raise ValueError(f"{name} cannot be used: {problem}.")
    for name in LISTS:
        if len(getattr(task, name)) > MOST_LINES:
            raise ValueError(f"{name} has {len(getattr(task, name))} lines; keep at most {MOST_LINES}.")
        for line in getattr(task, name):
            if problem := text_problem(line, LONGEST_LINE):
                raise ValueError(f"{name} cannot be used: {problem}.")
    if task.min_chars > task.max_chars:
        raise ValueError(f"min_chars is {task.min_chars}; give at most max_chars, {task.max_chars}.")
    for title in task.examples:
        if not task.min_chars <= len(title) <= task.max_chars:
            raise ValueError(
                f"The example {title!r} has {len(title)} characters; give one of {task.min_chars} to"
                f" {task.max_chars}."
            )


def task_record(task: Task) -> dict[str, Any]:
    """What a file of the task holds."""
    return {name: list(getattr(task, name)) if name in LISTS else getattr(task, name) for name in EDITABLE}


def save_task(task: Task, path: Path) -> None:
    """Write the task as JSON or TOML, by the file's ending."""
    _check_ending(path)
    record = task_record(task)
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    if path.suffix == ".toml":
        text = "".join(f"{name} = {_toml(value)}\n" for name, value in record.items())
    path.write_text(text, encoding="utf-8")


def load_task(path: Path, task: Task) -> Task:
    """The task with what a JSON or TOML file says of it; what that leaves out stays. ValueError in words."""
    _check_ending(path)
    if not path.is_file():
        raise ValueError(f"There is no file {path}; check the path.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        record = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except ValueError as error:  # of UTF-8, JSON or TOML
        raise ValueError(
            f"{path.name} cannot be read ({error}); mend it, or begin from what `task save` writes."
        ) from error
    except RecursionError:
        raise ValueError(
            f"{path.name} is nested too deeply; begin from what `task save` writes."
        ) from None  # its traceback has a thousand lines
    if not isinstance(record, dict):
        raise ValueError(f"{path.name} holds no task; begin from what `task save` writes.")
    return edit_task(task, record)


def _check_ending(path: Path) -> None:
    if path.suffix not in (".json", ".toml"):
        raise ValueError(f"{path.name} is neither .json nor .toml; give the file one of these endings.")


def _toml(value: Any) -> str:
    """JSON's strings and numbers are TOML's too; lines of a text are shown as lines."""
    if isinstance(value, list):
        return "[\n" + "".join(f"    {_toml(line)},\n" for line in value) + "]"
    if isinstance(value, str) and "\n" in value:
        lines = (json.dumps(line, ensure_ascii=False)[1:-1] for line in value.split("\n"))
        return '"""\n' + "\n".join(lines) + '"""'
    return json.dumps(value, ensure_ascii=False)
