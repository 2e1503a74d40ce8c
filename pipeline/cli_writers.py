"""Which model writes, as arguments of a command: they enter, a writer leaves."""

import argparse
from pathlib import Path

from pipeline import best_writer
from pipeline.inference import TEMPERATURE
from pipeline.model_files import check_model
from pipeline.owner_commands import Project
from pipeline.settings import CHAT_MODEL
from pipeline.training.runs import list_runs, model_path, with_folders
from pipeline.writers import Endpoint, EndpointWriter, TitleWriter

PROVIDERS = "inference-providers"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments of every command that has a model write."""
    command.add_argument(
        "--writer",
        "--model",
        dest="writer",
        help="embedded, a run's id, a folder, a Hub id, best-of-N:REWARD_RUN@MODEL, the address of an"
        f" OpenAI-compatible server (http://.../v1), or {PROVIDERS}; the last two take their key from"
        " WRITER_API_KEY",
    )
    command.add_argument(
        "--writer-model",
        default=CHAT_MODEL,
        help=f"the model behind an address or {PROVIDERS} (default {CHAT_MODEL})",
    )
    command.add_argument(
        "--ask",
        choices=("list", "samples"),
        help="one call for all of an idea's titles, or one for each (default: list for an address)",
    )
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--temperature", type=float, default=TEMPERATURE)


def make_writer(project: Project, given: argparse.Namespace) -> TitleWriter:
    """The writer that was named. ValueError in words when there can be none of that name."""
    settings, name = project.settings, given.writer or project.settings.default_base_model
    if name == PROVIDERS:
        key = settings.writer_api_key or settings.hf_token
        return EndpointWriter(Endpoint(given.writer_model, api_key=key), given.ask or "list")
    if "://" in name:
        return EndpointWriter(
            Endpoint(given.writer_model, name, settings.writer_api_key), given.ask or "list"
        )
    runs = list_runs(settings.runs_dir)
    run = next((run for run in runs if run.id == name), None)
    name = str(model_path(Path(run.path))) if run else with_folders(name, runs)
    check_model(name)
    return best_writer.make_writer(name, asking=given.ask or "samples")
