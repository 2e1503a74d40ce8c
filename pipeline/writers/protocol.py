"""What every writer does: ideas or a topic enter, raw titles leave; cleaning and retrying is the caller's."""

from collections.abc import Sequence
from typing import Literal, Protocol

from pipeline.schema import Task

BRAINSTORM_TEMPERATURE = 0.9
Asking = Literal["list", "samples"]  # one call for all of an idea's titles, or one for each


class NoTitles(ValueError):
    """A writer answered, and no title could be found in what it said, in words."""


class Refused(NoTitles):
    """None of the prompts was taken by the server that was asked, in words."""


class TitleWriter(Protocol):
    """A model that writes titles and proposes ideas; its `name`, as `model_names` stores it, is kept with
    what it wrote.
    """

    @property
    def name(self) -> str: ...

    def declines(self, text: str) -> str | None:
        """Why this writer cannot serve an idea or a topic, in words; None when it can."""

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        """At most `n` raw titles for each idea, in their order. ValueError in words when it cannot, and
        NoTitles when the answers to all ideas hold none. An idea that alone is refused has no titles.
        """

    def propose_ideas(self, task: Task, topic: str, n: int, seed: int) -> list[str]:
        """At most `n` raw ideas on the topic. ValueError in words when it cannot."""


def token_limit(task: Task) -> int:
    """Enough for a title at the length limit: no tokenizer in use needs more than a token a character."""
    return max(32, task.max_chars)


def list_token_limit(task: Task, n: int) -> int:
    """Enough for `n` titles in a list, and for a sentence around it."""
    return 64 + n * (token_limit(task) + 8)


def no_titles(model: str, answer: str) -> NoTitles:
    """What to say of an answer that holds no title."""
    start = " ".join(answer.split())[:80]
    return NoTitles(
        f"No list of titles in what {model} answered ({start!r}); ask for one title at a time, or choose"
        " another model"
    )
