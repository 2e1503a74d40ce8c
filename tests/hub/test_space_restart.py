"""A Space that restarts: the disk is empty, and all that anybody did is there again. What it gives away holds
no secret.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi, ModelCard

from hub.instance import REPO, add_titles, ids_on
from hub.local_hub import LocalHub, client_environment
from hub.memory import Account
from hub.take_away import ADAPTER, BASE, PREFERENCES, SPACE
from pipeline.schema import Label
from pipeline.settings import ROOT
from pipeline.store import Store
from tiny_model import write_tiny_model
from ui.running_app import App, start_app

TOKEN, SECRET = "hf_MARKEDTOKENMARKED", "MARKEDSECRETMARKED"
ANSWERS = ("left", "right", "left", "left", "tie", "left", "neither", "right")
N_ANSWERS = 24


@pytest.fixture
def environment(hub: LocalHub, tmp_path: Path) -> dict[str, str]:
    hub.memory.accounts[TOKEN] = Account("owner", "write")
    own = {"HF_TOKEN": TOKEN, "LABELS_REPO": REPO, "APP_SECRET": SECRET, "OMP_NUM_THREADS": "1"}
    return client_environment(hub, tmp_path / "home") | own


def get(app: App, path: str) -> bytes:
    content: bytes = urllib.request.urlopen(f"{app.url}/{path}", timeout=60).read()
    return content


def label(app: App, browser: str, n: int) -> None:
    """n answers through the card's own calls, as a browser sends them, each acknowledged."""
    components = json.loads(get(app, "config"))["components"]
    (card,) = [each["id"] for each in components if each["props"].get("elem_id") == "card-preference"]

    def call(name: str, **data: Any) -> dict[str, Any]:
        body = {"component_id": card, "fn_name": name, "session_hash": "0123456789", "data": data}
        request = urllib.request.Request(
            f"{app.url}/gradio_api/component_server/",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        found: dict[str, Any] = json.loads(urllib.request.urlopen(request, timeout=60).read())
        return found

    reply = call("open_card", browser=browser * 32, held=[])
    for at in range(n):
        shown = next(pair for pair in reply["pairs"] if not pair["after"])
        reply = call("answer", lease=shown["lease"], answer=ANSWERS[at % len(ANSWERS)], ms=900, held=[])
        assert "error" not in reply, reply


def labels_of(data_dir: Path) -> dict[str, Label]:
    """The current labels by their events."""
    store = Store(data_dir / "title-tuner.db")
    found = {label.event_id: label for label in store.labels()}
    store.close()
    return found


def events_of(data_dir: Path) -> set[str]:
    """The ids of all events: also those that are no current label, as a hidden repeat's answer is."""
    with closing(sqlite3.connect(data_dir / "title-tuner.db")) as database:
        return {event_id for (event_id,) in database.execute("SELECT event_id FROM events")}


def command(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_an_empty_disk_after_a_kill_has_every_label_and_goes_on_to_a_model_that_loads_by_its_name(
    hub: LocalHub, environment: dict[str, str], tmp_path: Path
) -> None:
    write_tiny_model(tmp_path / "tiny")
    api = HfApi(endpoint=hub.url, token=TOKEN)
    api.create_repo(BASE, private=True)
    api.upload_folder(repo_id=BASE, folder_path=tmp_path / "tiny")
    disk, fresh = tmp_path / "disk", tmp_path / "fresh"
    store = Store(disk / "title-tuner.db")
    add_titles(store, n_ideas=6)
    store.close()

    app = start_app(disk, **environment)
    for browser in "ab":
        label(app, browser, N_ANSWERS // 2)
    shown = [get(app, path) for path in ("", "config")]
    synced = command(environment, "-m", "pipeline", "--data-dir", str(disk), "sync", "--json")
    app.process.kill()
    app.process.wait(60)
    before = labels_of(disk)
    known = events_of(disk)
    assert len(known) == N_ANSWERS and set(ids_on(hub)) == known and before
    log = app.log
    shutil.rmtree(disk)

    app = start_app(fresh, **environment)
    assert labels_of(fresh) == before and events_of(fresh) == known
    ideas = tmp_path / "ideas.txt"
    ideas.write_text("keeping bees in winter\nsailing around a lake\n")
    taken = command(environment | {"DATA_DIR": str(fresh)}, "-m", "hub.take_away", str(fresh), str(ideas))
    trained, adapter, compared, sent, deployed = map(json.loads, taken.stdout.splitlines())
    shown.append(get(app, "config"))
    label(app, "a", 2)
    app.process.terminate()
    assert app.process.wait(60) == 0, app.log  # which sends the last labels

    assert trained["status"] == "finished"
    assert (adapter["adapter"], adapter["private"]) == (True, True)
    assert sorted(hub.repo(ADAPTER, "model").files())[0] == "README.md"
    data = ModelCard(hub.repo(ADAPTER, "model").files()["README.md"].decode()).data
    assert (data.base_model, data.library_name) == (BASE, "peft")
    config = json.loads(hub.repo(ADAPTER, "model").files()["adapter_config.json"])
    assert config["revision"] == hub.repo(BASE, "model").head.oid  # the commit that was trained on
    assert compared["tuned_model"] == ADAPTER and compared["n"] >= 2
    assert compared["unproven"] == []  # it is known by its name to be the run's
    assert (sent["waiting"], deployed["created"]) == (0, True)
    told = taken.stderr.splitlines()
    listed = told[told.index(next(line for line in told if line.endswith(f" go to {SPACE}:"))) :]
    assert listed[0].startswith(f"{deployed['files']} files, ")
    assert [line for line in listed if line.startswith("  app.py: 1 files, ")]
    after = labels_of(fresh)
    assert before.items() <= after.items() and len(events_of(fresh)) >= N_ANSWERS + 2
    assert set(ids_on(hub)) == events_of(fresh)

    held = hub.repo(SPACE, "space").space
    assert held is not None and (held.secrets["HF_TOKEN"], held.hardware) == (TOKEN, "zero-a10g")
    assert ("dataset", PREFERENCES) in hub.memory.repos
    sent_out = [
        path.encode() + blob.data
        for repo in hub.memory.repos.values()
        for commit in repo.commits.values()
        for path, blob in commit.tree.items()
    ]
    sent_out += [commit.title.encode() for repo in hub.memory.repos.values() for commit in repo.history()]
    sent_out += [json.dumps(held.variables).encode(), "\n".join(hub.log).encode()]
    kept = [path.read_bytes() for path in fresh.rglob("*") if path.is_file()]
    said = [log, app.log, *(text for done in (synced, taken) for text in (done.stdout, done.stderr))]
    everything = [*shown, *sent_out, *kept, *map(str.encode, said)]
    assert len(sent_out) > 100 and len(kept) > 10 and len(said[0]) > 100
    for mark in (TOKEN.encode(), SECRET.encode()):
        assert [content[:200] for content in everything if mark in content] == []
    assert [content[:200] for content in sent_out if str(tmp_path).encode() in content] == []
