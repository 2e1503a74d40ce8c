"""Who writes: ideas or a topic enter, raw completions leave; cleaning and retrying is the caller's."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline import inference
from pipeline.inference import Completion, Sampling
from pipeline.prompts import brainstorm_prompt, title_prompt
from pipeline.schema import Message, Task
from pipeline.settings import EMBEDDED, QWEN
from pipeline.tasks import YOUTUBE_TITLES

LATIN = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ɏ]")
BRAINSTORM_TEMPERATURE = 0.9

Complete = Callable[[str, Sequence[list[Message]], Sampling], list[Completion]]


class TitleWriter(Protocol):
    """A model that writes titles and proposes ideas; `name` is stored with what it wrote."""

    @property
    def name(self) -> str: ...

    def declines(self, text: str) -> str | None:
        """Why this writer cannot serve an idea or a topic, in words; None when it can."""

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        """At most `n` raw completions for each idea, in their order. ValueError in words when it cannot."""

    def propose_ideas(self, task: Task, topic: str, n: int, seed: int) -> list[str]:
        """At most `n` raw ideas on the topic. ValueError in words when it cannot."""


@dataclass(frozen=True)
class LocalWriter:
    """Writes with a model on this machine, named as in `inference`. Drops completions that were cut off."""

    model: str
    complete: Complete = inference.complete

    @property
    def name(self) -> str:
        return self.model

    def declines(self, text: str) -> str | None:
        if inference.root_model(self.model) != EMBEDDED or LATIN.search(text):
            return None
        return f"The embedded model writes in English only; write this in English or use a model like {QWEN}"

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        self._check(title_prompt(task, ""), title_prompt(YOUTUBE_TITLES, ""), ideas)
        prompts = [title_prompt(task, idea) for idea in ideas for _ in range(n)]
        sampling = Sampling(temperature=temperature, max_new_tokens=_token_limit(task), seed=seed)
        completions = self.complete(self.model, prompts, sampling)
        return [_ended(completions[at * n : (at + 1) * n]) for at in range(len(ideas))]

    def propose_ideas(self, task: Task, topic: str, n: int, seed: int) -> list[str]:
        self._check(brainstorm_prompt(task, ""), brainstorm_prompt(YOUTUBE_TITLES, ""), [topic])
        sampling = Sampling(temperature=BRAINSTORM_TEMPERATURE, max_new_tokens=_token_limit(task), seed=seed)
        return _ended(self.complete(self.model, [brainstorm_prompt(task, topic)] * n, sampling))

    def _check(self, asked: list[Message], known: list[Message], texts: Sequence[str]) -> None:
        _check_words(self.model, asked, known)
        for text in texts:
            if reason := self.declines(text):
                raise ValueError(f"{text!r}: {reason}")


def check_serves(model: str, task: Task) -> None:
    """ValueError in words when the model cannot write titles for this task: the embedded model, and what was
    tuned from it, know the default one only.
    """
    _check_words(model, title_prompt(task, ""), title_prompt(YOUTUBE_TITLES, ""))


def _check_words(model: str, asked: list[Message], known: list[Message]) -> None:
    """The embedded model has learned the default task's words and no others."""
    if inference.root_model(model) == EMBEDDED and asked != known:
        raise ValueError(
            f"The embedded model knows the default prompt and limits of {YOUTUBE_TITLES.name!r} only; "
            f"go back to them or use a model like {QWEN}"
        )


def _token_limit(task: Task) -> int:
    """Enough for a title at the length limit: no tokenizer in use needs more than a token a character."""
    return max(32, task.max_chars)


def _ended(completions: Sequence[Completion]) -> list[str]:
    return [completion.text for completion in completions if completion.ended]
