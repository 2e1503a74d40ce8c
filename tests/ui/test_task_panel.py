"""The task's panel: its handlers, and the list and the Train tab once the task has changed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import expect

from pipeline.cli import main
from pipeline.tasks import CHINESE_TITLES, EDITABLE, LISTS, YOUTUBE_TITLES, edit_task, save_task, task_record
from pipeline.ui import Services, create_list, create_tab, task_panel, train_tab
from pipeline.ui.writing import Writing
from ui.running_app import App, OpenPage, unfold, write_some_titles

HEADLINES = replace(YOUTUBE_TITLES, prompt_template="A headline for {idea}.\n{guidance}")


def form(task: Any = YOUTUBE_TITLES) -> list[Any]:
    return ["\n".join(getattr(task, name)) if name in LISTS else getattr(task, name) for name in EDITABLE]


def test_the_form_shows_the_task_and_its_preview(services: Services, owner: gr.Request) -> None:
    *fields, preview, state, versions = task_panel.show_task(services, owner)
    assert fields == form()
    assert "**Video Idea**: How bees find their way home" in preview
    assert "Write 5 such titles" in preview and "default task" in state
    assert versions["visible"] is False


def test_what_is_not_saved_yet_stays_when_the_panel_is_opened_again(
    services: Services, owner: gr.Request
) -> None:
    filled, *parts = task_panel.fill_first(services, False, owner)
    assert filled and parts[: len(EDITABLE)] == form()
    again = task_panel.fill_first(services, filled, owner)
    assert again == [True] + [gr.skip()] * len(parts)


def test_a_volunteer_sees_nothing_of_it(services: Services, volunteer: gr.Request) -> None:
    assert all(part == gr.skip() for part in task_panel.show_task(services, volunteer))
    assert task_panel.fill_first(services, False, volunteer)[0] is False


def test_the_preview_follows_what_is_typed_and_escapes_it(services: Services, owner: gr.Request) -> None:
    hostile = replace(YOUTUBE_TITLES, prompt_template="<script>{idea}</script>\n{guidance}")
    shown, state = task_panel.show_preview(services, owner, *form(hostile))
    assert "not saved yet" in state and "default task" in task_panel.show_preview(services, owner, *form())[1]
    assert "&lt;script&gt;How bees" in shown and "<script" not in shown
    nothing = replace(YOUTUBE_TITLES, prompt_template="")
    assert "prompt_template lacks {idea}" in task_panel.show_preview(services, owner, *form(nothing))[0]


def test_what_is_saved_counts_and_other_titles_are_marked(services: Services, owner: gr.Request) -> None:
    write_some_titles(services.store, services.task, n_ideas=2)
    services.store._db.execute("UPDATE candidates SET task_version = ?", (YOUTUBE_TITLES.version,))
    assert "Nothing differs" in task_panel.save_form(services, owner, *form())
    said = task_panel.save_form(services, owner, *form(HEADLINES))
    assert HEADLINES.version[:8] in said and "Ideas without titles for it: 2" in said
    assert services.task == HEADLINES
    state = task_panel.show_task(services, owner)[-2]
    assert "embedded model serves only the default task" in state and "Titles of other versions: 8" in state
    listed = create_list.find_ideas(services, Writing(), "herb", False, False, owner)[1]
    assert listed.count("other version</span>") == 4 and "no titles yet" in listed
    with pytest.raises(ValueError, match="knows the default task only"):
        create_tab.start_writing(services, Writing(), "embedded", 0.7, 0, owner)


def test_an_unusable_form_is_a_sentence_and_changes_nothing(services: Services, owner: gr.Request) -> None:
    with pytest.raises(ValueError, match="min_chars is 99"):
        task_panel.save_form(services, owner, *form(replace(YOUTUBE_TITLES, min_chars=99)))
    assert services.store.task_choices() == []


def test_the_form_is_filled_from_files_versions_and_the_default(
    services: Services, owner: gr.Request, tmp_path: Path
) -> None:
    save_task(HEADLINES, tmp_path / "mine.toml")
    assert task_panel.fill_from_file(services, str(tmp_path / "mine.toml"), owner)[:-3] == form(HEADLINES)
    task_panel.save_form(services, owner, *form(HEADLINES))
    assert task_panel.fill_default(services, owner)[:-3] == form()
    *filled, _, state, said = task_panel.fill_chinese(services, owner)
    assert filled == form(CHINESE_TITLES) and said == ""
    assert "not saved yet" in state and "embedded model cannot write with it" in state
    assert edit_task(YOUTUBE_TITLES, task_record(CHINESE_TITLES)) == CHINESE_TITLES  # can be saved
    assert task_panel.fill_version(services, HEADLINES.version, owner)[:-3] == form(HEADLINES)


def test_who_adds_chinese_ideas_is_told_that_the_limits_are_for_english(
    services: Services, owner: gr.Request
) -> None:
    _, said, *_ = create_tab.add_typed(services, "蜜蜂如何找到回家的路\nkeeping bees", owner)
    assert "<p>Titles of 30 to 75 characters are long in Chinese. Press" in said
    assert "are long" not in create_tab.add_typed(services, "keeping wasps", owner)[1]
    task_panel.save_form(services, owner, *form(CHINESE_TITLES))
    assert "are long" not in create_tab.add_typed(services, "一个人的晚餐", owner)[1]


def test_downloads_are_made_in_one_folder_one_after_the_other(
    services: Services, owner: gr.Request, tmp_path: Path
) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    task_panel.make_files(services, folder, owner, *form())
    made = task_panel.make_files(services, folder, owner, *form(HEADLINES))["value"]
    paths = [Path(path) for path in made]
    assert paths == [folder / "task.json", folder / "task.toml"] == sorted(folder.iterdir())
    assert json.loads(paths[0].read_text())["prompt_template"] == HEADLINES.prompt_template


def test_the_train_tab_says_how_much_other_versions_hold(services: Services, owner: gr.Request) -> None:
    write_some_titles(services.store, services.task, n_ideas=2)
    folder = str(services.settings.data_dir)
    assert main(["--data-dir", folder, "labels", "simulate", "--noise", "0"]) == 0
    at = 2  # where the choice stands in what the tab shows
    before = train_tab.show_tab(services, None, None, True, False, owner)
    assert before[at]["visible"] is False
    services.store.choose_task(HEADLINES, services.now())
    after = train_tab.show_tab(services, None, None, True, False, owner)
    n = len(services.store.other_pairs())
    assert after[at]["visible"] is True and "versions: 1" in after[at]["label"] and n == 12
    mixed = train_tab.show_tab(services, None, None, True, True, owner)
    assert "picks a title" in after[0] and "are about one idea" in mixed[0]  # the herbs' titles all tie


def test_the_command_line_shows_saves_and_loads_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> dict[str, Any]:
        assert main(["--data-dir", str(tmp_path), *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    file = tmp_path / "task.json"
    run("ideas", "add", "bake bread")
    assert run("task", "save", str(file))["version"] == YOUTUBE_TITLES.version
    file.write_text(json.dumps({**json.loads(file.read_text()), "max_chars": 60}))
    loaded = run("task", "load", str(file))
    assert (loaded["changed"], loaded["ideas_without_titles"]) == (True, 1)
    shown = run("task", "show")
    assert shown["version"] == loaded["version"] and shown["max_chars"] == 60
    assert "between 30 and 60 characters" in shown["prompt"]
    assert [each["version"] for each in shown["versions"]] == [loaded["version"]]
    assert run("task", "load", str(file))["changed"] is False


def test_the_preview_follows_what_is_deleted_and_pasted(app: App, open_page: OpenPage) -> None:
    page = open_page(tab="create")
    unfold(page, "create-task")
    guidance, preview = page.locator("#task-guidance textarea"), page.locator("#task-preview")
    expect(preview).to_contain_text("How bees find their way home")
    guidance.fill("Short and plain.")  # as a paste, it sends no single letters
    expect(preview).to_contain_text("Short and plain.")
    guidance.press("End")
    guidance.press("Backspace")
    expect(preview).not_to_contain_text("Short and plain.")
    expect(preview).to_contain_text("Short and plain")
    number = page.locator("#task-n_candidates input")
    number.press("Control+a")
    number.press("Backspace")
    number.press("7")
    expect(preview).to_contain_text("Write 7 such titles")
