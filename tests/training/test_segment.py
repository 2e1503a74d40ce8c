"""One segment, in this process: how it ends, and that pieces add up to the whole."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.formats import write_preferences
from pipeline.inference import Sampling, complete, load_model
from pipeline.schema import Preference, RunConfig
from pipeline.training.events import Event, epoch_table, read_events
from pipeline.training.runs import (
    log_file,
    model_path,
    read_run,
    training_lock,
)
from pipeline.training.segment import train_segment
from training.conftest import MakeRun


def names(run_dir: Path) -> list[str]:
    """What happened, without the events that come by the clock."""
    return [event["event"] for event in read_events(run_dir) if event["event"] not in ("step", "reference")]


def first(run_dir: Path, name: str) -> Event:
    return next(event for event in read_events(run_dir) if event["event"] == name)


def last(run_dir: Path) -> Event:
    return read_events(run_dir)[-1]


def weights(folder: Path) -> dict[str, object]:
    model, _ = load_model(str(folder), "float32")
    return model.state_dict()


def same_weights(one: Path, other: Path) -> bool:
    import torch

    left, right = weights(one), weights(other)
    return left.keys() == right.keys() and all(torch.equal(left[key], right[key]) for key in left)


@pytest.mark.parametrize("adapter", ["full", "lora"])
def test_a_run_learns_and_keeps_a_model_that_writes(
    make_run: MakeRun, adapter: str, config: RunConfig
) -> None:
    run_dir = make_run("run", adapter=adapter, lora_r=4)
    train_segment(run_dir)
    run = read_run(run_dir)
    assert (run.status, run.error, run.task_version) == ("finished", None, "v")
    assert run.seconds and run.seconds > 0
    assert names(run_dir) == [
        *("started", "training", "samples"),
        *("log", "samples", "log", "eval"),
        *("log", "log", "samples", "eval", "finished"),
    ]
    table = epoch_table(read_events(run_dir))
    assert [row["epoch"] for row in table] == [1.0, 2.0]
    assert all(value is not None for row in table for value in row.values())
    assert table[1]["rewards/margins"] > table[0]["rewards/margins"] > 0
    assert (model_path(run_dir) / "adapter_config.json").exists() is (adapter == "lora")
    assert not same_weights(model_path(run_dir), Path(config.base_model))
    assert complete(
        str(model_path(run_dir)), [[{"role": "user", "content": "hi"}]], Sampling(max_new_tokens=4)
    )
    assert not (run_dir / "checkpoints").exists()


@pytest.mark.parametrize("trainer", ["stock", "prefix_tree"])
def test_the_log_tells_of_the_reference_and_where_an_untrained_policy_stands(
    make_run: MakeRun, trainer: str
) -> None:
    run_dir = make_run("run", trainer=trainer, learning_rate=1e-8, num_train_epochs=1.0)
    train_segment(run_dir)
    scored = [event["scored"] for event in read_events(run_dir) if event["event"] == "reference"]
    assert scored[0] == 0 and scored[-1] == 9 == first(run_dir, "reference")["pairs"]
    training = first(run_dir, "training")
    assert (training["train_pairs"], training["eval_pairs"], training["eval_independent"]) == (6, 3, 3)
    # The three evaluation pairs are one batch, and at this rate nothing moves.
    assert training["base_revision"] is None  # it is a folder
    assert training["no_preference_loss"] == pytest.approx(first(run_dir, "eval")["eval_loss"], abs=1e-4)


def test_sample_titles_are_for_held_out_ideas_and_from_one_seed(make_run: MakeRun) -> None:
    still, moved = make_run("still", learning_rate=1e-8), make_run("moved", learning_rate=0.05)
    train_segment(still)
    train_segment(moved)
    samples = [event for event in read_events(still) if event["event"] == "samples"]
    assert [event["epoch"] for event in samples] == [0.0, 1.0, 2.0]
    assert [title["idea_id"] for title in samples[0]["titles"]] == ["idea-50", "idea-51", "idea-52"]
    after = [event["titles"] for event in read_events(moved) if event["event"] == "samples"]
    assert after[0] == samples[0]["titles"] and after[0] != after[2]


def test_segments_add_up_to_the_uninterrupted_run(make_run: MakeRun) -> None:
    whole, pieces = (make_run(name, num_train_epochs=1.5) for name in ("whole", "pieces"))
    train_segment(whole)
    for _ in range(5):
        train_segment(pieces, deadline=0)  # a step each, whatever the clock says
    assert [event for event in names(pieces) if event in ("paused", "finished")] == ["paused"] * 4 + [
        "finished"
    ]
    assert same_weights(model_path(whole), model_path(pieces))
    for one, other in zip(epoch_table(read_events(whole)), epoch_table(read_events(pieces)), strict=True):
        assert one == pytest.approx(other, abs=1e-6)


@pytest.mark.parametrize("adapter", ["full", pytest.param("lora", marks=pytest.mark.soak)])
def test_the_prefix_tree_trains_ideas_and_resumes_exactly(
    make_run: MakeRun, train: list[Preference], test: list[Preference], adapter: str
) -> None:
    asked = {"trainer": "prefix_tree", "ideas_per_step": 3, "adapter": adapter, "lora_r": 4}
    whole, pieces = make_run("whole", **asked), make_run("pieces", **asked)
    more = [
        replace(row, chosen=row.rejected, rejected=row.chosen, pair_id=row.pair_id + "x") for row in train
    ]
    for run_dir in (whole, pieces):
        write_preferences(run_dir / "preferences", train + more[:3], test)
    train_segment(whole)
    assert first(whole, "training")["total_steps"] == 4  # six ideas, three a step, two epochs
    for _ in range(4):
        train_segment(pieces, deadline=0)
    assert (last(whole)["event"], last(pieces)["event"]) == ("finished", "finished")
    assert same_weights(model_path(whole), model_path(pieces))
    assert {file.name.split("-")[1] for file in (pieces / "reference").iterdir()} == {"train", "eval"}


def test_a_model_that_the_prefix_tree_cannot_train_gets_the_stock_trainer(
    make_run: MakeRun, config: RunConfig, tmp_path: Path
) -> None:
    folder = tmp_path / "sliding"
    shutil.copytree(config.base_model, folder)
    settings = json.loads((folder / "config.json").read_text())
    settings |= {
        "layer_types": ["full_attention", "sliding_attention"],
        "use_sliding_window": True,
        "sliding_window": 8,
    }
    (folder / "config.json").write_text(json.dumps(settings))
    run_dir = make_run("run", base_model=str(folder), trainer="prefix_tree", num_train_epochs=1.0)
    train_segment(run_dir)
    fallback = first(run_dir, "fallback")
    assert fallback["trainer"] == "stock"
    assert "sliding_attention" in fallback["reason"]
    assert first(run_dir, "training")["total_steps"] == 3  # pairs again: six, two a step
    assert last(run_dir)["event"] == "finished"


def test_a_deadline_on_an_epochs_last_step_keeps_that_step_when_saves_go_by_steps(make_run: MakeRun) -> None:
    rarely = {"eval_strategy": "steps", "save_strategy": "steps", "eval_steps": 50}
    rarely |= {"per_device_train_batch_size": 3}
    whole, pieces = make_run("whole", **rarely), make_run("pieces", **rarely)
    train_segment(whole)
    for _ in range(4):
        train_segment(pieces, deadline=0)
    ends = [event for event in read_events(pieces) if event["event"] in ("paused", "finished")]
    assert [(event["event"], event["step"]) for event in ends] == [
        *[("paused", step) for step in range(1, 4)],
        ("finished", 4),
    ]
    assert same_weights(model_path(whole), model_path(pieces))


def test_evaluation_by_steps(make_run: MakeRun) -> None:
    run_dir = make_run("run", eval_strategy="steps", save_strategy="steps", eval_steps=2)
    train_segment(run_dir)
    assert [round(row["epoch"] * 3) for row in epoch_table(read_events(run_dir))] == [2, 4, 6]


def test_the_evaluation_that_is_kept_is_found_in_the_table(make_run: MakeRun) -> None:
    # Three steps an epoch, four in all: the evaluations come after 2/3 and 4/3 epochs.
    by_steps = {"eval_strategy": "steps", "save_strategy": "steps", "eval_steps": 2}
    run_dir = make_run("run", num_train_epochs=1.3, **by_steps)
    train_segment(run_dir)
    table = {row["epoch"]: row["eval_loss"] for row in epoch_table(read_events(run_dir))}
    assert sorted(table) == pytest.approx([2 / 3, 4 / 3])
    assert table[read_run(run_dir).best_epoch] == min(table.values())


def test_pairs_that_do_not_fit_are_counted(
    make_run: MakeRun, train: list[Preference], test: list[Preference]
) -> None:
    run_dir = make_run("run", max_length=64, num_train_epochs=1.0)
    too_long = [{"role": "user", "content": "x" * 64}]
    write_preferences(
        run_dir / "preferences",
        [*train, *(replace(row, prompt=too_long) for row in train[:2])],
        [*test, replace(test[0], prompt=too_long)],
    )
    train_segment(run_dir)
    dropped = [event for event in read_events(run_dir) if event["event"] == "dropped"]
    assert [(event["train"], event["test"]) for event in dropped] == [(2, 1)]
    assert last(run_dir)["event"] == "finished"


def test_a_model_that_cannot_be_loaded_fails_in_words(make_run: MakeRun, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text("{}")
    run_dir = make_run("run", base_model=str(broken))
    train_segment(run_dir)
    run = read_run(run_dir)
    assert run.status == "failed"
    assert run.error and "cannot be loaded" in run.error and "\n" not in run.error
    assert "Traceback" in log_file(run_dir).read_text()


def test_prompts_that_leave_no_room_fail_in_words(make_run: MakeRun, train: list[Preference]) -> None:
    run_dir = make_run("run", max_length=32)
    long = [replace(row, prompt=[{"role": "user", "content": "x" * 40}]) for row in train]
    write_preferences(run_dir / "preferences", long, long)
    train_segment(run_dir)
    assert "raise it above" in (read_run(run_dir).error or "")


def test_two_runs_at_once_are_refused(make_run: MakeRun) -> None:
    run_dir = make_run("run")
    with (
        FileLock(training_lock(run_dir.parent)),
        pytest.raises(ValueError, match="Another run is being trained"),
    ):
        train_segment(run_dir)
    assert read_events(run_dir) == []


def test_the_saved_model_says_what_it_was_tuned_from(make_run: MakeRun, config: RunConfig) -> None:
    run_dir = make_run("run", num_train_epochs=0.5)
    train_segment(run_dir)
    saved = json.loads((model_path(run_dir) / "config.json").read_text())
    assert "base_model" not in saved  # a folder of this machine means nothing elsewhere
