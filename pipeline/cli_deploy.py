"""The command `deploy`: this project becomes a Space on the Hub, or the Space is brought up to date."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.hub.client import Remote
from pipeline.hub.deploy import Deployed, count_by_folder, deploy, list_files
from pipeline.hub.models import BAD_NAME, NO_TOKEN
from pipeline.owner_commands import Add, Project, Report
from pipeline.settings import REPO, ROOT


def add_commands(commands: Any, add: Add) -> None:
    """Add `deploy`; `add` takes a group, a name, the function that does it, and its help."""
    command = add(commands, "deploy", deploy_space, "make or update a Space of this app, with its datasets")
    command.add_argument("space", metavar="OWNER/NAME", help="the Space; made if new")
    command.add_argument("--hardware", default="", help="such as zero-a10g or cpu-basic (default: as it is)")
    command.add_argument("--labels-repo", metavar="OWNER/NAME", help="(default: SPACE-labels)")
    command.add_argument("--preferences-repo", metavar="OWNER/NAME", help="(default: SPACE-preferences)")
    command.add_argument("--models-repo", metavar="OWNER/NAME", help="where tuned weights go (default: none)")
    command.add_argument("--owners", default="", help="Hub usernames with commas (default: yours)")
    command.add_argument("--base", default="", help="the model to start from (default: the Space's own)")
    command.add_argument("--private", action="store_true", help="a new Space that only you can open")
    command.add_argument(
        "--token-file", type=Path, help="a file with the token that the Space is to use (default: HF_TOKEN)"
    )


def deploy_space(project: Project, given: argparse.Namespace) -> Report:
    token = project.settings.hf_token
    if not token:
        raise ValueError(NO_TOKEN)
    labels = given.labels_repo or f"{given.space}-labels"
    preferences = given.preferences_repo or f"{given.space}-preferences"
    repos = {"LABELS_REPO": labels, "PREFERENCES_REPO": preferences, "MODELS_REPO": given.models_repo or ""}
    repos = {key: repo for key, repo in repos.items() if repo}
    for name in (given.space, *repos.values()):
        if not REPO.fullmatch(name):
            raise ValueError(BAD_NAME.format(name=name))
    variables = {**repos, **({"BASE_MODEL": given.base} if given.base else {})}
    kinds = {key: "model" if key == "MODELS_REPO" else "dataset" for key in repos}
    files = list_files(ROOT, project.settings.data_dir)
    print(_describe(files, given.space), file=sys.stderr, flush=True)
    done = deploy(
        Remote(given.space, token, repo_type="space", at_once=True),
        [Remote(repo, token, repo_type=kinds[key], at_once=True) for key, repo in repos.items()],
        files,
        variables,
        given.token_file.read_text().strip() if given.token_file else token,
        given.owners,
        given.hardware,
        given.private,
        renew_token=given.token_file is not None,
    )
    return _report(done, repos)


def _describe(files: Mapping[str, Path], space: str) -> str:
    """What is about to be sent, while it can still be stopped."""
    folders = count_by_folder(files)
    total = sum(size for _, size in folders.values())
    lines = [f"  {top}: {count} files, {_kilobytes(size)}" for top, (count, size) in folders.items()]
    return "\n".join([f"{len(files)} files, {_kilobytes(total)}, go to {space}:", *lines])


def _kilobytes(size: int) -> str:
    return f"{size / 1000:,.0f} kB"


def _report(done: Deployed, repos: dict[str, str]) -> Report:
    return {**asdict(done), **{key.lower(): repo for key, repo in repos.items()}}
