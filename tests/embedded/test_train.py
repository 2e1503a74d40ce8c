"""A build of a few steps, end to end, and what its batches and rates are."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from pipeline.embedded.train import TrainConfig, build_model, collate, learning_rate

TINY = TrainConfig(steps=3, batch_size=4, warmup_steps=2, n_pieces=40)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    first, second = (tmp_path_factory.mktemp("built") for _ in range(2))
    for out in (first, second):
        build_model(out, TINY)
    return first, second


def test_a_tiny_build_loads_and_generates(built: tuple[Path, Path]) -> None:
    tokenizer = AutoTokenizer.from_pretrained(built[0])
    model = AutoModelForCausalLM.from_pretrained(built[0], dtype=torch.float32)
    ids = tokenizer.apply_chat_template(
        [{"role": "user", "content": "yoga"}], add_generation_prompt=True, return_tensors="pt"
    )
    assert model.generate(**ids, max_new_tokens=4).shape[1] <= ids["input_ids"].shape[1] + 4
    assert 0 <= model.get_input_embeddings().num_embeddings - len(tokenizer) < 8  # filled up to eights


def test_the_same_seed_builds_the_same_files(built: tuple[Path, Path]) -> None:
    first, second = built
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    assert [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()] == []


def test_labels_cover_the_completion_alone() -> None:
    ids, labels = collate([([5, 6], [7]), ([5], [8, 9, 2])], pad=0)
    assert ids.tolist() == [[5, 6, 7, 0], [5, 8, 9, 2]]
    assert labels.tolist() == [[-100, -100, 7, -100], [-100, 8, 9, 2]]


def test_the_rate_warms_up_holds_and_decays() -> None:
    config = TrainConfig(steps=100, learning_rate=1.0, warmup_steps=4, decay_share=0.5)
    # warm-up (step + 1) / 4; constant to step 50; then (100 - step) / 50
    assert [learning_rate(step, config) for step in (0, 3, 50, 75, 99)] == [0.25, 1.0, 1.0, 0.5, 0.02]


def test_a_longer_run_begins_as_a_shorter_one() -> None:
    short, long = (TrainConfig(steps=steps) for steps in (1000, 5000))
    assert all(learning_rate(step, short) == learning_rate(step, long) for step in range(0, 700, 50))
