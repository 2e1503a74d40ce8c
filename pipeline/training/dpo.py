"""DPO as a run's only stage: settings and preferences enter, a trainer that is ready to begin leaves."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datasets import Dataset, load_from_disk
from trl import DPOTrainer

from pipeline import inference
from pipeline.schema import Preference, RunConfig
from pipeline.training import recipes
from pipeline.training.accuracy import count_independent
from pipeline.training.events import append_event
from pipeline.training.keeping import checkpoints_path, keep_trained
from pipeline.training.revision import loaded_revision
from pipeline.training.samples import Samples
from pipeline.training.scoring import CountingDPOTrainer, no_preference_loss
from pipeline.training.stage import Stage, preference_rows
from pipeline.training.team import Team
from pipeline.training.trainer import PrefixTreeDPOTrainer, why_not
from pipeline.training.watch import WHOLE_RUN, ScoringLog


def dpo_stage(
    config: RunConfig,
    run_dir: Path,
    train: Sequence[Preference],
    test: Sequence[Preference],
    device: recipes.Device,
    team: Team,
) -> Stage:
    """The stage that trains the policy on these rows; its reference is scored already."""
    model, tokenizer = inference.load_model(config.base_model, "float32")
    trainer = _trainer(config, run_dir, model, tokenizer, train, test, device, team)
    facts = {
        "train_pairs": len(train),
        "eval_pairs": len(test),
        "eval_independent": count_independent(test),
        "no_preference_loss": no_preference_loss(trainer, config.loss_type, config.sft_weight),
        "base_revision": loaded_revision(config.base_model),
    }
    samples = Samples(run_dir, tokenizer, test)

    def keep() -> dict[str, Any]:
        return keep_trained(trainer, tokenizer, config, run_dir)

    return Stage(trainer, facts, WHOLE_RUN, run_dir, keep, [samples])


def _trainer(
    config: RunConfig,
    run_dir: Path,
    model: Any,
    tokenizer: Any,
    train: Sequence[Preference],
    test: Sequence[Preference],
    device: recipes.Device,
    team: Team,
) -> DPOTrainer:
    given: dict[str, Any] = {
        "train_dataset": _dataset(train, run_dir / "rows" / "train", team),
        "eval_dataset": _dataset(test, run_dir / "rows" / "test", team),
        "processing_class": tokenizer,
        "peft_config": recipes.lora_config(config),
    }
    if team.leads:
        given["on_scored"] = ScoringLog(run_dir, len(train) + len(test))
    args = recipes.dpo_config(config, checkpoints_path(run_dir), device)
    reason = why_not(model, args) if config.trainer == "prefix_tree" else None
    if reason:
        if team.leads:
            append_event(run_dir, "fallback", datetime.now(UTC), trainer="stock", reason=reason)
        config = replace(config, trainer="stock")
        args = recipes.dpo_config(config, checkpoints_path(run_dir), device)
    if config.trainer == "prefix_tree":
        return PrefixTreeDPOTrainer(model, args, reference_dir=run_dir / "reference", **given)
    return CountingDPOTrainer(model, args, **given)


def _dataset(preferences: Sequence[Preference], shared: Path, team: Team) -> Dataset:
    """TRL's rows. A team's lie in a folder that all of it sees: TRL hands reference log-probabilities over in
    files beside them, and for rows in memory that is a folder of each process's own.
    """
    rows = preference_rows(preferences)
    if team.size == 1:
        return rows
    if team.leads:
        shutil.rmtree(shared, ignore_errors=True)
        rows.save_to_disk(shared)
    team.hear(None)
    return load_from_disk(shared)
