"""What the owner sees of where the labels are kept, and who may ask for a round."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from hub.instance import Clock, Instance, add_titles, start_instance
from hub.local_hub import LocalHub
from pipeline.schema import Purpose
from pipeline.ui import Services, bind, hub_status
from pipeline.ui.choice_card import _guarded, open_card
from ui.running_app import write_some_titles


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    with LocalHub() as running:
        yield running


@pytest.fixture
def instance(hub: LocalHub, tmp_path: Path) -> Iterator[Instance]:
    made = start_instance(hub, tmp_path / "hub", Clock())
    add_titles(made.store)
    yield made
    made.store.close()


@pytest.fixture
def on_hub(services: Services, instance: Instance) -> Services:
    return replace(services, store=instance.store, keeper=instance.keeper, now=instance.clock)


def test_saved_here_and_on_the_hub_are_told_apart(
    on_hub: Services, instance: Instance, owner: gr.Request
) -> None:
    instance.vote("1", "2")
    line, details, again = hub_status.show_status(on_hub, owner)
    assert (
        "Label events saved here: 2 · on the Hub: 0 · waiting: 25" in line
    )  # 1 task, 2 ideas, 8 titles, 12 pairs
    assert again.active  # the page keeps looking
    assert "<dt>Last good commit</dt><dd>none yet</dd>" in details
    said = hub_status.sync_now(on_hub, owner)
    assert "Commits sent: 1" in said
    instance.clock.pass_by(200)
    line, details, _ = hub_status.show_status(on_hub, owner)
    assert "Label events saved here: 2 · on the Hub: 2<" in line
    assert "<dd>3 min 20 s ago</dd>" in details
    assert "Last error" not in details
    assert "<dt>Waiting to be sent</dt><dd>nothing</dd>" in details


def test_what_went_wrong_is_a_sentence_in_the_owners_language(
    on_hub: Services, instance: Instance, hub: LocalHub, owner: gr.Request
) -> None:
    instance.vote("1")
    hub.fault("/commit/", status=500)
    with pytest.raises(gr.Error, match="answered with an error"):
        bind(hub_status.sync_now, on_hub)(owner)
    line, details, _ = hub_status.show_status(on_hub, owner)
    assert "something needs a look" in line
    assert "Last error: The Hub answered with an error (500)" in details
    assert "Hub 返回了错误（500）" in hub_status.details_html(on_hub, instance.keeper.status(), "zh")


def test_a_visitor_sees_nothing_of_it_and_asks_for_nothing(on_hub: Services, volunteer: gr.Request) -> None:
    line, details, again = hub_status.show_status(on_hub, volunteer)
    assert (line, details, again.active) == ("", "", False)
    with pytest.raises(ValueError, match="Only the owner"):
        hub_status.sync_now(on_hub, volunteer)


def test_without_a_token_the_panel_says_how_to_switch_it_on(services: Services, owner: gr.Request) -> None:
    line, details = hub_status.show_status(services, owner)
    assert "Labels are kept on this machine until you publish them." in line and "simulated" not in line
    assert "HF_TOKEN" in details and "LABELS_REPO" in details
    with pytest.raises(ValueError, match="Nothing is kept on the Hub yet"):
        hub_status.sync_now(services, owner)


def test_example_labels_are_offered_where_there_are_pairs_and_never_on_the_example(
    services: Services, both: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    assert hub_status.show_status(both, owner) == ["", ""]
    write_some_titles(services.store, services.task, n_ideas=1)
    line, _ = hub_status.show_status(services, owner)
    assert "<button" in line and "Label every pair as an example" in line
    assert hub_status.show_status(services, volunteer) == ["", ""]


def test_a_space_without_a_lasting_secret_says_so_and_takes_no_labels(
    services: Services, volunteer: gr.Request
) -> None:
    settings = replace(services.settings, space_id="owner/space", labels_repo="owner/labels")
    space = replace(services, settings=settings)
    line, _ = hub_status.show_status(space, volunteer)
    assert "takes no labels yet" in line
    reply = open_guarded(space, volunteer)
    assert (reply["again"], "APP_SECRET" in reply["error"]) == (False, True)
    ready = replace(space, settings=replace(settings, app_secret_given=True))
    assert "error" not in open_guarded(ready, volunteer)


def open_guarded(services: Services, request: gr.Request) -> dict[str, Any]:
    """On an event loop in a thread of its own: the browser tests have one going in this one."""
    with ThreadPoolExecutor(1) as pool:
        call: Any = _guarded(open_card)(services, Purpose.PREFERENCE, {"browser": "0" * 32}, request)
        reply: dict[str, Any] = json.loads(pool.submit(asyncio.run, call).result().body)
    return reply
