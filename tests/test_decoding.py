"""The sampling loop, against transformers' own on a tiny model with random weights."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, Qwen2Config, Qwen2ForCausalLM
from transformers.models.mamba import MambaConfig, MambaForCausalLM

from pipeline.decoding import ROOM, can_decode, complete_ids, decode, plan_batches
from pipeline.sampling import ArithmeticSampler
from tiny_model import write_tiny_model

# A beginning of four in common, of different lengths; the second and the last are equal.
PROMPTS = [[5, 6, 7, 8, *range(20, 20 + length)] for length in (1, 4, 17)] + [[5, 6, 7, 8, 20, 21, 22, 23]]
N_TOKENS = 3 * ROOM + 2


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("model")
    write_tiny_model(folder)
    return AutoModelForCausalLM.from_pretrained(folder).eval()


@contextmanager
def shapes_of_calls(model: Any) -> Iterator[list[tuple[int, ...]]]:
    shapes: list[tuple[int, ...]] = []
    handle = model.register_forward_pre_hook(
        lambda module, args, kwargs: shapes.append(tuple(kwargs["input_ids"].shape)), with_kwargs=True
    )
    yield shapes
    handle.remove()


def by_transformers(model: Any, prompt: list[int], eos_ids: frozenset[int]) -> list[int]:
    written: list[int] = model.generate(
        input_ids=torch.tensor([prompt]),
        attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
        do_sample=False,
        max_new_tokens=N_TOKENS,
        eos_token_id=sorted(eos_ids),
        pad_token_id=0,
    )[0, len(prompt) :].tolist()
    return written


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_the_likeliest_tokens_are_those_of_transformers(model: Any, attention: str) -> None:
    """With endings so common that rows end, and leave, at different steps."""
    model.set_attn_implementation(attention)
    for eos_ids in (frozenset({1}), frozenset(range(0, 260, 13))):
        expected = [by_transformers(model, prompt, eos_ids) for prompt in PROMPTS]
        with torch.inference_mode():
            assert decode(model, PROMPTS, None, N_TOKENS, eos_ids) == expected
    assert len(set(map(len, expected))) > 1
    model.set_attn_implementation("sdpa")


def test_what_prompts_share_is_read_once_and_ended_rows_leave(model: Any) -> None:
    with torch.inference_mode(), shapes_of_calls(model) as calls:
        sampler = ArithmeticSampler([n / 8 + 0.01 for n in range(8)], temperature=1.0, min_p=0.0)
        asked = [prompt for prompt in PROMPTS for _ in range(2)]
        rows = decode(model, asked, sampler, 3 * ROOM, frozenset(range(0, 260, 8)))
    # The four tokens in common, what is left of the three different prompts, then token by token.
    assert calls[:2] == [(1, 4), (3, 17)]
    assert calls[2 : 3 + ROOM - 1] == [(8, 1)] * ROOM
    going = sum(len(row) > ROOM for row in rows)
    assert 0 < going < 8 and calls[2 + ROOM] == (going, 1)
    assert len(calls) == 1 + max(map(len, rows))


def test_a_prompt_alone_is_read_in_one_go(model: Any) -> None:
    with torch.inference_mode(), shapes_of_calls(model) as calls:
        decode(model, PROMPTS[2:3] * 3, None, 2, frozenset({1}))
    assert calls == [(1, 21), (3, 1)]


def test_other_kinds_of_memory_are_left_to_transformers(model: Any) -> None:
    assert can_decode(model)
    small: dict[str, Any] = {"vocab_size": 50, "hidden_size": 16, "num_hidden_layers": 2}
    sliding = {"use_sliding_window": True, "sliding_window": 8, "max_window_layers": 0}
    heads = {"num_attention_heads": 2, "num_key_value_heads": 1, "intermediate_size": 16}
    assert not can_decode(Qwen2ForCausalLM(Qwen2Config(**small, **sliding, **heads)))
    assert not can_decode(MambaForCausalLM(MambaConfig(**small)))


def test_an_adapter_under_training_is_decoded_like_its_base(model: Any) -> None:
    from peft import LoraConfig, get_peft_model

    lora = get_peft_model(model, LoraConfig(r=2, target_modules="all-linear", task_type="CAUSAL_LM"))
    try:
        assert can_decode(lora)
        with torch.inference_mode():
            tuned = decode(lora.eval(), PROMPTS, None, 4, frozenset({1}))
            assert tuned == [by_transformers(model, prompt, frozenset({1}))[:4] for prompt in PROMPTS]
    finally:
        lora.unload()


def test_half_precision_is_decoded_too(model: Any) -> None:
    half = Qwen2ForCausalLM(model.config).to(torch.bfloat16).eval()
    with torch.inference_mode():
        rows = decode(half, PROMPTS, ArithmeticSampler([0.1, 0.3, 0.6, 0.9], 1.0, 0.1), 4, frozenset())
    assert [len(row) for row in rows] == [4] * 4


def test_batches_are_of_like_length_and_bounded() -> None:
    assert plan_batches([5, 9, 5, 8], 4, 100) == [[1, 3, 0, 2]]
    lengths = [100 + index % 700 for index in range(1000)]
    batches = plan_batches(lengths, 128, 32_768)
    assert sorted(index for batch in batches for index in batch) == list(range(1000))
    for batch in batches:
        assert len(batch) <= 128
        assert len(batch) * max(lengths[index] for index in batch) <= 32_768
    assert plan_batches([40_000, 3], 4, 32_768) == [[0], [1]]
    assert plan_batches([10, 0, 20], 4, 100) == [[2, 0]]


def test_a_batch_has_no_more_rows_than_its_logits_may_take(
    model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.decoding.MAX_LOGITS", 3 * model.config.vocab_size + 1)
    with shapes_of_calls(model) as calls:
        rows = complete_ids(model, PROMPTS * 2, None, 0.0, 0.0, 2, frozenset({1}))
    assert max(shape[0] for shape in calls) == 3
    assert rows == decode(model, PROMPTS * 2, None, 2, frozenset({1}))
