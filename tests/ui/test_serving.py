import logging
import sqlite3
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.ui import Services, serving


class Ended(threading.Event):
    """Comes at the third look, as if two hours had passed."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.looks += 1
        return self.looks > 2


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
    assert said == ["start", "tidy", "tidy", "tidy", "end", "close", "flush"]
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
    assert said == ["start", "end", "close", "flush"]


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
