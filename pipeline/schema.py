"""The records that cross modules, and the content hashes that identify them.

Nothing enters but literals; what leaves is frozen. Two records made from the same content carry the same id,
so importing something twice adds nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Literal, NamedTuple

from pipeline.texts import normalise

Side = Literal["a", "b"]
Message = dict[str, str]


def content_id(*parts: str) -> str:
    """32 hex digits of SHA-256 over the parts, with their boundaries; equal for equal parts in equal
    order.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:32]


@dataclass(frozen=True)
class Task:
    """What is to be written and within which limits (in characters); `examples` are titles to write like.
    `version` changes with any of it but the name.
    """

    name: str
    prompt_template: str
    brainstorm_template: str
    guidance: tuple[str, ...]
    min_chars: int
    max_chars: int
    n_candidates: int
    examples: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        limits = f"{self.min_chars} {self.max_chars} {self.n_candidates}"
        version = content_id(self.prompt_template, self.brainstorm_template, *self.guidance, limits)
        return content_id(version, *self.examples) if self.examples else version


@dataclass(frozen=True)
class TaskChoice:
    """The owner's word that a version of the task counts from then on, until the next such word."""

    id: str
    version: str
    chosen_at: datetime

    @staticmethod
    def of(version: str, chosen_at: datetime) -> "TaskChoice":
        return TaskChoice(content_id("task choice", version, chosen_at.isoformat()), version, chosen_at)


@dataclass(frozen=True)
class Idea:
    """One idea of a task; `origin` is where it came from: typed, file, brainstorm, labels or bundled."""

    id: str
    task: str
    text: str
    origin: str

    @staticmethod
    def of(task: str, text: str, origin: str = "typed") -> "Idea":
        clean = normalise(text)
        return Idea(content_id(task, clean), task, clean, origin)


@dataclass(frozen=True)
class IdeaChoice:
    """The owner's word that an idea is set aside from then on, or that it counts again, until the next such
    word. One that is `undone` is set aside because its adding was taken back.
    """

    id: str
    idea_id: str
    aside: bool
    chosen_at: datetime
    undone: bool = False

    @staticmethod
    def of(idea_id: str, aside: bool, chosen_at: datetime, undone: bool = False) -> "IdeaChoice":
        word = "undone" if undone else "aside" if aside else "back"
        key = content_id("idea choice", idea_id, word, chosen_at.isoformat())
        return IdeaChoice(key, idea_id, aside, chosen_at, undone)


@dataclass(frozen=True)
class Candidate:
    """One title for an idea; `writer` names the model that wrote it, or `import`. `task_version` is the
    version of the task that it was written for, empty for one that serves them all.
    """

    id: str
    idea_id: str
    title: str
    writer: str
    task_version: str = ""

    @staticmethod
    def of(idea_id: str, title: str, writer: str, task_version: str = "") -> "Candidate":
        clean = normalise(title)
        return Candidate(content_id(idea_id, clean), idea_id, clean, writer, task_version)


class Purpose(StrEnum):
    PREFERENCE = "preference"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two titles of one idea, in the order of their candidates' ids: sides `a` and `b`.

    A comparison's pair (`comparison_id` set) never has the id of a preference pair over the same two titles.
    """

    id: str
    purpose: Purpose
    comparison_id: str | None
    task_version: str
    idea_id: str
    idea: str
    title_a: str
    title_b: str

    @staticmethod
    def of(
        idea: Idea, titles: tuple[str, str], task_version: str, comparison_id: str | None = None
    ) -> "Pair":
        first, second = sorted(titles, key=lambda title: Candidate.of(idea.id, title, "").id)
        purpose = Purpose.COMPARISON if comparison_id else Purpose.PREFERENCE
        key = content_id(
            purpose,
            comparison_id or "",
            task_version,
            Candidate.of(idea.id, first, "").id,
            Candidate.of(idea.id, second, "").id,
        )
        return Pair(key, purpose, comparison_id, task_version, idea.id, idea.text, first, second)

    @staticmethod
    def all_of(idea: Idea, titles: Sequence[str], task_version: str) -> "list[Pair]":
        """All n(n-1)/2 preference pairs of an idea's titles."""
        return [Pair.of(idea, pair, task_version) for pair in combinations(titles, 2)]

    @property
    def titles(self) -> tuple[str, str]:
        return self.title_a, self.title_b

    def __hash__(self) -> int:
        return hash(self.id)


