"""What is known of a run and its model: the records that a model card is written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model_names import LOCAL, RUN, stored_name
from pipeline.results import Result
from pipeline.schema import Comparison, Run, Task
from pipeline.training.accuracy import accuracy_interval, counted_pairs
from pipeline.training.events import Event, epoch_table, training_fact

PLOTS = "plots/"
REWARD_MODEL = "reward-model"  # the folder of what an RLHF run learned from


@dataclass(frozen=True)
class Base:
    """What the model was tuned from: `name` for people, `hub_id` where anybody can load it from the Hub, with
    the `revision` (a commit) that was loaded and its `license`, None where they are not known; `language` is
    that of a model that knows no other.
    """

    name: str
    hub_id: str | None = None
    revision: str | None = None
    license: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Learned:
    """The pairs of the run's frozen preferences by split, the ideas they are of, how many of the pairs nobody
    but the simulated annotator judged, how many are implied, how many have another prompt than the task's,
    and the SHA-256 of both files together.
    """

    pairs: Mapping[str, int]
    ideas: Mapping[str, int]
    simulated: int
    implied: int
    other_prompts: int
    digest: str

    @property
    def total(self) -> int:
        return sum(self.pairs.values())


@dataclass(frozen=True)
class DatasetRef:
    """A dataset on the Hub at one commit."""

    repo: str
    commit: str


@dataclass(frozen=True)
class Judged:
    """A comparison of this model with another one, and what people's verdicts and, apart from them, those of
    the simulated judge give.
    """

    comparison: Comparison
    people: Result
    simulated: Result | None = None


@dataclass(frozen=True)
class Accuracy:
    """The `share` of `pairs` that count as `counted` independent ones, and its 95% interval."""

    share: float
    pairs: int
    counted: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class Facts:
    """All that a card is written from. `repo` is where the model goes, `adapter` says that it is one, and
    `plots` are the names of files under PLOTS. `reward_model` says that the folder REWARD_MODEL is there.
    """

    repo: str
    run: Run
    events: Sequence[Event]
    task: Task
    base: Base
    learned: Learned
    judged: Sequence[Judged]
    adapter: bool
    merged: bool
    plots: Sequence[str]
    dataset: DatasetRef | None = None
    reward_model: bool = False


def results_of(judged: Judged) -> list[tuple[str, Result]]:
    """Those with verdicts, by who gave them."""
    both = {"people": judged.people, "the simulated judge": judged.simulated}
    return [(judge, result) for judge, result in both.items() if result and result.summary.n]


def accuracy_of(facts: Facts) -> Accuracy | None:
    """On the held-out pairs, at the weights that were kept."""
    rows = [row for row in epoch_table(facts.events) if row["epoch"] == facts.run.best_epoch]
    share = rows[0]["rewards/accuracies"] if rows else None
    counted = counted_pairs(facts.events)
    interval = None if share is None else accuracy_interval(facts.events, share)
    if share is None or counted is None or interval is None:
        return None
    return Accuracy(share, training_fact(facts.events, "eval_pairs"), counted, interval)


def other_model(judged: Judged, facts: Facts) -> str:
    """The model on the other side; a folder's path stays on the machine it is of."""
    other = stored_name(judged.comparison.base_model)
    if other == stored_name(facts.run.config.base_model):
        return "its base model"
    return "another model" if LOCAL in other else other.removeprefix(RUN)
