"""The Train tab's handlers by themselves; test_train_page has a whole run in Chromium."""

import json
import re
import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from filelock import FileLock

from pipeline import labels, pairs, preferences
from pipeline.cli import build_parser
from pipeline.formats import write_preferences
from pipeline.schema import Candidate, Idea, RunConfig, Task
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.training.events import append_event, lock_file, read_events, training_fact
from pipeline.training.methods import presets_of
from pipeline.training.options import read_run_options
from pipeline.training.queue import keeper_lock
from pipeline.training.recipes import METHODS, presets
from pipeline.training.runs import queued_file, read_run, training_lock, write_config
from pipeline.training.segment import train_segment
from pipeline.ui import Services, train_acts, train_forecast, train_tab
from pipeline.ui.train_form import FORM, form_values, read_form
from tiny_model import write_tiny_model

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CONFIG = RunConfig("embedded")
SHOWN = ("chosen", "shown", "head", "plots", "deeper", "samples", "table", "settings", "history", "delete")
BUTTONS = ("start", "enqueue", "stop", "resume", "again", "compare", "timer")


def write_example_labels(store: Store, task: Task, n_ideas: int = 6) -> None:
    """Four titles and six pairs for each idea; the simulated taste tells any two of the titles apart."""
    store.add_task(task)
    for n in range(n_ideas):
        idea = Idea.of(task.name, f"growing herb number {n}")
        store.add_ideas([idea])
        titles = (f"Why does herb {n} grow?", f"Herb {n}", f"HERB {n} GROWS", f"Herb {n} grows and grows!")
        store.add_candidates(Candidate.of(idea.id, title, "test") for title in titles)
    pairs.add_all_pairs(store, task)
    labels.simulate_labels(store, task, SimulatedAnnotator(seed=0, noise=0.0), NOW)


def write_run(runs_dir: Path, name: str, config: RunConfig, *events: tuple[str, dict[str, Any]]) -> str:
    folder = runs_dir / name
    folder.mkdir(parents=True)
    write_config(folder, config, "version", NOW)
    for event, fields in events:
        append_event(folder, event, NOW, **fields)
    return name


def show(services: Services, chosen: str | None, request: gr.Request) -> dict[str, Any]:
    return dict(zip(SHOWN + BUTTONS, train_tab.show_run(services, chosen, None, request), strict=True))


def show_tab(services: Services, examples: bool, request: gr.Request) -> list[Any]:
    return train_tab.show_tab(services, None, None, examples, False, request)


def form(**changes: Any) -> list[Any]:
    return list((dict(zip(FORM, form_values(presets("embedded")["Quick"]), strict=True)) | changes).values())


def start(services: Services, request: gr.Request, model: str, **changes: Any) -> str:
    return train_acts.start_run(services, request, True, False, model, *form(**changes))


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"beta": None}, r"Beta \(beta\) is empty"),
        ({"num_train_epochs": -1}, r"Epochs \(num_train_epochs\) is -1"),
        ({"per_device_train_batch_size": 2.5}, r"\(per_device_train_batch_size\) is 2.5"),
        ({"learning_rate": "fast"}, r"\(learning_rate\) is 'fast'"),
        ({"loss_type": "nonsense"}, r"\(loss_type\) is 'nonsense'"),
        ({"save_strategy": "steps"}, "make them equal"),
        ({"name": "../../etc"}, r"Name \(name\) is"),
        ({"name": None}, "is empty"),
    ],
)
def test_a_wrong_value_is_a_sentence(
    services: Services, owner: gr.Request, changes: dict[str, Any], sentence: str
) -> None:
    write_example_labels(services.store, services.task)
    with pytest.raises(ValueError, match=sentence):
        start(services, owner, "embedded", **changes)
    assert not services.settings.runs_dir.exists()


@pytest.mark.parametrize("model", ["/no/such/model", "", None, "no model at all"])
def test_an_unknown_model_is_a_sentence(services: Services, owner: gr.Request, model: Any) -> None:
    write_example_labels(services.store, services.task)
    with pytest.raises(ValueError, match="No model at"):
        start(services, owner, model)


