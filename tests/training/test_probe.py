"""A probe in a real process: it measures, is not repeated, and leaves no weights."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.schema import Preference, RunConfig
from pipeline.training.estimate import find_pace
from pipeline.training.probe import is_going, probe_events, read_probe, start_probe, stop_probes
from pipeline.training.runs import model_path


def test_a_probe_measures_settings_like_these(
    tmp_path: Path, config: RunConfig, train: list[Preference], test: list[Preference]
) -> None:
    asked = replace(config, trainer="prefix_tree", ideas_per_step=1, num_train_epochs=50.0)
    assert read_probe(tmp_path, asked, "cpu", datetime.now(UTC)) is None
    for _ in range(2):  # the second finds the first at work
        start_probe(tmp_path, asked, train, test, "cpu", datetime.now(UTC))
    probe = read_probe(tmp_path, asked, "cpu", datetime.now(UTC))
    assert probe and is_going(probe, datetime.now(UTC))
    give_up = time.monotonic() + 300
    while is_going(probe, datetime.now(UTC)) and time.monotonic() < give_up:
        time.sleep(0.1)
        probe = read_probe(tmp_path, asked, "cpu", datetime.now(UTC))
        assert probe
    assert (probe.status, probe.config.num_train_epochs) == ("finished", 1.0), probe.error
    assert not model_path(Path(probe.path)).exists()
    ((measured, events),) = probe_events(tmp_path)
    assert sum(event["event"] == "log" for event in events) >= 5
    pace = find_pace([(measured, events)], asked, "cpu")
    assert pace and pace.trained > 0 and pace.peak_bytes
    # Longer, on other pairs, at another rate: it is the same work.
    assert read_probe(tmp_path, replace(asked, learning_rate=1e-6), "cpu", datetime.now(UTC)) == probe
    assert read_probe(tmp_path, replace(asked, adapter="lora"), "cpu", datetime.now(UTC)) is None
    stop_probes(tmp_path)  # nothing is going; nothing happens
    assert not (Path(probe.path) / "stop").exists()


def test_a_probe_that_never_began_is_not_waited_for(
    tmp_path: Path,
    config: RunConfig,
    train: list[Preference],
    test: list[Preference],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.training.probe.spawn", lambda log, *arguments: None)
    start_probe(tmp_path, config, train, test, "cpu", datetime.now(UTC) - timedelta(hours=1))
    probe = read_probe(tmp_path, config, "cpu", datetime.now(UTC))
    assert probe
    later = datetime.now(UTC) + timedelta(hours=1)
    assert not is_going(replace(probe, status="failed"), later)
