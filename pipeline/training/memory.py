"""How much memory a run takes: a model's shape and a batch enter, bytes leave; and what a process has taken.

In float32, with P parameters of which A are trained, the peak is about

    4 P + 12 A + keep + head + 0.55 GiB on a CPU, where Python, torch and TRL take it

4 P are the weights, 4 A gradients and 8 A AdamW's two moments. `keep` is what the layers keep for the
backward pass: 4 (10 hidden + 4 inner) bytes a layer and token, and 4 heads x tokens x tokens a layer for the
attention over a tree. `head` is 12 bytes a scored position and token of the vocabulary: logits,
log-probabilities, gradient.
bench/RESULTS.md has it beside measured runs.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model_files import find_config
from pipeline.schema import Preference, RunConfig

CHARS_PER_TOKEN = 4.0
TEMPLATE_TOKENS = 35  # a chat template's own words around a prompt
PROCESS = int(0.55 * 2**30)


@dataclass(frozen=True)
class ModelShape:
    """`parameters` are all weights; `lora_width` is the sum over linear layers of inputs + outputs."""

    parameters: int
    layers: int
    hidden: int
    inner: int
    heads: int
    vocabulary: int
    lora_width: int


@dataclass(frozen=True)
class Workload:
    """What there is to learn from; lengths are mean tokens, estimated from characters."""

    train_pairs: int
    test_pairs: int
    train_ideas: int
    titles_per_idea: float
    prompt_tokens: float
    title_tokens: float


def measure_workload(train: Sequence[Preference], test: Sequence[Preference]) -> Workload:
    """The counts and lengths of preferences, of which there is at least one to train on."""
    titles = {(row.idea_id, side[-1]["content"]) for row in train for side in (row.chosen, row.rejected)}
    prompts = {row.idea_id: sum(len(message["content"]) for message in row.prompt) for row in train}
    return Workload(
        train_pairs=len(train),
        test_pairs=len(test),
        train_ideas=len(prompts),
        titles_per_idea=len(titles) / len(prompts),
        prompt_tokens=sum(prompts.values()) / len(prompts) / CHARS_PER_TOKEN + TEMPLATE_TOKENS,
        title_tokens=sum(len(title) for _, title in titles) / len(titles) / CHARS_PER_TOKEN + 2,
    )


def read_shape(model: str) -> ModelShape | None:
    """The shape that a model's config.json says; None while the model is not on this machine."""
    file = find_config(model)
    if file is None:
        return None
    try:
        return _shape(json.loads(file.read_text()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _shape(config: dict) -> ModelShape:
    hidden, inner, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    heads, vocabulary = config["num_attention_heads"], config["vocab_size"]
    width = config.get("head_dim") or hidden // heads
    shared = config.get("num_key_value_heads", heads) * width
    linear = [(hidden, heads * width), (hidden, shared), (hidden, shared), (heads * width, hidden)]
    linear += [(hidden, inner)] * 2 + [(inner, hidden)]
    layer = sum(inputs * outputs for inputs, outputs in linear)
    embeddings = vocabulary * hidden * (1 if config.get("tie_word_embeddings") else 2)
    lora_width = layers * sum(map(sum, linear))
    return ModelShape(layers * layer + embeddings, layers, hidden, inner, heads, vocabulary, lora_width)


def tokens_per_step(config: RunConfig, work: Workload) -> float:
    """Tokens that go through the model at once: a prefix tree's nodes, or padded rows of pairs."""
    if config.trainer == "prefix_tree":
        return config.ideas_per_step * (work.prompt_tokens + work.titles_per_idea * work.title_tokens)
    return 2 * config.per_device_train_batch_size * (work.prompt_tokens + work.title_tokens)


def estimate_memory(config: RunConfig, shape: ModelShape, work: Workload, device: str) -> int:
    """Bytes at the peak, by the module's formula, on "cpu", "mps" or "cuda"."""
    trained = shape.parameters if config.adapter == "full" else config.lora_r * shape.lora_width
    frozen = 0 if config.adapter == "full" else trained
    tokens = tokens_per_step(config, work)
    keep = 4 * shape.layers * tokens * (10 * shape.hidden + 4 * shape.inner)
    if config.trainer == "prefix_tree":
        keep += 4 * shape.layers * shape.heads * tokens**2
        scored = config.ideas_per_step * work.titles_per_idea * work.title_tokens
    else:
        # TRL's head scores all positions on a CPU, and only those of completions on CUDA.
        scored = tokens if device != "cuda" else 2 * config.per_device_train_batch_size * work.title_tokens
    head = 12 * scored * shape.vocabulary
    process = PROCESS if device == "cpu" else 0
    return round(4 * (shape.parameters + frozen) + 12 * trained + keep + head) + process


def peak_bytes() -> int | None:
    """The most memory that this process has held: an accelerator's when it trained there, else its own."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        return int(torch.cuda.max_memory_allocated())
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # Linux counts in KiB
