"""What is asked of a GPU worker and what its refusals become; the worker here is a function."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.training.events import append_event, read_events
from pipeline.training.zerogpu import FIRST, LONGEST, SHORTEST, begin_run, next_seconds, train_next_part

NOW = datetime(2026, 11, 22, tzinfo=UTC)
QUOTA = "You have exceeded your free ZeroGPU quota ({}s requested vs. {}s left). Try again in {}. "


class Refused(Exception):
    """As gradio.Error: a title and a message."""

    def __init__(self, title: str, message: str) -> None:
        super().__init__(message)
        self.title, self.message = title, message


class Gpu:
    """Refuses as often as it has reasons to, then trains; `asked` are the seconds of each call."""

    def __init__(self, *refusals: Exception) -> None:
        self.refusals, self.asked = list(refusals), []

    def __call__(self, run_dir: str, seconds: int) -> str | None:
        self.asked.append(seconds)
        if self.refusals:
            raise self.refusals.pop(0)
        return None


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


def write(run_dir: Path, *events: tuple[str, float, dict[str, object]]) -> None:
    for event, seconds, fields in events:
        append_event(run_dir, event, NOW + timedelta(seconds=seconds), **fields)


def test_a_run_begins_as_one_that_waits_for_its_first_part(run_dir: Path) -> None:
    begin_run(run_dir)
    begin_run(run_dir)
    assert [(event["event"], event["step"]) for event in read_events(run_dir)] == [("paused", 0)]
    assert next_seconds(read_events(run_dir)) == FIRST


@pytest.mark.parametrize(
    ("pace", "seconds"),
    [(1.0, 10 + 108 + 4 + 12), (0.01, SHORTEST), (9.0, LONGEST)],  # 90 steps are left, a fifth is added
)
def test_the_next_part_asks_for_what_the_rest_takes(run_dir: Path, pace: float, seconds: int) -> None:
    write(
        run_dir,
        ("started", 0, {}),
        ("training", 10, {"step": 0, "total_steps": 100}),
        ("step", 20, {"step": 5, "epoch": 0.1}),
        ("log", 20 + 5 * pace, {"step": 10, "epoch": 0.2}),
        ("eval", 20 + 5 * pace, {"step": 10, "epoch": 0.2, "eval_runtime": 4.0}),
        ("paused", 30, {"step": 10}),
    )
    assert next_seconds(read_events(run_dir)) == seconds


def test_after_a_part_that_was_taken_back_the_next_asks_for_twice_as_long(run_dir: Path) -> None:
    gpu = Gpu(Refused("ZeroGPU worker error", "GPU task aborted"))
    write(run_dir, ("started", 0, {}), ("training", 10, {"step": 0, "total_steps": 100}))
    write(run_dir, ("step", 70, {"step": 1, "epoch": 0.1}))
    with pytest.raises(ValueError, match="taken back before this part was saved"):
        train_next_part(gpu, run_dir)
    last = read_events(run_dir)[-1]
    assert (last["event"], last["step"], last["aborted"]) == ("paused", 0, True)
    assert next_seconds(read_events(run_dir)) == 140


def test_what_is_left_of_a_quota_is_asked_for(run_dir: Path) -> None:
    # 60 s count for 90 on this GPU, so 66 counted seconds are 44.
    gpu = Gpu(Refused("ZeroGPU quota exceeded", QUOTA.format(90, 66, "0:10:00")))
    train_next_part(gpu, run_dir)
    assert gpu.asked == [60, 44]


def test_a_length_beyond_the_most_is_halved(run_dir: Path) -> None:
    too_long = Refused(
        "ZeroGPU illegal duration", "The requested GPU duration (90s) is larger than the maximum"
    )
    gpu = Gpu(too_long)
    train_next_part(gpu, run_dir)
    assert gpu.asked == [60, 30]
    gpu = Gpu(too_long, too_long)
    with pytest.raises(ValueError, match="gets no GPU for 30 s, the shortest part"):
        train_next_part(gpu, run_dir)


@pytest.mark.parametrize(
    ("title", "message", "words"),
    [
        ("ZeroGPU quota exceeded", QUOTA.format(90, 20, "2:03:04"), "20 s are left.*in 2 h 4 min"),
        ("ZeroGPU quota exceeded", QUOTA.format(90, 0, "1 day, 0:00:00"), "0 s are left.*in 24 h 0 min"),
        (
            "ZeroGPU quota exceeded",
            "You have exceeded your ZeroGPU runs limit. ",
            "train the next part tomorrow",
        ),
        (
            "ZeroGPU quota exceeded",
            "Space app has reached its GPU limit. Try",
            "open the Space on huggingface",
        ),
        (
            "ZeroGPU queue timeout",
            "No GPU was available after 60s. Retry later",
            "try again in a few minutes",
        ),
        ("ZeroGPU client error", "No GPU was available", "try again in a few minutes"),
        ("ZeroGPU client error", "Expired ZeroGPU proxy token", "reload it"),
        (
            "ZeroGPU pending credits exceeded",
            "You have too many ZeroGPU credits allocated",
            "Other GPU tasks",
        ),
        ("ZeroGPU worker error", "OSError", "ended with OSError"),
    ],
)
def test_every_refusal_is_said_in_words(run_dir: Path, title: str, message: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        train_next_part(Gpu(Refused(title, message)), run_dir)


def test_what_is_no_refusal_is_left_as_it_is(run_dir: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        train_next_part(Gpu(ZeroDivisionError()), run_dir)


def test_what_the_worker_could_not_begin_is_told(run_dir: Path) -> None:
    with pytest.raises(ValueError, match="is being trained already"):
        train_next_part(lambda folder, seconds: "The run is being trained already", run_dir)


def test_a_second_click_asks_for_no_second_gpu(run_dir: Path) -> None:
    gpu = Gpu()
    with FileLock(run_dir.parent / ".part.lock"), pytest.raises(ValueError, match="waiting for a GPU"):
        train_next_part(gpu, run_dir)
    assert gpu.asked == []
