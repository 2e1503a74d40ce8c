"""The real app and command line with a token: what they send, read back, and give away."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hub.instance import REPO, Clock, add_titles, ids_on, start_instance
from hub.local_hub import LocalHub, client_environment
from hub.memory import Account
from pipeline.schema import Choice, EventKind, LabelEvent, Source
from pipeline.settings import ROOT
from pipeline.store import Store
from ui.running_app import App, start_app

TOKEN, SECRET = "hf_MARKEDTOKENMARKED", "MARKEDSECRETMARKED"


@pytest.fixture
def environment(hub: LocalHub, tmp_path: Path) -> dict[str, str]:
    hub.memory.accounts[TOKEN] = Account("owner", "write")
    own = {"HF_TOKEN": TOKEN, "LABELS_REPO": REPO, "APP_SECRET": SECRET}
    return client_environment(hub, tmp_path / "home") | own


def vote(data_dir: Path, *names: str) -> None:
    """Votes in the database of an app that may be running."""
    store = Store(data_dir / "title-tuner.db")
    pairs = store.pairs()
    store.append_events(
        LabelEvent(name, EventKind.VOTE, Source.PERSON, "ann", Clock()(), "test", pairs[n].id, Choice.A, "a")
        for n, name in enumerate(names)
    )
    store.close()


def make_titles(data_dir: Path) -> None:
    store = Store(data_dir / "title-tuner.db")
    add_titles(store)
    store.close()


def end(app: App, number: signal.Signals) -> int:
    app.process.send_signal(number)
    return app.process.wait(60)


def run(command: list[str], environment: dict[str, str], data_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "--data-dir", str(data_dir), *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.soak  # test_space_restart.py ends an app that has labels to send every day
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_sends_the_last_labels(
    hub: LocalHub, environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    make_titles(tmp_path / "app")
    app = start_app(tmp_path / "app", **environment)
    vote(tmp_path / "app", "1", "2")
    assert end(app, number) == 0, app.log
    assert ids_on(hub) == ["1", "2"]


def test_the_app_starts_and_labels_while_the_hub_is_down(
    hub: LocalHub, environment: dict[str, str], tmp_path: Path
) -> None:
    hub.stop()
    make_titles(tmp_path / "app")
    app = start_app(tmp_path / "app", **environment)
    vote(tmp_path / "app", "1")
    assert "The Hub cannot be reached" in app.log
    assert end(app, signal.SIGTERM) == 0
    hub.start()
    instance = start_instance(hub, tmp_path / "app", Clock())
    instance.keeper.sync_now()
    assert ids_on(hub) == ["1"]
    instance.store.close()


def test_sync_on_demand_says_what_it_did_or_what_to_do(
    hub: LocalHub, environment: dict[str, str], tmp_path: Path
) -> None:
    make_titles(tmp_path)
    vote(tmp_path, "1")
    done = run(["sync", "--json"], environment, tmp_path)
    assert json.loads(done.stdout) == {
        "repo": REPO,
        "received_events": 0,
        "received_runs": 0,
        "commits": 1,
        "saved": 1,
        "on_hub": 1,
        "waiting": 0,
        "problems": [],
    }
    hub.stop()
    away = run(["sync"], environment, tmp_path)
    assert (away.returncode, away.stdout) == (2, "")
    assert away.stderr.splitlines()[-1].startswith("title-tuner: The Hub cannot be reached")
    off = run(["sync"], {"HF_TOKEN": "", "LABELS_REPO": ""}, tmp_path)
    assert (off.returncode, "set HF_TOKEN and LABELS_REPO" in off.stderr) == (2, True)
