"""A task and an idea -> the messages that data, training and comparison all use."""

import re

from pipeline.schema import Message, Task


def title_prompt(task: Task, idea: str) -> list[Message]:
    """The conversation that asks for one title."""
    limits = {"min_chars": task.min_chars, "max_chars": task.max_chars}
    guidance = "\n".join(f"- {line.format(**limits)}" for line in task.guidance)
    return _ask(task.prompt_template.format(idea=idea, guidance=guidance))


def idea_in_prompt(task: Task, content: str) -> str | None:
    """The idea in a prompt's text if that is the task's own with an idea in it, or else None."""
    before, *rest = map(re.escape, title_prompt(task, "\0")[-1]["content"].split("\0"))
    found = re.fullmatch(before + "(.*)" + r"\1".join(rest), content, re.DOTALL) if rest else None
    return found[1] if found else None


def brainstorm_prompt(task: Task, topic: str) -> list[Message]:
    """The conversation that asks for one idea on a topic."""
    return _ask(task.brainstorm_template.format(topic=topic))


def title_completion(title: str) -> list[Message]:
    """The assistant's turn that answers with the title."""
    return [{"role": "assistant", "content": title}]


def _ask(content: str) -> list[Message]:
    return [{"role": "user", "content": content}]
