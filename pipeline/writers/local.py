"""Writes with a model on this machine: the embedded one, or any chat model by its folder or Hub id.

All prompts of a call go to the model together, in its chat template; on a GPU it runs in bfloat16.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline import inference, model_files
from pipeline.inference import Completion, Sampling
from pipeline.prompts import brainstorm_prompt, list_prompt, title_prompt
from pipeline.schema import Message, Task
from pipeline.settings import EMBEDDED, QWEN
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.writers.parsers import read_titles
from pipeline.writers.protocol import (
    BRAINSTORM_TEMPERATURE,
    Asking,
    list_token_limit,
    no_titles,
    token_limit,
)

LATIN = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ɏ]")

Complete = Callable[[str, Sequence[list[Message]], Sampling], list[Completion]]


@dataclass(frozen=True)
class LocalWriter:
    """Writes with the model of this name, as in `inference`. Drops what was cut off. The embedded model is
    asked for one title at a time whatever `asking` says: it knows nothing else.
    """

    model: str
    complete: Complete = inference.complete
    asking: Asking = "samples"

    @property
    def name(self) -> str:
        return self.model

    def declines(self, text: str) -> str | None:
        return declines(self.model, text)

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        self._check(title_prompt(task, ""), title_prompt(YOUTUBE_TITLES, ""), ideas)
        if self.asking == "list" and model_files.root_model(self.model) != EMBEDDED:
            return self._write_lists(task, ideas, n, seed, temperature)
        prompts = [title_prompt(task, idea) for idea in ideas for _ in range(n)]
        sampling = Sampling(temperature=temperature, max_new_tokens=token_limit(task), seed=seed)
        completions = self.complete(self.model, prompts, sampling)
        return [_ended(completions[at * n : (at + 1) * n]) for at in range(len(ideas))]

    def _write_lists(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        prompts = [list_prompt(task, idea, n) for idea in ideas]
        sampling = Sampling(temperature=temperature, max_new_tokens=list_token_limit(task, n), seed=seed)
        completions = self.complete(self.model, prompts, sampling)
        found = [read_titles(each.text)[: None if each.ended else -1][:n] for each in completions]
        if completions and not any(found):
            raise no_titles(self.model, completions[0].text)
        return found

    def propose_ideas(self, task: Task, topic: str, n: int, seed: int) -> list[str]:
        self._check(brainstorm_prompt(task, ""), brainstorm_prompt(YOUTUBE_TITLES, ""), [topic])
        sampling = Sampling(temperature=BRAINSTORM_TEMPERATURE, max_new_tokens=token_limit(task), seed=seed)
        return _ended(self.complete(self.model, [brainstorm_prompt(task, topic)] * n, sampling))

    def _check(self, asked: list[Message], known: list[Message], texts: Sequence[str]) -> None:
        _check_words(self.model, asked, known)
        for text in texts:
            if reason := self.declines(text):
                raise ValueError(f"{text!r}: {reason}")


def declines(model: str, text: str) -> str | None:
    """Why the model cannot serve an idea or a topic, in words; None when it can."""
    if LATIN.search(text) or model_files.root_model(model) != EMBEDDED:
        return None
    return f"The embedded model writes in English only; write this in English or use a model like {QWEN}"


def check_serves(model: str, task: Task) -> None:
    """ValueError in words when the model cannot write titles for this task: the embedded model, and what was
    tuned from it, know the default one only.
    """
    _check_words(model, title_prompt(task, ""), title_prompt(YOUTUBE_TITLES, ""))


def _check_words(model: str, asked: list[Message], known: list[Message]) -> None:
    """The embedded model has learned the default task's words and no others."""
    if model_files.root_model(model) == EMBEDDED and asked != known:
        raise ValueError(
            "The embedded model knows the default task only; go back to it (“Fill in the default” under “The "
            f"task”, and save it) or use a model like {QWEN}"
        )


def _ended(completions: Sequence[Completion]) -> list[str]:
    return [completion.text for completion in completions if completion.ended]