def test_a_form_gives_back_the_config_that_filled_it() -> None:
    for config in [each for method in METHODS for each in presets_of(method, "embedded").values()]:
        assert read_form("embedded", tuple(form_values(config)), "en") == config


def test_the_second_half_of_a_double_click_queues_no_run(services: Services, owner: gr.Request) -> None:
    write_example_labels(services.store, services.task)
    first = train_acts.queue_run(services, owner, True, False, "embedded", *form())
    with pytest.raises(ValueError, match="a bit fast"):
        train_acts.queue_run(services, owner, True, False, "embedded", *form())
    other = train_acts.queue_run(services, owner, True, False, "embedded", *form(name="other"))
    later = replace(services, now=lambda: services.now() + timedelta(seconds=4))
    again = train_acts.queue_run(later, owner, True, False, "embedded", *form(name="other"))
    assert len({first, other, again}) == 3


def test_a_preset_fills_the_form(services: Services, owner: gr.Request) -> None:
    filled = train_acts.fill_form(services, "Qwen/Qwen2.5-0.5B-Instruct", "LoRA", "dpo", owner)
    values = dict(zip(FORM, filled, strict=True))
    assert (values["adapter"], values["learning_rate"], values["trainer"]) == ("lora", 5e-5, "prefix_tree")


def test_runs_are_listed_newest_first_and_the_newest_is_shown(services: Services, owner: gr.Request) -> None:
    config = RunConfig("embedded", name="<b>mine</b>", num_train_epochs=1.0)
    evaluated = {"step": 4, "epoch": 1.0, "eval_loss": 0.5, "eval_rewards/margins": 0.25}
    runs_dir = services.settings.runs_dir
    write_run(
        runs_dir,
        "20260101T000000Z-a",
        replace(config, name=""),
        ("started", {}),
        ("training", {"step": 0, "epoch": 0.0, "total_steps": 4}),
        ("log", {"step": 4, "epoch": 1.0, "loss": 0.6}),
        ("eval", evaluated),
        ("finished", {"step": 4, "kept_step": 4, "kept_epoch": 1.0}),
    )
    write_run(
        runs_dir, "20260101T000000Z-b", config, ("started", {}), ("failed", {"error": "Out of memory."})
    )
    shown = show(services, None, owner)
    assert shown["chosen"] == "20260101T000000Z-b"
    assert "Out of memory." in shown["head"] and "&lt;b&gt;mine" in shown["head"]
    assert shown["resume"]["visible"] and not shown["compare"]["visible"]
    assert shown["history"].index("&lt;b&gt;mine") < shown["history"].index("0.5000")
    older = show(services, "20260101T000000Z-a", owner)
    assert "(steps: 4)" in older["head"] and "class=kept" in older["table"]
    assert [older["resume"]["visible"], older["stop"]["visible"]] == [False, False]


def test_a_run_id_is_looked_up_and_never_a_path(services: Services, owner: gr.Request) -> None:
    write_run(services.settings.runs_dir, "20260101T000000Z-a", RunConfig("embedded"), ("started", {}))
    assert show(services, "../../../etc", owner)["chosen"] == "20260101T000000Z-a"
    event = gr.EventData(None, {"run": ["no", "string"]})
    assert train_tab.choose_run(services, None, event, owner)[1] == "20260101T000000Z-a"


def test_a_volunteer_may_look_and_not_act(
    services: Services, volunteer: gr.Request, owner: gr.Request
) -> None:
    config = RunConfig("embedded", reward_model="/secret/runs/old/model")
    write_run(services.settings.runs_dir, "20260101T000000Z-a", config, ("started", {}))
    shown = show(services, None, volunteer)
    assert "embedded" in shown["head"].lower()
    assert not any(shown[name]["visible"] for name in ("stop", "resume", "again", "delete"))
    assert "python -m pipeline" not in shown["settings"]
    append_event(services.settings.runs_dir / "20260101T000000Z-a", "failed", NOW, error="No file /secret/a.")
    assert "/secret" in show(services, None, owner)["head"]
    whole = show_tab(services, True, volunteer)
    assert str(services.settings.runs_dir) not in str(whole) and "/secret" not in str(whole)
    for act in (
        lambda: start(services, volunteer, "embedded"),
        lambda: train_acts.queue_run(services, volunteer, True, False, "embedded", *form()),
        lambda: train_acts.stop_run(services, volunteer),
        lambda: train_acts.resume_run(services, None, volunteer),
        lambda: train_acts.start_again(services, "20260101T000000Z-a", volunteer),
        lambda: train_acts.ask_to_delete(services, "20260101T000000Z-a", volunteer),
        lambda: train_acts.delete_run(services, "20260101T000000Z-a", volunteer),
        lambda: train_acts.fill_form(services, "embedded", "Quick", "dpo", volunteer),
        lambda: train_forecast.show_estimate(services, volunteer, True, False, "embedded", *form()),
        lambda: train_forecast.measure_pace(services, volunteer, True, False, "embedded", *form()),
    ):
        with pytest.raises(ValueError, match="Only the owner"):
            act()


