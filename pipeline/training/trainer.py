"""TRL's DPOTrainer with one change: a batch's rows share their prefixes. The same pairs give the same loss.

A model, TRL's configuration and preference rows enter, as for DPOTrainer, and a trained model leaves; loss,
metrics, checkpoints, PEFT and evaluation are TRL's own code. What differs:

- a row of the training set is an idea with all its pairs, so `per_device_train_batch_size` counts ideas, and
  a micro-batch is the mean over its own pairs; evaluation keeps TRL's batches of pairs;
- the model runs over the batch's prefix tree, and its head only where a completion token is predicted;
- reference log-probabilities are computed once per distinct title and kept in `reference_dir`.

Tried: a node for every label (branching nodes several times) with TRL's fused head. It feeds 4% more tokens,
and the head takes 1.3 to 1.9 times as long on a CPU, since it computes the logits again for their gradient.
"""

import functools
import hashlib
import inspect
import json
import os
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import is_peft_model
from datasets import Dataset, concatenate_datasets
from torch import Tensor, nn
from transformers import PreTrainedModel
from trl import DPOConfig
from trl.trainer.dpo_trainer import DataCollatorForPreference
from trl.trainer.utils import FusedCausalLMOutput

from pipeline.training.prefix_tree import grow_tree, spread
from pipeline.training.scoring import CountingDPOTrainer

TREE = "prefix_tree"
ATTENTION = ("sdpa", "eager")  # those that take any mask
# What these do to the logits is in TRL's fused head, and not in `lm_head`.
SCALED_LOGITS = (
    "final_logit_softcapping",
    "logit_scale",
    "output_multiplier",
    "lm_head_multiplier",
    "logits_scaling",
)
REFERENCE = ("ref_chosen_logps", "ref_rejected_logps")


def why_not(model: Any, args: DPOConfig) -> str | None:
    """Why this model or configuration cannot be trained over prefix trees, in words; None when it can."""
    network = model.get_base_model() if is_peft_model(model) else model
    config = network.config.get_text_config()
    attention = network.config._attn_implementation
    layers = set(getattr(config, "layer_types", None) or ())
    if attention not in ATTENTION:
        return f"the attention {attention!r} takes no tree mask; load the model with {' or '.join(ATTENTION)}"
    if layers - {"full_attention"}:
        return f"the model has layers of {', '.join(sorted(layers - {'full_attention'}))}, which follow rows"
    if not layers and getattr(config, "sliding_window", None):
        return "the model has sliding-window attention, which follows rows"
    if "position_ids" not in inspect.signature(network.base_model.forward).parameters:
        return "the model takes no position_ids"
    if any(getattr(config, name, None) is not None for name in SCALED_LOGITS):
        return "the model scales its logits"
    if getattr(config, "output_router_logits", None) is not None:
        return "the model routes tokens to experts, whose balance depends on how often a token is computed"
    if is_peft_model(model) and any(peft.is_prompt_learning for peft in model.peft_config.values()):
        return "prompt-learning adapters put tokens before the rows"
    if not args.precompute_ref_log_probs:
        return "precompute_ref_log_probs is off"
    if not args.disable_dropout:
        return "disable_dropout is off, and rows cannot differ in what is dropped from a prefix they share"
    if args.use_weighting:
        return "use_weighting needs outputs that only TRL's fused head gives"
    return None


