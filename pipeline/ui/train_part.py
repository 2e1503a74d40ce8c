"""Where a segment lives as long as the event that asks for it (ZeroGPU): the next part of a run, by a click.

The visitor's quota travels with the event, so no thread and no timer of the server can take its place.
"""

from pathlib import Path

import gradio as gr
from gradio.events import Dependency

from pipeline.training import launch
from pipeline.ui import Services, bind
from pipeline.ui.access import require_owner
from pipeline.ui.events import ACT
from pipeline.ui.run_view import ALIVE


def follow(services: Services, begun: Dependency, chosen: gr.State) -> Dependency | None:
    """After an event that began a run or went on with it, train a part, for minutes while the timer shows its
    progress; None where a run trains by itself.
    """
    if services.train_part is None:
        return None
    return begun.success(bind(train_part, services), chosen, None, **ACT)


def watched_statuses(services: Services) -> tuple[str, ...]:
    """How a run stands that may change by itself: on ZeroGPU a paused one may be waiting for a GPU."""
    return ALIVE if services.train_part is None else (*ALIVE, "paused")


def train_part(services: Services, chosen: str, request: gr.Request) -> None:
    """Train the next part of the chosen run and return when it has ended."""
    require_owner(request, services.settings)
    run = next((run for run in launch.list_runs(services.settings.runs_dir) if run.id == chosen), None)
    if run is not None and services.train_part is not None:
        services.train_part(Path(run.path))
