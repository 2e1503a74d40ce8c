"""Completions token by token: prompts' ids and codes enter, the completions' ids leave.

Memory is bounded by the batch, whatever the number of prompts. What prompts have in common is computed once:
the beginning of all prompts of a batch, then each prompt, however many completions it gets. Rows that have
ended leave their batch. This is for models whose memory of a token is a key and a value in every layer and
nothing else; transformers' `generate` serves the others.
"""

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import GenerationConfig
from transformers.cache_utils import DynamicCache, DynamicLayer

from pipeline.sampling import ArithmeticSampler

MAX_ROWS = 512  # completions of one batch
MAX_LOGITS = 2**25  # of one batch: rows times the vocabulary
MAX_MEMORY = {"cuda": 4 * 2**30, "cpu": 2**30}  # bytes of the keys and values of one batch
ROOM = 8  # tokens; ended rows leave when it is full
MEMORY = ("cache", "past_key_values")  # what models call it, from transformers 5.24 on and before


class _RoomyLayer(DynamicLayer):
    """The keys and values (rows, heads, tokens, head size) of these rows, and room for ROOM more tokens:
    concatenating at every token would copy all of them every time.
    """

    def __init__(self, layer: DynamicLayer, rows: Tensor) -> None:
        super().__init__()
        keys, values = layer.keys, layer.values
        assert keys is not None and values is not None  # prompts have been read
        self.lazy_initialization(keys, values)
        shape = (len(rows), keys.shape[1], keys.shape[2] + ROOM)
        self._wide = tuple(each.new_empty(*shape, each.shape[3]) for each in (keys, values))
        for wide, each in zip(self._wide, (keys, values), strict=True):
            wide[:, :, : each.shape[2]] = each[rows]
        self._show(keys.shape[2])

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        start, end = self.get_seq_length(), self.get_seq_length() + key_states.shape[-2]
        for wide, new in zip(self._wide, (key_states, value_states), strict=True):
            wide[:, :, start:end] = new
        return self._show(end)

    def _show(self, length: int) -> tuple[Tensor, Tensor]:
        keys, values = (wide[:, :, :length] for wide in self._wide)
        self.keys, self.values = keys, values
        return keys, values


def complete_ids(
    model: Any,
    prompts: Sequence[Sequence[int]],
    codes: Sequence[float] | None,
    temperature: float,
    min_p: float,
    max_new_tokens: int,
    eos_ids: frozenset[int],
) -> list[list[int]]:
    """The ids of one completion for each prompt, in order, up to the one that ends it, and perhaps some more.
    A prompt that leaves no room in the model's context gets none. Without codes each token is the
    likeliest.
    """
    room = getattr(model.config, "max_position_embeddings", 1 << 30) - max_new_tokens
    lengths = [len(prompt) + max_new_tokens if len(prompt) <= room else 0 for prompt in prompts]
    write = decode if can_decode(model) else _generate
    written: list[list[int]] = [[] for _ in prompts]
    with torch.inference_mode():
        for rows in plan_batches(lengths, *_bounds(model)):
            sampler = codes and ArithmeticSampler([codes[row] for row in rows], temperature, min_p)
            ids = write(model, [prompts[row] for row in rows], sampler or None, max_new_tokens, eos_ids)
            for row, own in zip(rows, ids, strict=True):
                written[row] = own
    return written


def plan_batches(lengths: Sequence[int], most_rows: int, most_tokens: int) -> list[list[int]]:
    """Rows in batches of like length, longest first; rows of one length keep their order, and those of none
    are left out.

    A batch holds at most `most_rows` rows and, padded to its longest, `most_tokens` tokens (or one row).
    """
    batches: list[list[int]] = []
    for row in sorted((row for row, length in enumerate(lengths) if length), key=lambda row: -lengths[row]):
        fits = batches and len(batches[-1]) < most_rows
        if fits and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= most_tokens:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches


