"""Volunteers at the real app, which is killed in the middle: the benchmark's own run, made small."""

import json
import subprocess
import sys

import pytest

from pipeline.settings import ROOT


def run_kills(kills: int, clients: int, votes: int, limit: float) -> dict:
    command = [sys.executable, "bench/labelling.py", "--json"]
    command += ["--kills", str(kills), "--clients", str(clients), "--votes", str(votes)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=limit)
    assert done.returncode == 0, done.stderr
    report: dict = json.loads(done.stdout)
    return report


def check(report: dict, kills: int, votes: int) -> None:
    assert report["kills"] == kills
    assert report["acknowledged"] >= votes
    assert (report["lost"], report["doubled"], report["refused"]) == (0, 0, 0)


def test_every_acknowledged_vote_is_there_once_after_a_kill() -> None:
    check(run_kills(1, clients=8, votes=50, limit=300), kills=1, votes=50)


@pytest.mark.soak
def test_every_acknowledged_vote_is_there_once_after_fifty_kills() -> None:
    check(run_kills(50, clients=40, votes=5000, limit=3000), kills=50, votes=5000)
