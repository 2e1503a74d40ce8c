"""Trains the title model from scratch: the grammar and a tokenizer in, a model directory out. One CPU thread.

The loss is on the completion alone. The same seed and steps give the same weights on the same machine.
"""

import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn import functional
from transformers import (
    AutoTokenizer,
    GenerationConfig,
    PreTrainedTokenizerBase,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from pipeline.embedded.brainstorm import sample_brainstorm
from pipeline.embedded.grammar import sample_title
from pipeline.embedded.tokenizer import MAX_LENGTH, N_PIECES, build_tokenizer
from pipeline.inference import MIN_P, TEMPERATURE
from pipeline.prompts import brainstorm_prompt, title_prompt
from pipeline.schema import Message
from pipeline.tasks import YOUTUBE_TITLES as TASK

log = logging.getLogger(__name__)
Encoded = tuple[list[int], list[int]]


@dataclass(frozen=True)
class TrainConfig:
    """What decides the weights. `brainstorm_share` of the examples are brainstorms, the others titles.

    The rate is constant after the warm-up and falls linearly over the last `decay_share` of the steps: a
    longer run begins as a shorter one does.
    """

    steps: int = 8600
    batch_size: int = 32
    learning_rate: float = 2.5e-3
    warmup_steps: int = 200
    decay_share: float = 0.3
    weight_decay: float = 0.05
    brainstorm_share: float = 0.12
    n_pieces: int = N_PIECES
    seed: int = 12


BLOCK = 20


def sample_encoded(
    tokenizer: PreTrainedTokenizerBase, rng: random.Random, count: int, brainstorm_share: float
) -> list[Encoded]:
    """Token ids of (prompt, completion) of fresh examples, by the chat template; completions end with EOS."""
    prompts: list[list[Message]] = []
    ends: list[str] = []
    for _ in range(count):
        if rng.random() < brainstorm_share:
            brainstorm = sample_brainstorm(rng)
            prompts.append(brainstorm_prompt(TASK, brainstorm.topic))
            ends.append(f"{brainstorm.idea}{tokenizer.eos_token}")
        else:
            example = sample_title(rng)
            prompts.append(title_prompt(TASK, example.idea))
            ends.append(f"{example.title}{tokenizer.eos_token}")
    texts = tokenizer.apply_chat_template(prompts, tokenize=False, add_generation_prompt=True)
    encoded = (tokenizer(batch, add_special_tokens=False)["input_ids"] for batch in (texts, ends))
    return list(zip(*encoded, strict=True))


def batches(tokenizer: PreTrainedTokenizerBase, config: TrainConfig) -> Iterator[list[Encoded]]:
    """Batches of fresh examples without end; each holds examples of similar length, in random order."""
    rng = random.Random(config.seed)
    while True:
        rows = sample_encoded(tokenizer, rng, config.batch_size * BLOCK, config.brainstorm_share)
        rows.sort(key=lambda row: len(row[0]) + len(row[1]))
        chunks = [rows[i : i + config.batch_size] for i in range(0, len(rows), config.batch_size)]
        rng.shuffle(chunks)
        yield from chunks


def learning_rate(step: int, config: TrainConfig) -> float:
    """The rate of a step, counted from 0: warm-up, constant, linear decay to a hundredth."""
    warm = min(1.0, (step + 1) / config.warmup_steps)
    left = (config.steps - step) / (config.decay_share * config.steps)
    return config.learning_rate * warm * min(1.0, max(0.01, left))


def collate(rows: list[Encoded], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and labels, both (n_rows, longest), padded on the right; labels are -100 outside the completion."""
    longest = max(len(prompt) + len(completion) for prompt, completion in rows)
    ids = torch.full((len(rows), longest), pad)
    labels = torch.full((len(rows), longest), -100)
    for row, (prompt, completion) in enumerate(rows):
        end = len(prompt) + len(completion)
        ids[row, :end] = torch.tensor(prompt + completion)
        labels[row, len(prompt) : end] = torch.tensor(completion)
    return ids, labels


def new_model(tokenizer: PreTrainedTokenizerBase) -> Qwen2ForCausalLM:
    """The untrained model: about a million parameters."""
    return Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=(len(tokenizer) + 7) // 8 * 8,
            hidden_size=128,
            num_hidden_layers=4,
            num_attention_heads=4,
            num_key_value_heads=2,
            intermediate_size=384,
            max_position_embeddings=MAX_LENGTH,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
            tie_word_embeddings=True,
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def fit(model: Qwen2ForCausalLM, tokenizer: PreTrainedTokenizerBase, config: TrainConfig) -> float:
    """Trains in place; returns the mean loss of the last 100 steps, nats per token."""
    decayed = [parameter for parameter in model.parameters() if parameter.ndim > 1]
    others = [parameter for parameter in model.parameters() if parameter.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": config.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98), fused=True)
    model.train()
    losses: list[float] = []
    for step, rows in zip(range(config.steps), batches(tokenizer, config), strict=False):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, config)
        ids, labels = collate(rows, tokenizer.pad_token_id)
        hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]
        scored = labels[:, 1:] != -100
        loss = functional.cross_entropy(model.lm_head(hidden[scored]), labels[:, 1:][scored])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        if (step + 1) % 200 == 0:
            log.info("step %d loss %.3f", step + 1, sum(losses[-200:]) / 200)
    last = losses[-100:]
    return sum(last) / len(last)


def build_model(out: Path, config: TrainConfig) -> float:
    """Writes tokenizer, weights (float16) and generation settings to `out`; returns the final loss."""
    torch.set_num_threads(1)
    torch.manual_seed(config.seed)
    build_tokenizer(out, config.seed, config.n_pieces)
    Qwen2Config().save_pretrained(out)  # AutoTokenizer chooses the class by it
    tokenizer = AutoTokenizer.from_pretrained(out)
    model = new_model(tokenizer)
    torch.set_flush_denormal(True)  # a tenth of the time goes to them otherwise
    try:
        loss = fit(model, tokenizer, config)
    finally:
        torch.set_flush_denormal(False)  # it holds for whatever else this process reckons
    model.generation_config = GenerationConfig(
        do_sample=True,
        temperature=TEMPERATURE,
        top_p=1.0,
        top_k=0,
        min_p=MIN_P,
        max_new_tokens=64,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model.half().save_pretrained(out)
    tokenizer.save_pretrained(out)
    return loss