def test_a_run_that_fell_back_to_the_plain_trainer_says_why(services: Services, owner: gr.Request) -> None:
    reason = "the model takes no position_ids"
    write_run(
        services.settings.runs_dir,
        "20260101T000000Z-a",
        CONFIG,
        ("started", {}),
        ("fallback", {"reason": reason}),
    )
    assert f"This run trains with plain TRL, because {reason}." in show(services, None, owner)["head"]


def test_the_reference_pass_has_a_bar_with_counts(services: Services, owner: gr.Request) -> None:
    runs_dir = services.settings.runs_dir
    scored = ("reference", {"scored": 250, "pairs": 1000})
    name = write_run(runs_dir, "20260101T000000Z-a", CONFIG, ("started", {}), scored)
    with FileLock(lock_file(runs_dir / name)):
        head = show(services, None, owner)["head"]
    assert 'value="0.2500"' in head and "scores the pairs: 250 of 1,000" in head


def test_a_run_can_be_laid_over_another(services: Services, owner: gr.Request) -> None:
    runs_dir = services.settings.runs_dir
    steps = [("log", {"step": n, "epoch": n / 2, "loss": 0.6}) for n in (1, 2)]
    for name in ("20260101T000000Z-a", "20260101T000000Z-b"):
        write_run(
            runs_dir, name, CONFIG, ("started", {}), ("training", {"step": 0, "total_steps": 2}), *steps
        )
    over, *shown = train_tab.choose_run(
        services, None, gr.EventData(None, {"run": "20260101T000000Z-b"}), owner
    )
    assert [choice[1] for choice in over["choices"]] == ["", "20260101T000000Z-a"]
    assert "plot-other" not in shown[3]
    laid = train_tab.show_run(services, "20260101T000000Z-b", "20260101T000000Z-a", owner)
    assert "plot-other" in laid[3]
    with_itself = train_tab.show_run(services, "20260101T000000Z-b", "20260101T000000Z-b", owner)
    assert "plot-other" not in with_itself[3]


