"""The prefix-tree trainer against TRL's own on the same pairs, in float32 on a tiny model."""

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import torch
from datasets import Dataset
from peft import LoraConfig, PrefixTuningConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import DPOConfig, DPOTrainer

from pipeline.training.scoring import CountingDPOTrainer
from pipeline.training.trainer import PrefixTreeDPOTrainer, TreeCollator, group_by_idea, why_not

LOSS, GRADIENT = 1e-5, 1e-4  # absolute; relative to each tensor's norm
Rows = list[dict[str, str]]


def make_pairs(idea: str, titles: list[str]) -> Rows:
    """All pairs of the titles, the one that is first in the list chosen."""
    prompt = f"A title, please.\nIdea: {idea}\n"
    return [{"prompt": prompt, "chosen": a, "rejected": b} for a, b in combinations(titles, 2)]


TITLES = ["How to cook rice", "How to cook beans", "Rice, again", "Why rice?", "Ten ways to cook"]
IDEAS = {
    name: make_pairs(name, [f"{title} {name}" for title in TITLES]) for name in ("rice", "ripe", "tea", "x")
}
ALL = [row for rows in IDEAS.values() for row in rows]
BATCHES: dict[str, Rows] = {
    "one idea": IDEAS["rice"],
    "four ideas": ALL,
    "random pairs": random.Random(0).sample(ALL, 8),
    "ragged ideas": IDEAS["rice"][:7] + IDEAS["tea"][3:5] + IDEAS["x"][9:],
    "one pair": IDEAS["tea"][:1],
    "the same pair twice, and turned round": [
        *IDEAS["x"][:1] * 2,
        {**IDEAS["x"][0], "chosen": IDEAS["x"][0]["rejected"], "rejected": IDEAS["x"][0]["chosen"]},
    ],
    "titles that begin with one another": make_pairs("rice", ["Rice", "Rice and", "Rice and beans"]),
}
LOSSES: dict[str, dict[str, Any]] = {
    "sigmoid": {},
    "ipo": {"loss_type": ["ipo"]},
    "hinge": {"loss_type": ["hinge"]},
    "robust": {"loss_type": ["robust"], "label_smoothing": 0.1},
    "sigmoid and sft": {"loss_type": ["sigmoid", "sft"], "loss_weights": [1.0, 0.3]},
    "length-desensitised": {"ld_alpha": 0.5},
}


def lora() -> LoraConfig:
    return LoraConfig(r=4, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM")


def load(folder: str, **changes: Any) -> Any:
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **changes)


def make_args(folder: Path, **changes: Any) -> DPOConfig:
    settings: dict[str, Any] = {
        "output_dir": str(folder),
        "precompute_ref_log_probs": True,
        "use_cpu": True,
        "bf16": False,
        "gradient_checkpointing": False,
        "report_to": [],
        "disable_tqdm": True,
        "logging_steps": 1,
        "save_strategy": "no",
        "learning_rate": 1e-2,
        "lr_scheduler_type": "constant",
        "per_device_train_batch_size": 64,
    }
    return DPOConfig(**{**settings, **changes})


def make_trainer(
    kind: type[DPOTrainer],
    model: str,
    folder: Path,
    rows: Rows,
    *,
    adapter: bool = False,
    evaluation: Rows | None = None,
    attention: str = "sdpa",
    **changes: Any,
) -> DPOTrainer:
    return kind(
        model=load(model, attn_implementation=attention),
        args=make_args(folder, **changes),
        train_dataset=Dataset.from_list(rows),
        eval_dataset=Dataset.from_list(evaluation) if evaluation else None,
        processing_class=AutoTokenizer.from_pretrained(model),
        peft_config=lora() if adapter else None,
    )


def move_away(trainer: DPOTrainer) -> None:
    """Noise on what is trained, so that the policy is not the reference model any more."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in trainer.model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.05)


def measure(trainer: DPOTrainer) -> tuple[float, dict[str, torch.Tensor], dict[str, float], int]:
    """Loss, gradients, TRL's metrics and the tokens that were fed, for the training set as one batch."""
    move_away(trainer)
    trainer.model.train()
    batch = trainer.data_collator([trainer.train_dataset[i] for i in range(len(trainer.train_dataset))])
    fed = batch["prefix_tree"]["tokens"] if "prefix_tree" in batch else batch["input_ids"]
    loss = trainer.compute_loss(trainer.model, batch)
    loss.backward()
    gradients = {
        name: parameter.grad
        for name, parameter in trainer.model.named_parameters()
        if parameter.grad is not None
    }
    metrics = {name: values[0] for name, values in trainer._metrics["train"].items()}
    return loss.item(), gradients, metrics, fed.numel()


