"""What a run will need, as the form says it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from filelock import FileLock

from pipeline.schema import RunConfig
from pipeline.training import probe
from pipeline.training.estimate import guess_device
from pipeline.training.events import append_event, lock_file
from pipeline.training.methods import presets_of
from pipeline.training.recipes import TUTORIAL, presets
from pipeline.training.runs import stop_file
from pipeline.ui import Services, train_estimate, train_forecast, train_tab
from pipeline.ui.train_acts import derive
from pipeline.ui.train_estimate import estimate_html
from pipeline.ui.train_form import form_values
from ui.running_app import make_settings
from ui.test_train_tab import CONFIG, NOW, form, write_example_labels, write_run


def estimate(services: Services, request: gr.Request, model: str = "embedded", **changes: Any) -> list[Any]:
    return train_forecast.show_estimate(services, request, True, False, model, *form(**changes))


@pytest.mark.parametrize(
    ("where", "said"), [({}, False), ({"space_id": "ada/titles"}, True), ({"zero_gpu": True}, True)]
)
def test_zero_gpu_is_spoken_of_where_it_can_be_had(
    services: Services, where: dict[str, object], said: bool
) -> None:
    write_example_labels(services.store, services.task)
    here = replace(services, settings=make_settings(services.settings.data_dir, **where))
    html, _, _ = estimate_html(here, CONFIG, derive(here, True, False), "en", measure=False)
    assert ("ZeroGPU" in html) == said and "steps" in html


def test_the_estimate_comes_from_earlier_runs_and_follows_the_settings(
    services: Services, owner: gr.Request
) -> None:
    write_example_labels(services.store, services.task)
    said, probing, measure, costs, _ = estimate(services, owner, "someone/some-model")
    assert "DPO" in costs  # what each method costs here
    # 30 pairs of 5 ideas in one epoch: so few that each is a step.
    assert "time not measured yet · 5 steps" in said
    assert (probing.active, measure["visible"]) == (False, True)  # it would have to be fetched first

    config = replace(presets("embedded")["Quick"], base_model="someone/some-model")
    config = replace(config, ideas_per_step=1, warmup_steps=1)
    folder = services.settings.runs_dir / write_run(services.settings.runs_dir, "20260101T000000Z-a", config)
    training = {
        "step": 0,
        "epoch": 0.0,
        "total_steps": 4,
        "device": "cpu",
        "train_pairs": 10,
        "eval_pairs": 5,
    }
    for seconds, event, fields in (
        (0, "started", {}),
        (10, "reference", {"scored": 0, "pairs": 15}),
        (25, "reference", {"scored": 15, "pairs": 15}),
        (26, "training", training),
        (28, "log", {"step": 1, "epoch": 0.25}),
        (48, "log", {"step": 2, "epoch": 0.5}),
        (53, "eval", {"step": 2, "epoch": 0.5, "eval_loss": 0.5}),
    ):
        append_event(folder, event, NOW + timedelta(seconds=seconds), **fields)
    # 10 s to load, 1 s a pair scored, 20 s for a quarter of 10 pairs are 8 s a pair, 1 s a pair evaluated:
    # 10 + 36 + 30 * 8 + 6 = 292 s.
    assert "about 4 min 52 s" in estimate(services, owner, "someone/some-model")[0]
    # With two epochs 30 * 8 + 6 more: 538 s.
    assert "about 8 min 58 s" in estimate(services, owner, "someone/some-model", num_train_epochs=2)[0]
    assert "not measured" in estimate(services, owner, "someone/some-model", adapter="lora")[0]


def test_a_probe_that_a_run_put_an_end_to_is_made_up_for_and_another_at_the_owners_word(
    services: Services, owner: gr.Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_example_labels(services.store, services.task)
    started: list[RunConfig] = []

    def note(folder: Path, config: RunConfig, *given: Any) -> None:
        started.append(config)

    monkeypatch.setattr(train_estimate, "start_probe", note)
    estimate(services, owner)
    assert len(started) == 1
    key = probe._key(train_estimate.absolute(replace(CONFIG, trainer="prefix_tree")), guess_device())
    folder = services.settings.probes_dir / key
    ended = write_run(folder, "20260101T000000Z-probe", CONFIG, ("started", {}), ("failed", {"error": "no"}))
    estimate(services, owner)
    assert len(started) == 1  # or it would be tried for ever
    train_forecast.measure_pace(services, owner, True, False, "embedded", *form())
    assert len(started) == 2
    stop_file(folder / ended).touch()
    estimate(services, owner)
    assert len(started) == 3


def test_what_is_trained_is_said_though_there_is_nothing_to_learn_from(
    services: Services, owner: gr.Request
) -> None:
    def about(model: str = "embedded", config: RunConfig = CONFIG) -> str:
        values = form_values(config)
        return str(train_forecast.show_estimate(services, owner, True, False, model, *values)[-1])

    usual = presets("embedded")[TUTORIAL]
    assert "It trains Embedded title model (1M parameters). The standard recipe" in about(config=usual)
    assert "The standard recipe" in about(config=replace(usual, name="mine"))
    assert "Settings of your own" in about(config=replace(usual, beta=0.3))
    assert "someone/some-model. Settings of your own" in about("someone/some-model", usual)
    rlhf = presets_of("rlhf", "embedded")["Short"]
    assert "Short: 32 steps of RLOO" in about(config=rlhf)
    assert "Short" not in about(config=replace(rlhf, beta=None))  # not whole: what is said stays


def test_settings_that_cannot_be_used_are_said_in_place_of_an_estimate(
    services: Services, owner: gr.Request
) -> None:
    write_example_labels(services.store, services.task)
    assert "Beta (beta) is 0" in estimate(services, owner, beta=0)[0]
    assert "Beta (beta) is empty" in estimate(services, owner, beta=None)[0]


def test_beside_a_run_that_measures_itself_no_time_is_missed(services: Services, owner: gr.Request) -> None:
    write_example_labels(services.store, services.task)
    runs_dir = services.settings.runs_dir
    run_id = write_run(runs_dir, "20260101T000000Z-a", CONFIG, ("started", {}))
    with FileLock(lock_file(runs_dir / run_id)):
        said, probing, measure, *_ = estimate(services, owner)
        assert "steps" in said and "not measured" not in said
        assert (probing.active, measure["visible"]) == (False, False)


def test_the_estimate_looks_again_when_a_run_has_ended(services: Services, owner: gr.Request) -> None:
    runs_dir = services.settings.runs_dir
    run_id = write_run(runs_dir, "20260101T000000Z-a", CONFIG, ("started", {}))
    with FileLock(lock_file(runs_dir / run_id)):
        *_, watching, probing = train_tab.follow_run(services, None, None, owner)
        assert (watching.active, probing.active) == (True, False)
    append_event(runs_dir / run_id, "finished", NOW)
    *_, watching, probing = train_tab.follow_run(services, None, None, owner)
    assert (watching.active, probing.active) == (False, True)
