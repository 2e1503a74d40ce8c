"""RLHF's second half: a reward model and ideas enter TRL's RLOOTrainer, a policy leaves, watched by guards.

RLOO (Ahmadian et al. 2024) writes several titles for an idea and makes those more likely whose reward, less
beta times the title's KL from the reference, is above the mean of the others: PPO's objective for answers
that are rewarded once, without its value model. GRPO divides by the spread of the group's rewards too.

The ideas are those of the training rows. A look of the guards writes titles for held-out ideas first, always
from one seed; where it finds the policy healthy a checkpoint is kept, where not, the policy goes back to it.
"""

import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import is_peft_model
from datasets import Dataset
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from trl import GRPOTrainer, RLOOTrainer
from trl.trainer.utils import RepeatSampler

from pipeline import inference, model_files, rewards
from pipeline.embedded.grammar import title_words
from pipeline.health import commonest_opening
from pipeline.inference import Sampling, complete_with, measure_logps_with
from pipeline.model_files import root_model
from pipeline.prompts import title_completion
from pipeline.schema import Preference, RunConfig
from pipeline.settings import EMBEDDED
from pipeline.title_prior import TitlePrior, fit_title_prior
from pipeline.titles import clean_title
from pipeline.training.events import append_event
from pipeline.training.guards import (
    Vitals,
    find_faults,
    share_well_formed,
    win_share,
)
from pipeline.training.keeping import (
    checkpoints_path,
    healthy_steps,
    keep_checkpoint,
    whole_checkpoints,
)
from pipeline.training.methods import CHECK_STEPS, policy_config
from pipeline.training.recipes import Device, lora_config, total_reward_steps
from pipeline.training.revision import loaded_revision
from pipeline.training.runs import reward_model_path
from pipeline.training.samples import IDEAS as SAMPLED
from pipeline.training.stage import Stage
from pipeline.training.watch import Leg

TITLES = 120  # of a look
MOST_IDEAS, MOST_PER_IDEA = 24, 10
LOGGED = (
    *("reward", "reward_std", "frac_reward_zero_std", "entropy", "kl_title", "num_tokens"),
    *("completions/mean_length", "completions/clipped_ratio"),
)


class EpochSampler(RepeatSampler):
    """TRL's sampler, whose order of an epoch depends on the seed and the epoch alone: TRL's goes on from the
    epoch before, which a resumed trainer has not seen.
    """

    def set_epoch(self, epoch: int) -> None:
        self.generator.manual_seed((self.seed or 0) + epoch)


class _Titles:
    """What both policy trainers have: the order of their ideas, and a log without what nobody reads. Its
    `kl_title` is the mean over titles, where TRL's `kl` is one over tokens.
    """

    def _get_train_sampler(self, dataset: Any = None) -> EpochSampler:
        trl = super()._get_train_sampler(dataset)  # type: ignore[misc]
        names = ("data_source", "mini_repeat_count", "batch_size", "repeat_count", "shuffle", "seed")
        return EpochSampler(**{name: getattr(trl, name) for name in names})

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        found = self._metrics["train"]  # type: ignore[attr-defined]
        if "kl" in found:
            found["kl_title"] = [
                kl * length for kl, length in zip(found["kl"], found["completions/mean_length"], strict=True)
            ]
        for name in set(found) - set(LOGGED):
            del found[name]
        super().log(logs, start_time)  # type: ignore[misc]


class TitleRLOOTrainer(_Titles, RLOOTrainer):
    """RLOOTrainer that resumes exactly."""


class TitleGRPOTrainer(_Titles, GRPOTrainer):
    """GRPOTrainer that resumes exactly."""