def assert_equal(model: str, folder: Path, rows: Rows, **settings: Any) -> None:
    loss, gradients, metrics, fed = measure(make_trainer(DPOTrainer, model, folder / "a", rows, **settings))
    tree_loss, tree_gradients, tree_metrics, tree_fed = measure(
        make_trainer(PrefixTreeDPOTrainer, model, folder / "b", rows, **settings)
    )
    assert tree_loss == pytest.approx(loss, abs=LOSS)
    assert tree_gradients.keys() == gradients.keys()
    for name, gradient in gradients.items():
        assert (tree_gradients[name] - gradient).norm() <= GRADIENT * gradient.norm(), name
    assert tree_metrics == pytest.approx(metrics, rel=1e-4, abs=1e-5)
    assert tree_fed < fed


@pytest.mark.parametrize("adapter", [False, True], ids=["full", "lora"])
@pytest.mark.parametrize("rows", BATCHES.values(), ids=BATCHES.keys())
def test_the_same_pairs_give_the_same_loss_and_gradients(
    rows: Rows, adapter: bool, tiny_model: str, tmp_path: Path
) -> None:
    assert_equal(tiny_model, tmp_path, rows, adapter=adapter)


@pytest.mark.parametrize("adapter", [False, True], ids=["full", "lora"])
@pytest.mark.parametrize("loss", list(LOSSES)[1:])
def test_every_loss_is_the_same(loss: str, adapter: bool, tiny_model: str, tmp_path: Path) -> None:
    assert_equal(tiny_model, tmp_path, BATCHES["ragged ideas"], adapter=adapter, **LOSSES[loss])


@pytest.mark.parametrize(
    "changes",
    [
        {"attention": "eager"},
        {"gradient_checkpointing": True},
        {"max_length": 45},  # some titles then begin with whole others
        {"max_length": 30, "truncation_mode": "keep_end"},
    ],
    ids=["eager attention", "gradient checkpointing", "cut at the end", "cut at the beginning"],
)
def test_the_loss_is_the_same_with(changes: dict[str, Any], tiny_model: str, tmp_path: Path) -> None:
    assert_equal(tiny_model, tmp_path, BATCHES["ragged ideas"], **changes)


def test_evaluation_gives_the_same_metrics(tiny_model: str, tmp_path: Path) -> None:
    found = []
    for kind in (CountingDPOTrainer, PrefixTreeDPOTrainer):
        trainer = make_trainer(
            kind,
            tiny_model,
            tmp_path / kind.__name__,
            IDEAS["x"],
            evaluation=BATCHES["ragged ideas"],
            per_device_eval_batch_size=4,
        )
        move_away(trainer)
        metrics = trainer.evaluate()
        found.append(
            {name: value for name, value in metrics.items() if "second" not in name and "time" not in name}
        )
    assert found[1] == pytest.approx(found[0], rel=1e-4, abs=1e-5)


def test_a_step_is_so_many_whole_ideas(tiny_model: str, tmp_path: Path) -> None:
    trainer = make_trainer(
        PrefixTreeDPOTrainer,
        tiny_model,
        tmp_path,
        ALL[::-1],
        per_device_train_batch_size=3,
        num_train_epochs=2,
    )
    sizes = [len(batch["ref_chosen_logps"]) for batch in trainer.get_train_dataloader()]
    assert sizes == [30, 10]
    trainer.train()
    assert trainer.state.global_step == 4


