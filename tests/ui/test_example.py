"""The example: what an empty project shows, on whose data, and that none of it reaches the project."""

import asyncio
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from pipeline import comparisons, pairs, preferences
from pipeline.schema import Candidate, EventKind, Idea, LabelEvent, Purpose, RunConfig, Source
from pipeline.settings import EXAMPLE
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.accuracy import count_independent
from pipeline.training.events import read_events, training_fact
from pipeline.training.runs import list_runs, model_path, write_config
from pipeline.ui import (
    Services,
    choice_card,
    compare_tab,
    create_list,
    create_tab,
    label_tab,
    train_tab,
)
from pipeline.ui.access import is_owner
from pipeline.ui.example import with_example
from pipeline.ui.result_panel import result_html
from pipeline.ui.standing import find_standing
from pipeline.ui.writing import Writing
from ui.running_app import make_request

VISITOR = "0123456789abcdef" * 2


def digest() -> str:
    files = sorted(file for file in EXAMPLE.rglob("*") if file.is_file())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def test_what_is_shipped_is_a_small_whole_project(both: Services) -> None:
    example = both.shown()
    assert sum(file.stat().st_size for file in EXAMPLE.rglob("*")) < 1_500_000
    (run,) = list_runs(example.settings.runs_dir)
    assert run.status == "finished" and not model_path(Path(run.path)).exists()
    rows = preferences.derive_preferences(example.store, YOUTUBE_TITLES).test
    held_out = [
        training_fact(read_events(Path(run.path)), f"eval_{name}") for name in ("pairs", "independent")
    ]
    assert held_out == [len(rows), pytest.approx(count_independent(rows))]
    (comparison,) = example.store.comparisons()
    assert comparison.run_id == run.id and not Path(comparison.tuned_model).is_absolute()
    result = comparisons.comparison_result(example.store, comparison, simulated=True)
    assert result.pending == 0 and result.summary.n == len(comparison.titles) >= 50
    people = comparisons.comparison_result(example.store, comparison)
    shown = result_html(comparison, people, result, [run], "en")
    # The one who has judged first; that people have not is said, and no pair is said to wait for the judge.
    assert shown.index("Example judge") < shown.index("No person has judged yet. The example judge")
    assert people.pending and "wait for a" not in shown and "provisional</span>" not in shown
    given = example.store.labels()
    assert given and all(label.source is Source.SIMULATED for label in given)
    assert len(example.store.candidates(YOUTUBE_TITLES)) == len(example.store.ideas(YOUTUBE_TITLES)) >= 40


def test_an_empty_project_shows_the_example_until_something_is_in_it(both: Services) -> None:
    assert both.shown().is_example
    both.store.add_ideas([Idea.of(both.task.name, "baking bread")])
    assert both.shown() is both


def test_answers_alone_are_something(both: Services) -> None:
    """Those that came back from the Hub before the titles they are about."""
    exclude = LabelEvent("e", EventKind.EXCLUDE, Source.PERSON, "owner", both.now(), "test", target="ann")
    both.store.receive_events([exclude])
    assert both.shown() is both


def test_a_run_that_was_trained_from_files_is_no_empty_project(both: Services) -> None:
    run_dir = both.settings.runs_dir / "run"
    run_dir.mkdir(parents=True)
    write_config(run_dir, RunConfig("embedded"), both.task.version, both.now())
    assert both.shown() is both


def test_what_the_hub_keeps_is_waited_for(both: Services) -> None:
    keeper: Any = SimpleNamespace(has_read=False)
    synced = replace(both, keeper=keeper)
    assert synced.shown() is synced
    keeper.has_read = True
    assert synced.shown().is_example


def test_the_owner_clears_the_example_and_brings_it_back(both: Services) -> None:
    both.store.clear_example(True)
    assert both.shown() is both
    both.store.clear_example(False)
    assert both.shown().is_example


def test_who_wants_no_example_has_none(services: Services) -> None:
    without = replace(services, settings=replace(services.settings, example=False))
    assert with_example(without).shown() is without