class Choice(StrEnum):
    A = "a"
    B = "b"
    TIE = "tie"
    NEITHER = "neither"
    SKIP = "skip"


class EventKind(StrEnum):
    VOTE = "vote"
    UNDO = "undo"
    EXCLUDE = "exclude"
    INCLUDE = "include"
    ERASE = "erase"


class Source(StrEnum):
    PERSON = "person"
    SIMULATED = "simulated"
    IMPORT = "import"


@dataclass(frozen=True)
class LabelEvent:
    """One immutable act. `target` is the event an undo takes back, or the annotator an exclude, include or
    erase names.
    """

    event_id: str
    kind: EventKind
    source: Source
    annotator: str
    created_at: datetime
    app_version: str
    pair_id: str | None = None
    choice: Choice | None = None
    shown_left: Side | None = None
    target: str | None = None
    repeat_of: str | None = None
    response_ms: int | None = None
    task_version: str | None = None


class StandingVote(NamedTuple):
    """A vote that counts and the titles that it is about. Thousands are read at once, and a tuple takes a
    fraction of the time that an event and a pair take.
    """

    annotator: str
    choice: Choice
    repeat_of: str | None
    pair_id: str
    idea_id: str
    task_version: str
    title_a: str
    title_b: str

    @property
    def preferred(self) -> tuple[str, str]:
        """The chosen title and the other, where one was chosen."""
        titles = self.title_a, self.title_b
        return titles if self.choice is Choice.A else titles[::-1]


@dataclass(frozen=True)
class LabelledRow:
    """One line of a labelled file; `b_preferred` as in its column title_b_preferred, `simulated` says that
    nobody but the simulated annotator judged it.
    """

    idea: str
    title_a: str
    title_b: str
    b_preferred: bool
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """The current label of one annotator on one pair, derived from the events."""

    pair_id: str
    annotator: str
    choice: Choice
    source: Source
    event_id: str
    shown_left: Side | None
    created_at: datetime


@dataclass(frozen=True)
class Lease:
    """A pair handed to one annotator: what a browser holds is `id` alone (128 random bits).

    One fetched ahead names the lease it follows, `after`, and the answer to that, `after_choice`, on which
    it is shown. A hidden repeat names the vote it repeats, `repeat_of`.
    """

    id: str
    pair: Pair
    annotator: str
    shown_left: Side
    expires_at: datetime
    event_id: str | None = None
    after: str | None = None
    after_choice: Choice | None = None
    repeat_of: str | None = None


@dataclass(frozen=True)
class Loan:
    """An idea in one annotator's hands: what they chose on some of its pairs, by pair id. `counted` is how
    many pairs it has and the version of the task they are asked for, empty before one was chosen; None where
    that was not looked up.
    """

    idea_id: str
    expires_at: datetime
    counted: tuple[int, str] | None
    choices: Mapping[str, Choice]


@dataclass(frozen=True)
class IdeaTally:
    """How many `ideas` are alike: in the number of their pairs, of which all are asked if `in_full`, in
    whether another annotator is `needed`, and in whether one annotator has `settled` them and `answered` how
    many.
    """

    n_pairs: int
    in_full: bool
    needed: bool
    settled: bool
    answered: int
    ideas: int


@dataclass(frozen=True)
class IdeaCounts:
    """How far one idea is for everybody: `asked` of its `n_pairs` pairs have somebody's label, `settled`
    annotators have its order settled, `holding` have it in hand.
    """

    idea_id: str
    text: str
    n_pairs: int
    asked: int
    settled: int
    holding: int


