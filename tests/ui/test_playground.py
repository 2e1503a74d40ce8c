"""The playground's handlers, and what a person does with it in a real browser."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import gradio as gr
import pytest
from playwright.sync_api import Page, expect

from pipeline.playground import Column, PlayedTitle
from pipeline.schema import Message, Run, RunConfig
from pipeline.settings import EMBEDDED, QWEN
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.compare_form import usable_runs
from pipeline.ui.playground import (
    Played,
    columns_html,
    offered,
    pick_models,
    send_to_labelling,
    show_choices,
    write,
)
from pipeline.writers import LocalWriter
from scripted import ScriptedWriter
from ui.running_app import HOSTILE_TITLES, PATIENCE_MS, App, make_request

IDEA = "keeping bees in winter"


@pytest.fixture
def run(services: Services) -> Run:
    run_dir = services.settings.runs_dir / "20260102T030400Z-small"
    model_path(run_dir).mkdir(parents=True)
    (model_path(run_dir) / "config.json").write_text("{}")
    config = RunConfig(base_model=EMBEDDED, beta=0.2)
    write_config(run_dir, config, services.task.version, datetime(2026, 1, 2, tzinfo=UTC))
    return usable_runs(services)[0]


def scripted(services: Services, *titles: str) -> Services:
    return replace(services, writer=lambda model: ScriptedWriter({IDEA: list(titles)}, name=model))


def test_the_newest_run_stands_beside_the_model_it_came_from(
    services: Services, run: Run, volunteer: gr.Request
) -> None:
    shown, offer = show_choices(services, None, None, volunteer)
    assert shown["value"] == offer == [EMBEDDED, run.id]
    assert [value for _, value in shown["choices"]] == [run.id, EMBEDDED]
    assert show_choices(services, [run.id], offer, volunteer)[0]["value"] == [run.id]


def test_without_a_run_there_is_the_base_model(services: Services, volunteer: gr.Request) -> None:
    assert show_choices(services, None, None, volunteer)[0]["value"] == [EMBEDDED]


def test_a_run_trained_while_the_page_is_open_takes_the_place_of_what_was_offered(
    services: Services, run: Run, volunteer: gr.Request
) -> None:
    assert show_choices(services, [EMBEDDED], [EMBEDDED], volunteer)[0]["value"] == [EMBEDDED, run.id]
    both = [EMBEDDED, run.id]
    assert show_choices(services, [EMBEDDED], both, volunteer)[0]["value"] == [EMBEDDED]  # somebody's choice


def test_a_visitor_may_use_what_is_offered_and_nothing_else(services: Services, run: Run) -> None:
    assert [model for model, _ in pick_models(services, [EMBEDDED, run.id], False, "en")] == [
        EMBEDDED,
        str(model_path(Path(run.path))),
    ]
    assert QWEN not in [value for _, value in offered(services, "en")]
    with pytest.raises(ValueError, match="Only models from the list"):
        pick_models(services, [QWEN], False, "en")
    assert pick_models(services, [QWEN], True, "en") == [(QWEN, None)]
    with pytest.raises(ValueError, match="chosen twice"):
        pick_models(services, [run.id, str(model_path(Path(run.path)))], True, "en")
    for wrong in ([], None, [EMBEDDED] * 4):
        with pytest.raises(ValueError, match="one to three"):
            pick_models(services, wrong, True, "en")


def test_a_reward_model_offers_the_best_of_four_to_everybody(
    services: Services, run: Run, volunteer: gr.Request
) -> None:
    run_dir = services.settings.runs_dir / "20260102T030500Z-taster"
    model_path(run_dir).mkdir(parents=True)
    architecture = {"architectures": ["Qwen2ForSequenceClassification"]}
    (model_path(run_dir) / "config.json").write_text(json.dumps(architecture))
    config = RunConfig(base_model=EMBEDDED, name="my <taster>", method="reward_model")
    write_config(run_dir, config, services.task.version, datetime(2026, 1, 3, tzinfo=UTC))
    name = f"best-of-4:{run_dir.name}@{EMBEDDED}"
    shown, _ = show_choices(services, None, None, volunteer)
    assert [value for _, value in shown["choices"]] == [run.id, name, EMBEDDED]
    assert str(services.settings.data_dir) not in str(shown)
    ((model, own),) = pick_models(services, [name], False, "en")
    assert (model, own) == (f"best-of-4:{model_path(run_dir)}@{EMBEDDED}", None)
    services = scripted(services, "A Title About Bees That Is Long Enough")
    html = write(services, IDEA, [name], 1, 0, 0.9, volunteer)[0]
    assert "Best of 4 by my &lt;taster&gt;: Embedded title model (1M parameters)" in html


@pytest.mark.parametrize(
    ("config", "reward"),
    [
        (RunConfig(base_model=EMBEDDED, beta=0.2), "+1.00"),
        (RunConfig(base_model=EMBEDDED, beta=0.2, method="rlhf", policy_beta=0.05), "+0.25"),
    ],
)
def test_figures_are_those_of_the_run(
    services: Services, run: Run, volunteer: gr.Request, config: RunConfig, reward: str
) -> None:
    """A title that the tuned model finds 5 nats likelier, times what held it to the base model."""
    write_config(Path(run.path), config, services.task.version, datetime(2026, 1, 2, tzinfo=UTC))
    tuned = str(model_path(Path(run.path)))

    def measure(model: str, asked: Sequence[list[Message]]) -> list[float]:
        return [-20.0 if model == tuned else -25.0 for _ in asked]

    local = replace(services, writer=LocalWriter, logps=measure)
    with pytest.MonkeyPatch.context() as patch:
        titles = [["A Title About Bees That Is Long Enough"]]
        patch.setattr(LocalWriter, "write_titles", lambda *asked: titles)
        html, played, _, _ = write(local, IDEA, [EMBEDDED, run.id], 1, 0, 0.9, volunteer)
    assert f"log p -25.0 · reward {reward}<" in html and f"log p -20.0 · reward {reward}<" in html
    assert [model for model, _ in played.titles] == [EMBEDDED, tuned]


def test_a_few_tries_are_allowed_and_refusals_cost_none(
    services: Services, run: Run, volunteer: gr.Request
) -> None:
    services = scripted(services, HOSTILE_TITLES[0], HOSTILE_TITLES[1])
    for _ in range(5):
        with pytest.raises(ValueError, match="it is empty"):
            write(services, "", [run.id], 1, 0, 0.9, volunteer)
    with pytest.raises(ValueError, match="from 1 to 10"):
        write(services, IDEA, [run.id], 11, 0, 0.9, volunteer)
    for _ in range(2):  # as many as the fixture allows
        html, _, part, _ = write(services, IDEA, [run.id], 2, 0, 0.9, volunteer)
        assert "&lt;b&gt;bold" in html and "<script" not in html and "No figures" in html
        assert part["visible"] is False
    with pytest.raises(ValueError, match="a bit fast"):
        write(services, IDEA, [run.id], 1, 0, 0.9, volunteer)
    other = make_request("app.example")
    other.session_hash = "another page"
    write(services, IDEA, [run.id], 1, 0, 0.9, other)


def test_the_owner_sends_titles_to_labelling_once(services: Services, run: Run, owner: gr.Request) -> None:
    good = ("Keeping Bees Warm Through the Winter", "Why Bees Sleep in Winter and How to Help")
    services = scripted(services, *good, "Too short")
    _, played, part, _ = write(services, IDEA, [EMBEDDED, run.id], 3, 0, 0.9, owner)
    assert part["visible"] is True
    assert "2 titles were added, which make 1 new pair to label" in send_to_labelling(services, played, owner)
    (kept,) = services.store.candidates(services.task).values()
    assert [(one.title, one.writer) for one in kept] == [(title, EMBEDDED) for title in good]
    said = send_to_labelling(services, played, owner)
    assert "0 titles were added" in said and "6 were left out" in said
    assert services.store.count_pairs() == 1


def test_a_volunteer_sends_nothing(services: Services, volunteer: gr.Request, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        send_to_labelling(services, Played(IDEA, ((EMBEDDED, ("A",)),)), volunteer)
    with pytest.raises(ValueError, match="Write some titles first"):
        send_to_labelling(services, None, owner)


def test_two_tuned_models_have_their_rewards_by_name() -> None:
    column = Column("x/base", (PlayedTitle('A "Title"', -9.0, (0.5, -0.25)),), 1)
    html = columns_html([column], {"/one": "first", "/two": "<i>second"}, [], True, "en")
    assert html.index("Under each title") < html.index("<h2>") < html.index("What these figures are exactly")
    assert "reward by first +0.50 · reward by &lt;i&gt;second -0.25" in html
    assert 'aria-label="Copy: A &quot;Title&quot;"' in html and "1 not finished" in html


def play_copy_and_send(page: Page, app: App) -> None:
    """On the owner's open Compare tab, as test_page.py does."""
    page.click("#playground > button")
    page.fill("#play-idea textarea", IDEA)
    page.wait_for_selector("#play-models .token")  # the models come after the tab
    page.click("#play-go")
    rows = page.locator("#play-written li")
    expect(rows).to_have_count(5, timeout=PATIENCE_MS)
    expect(rows.first).to_contain_text("log p")
    title = rows.first.locator("[data-text]").inner_text()
    copy = rows.first.locator("[data-copy]")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy.click()
    expect(copy).to_have_text("Copied ✓")
    assert page.evaluate("navigator.clipboard.readText()") == title
    expect(copy).to_have_text("Copy")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no right')); }")
    copy.click()
    page.wait_for_function("title => getSelection().toString() === title", arg=title)
    page.click("#play-send")
    expect(page.locator("#play-sent")).to_contain_text("new pairs to label", timeout=PATIENCE_MS)
    store = Store(app.data_dir / "title-tuner.db")
    idea = next(idea for idea in store.ideas(YOUTUBE_TITLES) if idea.text == IDEA)
    kept = store.candidates(YOUTUBE_TITLES, [idea.id])[idea.id]
    store.close()
    assert kept and {one.writer for one in kept} == {EMBEDDED}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
