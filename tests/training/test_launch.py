"""Runs in real processes: starting, refusing, stopping, dying and resuming."""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pipeline.formats import write_preferences
from pipeline.inference import Sampling, complete
from pipeline.schema import Preference, Run, RunConfig
from pipeline.training import launch
from pipeline.training.events import Event, epoch_table, is_alive, progress, read_events
from pipeline.training.runs import write_config
from pipeline.training.segment import train_segment
from training.test_kills import assert_same_run

DYING = Path(__file__).resolve().parents[1] / "dying.py"
NOW = datetime(2026, 11, 22, 13, 5, 9, tzinfo=UTC)


@pytest.fixture
def runs_dir(tmp_path: Path) -> Iterator[Path]:
    """A directory whose last run does not outlive a test that failed."""
    yield tmp_path / "runs"
    for run in launch.list_runs(tmp_path / "runs"):
        launch.stop_run(Path(run.path))
        launch.wait_for_run(Path(run.path), lambda event: None, pause=0.02)


def wait_until(true: Callable[[], bool], seconds: float = 300.0) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "gave up waiting"
        time.sleep(0.02)


def evaluations(run: Run) -> int:
    return sum(event["event"] == "eval" for event in read_events(Path(run.path)))


def test_one_run_at_a_time_and_a_stop_that_ends_it(
    runs_dir: Path, config: RunConfig, train: list[Preference], test: list[Preference]
) -> None:
    run = launch.start_run(runs_dir, replace(config, num_train_epochs=100.0), "v", train, test, NOW)
    process = read_events(Path(run.path))[0]["process"]
    # Its own session: neither the app's end nor its terminal's reaches it.
    assert os.getsid(process) == process != os.getsid(0)
    with pytest.raises(ValueError, match=f"{run.id} is being trained"):
        launch.start_run(runs_dir, config, "v", train, test, NOW)
    wait_until(lambda: evaluations(run) >= 1)
    launch.stop_run(Path(run.path))
    ended = launch.wait_for_run(Path(run.path), lambda event: None, pause=0.02)
    assert (ended.status, ended.error) == ("stopped", None)
    complete(str(launch.model_path(Path(run.path))), [[{"role": "user", "content": "hi"}]], Sampling())
    assert [run.status for run in launch.list_runs(runs_dir)] == ["stopped"]


def test_a_killed_run_says_so_and_resumes_to_the_uninterrupted_end(
    runs_dir: Path, config: RunConfig, train: list[Preference], test: list[Preference]
) -> None:
    """From its start to its end, and told whole to whoever follows it."""
    (runs_dir / "20261121T010101Z-my-first-run").mkdir(parents=True)  # whenever it was, names stay apart
    asked = replace(config, name="My first, run!", trainer="prefix_tree", ideas_per_step=2)
    dies_at_step_5 = partial(launch.begin_process, command=(sys.executable, str(DYING), "5", "0"))
    run = launch.start_run(runs_dir, asked, "task-1", train, test, NOW, dies_at_step_5)
    assert run.id == "20261122T130509Z-my-first-run-2"
    assert run.status in ("starting", "running")
    run_dir = Path(run.path)
    assert is_alive(run_dir)
    killed = launch.wait_for_run(run_dir, lambda event: None, pause=0.05)
    assert killed.status == "failed"
    assert killed.error and re.search("at step [45]: .*resume it", killed.error)  # logged every second step
    launch.resume_run(run_dir)
    seen: list[Event] = []
    ended = launch.wait_for_run(run_dir, seen.append, pause=0.05)
    assert (ended.status, ended.created_at, ended.config.name) == ("finished", NOW, "My first, run!")
    assert seen == read_events(run_dir)
    assert [row["epoch"] for row in epoch_table(seen)] == [1.0, 2.0]
    assert progress(seen).fraction == 1.0
    assert launch.list_runs(runs_dir) == [ended]
    with pytest.raises(ValueError, match="has finished"):
        launch.resume_run(run_dir)
    model = str(launch.model_path(run_dir))
    assert complete(model, [[{"role": "user", "content": "hi"}]], Sampling(max_new_tokens=4))
    rows = (run_dir / "preferences" / "train.jsonl").read_text().splitlines()
    assert json.loads(rows[0])["pair_id"] == "pair-0"

    whole = runs_dir / "whole"
    write_preferences(whole / "preferences", train, test)
    write_config(whole, ended.config, "v", NOW)
    train_segment(whole)
    assert_same_run(whole, run_dir)


def test_a_run_without_pairs_is_refused(
    runs_dir: Path, config: RunConfig, train: list[Preference], test: list[Preference]
) -> None:
    with pytest.raises(ValueError, match="label some pairs first"):
        launch.start_run(runs_dir, config, "v", [], test, NOW)
    with pytest.raises(ValueError, match="no pairs to evaluate on"):
        launch.start_run(runs_dir, config, "v", train, [], NOW)
    assert launch.list_runs(runs_dir) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"base_model": "/no/model/here"}, "No model at"),
        ({"beta": 0.0}, "beta is 0.0"),
        ({"name": "../up"}, "leave out slashes"),
        ({"eval_strategy": "steps", "save_strategy": "steps", "eval_steps": 7}, "has only 6 steps"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_written(
    runs_dir: Path,
    config: RunConfig,
    train: list[Preference],
    test: list[Preference],
    changes: dict[str, object],
    words: str,
) -> None:
    with pytest.raises(ValueError, match=words):
        launch.start_run(runs_dir, replace(config, **changes), "v", train, test, NOW)
    assert not (runs_dir).exists()


def test_a_run_keeps_whole_paths_of_its_models_since_it_works_elsewhere(
    runs_dir: Path,
    config: RunConfig,
    train: list[Preference],
    test: list[Preference],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "taster").mkdir()
    runs_dir.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("taster", "~/taster"):
        made = launch.make_run(runs_dir, replace(config, reward_model=name), "v", train, test, NOW)
        assert launch.read_run(made).config.reward_model == str(tmp_path / "taster")
    made = launch.make_run(runs_dir, config, "v", train, test, NOW)
    assert launch.read_run(made).config.reward_model == ""


def test_a_run_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="No run at"):
        launch.read_run(tmp_path / "nothing")
    (tmp_path / "half").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text('{"created')
    assert launch.list_runs(tmp_path) == []
    assert launch.list_runs(tmp_path / "nothing") == []


def test_stopping_what_does_not_run_leaves_no_trace(tmp_path: Path) -> None:
    launch.stop_run(tmp_path)
    assert not (tmp_path / "stop").exists()
