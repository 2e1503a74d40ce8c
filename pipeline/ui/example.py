"""The example that an empty project shows: services enter, those of a copy that nobody owns leave.

What is shipped stays as it is. The copy lies in a folder of this process and is gone with it; answers that
visitors give are practice, on a copy of their own. Both are brought to today's version of the database as
any other.
"""

import atexit
import secrets
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from pipeline.beliefs import CurrentBeliefs
from pipeline.settings import EXAMPLE, Settings
from pipeline.store import Store
from pipeline.ui import Services


def with_example(services: Services, source: Path = EXAMPLE) -> Services:
    """The services, with those of the example that lies in `source` unless the settings want none."""
    if not services.settings.example:
        return services
    example, practice = (copy_example(services, source) for _ in range(2))
    return replace(services, example=replace(example, practice=practice))


def copy_example(services: Services, source: Path) -> Services:
    folder = Path(tempfile.mkdtemp(prefix="title-tuner-example-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(source, folder, dirs_exist_ok=True)
    settings = nobodys(services.settings, folder)
    store = Store(settings.database)
    return replace(
        services,
        settings=settings,
        store=store,
        beliefs=CurrentBeliefs(store),
        keeper=None,
        is_example=True,
    )


def nobodys(settings: Settings, folder: Path) -> Settings:
    """Settings under which every visitor is a volunteer, and answers lead to no annotator of the project."""
    return replace(
        settings,
        data_dir=folder,
        app_secret=secrets.token_hex(32),  # no owner's cookie fits
        app_secret_given=True,
        owners=frozenset(),
        share=True,  # so that this machine's own visitors are no owners either
        hf_token="",
        labels_repo="",
        models_repo="",
    )
