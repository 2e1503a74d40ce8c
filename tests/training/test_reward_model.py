"""A reward model is a run like any other: it learns, pauses, stops, and its model scores titles."""

import math
from pathlib import Path

import pytest

from pipeline.model_files import check_model, check_scorer, scores_titles
from pipeline.prompts import title_completion
from pipeline.rewards import score_titles
from pipeline.schema import Preference
from pipeline.training.events import epoch_table, read_events
from pipeline.training.runs import model_path, read_run, stop_file
from pipeline.training.segment import train_segment
from pipeline.training.verdict import judge_run
from training.conftest import MakeRun

SETTINGS = {"method": "reward_model", "trainer": "stock", "num_train_epochs": 6.0}


def rewards(run_dir: Path, rows: list[Preference]) -> tuple[list[float], list[float]]:
    model = str(model_path(run_dir))
    chosen, rejected = (
        score_titles(model, [row.prompt + getattr(row, side) for row in rows])
        for side in ("chosen", "rejected")
    )
    return chosen, rejected


@pytest.mark.parametrize("adapter", ["full", "lora"])
def test_the_kept_model_scores_as_the_last_evaluation_did(
    make_run: MakeRun, test: list[Preference], adapter: str
) -> None:
    # Batches of two and of one: TRL's mean over batches would count the third pair twice.
    small = {"per_device_eval_batch_size": 2, "load_best_model_at_end": False}
    run_dir = make_run("run", adapter=adapter, lora_r=4, **SETTINGS, **small)
    assert train_segment(run_dir) == "finished"
    last = epoch_table(read_events(run_dir))[-1]
    chosen, rejected = rewards(run_dir, test)
    margins = [a - b for a, b in zip(chosen, rejected, strict=True)]
    assert last["rewards/margins"] == pytest.approx(sum(margins) / 3, abs=1e-4)
    assert last["rewards/accuracies"] == pytest.approx(sum(margin > 0 for margin in margins) / 3)
    assert last["rewards/chosen"] == pytest.approx(sum(chosen) / 3, abs=1e-4)
    centring = 0.01 * sum((a + b) ** 2 for a, b in zip(chosen, rejected, strict=True)) / 3
    loss = sum(math.log1p(math.exp(-margin)) for margin in margins) / 3 + centring
    assert last["eval_loss"] == pytest.approx(loss, abs=1e-4)
    verdict = judge_run(read_events(run_dir), read_run(run_dir).config)
    assert verdict and verdict.accuracy == pytest.approx(last["rewards/accuracies"]) and verdict.fall is None


@pytest.mark.soak
def test_it_learns_to_tell_chosen_from_rejected_titles(make_run: MakeRun, test: list[Preference]) -> None:
    run_dir = make_run("run", **SETTINGS)
    train_segment(run_dir)
    chosen, rejected = rewards(run_dir, test)
    assert all(a > b for a, b in zip(chosen, rejected, strict=True))


def test_segments_add_up_to_the_uninterrupted_run(make_run: MakeRun, test: list[Preference]) -> None:
    settings = SETTINGS | {"num_train_epochs": 2.0}
    whole, pieces = make_run("whole", **settings), make_run("pieces", **settings)
    train_segment(whole)
    for _ in range(5):
        assert train_segment(pieces, deadline=0) == "paused"
    assert train_segment(pieces) == "finished"
    assert rewards(whole, test) == rewards(pieces, test)
    for one, other in zip(epoch_table(read_events(whole)), epoch_table(read_events(pieces)), strict=True):
        assert one == pytest.approx(other, abs=1e-6)


@pytest.mark.soak
def test_a_stop_keeps_the_best_reward_model(make_run: MakeRun) -> None:
    run_dir = make_run("run", **SETTINGS)
    stop_file(run_dir).touch()
    assert train_segment(run_dir) == "stopped"
    assert scores_titles(model_path(run_dir))


def test_a_reward_model_writes_no_titles_and_others_score_none(make_run: MakeRun, tiny_model: str) -> None:
    run_dir = make_run("run", **SETTINGS | {"num_train_epochs": 1.0})
    train_segment(run_dir)
    check_scorer(str(model_path(run_dir)))
    with pytest.raises(ValueError, match="is a reward model and writes nothing"):
        check_model(str(model_path(run_dir)))
    with pytest.raises(ValueError, match="There is no reward model"):
        check_scorer(tiny_model)


def test_rewards_are_in_the_order_of_the_titles(make_run: MakeRun, train: list[Preference]) -> None:
    run_dir = make_run("run", **SETTINGS | {"num_train_epochs": 1.0})
    train_segment(run_dir)
    asked = [row.prompt + title_completion("x" * (40 - number)) for number, row in enumerate(train)]
    one_by_one = [score_titles(str(model_path(run_dir)), [each])[0] for each in asked]
    assert score_titles(str(model_path(run_dir)), asked) == pytest.approx(one_by_one, abs=1e-5)