class PrefixTreeDPOTrainer(CountingDPOTrainer):
    """DPOTrainer over prefix trees; `args.per_device_train_batch_size` counts ideas.

    `reference_dir` keeps the reference log-probabilities for the next segment, `args.output_dir` if None.
    ValueError says in the words of `why_not` which model or setting it cannot train with.
    """

    def __init__(
        self, model: Any, args: DPOConfig, *, reference_dir: Path | None = None, **kwargs: Any
    ) -> None:
        if reason := why_not(model, args):
            raise ValueError(f"No prefix tree: {reason}; use the stock trainer")
        self._reference_dir = reference_dir or Path(str(args.output_dir))
        super().__init__(model, args, **kwargs)
        if self.args.world_size > 1:  # ideas have unlike numbers of pairs; TRL's batches are alike
            gather = self.accelerator.gather
            self.accelerator.gather = lambda tensor: gather_unlike(self.accelerator, gather, tensor)
        self.train_dataset = group_by_idea(self.train_dataset)

    def _precompute_ref_logps(self, dataset: Dataset, name: str, batch_size: int) -> Dataset:
        """The dataset with its reference columns, each distinct title of an idea scored once.

        TRL calls this at the end of __init__ (once its own head is in place) and from `evaluate`.
        """
        self._use_trees()
        fingerprint = self._fingerprint(dataset)
        file = self._reference_dir / f"reference-{name}-{fingerprint[:16]}.json"
        with self.accelerator.main_process_first():  # the others then read what it wrote
            logps = _read_reference(file, fingerprint)
            if logps is None:
                logps = self._score_reference(dataset)
                if self.accelerator.is_main_process:
                    _write_reference(file, fingerprint, logps)
        return concatenate_datasets([dataset, Dataset.from_dict(logps)], axis=1)

    def _use_trees(self) -> None:
        if not isinstance(self.data_collator, TreeCollator):
            # With the settings that TRL gave its own.
            self.data_collator = TreeCollator(**vars(self.data_collator))
            network = self.accelerator.unwrap_model(self.model)
            network = network.get_base_model() if is_peft_model(network) else network
            add_tree_forward(network)
            embedding = network.get_input_embeddings()
            tied = embedding.weight is network.get_output_embeddings().weight
            # DistributedDataParallel sends a gradient off as soon as autograd has it whole.
            if tied and type(embedding) is nn.Embedding and self.args.world_size == 1:
                embedding.register_forward_hook(add_rows_in_place)
            if self.ref_model is not None:
                add_tree_forward(self.accelerator.unwrap_model(self.ref_model))

    def _score_reference(self, dataset: Dataset) -> dict[str, list[float]]:
        """Reference log-probabilities of the dataset's rows, in order, under TRL's names of the columns."""
        logps = {name: [0.0] * len(dataset) for name in REFERENCE}
        ideas = _rows_by_idea(dataset["prompt_ids"])
        size = self.args.per_device_train_batch_size
        for first in range(0, len(ideas), size):
            rows = [row for idea in ideas[first : first + size] for row in idea]
            batch = self._prepare_inputs(self.data_collator([dataset[row] for row in rows]))
            scored = self.compute_ref_log_probs(self.ref_model or self.model, batch)
            for name, values in zip(REFERENCE, scored, strict=True):
                for row, value in zip(rows, values.tolist(), strict=True):
                    logps[name][row] = value
        return logps

    def _fingerprint(self, dataset: Dataset) -> str:
        """What reference log-probabilities depend on: the reference model, tokens and how they are cut."""
        args: Any = self.args  # the base class knows no DPOConfig
        digest = hashlib.sha256(str(self._precompute_model_hash).encode())
        digest.update(repr((args.max_length, args.truncation_mode, args.ld_alpha)).encode())
        for name in ("prompt_ids", "chosen_ids", "rejected_ids"):
            digest.update(json.dumps(list(dataset[name])).encode())
        return digest.hexdigest()


@dataclass
class TreeCollator(DataCollatorForPreference):
    """TRL's batch of rows that are pairs or ideas, with its prefix tree under the key `prefix_tree`."""

    def torch_call(self, examples: list[dict[str, Any]]) -> dict[str, Any]:
        batch = super().torch_call([pair for example in examples for pair in _pairs_of(example)])
        lengths = batch["attention_mask"].sum(1).tolist()
        if not all(mask[: int(n)].all() for mask, n in zip(batch["attention_mask"], lengths, strict=True)):
            raise ValueError("Rows are padded on the left; a prefix tree needs them padded on the right")
        rows = [ids[:n] for ids, n in zip(batch["input_ids"].tolist(), lengths, strict=True)]
        starts = (batch["attention_mask"] - batch["completion_mask"]).sum(1).tolist()
        batch[TREE] = asdict(grow_tree(rows, starts, batch["input_ids"].shape[1]))
        return batch


def gather_unlike(accelerator: Accelerator, gather: Callable[[Any], Any], tensor: Any) -> Any:
    """All processes' rows, (rows of all, ...), of tensors that may differ in their number of rows; whatever
    has no rows as `gather` has it.
    """
    if not isinstance(tensor, Tensor) or tensor.dim() == 0:
        return gather(tensor)
    sizes = gather(torch.tensor([len(tensor)], device=tensor.device)).tolist()
    padded = gather(accelerator.pad_across_processes(tensor)).split(max(sizes))
    return torch.cat([rows[:size] for rows, size in zip(padded, sizes, strict=True)])


def group_by_idea(dataset: Dataset) -> Dataset:
    """One row an idea, in order of first appearance: its prompt, and lists over its pairs of all the rest."""
    columns = [name for name in ("chosen_ids", "rejected_ids", *REFERENCE) if name in dataset.column_names]
    values = {name: list(dataset[name]) for name in columns}
    prompts = list(dataset["prompt_ids"])
    return Dataset.from_list(
        [
            {
                "prompt_ids": prompts[rows[0]],
                **{name: [values[name][row] for row in rows] for name in columns},
            }
            for rows in _rows_by_idea(prompts)
        ]
    )


