"""What programs may ask: the handlers by themselves, and the running app through the real clients."""

import ast
import asyncio
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import gradio as gr
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from pipeline.schema import ComparedTitle, Comparison, RunConfig
from pipeline.settings import ROOT
from pipeline.training.runs import model_path, write_config
from pipeline.ui import Services
from pipeline.ui.access import RateLimit
from pipeline.ui.endpoints import comparison_result, generate_titles, label_quality
from scripted import ScriptedWriter
from ui.running_app import App

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
IDEA = "keeping bees in winter"
TOOLS = ["comparison_result", "generate_titles", "label_quality"]


def writing(services: Services, titles: list[str], asked: list[str] | None = None) -> Services:
    """Services whose writer has these titles for the idea and notes which model was asked for."""

    def writer(model: str) -> ScriptedWriter:
        if asked is not None:
            asked.append(model)
        return ScriptedWriter({IDEA: list(titles)})

    return replace(services, writer=writer, tries=RateLimit(0, 100), calls=RateLimit(0, 100))


def test_titles_come_clean_and_once(services: Services, volunteer: gr.Request) -> None:
    services = writing(services, ['"Bees in Snow"', "1. Bees in Snow", "", "Warm Hives"])
    assert generate_titles(services, volunteer, IDEA, n=4) == ["Bees in Snow", "Warm Hives"]


def test_the_newest_finished_run_is_the_tuned_model(services: Services, volunteer: gr.Request) -> None:
    for day in (2, 3):
        run_dir = services.settings.runs_dir / f"2026010{day}T030400Z-small"
        model_path(run_dir).mkdir(parents=True)
        write_config(run_dir, RunConfig("embedded"), services.task.version, NOW.replace(day=day))
    asked: list[str] = []
    services = writing(services, ["A title"], asked)
    for model in ("base", "tuned", "20260102T030400Z-small"):
        generate_titles(services, volunteer, IDEA, model)
    runs = services.settings.runs_dir
    folders = [str(model_path(runs / f"2026010{day}T030400Z-small")) for day in (3, 2)]
    assert asked == ["embedded", *folders]


@pytest.mark.parametrize("model", ["tuned", "somebody/their-model", "../../etc", None, 3, ["base"]])
def test_no_other_model_can_be_named(services: Services, volunteer: gr.Request, model: Any) -> None:
    with pytest.raises(ValueError, match=r"no such model here; name one of these: base\."):
        generate_titles(writing(services, []), volunteer, IDEA, model)


