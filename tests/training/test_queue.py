"""The queue in real processes: order, kills, restarts and removal."""

import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.schema import Preference, Run, RunConfig
from pipeline.training import launch, queue
from pipeline.training.events import is_held, lock_file, read_events
from pipeline.training.queue import enqueue_run, keep_queue, keeper_lock, waiting_runs
from pipeline.training.runs import queued_file, training_lock

NOW = datetime(2026, 11, 22, 13, 5, 9, tzinfo=UTC)
Enqueue = Callable[..., Run]


@pytest.fixture
def runs_dir(tmp_path: Path) -> Iterator[Path]:
    """A directory none of whose runs outlives a test that failed."""
    yield tmp_path / "runs"
    for run in waiting_runs(tmp_path / "runs"):
        queued_file(Path(run.path)).unlink(missing_ok=True)
    for run in launch.list_runs(tmp_path / "runs"):
        launch.stop_run(Path(run.path))
        launch.wait_for_run(Path(run.path), lambda event: None, pause=0.02)


@pytest.fixture
def enqueue(runs_dir: Path, config: RunConfig, train: list[Preference], test: list[Preference]) -> Enqueue:
    def put(name: str, seconds: int, **changes: object) -> Run:
        asked = replace(config, name=name, **changes)  # type: ignore[arg-type]
        return enqueue_run(runs_dir, asked, "v", train, test, NOW + timedelta(seconds=seconds))

    return put


def wait_until(true: Callable[[], bool], seconds: float = 300.0) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "gave up waiting"
        time.sleep(0.05)


def statuses(runs_dir: Path) -> dict[str, str]:
    return {run.config.name: run.status for run in launch.list_runs(runs_dir)}


def test_waiting_runs_train_in_order_also_when_their_keeper_was_killed(
    runs_dir: Path, enqueue: Enqueue, tmp_path: Path
) -> None:
    """Past one that was removed and one that fails, when whoever trains before them lets go of the lock."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text("{}")
    runs_dir.mkdir()
    with FileLock(training_lock(runs_dir)):
        removed = enqueue("removed", 1)
        wait_until(lambda: is_held(keeper_lock(runs_dir)) and (runs_dir / queue.KEEPER).exists())
        enqueue("broken", 2, base_model=str(broken))
        enqueue("whole", 3)
        assert statuses(runs_dir) == {"removed": "queued", "broken": "queued", "whole": "queued"}
        assert [run.config.name for run in waiting_runs(runs_dir)] == ["removed", "broken", "whole"]
        launch.delete_run(Path(removed.path))
        killed = int((runs_dir / queue.KEEPER).read_text())
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: not is_held(keeper_lock(runs_dir)))  # nobody is left to start them
        keep_queue(runs_dir, at_once=True)  # as the app does when it starts
        wait_until(lambda: (runs_dir / queue.KEEPER).read_text() not in ("", str(killed)))
        assert statuses(runs_dir) == {"broken": "queued", "whole": "queued"}
    wait_until(lambda: statuses(runs_dir)["whole"] == "finished")
    assert statuses(runs_dir) == {"broken": "failed", "whole": "finished"}
    failed, whole = (read_events(Path(run.path)) for run in reversed(launch.list_runs(runs_dir)))
    assert failed[-1]["at"] <= whole[0]["at"]
    wait_until(lambda: not is_held(keeper_lock(runs_dir)))


@pytest.mark.soak
def test_waiting_runs_train_in_order_after_the_one_before_was_killed(
    runs_dir: Path,
    enqueue: Enqueue,
    config: RunConfig,
    train: list[Preference],
    test: list[Preference],
    tmp_path: Path,
) -> None:
    """Past one that was removed and one that fails."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text("{}")
    long = replace(config, name="long", num_train_epochs=100.0)
    first = launch.start_run(runs_dir, long, "v", train, test, NOW)
    removed = enqueue("removed", 1)
    enqueue("broken", 2, base_model=str(broken))
    enqueue("whole", 3)
    waiting = {"removed": "queued", "broken": "queued", "whole": "queued"}
    assert statuses(runs_dir) == {"long": first.status, **waiting}
    assert [run.config.name for run in waiting_runs(runs_dir)] == list(waiting)
    launch.delete_run(Path(removed.path))

    os.kill(read_events(Path(first.path))[0]["process"], signal.SIGKILL)
    wait_until(lambda: statuses(runs_dir)["whole"] == "finished")
    assert statuses(runs_dir) == {"long": "failed", "broken": "failed", "whole": "finished"}
    failed, whole = (
        read_events(Path(run.path)) for run in reversed(launch.list_runs(runs_dir)) if run.id != first.id
    )
    assert failed[-1]["at"] <= whole[0]["at"]
    wait_until(lambda: not is_held(keeper_lock(runs_dir)))


def test_a_run_at_work_is_not_deleted(runs_dir: Path) -> None:
    run_dir = runs_dir / "20261122T130509Z"
    run_dir.mkdir(parents=True)
    with FileLock(lock_file(run_dir)), pytest.raises(ValueError, match="stop it, then delete it"):
        launch.delete_run(run_dir)
    assert run_dir.exists()


def test_an_empty_queue_starts_no_process(runs_dir: Path) -> None:
    keep_queue(runs_dir)
    assert not runs_dir.exists()
    runs_dir.mkdir()
    assert queue.main([str(runs_dir)]) == 0


def test_looks_start_one_keeper_and_the_next_one_ever_later(
    runs_dir: Path, enqueue: Enqueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though none of those that are started ever comes to its work."""
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr(queue, "spawn", lambda *what: started.append(what))
    enqueue("waiting", 1)
    assert len(started) == 1
    with ThreadPoolExecutor(20) as looks:
        list(looks.map(lambda _: keep_queue(runs_dir), range(100)))
    assert len(started) == 1
    begun, times = time.time(), []
    for second in range(4000):
        before = len(started)
        keep_queue(runs_dir, clock=lambda now=begun + second: now)  # type: ignore[misc]
        if len(started) > before:
            times.append(second)
            os.utime(runs_dir / ".queue-starts", (begun + second, begun + second))
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps[:5] == [30, 60, 120, 240, 480] and gaps[5:] == [960] * len(gaps[5:])
    keep_queue(runs_dir, at_once=True)  # the owner's word
    assert len(started) == len(times) + 2


def test_a_keeper_that_does_its_work_is_followed_at_once(runs_dir: Path, enqueue: Enqueue) -> None:
    runs_dir.mkdir()
    starts = runs_dir / ".queue-starts"
    with FileLock(training_lock(runs_dir)):
        run = enqueue("waiting", 1)
        assert starts.stat().st_size == 1
        wait_until(lambda: not starts.exists())
        launch.delete_run(Path(run.path))
        wait_until(lambda: not is_held(keeper_lock(runs_dir)))


def test_settings_that_cannot_be_used_are_refused_before_they_wait(runs_dir: Path, enqueue: Enqueue) -> None:
    with pytest.raises(ValueError, match="beta is 0"):
        enqueue("bad", 1, beta=0.0)
    assert not runs_dir.exists()