def add_tree_forward(model: PreTrainedModel) -> None:
    """Let `model(prefix_tree=..., fused_lm_head=True)` score a tree. TRL's add_fused_lm_head comes first."""
    trl_forward = model.forward

    @functools.wraps(type(model).forward)  # generate() reads its signature
    def forward(
        self: PreTrainedModel, *args: Any, prefix_tree: Mapping[str, Tensor] | None = None, **kwargs: Any
    ) -> Any:
        if prefix_tree is None or not kwargs.get("fused_lm_head"):
            return trl_forward(*args, **kwargs)
        return score_tree(self, prefix_tree)

    model.forward = types.MethodType(forward, model)


def add_rows_in_place(embedding: nn.Embedding, given: tuple[Tensor], rows: Tensor) -> Tensor | None:
    """A tied embedding's rows, (..., width), whose gradient is added to the head's where that lies.

    Autograd would make a second gradient as large as the vocabulary and add the two up: 3 to 10% of a step
    when it is dense, and still a copy of the whole when it is sparse. It has the head's before it comes to
    the rows, since nothing else reaches the weights through autograd.
    """
    weight = embedding.weight
    if not (rows.requires_grad and weight.requires_grad):
        return None
    (tokens,) = given

    def add(gradient: Tensor) -> None:
        if weight.grad is None:
            weight.grad = torch.zeros_like(weight)
        if embedding.padding_idx is not None:
            gradient = gradient.masked_fill((tokens == embedding.padding_idx)[..., None], 0.0)
        weight.grad.index_add_(0, tokens.flatten(), gradient.flatten(0, -2))

    rows = rows.detach().requires_grad_()
    rows.register_hook(add)
    return rows


def score_tree(model: PreTrainedModel, tree: Mapping[str, Tensor]) -> FusedCausalLMOutput:
    """What TRL's fused head returns for the rows, from their tree: fields of shape (rows, width - 1)."""
    attends = tree["attends"][None, None]
    if model.config._attn_implementation == "eager":  # adds its mask to the scores
        attends = torch.where(attends, 0.0, torch.finfo(model.dtype).min).to(model.dtype)
    hidden = model.base_model(
        input_ids=tree["tokens"][None],
        position_ids=tree["positions"][None],
        attention_mask=attends,
        use_cache=False,
    ).last_hidden_state[0]
    logits = model.get_output_embeddings()(hidden[tree["predicting"]]).float()  # (heads, vocabulary)
    distribution = logits.log_softmax(-1)
    head, label, edge = tree["head"], tree["label"], tree["edge"]
    logps = distribution[head, label]
    with torch.no_grad():
        entropy = -torch.linalg.vecdot(distribution.exp(), distribution)
        is_top1 = logits.argmax(-1)[head] == label
        predicted = edge < len(label)
    return FusedCausalLMOutput(
        loss=-spread(logps, edge).sum() / predicted.sum().clamp(min=1),
        log_probs=spread(logps, edge),
        entropy=spread(entropy[head], edge),
        mean_logits=spread(logits.detach().mean(-1)[head], edge),
        is_top1=spread(is_top1, edge),
        label_mask=predicted,
    )


def _pairs_of(example: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The pairs of an idea's row; a row that is a pair gives itself."""
    if not isinstance(example["chosen_ids"][0], list):
        yield dict(example)
        return
    several = [name for name in ("chosen_ids", "rejected_ids", *REFERENCE) if name in example]
    for values in zip(*(example[name] for name in several), strict=True):
        yield {"prompt_ids": example["prompt_ids"], **dict(zip(several, values, strict=True))}


def _rows_by_idea(prompts: Sequence[Sequence[int]]) -> list[list[int]]:
    """The numbers of the rows of each distinct prompt."""
    ideas: dict[tuple[int, ...], list[int]] = {}
    for row, prompt in enumerate(prompts):
        ideas.setdefault(tuple(prompt), []).append(row)
    return list(ideas.values())


def _read_reference(file: Path, fingerprint: str) -> dict[str, list[float]] | None:
    """None when the file is not there, or of another model or dataset."""
    try:
        record = json.loads(file.read_text())
        return record["logps"] if record["fingerprint"] == fingerprint else None
    except (OSError, ValueError, KeyError):
        return None


def _write_reference(file: Path, fingerprint: str, logps: dict[str, list[float]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    partial.write_text(json.dumps({"fingerprint": fingerprint, "logps": logps}))
    os.replace(partial, file)
