"""A long life of the real app: many votes and many runs later it holds hardly more memory than before."""

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.filled import fill
from bench.volunteers import Target, send_votes
from pipeline.store import Store
from pipeline.training.runs import list_runs
from tiny_model import write_tiny_model
from ui.running_app import App, start_app, stop_app

GROWTH = 1.10
RUN_SECONDS = 300


def resident_bytes(app: App) -> int:
    """What the app's process holds in memory; not what its runs hold, which are processes of their own."""
    status = Path(f"/proc/{app.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return 1024 * int(found[1])


def press(client: httpx.Client, config: dict[str, Any], session: str, name: str, **values: Any) -> None:
    """Send the event of this name, from the open page `session`, with what the components hold at first
    but for `values` by id.
    """
    event = next(each for each in config["dependencies"] if each["api_name"] == name)
    props = {each["id"]: each["props"] for each in config["components"]}
    data = [
        values.get(props[each].get("elem_id") or "", props[each].get("value")) for each in event["inputs"]
    ]
    body = {"data": data, "fn_index": event["id"], "session_hash": session}
    if not event["queue"]:
        client.post("/run/predict", json=body).raise_for_status()
        return
    client.post("/queue/join", json=body).raise_for_status()
    with client.stream("GET", "/queue/data", params={"session_hash": session}) as stream:
        for line in stream.iter_lines():
            message = json.loads(line.removeprefix("data: ")) if line else {}
            if message.get("msg") == "process_completed":
                assert message["success"], message["output"]
                return


def vote(app: App, config: dict[str, Any], n_votes: int, start: int) -> None:
    """So many votes of eight new volunteers."""
    target = Target.new()
    target.port.value = int(app.url.rpartition(":")[2])
    ids = (each["id"] for each in config["components"] if each["props"].get("elem_id") == "card-preference")
    target.card.value = next(ids)
    done = Target.new().port
    clients = [f"{start + n:032x}" for n in range(8)]
    heard = send_votes(target, clients, n_votes, done, processes=1, patient=False)
    assert len(heard.votes) >= n_votes


def train(client: httpx.Client, config: dict[str, Any], app: App, model: Path, n_runs: int) -> None:
    """So many runs one after the other, each from a page of its own that watches it."""
    for number in range(n_runs):
        session = f"life{time.monotonic_ns():x}"
        values = {"train-base_model": str(model), "train-num_train_epochs": 1, "train-name": f"run {number}"}
        press(client, config, session, "start_run", **values)
        give_up = time.monotonic() + RUN_SECONDS
        while (run := list_runs(app.data_dir / "runs")[0]).status != "finished":
            assert run.status in ("queued", "starting", "running") and time.monotonic() < give_up, run
            press(client, config, session, "show_run")
            time.sleep(1)


def live(tmp_path: Path, votes: int, runs: int) -> list[int]:
    """Bytes that the app holds after a tenth of so many votes and runs, after all votes, after all runs."""
    fill(tmp_path / "title-tuner.db", 200, 400 + votes // 4)
    write_tiny_model(tmp_path / "tiny")
    app = start_app(tmp_path)
    try:
        config = httpx.get(f"{app.url}/config", timeout=60).json()
        with httpx.Client(base_url=f"{app.url}/gradio_api", timeout=300) as client:
            vote(app, config, votes // 10, start=0)
            train(client, config, app, tmp_path / "tiny", max(1, runs // 10))
            held = [resident_bytes(app)]
            for part in range(9):
                vote(app, config, votes // 10, start=1000 * (part + 1))
            held.append(resident_bytes(app))
            train(client, config, app, tmp_path / "tiny", runs - max(1, runs // 10))
            held.append(resident_bytes(app))
        assert "Traceback" not in app.log
    finally:
        stop_app(app)
    store = Store(tmp_path / "title-tuner.db")
    assert len(store.labels()) >= votes // 2  # skipped pairs and repeats have no label of their own
    store.close()
    return held


@pytest.mark.soak
def test_ten_thousand_votes_and_twenty_runs_leave_memory_as_it_was(tmp_path: Path) -> None:
    held = live(tmp_path, votes=10_000, runs=20)
    print("held:", held)
    assert held[-1] < GROWTH * held[0], held
