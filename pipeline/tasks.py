"""The task: what is to be written, and within which limits. The default is the tutorial's."""

from collections.abc import Mapping
from typing import Any

from pipeline.schema import Task

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


def task_of(record: Mapping[str, Any]) -> Task:
    """The task of a JSON record by field names; a field that older apps did not know has its default.
    TypeError where one of the others is missing.
    """
    given = {name: record[name] for name in Task.__dataclass_fields__ if name in record}
    return Task(**given | {name: tuple(given.get(name, ())) for name in ("guidance", "examples")})