@pytest.mark.parametrize(
    "given, said",
    [
        ({"idea": None}, "it is no text"),
        ({"idea": 5}, "it is no text"),
        ({"idea": "x" * 301}, "it has 301 characters"),
        ({"idea": "a\0b"}, "control characters"),
        ({"n": 0}, "n must be a whole number from 1 to 10"),
        ({"n": 11}, "n must be a whole number from 1 to 10"),
        ({"n": True}, "n must be a whole number from 1 to 10"),
        ({"n": "3"}, "n must be a whole number from 1 to 10"),
        ({"seed": -1}, "seed must be a whole number from 0 to 2147483647"),
        ({"seed": 0.5}, "seed must be a whole number from 0 to 2147483647"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(
    services: Services, volunteer: gr.Request, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        generate_titles(writing(services, []), volunteer, **{"idea": IDEA, **given})


def test_a_visitor_who_asks_too_often_has_to_wait(services: Services, volunteer: gr.Request) -> None:
    label_quality(services, volunteer)  # two tries are left to a visitor of these services, and no more come
    label_quality(services, volunteer)
    with pytest.raises(ValueError, match="a bit fast"):
        label_quality(services, volunteer)


def test_all_callers_together_have_a_limit_too(services: Services, volunteer: gr.Request) -> None:
    services = replace(services, tries=RateLimit(0, 100), calls=RateLimit(0, 1))
    label_quality(services, volunteer)
    for act in (generate_titles, comparison_result, label_quality):
        with pytest.raises(ValueError, match="a bit fast"):
            act(services, volunteer, *([IDEA] if act is generate_titles else []))


def test_a_comparison_that_is_not_there_is_a_sentence(services: Services, volunteer: gr.Request) -> None:
    with pytest.raises(ValueError, match="There is no comparison yet"):
        comparison_result(services, volunteer)


def add_comparison(services: Services, name: str, tuned: str) -> None:
    """Three pairs that need no vote: two that only the tuned model wrote a title for, and a tie."""
    rows = [("", "Hives"), ("", "Wax"), ("Bees", "Bees")]
    titles = tuple(ComparedTitle(f"i{n}", IDEA, base, own, None) for n, (base, own) in enumerate(rows))
    services.store.add_comparison(Comparison(name, "embedded", tuned, None, 0, 0.9, NOW, titles), [])


def test_the_newest_comparison_is_told_with_its_interval(services: Services, volunteer: gr.Request) -> None:
    secret_place = services.settings.runs_dir / "some-run" / "model"
    for name in ("older", "newer"):
        add_comparison(services, name, str(secret_place))
    told = comparison_result(services, volunteer)
    assert told["tuned_model"] == "some-run" and told["base_model"].startswith("Embedded")
    assert (told["comparison"], told["wins"], told["ties"], told["losses"]) == ("newer", 2, 1, 0)
    assert told["win_rate"] == pytest.approx(2.5 / 3) and told["n"] == 3
    assert told["p_value"] == pytest.approx(0.5)  # two of two: 2 * 1/4
    assert told["exact"] == pytest.approx((0.025**0.5, 1.0))  # Clopper and Pearson, both of two won
    assert told["pending"] == 0 and told["finding"] == "open" and "100%" in told["sentence"]
    assert str(services.settings.data_dir) not in json.dumps(told)
    with pytest.raises(ValueError, match="name one of these: newer, older"):
        comparison_result(services, volunteer, "none such")


def test_with_several_pairs_an_idea_the_rate_and_its_interval_are_of_pairs(
    services: Services, volunteer: gr.Request
) -> None:
    # 12 ideas of 4 pairs, where only one model wrote a title: of every second idea it is the base model once.
    titles = tuple(
        ComparedTitle(f"i{n}", IDEA, *(("Base", "") if n % 2 and not k else ("", f"Tuned {k}")), None)
        for n in range(12)
        for k in range(4)
    )
    comparison = Comparison("several", "embedded", "tuned", None, 0, 0.9, NOW, titles)
    services.store.add_comparison(comparison, [])
    told = comparison_result(services, volunteer)
    assert (told["wins"], told["losses"], told["n"], told["win_rate"]) == (42, 6, 48, 42 / 48)
    low, high = told["win_rate_interval"]
    assert low < told["win_rate"] < high < 1
    assert told["unit"] == "ideas" and told["finding"] == "better"
    assert (told["by_idea"]["wins"], told["by_idea"]["n"], told["by_idea"]["win_rate"]) == (12, 12, 1)


def test_only_people_and_the_example_judge_judge(services: Services, volunteer: gr.Request) -> None:
    add_comparison(services, "one", "embedded")
    bad: Any = "me"
    with pytest.raises(ValueError, match="judged_by must be"):
        comparison_result(services, volunteer, judged_by=bad)


def test_the_tools_are_listed_and_called_over_mcp(app: App) -> None:
    """Gradio stays silently without them where its extra for the protocol is not installed."""

    async def ask() -> tuple[Any, Any, Any]:
        address = f"{app.url}/gradio_api/mcp/"
        async with (
            streamable_http_client(address) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            listed = await session.list_tools()
            quality = await session.call_tool("label_quality", {})
            refused = await session.call_tool("generate_titles", {"idea": IDEA, "n": 99})
            return listed, quality, refused

    with ThreadPoolExecutor(1) as pool:  # the browser tests have an event loop going in this thread
        listed, quality, refused = pool.submit(asyncio.run, ask()).result()
    tools = {tool.name: tool for tool in listed.tools}
    assert sorted(tools) == TOOLS
    assert all(tool.description for tool in listed.tools)
    fields = tools["generate_titles"].inputSchema
    assert fields["required"] == ["idea"] and sorted(fields["properties"]) == ["idea", "model", "n", "seed"]
    assert all(about["description"] for about in fields["properties"].values())
    assert ast.literal_eval(quality.content[0].text)["labels"] >= 0 and not quality.isError
    assert refused.isError and "whole number from 1 to 10" in refused.content[0].text


def test_a_client_sees_three_endpoints_and_no_private_one(app: App) -> None:
    client = Client(app.url, verbose=False)
    endpoints = client.view_api(return_format="dict", print_info=False)
    assert sorted(endpoints["named_endpoints"]) == [f"/{name}" for name in TOOLS]
    with pytest.raises(AppError, match=r"no such comparison|no comparison yet"):
        client.predict("none such", api_name="/comparison_result")


def test_the_readmes_example_runs(app: App) -> None:
    """Against this app in place of the one that `make run` serves."""
    examples = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(examples) == 1 and "http://127.0.0.1:7860" in examples[0]
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(examples[0].replace("http://127.0.0.1:7860", app.url), {})
    *titles, labels = printed.getvalue().strip().splitlines()
    assert 1 <= len(titles) <= 2 and re.fullmatch(r"\d+ labels by \d+ people", labels)
