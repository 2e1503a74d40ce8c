"""The part of a run that sends its model to the Hub, in a real browser and by itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import gradio as gr
import pytest

from hub.local_hub import OWNER, LocalHub, client_environment
from hub.run_with_model import make_finished_run
from pipeline.hub.models import Push, note_push
from pipeline.settings import EMBEDDED_MODEL
from pipeline.ui import Services, model_part
from ui.running_app import App, OpenPage, start_app, stop_app

REPO = "owner/title-tuner-run-1"


@pytest.fixture(scope="module")
def hub() -> Iterator[LocalHub]:
    with LocalHub() as running:
        yield running


@pytest.fixture(scope="module")
def pushing(tmp_path_factory: pytest.TempPathFactory, hub: LocalHub) -> Iterator[App]:
    """The app with a run that has a model, open to the network, and a Hub that knows its owner."""
    data_dir = tmp_path_factory.mktemp("pushing")
    make_finished_run(data_dir / "runs", EMBEDDED_MODEL)
    given = {"LABELS_REPO": "owner/labels", "APP_SECRET": "s", "GRADIO_SERVER_NAME": "0.0.0.0"}
    running = start_app(data_dir, **client_environment(hub, data_dir / "home"), **given)
    yield running
    stop_app(running)


@pytest.fixture
def with_run(services: Services) -> Services:
    make_finished_run(services.settings.runs_dir, EMBEDDED_MODEL)
    return services


def test_who_opens_the_owner_link_pushes_a_model_hears_why_it_failed_and_pushes_again(
    open_page: OpenPage, pushing: App, hub: LocalHub
) -> None:
    page = open_page(pushing.url)
    page.wait_for_selector("#card-preference .card[data-state=empty]")  # visitors begin with the card
    assert page.locator("#owner-badge").count() == 0
    page.goto(pushing.owner_link)
    page.wait_for_selector("#owner-badge")
    assert "owner=" not in page.url
    page.click("#tab-train-button")
    page.click("#train-model button.label-wrap")
    field = page.locator("#model-repo textarea, #model-repo input")
    assert field.input_value() == REPO
    hub.fault(f"/api/models/{REPO}/commit/", status=500)
    page.click("#model-push")
    said = page.locator("#model-said")
    said.get_by_text(re.compile("Not pushed to .*answered with an error")).wait_for()
    page.click("#model-push")
    said.get_by_role("link", name=REPO).wait_for()
    assert "the whole model, private, commit" in said.inner_text()
    assert "Not pushed" not in said.inner_text()
    assert "model.safetensors" in hub.repo(REPO, "model").files()
    with page.expect_download() as fetched:
        page.click("#model-fetch")
        page.click("#model-file a[download]")
    with ZipFile(fetched.value.path()) as archive:
        assert "run-1/model.safetensors" in archive.namelist()
    page.goto(pushing.url)  # still the owner, and what was pushed is told
    page.wait_for_selector("#owner-badge")
    page.click("#tab-train-button")
    page.click("#train-model button.label-wrap")
    said.get_by_role("link", name=REPO).wait_for()


def test_a_visitor_gets_nothing_of_it(with_run: Services, volunteer: gr.Request) -> None:
    part, *rest = model_part.show_model(with_run, "run-1", None, "", volunteer)
    assert part == gr.update(visible=False)
    assert "model-pushed" not in str(rest)
    for act in (
        lambda: model_part.push_chosen(with_run, "run-1", REPO, True, False, volunteer),
        lambda: model_part.fetch_model(with_run, Path("."), "run-1", False, volunteer),
        lambda: model_part.show_pushes(with_run, "run-1", volunteer),
    ):
        with pytest.raises(ValueError, match="Only the owner"):
            act()


def test_without_a_token_the_part_says_so_and_still_gives_the_file(
    with_run: Services, owner: gr.Request, tmp_path: Path
) -> None:
    part, repo, merge, off, push, said, _, _ = model_part.show_model(with_run, "run-1", None, "", owner)
    assert part["visible"] and off["visible"] and not push["interactive"]
    assert (repo["value"], merge["visible"], said) == ("", False, "")
    with pytest.raises(ValueError, match="set HF_TOKEN"):
        model_part.push_chosen(with_run, "run-1", REPO, False, False, owner)
    first = model_part.fetch_model(with_run, tmp_path, "run-1", False, owner)
    with ZipFile(first["value"]) as archive:
        assert "run-1/README.md" in archive.namelist()
    model_part.fetch_model(with_run, tmp_path, "run-1", False, owner)
    assert len(list(tmp_path.glob("*.zip"))) == 1


def test_what_is_typed_stays_while_the_run_does(with_run: Services, owner: gr.Request) -> None:
    settings = replace(with_run.settings, hf_token=OWNER, models_repo="ada/models")
    services = replace(with_run, settings=settings)
    first = model_part.show_model(services, "run-1", None, "", owner)
    assert first[1]["value"] == "ada/title-tuner-run-1"
    again = model_part.show_model(services, "run-1", first[-1], "ada/typed", owner)
    assert again == [gr.skip()] * 8
    assert model_part.show_model(services, "run-2", first[-1], "ada/typed", owner)[0] == gr.update(
        visible=False
    )


def test_the_newest_push_to_each_repository_is_listed_and_a_failure_until_the_next(
    with_run: Services,
) -> None:
    run_dir = with_run.settings.runs_dir / "run-1"
    run = next(iter(model_part.list_runs(with_run.settings.runs_dir)))
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for day, (repo, commit, error) in enumerate(
        [("ada/a", "1" * 40, ""), ("ada/b", "2" * 40, ""), ("ada/a", "3" * 40, ""), ("ada/c", "", "<no>")]
    ):
        note_push(run_dir, Push(at.replace(day=1 + day), repo, commit, f"http://hub/{repo}", error=error))
    said = model_part.pushes_html(with_run, run, "en")
    assert re.findall("commit ([0-9]{8})", said) == ["33333333", "22222222"]
    assert "Not pushed to ada/c: &lt;no&gt;" in said
    note_push(run_dir, Push(at.replace(day=9), "ada/c", "4" * 40, "http://hub/ada/c", merged=True))
    said = model_part.pushes_html(with_run, run, "zh")
    assert "未能推送" not in said and "合并后的适配器" in said
