"""Who writes the titles, picked on the page."""

import shutil
from dataclasses import replace
from threading import Event
from typing import Any

import gradio as gr
import pytest

from pipeline.inference import Completion
from pipeline.schema import RunConfig
from pipeline.settings import EMBEDDED_MODEL
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services, create_tab, writer_picker
from pipeline.ui.writing import Writing
from pipeline.writers import EndpointWriter, LocalWriter, TitleWriter
from scripted import ScriptedWriter
from ui.running_app import make_settings

HERE = ("here", "", "", "", "samples")


def pick(services: Services, model: str, *picked: str) -> TitleWriter:
    return writer_picker.pick_writer(services, model, picked)


@pytest.fixture
def real(services: Services) -> Services:
    return replace(services, writer=LocalWriter)


def test_a_model_here_is_asked_as_was_picked(real: Services) -> None:
    one, several = pick(real, "embedded", *HERE), pick(real, "embedded", "here", "", "", "", "list")
    assert isinstance(one, LocalWriter) and isinstance(several, LocalWriter)
    assert (one.model, one.asking, several.asking) == ("embedded", "samples", "list")


def test_a_model_that_was_trained_here_can_be_picked_and_writes(real: Services, owner: gr.Request) -> None:
    run_dir = real.settings.runs_dir / "20260102T030400Z-mine"
    shutil.copytree(EMBEDDED_MODEL, model_path(run_dir))
    write_config(run_dir, RunConfig("embedded"), real.task.version, real.now())
    offered = create_tab.show_afresh(real, Writing(), False, owner)[1]["choices"]
    assert offered[0][0].startswith("Trained ") and offered[0][0].endswith(" · mine")
    assert offered[0][1] == run_dir.name
    writer = pick(real, run_dir.name, *HERE)
    assert isinstance(writer, LocalWriter) and writer.model == str(model_path(run_dir))


def test_an_address_gets_the_key_that_was_typed_or_the_settings_own_and_never_the_hubs(
    real: Services, services: Services
) -> None:
    settings = make_settings(services.settings.data_dir, writer_api_key="own", hf_token="hf_own")
    picked = ("address", " http://127.0.0.1:9/v1 ", "a/model")
    for given, expected in ((settings, "own"), (replace(settings, writer_api_key=""), "")):
        writer = pick(replace(real, settings=given), "", *picked, "", "list")
        assert isinstance(writer, EndpointWriter)
        assert (writer.endpoint.url, writer.endpoint.api_key) == ("http://127.0.0.1:9/v1", expected)
    typed = pick(replace(real, settings=settings), "", *picked, " typed ", "samples")
    assert isinstance(typed, EndpointWriter)
    assert (typed.endpoint.api_key, typed.asking) == ("typed", "samples")
    assert "typed" not in repr(typed)


def test_inference_providers_take_the_hubs_token(real: Services, services: Services) -> None:
    settings = make_settings(services.settings.data_dir, hf_token="hf_own")
    writer = pick(replace(real, settings=settings), "", "providers", "ignored", "a/model", "", "list")
    assert isinstance(writer, EndpointWriter)
    assert (writer.endpoint.url, writer.endpoint.api_key) == ("", "hf_own")
    with pytest.raises(ValueError, match="need a key"):
        pick(real, "", "providers", "", "a/model", "", "list")


@pytest.mark.parametrize(
    ("picked", "sentence"),
    [
        (("address", "", "m", "", "list"), "Give the address"),
        (("address", "localhost", "m", "", "list"), "is no address"),
        (("address", "http://127.0.0.1:9/v1", " ", "", "list"), "Name the model"),
        (("here", "", "", "", "list"), "No model at"),
    ],
)
def test_a_writer_that_cannot_be_is_a_sentence(
    real: Services, picked: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        pick(real, "", *picked)


def test_another_task_than_the_default_needs_a_writer_that_serves_it(real: Services) -> None:
    other = replace(YOUTUBE_TITLES, prompt_template="A headline for {idea}.\n{guidance}")
    real.store.choose_task(other, real.now())
    with pytest.raises(ValueError, match="knows the default task only"):
        pick(real, "embedded", *HERE)
    assert pick(real, "embedded", "address", "http://127.0.0.1:9/v1", "m", "", "list")


def test_each_kind_shows_what_it_needs() -> None:
    def seen(kind: str) -> list[Any]:
        return [field.get("visible") for field in writer_picker.show_fields(kind)[:4]]

    assert seen("here") == [True, False, False, False]
    assert seen("address") == [False, True, True, True]
    assert seen("providers") == [False, False, True, True]


def test_titles_are_written_by_the_endpoint_that_was_picked(services: Services, owner: gr.Request) -> None:
    titles = [f"The Long Enough Title of Number {n:02}" for n in range(5)]
    asked: list[Any] = []

    def endpoint(at: Any, asking: str) -> ScriptedWriter:
        asked.append((at.url, at.model, at.api_key, asking))
        return ScriptedWriter({"bees": titles})

    services, writing = replace(services, writer=LocalWriter, endpoint=endpoint), Writing()
    create_tab.add_typed(services, "bees", owner)
    picked = ("address", "http://127.0.0.1:9/v1", "m", "typed", "list")
    create_tab.start_writing(services, writing, "embedded", 0.7, 0, owner, *picked)
    assert writing.wait(20)
    assert asked == [("http://127.0.0.1:9/v1", "m", "typed", "list")]
    assert services.store.count_pairs() == 10


def test_who_waits_for_a_model_of_the_hub_is_told_so_and_for_no_other(
    services: Services, owner: gr.Request
) -> None:
    assert writer_picker.fetched_model(LocalWriter("embedded")) == ""
    assert writer_picker.fetched_model(ScriptedWriter({})) == ""
    may = Event()

    def wait(*asked: Any) -> list[Completion]:
        assert may.wait(20)
        raise ValueError("someone/unknown is gone")

    waiting = LocalWriter("someone/unknown", complete=wait)
    services, writing = replace(services, writer=lambda model: waiting), Writing()
    create_tab.add_typed(services, "keeping bees", owner)
    create_tab.start_writing(services, writing, "someone/unknown", 0.9, 0, owner)
    said = writing.html(services.now(), "en")
    may.set()
    assert "Fetching someone/unknown from the Hub" in said and writing.wait(20)