def test_the_owner_can_copy_what_makes_the_same_run(services: Services, owner: gr.Request) -> None:
    config = replace(presets("embedded")["Careful"], name="it's <mine>", seed=7)
    write_run(services.settings.runs_dir, "20260101T000000Z-a", config, ("started", {}))
    settings = show(services, None, owner)["settings"]
    command, record = (unescape(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", settings, re.DOTALL))
    given = build_parser().parse_args(shlex.split(command)[3:])
    assert read_run_options(given, "not used") == config
    assert RunConfig(**json.loads(record)) == config
    assert given.preferences == services.settings.runs_dir / "20260101T000000Z-a" / "preferences"


def test_a_run_is_deleted_when_it_was_asked_twice(services: Services, owner: gr.Request) -> None:
    runs_dir = services.settings.runs_dir
    for name in ("20260101T000000Z-a", "20260101T000000Z-b"):
        write_run(runs_dir, name, CONFIG, ("started", {}))
    doomed, question, asked = train_acts.ask_to_delete(services, "20260101T000000Z-a", owner)
    assert (doomed, question["visible"]) == ("20260101T000000Z-a", True) and "cannot be undone" in asked
    assert "Hub" not in asked
    kept: Any = replace(services, keeper=object())
    assert "what the project keeps of it on the Hub" in train_acts.ask_to_delete(kept, doomed, owner)[2]
    train_acts.delete_run(services, doomed, owner)
    assert [folder.name for folder in runs_dir.iterdir() if folder.is_dir()] == ["20260101T000000Z-b"]
    for unknown in (doomed, None, "../20260101T000000Z-b", "."):
        with pytest.raises(ValueError, match="no such run"):
            train_acts.delete_run(services, unknown, owner)


@pytest.mark.parametrize(
    ("cause", "changes", "label"),
    [
        ("memory", {"trainer": "prefix_tree", "ideas_per_step": 4}, "ideas a step: 2"),
        ("memory", {"per_device_train_batch_size": 8}, "training batch of 4"),
        ("memory", {"per_device_train_batch_size": 1}, "with LoRA"),
        ("disk", {}, "with LoRA"),
        ("disk", {"adapter": "lora"}, "keeping one checkpoint"),
    ],
)
def test_a_run_that_did_not_fit_offers_one_that_may(
    services: Services, owner: gr.Request, cause: str, changes: dict[str, Any], label: str
) -> None:
    failed = ("failed", {"error": "It failed.", "cause": cause})
    write_run(
        services.settings.runs_dir, "20260101T000000Z-a", replace(CONFIG, **changes), ("started", {}), failed
    )
    again = show(services, None, owner)["again"]
    assert again["visible"] and again["value"].endswith(label)


def test_starting_again_trains_on_the_same_pairs_with_what_was_proposed(
    services: Services, owner: gr.Request, tmp_path: Path
) -> None:
    write_tiny_model(tmp_path / "tiny")
    write_example_labels(services.store, services.task)
    split = preferences.derive_preferences(services.store, services.task)
    config = RunConfig(str(tmp_path / "tiny"), name="big", trainer="prefix_tree", num_train_epochs=1.0)
    failed = ("failed", {"error": "The disk is full.", "cause": "disk"})
    name = write_run(services.settings.runs_dir, "20260101T000000Z-a", config, ("started", {}), failed)
    folder = services.settings.runs_dir / name
    write_preferences(folder / "preferences", split.train[:9], split.test)
    (folder / "checkpoints" / "checkpoint-1").mkdir(parents=True)
    with (
        FileLock(training_lock(services.settings.runs_dir)),
        pytest.raises(ValueError, match="being trained"),
    ):
        train_acts.start_again(services, name, owner)
    assert (folder / "checkpoints" / "checkpoint-1").is_dir()  # the failed run can still be resumed
    services = replace(services, begin=train_segment)  # in this process; the browser's test has its own
    again = train_acts.start_again(services, name, owner)
    run_dir = services.settings.runs_dir / again
    assert read_run(run_dir).status == "finished"
    assert read_run(run_dir).config == replace(
        config, adapter="lora", learning_rate=5e-5, ideas_per_step=1, warmup_steps=0
    )
    assert training_fact(read_events(run_dir), "train_pairs") == 9
    assert not (folder / "checkpoints").exists()
    with pytest.raises(ValueError, match="no smaller way"):
        train_acts.start_again(services, again, owner)


def test_other_failures_offer_nothing_smaller(services: Services, owner: gr.Request) -> None:
    failed = ("failed", {"error": "It failed.", "cause": None})
    write_run(services.settings.runs_dir, "20260101T000000Z-a", CONFIG, ("started", {}), failed)
    assert not show(services, None, owner)["again"]["visible"]


def test_a_waiting_run_says_its_place_and_new_ones_are_queued(services: Services, owner: gr.Request) -> None:
    runs_dir = services.settings.runs_dir
    for name in ("20260101T000000Z-a", "20260101T000000Z-b"):
        write_run(runs_dir, name, CONFIG)
        queued_file(runs_dir / name).touch()
    with FileLock(keeper_lock(runs_dir)):  # so that looking starts no process
        shown = show(services, "20260101T000000Z-b", owner)
    assert "number 2 of 2" in shown["head"]
    assert (shown["start"]["visible"], shown["enqueue"]["visible"]) == (False, True)
    assert shown["delete"]["visible"] and not shown["resume"]["visible"]
