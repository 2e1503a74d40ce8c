"""Whoever writes under a model's name: best of n for such a name, and the model itself for any other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline import inference, rewards
from pipeline.best_of import BestOf, read_best_of
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import Message, Task
from pipeline.titles import clean_title
from pipeline.writers import Asking, Complete, LocalWriter, TitleWriter

Score = Callable[[str, Sequence[list[Message]]], list[float]]  # as rewards.score_titles


@dataclass(frozen=True)
class BestOfWriter:
    """Writes n titles for each one asked for and keeps the one with the highest reward; proposes ideas as the
    writer does.
    """

    best: BestOf
    writer: TitleWriter
    score: Score = rewards.score_titles

    @property
    def name(self) -> str:
        return self.best.name

    def declines(self, text: str) -> str | None:
        return self.writer.declines(text)

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        """The writer spreads an idea's n x best.n titles over what it can write, in random order; each
        best.n in a row compete.
        """
        written = self.writer.write_titles(task, ideas, n * self.best.n, seed, temperature)
        asked = [
            title_prompt(task, idea) + title_completion(clean_title(raw))
            for idea, several in zip(ideas, written, strict=True)
            for raw in several
        ]
        rewards_of = iter(self.score(self.best.reward_model, asked))
        return [self._pick(several, [next(rewards_of) for _ in several]) for several in written]

    def propose_ideas(self, task: Task, topic: str, n: int, seed: int) -> list[str]:
        return self.writer.propose_ideas(task, topic, n, seed)

    def _pick(self, titles: Sequence[str], rewards_of: Sequence[float]) -> list[str]:
        kept = []
        for first in range(0, len(titles), self.best.n):
            group = range(first, min(first + self.best.n, len(titles)))
            kept.append(titles[max(group, key=lambda at: rewards_of[at])])
        return kept


def make_writer(
    model: str,
    complete: Complete = inference.complete,
    score: Score = rewards.score_titles,
    asking: Asking = "samples",
) -> TitleWriter:
    """The writer of this name. ValueError in words for a best of n that cannot be."""
    best = read_best_of(model)
    if best is None:
        return LocalWriter(model, complete, asking)
    return BestOfWriter(best, LocalWriter(best.writer, complete, asking), score)
