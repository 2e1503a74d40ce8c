"""The Train tab: its handlers by themselves, and a whole run in Chromium against the real app."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Page, expect

from pipeline import labels, pairs
from pipeline.schema import Candidate, Choice, EventKind, Idea, LabelEvent, RunConfig, Source, Task
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.events import append_event
from pipeline.training.recipes import presets
from pipeline.training.runs import write_config
from pipeline.ui import Services, train_tab
from pipeline.ui.train_form import FORM, form_values, read_form
from tiny_model import write_tiny_model
from ui.running_app import PATIENCE_MS, PHONE, App, OpenPage, start_app, stop_app

expect.set_options(timeout=3 * PATIENCE_MS)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = [
    "Epoch",
    "Training Loss",
    "Validation Loss",
    "Rewards/chosen",
    "Rewards/rejected",
    "Rewards/accuracies",
    "Rewards/margins",
    "Logps/chosen",
    "Logps/rejected",
    "Logits/chosen",
    "Logits/rejected",
]
SHOWN = ("chosen", "shown", "head", "losses", "rewards", "table", "settings", "history")
BUTTONS = ("start", "stop", "resume", "compare", "timer")


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
    return dict(zip(SHOWN + BUTTONS, train_tab.show_run(services, chosen, request), strict=True))


def start(services: Services, request: gr.Request, model: str, **changes: Any) -> str:
    values = dict(zip(FORM, form_values(presets("embedded")["Quick"]), strict=True)) | changes
    return train_tab.start_run(services, request, True, model, *values.values())


def test_without_labels_one_sentence_says_what_is_missing(services: Services, owner: gr.Request) -> None:
    shown = train_tab.show_tab(services, None, True, owner)
    assert "There are no labels to train on yet" in shown[2]
    assert shown[4]["visible"]
    with pytest.raises(ValueError, match="There are no labels"):
        start(services, owner, "embedded")


def test_labels_of_one_idea_leave_nothing_to_check_on(services: Services, owner: gr.Request) -> None:
    write_example_labels(services.store, services.task, n_ideas=1)
    with pytest.raises(ValueError, match="one idea"):
        start(services, owner, "embedded")


def test_the_pairs_are_counted_by_side_and_by_source(services: Services, owner: gr.Request) -> None:
    write_example_labels(services.store, services.task)
    data = train_tab.show_tab(services, None, True, owner)[2]
    # Six ideas with six pairs each: one idea is held out; nothing was labelled by a person.
    assert "30 · ideas: 5" in data and "6 · ideas: 1" in data
    assert "<dt>Labels by people</dt><dd>0</dd>" in data
    without = train_tab.show_tab(services, None, False, owner)
    assert "None of the labels in use picks a title" in without[2]


def test_clicked_implied_and_simulated_preferences_are_told_apart(
    services: Services, owner: gr.Request
) -> None:
    write_example_labels(services.store, services.task)
    first, second = list(dict.fromkeys(pair.idea_id for pair in services.store.pairs()))[:2]
    clicked = 0
    for idea_id in (first, second):
        of_idea = services.store.idea_pairs(idea_id)
        titles = sorted({title for pair in of_idea for title in pair.titles})
        for better, worse in itertools.pairwise(titles):  # a chain: the other three pairs follow from it
            pair = next(pair for pair in of_idea if {better, worse} == set(pair.titles))
            choice = Choice.A if pair.title_a == better else Choice.B
            vote = LabelEvent(pair.id, EventKind.VOTE, Source.PERSON, "ann", NOW, "t", pair.id, choice, "a")
            services.store.append_events([vote])
            clicked += 1
    data = train_tab.show_tab(services, None, True, owner)[2]
    # Of 36 pairs 6 are clicked. Three links imply three more in each idea, the rest are examples.
    assert f"<dt>Clicked preferences</dt><dd>{clicked} pairs</dd>" in data
    assert "<dt>Implied, at least 80% likely</dt><dd>6 pairs</dd>" in data
    assert "<dt>From example labels</dt><dd>24 pairs</dd>" in data


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"beta": None}, r"Beta \(beta\) is empty"),
        ({"num_train_epochs": -1}, "num_train_epochs is -1"),
        ({"per_device_train_batch_size": 2.5}, "per_device_train_batch_size is 2.5"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
        ({"loss_type": "nonsense"}, "loss_type is 'nonsense'"),
        ({"save_strategy": "steps"}, "make them equal"),
        ({"name": "../../etc"}, "name is"),
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
    for config in presets("embedded").values():
        assert read_form("embedded", tuple(form_values(config)), "en") == config


def test_a_preset_fills_the_form(services: Services, owner: gr.Request) -> None:
    values = dict(
        zip(FORM, train_tab.fill_form(services, "Qwen/Qwen2.5-0.5B-Instruct", "LoRA", owner), strict=True)
    )
    assert (values["adapter"], values["learning_rate"]) == ("lora", 5e-5)


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
    assert "Finished 4 steps" in older["head"] and "class=kept" in older["table"]
    assert [older["resume"]["visible"], older["stop"]["visible"]] == [False, False]


def test_a_run_id_is_looked_up_and_never_a_path(services: Services, owner: gr.Request) -> None:
    write_run(services.settings.runs_dir, "20260101T000000Z-a", RunConfig("embedded"), ("started", {}))
    assert show(services, "../../../etc", owner)["chosen"] == "20260101T000000Z-a"
    event = gr.EventData(None, {"run": ["no", "string"]})
    assert train_tab.choose_run(services, event, owner)[0] == "20260101T000000Z-a"


def test_a_volunteer_may_look_and_not_act(services: Services, volunteer: gr.Request) -> None:
    write_run(services.settings.runs_dir, "20260101T000000Z-a", RunConfig("embedded"), ("started", {}))
    shown = show(services, None, volunteer)
    assert "embedded" in shown["head"].lower()
    assert not shown["stop"]["visible"] and not shown["resume"]["visible"]
    whole = train_tab.show_tab(services, None, True, volunteer)
    assert [whole[0]["visible"], whole[1]["visible"]] == [True, False]
    assert str(services.settings.runs_dir) not in str(whole)
    for act in (
        lambda: start(services, volunteer, "embedded"),
        lambda: train_tab.stop_run(services, volunteer),
        lambda: train_tab.resume_run(services, None, volunteer),
        lambda: train_tab.fill_form(services, "embedded", "Quick", volunteer),
    ):
        with pytest.raises(ValueError, match="Only the owner"):
            act()


@pytest.fixture(scope="module")
def labelled_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app with example labels whose base model trains in milliseconds a step."""
    data_dir, model = tmp_path_factory.mktemp("train"), tmp_path_factory.mktemp("tiny-model")
    write_tiny_model(model)
    store = Store(data_dir / "title-tuner.db")
    write_example_labels(store, YOUTUBE_TITLES)
    store.close()
    running = start_app(data_dir, BASE_MODEL=str(model))
    yield running
    stop_app(running)


