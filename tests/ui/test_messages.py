import ast
import re
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from pipeline import publishing
from pipeline.hub import client, datasets, files, keeper, models, packages, publish, sync
from pipeline.settings import EMBEDDED
from pipeline.ui import bind
from pipeline.ui.messages import CHINESE, Hint, full_sentence, translate
from pipeline.ui.text import TEXT
from pipeline.writers import declines
from ui.running_app import make_request

PIPELINE = Path(__file__).resolve().parents[2] / "pipeline"
REACH_THE_PAGE = (
    "ideas",
    "candidates",
    "comparisons",
    "formats/datasets",
    "formats/parquet",
    "formats/rows",
    "formats/tables",
    "imports",
    "inference",
    "model_files",
    "labels",
    "prejudging",
    "tasks",
    "rewards",
    "writers/endpoint",
    "writers/local",
    "writers/protocol",
    "ui/writer_picker",
    "training/launch",
    "training/recipes",
    "training/runs",
    "sharing",
    "oversight",
    "store/backup",
    "training/zerogpu",
)


def template(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def raised_sentences() -> Iterator[str]:
    for module in REACH_THE_PAGE:
        for node in ast.walk(ast.parse((PIPELINE / f"{module}.py").read_text())):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                found = template(node.exc.args[0])
                if found and getattr(node.exc.func, "id", "") == "ValueError":
                    yield found


def test_every_sentence_about_the_hub_has_its_chinese() -> None:
    """They are constants, since the log and the status say them too."""
    sentences = {
        re.sub(r"\{\w+(!r)?\}", "{}", value)
        for module in (client, datasets, files, keeper, models, packages, publish, publishing, sync)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and len(value.split()) > 4
    }
    assert len(sentences) > 20
    assert sentences - set(CHINESE) == set()


def filled(sentence: str) -> str:
    return sentence.format(*(f"v{number}" for number in range(sentence.count("{}"))))


VALUES_ALONE = "{}: {}"
INTERNAL = {"Counts of {} wins, {} ties and {} losses cannot be; none may be negative."}


def test_every_sentence_that_a_stage_raises_has_its_chinese() -> None:
    sentences = {filled(sentence) for sentence in {*raised_sentences()} - INTERNAL - {VALUES_ALONE}}
    assert len(sentences) > 30
    assert {said for said in sentences if translate(said, "zh") == said} == set()


@pytest.mark.parametrize("sentence", CHINESE)
def test_every_template_finds_its_own_chinese_and_keeps_the_values(sentence: str) -> None:
    n = sentence.count("{}")
    values = [f"v{number}" for number in range(n)]
    said = translate(sentence.format(*values), "zh")
    if sentence != VALUES_ALONE:
        assert said == CHINESE[sentence].format(*values)
    assert all(value in said for value in values)


def test_a_chinese_sentence_quotes_as_chinese_does_names_a_model_as_the_list_and_ends() -> None:
    said = f"'川菜': {declines(EMBEDDED, '川菜')}"
    listed = TEXT["model_qwen"][1]
    assert full_sentence(said, "zh") == f"“川菜”：内置模型只会写英文；请用英文输入，或改用 {listed}。"
    assert full_sentence(said, "en") == said and full_sentence("unknown", "zh") == "unknown"
    assert full_sentence("The topic cannot be used: it is empty; write a few words.", "zh").count("。") == 1


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    said = translate("Row 3 of a.csv: idea cannot be used: it has 301 characters; shorten it to 300.", "zh")
    assert said == "a.csv 的第 3 行：无法使用 idea：共 301 个字符，请缩短到 300 个以内。"
    assert translate("No idea: what is this?", "zh") == "No idea: what is this?"


def test_english_stays_english() -> None:
    assert translate("it is empty; write a few words", "en") == "it is empty; write a few words"


def press(error: Exception, request: gr.Request) -> None:
    raise error


@pytest.mark.parametrize("error", [ValueError("it is empty; write a few words"), RuntimeError("a bug")])
def test_what_has_failed_is_called_so_in_both_languages(error: Exception) -> None:
    for language, title in (("en", "That did not work"), ("zh-CN", "未能完成")):
        with pytest.raises(gr.Error) as raised:
            bind(press, error)(make_request("app.example", **{"accept-language": language}))
        assert (raised.value.title, raised.value.visible) == (title, True)


def test_what_has_to_be_done_first_is_a_warning_and_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(gr, "Warning", lambda sentence, title: said.append((sentence, title)))
    with pytest.raises(gr.Error) as raised:
        bind(press, Hint("请先选择一次比较。"))(make_request("app.example", **{"accept-language": "zh-CN"}))
    assert said == [("请先选择一次比较。", "还不能进行")]
    assert (raised.value.message, raised.value.visible) == (said[0][0], False)


def test_a_sentence_that_says_first_is_a_hint() -> None:
    """So that a new one is not forgotten."""
    for module in sorted((PIPELINE / "ui").glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args):
                continue
            said = node.exc.args[0]
            keys = [
                each.value for each in ast.walk(said) if isinstance(each, ast.Constant) and each.value in TEXT
            ]
            if any(TEXT[key][0].endswith(" first.") for key in keys):
                assert getattr(node.exc.func, "id", "") == "Hint", (module.name, keys)
