import logging
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.settings import ROOT
from pipeline.ui import Services, serving


class Ended(threading.Event):
    """Comes at the fourth look: the page has opened, and two hours have passed."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.looks += 1
        return self.looks > 3


def served(services: Services, monkeypatch: pytest.MonkeyPatch, said: list[str], tidy: Any) -> Services:
    """Services whose store tidies so, with a keeper and a page that note what is done with them."""
    keeper: Any = SimpleNamespace(
        start=lambda: said.append("start"),
        read_back=threading.Event(),
        end=lambda seconds: said.append("end"),
        flush=lambda seconds: said.append("flush"),
    )
    keeper.read_back.set()
    page = SimpleNamespace(close=lambda verbose: said.append("close"))
    monkeypatch.setattr(serving, "launch", lambda services: page)
    monkeypatch.setattr(serving, "spare_collector", lambda: None)  # the tests' own collector
    monkeypatch.setattr(serving, "when_told_to_end", Ended)
    monkeypatch.setattr(serving, "get_ready", lambda: said.append("ready"))
    store: Any = SimpleNamespace(tidy=tidy)
    return replace(services, store=store, keeper=keeper)


def test_a_full_disk_stops_nobody_and_all_is_sent_at_the_end(
    services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []

    def tidy(before: object) -> None:
        said.append("tidy")
        raise sqlite3.OperationalError("database or disk is full")

    with caplog.at_level(logging.ERROR):
        serving.serve(served(services, monkeypatch, said, tidy))
    assert said == ["start", "tidy", "ready", "tidy", "tidy", "end", "close", "flush"]
    assert "database or disk is full" in caplog.text


def test_what_the_hub_lacks_is_sent_also_when_serving_fails(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    hours = iter([None, MemoryError("none left")])

    def tidy(before: object) -> None:
        if error := next(hours):
            raise error

    with pytest.raises(MemoryError):
        serving.serve(served(services, monkeypatch, said, tidy))
    assert said == ["start", "ready", "end", "close", "flush"]


def test_what_the_hub_lacks_is_sent_also_when_the_port_is_taken(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def launch(services: Services) -> None:
        raise OSError("Cannot find empty port")

    prepared = served(services, monkeypatch, said, lambda before: None)
    monkeypatch.setattr(serving, "launch", launch)
    with pytest.raises(OSError, match="port"):
        serving.serve(prepared)
    assert said == ["start", "flush"]


def test_what_the_first_result_needs_is_loaded_after_the_page_and_not_before() -> None:
    code = (
        "import sys; from pipeline.ui.serving import get_ready; assert 'scipy.stats' not in sys.modules;"
        "get_ready(); before = set(sys.modules); from pipeline.verdicts import summarize; summarize(5, 1, 3);"
        "assert not {name for name in set(sys.modules) - before if name.startswith('scipy')}"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