def test_accumulated_ideas_train_like_ideas_of_one_step(tiny_model: str, tmp_path: Path) -> None:
    """Equal numbers of pairs an idea: the mean of their means is the mean of all."""
    weights = []
    for ideas, accumulated in ((4, 1), (2, 2), (1, 4)):
        trainer = make_trainer(
            PrefixTreeDPOTrainer,
            tiny_model,
            tmp_path / str(ideas),
            ALL,
            per_device_train_batch_size=ideas,
            gradient_accumulation_steps=accumulated,
            num_train_epochs=2,
            optim="sgd",
        )
        trainer.train()
        assert trainer.state.global_step == 2
        weights.append(trainer.model.state_dict())
    for name, weight in weights[0].items():
        assert torch.allclose(weights[1][name], weight, atol=1e-5), name
        assert torch.allclose(weights[2][name], weight, atol=1e-5), name


@pytest.mark.parametrize("adapter", [False, True], ids=["full", "lora"])
def test_a_resumed_run_equals_an_uninterrupted_one(adapter: bool, tiny_model: str, tmp_path: Path) -> None:
    def start(name: str) -> DPOTrainer:
        return make_trainer(
            PrefixTreeDPOTrainer,
            tiny_model,
            tmp_path / name,
            ALL,
            adapter=adapter,
            per_device_train_batch_size=2,
            num_train_epochs=2,
            save_strategy="steps",
            save_steps=3,
        )

    whole = start("whole")
    whole.train()
    resumed = start("resumed")
    resumed.train(resume_from_checkpoint=str(tmp_path / "whole" / "checkpoint-3"))
    assert resumed.state.global_step == whole.state.global_step == 4
    for name, weight in whole.model.state_dict().items():
        assert torch.equal(resumed.model.state_dict()[name], weight), name


def test_reference_logps_are_those_of_trl(tiny_model: str, tmp_path: Path) -> None:
    rows = BATCHES["ragged ideas"]
    trainers = [
        make_trainer(kind, tiny_model, tmp_path / kind.__name__, IDEAS["x"], evaluation=rows)
        for kind in (DPOTrainer, PrefixTreeDPOTrainer)
    ]
    for name in ("ref_chosen_logps", "ref_rejected_logps"):
        stock, tree = (list(trainer.eval_dataset[name]) for trainer in trainers)
        assert tree == pytest.approx(stock, rel=1e-5)


