"""What is trained and compared: preferences, runs with their settings, and comparisons."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipeline.schema.titles import Message


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
    is needed: titles that differ in capital letters only tie, an empty one loses to one that is not.

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
