"""The writer behind an address, over HTTP, against a server that fails in every way."""

import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.candidates import write_candidates
from pipeline.prompts import list_prompt, title_prompt
from pipeline.schema import Idea
from pipeline.settings import CHAT_MODEL
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.writers import Endpoint, EndpointWriter, NoTitles
from pipeline.writers.endpoint import TRIES
from writers.faulty_server import FaultyServer, Reply

KEY = "sk-very-secret"
TWO = ["How Bees Find Their Way Home", "The Secret Map of a Bee"]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    running = FaultyServer()
    yield running
    running.close()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def writer(server: FaultyServer, slept: list[float]) -> EndpointWriter:
    at = Endpoint("test/model", server.url, KEY)
    return EndpointWriter(at, timeout=5, sleep=slept.append, now=lambda: NOW, rng=random.Random(0))


def write(writer: EndpointWriter, *ideas: str, n: int = 2) -> list[list[str]]:
    return writer.write_titles(YOUTUBE_TITLES, ideas or ("bees",), n, seed=7, temperature=0.8)


def fail(status: int, **headers: str) -> Reply:
    body = json.dumps({"error": {"message": f"Bad thing about {KEY}"}}).encode()
    return Reply(status=status, raw=body, headers=headers)


def test_one_call_asks_for_all_titles_of_an_idea(writer: EndpointWriter, server: FaultyServer) -> None:
    assert write(writer) == [TWO]
    (call,) = server.calls
    assert call["path"] == "/v1/chat/completions" and server.keys == [f"Bearer {KEY}"]
    assert call["messages"] == list_prompt(YOUTUBE_TITLES, "bees", 2)
    assert (call["model"], call["temperature"], call["seed"]) == ("test/model", 0.8, 7)
    assert writer.name == f"test/model at {server.url[7:-3]}" and KEY not in repr(writer)


def test_samples_are_asked_for_one_by_one(writer: EndpointWriter, server: FaultyServer) -> None:
    server.replies = [Reply("One Title"), Reply("Cut", finish="length"), Reply("Another Title")]
    one_by_one = replace(writer, asking="samples", concurrency=1)
    assert write(one_by_one, "bees", "maps") == [["One Title"], ["Another Title", "Another Title"]]
    assert [call["seed"] for call in server.calls] == [
        7,
        8,
        7,
        8,
    ]  # an idea is asked the same, whatever beside
    asked = [title_prompt(YOUTUBE_TITLES, idea) for idea in ("bees", "bees", "maps", "maps")]
    assert [call["messages"] for call in server.calls] == asked


def test_a_list_that_was_cut_off_loses_its_last_title(writer: EndpointWriter, server: FaultyServer) -> None:
    server.replies = [Reply(finish="length")]
    assert write(writer) == [TWO[:1]]


def test_ideas_are_proposed_one_a_call(writer: EndpointWriter, server: FaultyServer) -> None:
    server.replies = [Reply("An idea")]
    assert writer.propose_ideas(YOUTUBE_TITLES, "gardens", 3, seed=1) == ["An idea"] * 3


def test_so_many_calls_are_under_way_at_once_and_no_more(
    writer: EndpointWriter, server: FaultyServer
) -> None:
    server.replies = [Reply(seconds=0.05)]
    assert write(replace(writer, concurrency=3), *map(str, range(12))) == [TWO] * 12
    assert server.most_at_once == 3


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_waits_that_double(
    writer: EndpointWriter, server: FaultyServer, slept: list[float], status: int
) -> None:
    server.replies = [fail(status), fail(status), fail(status), Reply()]
    assert write(writer) == [TWO]
    drawn = random.Random(0)
    assert slept == pytest.approx([factor * (0.5 + drawn.random()) for factor in (1, 2, 4)])


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        ("Sun, 01 Mar 2026 12:00:20 GMT", 20.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
    ],
)
def test_the_server_says_how_long_to_wait(
    writer: EndpointWriter, server: FaultyServer, slept: list[float], said: str, waited: float
) -> None:
    server.replies = [fail(429, **{"retry-after": said}), Reply()]
    assert write(writer) == [TWO]
    assert slept == [waited]


@pytest.mark.parametrize(
    ("reply", "calls", "sentence"),
    [
        (fail(401), 1, "does not accept the key (401)"),
        (fail(403), 1, "does not accept the key (403)"),
        (fail(402), 1, "has no credit left (402)"),
        (fail(404), 1, "has no model test/model (404)"),
        (fail(429), TRIES, "allows no more calls now (429)"),
        (fail(429, **{"retry-after": "3600"}), 1, "allows no more calls for 3600 s (429)"),
        (fail(500), TRIES, f"failed {TRIES} times (500: Bad thing about …)"),
        (fail(400), 1, "refused the call (400: Bad thing about …)"),
        (fail(422), 1, "refused the call (422: Bad thing about …)"),
        (Reply(raw=b"<html>hello</html>"), 1, "gave no chat answer"),
        (Reply(raw=b"{}"), 1, "gave no chat answer"),
        (Reply(raw=b'{"choices": []}'), 1, "gave no chat answer"),
    ],
)
def test_what_cannot_be_mended_is_a_sentence_without_the_key(
    writer: EndpointWriter, server: FaultyServer, reply: Reply, calls: int, sentence: str
) -> None:
    server.replies = [reply]
    with pytest.raises(ValueError) as raised:
        write(writer)
    assert sentence in str(raised.value) and KEY not in str(raised.value)
    assert len(server.calls) == calls