def test_nobody_owns_the_example(both: Services, owner: gr.Request) -> None:
    assert is_owner(owner, both.settings)
    assert not is_owner(owner, both.shown().settings)


def call(function: Any, services: Services, purpose: Purpose, **asked: Any) -> dict[str, Any]:
    """As a browser calls the card; in a thread where no loop runs."""
    answering: Any = choice_card._guarded(function)(services, purpose, asked, make_request("app.example"))
    with ThreadPoolExecutor(1) as other:
        return dict(json.loads(other.submit(asyncio.run, answering).result().body))


def answer_all(services: Services, purpose: Purpose, browser: str, most: int, **asked: Any) -> dict[str, Any]:
    """Answer with the left title, at most so many times; what the card was told last."""
    state = call(choice_card.open_card, services, purpose, browser=browser, held=[], **asked)
    while state["pairs"] and most:
        lease, most = state["pairs"][0]["lease"], most - 1
        state = call(choice_card.answer, services, purpose, lease=lease, answer="left", ms=900)
    return state


def test_practice_changes_nothing_of_the_example_for_anybody(both: Services, volunteer: gr.Request) -> None:
    shipped, example = digest(), both.shown()
    (comparison,) = example.store.comparisons()

    def look() -> list[Any]:
        return [
            find_standing(example),
            compare_tab.show_result(example, comparison.id, volunteer),
            label_tab.show_counts(example, volunteer),
            train_tab.show_tab(example, None, None, True, False, volunteer)[0],
        ]

    before = look()
    assert answer_all(both, Purpose.PREFERENCE, "a" * 32, 3)["practice"]
    state = answer_all(both, Purpose.COMPARISON, "a" * 32, 60, comparison=comparison.id)
    assert state["over"] and state["done"] == state["total"] > 40
    assert look() == before
    other = answer_all(both, Purpose.COMPARISON, "b" * 32, 0, comparison=comparison.id)
    assert (other["done"], other["total"], "over" in other) == (0, state["total"], False)
    assert both.store.labels() == [] and both.store.holds_nothing()
    assert digest() == shipped


def test_an_answer_in_hand_is_kept_when_the_last_idea_was_undone(both: Services, owner: gr.Request) -> None:
    _, _, act, *_ = create_tab.add_typed(both, "baking bread", owner)
    (idea,) = both.store.ideas(both.task)
    titles = (f"Bread in {n} Ways That Work" for n in range(3))
    both.store.add_candidates(Candidate.of(idea.id, title, "test", both.task.version) for title in titles)
    pairs.add_all_pairs(both.store, both.task)

    card = {"browser": "c" * 32, "held": []}
    (first, *_) = call(choice_card.open_card, both, Purpose.PREFERENCE, **card)["pairs"]
    create_list.undo(both, act, owner)
    assert both.shown().is_example
    state = call(choice_card.answer, both, Purpose.PREFERENCE, lease=first["lease"], answer="left", ms=900)
    assert "error" not in state
    assert len(both.store.labels(every_idea=True)) == 1
    assert not both.shown().is_example  # somebody has said something


def test_no_panel_is_empty_while_the_example_is_shown(both: Services, volunteer: gr.Request) -> None:
    example = both.shown()
    tab = create_tab.show_tab(example, Writing(), "", False, False, 1, volunteer)
    assert "idea-titles" in str(tab)
    assert "idea-titles" in str(create_list.turn(example, Writing(), 1, "", False, False, 1, volunteer))
    assert "<dd>600</dd>" in label_tab.show_counts(example, volunteer)
    run = train_tab.show_tab(example, None, None, True, False, volunteer)
    assert str(run).count("<svg") == 4 and 'class="stats"' in str(run)
    (comparison,) = example.store.comparisons()
    shown = compare_tab.choose(example, comparison.id, volunteer)
    assert shown[0] == comparison.id and "75%" in shown[2]
