"""What a run keeps: at its end, at a stop, and of its checkpoints."""

import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from transformers import TrainerCallback, TrainerState

from pipeline.formats import write_preferences
from pipeline.inference import Sampling, complete
from pipeline.model_files import root_model
from pipeline.schema import RunConfig
from pipeline.training.events import epoch_table, read_events
from pipeline.training.keeping import drop_broken_checkpoints, keep_checkpoint, last_whole_checkpoint
from pipeline.training.runs import (
    model_path,
    read_config,
    read_run,
    stop_file,
    write_config,
)
from pipeline.training.segment import end_if_a_stop_goes_unseen, train_segment
from training.conftest import MakeRun, make_config, make_preferences
from training.test_segment import last, names, same_weights


@pytest.fixture(scope="module")
def paused_runs(tiny_model: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By adapter: a run that waits after step 4 of 6, evaluated at step 3, its first epoch's end."""
    found = {}
    for adapter in ("full", "lora"):
        found[adapter] = run_dir = tmp_path_factory.mktemp("paused") / adapter
        write_preferences(run_dir / "preferences", make_preferences(6), make_preferences(3, first=50))
        write_config(
            run_dir, make_config(tiny_model, adapter=adapter), "v", datetime(2026, 11, 22, tzinfo=UTC)
        )
        for _ in range(4):
            train_segment(run_dir, deadline=0)
    return found


@pytest.fixture
def copy_paused(paused_runs: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one to end in a way of one's own."""
    return lambda adapter: shutil.copytree(paused_runs[adapter], tmp_path / adapter)


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
