"""One run by two processes, as launchers start them on a CPU: the numbers of one process, and one leader."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.formats import read_preferences, write_preferences
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


Launch = Callable[[Path], "subprocess.CompletedProcess[str]"]
# MULTI_GPU starts two processes on a CPU too, where MULTI_CPU wants mpirun. A run has its own precision.
ACCELERATE = """
compute_environment: LOCAL_MACHINE
distributed_type: {kind}
num_machines: 1
num_processes: 2
machine_rank: 0
main_process_port: 0
use_cpu: false
mixed_precision: bf16
dynamo_config: {{dynamo_backend: INDUCTOR}}
"""


def run_module(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True)


def torchrun(run_dir: Path) -> "subprocess.CompletedProcess[str]":
    launcher = ("torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    return run_module(*launcher, "-m", "pipeline", "segment", str(run_dir))


def accelerate(run_dir: Path, kind: str = "MULTI_GPU") -> "subprocess.CompletedProcess[str]":
    file = run_dir / "accelerate.yaml"
    file.write_text(ACCELERATE.format(kind=kind))
    launcher = ("accelerate.commands.launch", "--config_file", str(file))
    return run_module(*launcher, "-m", "pipeline", "segment", str(run_dir))


def sharding(run_dir: Path) -> "subprocess.CompletedProcess[str]":
    done = accelerate(run_dir, "FSDP")
    assert done.stderr.count("title-tuner: FSDP of the launcher is left aside") == 1
    return done


def mpirun(run_dir: Path) -> "subprocess.CompletedProcess[str]":
    """What accelerate launch and Open MPI together say to each process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free.getsockname()[1])}
    place |= {"ACCELERATE_USE_CPU": "True", "OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_LOCAL_SIZE": "2"}

    def start(rank: str) -> "subprocess.CompletedProcess[str]":
        ranks = {"OMPI_COMM_WORLD_RANK": rank, "OMPI_COMM_WORLD_LOCAL_RANK": rank}
        return run_module("pipeline", "segment", str(run_dir), **place, **ranks)

    with ThreadPoolExecutor() as both:
        return max(both.map(start, "01"), key=lambda done: done.returncode)


STOCK = {"per_device_train_batch_size": 4, "per_device_eval_batch_size": 4}
TREE = {"trainer": "prefix_tree", "ideas_per_step": 2, "per_device_eval_batch_size": 4}


@pytest.mark.parametrize(
    ("launch", "whole"),
    [
        pytest.param(torchrun, STOCK, marks=pytest.mark.soak),
        pytest.param(torchrun, TREE, marks=pytest.mark.soak),
        (accelerate, TREE),  # over torchrun's own code
        pytest.param(sharding, TREE, marks=pytest.mark.soak),
        pytest.param(mpirun, TREE, marks=pytest.mark.soak),
    ],
    ids=["stock", "prefix_tree", "accelerate", "sharding", "mpirun"],
)
def test_two_processes_learn_what_one_does(
    make_run: MakeRun, launch: Launch, whole: dict[str, object]
) -> None:
    share = {name: value // 2 if isinstance(value, int) else value for name, value in whole.items()}
    alone, together = make_run("alone", **whole), make_run("together", **share)
    train_segment(alone)
    done = launch(together)
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


def test_two_processes_train_on_ideas_with_unlike_numbers_of_pairs(
    make_run: MakeRun, train: list[Preference], test: list[Preference]
) -> None:
    run_dir = make_run("run", trainer="prefix_tree", ideas_per_step=1, num_train_epochs=1.0)
    kept = [*read_preferences(run_dir / "preferences" / "train.jsonl")][:5]  # of four ideas, one with two
    write_preferences(run_dir / "preferences", kept, test)
    done = torchrun(run_dir)
    assert done.returncode == 0, done.stderr
    events = read_events(run_dir)
    assert events[-1]["event"] == "finished"
    accuracies = [event["rewards/accuracies"] for event in events if event["event"] == "log"]
    # Three pairs at one of the two steps and two at the other: the mean is over all of them.
    assert len(accuracies) == 2
    assert all(
        any(abs(n / d - accuracy) < 1e-6 for d in (2, 3) for n in range(d + 1)) for accuracy in accuracies
    )
    assert torchrun(run_dir).returncode == 0
    assert read_events(run_dir) == events  # it has finished, and stays as it is


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
    mpi = {"PMI_RANK": "1", "PMI_SIZE": "2"}
    assert read_rank(mpi) == (0, 1)  # of a cluster's own launcher, which says no address to meet at
    assert read_rank(mpi | {"ACCELERATE_USE_CPU": "True"}) == (1, 2)
    assert read_rank(
        {"OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2", "ACCELERATE_USE_CPU": "1"}
    ) == (1, 2)
