"""Causes of failures, what is said of them, and what is proposed; with real limits on a real process."""

import errno
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.formats import write_preferences
from pipeline.schema import Preference, RunConfig
from pipeline.settings import ROOT
from pipeline.training.events import read_events
from pipeline.training.failures import Cause, cause_of, explain, propose
from pipeline.training.recipes import check_config
from pipeline.training.runs import read_run, write_config

NOW = datetime(2026, 11, 22, tzinfo=UTC)
# Each limit holds from here on, in the process that trains: torch and TRL are loaded already.
LIMITED = """
import resource, sys
import datasets, torch, trl
from pathlib import Path
from pipeline.training import recipes, samples, scoring, trainer, watch
from pipeline.training.segment import train_segment
full, small_files, small_steps, big = map(Path, sys.argv[3:])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))
for run_dir in (full, small_files):
    train_segment(run_dir)
resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
pages = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (pages + int(sys.argv[2]), -1))
for run_dir in (small_steps, big):  # what the big one took is not all given back
    train_segment(run_dir)
"""


def make_run(folder: Path, config: RunConfig, train: list[Preference], test: list[Preference]) -> Path:
    folder.mkdir(parents=True)
    write_preferences(folder / "preferences", train, test)
    write_config(folder, config, "v", NOW)
    return folder


@pytest.mark.parametrize(
    ("error", "cause", "words"),
    [
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "memory", "Out of memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "memory", "Out of memory"),
        (RuntimeError("std::bad_alloc"), "memory", "Out of memory"),
        (MemoryError(), "memory", "Out of memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk", "disk is full"),
        (OSError(errno.EFBIG, "File too large"), "disk", "disk is full"),
        (RuntimeError("PytorchStreamWriter failed writing file data/0"), "disk", "disk is full"),
        (RuntimeError("SafetensorError: IoError: No space left on device (os error 28)"), "disk", "disk"),
        (ValueError("name is bad; give another"), None, "name is bad; give another"),
        (KeyError("x"), None, "Training failed (KeyError: 'x'); log.txt"),
        (RuntimeError("first line\nsecond line"), None, "first line)"),
    ],
)
def test_failures_have_a_cause_and_one_sentence(
    error: BaseException, cause: Cause | None, words: str
) -> None:
    assert cause_of(error) == cause
    assert words in explain(error)
    assert "\n" not in explain(error)


def test_less_memory_first_halves_what_is_learned_from_at_once() -> None:
    config = RunConfig("embedded", trainer="prefix_tree", ideas_per_step=4, per_device_eval_batch_size=32)
    half = propose(config, "memory")
    assert half == replace(
        config, ideas_per_step=2, gradient_accumulation_steps=2, per_device_eval_batch_size=16
    )
    stock = RunConfig("embedded", per_device_train_batch_size=8, gradient_accumulation_steps=3)
    proposed = propose(stock, "memory")
    assert proposed and (proposed.per_device_train_batch_size, proposed.gradient_accumulation_steps) == (4, 6)


def test_what_cannot_be_halved_becomes_lora_and_then_nothing_is_left() -> None:
    config = RunConfig("embedded", trainer="prefix_tree", ideas_per_step=1)
    lora = propose(config, "memory")
    assert lora and (lora.adapter, lora.learning_rate) == ("lora", 2e-3)
    assert propose(lora, "memory") is None


def test_a_full_disk_gets_small_files_and_then_fewer() -> None:
    lora = propose(RunConfig("embedded", save_total_limit=3), "disk")
    assert lora and (lora.adapter, lora.save_total_limit) == ("lora", 3)
    fewer = propose(lora, "disk")
    assert fewer and fewer.save_total_limit == 1
    assert propose(fewer, "disk") is None


@pytest.mark.parametrize("cause", ["memory", "disk"])
def test_every_proposal_can_be_trained_with(cause: Cause) -> None:
    config: RunConfig | None = RunConfig("embedded", trainer="prefix_tree", ideas_per_step=64)
    while config:
        check_config(config)
        config = propose(config, cause)


def test_a_run_without_room_says_so_leaves_no_partial_file_and_its_proposal_trains(
    tmp_path: Path, config: RunConfig, train: list[Preference], test: list[Preference]
) -> None:
    """Room on the disk, then in memory, in one process that may take no more."""
    title = "x" * 380
    long = [
        replace(row, chosen=[{"role": "assistant", "content": f"{title} {row.pair_id}"}])
        for row in train * 43
    ]
    # 256 pairs are 512 rows of some 420 positions with logits for 259 tokens: 220 MB, several times over.
    big = replace(config, per_device_train_batch_size=256, num_train_epochs=1.0, per_device_eval_batch_size=1)
    proposed: RunConfig | None = big
    for _ in range(6):
        proposed = proposed and propose(proposed, "memory")
    assert proposed and proposed.per_device_train_batch_size == 4
    lora = propose(config, "disk")
    assert lora and lora.adapter == "lora"
    full, small_files, small_steps, too_big = (
        make_run(tmp_path / "runs" / name, asked, rows, test)
        for name, asked, rows in (
            ("full", config, train),
            ("small-files", lora, train),
            ("small-steps", replace(proposed, num_train_epochs=0.1), long[:40]),
            ("big", big, long),
        )
    )
    # No file may pass 190 kB: the tiny model's 27,000 parameters take 108, its optimizer's moments 216; those
    # of an adapter of rank 16 take 131.
    limits = [str(190_000), str(1_000_000_000)]
    command = [sys.executable, "-c", LIMITED, *limits, *map(str, (full, small_files, small_steps, too_big))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

    for run_dir, cause, words in ((full, "disk", "The disk is full"), (too_big, "memory", "Out of memory")):
        run = read_run(run_dir)
        assert (run.status, read_events(run_dir)[-1]["cause"]) == ("failed", cause), run.error
        assert run.error and words in run.error
    assert list((full / "checkpoints").glob("checkpoint-*")) == []
    for run_dir in (small_files, small_steps):
        assert read_run(run_dir).status == "finished", read_run(run_dir).error
