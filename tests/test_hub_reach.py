"""Whether the Hub is asked for a model at all."""

import socket
from pathlib import Path

import anyio
import pytest

from pipeline import hub_reach
from pipeline.hub_reach import only_here


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy, and the Hub is not switched off."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)


def test_a_hub_that_takes_no_connection_is_not_tried_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
        assert not only_here("someone/model") and only_here(str(tmp_path))
    assert only_here("someone/model")
    for proxy in ("http_proxy", "all_proxy"):  # which may reach it
        with monkeypatch.context() as with_one:
            with_one.setenv(proxy, "http://127.0.0.1:9")
            assert not only_here("someone/model")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert only_here("someone/model")


def test_a_host_that_answers_nothing_is_out_of_reach_after_its_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(host: str, port: int) -> None:
        await anyio.sleep_forever()

    monkeypatch.setenv("HF_ENDPOINT", "http://hub.example")
    monkeypatch.setattr(hub_reach, "PATIENCE_S", 0.01)
    monkeypatch.setattr(hub_reach.anyio, "connect_tcp", never)
    assert only_here("someone/model")