@dataclass(frozen=True, slots=True)
class Preference:
    """One decided pair as TRL reads it; messages are chat messages with `role` and `content`.

    `implied_probability`, in [0.5, 1], is None for a clicked preference; nobody voted on an implied one.
    """

    idea_id: str
    pair_id: str
    prompt: list[Message]
    chosen: list[Message]
    rejected: list[Message]
    votes_chosen: int
    votes_rejected: int
    simulated: bool
    implied_probability: float | None = None


@dataclass(frozen=True)
class Publication:
    """Preferences as a dataset of the Hub at one commit; `rows` in all, `digest` as `preferences_digest`
    gives it.
    """

    repo: str
    commit: str
    rows: int
    at: datetime
    digest: str = ""


@dataclass(frozen=True)
class RunConfig:
    """Everything that decides a training run. Rates are per optimizer step, lengths are tokens.

    Field names follow TRL and transformers where they have one. A step learns from
    `per_device_train_batch_size` pairs with the stock trainer, and with the prefix tree from all pairs of
    `ideas_per_step` ideas.

    The method `rlhf` has two stages: first a reward model, as the method `reward_model` trains one, unless
    `reward_model` names the folder of one; then `policy_steps` steps of the policy, each on
    `num_generations` titles for each of `policy_ideas_per_step` ideas, to which the fields that begin with
    `policy_` belong.
    """

    base_model: str
    name: str = ""
    method: Literal["dpo", "reward_model", "rlhf"] = "dpo"
    trainer: Literal["stock", "prefix_tree"] = "stock"
    ideas_per_step: int = 4
    adapter: Literal["full", "lora"] = "full"
    lora_r: int = 16
    beta: float = 0.1
    loss_type: str = "sigmoid"
    sft_weight: float = 0.3
    learning_rate: float = 3e-4
    num_train_epochs: float = 3.0
    per_device_train_batch_size: int = 8
    per_device_eval_batch_size: int = 8
    gradient_accumulation_steps: int = 1
    warmup_steps: int = 10
    max_length: int = 512
    logging_steps: int = 10
    eval_strategy: Literal["epoch", "steps"] = "epoch"
    eval_steps: int = 50
    save_strategy: Literal["epoch", "steps"] = "epoch"
    save_total_limit: int = 2
    load_best_model_at_end: bool = True
    metric_for_best_model: str = "eval_loss"
    seed: int = 0
    center_rewards_coefficient: float = 0.01
    reward_model: str = ""
    policy_trainer: Literal["rloo", "grpo"] = "rloo"
    policy_steps: int = 32
    policy_learning_rate: float = 3e-4
    policy_beta: float = 0.2
    policy_ideas_per_step: int = 8
    num_generations: int = 8
    max_completion_length: int = 48


RunStatus = Literal["queued", "starting", "running", "paused", "finished", "stopped", "failed"]


@dataclass(frozen=True)
class Run:
    """A training run as it stands: `path` is its directory, `error` one sentence when it failed."""

    id: str
    path: str
    config: RunConfig
    status: RunStatus
    created_at: datetime
    task_version: str
    error: str | None = None
    best_epoch: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class ComparedTitle:
    """A base and a tuned title for one idea, empty where a model wrote none. `pair_id` is None when no vote
    is needed: titles that differ in case or punctuation only tie, an empty one loses to one that is not.

    `kl` is the tuned title's log-probability under the tuned model minus that under the base model, in nats.
    """

    idea_id: str
    idea: str
    base_title: str
    tuned_title: str
    pair_id: str | None
    kl: float | None = None


Design = Literal["fixed", "sequential"]


@dataclass(frozen=True)
class Comparison:
    """Base and tuned titles for the same ideas, written once with a recorded seed.

    `design` was chosen before the first verdict. `unproven` names models of which nobody here knows what
    they were trained on.
    """

    id: str
    base_model: str
    tuned_model: str
    run_id: str | None
    seed: int
    temperature: float
    created_at: datetime
    titles: tuple[ComparedTitle, ...] = field(default=())
    design: Design = "fixed"
    min_p: float | None = None
    unproven: tuple[str, ...] = ()
