"""Labelling under load: the real app in a process of its own, and volunteers who call the card's server
functions as the page does.

Beside it, in turn within every round, runs a bare Gradio app whose one server function does one insert under
the same SQLite settings. Ratios of the two are what counts: at most 1.3 times its 95th percentile, at least
0.75 times its rate. With `--labels 1000000` a second app holds so many labels already, and its 95th
percentile is to be at most 1.2 times the first one's. With `--kills N` the app is killed (SIGKILL) while
everybody votes and started again on the same folder, N times. Afterwards every acknowledged vote must be in
the database, once. With `--paint` a real Chromium says how long it takes from a key press until the next pair
is painted.
"""

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import socket
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}

# Everything is imported before a server is forked, so that one starts in a second or two.
import gradio as gr  # noqa: E402
from filled import fill  # noqa: E402
from paint import measure_painting  # noqa: E402
from volunteers import FORK, GIVEN_UP, Heard, Target, send_votes  # noqa: E402

import app as title_tuner  # noqa: E402
from pipeline.settings import load_app_secret, read_settings  # noqa: E402
from pipeline.store.database import CHECKPOINT_PAGES  # noqa: E402
from pipeline.ui.access import RateLimit  # noqa: E402

FEW_LABELS = 1000
BARS = {"p95": 1.3, "rate": 0.75, "filled_p95": 1.2, "paint_ms": 50.0}
START_SECONDS = 120.0
STARTED = "Open it as the owner"  # what the app prints once it serves


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--labels", type=int, default=FEW_LABELS, help="stored before the second app starts")
    parser.add_argument("--votes", type=int, default=1000, help="in each round, or in all with --kills")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processes", type=int, default=2, help="of volunteers")
    parser.add_argument("--kills", type=int, default=0, help="instead of rounds")
    parser.add_argument("--paint", action="store_true", help="instead of rounds")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="labelling-") as folder:
        if given.paint:
            report = paint(Path(folder))
        elif given.kills:
            report = kill(Path(folder), given.clients, given.votes, given.kills, given.processes)
        else:
            report = compare(
                Path(folder), given.clients, given.votes, given.rounds, given.labels, given.processes
            )
    print(json.dumps(report) if given.json else "\n".join(f"{key}: {value}" for key, value in report.items()))


def compare(
    folder: Path, n_clients: int, n_votes: int, rounds: int, n_labels: int, processes: int
) -> dict[str, Any]:
    """The rounds: every server in turn gets `n_votes` from the same number of volunteers."""
    n_ideas = 2 * n_clients + (rounds + 1) * n_votes // 3  # some are settled after four answers
    began = time.monotonic()
    names = {"bare": 0, "app": FEW_LABELS} | ({"filled": n_labels} if n_labels > FEW_LABELS else {})
    for name, labels in names.items():
        if name != "bare":
            fill(folder / name / "title-tuner.db", labels, n_ideas)
    report: dict[str, Any] = {"clients": n_clients, "votes": n_votes, "rounds": rounds, "labels": n_labels}
    report["fill_seconds"] = round(time.monotonic() - began, 1)
    clients = [f"{random.getrandbits(128):032x}" for _ in range(n_clients)]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    votes: dict[str, dict[str, str]] = {name: {} for name in names}
    with contextlib.ExitStack() as running:
        targets = {name: Target.new(bare=name == "bare") for name in names}
        for name, target in targets.items():
            running.enter_context(serving(folder / name, target))
        for number in range(rounds + 1):
            for name in list(names)[:: 1 if number % 2 else -1]:
                done = FORK.Value("i", 0)
                heard = send_votes(targets[name], clients, n_votes, done, processes, patient=False)
                votes[name] |= heard.votes
                if number:  # the first one warms everything
                    found[name].append(measure(heard))
    for name, measured in found.items():
        for key in measured[0]:
            report[f"{name}_{key}"] = round(statistics.median(each[key] for each in measured), 2)
    report["p95_ratio"] = side_by_side(found["app"], found["bare"], "p95_ms")
    report["rate_ratio"] = side_by_side(found["app"], found["bare"], "rate")
    report["met"] = report["p95_ratio"] <= BARS["p95"] and report["rate_ratio"] >= BARS["rate"]
    for name in names:
        if name != "bare":
            report |= {f"{name}_{key}": n for key, n in check_votes(folder / name, votes[name]).items()}
    if "filled" in found:
        report["filled_p95_ratio"] = side_by_side(found["filled"], found["app"], "p95_ms")
        report["filled_met"] = report["filled_p95_ratio"] <= BARS["filled_p95"]
    return report