def test_each_title_is_scored_once_for_the_reference(
    tiny_model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = []

    def count(
        self: TreeCollator, examples: list[dict[str, Any]], original: Any = TreeCollator.torch_call
    ) -> Any:
        batch = original(self, examples)
        end = tokenizer.convert_tokens_to_ids("<|im_end|>")
        ends.append(int((batch["prefix_tree"]["label"] == end).sum()))
        return batch

    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    monkeypatch.setattr(TreeCollator, "torch_call", count)
    make_trainer(PrefixTreeDPOTrainer, tiny_model, tmp_path, ALL[::-1], per_device_train_batch_size=1)
    assert ends == [5, 5, 5, 5]


def test_reference_logps_are_read_back_and_not_for_another_model(tiny_model: str, tmp_path: Path) -> None:
    def reference(model: str, rows: Rows) -> list[float]:
        trainer = make_trainer(PrefixTreeDPOTrainer, model, tmp_path / "run", rows)
        return trainer.train_dataset[0]["ref_chosen_logps"]

    first = reference(tiny_model, IDEAS["x"])
    (file,) = (tmp_path / "run").glob("reference-train-*.json")
    file.write_text(file.read_text().replace(str(first[0]), "-1234.5"))
    assert reference(tiny_model, IDEAS["x"])[0] == -1234.5
    other = load(tiny_model)
    other.model.norm.weight.data.mul_(2)
    other.save_pretrained(tmp_path / "other")
    AutoTokenizer.from_pretrained(tiny_model).save_pretrained(tmp_path / "other")
    assert reference(str(tmp_path / "other"), IDEAS["x"])[0] not in (first[0], -1234.5)
    assert reference(tiny_model, IDEAS["x"][:3])[0] == pytest.approx(first[0], rel=1e-5)
    file.write_text("{")
    assert reference(tiny_model, IDEAS["x"]) == first


@pytest.mark.parametrize("kind", [CountingDPOTrainer, PrefixTreeDPOTrainer])
def test_an_evaluation_in_batches_that_differ_counts_each_pair_once(
    kind: type[DPOTrainer], tiny_model: str, tmp_path: Path
) -> None:
    found = []
    for size in (10, 9):  # the last pair of ten would weigh as much as the other nine
        trainer = make_trainer(
            kind,
            tiny_model,
            tmp_path,
            IDEAS["rice"],
            evaluation=IDEAS["tea"],
            per_device_eval_batch_size=size,
        )
        move_away(trainer)
        found.append(trainer.evaluate())
    whole, split = found
    for name in ("loss", "rewards/accuracies", "rewards/margins", "rewards/chosen", "logps/rejected"):
        assert split[f"eval_{name}"] == pytest.approx(whole[f"eval_{name}"], abs=1e-5), name
    assert 0 < whole["eval_rewards/accuracies"] < 1


def test_ideas_are_grouped_by_prompt() -> None:
    dataset = Dataset.from_list(
        [
            {"prompt_ids": [1, 2], "chosen_ids": [3], "rejected_ids": [4, 5]},
            {"prompt_ids": [1], "chosen_ids": [6], "rejected_ids": [7]},
            {"prompt_ids": [1, 2], "chosen_ids": [8], "rejected_ids": [3]},
        ]
    )
    assert group_by_idea(dataset).to_list() == [
        {"prompt_ids": [1, 2], "chosen_ids": [[3], [8]], "rejected_ids": [[4, 5], [3]]},
        {"prompt_ids": [1], "chosen_ids": [[6]], "rejected_ids": [[7]]},
    ]


def test_generation_after_training_is_unchanged(tiny_model: str, tmp_path: Path) -> None:
    trainer = make_trainer(PrefixTreeDPOTrainer, tiny_model, tmp_path, IDEAS["x"])
    ids = torch.tensor([[5, 6, 7]])
    written = trainer.model.generate(ids, max_new_tokens=5, do_sample=False)
    assert torch.equal(written, load(tiny_model).generate(ids, max_new_tokens=5, do_sample=False))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"_attn_implementation": "flash_attention_2"}, "flash_attention_2"),
        ({"layer_types": ["full_attention", "sliding_attention"]}, "sliding_attention"),
        ({"layer_types": None, "sliding_window": 128}, "sliding-window"),
        ({"final_logit_softcapping": 30.0}, "scales its logits"),
        ({"output_router_logits": True}, "experts"),
    ],
)
def test_a_model_it_cannot_train_is_refused_in_words(
    changes: dict[str, Any], words: str, tiny_model: str, tmp_path: Path
) -> None:
    model = load(tiny_model)
    for name, value in changes.items():
        setattr(model.config, name, value)
    assert words in (why_not(model, make_args(tmp_path)) or "")
    with pytest.raises(ValueError, match="use the stock trainer"):
        PrefixTreeDPOTrainer(model, args=make_args(tmp_path), train_dataset=Dataset.from_list(IDEAS["x"]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"precompute_ref_log_probs": False}, "precompute"),
        ({"disable_dropout": False}, "dropout"),
        ({"use_weighting": True}, "use_weighting"),
    ],
)
def test_settings_it_cannot_follow_are_named(
    changes: dict[str, Any], words: str, tiny_model: str, tmp_path: Path
) -> None:
    assert words in (why_not(load(tiny_model), make_args(tmp_path, **changes)) or "")


def test_adapters_that_are_not_prompts_are_welcome(tiny_model: str, tmp_path: Path) -> None:
    args = make_args(tmp_path)
    assert why_not(load(tiny_model), args) is None
    assert why_not(get_peft_model(load(tiny_model), lora()), args) is None
    prompts = PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=2)
    assert "prompt-learning" in (why_not(get_peft_model(load(tiny_model), prompts), args) or "")


def test_left_padding_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from trl.trainer.dpo_trainer import DataCollatorForPreference

    collator = TreeCollator(pad_token_id=0)
    monkeypatch.setattr(
        DataCollatorForPreference,
        "torch_call",
        lambda self, examples: {
            "input_ids": torch.tensor([[0, 1, 2], [1, 2, 3]]),
            "attention_mask": torch.tensor([[0, 1, 1], [1, 1, 1]]),
            "completion_mask": torch.tensor([[0, 0, 1], [0, 1, 1]]),
        },
    )
    with pytest.raises(ValueError, match="on the left"):
        collator.torch_call([])
