"""Titles as a reward model sees them: a reward model and conversations enter, a reward for each leaves.

A reward model is named by its folder: a whole model with one output or an adapter of such. Only differences
between the rewards of one idea's titles mean anything.
"""

import json
import math
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import inference, model_files
from pipeline.hub_reach import only_here
from pipeline.inference import find_device
from pipeline.model_files import check_scorer, model_location
from pipeline.schema import Message
from pipeline.settings import let_waiting_threads_sleep

ROWS = 64  # conversations scored at once

_one_at_a_time = threading.Lock()


def score_titles(model: str, conversations: Sequence[list[Message]]) -> list[float]:
    """The reward of each conversation's last message, in order. ValueError when the model cannot be loaded or
    run.
    """
    if not conversations:
        return []
    check_scorer(model)
    with _one_at_a_time:
        network, tokenizer = _load_cached(model, inference.last_change(model))
        try:
            return score_with(network, tokenizer, conversations)
        except (RuntimeError, MemoryError) as error:
            if inference.is_out_of_memory(error):
                name = model_files.describe_model(model)
                raise ValueError(
                    f"{name} ran out of memory; close other programs or use a smaller model"
                ) from error
            raise


def score_with(network: Any, tokenizer: Any, conversations: Sequence[list[Message]]) -> list[float]:
    """As `score_titles`, with a model in evaluation mode that the caller holds."""
    import torch

    texts = [tokenizer.apply_chat_template(each, tokenize=False) for each in conversations]
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))  # less padding
    rewards = [math.nan] * len(texts)
    with torch.inference_mode():
        for start in range(0, len(order), ROWS):
            rows = order[start : start + ROWS]
            batch = tokenizer(
                [texts[row] for row in rows],
                return_tensors="pt",
                padding=True,
                padding_side="right",
                add_special_tokens=False,
            ).to(network.device)
            logits = network(**batch, use_cache=False).logits[:, 0]
            for row, reward in zip(rows, logits.float().tolist(), strict=True):
                rewards[row] = reward
    return rewards


def load_reward_model(model: str, dtype: str, seed: int | None = None) -> tuple[Any, Any]:
    """The model with one output and its tokenizer, on the CPU; an adapter is merged into its base.

    With `seed` the model may be any base model, and its new output starts at random. ValueError says in words
    why it cannot be loaded.
    """
    let_waiting_threads_sleep()
    import torch
    from transformers import AutoModelForSequenceClassification, set_seed
    from trl.trainer.reward_trainer import suppress_seqcls_warning

    location = model_location(model)
    tokenizer = inference.load_tokenizer(model)
    try:
        adapter = Path(location) / "adapter_config.json"
        if seed is not None:
            set_seed(seed)
        base = json.loads(adapter.read_text())["base_model_name_or_path"] if adapter.is_file() else location
        with suppress_seqcls_warning():
            network = AutoModelForSequenceClassification.from_pretrained(
                model_location(base),
                num_labels=1,
                dtype=getattr(torch, dtype),
                local_files_only=only_here(model_location(base)),
            )
        if adapter.is_file():
            from peft import PeftModel

            network = PeftModel.from_pretrained(network, location).merge_and_unload()
    except Exception as error:  # loaders raise OSError, ValueError, KeyError, SafetensorError and more
        raise ValueError(inference.loading_failed(model, error)) from error
    network.config.pad_token_id = tokenizer.pad_token_id  # it finds a row's last token by it
    return network, tokenizer


@lru_cache(maxsize=2)
def _load_cached(model: str, last_change: int) -> tuple[Any, Any]:
    network, tokenizer = load_reward_model(model, "float32")
    return network.to(find_device()).eval(), tokenizer
