"""The task as an owner edits it: as a form, as a file, and as the prompt that comes of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.prompts import list_prompt, title_prompt
from pipeline.schema import Task
from pipeline.tasks import (
    CHINESE_TITLES,
    YOUTUBE_TITLES,
    edit_task,
    load_task,
    save_task,
    task_of,
    task_record,
)

OWN = replace(
    YOUTUBE_TITLES,
    prompt_template='Eine "Schlagzeile" zu {idea}, als {"json": 1}?\n\n{guidance}\n\\',
    guidance=("{min_chars} bis {max_chars} Zeichen", "标题要吸引人"),
    min_chars=10,
    max_chars=40,
    n_candidates=3,
    examples=("Brot, das von selbst gelingt", 'Was ist "Krume"?'),
)


def test_the_default_keeps_the_version_that_databases_know() -> None:
    assert YOUTUBE_TITLES.version == "851d3331163b156bf6d6aceca1274bb7"
    assert replace(YOUTUBE_TITLES, examples=("Another",)).version != YOUTUBE_TITLES.version
    assert replace(YOUTUBE_TITLES, name="mine").version == YOUTUBE_TITLES.version


def test_only_our_marks_are_filled_in_and_only_once() -> None:
    (message,) = title_prompt(OWN, "{guidance} of {idea}")
    assert message["content"] == (
        'Eine "Schlagzeile" zu {guidance} of {idea}, als {"json": 1}?\n\n'
        "- 10 bis 40 Zeichen\n- 标题要吸引人\n\\"
    )


def test_all_titles_at_once_are_asked_for_like_the_owners_examples() -> None:
    one, several = title_prompt(OWN, "bread")[0]["content"], list_prompt(OWN, "bread", 3)[0]["content"]
    assert several.startswith(one)
    assert '\n- Brot, das von selbst gelingt\n- Was ist "Krume"?\n' in several and "Write 3 such" in several
    assert "to write like" not in list_prompt(YOUTUBE_TITLES, "bread", 5)[0]["content"]


def test_an_english_prompt_asks_for_all_titles_in_the_words_that_it_always_had() -> None:
    several = list_prompt(replace(YOUTUBE_TITLES, examples=("One",)), "蜜蜂", 5)[0]["content"]
    assert several == title_prompt(YOUTUBE_TITLES, "蜜蜂")[0]["content"] + (
        "\n\n**Titles to write like**:\n- One\n\nWrite 5 such titles that differ from one another, as a "
        "numbered list with one title on each line and nothing else."
    )


def test_a_chinese_prompt_asks_for_all_titles_in_chinese_and_a_japanese_one_does_not() -> None:
    several = list_prompt(replace(CHINESE_TITLES, examples=("一杯好茶",)), "bees", 3)[0]["content"]
    assert "**参考标题**：\n- 一杯好茶\n\n请写 3 个这样的标题" in several and "Write" not in several
    japanese = replace(YOUTUBE_TITLES, prompt_template="動画のタイトルを書いてください：{idea}\n{guidance}")
    assert "Write 3 such titles" in list_prompt(japanese, "bees", 3)[0]["content"]


@pytest.mark.parametrize("ending", ["json", "toml"])
@pytest.mark.parametrize("task", [YOUTUBE_TITLES, OWN])
def test_a_file_gives_back_the_task_that_was_saved(tmp_path: Path, ending: str, task: Task) -> None:
    path = tmp_path / f"task.{ending}"
    save_task(task, path)
    assert load_task(path, replace(YOUTUBE_TITLES, examples=("Not in the file",))) == task


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "task.toml"
    path.write_text("max_chars = 50\nexamples = []\n")
    assert load_task(path, OWN) == replace(OWN, max_chars=50, examples=())


def test_records_of_older_apps_have_no_examples() -> None:
    record = {"name": "mine", **task_record(OWN)}
    assert task_of(record) == replace(OWN, name="mine")
    del record["examples"]
    assert task_of(record) == replace(OWN, name="mine", examples=())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"colour": "red"}, "A task has no colour"),
        ({"prompt_template": "Write a title.\n{guidance}"}, "prompt_template lacks {idea}"),
        ({"prompt_template": "Write about {idea}."}, "prompt_template lacks {guidance}"),
        ({"brainstorm_template": "An idea!"}, "brainstorm_template lacks {topic}"),
        ({"prompt_template": 5}, "prompt_template is 5; give a text"),
        ({"prompt_template": "{idea}{guidance}" + "x" * 4000}, "prompt_template cannot be used: it has 4016"),
        ({"guidance": "one line"}, "guidance is 'one line'; give a list"),
        ({"guidance": ["x"] * 21}, "guidance has 21 lines; keep at most 20"),
        ({"guidance": ["\x00"]}, "guidance cannot be used: it holds control characters"),
        ({"min_chars": 80}, "min_chars is 80; give at most max_chars, 75"),
        ({"max_chars": 1000}, "max_chars is 1000; give a whole number from 1 to 300"),
        ({"n_candidates": 1}, "n_candidates is 1; give a whole number from 2 to 10"),
        ({"n_candidates": True}, "n_candidates is True"),
        ({"n_candidates": None}, "n_candidates is None"),
        ({"examples": ["Too short"]}, "The example 'Too short' has 9 characters; give one of 30 to 75"),
    ],
)
def test_a_task_that_cannot_be_used_is_a_sentence(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError) as raised:
        edit_task(YOUTUBE_TITLES, changes)
    assert str(raised.value).startswith(problem)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("task.yaml", b"", "neither .json nor .toml"),
        ("task.json", b"{", "cannot be read"),
        ("task.json", b"[]", "holds no task"),
        ("task.json", b"[" * 200_000, "nested too deeply"),
        ("task.toml", b"a = " + b"[" * 20_000, "nested too deeply"),
        ("task.toml", b"= 3", "cannot be read"),
        ("task.toml", b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_file_that_holds_no_task_is_a_sentence(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=problem):
        load_task(tmp_path / name, YOUTUBE_TITLES)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="There is no file"):
        load_task(tmp_path / "task.json", YOUTUBE_TITLES)
