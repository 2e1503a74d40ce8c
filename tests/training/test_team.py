"""One run by two processes, as torchrun starts them on a CPU: the numbers of one process, and one leader."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.formats import write_preferences
from pipeline.inference import load_model
from pipeline.schema import Preference, RunConfig
from pipeline.settings import ROOT, read_rank
from pipeline.training.events import epoch_table, read_events
from pipeline.training.runs import model_path, training_lock, write_config
from pipeline.training.segment import train_segment

MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path, config: RunConfig, train: list[Preference], test: list[Preference]) -> MakeRun:
    """Four ideas with two pairs each to learn from, four pairs to check on: full batches throughout."""
    louder = [
        replace(
            row,
            pair_id=row.pair_id + "x",
            chosen=[{"role": "assistant", "content": f"{row.chosen[0]['content']} AGAIN"}],
        )
        for row in train[:4]
    ]
    held_out = [*test, replace(test[0], idea_id="idea-60", pair_id="pair-60")]

    def make(name: str, **changes: object) -> Path:
        write_preferences(tmp_path / name / "preferences", [*train[:4], *louder], held_out)
        # The SFT term is a mean over the tokens of one process's share, and titles differ in length.
        asked = replace(config, logging_steps=1, sft_weight=0.0, **changes)
        write_config(tmp_path / name, asked, "v", datetime(2026, 11, 22, tzinfo=UTC))
        return tmp_path / name

    return make


def torchrun(run_dir: Path) -> "subprocess.CompletedProcess[str]":
    command = ["torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "pipeline", "segment"]
    return subprocess.run(
        [sys.executable, "-m", *command, str(run_dir)], cwd=ROOT, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("whole", "share"),
    [
        pytest.param(
            {"per_device_train_batch_size": 4, "per_device_eval_batch_size": 4},
            {"per_device_train_batch_size": 2, "per_device_eval_batch_size": 2},
            marks=pytest.mark.soak,
        ),
        (
            {"trainer": "prefix_tree", "ideas_per_step": 2, "per_device_eval_batch_size": 4},
            {"trainer": "prefix_tree", "ideas_per_step": 1, "per_device_eval_batch_size": 2},
        ),
    ],
    ids=["stock", "prefix_tree"],
)
def test_two_processes_learn_what_one_does(
    make_run: MakeRun, whole: dict[str, object], share: dict[str, object]
) -> None:
    alone, together = make_run("alone", **whole), make_run("together", **share)
    train_segment(alone)
    done = torchrun(together)
    assert done.returncode == 0, done.stderr
    one, two = (
        [e for e in read_events(run_dir) if e["event"] not in ("step", "reference")]
        for run_dir in (alone, together)
    )
    assert [event["event"] for event in two] == [event["event"] for event in one]
    assert two[-1]["event"] == "finished"
    losses = [event["loss"] for event in one if event["event"] == "log"]
    assert len(losses) == 4  # two steps an epoch
    assert [event["loss"] for event in two if event["event"] == "log"] == pytest.approx(losses, abs=1e-5)
    for row, other in zip(epoch_table(one), epoch_table(two), strict=True):
        assert other == pytest.approx(row, abs=1e-4)
    left, right = (load_model(str(model_path(run_dir)), "float32")[0] for run_dir in (alone, together))
    for name, weights in left.state_dict().items():
        assert right.state_dict()[name].allclose(weights, atol=1e-5), name


@pytest.mark.soak
def test_a_refusal_ends_both_processes_in_one_sentence(make_run: MakeRun) -> None:
    run_dir = make_run("run")
    with FileLock(training_lock(run_dir.parent)):
        done = torchrun(run_dir)
    assert done.stderr.count("title-tuner: Another run is being trained") == 1
    assert re.search(r"exitcode +: 2 ", done.stderr)
    assert done.stderr.count("Traceback") == 1  # torchrun's own, which says that its processes ended early
    assert read_events(run_dir) == []


def test_a_process_knows_its_place() -> None:
    assert read_rank({}) == (0, 1)
    assert read_rank({"RANK": "1", "WORLD_SIZE": "2"}) == (1, 2)
