"""One segment, in this process: how it ends, what it keeps, and that pieces add up to the whole."""

import json
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from transformers import TrainerCallback, TrainerState

from pipeline.formats import write_preferences
from pipeline.inference import Sampling, complete, load_model
from pipeline.model_files import root_model
from pipeline.schema import Preference, RunConfig
from pipeline.training.events import Event, epoch_table, read_events
from pipeline.training.keeping import drop_broken_checkpoints, keep_checkpoint, last_whole_checkpoint
from pipeline.training.runs import (
    log_file,
    model_path,
    read_config,
    read_run,
    stop_file,
    training_lock,
    write_config,
)
from pipeline.training.segment import end_if_a_stop_goes_unseen, train_segment
from training.conftest import make_config, make_preferences

MakeRun = Callable[..., Path]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def make_run(tmp_path: Path, config: RunConfig, train: list[Preference], test: list[Preference]) -> MakeRun:
    def make(name: str, **changes: object) -> Path:
        run_dir = tmp_path / name
        run_dir.mkdir()
        write_preferences(run_dir / "preferences", train, test)
        write_config(run_dir, replace(config, **changes), "task-1", NOW)
        return run_dir

    return make


@pytest.fixture(scope="module")
def paused_runs(tiny_model: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By adapter: a run that waits after step 4 of 6, evaluated at step 3, its first epoch's end."""
    found = {}
    for adapter in ("full", "lora"):
        found[adapter] = run_dir = tmp_path_factory.mktemp("paused") / adapter
        write_preferences(run_dir / "preferences", make_preferences(6), make_preferences(3, first=50))
        write_config(run_dir, make_config(tiny_model, adapter=adapter), "task-1", NOW)
        for _ in range(4):
            train_segment(run_dir, deadline=0)
    return found


@pytest.fixture
def copy_paused(paused_runs: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one to end in a way of one's own."""
    return lambda adapter: shutil.copytree(paused_runs[adapter], tmp_path / adapter)


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
    assert (run.status, run.error, run.task_version) == ("finished", None, "task-1")
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


def test_a_stop_keeps_the_best_model_so_far(make_run: MakeRun) -> None:
    # So high a rate that the loss is lowest early.
    run_dir = make_run("run", num_train_epochs=100.0, learning_rate=0.05, save_total_limit=1)

    def stop_after_some_epochs() -> None:
        give_up = time.monotonic() + 300
        while names(run_dir).count("eval") < 4 and time.monotonic() < give_up:
            time.sleep(0.01)
        stop_file(run_dir).touch()

    stopper = threading.Thread(target=stop_after_some_epochs)
    stopper.start()
    train_segment(run_dir)
    stopper.join()
    assert read_run(run_dir).status == "stopped"
    end = last(run_dir)
    table = epoch_table(read_events(run_dir))
    best = min(table, key=lambda row: row["eval_loss"])
    assert end["kept_step"] == best["epoch"] * 3 < end["step"] < 300
    assert end["kept_epoch"] == read_run(run_dir).best_epoch == best["epoch"]
    assert same_weights(model_path(run_dir), run_dir / "checkpoints" / f"checkpoint-{end['kept_step']}")


def test_nothing_is_kept_before_the_first_checkpoint(make_run: MakeRun) -> None:
    run_dir = make_run("run")
    assert keep_checkpoint(run_dir, read_config(run_dir)) == {}


def test_the_best_checkpoint_makes_a_model_without_its_trainer(copy_paused: Callable[[str], Path]) -> None:
    run_dir = copy_paused("lora")
    kept = {"step": 4, "kept_step": 3, "kept_epoch": 1.0}
    assert keep_checkpoint(run_dir, read_config(run_dir)) == kept
    files = {path.name for path in model_path(run_dir).iterdir()}
    assert {"adapter_model.safetensors", "tokenizer.json"} <= files
    assert not files & {
        "optimizer.pt",
        "scheduler.pt",
        "rng_state.pth",
        "training_args.bin",
        "trainer_state.json",
    }
    assert complete(
        str(model_path(run_dir)), [[{"role": "user", "content": "hi"}]], Sampling(max_new_tokens=4)
    )


def test_without_a_trainer_too_the_last_weights_stay_when_the_best_are_not_asked_for(
    copy_paused: Callable[[str], Path],
) -> None:
    run_dir = copy_paused("full")
    asked = replace(read_config(run_dir), load_best_model_at_end=False)
    assert keep_checkpoint(run_dir, asked)["kept_step"] == 4
    assert same_weights(model_path(run_dir), run_dir / "checkpoints" / "checkpoint-4")


@pytest.mark.parametrize("adapter", ["full", "lora"])
def test_a_checkpoint_made_a_model_names_its_base_as_a_trainer_does(
    copy_paused: Callable[[str], Path], adapter: str
) -> None:
    run_dir = copy_paused(adapter)
    portable = replace(read_config(run_dir), base_model="someone/some-model")  # no folder of this machine
    keep_checkpoint(run_dir, portable)
    assert root_model(str(model_path(run_dir))) == "someone/some-model"


def test_a_stop_that_no_step_sees_keeps_the_best_checkpoint(copy_paused: Callable[[str], Path]) -> None:
    run_dir = copy_paused("full")
    stop_file(run_dir).touch()
    left: list[int] = []
    end_if_a_stop_goes_unseen(run_dir, threading.RLock(), 0, left.append)
    assert left == [0]
    assert (last(run_dir)["event"], last(run_dir)["kept_step"]) == ("stopped", 3)
    assert same_weights(model_path(run_dir), run_dir / "checkpoints" / "checkpoint-3")


def test_a_paused_run_says_so(paused_runs: dict[str, Path]) -> None:
    assert read_run(paused_runs["full"]).status == "paused"
    assert not model_path(paused_runs["full"]).exists()


def test_what_ends_the_segment_is_either_the_trainer_or_the_thread_beside_it(make_run: MakeRun) -> None:
    """A stop that comes when the trainer has left its loop, or while it writes, finds the files held."""
    run_dir = make_run("run")
    files, held = threading.RLock(), []

    class Asks(TrainerCallback):
        def note(self, args: object, state: TrainerState, control: object, **kwargs: object) -> None:
            with ThreadPoolExecutor(1) as other:
                free = other.submit(files.acquire, False).result()
                if free:
                    other.submit(files.release).result()
            held.append((state.global_step, not free))

        on_step_begin = on_evaluate = on_save = note

    train_segment(run_dir, files=files, callbacks=[Asks()])
    # Three steps begin; the evaluation, after which only the save is left; it is written. Step 6 is the last.
    first = [(0, False), (1, False), (2, False), (3, True), (3, False)]
    assert held == [*first, (3, False), (4, False), (5, False), (6, True), (6, True)]
    with ThreadPoolExecutor(1) as other:
        assert not other.submit(files.acquire, False).result()


def test_a_stop_before_any_evaluation_keeps_the_weights_there_are(
    make_run: MakeRun, config: RunConfig
) -> None:
    run_dir = make_run("run")
    stop_file(run_dir).touch()
    train_segment(run_dir)
    assert (last(run_dir)["event"], last(run_dir)["step"], last(run_dir)["kept_step"]) == ("stopped", 1, 1)
    assert not same_weights(model_path(run_dir), Path(config.base_model))


def test_a_stopped_run_resumes_to_the_same_end(make_run: MakeRun) -> None:
    whole, stopped = make_run("whole"), make_run("stopped")
    train_segment(whole)
    stop_file(stopped).touch()
    train_segment(stopped)
    stop_file(stopped).unlink()
    train_segment(stopped)
    assert read_run(stopped).status == "finished"
    assert same_weights(model_path(whole), model_path(stopped))
    assert epoch_table(read_events(whole)) == epoch_table(read_events(stopped))


def test_without_keeping_the_best_the_last_weights_stay(make_run: MakeRun) -> None:
    run_dir = make_run("run", num_train_epochs=1.5, load_best_model_at_end=False)
    train_segment(run_dir)
    assert last(run_dir)["kept_step"] == 5


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


def test_only_whole_checkpoints_are_resumed_from_and_kept(tmp_path: Path) -> None:
    assert last_whole_checkpoint(tmp_path) is None
    for step, state in ((2, '{"global_step": 2}'), (4, '{"global_step": 4}'), (10, '{"global_'), (12, None)):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        if state:
            (folder / "trainer_state.json").write_text(state)
    (tmp_path / "checkpoint-x").mkdir()
    assert last_whole_checkpoint(tmp_path) == tmp_path / "checkpoint-4"
    drop_broken_checkpoints(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint-2", "checkpoint-4"}


def test_the_saved_model_says_what_it_was_tuned_from(make_run: MakeRun, config: RunConfig) -> None:
    run_dir = make_run("run", num_train_epochs=0.5)
    train_segment(run_dir)
    saved = json.loads((model_path(run_dir) / "config.json").read_text())
    assert "base_model" not in saved  # a folder of this machine means nothing elsewhere
