"""A writer that answers from a list, for tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.schema import Task


@dataclass
class ScriptedWriter:
    """Gives out the completions of `answers[idea]` in order, n a call; declines the ideas in `refused`."""

    answers: dict[str, list[str]]
    refused: dict[str, str] = field(default_factory=dict)
    proposals: list[str] = field(default_factory=list)
    name: str = "scripted"
    asked: list[str] = field(default_factory=list)
    temperatures: list[float] = field(default_factory=list)

    def declines(self, text: str) -> str | None:
        return self.refused.get(text)

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        self.asked += ideas
        self.temperatures.append(temperature)
        given = [self.answers[idea][:n] for idea in ideas]
        for idea in ideas:
            self.answers[idea] = self.answers[idea][n:]
        return given

    def propose_ideas(self, task: Task, topic: str, n: int, seed: int) -> list[str]:
        return self.proposals[:n]