def measure(heard: Heard) -> dict[str, float]:
    """Votes a second, and how long one took in milliseconds."""
    ordered = sorted(heard.seconds)
    return {
        "rate": len(ordered) / (heard.ended - heard.began),
        "p50_ms": 1000 * ordered[len(ordered) // 2],
        "p95_ms": 1000 * ordered[int(0.95 * len(ordered))],
    }


def side_by_side(one: list[dict[str, float]], other: list[dict[str, float]], key: str) -> float:
    return round(statistics.median(a[key] / b[key] for a, b in zip(one, other, strict=True)), 3)


def kill(folder: Path, n_clients: int, n_votes: int, kills: int, processes: int) -> dict[str, Any]:
    """Kill the app each time that another share of the votes has been acknowledged."""
    fill(folder / "title-tuner.db", FEW_LABELS, 2 * n_clients + n_votes // 3)
    clients = [f"{random.getrandbits(128):032x}" for _ in range(n_clients)]
    target, done = Target.new(), FORK.Value("i", 0)
    process = start(folder, target)
    receive, give = FORK.Pipe(duplex=False)
    voting = FORK.Process(
        target=lambda: give.send(send_votes(target, clients, n_votes, done, processes, True))
    )
    voting.start()
    restarts = []
    try:
        for number in range(kills):
            while done.value < (number + 1) * n_votes // (kills + 1):
                if not voting.is_alive() or process.exitcode is not None:
                    raise RuntimeError("The volunteers or the app ended before they should")
                time.sleep(0.005)
            time.sleep(random.random() / 10)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            began = time.monotonic()
            process = start(folder, target)
            restarts.append(time.monotonic() - began)
    except BaseException:
        target.port.value = GIVEN_UP  # or the volunteers would try for ever
        raise
    heard: Heard = receive.recv()
    voting.join()
    stop(process)
    return {
        "clients": n_clients,
        "kills": len(restarts),
        "acknowledged": len(heard.votes),
        "refused": heard.refused,
        "restart_seconds": round(statistics.median(restarts), 2),
        **check_votes(folder, heard.votes),
    }


def check_votes(folder: Path, votes: dict[str, str]) -> dict[str, int]:
    """How many acknowledged votes are missing or other than sent, and how many are there twice.

    Twice is a lease with two events, or two votes of an annotator on a pair of which none is a repeat.
    """
    with contextlib.closing(sqlite3.connect(folder / "title-tuner.db")) as db:
        stored = {
            lease: (choice, shown_left)
            for lease, choice, shown_left in db.execute(
                "SELECT d.id, e.choice, e.shown_left FROM leases d JOIN events e ON e.event_id = d.event_id"
            )
        }
        (events,) = db.execute("SELECT count(*) FROM events WHERE kind = 'vote'").fetchone()
        (twice,) = db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM events WHERE kind = 'vote' AND repeat_of IS NULL"
            " GROUP BY pair_id, annotator HAVING count(*) > 1)"
        ).fetchone()
    lost = [lease for lease, sent in votes.items() if lease not in stored or as_sent(*stored[lease]) != sent]
    return {"lost": len(lost), "doubled": events - len(stored) + twice}


def as_sent(choice: str, shown_left: str) -> str:
    if choice not in ("a", "b"):
        return choice
    return "left" if choice == shown_left else "right"


def paint(folder: Path) -> dict[str, Any]:
    fill(folder / "title-tuner.db", FEW_LABELS, 100)
    target = Target.new()
    with serving(folder, target):
        seconds = measure_painting(f"http://127.0.0.1:{target.port.value}")
    median = statistics.median(seconds)
    return {
        "presses": len(seconds),
        "paint_ms": round(median, 1),
        "worst_ms": round(max(seconds), 1),
        "met": median <= BARS["paint_ms"],
    }


@contextlib.contextmanager
def serving(folder: Path, target: Target) -> Iterator[None]:
    process = start(folder, target)
    try:
        yield
    finally:
        stop(process)


def start(folder: Path, target: Target) -> Any:
    """A process that serves, once it does. On a busy machine Gradio's own look at its page may come too late,
    and it gives up; then it is started again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = FORK.Process(target=_serve, args=(folder, port, target.bare))
        log = folder / "log.txt"
        starts = log.read_text().count(STARTED) if log.exists() else 0
        process.start()
        while process.exitcode is None and time.monotonic() < give_up:
            time.sleep(0.02)
            if not log.exists() or log.read_text().count(STARTED) == starts:
                continue
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/config", timeout=30) as reply:
                components = json.load(reply)["components"]
            wanted = "insert" if target.bare else "card-preference"
            target.card.value = next(c["id"] for c in components if c["props"].get("elem_id") == wanted)
            target.port.value = port
            return process
    raise RuntimeError((folder / "log.txt").read_text())


def stop(process: Any) -> None:
    process.terminate()
    process.join(20)
    if process.exitcode is None:
        process.kill()


def _serve(folder: Path, port: int, bare: bool) -> None:
    log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if bare:
        _serve_bare(folder, port)
        return
    settings = read_settings(os.environ | {"DATA_DIR": str(folder), "GRADIO_SERVER_PORT": str(port)})
    settings = replace(settings, app_secret=load_app_secret(settings))
    no_limit = RateLimit(per_second=1e6, burst=10**6)
    services = title_tuner.make_services(settings)
    title_tuner.serve(replace(services, answers=no_limit, all_answers=no_limit, openings=no_limit))


def _serve_bare(folder: Path, port: int) -> None:
    lock = threading.Lock()
    db = sqlite3.connect(folder / "bare.db", check_same_thread=False, isolation_level=None)
    for setting in ("journal_mode = WAL", "synchronous = FULL", f"wal_autocheckpoint = {CHECKPOINT_PAGES}"):
        db.execute(f"PRAGMA {setting}")
    db.execute("CREATE TABLE votes (lease TEXT PRIMARY KEY, answer TEXT, ms INTEGER)")

    def insert(vote: dict[str, Any]) -> dict[str, Any]:
        with lock:
            db.execute("INSERT INTO votes VALUES (?, ?, ?)", (vote["lease"], vote["answer"], vote["ms"]))
        return {"done": 1}

    with gr.Blocks() as page:
        gr.HTML(html_template="<p></p>", js_on_load=";", server_functions=[insert], elem_id="insert")
    page.launch(
        server_name="127.0.0.1", server_port=port, quiet=True, ssr_mode=False, prevent_thread_lock=True
    )
    print(STARTED, flush=True)
    page.block_thread()


if __name__ == "__main__":
    main()