def test_a_server_that_does_not_answer_is_a_sentence(writer: EndpointWriter, server: FaultyServer) -> None:
    held = threading.Event()
    server.replies = [Reply(held=held)]
    with pytest.raises(ValueError, match=r"did not answer within 0\.05 s"):
        write(replace(writer, timeout=0.05))
    assert server.wait_for_calls(TRIES) == TRIES
    held.set()


def test_a_prompt_that_is_refused_costs_the_others_nothing(
    writer: EndpointWriter, server: FaultyServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.replies = [Reply(), fail(400), Reply()]
    one_by_one = replace(writer, concurrency=1)
    assert write(one_by_one, "bees", "a filtered one", "maps") == [TWO, [], TWO]
    assert "1 of 3 prompts have no answer: " in caplog.text and "(400: Bad thing about …)" in caplog.text
    server.replies = [Reply("One Title"), fail(422), Reply("Another Title")]
    samples = replace(one_by_one, asking="samples")
    assert write(samples, "bees", "maps") == [["One Title"], ["Another Title", "Another Title"]]


def test_ideas_that_are_written_are_kept_beside_one_that_is_refused(
    writer: EndpointWriter, server: FaultyServer, store: Store
) -> None:
    """It is asked alone in the second turn, where it is all there is."""
    task = replace(YOUTUBE_TITLES, n_candidates=2)
    store.add_task(task)
    ideas = [Idea.of(task.name, text) for text in ("bees", "a filtered one", "another filtered one")]
    store.add_ideas(ideas)
    good = Reply("1. How Bees Find Their Way Home Again\n2. The Secret Map Inside the Head of a Bee")
    server.replies = [good, fail(400)]
    one_by_one = replace(writer, concurrency=1)
    *_, last = write_candidates(store, one_by_one, task, ideas[:2], 0, 0.8)
    assert [len(store.candidates(task).get(idea.id, ())) for idea in ideas] == [2, 0, 0]
    assert "refused the call (400: Bad thing about …)" in last.incomplete["a filtered one"]
    with pytest.raises(ValueError, match="refused the call"):  # which may be the model's name, or a setting
        list(write_candidates(store, one_by_one, task, ideas, 0, 0.8))


def test_a_failure_is_told_while_other_calls_are_still_under_way(
    writer: EndpointWriter, server: FaultyServer
) -> None:
    held = threading.Event()
    server.replies = [replace(fail(503), held=held), fail(402)]
    with pytest.raises(ValueError, match="no credit left"):
        write(replace(writer, concurrency=2, timeout=50), "bees", "maps")
    assert [reply.held for reply in server.answered] == [None]
    held.set()


def test_a_call_that_nobody_waits_for_any_more_is_not_made_again(
    writer: EndpointWriter, slept: list[float]
) -> None:
    over = threading.Event()

    def call() -> None:
        over.set()
        raise TimeoutError

    with pytest.raises(CancelledError):
        writer._call(call, over)
    assert slept == []


def test_nobody_at_the_address_is_a_sentence(writer: EndpointWriter, server: FaultyServer) -> None:
    server.close()
    with pytest.raises(ValueError, match="cannot be reached"):
        write(writer)


def test_answers_without_any_title_are_a_sentence(writer: EndpointWriter, server: FaultyServer) -> None:
    server.replies = [Reply("Sure! Here are your titles:")]
    with pytest.raises(NoTitles, match=r"No list of titles in what test/model answered .*Sure!"):
        write(writer)
    server.replies = [Reply(), Reply("Sure! Here are your titles:")]
    assert write(replace(writer, concurrency=1), "bees", "maps") == [TWO, []]


def test_without_a_key_the_machines_own_hub_token_stays_here(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_this_machine")
    write(EndpointWriter(Endpoint("test/model", server.url)))
    assert server.keys == ["Bearer none"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"url": "127.0.0.1:8000"}, "is no address"),
        ({"url": "http://"}, "is no address"),
        ({"url": "ftp://host/v1"}, "is no address"),
        ({"model": " ", "url": "http://host/v1"}, "Name the model"),
        ({}, "need a key"),
    ],
)
def test_an_endpoint_that_cannot_be_is_a_sentence(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Endpoint(**given)


def test_inference_providers_are_the_default_and_write_with_a_larger_model() -> None:
    at = Endpoint(api_key="hf_x")
    assert (at.model, at.host) == (CHAT_MODEL, "Hugging Face Inference Providers")
    assert EndpointWriter(at).name == f"{CHAT_MODEL} at Hugging Face Inference Providers"


def test_credentials_in_an_address_are_not_shown() -> None:
    assert Endpoint("m", "http://me:secret@host:81/v1").host == "host:81"
