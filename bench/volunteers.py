"""Simulated volunteers, each with an HTTP client of its own, who call the card's server functions as the
page does: open the card, answer, show what was fetched ahead for that answer, keep what has not arrived and
send it again.
"""

import asyncio
import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from typing import Any

import httpx

FORK = multiprocessing.get_context("fork")
ANSWERS = ("left", "right", "left", "right", "left", "right", "tie", "skip")
PATIENCE = 60.0
GIVEN_UP = -1
Call = Callable[[str, dict[str, Any]], Any]


@dataclass
class Target:
    """What the volunteers call: `card` is the component's number in the page's config, `port` changes when
    the server is started anew.
    """

    port: "Synchronized[int]"
    card: "Synchronized[int]"
    bare: bool = False

    @staticmethod
    def new(bare: bool = False) -> "Target":
        return Target(FORK.Value("i", 0), FORK.Value("i", 0), bare)


@dataclass
class Heard:
    """`seconds` that each acknowledged vote took; `votes` by lease, as they were sent."""

    seconds: list[float] = field(default_factory=list)
    votes: dict[str, str] = field(default_factory=dict)
    began: float = 0.0
    ended: float = 0.0
    refused: int = 0


def send_votes(
    target: Target, clients: list[str], n_votes: int, done: "Synchronized[int]", processes: int, patient: bool
) -> Heard:
    """Let the volunteers with these browser ids vote until `done` has reached `n_votes`. With `patient` they
    ride out a server that dies.
    """
    shares = [clients[n::processes] for n in range(processes)]
    start = FORK.Barrier(processes)
    pipes = []
    for share in shares:
        receive, give = FORK.Pipe(duplex=False)
        worker = FORK.Process(target=_work, args=(target, share, n_votes, done, start, give, patient))
        worker.start()
        pipes.append((worker, receive))
    heard = Heard(began=float("inf"))
    for worker, receive in pipes:
        part: Heard = receive.recv()
        worker.join()
        heard.seconds += part.seconds
        heard.votes |= part.votes
        heard.refused += part.refused
        heard.began, heard.ended = min(heard.began, part.began), max(heard.ended, part.ended)
    return heard


def _work(
    target: Target,
    clients: list[str],
    n_votes: int,
    done: "Synchronized[int]",
    start: Any,
    give: Any,
    patient: bool,
) -> None:
    give.send(asyncio.run(_vote_all(target, clients, n_votes, done, start, patient)))


async def _vote_all(
    target: Target, clients: list[str], n_votes: int, done: "Synchronized[int]", start: Any, patient: bool
) -> Heard:
    heard = Heard()
    volunteers = [Volunteer(target, browser, patient) for browser in clients]
    await asyncio.gather(*(volunteer.open() for volunteer in volunteers))
    await asyncio.to_thread(start.wait)
    heard.began = time.monotonic()
    await asyncio.gather(*(volunteer.vote(n_votes, done, heard) for volunteer in volunteers))
    heard.ended = time.monotonic()
    await asyncio.gather(*(volunteer.client.aclose() for volunteer in volunteers))
    return heard


class Volunteer:
    """One browser: what it holds, and the answer that it has not got through yet."""

    def __init__(self, target: Target, browser: str, patient: bool) -> None:
        self.target, self.browser, self.patient = target, browser, patient
        # Uvicorn closes what was idle for 5 s, and a call that crosses that is lost; browsers send it again.
        limits = httpx.Limits(keepalive_expiry=2.0)
        self.client = httpx.AsyncClient(
            timeout=PATIENCE, limits=limits, verify=False
        )  # loads no certificates
        self.rng = random.Random(browser + str(time.time_ns()))
        self.held: list[dict[str, Any]] = []

    async def call(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        while True:
            body = {
                "data": data,
                "component_id": self.target.card.value,
                "fn_name": name,
                "session_hash": self.browser[:11],
            }
            if self.target.port.value == GIVEN_UP:
                raise RuntimeError("The server did not come back")
            url = f"http://127.0.0.1:{self.target.port.value}/gradio_api/component_server/"
            try:
                reply = await self.client.post(url, json=body)
                reply.raise_for_status()
                found: dict[str, Any] = reply.json()
            except (httpx.TransportError, httpx.HTTPStatusError):
                if not self.patient:
                    raise
                await asyncio.sleep(0.1)
                continue
            if not found.get("again"):
                return found
            await asyncio.sleep(0.2)

    async def open(self) -> None:
        if not self.target.bare:
            reply = await self.call("open_card", {"browser": self.browser, "held": []})
            self.held = reply["pairs"]

    async def vote(self, n_votes: int, done: "Synchronized[int]", heard: Heard) -> None:
        while done.value < n_votes:
            choice = self.rng.choice(ANSWERS)
            shown = None if self.target.bare else next((p for p in self.held if not p["after"]), None)
            if not self.target.bare and shown is None:
                await asyncio.sleep(0.1)
                await self.open()
                continue
            ahead = [pair for pair in self.held if pair is not shown]
            data = {"lease": shown["lease"] if shown else f"{self.rng.getrandbits(128):032x}"}
            data |= {"answer": choice, "ms": 900, "held": [pair["lease"] for pair in ahead]}
            began = time.monotonic()
            reply = await self.call("insert" if self.target.bare else "answer", data)
            if "error" in reply:
                heard.refused += 1
                await self.open()
                continue
            heard.seconds.append(time.monotonic() - began)
            heard.votes[data["lease"]] = choice
            with done.get_lock():
                done.value += 1
            if shown:
                live = [pair for pair in ahead if pair["lease"] in reply["live"]]
                for pair in live:
                    if pair["after"] and pair["after"]["lease"] == shown["lease"]:
                        pair["after"] = None
                self.held = live + reply["pairs"]
