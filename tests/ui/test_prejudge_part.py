"""A reward model's opinion on the compare tab: for the owner alone, and apart from everything people see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import gradio as gr
import pytest

from pipeline.comparisons import comparison_result
from pipeline.formats import write_preferences
from pipeline.labels import simulated_votes
from pipeline.opinions import Opinion, read_opinions
from pipeline.schema import Comparison, Message, Purpose, RunConfig
from pipeline.simulated import SimulatedAnnotator
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.choice_card import open_card
from pipeline.ui.compare_tab import show_result
from pipeline.ui.prejudge_part import ask_reward_model, opinions_html, show_part
from ui.test_compare_page import write_comparison

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RUN = "20260102T000000Z-taster"


def likes_other(model: str, conversations: Sequence[list[Message]]) -> list[float]:
    """As the tuned titles begin."""
    return [float(each[-1]["content"].startswith("Other")) for each in conversations]


@pytest.fixture
def judging(services: Services) -> Services:
    """Services with a run that has a reward model."""
    run_dir = services.settings.runs_dir / RUN
    model_path(run_dir).mkdir(parents=True)
    write_preferences(run_dir / "preferences", [], [])
    config = RunConfig("embedded", name="<b>taster", method="reward_model")
    write_config(run_dir, config, services.task.version, NOW)
    return replace(services, score=likes_other)


@pytest.fixture
def comparison(services: Services) -> Comparison:
    return write_comparison(services.store, 6, "fixed", NOW)


def test_the_owner_asks_and_people_see_nothing_of_it(
    judging: Services, comparison: Comparison, owner: gr.Request, volunteer: gr.Request
) -> None:
    before = show_result(judging, comparison.id, volunteer)
    part, reward, said = show_part(judging, None, comparison.id, owner)
    assert (part["visible"], reward["value"], said) == (True, RUN, "")
    said = ask_reward_model(judging, RUN, comparison.id, owner)
    assert "It prefers the tuned title in 6 of 6 pairs (100%)." in said
    assert "No pair has been judged by both yet" in said and "&lt;b&gt;taster" in said
    assert show_part(judging, RUN, comparison.id, owner)[2] == said
    assert judging.store.labels(comparison.id) == []
    assert show_result(judging, comparison.id, volunteer) == before
    assert show_part(judging, RUN, comparison.id, volunteer)[0]["visible"] is False
    assert show_part(judging, RUN, comparison.id, volunteer)[2] == ""


def test_the_cards_payload_has_nothing_of_it(
    judging: Services, comparison: Comparison, owner: gr.Request, volunteer: gr.Request
) -> None:
    ask_reward_model(judging, RUN, comparison.id, owner)
    asked = {"browser": "0123456789abcdef" * 2, "held": [], "comparison": comparison.id}
    reply = open_card(judging, Purpose.COMPARISON, asked, volunteer)
    assert reply["pairs"] and all(
        set(pair) == {"lease", "idea", "left", "right", "after"} for pair in reply["pairs"]
    )
    assert "taster" not in str(reply) and "reward" not in str(reply)


def test_agreement_with_the_example_judge_is_named_so(
    judging: Services, comparison: Comparison, owner: gr.Request
) -> None:
    judge = SimulatedAnnotator(0, noise=0.0)
    judging.store.append_events(simulated_votes(judging.store.pairs(comparison.id), judge, NOW))
    said = ask_reward_model(judging, RUN, comparison.id, owner)
    # The taste sees no questions and no numbers, so the shorter title of each pair: "First Words on".
    assert "Agreement with the example judge (simulated)" in said
    assert "0% of the 6 pairs" in said and "in 0 of 6 (95%, Wilson: 0% to 39%)" in said
    assert comparison_result(judging.store, comparison).summary.n == 0


def test_what_makes_its_word_worth_less_is_said(comparison: Comparison, services: Services) -> None:
    opinion = Opinion(comparison.id, RUN, NOW, {"pair": (0.5, 0.5)}, 6, 2, True)
    people = {"people": comparison_result(services.store, comparison)}
    said = opinions_html([opinion], people, {}, "en")
    assert "labels on 2 of the 6 ideas" in said and "to please this very reward model" in said
    assert "0 of 1 pairs (50%)" in said and RUN in said
    plain = opinions_html([replace(opinion, seen=0, made_with_it=False)], people, {}, "en")
    assert "ideas" not in plain and "this very" not in plain


def test_a_run_without_a_reward_model_is_refused(
    judging: Services, comparison: Comparison, owner: gr.Request, volunteer: gr.Request
) -> None:
    for reward in (None, "another", "../../etc"):
        with pytest.raises(ValueError, match="Choose a reward model first"):
            ask_reward_model(judging, reward, comparison.id, owner)
    with pytest.raises(ValueError, match="Choose a comparison first"):
        ask_reward_model(judging, RUN, None, owner)
    with pytest.raises(ValueError, match="Only the owner"):
        ask_reward_model(judging, RUN, comparison.id, volunteer)
    assert read_opinions(judging.settings.comparisons_dir, comparison.id) == []
    assert not Path(judging.settings.comparisons_dir).exists()