def policy_stage(
    config: RunConfig, run_dir: Path, train: Sequence[Preference], test: Sequence[Preference], device: Device
) -> Stage:
    """The stage that trains the policy on the ideas of `train` against the run's reward model."""
    model, tokenizer = _base_model(config, run_dir)
    scorer, scorer_tokenizer = rewards.load_reward_model(
        str(reward_model_path(run_dir, config)), "bfloat16" if device.bf16 else "float32"
    )
    kind: Any = TitleRLOOTrainer if config.policy_trainer == "rloo" else TitleGRPOTrainer
    prompts = list({row.idea_id: row.prompt for row in train}.values())
    config = replace(config, policy_ideas_per_step=min(config.policy_ideas_per_step, len(prompts)))
    trainer = kind(
        model,
        [scorer.eval()],
        policy_config(config, checkpoints_path(run_dir), device),
        train_dataset=Dataset.from_list([{"prompt": prompt} for prompt in prompts]),
        processing_class=tokenizer,
        reward_processing_classes=[scorer_tokenizer],
        peft_config=lora_config(config),
    )
    steps, epochs = total_reward_steps(config, len(train)), config.num_train_epochs
    leg = Leg(
        steps_before=steps,
        epochs_before=epochs if steps else 0.0,
        stage="policy",
        log="policy",
        counts_tokens=False,
    )
    guard = Guard(config, run_dir, tokenizer, train, test, scorer_tokenizer, leg)
    guard.trainer = trainer
    facts = {
        "base_revision": loaded_revision(config.base_model),
        "train_ideas": len(prompts),
        "titles_per_step": config.policy_ideas_per_step * config.num_generations,
    }

    def keep() -> dict[str, Any]:
        return keep_checkpoint(run_dir, config) | ({"faults": list(guard.faults)} if guard.faults else {})

    return Stage(trainer, facts, leg, run_dir, keep, [guard], lambda: bool(guard.faults))


def _base_model(config: RunConfig, run_dir: Path) -> tuple[Any, Any]:
    """The policy to begin with. TRL loads its reference from the place that the policy came from, so that an
    adapter's base with the adapter in it needs such a place.
    """
    model, tokenizer = inference.load_model(config.base_model, "float32")
    location = Path(model_files.model_location(config.base_model))
    if not (location / "adapter_config.json").is_file():
        return model, tokenizer
    merged = run_dir / "base"
    model.save_pretrained(merged)
    tokenizer.save_pretrained(merged)
    return inference.load_model(str(merged), "float32")


