"""The memory formula's parts, counted by hand."""

import json
from pathlib import Path

import pytest

from pipeline.schema import RunConfig
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL
from pipeline.training.memory import (
    PROCESS,
    TEMPLATE_TOKENS,
    ModelShape,
    Workload,
    estimate_memory,
    measure_workload,
    peak_bytes,
    read_shape,
    tokens_per_step,
)
from training.conftest import make_preferences

SHAPE = ModelShape(parameters=1000, layers=2, hidden=8, inner=16, heads=2, vocabulary=100, lora_width=50)
WORK = Workload(100, 10, 10, titles_per_idea=5.0, prompt_tokens=60.0, title_tokens=10.0)
TREE = RunConfig("m", trainer="prefix_tree", ideas_per_step=2)
STOCK = RunConfig("m", trainer="stock", per_device_train_batch_size=4)


def test_tokens_of_a_step_are_nodes_of_trees_or_padded_rows() -> None:
    assert tokens_per_step(TREE, WORK) == 2 * (60 + 5 * 10)
    assert tokens_per_step(STOCK, WORK) == 2 * 4 * (60 + 10)


def test_a_tree_on_a_gpu() -> None:
    # 220 tokens. Weights, gradients and moments 16 * 1000; layers 4 * 2 * 220 * (80 + 64); attention
    # 4 * 2 * 2 * 220^2; head 12 * 100 tokens of titles * 100.
    expected = 16_000 + 4 * 2 * 220 * 144 + 4 * 2 * 2 * 220**2 + 12 * 100 * 100
    assert estimate_memory(TREE, SHAPE, WORK, "cuda") == expected
    assert estimate_memory(TREE, SHAPE, WORK, "cpu") == expected + PROCESS


def test_plain_trl_scores_every_position_on_a_cpu() -> None:
    gpu, cpu = (estimate_memory(STOCK, SHAPE, WORK, device) for device in ("cuda", "cpu"))
    assert cpu - PROCESS - gpu == 12 * 100 * (560 - 2 * 4 * 10)


def test_an_adapter_has_gradients_and_moments_of_its_own_weights_only() -> None:
    full = estimate_memory(TREE, SHAPE, WORK, "cuda")
    lora = estimate_memory(
        RunConfig("m", trainer="prefix_tree", ideas_per_step=2, adapter="lora", lora_r=4), SHAPE, WORK, "cuda"
    )
    # 4 * 50 adapter weights: 16 bytes each instead of 12 for each of the 1000.
    assert full - lora == 12 * 1000 - 16 * 200


def test_the_embedded_model_has_as_many_parameters_as_its_file_holds() -> None:
    shape = read_shape(EMBEDDED)
    stored = (EMBEDDED_MODEL / "model.safetensors").stat().st_size / 2  # float16
    assert shape and shape.parameters == pytest.approx(stored, rel=0.02)


def test_a_shape_is_counted_from_the_config(tmp_path: Path) -> None:
    config = {
        "hidden_size": 8,
        "intermediate_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "vocab_size": 10,
        "tie_word_embeddings": True,
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    # A layer: q and o 64 each, k and v 8 x 4 each, three of 8 x 16; embeddings 80.
    shape = read_shape(str(tmp_path))
    assert shape == ModelShape(
        2 * (64 + 32 + 32 + 64 + 3 * 128) + 80, 2, 8, 16, 4, 10, 2 * (16 + 12 + 12 + 16 + 72)
    )
    (tmp_path / "config.json").write_text("{}")
    assert read_shape(str(tmp_path)) is None


def test_a_model_that_is_not_here_has_no_shape() -> None:
    assert read_shape("nobody/has-this-model") is None


def test_the_workload_counts_ideas_and_distinct_titles() -> None:
    rows = make_preferences(2)
    work = measure_workload([*rows, rows[0]], rows[:1])
    assert (work.train_pairs, work.test_pairs, work.train_ideas, work.titles_per_idea) == (3, 1, 2, 2.0)
    assert work.prompt_tokens == len("idea 0") / 4 + TEMPLATE_TOKENS
    assert work.title_tokens == pytest.approx((len("TITLE 0") + len("some words 0")) / 2 / 4 + 2)


def test_this_process_has_held_some_memory() -> None:
    peak = peak_bytes()
    assert peak is not None and peak > 1_000_000
