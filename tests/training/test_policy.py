"""RLHF's two stages as one run: both train, pieces add up, and a policy that breaks is taken back."""

from pathlib import Path

import pytest

from pipeline.inference import Sampling, complete
from pipeline.model_files import scores_titles
from pipeline.training.events import Event, kept_events, progress, read_events
from pipeline.training.keeping import checkpoints_path, healthy_steps
from pipeline.training.runs import model_path, read_run, reward_folder, stop_file
from pipeline.training.segment import train_segment
from training.conftest import MakeRun

# Three steps an epoch of the reward model, one epoch; then four of the policy on two ideas x 4 titles.
SETTINGS = {
    "method": "rlhf",
    "trainer": "stock",
    "num_train_epochs": 1.0,
    "policy_steps": 4,
    "policy_ideas_per_step": 2,
    "num_generations": 4,
    "max_completion_length": 8,
    "policy_learning_rate": 1e-4,
}


def events_of(run_dir: Path, name: str) -> list[Event]:
    return [event for event in kept_events(read_events(run_dir)) if event["event"] == name]


@pytest.fixture(autouse=True)
def _few_titles_of_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tiny random model's titles are not well formed, and their openings chance."""
    monkeypatch.setattr("pipeline.training.policy.CHECK_STEPS", 2)
    monkeypatch.setattr("pipeline.training.policy.TITLES", 12)
    monkeypatch.setattr("pipeline.training.guards.WORSE_BY", 1.0)
    monkeypatch.setattr("pipeline.training.guards.COMMON_OPENING", 1.0)


@pytest.mark.parametrize(
    ("trainer", "adapter"), [("rloo", "full"), pytest.param("grpo", "lora", marks=pytest.mark.soak)]
)
def test_both_stages_are_one_run(make_run: MakeRun, trainer: str, adapter: str) -> None:
    run_dir = make_run("run", policy_trainer=trainer, adapter=adapter, lora_r=4, **SETTINGS)
    assert train_segment(run_dir) == "finished"
    starts = events_of(run_dir, "training")
    assert [(start["stage"], start["step"], start["total_steps"]) for start in starts] == [
        ("reward_model", 0, 7),
        ("policy", 3, 7),
    ]
    assert [log["step"] for log in events_of(run_dir, "policy")] == [4, 5, 6, 7]
    assert {"reward", "kl_title", "entropy"} <= set(events_of(run_dir, "policy")[0])
    looks = events_of(run_dir, "check")
    assert [(look["step"], look["healthy"]) for look in looks] == [(3, True), (5, True), (7, True)]
    assert (looks[0]["kl"], looks[0]["reward_win"], looks[0]["titles"]) == (0.0, 0.5, 18)
    assert read_events(run_dir)[-1]["kept_step"] == 7
    assert progress(read_events(run_dir)).fraction == 1.0
    assert scores_titles(model_path(reward_folder(run_dir)))
    assert complete(
        str(model_path(run_dir)), [[{"role": "user", "content": "hi"}]], Sampling(max_new_tokens=4)
    )
    assert not checkpoints_path(run_dir).exists() and not checkpoints_path(reward_folder(run_dir)).exists()


@pytest.mark.soak
def test_segments_add_up_to_the_uninterrupted_run(make_run: MakeRun) -> None:
    import torch

    from pipeline.inference import load_model

    whole, pieces = make_run("whole", **SETTINGS), make_run("pieces", **SETTINGS)
    train_segment(whole)
    for _ in range(6):
        assert train_segment(pieces, deadline=0) == "paused"
    assert train_segment(pieces) == "finished"
    one, other = (
        load_model(str(model_path(run_dir)), "float32")[0].state_dict() for run_dir in (whole, pieces)
    )
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.soak
def test_a_stop_in_the_first_stage_keeps_nothing_and_the_run_goes_on(make_run: MakeRun) -> None:
    run_dir = make_run("run", **SETTINGS)
    stop_file(run_dir).touch()
    assert train_segment(run_dir) == "stopped"
    assert not model_path(run_dir).exists() and not model_path(reward_folder(run_dir)).exists()
    stop_file(run_dir).unlink()
    assert train_segment(run_dir) == "finished"


def test_a_stop_in_the_second_stage_keeps_the_policy_if_it_is_healthy(make_run: MakeRun) -> None:
    run_dir = make_run("run", **SETTINGS)
    for _ in range(3):
        train_segment(run_dir, deadline=0)
    stop_file(run_dir).touch()
    assert train_segment(run_dir) == "stopped"
    assert read_events(run_dir)[-1]["kept_step"] == max(healthy_steps(run_dir)) > 3


@pytest.mark.soak
def test_a_reward_model_that_is_there_is_not_trained_again(make_run: MakeRun) -> None:
    first = make_run("first", **SETTINGS | {"method": "reward_model"})
    train_segment(first)
    run_dir = make_run("run", **SETTINGS, reward_model=str(model_path(first)))
    assert train_segment(run_dir) == "finished"
    assert [start["step"] for start in events_of(run_dir, "training")] == [0]
    assert not reward_folder(run_dir).exists()


def test_a_policy_that_leaves_its_reference_is_taken_back(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.training.policy.CHECK_STEPS", 1)
    monkeypatch.setattr(
        "pipeline.training.guards.is_well_formed", lambda *given: True
    )  # a tiny model's noise
    monkeypatch.setattr("pipeline.training.guards.COMMON_OPENING", 1.0)
    over = {"policy_learning_rate": 2e-3, "policy_beta": 0.0, "policy_steps": 60, "max_completion_length": 32}
    run_dir = make_run("run", **SETTINGS | over)
    assert train_segment(run_dir) == "stopped"
    looks, end = events_of(run_dir, "check"), read_events(run_dir)[-1]
    assert looks[-1]["faults"] == ["kl"] == end["faults"] and looks[-1]["kl"] > 3
    assert all(look["healthy"] for look in looks[:-1])
    assert end["kept_step"] == looks[-2]["step"] < end["step"] < 63
    assert read_run(run_dir).status == "stopped"
