"""Writes with a chat model behind an address: an OpenAI-compatible server's, or Inference Providers.

Several calls are under way at once, as many as `concurrency`. A call that a server has no time for is made
again, after as long as the server says or a wait that doubles; what no repetition mends is said in words.
A single prompt that the server refuses, such as by a filter of contents, has an empty answer.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, CancelledError, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from pipeline.inference import HIGHEST_TEMPERATURE
from pipeline.prompts import brainstorm_prompt, list_prompt, title_prompt
from pipeline.schema import Message, Task
from pipeline.settings import CHAT_MODEL
from pipeline.writers.parsers import read_titles
from pipeline.writers.protocol import (
    BRAINSTORM_TEMPERATURE,
    Asking,
    Refused,
    list_token_limit,
    no_titles,
    token_limit,
)

logger = logging.getLogger(__name__)

TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds
OF_THE_PROMPT = frozenset((400, 422))
BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
# With None huggingface_hub would send this machine's own Hub token, to whatever address it is given.
NO_KEY = "none"
PROVIDERS = "Hugging Face Inference Providers"


@dataclass(frozen=True)
class Endpoint:
    """Where a model is: `url` is the base address of an OpenAI-compatible server, usually ending in /v1, or
    empty for Inference Providers. ValueError in words for what cannot be one.
    """

    model: str = CHAT_MODEL
    url: str = ""
    api_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise ValueError(f"Name the model that is to write, such as {CHAT_MODEL}")
        if self.url and not (self.url.startswith(("http://", "https://")) and urlsplit(self.url).hostname):
            raise ValueError(f"{self.url!r} is no address; give one like http://127.0.0.1:8000/v1")
        if not self.url and not self.api_key:
            raise ValueError(
                f"{PROVIDERS} need a key; set WRITER_API_KEY or HF_TOKEN, type a key, or give an address"
            )

    @property
    def host(self) -> str:
        return (urlsplit(self.url).netloc.rpartition("@")[2]) if self.url else PROVIDERS


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class EndpointWriter:
    """`timeout` is how many seconds a server may take for an answer, `concurrency` how many calls are under
    way at once. The same seed asks the same; whether it is answered the same is the server's.
    """

    endpoint: Endpoint
    asking: Asking = "list"
    concurrency: int = 4
    timeout: float = 120.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = utc_now
    rng: random.Random = field(default_factory=random.Random)

    @property
    def name(self) -> str:
        return f"{self.endpoint.model} at {self.endpoint.host}"

    def declines(self, text: str) -> str | None:
        return None

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        if not 0 <= temperature <= HIGHEST_TEMPERATURE:
            raise ValueError(
                f"The temperature is {temperature}; give a number from 0 to {HIGHEST_TEMPERATURE:g}"
            )
        if self.asking == "samples":
            prompts = [title_prompt(task, idea) for idea in ideas for _ in range(n)]
            seeds = [seed + number for _ in ideas for number in range(n)]
            answers = self._ask(prompts, token_limit(task), seeds, temperature)
            return [
                [text for text, ended in answers[at * n : at * n + n] if ended] for at in range(len(ideas))
            ]
        prompts = [list_prompt(task, idea, n) for idea in ideas]
        answers = self._ask(prompts, list_token_limit(task, n), [seed] * len(prompts), temperature)
        found = [read_titles(text)[: None if ended else -1][:n] for text, ended in answers]
        if answers and not any(found):
            raise no_titles(self.endpoint.model, answers[0][0])
        return found

    def propose_ideas(self, task: Task, topic: str, n: int, seed: int) -> list[str]:
        prompts = [brainstorm_prompt(task, topic)] * n
        answers = self._ask(prompts, token_limit(task), range(seed, seed + n), BRAINSTORM_TEMPERATURE)
        return [text for text, ended in answers if ended]

    def _ask(
        self, prompts: Sequence[list[Message]], max_tokens: int, seeds: Sequence[int], temperature: float
    ) -> list[tuple[str, bool]]:
        """Each prompt's answer, and whether it is whole, in order. The first failure ends all; what is under
        way is left alone; Refused when no prompt is taken.
        """
        from huggingface_hub import InferenceClient

        at, key = self.endpoint, self.endpoint.api_key or NO_KEY
        client = (
            InferenceClient(base_url=at.url, api_key=key, timeout=self.timeout)
            if at.url
            else InferenceClient(provider="auto", api_key=key, timeout=self.timeout)
        )

        def ask(n: int) -> tuple[str, bool]:
            def call() -> Any:
                return client.chat_completion(
                    prompts[n],
                    model=at.model,
                    max_tokens=max_tokens,
                    temperature=temperature,
                    seed=seeds[n] % 2**31,
                )

            try:
                return self._read(self._call(call, over))
            except Refused as error:
                refused.append(error)
                return "", False

        over, refused = threading.Event(), list[Refused]()
        pool = ThreadPoolExecutor(self.concurrency)
        try:
            waiting = [pool.submit(ask, n) for n in range(len(prompts))]
            for one in wait(waiting, return_when=FIRST_EXCEPTION).done:
                one.result()  # raises the failure, whichever call it was
            answers = [one.result() for one in waiting]
        finally:
            over.set()
            pool.shutdown(wait=False, cancel_futures=True)
        if refused and len(refused) == len(prompts):
            raise refused[0]
        if refused:
            logger.warning("%d of %d prompts have no answer: %s", len(refused), len(prompts), refused[0])
        return answers

    def _call(self, call: Callable[[], Any], over: threading.Event) -> Any:
        """What the call gives, in as many tries as it takes. ValueError in words when TRIES are not enough
        or another try would not help, CancelledError when nobody waits for it any more.
        """
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

        for attempt in range(TRIES):
            pause = FIRST_WAIT * 2**attempt * (0.5 + self.rng.random())
            try:
                return call()
            except HfHubHTTPError as error:
                status, asked = error.response.status_code, _retry_after(error.response.headers, self.now())
                if status in OF_THE_PROMPT:
                    raise Refused(self._refused(status, asked, error)) from None
                if status not in BUSY or attempt == TRIES - 1 or (asked or 0) > LONGEST_WAIT:
                    raise ValueError(self._refused(status, asked, error)) from None  # it may hold the key
                pause = pause if asked is None else asked
            except OfflineModeIsEnabled:
                raise ValueError(
                    "HF_HUB_OFFLINE is set, so no endpoint is asked; unset it and start again, or choose a"
                    " model on this machine"
                ) from None
            except (httpx2.TimeoutException, TimeoutError):
                if attempt == TRIES - 1:
                    raise ValueError(
                        f"{self.endpoint.host} did not answer within {self.timeout:g} s; try again later, or"
                        " choose a smaller model"
                    ) from None
            except (httpx2.HTTPError, OSError) as error:
                if attempt == TRIES - 1:
                    raise ValueError(
                        f"{self.endpoint.host} cannot be reached ({type(error).__name__}); check the address"
                        " and whether the server runs"
                    ) from None
            except (TypeError, KeyError, AttributeError) as error:  # JSON, but none of a chat
                raise ValueError(self._no_chat(error)) from None
            except ValueError as error:  # no JSON; or a provider that has no such model
                raise ValueError(self._no_chat(error)) from None
            if not over.is_set():
                self.sleep(min(pause, LONGEST_WAIT))
            if over.is_set():
                raise CancelledError
        raise AssertionError("the last try returns or raises")

    def _read(self, reply: Any) -> tuple[str, bool]:
        try:
            choice = reply.choices[0]
            return choice.message.content or "", choice.finish_reason != "length"
        except (AttributeError, IndexError, TypeError) as error:
            raise ValueError(self._no_chat(error)) from None

    def _no_chat(self, error: Exception) -> str:
        details = self._without_key(str(error)) or type(error).__name__
        return (
            f"{self.endpoint.host} gave no chat answer ({details}); check the address, which usually ends in"
            " /v1, and the model's name"
        )

    def _refused(self, status: int, asked: float | None, error: Any) -> str:
        """What a status means for whoever typed the address, the model and the key."""
        at = self.endpoint
        if status in (401, 403):
            return f"{at.host} does not accept the key ({status}); set WRITER_API_KEY, or type another key"
        if status == 402:
            return (
                f"The account at {at.host} has no credit left ({status}); add some, or choose another writer"
            )
        if status == 404:
            return (
                f"{at.host} has no model {at.model} ({status}); check the model's name, and the address,"
                " which usually ends in /v1"
            )
        if status == 429 and asked:
            return f"{at.host} allows no more calls for {asked:.0f} s ({status}); wait, then write again"
        if status == 429:
            return f"{at.host} allows no more calls now ({status}); wait a while, then write again"
        details = self._without_key(_message(error)) or "no details"
        if status >= 500:
            return f"{at.host} failed {TRIES} times ({status}: {details}); try again later"
        return f"{at.host} refused the call ({status}: {details}); check the address and the model's name"

    def _without_key(self, text: str) -> str:
        """Servers quote what they were sent."""
        clean = " ".join(text.split())
        return (clean.replace(self.endpoint.api_key, "…") if self.endpoint.api_key else clean)[:160]


def _message(error: Any) -> str:
    """What the server said, in whichever field."""
    try:
        said = error.response.json()
    except ValueError:
        return ""
    inner = said.get("error", said) if isinstance(said, dict) else said
    return str(inner.get("message") or inner.get("detail") or "") if isinstance(inner, dict) else str(inner)


def _retry_after(headers: Any, now: datetime) -> float | None:
    """Seconds that the server asks to wait, by number or by date; None where it says nothing readable."""
    said = headers.get("retry-after")
    if not said:
        return None
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(said) - now).total_seconds())
    except (ValueError, TypeError):
        return None