class Guard(TrainerCallback):
    """Looks at the policy before its first step, every CHECK_STEPS and at its last one, or where it is
    stopped; `faults` are those that made it stop the training.
    """

    trainer: Any

    def __init__(
        self,
        config: RunConfig,
        run_dir: Path,
        tokenizer: Any,
        train: Sequence[Preference],
        test: Sequence[Preference],
        scorer_tokenizer: Any,
        leg: Leg,
    ) -> None:
        self.faults: tuple[str, ...] = ()
        self._run_dir, self._leg = run_dir, leg
        self._tokenizer, self._scorer_tokenizer = tokenizer, scorer_tokenizer
        held_out = {row.idea_id: row.prompt for row in (*test, *train)}  # in this order
        ideas = list(held_out.items())[:MOST_IDEAS]
        each = min(MOST_PER_IDEA, -(-TITLES // len(ideas)))
        self._ids = [idea_id for idea_id, _ in ideas for _ in range(each)]
        self._prompts = [prompt for _, prompt in ideas for _ in range(each)]
        self._sampled = [each * number for number in range(min(SAMPLED, len(ideas)))]
        self._sampling = Sampling(seed=config.seed)
        self._vocabulary = title_words() if root_model(config.base_model) == EMBEDDED else None
        self._prior = _fit_prior(train)
        self._base_titles: list[str] = []
        self._base_rewards: list[float] = []
        self._base: Vitals | None = None
        self._frozen: Any = None

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        with self._reference() as reference:
            self._base_titles = self._write(reference)
        self._base_rewards = self._score(self._base_titles)
        self._base = self._measure(self._base_titles, [0.0])
        if state.global_step == 0 and self._leg.steps_before not in healthy_steps(self._run_dir):
            self._tell(state, self._base, self._base_titles, ())

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        last = state.global_step >= state.max_steps
        # A pause saves the step as it is; whoever goes on from it looks at it in time.
        stopped = control.should_training_stop and not control.should_save
        if not (last or stopped or state.global_step % CHECK_STEPS == 0):
            return
        titles = self._write(self._policy())
        now = self._measure(titles, self._kls(titles))
        assert self._base is not None  # since on_train_begin
        self.faults = find_faults(self._base, now)
        self._tell(state, now, titles, self.faults)
        if self.faults:
            control.should_training_stop, control.should_save = True, False
        else:
            control.should_save = True

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Of the checkpoints stay the one just written and the last that was found healthy."""
        healthy = {step - self._leg.steps_before for step in healthy_steps(self._run_dir)}
        steps = whole_checkpoints(checkpoints_path(self._run_dir))
        worth = {max((step for step in steps if step in healthy), default=0), state.global_step}
        for step in set(steps) - worth:
            shutil.rmtree(steps[step], ignore_errors=True)

    def _policy(self) -> Any:
        return self.trainer.accelerator.unwrap_model(self.trainer.model)

    def _reference(self) -> Any:
        """A context whose value is the reference model: TRL's own, the policy without its adapter, or where
        beta is 0 and TRL has none, a copy of the untrained policy.
        """
        policy = self._policy()
        if is_peft_model(policy):
            return _Without(policy)
        if self.trainer.ref_model is not None:
            return nullcontext(self.trainer.accelerator.unwrap_model(self.trainer.ref_model))
        if self._frozen is None:
            base = inference.load_model(policy.config._name_or_path, "float32")[0]
            self._frozen = base.to(policy.device).eval()
        return nullcontext(self._frozen)

    def _write(self, model: Any) -> list[str]:
        training, state = model.training, torch.get_rng_state()
        texts = complete_with(model, self._tokenizer, self._prompts, self._sampling)
        model.train(training)
        torch.set_rng_state(state)  # looking changes nothing
        return [clean_title(text.text) if text.ended else "" for text in texts]

    def _conversations(self, titles: Sequence[str]) -> list[list[dict[str, str]]]:
        return [prompt + title_completion(title) for prompt, title in zip(self._prompts, titles, strict=True)]

    def _kls(self, titles: Sequence[str]) -> list[float]:
        asked = [each for each in self._conversations(titles) if each[-1]["content"]]
        policy = self._policy()
        training = policy.training
        ours = measure_logps_with(policy, self._tokenizer, asked)
        policy.train(training)
        with self._reference() as reference:
            theirs = measure_logps_with(reference, self._tokenizer, asked)
        policy.train(training)
        return [after - before for after, before in zip(ours, theirs, strict=True)]

    def _score(self, titles: Sequence[str]) -> list[float]:
        scorer = self.trainer.accelerator.unwrap_model(self.trainer.reward_funcs[0])
        return rewards.score_with(scorer, self._scorer_tokenizer, self._conversations(titles))

    def _measure(self, titles: Sequence[str], kls: Sequence[float]) -> Vitals:
        scored = self._score(titles)
        opening, opening_share = commonest_opening(titles)
        asked = [prompt[-1]["content"] for prompt in self._prompts]  # the idea's words are in it
        return Vitals(
            titles=len(titles),
            reward=sum(scored) / len(scored),
            reward_win=win_share(scored, self._base_rewards),
            check_win=self._check(titles),
            kl=sum(kls) / max(len(kls), 1),
            well_formed=share_well_formed(asked, titles, self._vocabulary),
            distinct=len(set(titles)) / len(titles),
            opening=opening,
            opening_share=opening_share,
        )

    def _check(self, titles: Sequence[str]) -> float | None:
        if self._prior is None:
            return None
        pairs = zip(self._ids, titles, self._base_titles, strict=True)
        liked = [self._prior.predict(idea_id, [ours, theirs]) for idea_id, ours, theirs in pairs]
        return win_share([ours for ours, _ in liked], [theirs for _, theirs in liked])

    def _tell(
        self, state: TrainerState, vitals: Vitals, titles: Sequence[str], faults: Sequence[str]
    ) -> None:
        now = datetime.now(UTC)
        at = {
            "step": self._leg.steps_before + state.global_step,
            "epoch": self._leg.epochs_before + (state.epoch or 0.0),
        }
        append_event(
            self._run_dir, "check", now, **at, **asdict(vitals), healthy=not faults, faults=list(faults)
        )
        shown = [{"idea_id": self._ids[row], "title": titles[row]} for row in self._sampled]
        append_event(self._run_dir, "samples", now, **at, titles=shown)


class _Without:
    """A context in which a PEFT policy is its own base model."""

    def __init__(self, policy: Any) -> None:
        self._policy = policy

    def __enter__(self) -> Any:
        self._context = self._policy.disable_adapter()
        self._context.__enter__()
        return self._policy

    def __exit__(self, *error: Any) -> None:
        self._context.__exit__(*error)


def _fit_prior(train: Sequence[Preference]) -> TitlePrior | None:
    pairs: dict[str, list[tuple[str, str]]] = {}
    for row in train:
        pairs.setdefault(row.idea_id, []).append((row.chosen[-1]["content"], row.rejected[-1]["content"]))
    return fit_title_prior(pairs)