def fill(page: Page, name: str, value: str) -> None:
    page.locator(f"#train-{name} input").fill(value)
    page.locator(f"#train-{name} input").blur()


def test_a_run_survives_a_reload_and_ends_with_table_and_plots(
    labelled_app: App, open_page: OpenPage
) -> None:
    page = open_page(labelled_app.url, tab="train")
    fill(page, "num_train_epochs", "-1")
    page.click("#train-start")
    expect(page.locator(".toast-body")).to_contain_text("num_train_epochs is -1")

    fill(page, "num_train_epochs", "2")
    page.click("#train-start")
    expect(page.locator("#train-stop")).to_be_visible()
    page.click("#train-start")
    expect(page.locator(".toast-body").last).to_contain_text("is being trained")

    page.reload()
    page.click("#tab-train-button")
    head, table = page.locator("#train-head"), page.locator("#train-table table")
    expect(head).to_contain_text("Finished")
    expect(table.locator("th")).to_have_text(COLUMNS)
    expect(table.locator("tbody tr")).to_have_count(2)
    expect(page.locator("#train-losses svg circle").first).to_be_visible()
    expect(page.locator("#train-rewards svg circle").first).to_be_visible()
    expect(page.locator("#train-history tbody tr")).to_have_count(1)
    page.click("#train-go-compare")
    expect(page.locator("#tab-compare")).to_be_visible()


def test_a_phone_needs_no_horizontal_scrolling(labelled_app: App, open_page: OpenPage) -> None:
    page = open_page(labelled_app.url, tab="train", viewport=PHONE)
    expect(page.locator("#train-start")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
