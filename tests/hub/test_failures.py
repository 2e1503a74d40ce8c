"""What becomes of labels when the Hub fails, over real HTTP: none is lost, and none is there twice."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hub.instance import REPO, Clock, Instance, add_titles, ids_on, start_instance
from hub.local_hub import LocalHub
from hub.test_runs import add_run
from pipeline.hub.client import HubError, Remote
from pipeline.settings import ROOT
from pipeline.training.runs import list_runs
from pipeline.ui import shows_example

PUSH = """
import random, sys
from pathlib import Path
from hub.instance import Clock, REPO
from hub.local_hub import OWNER
from pipeline.hub.client import Remote
from pipeline.hub.sync import Sync
from pipeline.store import Store
folder, url = Path(sys.argv[1]), sys.argv[2]
store, remote = Store(folder / "title-tuner.db"), Remote(REPO, OWNER, url)
sync = Sync(store, remote, folder / "runs", folder / "comparisons", Clock(), random.Random(9))
print("pushing", flush=True)
sync.send()
"""


@pytest.fixture
def instance(hub: LocalHub, tmp_path: Path, clock: Clock) -> Iterator[Instance]:
    """Its titles are on the Hub; labels are still to come."""
    made = start_instance(hub, tmp_path / "disk", clock)
    add_titles(made.store)
    made.keeper.sync_now()
    yield made
    made.store.close()


def commits(hub: LocalHub) -> int:
    return len(hub.repo(REPO).history())


def next_round(instance: Instance) -> float:
    """A round as the thread does it; the time that it wants to wait after it passes at once."""
    wait = instance.keeper.run_due()
    instance.clock.pass_by(wait + 0.001)
    return wait


def test_a_hub_that_is_down_at_the_start_gets_everything_when_it_is_back(
    hub: LocalHub, tmp_path: Path, clock: Clock
) -> None:
    hub.stop()
    instance = start_instance(hub, tmp_path / "disk", clock)
    add_titles(instance.store)
    waits = []
    for n in range(8):
        instance.vote(f"{n}", pair=n)
        waits.append(next_round(instance))
    status = instance.keeper.status()
    assert (status.saved, status.on_hub, status.waiting) == (8, 0, 8)
    assert status.error == "The Hub cannot be reached; what is new is kept here and sent when it is back"
    assert len(instance.store.labels()) == 8
    # Doubling from ten seconds to a quarter of an hour, each a half less to a half more.
    for n, wait in enumerate(waits):
        assert 0.5 <= wait / min(900, 10 * 2**n) <= 1.5
    hub.start()
    next_round(instance)
    assert ids_on(hub) == [f"{n}" for n in range(8)]
    assert instance.keeper.status().error is None
    instance.store.close()


def test_a_storm_of_429_is_waited_out_as_long_as_the_hub_says(hub: LocalHub, instance: Instance) -> None:
    instance.vote("1")
    storm = hub.fault("", times=5, status=429, headers={"Retry-After": "1234"})
    began, asked = instance.clock(), len(hub.log)
    for _ in range(5):
        next_round(instance)
    assert storm.times == 0
    assert len(hub.log) - asked == 5  # one request a round: the client's own retries are off
    assert (instance.clock() - began).total_seconds() >= 5 * 1234
    next_round(instance)
    assert ids_on(hub) == ["1"]


def test_the_reset_of_a_rate_limit_is_honoured_too(hub: LocalHub, instance: Instance) -> None:
    hub.fault("", status=429, headers={"RateLimit": '"api";r=0;t=555'})
    with pytest.raises(HubError, match="asked to wait") as refused:
        instance.keeper.sync_now()
    assert refused.value.retry_after == 555


@pytest.mark.parametrize("status", [408, 409, 412, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("where", ["/preupload/", "/commit/"])
def test_a_refused_commit_is_tried_again_with_the_same_file(
    hub: LocalHub, instance: Instance, status: int, where: str
) -> None:
    instance.vote("1", "2")
    hub.fault(where, times=2, status=status)
    before = commits(hub)
    for _ in range(2):
        with pytest.raises(HubError, match=str(status)):
            instance.keeper.sync_now()
    assert instance.keeper.status().waiting == 2
    instance.vote("3")
    instance.keeper.sync_now()
    assert sorted(ids_on(hub)) == ["1", "2", "3"]
    assert commits(hub) == before + 1


def test_an_answer_that_is_lost_after_the_commit_makes_no_second_one(
    hub: LocalHub, instance: Instance
) -> None:
    instance.vote("1", "2")
    before = commits(hub)
    hub.fault("/commit/", drop=True, after=True)
    with pytest.raises(HubError, match="cannot be reached"):
        instance.keeper.sync_now()
    assert instance.keeper.status().waiting == 2
    instance.keeper.sync_now()
    assert instance.keeper.status().waiting == 0
    assert (ids_on(hub), commits(hub)) == (["1", "2"], before + 1)


def test_a_connection_that_breaks_before_the_commit_loses_nothing(hub: LocalHub, instance: Instance) -> None:
    instance.vote("1")
    hub.fault("/commit/", drop=True)
    with pytest.raises(HubError):
        instance.keeper.sync_now()
    instance.keeper.sync_now()
    assert ids_on(hub) == ["1"]


def test_a_hub_that_never_answers_is_given_up(
    hub: LocalHub, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.hub.client.SECONDS", 0.2)
    instance.vote("1")
    hub.fault("/commit/", delay=2)
    with pytest.raises(HubError, match="cannot be reached"):
        instance.keeper.sync_now()
    assert instance.keeper.status().waiting == 1


def test_reading_that_fails_halfway_keeps_what_was_read_and_sends_all_the_same(
    hub: LocalHub, instance: Instance, tmp_path: Path, clock: Clock
) -> None:
    for n in range(3):
        instance.vote(f"{n}")
        instance.keeper.sync_now()
    fresh = start_instance(hub, tmp_path / "fresh", clock, seed=1)
    last = max(path for path in hub.repo(REPO).files() if path.startswith("events/"))
    hub.fault(f"/resolve/.*/{last}", status=500)
    add_titles(fresh.store)
    fresh.vote("own", annotator="bob")
    with pytest.raises(HubError, match="500"):
        fresh.keeper.sync_now()
    assert fresh.events() == {"0", "1", "own"}
    assert "own" in ids_on(hub)
    fresh.keeper.sync_now()
    assert fresh.events() == {"0", "1", "2", "own"}
    fresh.store.close()


@pytest.mark.parametrize(("fault", "settled"), [({"after": True}, True), ({}, False)])
def test_kill_9_in_the_middle_of_a_push(
    hub: LocalHub, instance: Instance, tmp_path: Path, clock: Clock, fault: dict, settled: bool
) -> None:
    """Killed while the Hub holds back its answer, before or after the commit took effect."""
    instance.vote("1", "2")
    held = hub.fault("/commit/", delay=60, drop=True, **fault)
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    command = [sys.executable, "-c", PUSH, str(tmp_path / "disk"), hub.url]
    pusher = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path}, stdout=subprocess.PIPE)
    give_up = time.monotonic() + 120
    while held.times and pusher.poll() is None and time.monotonic() < give_up:
        time.sleep(0.02)
    while settled and not ids_on(hub) and time.monotonic() < give_up:
        time.sleep(0.02)
    pusher.send_signal(signal.SIGKILL)
    pusher.communicate()
    before = commits(hub)
    assert held.times == 0
    assert ids_on(hub) == (["1", "2"] if settled else [])
    fresh = start_instance(hub, tmp_path / "fresh", clock, seed=7)
    fresh.keeper.sync_now()
    assert fresh.events() == ({"1", "2"} if settled else set())
    fresh.store.close()
    again = start_instance(hub, tmp_path / "disk", clock, seed=8)
    again.keeper.sync_now()
    assert again.keeper.status().waiting == 0
    assert ids_on(hub) == ["1", "2"]
    assert commits(hub) - before == (0 if settled else 1)
    again.store.close()


def test_a_token_that_may_not_write_is_told_in_words(hub: LocalHub, instance: Instance) -> None:
    instance.vote("1")
    hub.memory.accounts["hf_owner_token"] = type(hub.memory.accounts["hf_owner_token"])("owner", "read")
    with pytest.raises(HubError, match="HF_TOKEN may not write to owner/labels"):
        instance.keeper.sync_now()
    hub.memory.accounts.clear()
    with pytest.raises(HubError, match="does not know this HF_TOKEN"):
        instance.keeper.sync_now()
    assert instance.keeper.status().waiting == 1


def test_offline_is_told_in_words(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(HubError, match="HF_HUB_OFFLINE is set"):
        instance.keeper.sync_now()


FULL = "The disk of this machine is full; free some space and try again"
DENIED = "This machine could not read or write a file (Permission denied); see to that and try again"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/home/ada/model"), FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), FULL),
        (PermissionError(errno.EACCES, "Permission denied", "/home/ada/model"), DENIED),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "The Hub cannot be reached; nothing is lost"),
        (TimeoutError("timed out"), "The Hub cannot be reached; nothing is lost"),
    ],
)
def test_what_is_wrong_with_this_machine_is_not_said_of_the_hub(error: OSError, said: str) -> None:
    remote = Remote(REPO, "", at_once=True)
    for raised in (error, wrapped(error)):
        with pytest.raises(HubError) as refused, remote.once():
            raise raised
        assert str(refused.value).startswith(said)


def wrapped(error: Exception) -> Exception:
    """As huggingface_hub's uploads raise it."""
    outer = RuntimeError("Error while uploading 'x' to the Hub.")
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize("where", ["pipeline.hub.runs._write", "pipeline.hub.sync.queue_runs"])
def test_a_disk_that_is_full_while_runs_come_and_go_is_told_in_words(
    hub: LocalHub, instance: Instance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    add_run(instance.sync.runs_dir, "run-1", model=False)
    instance.keeper.sync_now()
    fresh = start_instance(hub, tmp_path / "fresh", Clock(), seed=1)

    def fill(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(where, fill)
        with pytest.raises(HubError, match="The disk of this machine is full"):
            fresh.keeper.sync_now()
    assert fresh.keeper.status().error == FULL
    fresh.keeper.sync_now()
    assert fresh.keeper.status().error is None
    assert [run.id for run in list_runs(fresh.sync.runs_dir)] == ["run-1"]
    fresh.store.close()


def test_a_flush_gives_up_at_its_deadline(hub: LocalHub, instance: Instance) -> None:
    instance.vote("1")
    held = hub.fault("/commit/", delay=15, drop=True)
    assert (instance.keeper.end(0.3), held.settled) == (False, False)
    held.told.set()
    assert instance.store.known_ids("event") == {"1"}


def test_while_the_hub_cannot_be_asked_a_project_that_was_rebuilt_never_gives_way_to_the_example(
    hub: LocalHub, tmp_path: Path, instance: Instance
) -> None:
    """The disk is empty after a restart, and with it the owner's wish for no example is gone."""
    instance.keeper.sync_now()
    fresh = start_instance(hub, tmp_path / "fresh", Clock(), seed=1)
    services: Any = SimpleNamespace(
        store=fresh.store, keeper=fresh.keeper, example=object(), settings=SimpleNamespace(runs_dir=tmp_path)
    )
    fault = hub.fault("/api/", status=503, times=99)
    fresh.keeper.start()
    assert fresh.keeper.read_back.wait(30) and fault.settled
    assert fresh.store.holds_nothing() and not shows_example(services)
    fresh.keeper.end(0.1)
    fault.times = 0
    fresh.keeper.sync_now()
    assert not fresh.store.holds_nothing() and not shows_example(services)
    fresh.store.close()


def test_the_thread_reads_back_sends_and_ends(hub: LocalHub, tmp_path: Path, instance: Instance) -> None:
    instance.vote("1")
    instance.keeper.start()
    assert instance.keeper.read_back.wait(30)
    assert ids_on(hub) == ["1"]
    instance.vote("2")
    assert instance.keeper.end(30) is True
    assert ids_on(hub) == ["1", "2"]