def _bounds(model: Any) -> tuple[int, int]:
    """How many rows, and how many tokens of all rows, one batch may have."""
    config = model.config.get_text_config()
    heads = getattr(config, "num_key_value_heads", None) or getattr(config, "num_attention_heads", 1)
    size = getattr(config, "head_dim", None) or config.hidden_size // getattr(
        config, "num_attention_heads", 1
    )
    bytes_a_token = 2 * config.num_hidden_layers * heads * size * model.dtype.itemsize
    memory = MAX_MEMORY["cuda" if model.device.type == "cuda" else "cpu"]
    return max(1, min(MAX_ROWS, MAX_LOGITS // config.vocab_size)), memory // bytes_a_token


def can_decode(model: Any) -> bool:
    """Whether the model attends to every earlier token, and takes positions as they are given."""
    layers = DynamicCache(config=model.config).layers
    return (
        {"position_ids", "logits_to_keep"} <= _taken(model)
        and not _taken(model).isdisjoint(MEMORY)
        and len(layers) > 0
        and all(type(layer) is DynamicLayer for layer in layers)
    )


def _taken(model: Any) -> set[str]:
    """The names of what the model's forward takes."""
    bare = model.get_base_model() if hasattr(model, "get_base_model") else model  # of an adapter
    return set(inspect.signature(bare.forward).parameters)


def decode(
    model: Any,
    asked: Sequence[Sequence[int]],
    sampler: ArithmeticSampler | None,
    max_new_tokens: int,
    eos_ids: frozenset[int],
) -> list[list[int]]:
    """The ids of one completion for each of the prompts' `asked`, in order, with the id that ended it, if one
    did. Equal prompts are read once. Without a sampler the likeliest token is taken each time.
    """
    device = model.device
    memory = _memory_name(model)
    numbers = {prompt: number for number, prompt in enumerate(dict.fromkeys(map(tuple, asked)))}
    scores, cache, attended, positions = _read_prompts(model, list(numbers))
    rows = torch.tensor([numbers[tuple(prompt)] for prompt in asked], device=device)
    scores, positions = scores[rows], positions[rows]
    _select_rows(cache, rows)
    # What is added to the attention's logits (rows, tokens): on a CPU this is read faster than a mask is.
    mask = torch.where(attended[rows] > 0, 0.0, torch.finfo(model.dtype).min).to(model.dtype)
    endings = torch.tensor(sorted(eos_ids), device=device)
    written = torch.full((len(asked), max_new_tokens), -1, device=device)
    rows = torch.arange(len(asked), device=device)
    going = torch.ones_like(rows, dtype=torch.bool)
    for step in range(max_new_tokens):
        tokens = sampler.draw(scores) if sampler else scores.argmax(dim=-1)
        written[rows[going], step] = tokens[going]
        going &= ~torch.isin(tokens, endings)
        if step == max_new_tokens - 1 or not going.any():
            break
        if step and step % ROOM == 0:
            staying = going.nonzero()[:, 0]
            rows, tokens, going = rows[staying], tokens[staying], going[staying]
            mask, positions = mask[staying], positions[staying]
            _select_rows(cache, staying)
            if sampler:
                sampler.keep(staying)
        mask = torch.nn.functional.pad(mask, (0, 1))
        positions = positions + 1
        scores = model(
            input_ids=tokens[:, None],
            attention_mask=mask[:, None, None],
            position_ids=positions[:, None],
            use_cache=True,
            **{memory: cache},
        ).logits[:, -1]
    return [[token for token in row if token >= 0] for row in written.tolist()]


def _memory_name(model: Any) -> str:
    return next(name for name in MEMORY if name in _taken(model))


def _generate(
    model: Any,
    asked: Sequence[Sequence[int]],
    sampler: ArithmeticSampler | None,
    max_new_tokens: int,
    eos_ids: frozenset[int],
) -> list[list[int]]:
    """As `decode`, in transformers' own way, which knows every kind of model."""
    width = max(map(len, asked))
    ids = torch.tensor([[0] * (width - len(prompt)) + list(prompt) for prompt in asked], device=model.device)
    attended = torch.tensor(
        [[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in asked], device=model.device
    )
    config = GenerationConfig(
        do_sample=False,
        max_new_tokens=max_new_tokens,
        pad_token_id=min(eos_ids, default=0),
        eos_token_id=sorted(eos_ids) or None,
    )
    generated = model.generate(
        input_ids=ids,
        attention_mask=attended,
        generation_config=config,
        logits_processor=[sampler] if sampler else [],
    )
    written: list[list[int]] = generated[:, width:].tolist()
    return written


def _read_prompts(
    model: Any, prompts: Sequence[Sequence[int]]
) -> tuple[Tensor, DynamicCache, Tensor, Tensor]:
    """The logits after each prompt (prompts, vocabulary), the memory of all of them, which of its tokens each
    attends to (prompts, tokens), and the position of each prompt's last token (prompts,).

    After the common beginning, prompts are padded on the left.
    """
    device = model.device
    memory = _memory_name(model)
    cache = DynamicCache(config=model.config)
    shared = _common_beginning(prompts) if len(prompts) > 1 else 0
    if shared:
        beginning = torch.tensor([list(prompts[0][:shared])], device=device)
        model(input_ids=beginning, use_cache=True, logits_to_keep=1, **{memory: cache})
        cache.batch_repeat_interleave(len(prompts))
    width = max(map(len, prompts)) - shared
    lengths = torch.tensor([len(prompt) for prompt in prompts], device=device)
    ids = torch.tensor(
        [[0] * (width + shared - len(prompt)) + list(prompt[shared:]) for prompt in prompts], device=device
    )
    columns = torch.arange(width, device=device)
    attended = columns >= width + shared - lengths[:, None]
    attended = torch.nn.functional.pad(attended.long(), (shared, 0), value=1)
    positions = (columns + lengths[:, None] - width).clamp(min=shared)
    scores = model(
        input_ids=ids,
        attention_mask=attended,
        position_ids=positions,
        use_cache=True,
        logits_to_keep=1,
        **{memory: cache},
    ).logits[:, -1]
    return scores, cache, attended, lengths - 1


def _common_beginning(prompts: Sequence[Sequence[int]]) -> int:
    """How many first tokens all prompts have in common; the last token of each prompt is left out."""
    shortest, others = min(prompts, key=len), prompts
    for place, token in enumerate(shortest[:-1]):
        if any(prompt[place] != token for prompt in others):
            return place
    return len(shortest) - 1


def _select_rows(cache: DynamicCache, rows: Tensor) -> None:
    layers = [
        layer for layer in cache.layers if isinstance(layer, DynamicLayer)
    ]  # `can_decode` has seen to it
    cache.layers = [_RoomyLayer(layer, rows) for layer in layers]
