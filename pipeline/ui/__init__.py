"""The page. What its tabs share is here: the services that the app hands them, and how a handler gets them.

A tab module has `build(services, tab)`: it lays its components out inside `tab`, wires them with
`bind(handler, services)`, and hands back those that not everyone sees. Its handlers are module-level, take
the services first, and raise ValueError in words.
"""

import inspect
import logging
import random
import typing
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.ui.without_stubs import gradio as gr

# isort: split
from pipeline import inference, rewards
from pipeline.answers import Beliefs
from pipeline.best_writer import Score
from pipeline.hub.keeper import Keeper
from pipeline.inference import Measure
from pipeline.quality import Quality
from pipeline.schema import Task
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.training.launch import Launcher, begin_process
from pipeline.ui.access import RateLimit, is_owner
from pipeline.ui.messages import Hint, full_sentence
from pipeline.ui.shared_quality import SharedQuality
from pipeline.ui.text import language, say
from pipeline.ui.writing import Writing
from pipeline.writers import EndpointWriter, TitleWriter

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Services:
    """`settings` hold the app secret; `writer` takes a model's name as in `inference`, `endpoint` an
    `Endpoint`; `now` is in UTC;
    `beliefs` gives those that people's labels support now.

    `answers` limits what one annotator sends through the cards, `all_answers` what everyone sends, `openings`
    how often cards are opened, `newcomers` how many begin to label over one connection; `tries` what one
    visitor asks of the playground or of the API, `connections` what all over one connection do, `calls` what
    everyone does. `logps` is `inference.measure_logps` and `score` `rewards.score_titles`, wherever they
    run; `keeper` is None when nothing is kept on the Hub. `begin` begins a run's segment; where `train_part`
    is given, the segment is trained by that, for as long as the Gradio event lives that calls it. `example`
    are those of the example, on which nothing that changes the project may ever work; `practice` those of a
    second copy of it, on which visitors answer, so that what is shown of the example stays as it is.
    """

    settings: Settings
    store: Store
    writer: Callable[..., TitleWriter]
    now: Callable[[], datetime]
    rng: random.Random
    beliefs: Callable[..., Beliefs]
    answers: RateLimit
    all_answers: RateLimit
    openings: RateLimit
    tries: RateLimit
    calls: RateLimit
    newcomers: RateLimit = field(default_factory=lambda: RateLimit(per_second=0.25, burst=50))
    connections: RateLimit = field(default_factory=lambda: RateLimit(per_second=1, burst=10))
    logps: Measure = inference.measure_logps
    score: Score = rewards.score_titles
    keeper: Keeper | None = None
    begin: Launcher = begin_process
    train_part: Callable[[Path], None] | None = None
    example: "Services | None" = None
    is_example: bool = False
    practice: "Services | None" = None
    writing: Writing = field(default_factory=Writing)
    endpoint: Callable[..., TitleWriter] = EndpointWriter
    shared_quality: SharedQuality = field(default_factory=SharedQuality)

    @property
    def task(self) -> Task:
        """The version of the task that counts now."""
        return self.store.current_task()

    def quality(self, request: Any) -> Quality:
        """Of the labels now, for the owner; for others of some seconds ago at the most."""
        anew = is_owner(request, self.settings)
        return self.shared_quality(self.store, self.beliefs, self.now(), anew)

    def shown(self) -> "Services":
        """What there is to look at now: the example while this project is empty and its owner wants it."""
        return self.example if self.example and shows_example(self) else self


def shows_example(services: Services) -> bool:
    """Whether visitors see the example: nothing is in the project yet, nor on its way from the Hub, and its
    owner has not cleared it.
    """
    store, runs, keeper = services.store, services.settings.runs_dir, services.keeper
    return (
        services.example is not None
        and store.holds_nothing()
        and (keeper is None or keeper.has_read)
        and not store.example_cleared()
        and not (runs.is_dir() and any(runs.glob("*/config.json")))  # trained from files alone
    )


def bind_view(handler: Callable[..., Any], services: Services, *given: Any) -> Callable[..., Any]:
    """As `bind`, for a handler that only looks: it gets the example's services while that is shown."""
    hints = typing.get_type_hints(handler)
    signature = inspect.signature(handler)
    first, *left = signature.parameters.values()

    def shown(*args: Any) -> Any:
        return handler(services.shown(), *args)

    seen: Any = shown
    seen.__name__, seen.__doc__, seen.__module__ = handler.__name__, handler.__doc__, handler.__module__
    seen.__signature__ = signature.replace(parameters=left)
    seen.__annotations__ = {name: hint for name, hint in hints.items() if name != first.name}
    return bind(seen, *given)


def bind(handler: Callable[..., Any], *given: Any) -> Callable[..., Any]:
    """The handler with its first arguments filled, as Gradio can take it.

    Unlike functools.partial it keeps the annotations by which Gradio passes gr.Request, and its name. A
    ValueError becomes the sentence that the visitor reads, as a warning where it is a Hint; anything
    else goes to the log and a general sentence to the page.
    """
    hints = typing.get_type_hints(handler)
    signature = inspect.signature(handler)
    left = list(signature.parameters.values())[len(given) :]

    def call(*args: Any) -> Any:
        with _in_words(args):
            return handler(*given, *args)

    async def answer(*args: Any) -> Any:
        with _in_words(args):
            return await handler(*given, *args)

    def stream(*args: Any) -> Generator[Any, Any, None]:
        with _in_words(args):
            yield from handler(*given, *args)

    bound: Any = stream if inspect.isgeneratorfunction(handler) else call
    if inspect.iscoroutinefunction(handler):
        bound = answer
    bound.__name__, bound.__doc__, bound.__module__ = handler.__name__, handler.__doc__, handler.__module__
    bound.__signature__ = signature.replace(parameters=left)
    bound.__annotations__ = {p.name: hints[p.name] for p in left if p.name in hints}
    return bound


@contextmanager
def _in_words(args: tuple[Any, ...]) -> Iterator[None]:
    try:
        yield
    except gr.Error:
        raise
    except Exception as error:
        lang = language(next((arg for arg in args if isinstance(arg, gr.Request)), None))
        if isinstance(error, ValueError):
            sentence = full_sentence(str(error), lang)
        else:
            logger.exception("A handler failed")  # the page shows no traceback; the log does
            sentence = say("common_unexpected", lang)
        hint = isinstance(error, Hint)
        if hint:
            gr.Warning(sentence, title=say("common_not_yet", lang))  # what has failed looks otherwise
        raise gr.Error(
            sentence, title=say("common_failed", lang), visible=not hint, print_exception=False
        ) from error
