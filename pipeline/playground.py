"""One idea, several models: their titles side by side, and how likely each model finds them.

Writers and an idea enter, columns of titles with their log-probabilities and implicit rewards leave. Nothing
is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.inference import Measure
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import Task
from pipeline.titles import clean_title
from pipeline.writers import TitleWriter

MOST_MODELS = 3
MOST_TITLES = 10


@dataclass(frozen=True)
class Tuned:
    """A tuned model, the reference model that it was trained against, and the beta of that run."""

    model: str
    reference: str
    beta: float


@dataclass(frozen=True)
class PlayedTitle:
    """`logp` is the title's log-probability in nats under the model that wrote it; `rewards` are its implicit
    rewards by the tuned models, in their order. None and empty where nothing was measured.
    """

    title: str
    logp: float | None = None
    rewards: tuple[float, ...] = ()


@dataclass(frozen=True)
class Column:
    """What one model wrote, in its order; `unfinished` counts titles that it did not end."""

    model: str
    titles: tuple[PlayedTitle, ...]
    unfinished: int


def write_side_by_side(
    task: Task,
    writers: Sequence[TitleWriter],
    idea: str,
    n: int,
    seed: int,
    temperature: float,
    tuned: Sequence[Tuned] = (),
    measure: Measure | None = None,
) -> list[Column]:
    """n titles by each writer for the idea, all from one seed. With `measure` each title gets its figures.
    The implicit reward is beta * (policy_logp - reference_logp): Rafailov et al. 2023, eq. 5, up to a
    constant of the prompt.

    ValueError in words for a number of models or titles that cannot be, or when a model declines the idea.
    """
    if not 1 <= len(writers) <= MOST_MODELS:
        raise ValueError(f"{len(writers)} models are chosen; choose 1 to {MOST_MODELS}.")
    if not 1 <= n <= MOST_TITLES:
        raise ValueError(f"{n} titles were asked for; ask for 1 to {MOST_TITLES}.")
    columns = []
    for writer in writers:
        (answer,) = writer.write_titles(task, [idea], n, seed, temperature)
        titles = [title for title in map(clean_title, answer[:n]) if title]
        columns.append(Column(writer.name, tuple(map(PlayedTitle, titles)), n - len(titles)))
    return _measured(task, idea, columns, tuned, measure) if measure else columns


def _measured(
    task: Task, idea: str, columns: Sequence[Column], tuned: Sequence[Tuned], measure: Measure
) -> list[Column]:
    """Each model reads all titles once, however many of the figures need it."""
    titles = list(dict.fromkeys(row.title for column in columns for row in column.titles))
    if not titles:
        return list(columns)
    asked = [title_prompt(task, idea) + title_completion(title) for title in titles]
    readers = [column.model for column in columns]
    readers += [name for one in tuned for name in (one.model, one.reference)]
    logps = {model: dict(zip(titles, measure(model, asked), strict=True)) for model in dict.fromkeys(readers)}

    def with_figures(model: str, title: str) -> PlayedTitle:
        rewards = (one.beta * (logps[one.model][title] - logps[one.reference][title]) for one in tuned)
        return PlayedTitle(title, logps[model][title], tuple(rewards))

    return [
        replace(column, titles=tuple(with_figures(column.model, row.title) for row in column.titles))
        for column in columns
    ]
