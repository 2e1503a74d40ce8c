"""The newest model, picked to write with."""

from pathlib import Path

import gradio as gr
import pytest

from pipeline.schema import Run
from pipeline.settings import QWEN
from pipeline.ui import Services, create_tab


def test_the_newest_model_is_picked_and_what_it_can_write_is_said(
    services: Services, run: Run, owner: gr.Request
) -> None:
    picked, said = create_tab.use_newest(services, owner)
    assert picked["value"] == run.id == picked["choices"][0][1]
    assert "Your newest model is picked" in said and "It writes in English only, and" in said
    config = Path(run.path) / "config.json"
    config.write_text(config.read_text().replace('"embedded"', f'"{QWEN}"'))
    assert "English" not in create_tab.use_newest(services, owner)[1]


def test_without_a_trained_model_none_is_picked(services: Services, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="No trained model yet"):
        create_tab.use_newest(services, owner)
