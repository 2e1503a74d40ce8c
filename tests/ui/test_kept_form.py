"""The Train tab's form as its owner left it, after a reload and for nobody else."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Page, expect

from pipeline.schema import RunConfig
from pipeline.store import Store
from pipeline.training.methods import SHORT, SLOW, presets_of
from pipeline.training.recipes import TUTORIAL, presets
from pipeline.ui import Services
from pipeline.ui.kept_form import KeptForm, first_form, keep_form, read_kept
from pipeline.ui.roles import find_visit
from pipeline.ui.train_form import form_values
from tiny_model import write_tiny_model
from ui.running_app import PATIENCE_MS, App, OpenPage, start_app, stop_app, unfold

SLOWLY = replace(presets_of("rlhf", "embedded")[SLOW], policy_steps=7)


def keep(services: Services, request: gr.Request, config: RunConfig, preset: str, **changes: Any) -> None:
    values = form_values(replace(config, **changes))
    keep_form(services, request, False, True, preset, config.base_model, *values)


def kept(services: Services) -> KeptForm:
    return read_kept(services.store, services.settings)


def test_a_form_comes_back_as_it_was_left(services: Services, owner: gr.Request) -> None:
    assert kept(services) == KeptForm(presets("embedded")[TUTORIAL], TUTORIAL, True, False)
    keep(services, owner, SLOWLY, SLOW)
    assert kept(services) == KeptForm(SLOWLY, SLOW, False, True)
    assert find_visit(services, owner.request).form == kept(services)


def test_example_labels_are_left_out_of_a_project_of_ones_own_alone(
    both: Services, owner: gr.Request
) -> None:
    keep(both, owner, SLOWLY, SLOW)
    assert kept(both).examples
    both.store.clear_example(True)
    keep(both, owner, SLOWLY, SLOW)
    assert not kept(both).examples


def test_a_form_that_no_run_can_begin_with_is_not_kept(services: Services, owner: gr.Request) -> None:
    keep(services, owner, SLOWLY, SLOW)
    for wrong in ({"beta": None}, {"seed": -1}, {"method": "nonsense"}):
        keep(services, owner, SLOWLY, SLOW, **wrong)
    keep(services, owner, replace(SLOWLY, base_model="/no/such/model"), SLOW)
    assert kept(services).config == SLOWLY


def test_a_preset_of_another_method_gives_way_to_the_usual_one(services: Services, owner: gr.Request) -> None:
    keep(services, owner, SLOWLY, "<script>")
    assert kept(services).preset == SHORT


def test_a_form_whose_model_is_gone_begins_anew(
    services: Services, owner: gr.Request, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    write_tiny_model(folder)
    keep(services, owner, replace(SLOWLY, base_model=str(folder)), SLOW)
    assert kept(services).config.base_model == str(folder)
    folder.rename(tmp_path / "elsewhere")
    assert kept(services) == first_form(services.settings)


def test_what_an_app_of_another_version_kept_is_read(services: Services, owner: gr.Request) -> None:
    keep(services, owner, SLOWLY, SLOW)
    record = services.store.train_form()
    assert record
    del record["config"]["policy_steps"]
    services.store.keep_train_form({**record, "config": {**record["config"], "new_in_a_later_app": 1}})
    assert kept(services).config == replace(SLOWLY, policy_steps=RunConfig("embedded").policy_steps)


def test_a_visitor_has_the_form_that_nobody_has_changed(
    services: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    keep(services, owner, SLOWLY, SLOW)
    assert find_visit(services, volunteer.request).form == first_form(services.settings)
    with pytest.raises(ValueError, match="Only the owner"):
        keep(services, volunteer, presets("embedded")[TUTORIAL], TUTORIAL)
    assert kept(services).config == SLOWLY


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    running = start_app(tmp_path)
    yield running
    stop_app(running)


def wait_until_kept(page: Page, app: App, preset: str, **changes: Any) -> None:
    """Until the server has been told that the form holds these."""
    store = Store(app.data_dir / "title-tuner.db")
    give_up = time.monotonic() + PATIENCE_MS / 1000
    while True:
        record = store.train_form() or {"preset": "", "config": {}}
        if record["preset"] == preset and changes.items() <= record["config"].items():
            return store.close()
        assert time.monotonic() < give_up, record
        page.wait_for_timeout(50)


def test_a_reload_keeps_the_preset_the_method_and_what_was_typed(app: App, open_page: OpenPage) -> None:
    page = open_page(app.url, tab="train")
    unfold(page, "train-settings")
    page.click("#train-preset label:has-text('Careful')")
    wait_until_kept(page, app, "Careful", num_train_epochs=6.0)
    page.reload()
    expect(page.locator("#train-about")).to_contain_text("Careful")
    unfold(page, "train-settings")
    expect(page.locator("#train-preset input:checked")).to_have_value("Careful")
    expect(page.locator("#train-num_train_epochs input")).to_have_value("6")

    page.click("#train-method label:has-text('RLHF')")
    wait_until_kept(page, app, SHORT, method="rlhf", policy_steps=32)
    page.fill("#train-policy_steps input", "7")
    wait_until_kept(page, app, SHORT, method="rlhf", policy_steps=7)
    page.reload()
    expect(page.locator("#train-about")).to_contain_text("Settings of your own")
    unfold(page, "train-settings")
    expect(page.locator("#train-preset label")).to_have_text(["Short", "Slow", "GRPO"])
    expect(page.locator("#train-preset input:checked")).to_have_value(SHORT)
    expect(page.locator("#train-method input:checked")).to_have_value("rlhf")
    expect(page.locator("#train-policy_steps input")).to_have_value("7")
    page.click(
        "#train-preset label:has-text('Slow')"
    )  # which the server takes, though it was built with others
    wait_until_kept(page, app, SLOW, policy_steps=80)

    visitor = open_page(app.url, tab="train", extra_http_headers={"X-Forwarded-For": "192.0.2.1"})
    assert "policy_steps" not in visitor.content()
