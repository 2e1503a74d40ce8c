"""A task and an idea -> the messages that data, training and comparison all use."""

import re
from collections.abc import Sequence

from pipeline.schema import Message, Task
from pipeline.texts import is_chinese

MARK = re.compile(r"\{(\w+)\}")
# What comes before the examples, and how several titles are asked for.
ENGLISH_LIST = (
    "**Titles to write like**:",
    "Write {n} such titles that differ from one another, as a numbered list with one title on each line "
    "and nothing else.",
)
CHINESE_LIST = (
    "**参考标题**：",
    "请写 {n} 个这样的标题，彼此各不相同；用编号列表给出，每行一个标题，不要其他内容。",
)


def title_prompt(task: Task, idea: str) -> list[Message]:
    """The conversation that asks for one title."""
    return _ask(_title_request(task, idea))


def list_prompt(task: Task, idea: str, n: int) -> list[Message]:
    """The conversation that asks for `n` titles at once, like the owner's examples if there are any; in
    Chinese where the task's prompt is.
    """
    heading, several = CHINESE_LIST if is_chinese(MARK.sub("", task.prompt_template)) else ENGLISH_LIST
    examples = "\n".join(f"- {title}" for title in task.examples)
    like = f"\n\n{heading}\n{examples}" if examples else ""
    return _ask(f"{_title_request(task, idea)}{like}\n\n{several.format(n=n)}")


def idea_in_prompt(task: Task, content: str) -> str | None:
    """The idea in a prompt's text if that is the task's own with an idea in it, or else None."""
    before, *rest = map(re.escape, title_prompt(task, "\0")[-1]["content"].split("\0"))
    found = re.fullmatch(before + "(.*)" + r"\1".join(rest), content, re.DOTALL) if rest else None
    return found[1] if found else None


def is_asked_by(task: Task, prompt: Sequence[Message]) -> bool:
    """Whether the conversation is the task's own for some idea, which has one line."""
    idea = idea_in_prompt(task, prompt[-1]["content"]) if prompt else None
    return idea is not None and "\n" not in idea and list(prompt) == title_prompt(task, idea)


def brainstorm_prompt(task: Task, topic: str) -> list[Message]:
    """The conversation that asks for one idea on a topic."""
    return _ask(_fill(task.brainstorm_template, topic=topic))


def title_completion(title: str) -> list[Message]:
    """The assistant's turn that answers with the title."""
    return [{"role": "assistant", "content": title}]


def _title_request(task: Task, idea: str) -> str:
    guidance = "\n".join(
        f"- {_fill(line, min_chars=task.min_chars, max_chars=task.max_chars)}" for line in task.guidance
    )
    return _fill(task.prompt_template, idea=idea, guidance=guidance)


def _fill(template: str, **values: str | int) -> str:
    """The template with its marks replaced, once; braces that are no mark of ours stay as they are."""
    return MARK.sub(lambda mark: str(values.get(mark[1], mark[0])), template)


def _ask(content: str) -> list[Message]:
    return [{"role": "user", "content": content}]
