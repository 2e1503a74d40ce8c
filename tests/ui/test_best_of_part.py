"""Best of n as a comparison's tuned model: what can be chosen, and the name that leaves."""

import json
from datetime import UTC, datetime

import gradio as gr
import pytest

from pipeline.schema import RunConfig
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.best_of_part import cost_html, say_cost, show_reward_models, use_best_of
from pipeline.ui.page import build_page

TASTER, WRITER = "20260102T030500Z-taster", "20260102T030400Z-writer"


@pytest.fixture
def trained(services: Services) -> Services:
    """A run that has a reward model, and one that writes."""
    kinds = {TASTER: ("reward_model", "Qwen2ForSequenceClassification"), WRITER: ("dpo", "Qwen2ForCausalLM")}
    for name, (method, architecture) in kinds.items():
        run_dir = services.settings.runs_dir / name
        model_path(run_dir).mkdir(parents=True)
        (model_path(run_dir) / "config.json").write_text(json.dumps({"architectures": [architecture]}))
        config = RunConfig("embedded", name=name[17:], method=method)
        write_config(run_dir, config, services.task.version, datetime(2026, 1, 2, tzinfo=UTC))
    return services


def test_without_a_reward_model_there_is_nothing_to_choose(
    services: Services, volunteer: gr.Request, owner: gr.Request
) -> None:
    part, reward, writer, cost = show_reward_models(services, None, None, 4, volunteer)
    assert (part["visible"], reward["choices"], reward["value"]) == (False, [], None)
    assert writer["value"] == "embedded"
    assert "about 4 times as much; KL from the writer at most 0.64 nats" in cost  # ln 4 - 3 / 4
    with pytest.raises(ValueError, match="Choose a reward model and a writer first"):
        use_best_of(services, TASTER, "embedded", 4, owner)


def test_only_runs_with_a_reward_model_score_and_what_was_chosen_stays(
    trained: Services, volunteer: gr.Request
) -> None:
    part, reward, writer, _ = show_reward_models(trained, None, None, 8, volunteer)
    assert part["visible"] and [value for _, value in reward["choices"]] == [TASTER]
    assert (reward["value"], writer["value"]) == (TASTER, "embedded")
    _, reward, writer, _ = show_reward_models(trained, "gone", WRITER, 8, volunteer)
    assert (reward["value"], writer["value"]) == (TASTER, WRITER)
    assert WRITER in [value for _, value in writer["choices"]]


def test_what_is_chosen_becomes_the_tuned_model(
    trained: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    chosen = use_best_of(trained, TASTER, "embedded", 8, owner)
    name = f"best-of-8:{TASTER}@embedded"
    assert chosen["value"] == name
    ((label, _),) = [choice for choice in chosen["choices"] if choice[1] == name]
    assert "Best of 8 by taster" in label
    for reward, writer in ((WRITER, "embedded"), (None, "embedded"), (TASTER, ""), (TASTER, None)):
        with pytest.raises(ValueError, match="Choose a reward model and a writer first"):
            use_best_of(trained, reward, writer, 8, owner)
    for n in (0, 1, 17, 10**6, 2.5, float("nan"), None):
        with pytest.raises(ValueError, match="n must be a whole number from 2 to 16"):
            use_best_of(trained, TASTER, "embedded", n, owner)
        with pytest.raises(ValueError, match="n must be a whole number from 2 to 16"):
            say_cost(n, volunteer)
    with pytest.raises(ValueError, match="Only the owner"):
        use_best_of(trained, TASTER, "embedded", 8, volunteer)


def test_the_cost_of_a_title_is_told_beside_the_base_models() -> None:
    html = cost_html(f"best-of-4:{TASTER}@embedded", {"base": 2.0, "tuned": 9.0}, 100, "en")
    assert html == '<p class="hint">Best of 4: 90 ms a title, against 20 ms of the base model.</p>'
    assert cost_html("embedded", {"base": 2.0, "tuned": 9.0}, 100, "en") == ""


def test_a_number_that_the_slider_has_not_is_refused_in_words(
    services: Services, volunteer: gr.Request
) -> None:
    page, _ = build_page(services)
    (event,) = (event for event in page.fns.values() if event.name == "say_cost")
    assert event.fn and "about 4 times" in event.fn(4, volunteer)
    with pytest.raises(gr.Error, match="n must be a whole number from 2 to 16"):
        event.fn(99, volunteer)
