"""What the tests of comparisons share: writers of known titles, a comparison, and people's verdicts."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from pipeline.schema import (
    Comparison,
    Purpose,
    Run,
)
from pipeline.training.runs import model_path
from pipeline.ui import Services
from pipeline.ui.choice_card import answer, open_card
from pipeline.ui.compare_making import make_comparison
from scripted import ScriptedWriter
from ui.running_app import make_request


class EachIdea(dict[str, list[str]]):
    """The same titles for whatever idea is asked."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        self.titles = titles

    def __missing__(self, idea: str) -> list[str]:
        return list(self.titles)


def with_writers(services: Services, base: list[str], tuned: list[str]) -> Services:
    def writer(model: str) -> ScriptedWriter:
        return ScriptedWriter(EachIdea(base if model == "embedded" else tuned), name=model)

    return replace(services, writer=writer)


def compare(
    services: Services, run: Run, owner: gr.Request, n_pairs: int = 3, design: Any = "fixed"
) -> Comparison:
    list(make_comparison(services, run.id, "own", "bundled", n_pairs, design, 0, 0.8, owner))
    return services.store.comparisons()[0]


def models(run: Run) -> tuple[str, str]:
    return "embedded", str(model_path(Path(run.path)))


def open_comparison(services: Services, comparison: Comparison, browser: str = "f" * 32) -> dict[str, Any]:
    """What a card is told that begins to judge it."""
    card = {"browser": browser, "comparison": comparison.id, "held": []}
    return open_card(services, Purpose.COMPARISON, card, make_request("app.example"))


def person_votes(services: Services, comparison: Comparison, n: int) -> None:
    """n verdicts for the tuned title, each given through the card."""
    browser, request = "0123456789abcdef" * 2, make_request("app.example")
    state = open_comparison(services, comparison, browser)
    tuned = {row.tuned_title for row in comparison.titles}
    for _ in range(n):
        shown = state["pairs"][0]
        side = "left" if shown["left"] in tuned else "right"
        state = answer(services, Purpose.COMPARISON, {"lease": shown["lease"], "answer": side}, request)
