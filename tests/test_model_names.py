"""Models' names as they are stored: no folder is in them, and on every disk they lead to the run again."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.model_files import describe_model
from pipeline.model_names import folder_in, folder_of, run_of, stored_name
from pipeline.schema import Candidate, ComparedTitle, Comparison, Idea, Run, RunConfig, Task
from pipeline.settings import EMBEDDED_MODEL
from pipeline.store import Store
from pipeline.store.migrations import MIGRATIONS
from pipeline.training.runs import root_of, with_folders


@pytest.mark.parametrize(
    ("model", "stored"),
    [
        ("embedded", "embedded"),
        (str(EMBEDDED_MODEL), "embedded"),
        ("Qwen/Qwen2.5-0.5B-Instruct", "Qwen/Qwen2.5-0.5B-Instruct"),
        ("gpt-4o at api.example", "gpt-4o at api.example"),
        ("/home/me/project/runs/2026-a/model", "run:2026-a"),
        ("/home/me/project/runs/2026-a/model/", "run:2026-a"),
        ("runs/2026-a/model", "run:2026-a"),
        (r"C:\Users\me\runs\2026-a\model", "run:2026-a"),
        ("/x/runs/2026-a/reward/model", "run:2026-a/reward"),
        ("/models/qwen", "local:qwen"),
        ("~/models/qwen", "local:qwen"),
        ("/home/me/reruns/2026-a/model", "local:2026-a"),
        ("best-of-4:/x/runs/b/model@/models/qwen", "best-of-4:run:b@local:qwen"),
        ("best-of-4:/x/with%40at/runs/b/reward/model@embedded", "best-of-4:run:b/reward@embedded"),
    ],
)
def test_no_folder_is_in_a_stored_name(model: str, stored: str) -> None:
    assert stored_name(model) == stored
    assert stored_name(stored) == stored


def test_a_folder_that_looks_like_a_hub_id_is_told_by_being_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert stored_name("models/qwen") == "models/qwen"
    (tmp_path / "models" / "qwen").mkdir(parents=True)
    assert stored_name("models/qwen") == "local:qwen"


def test_on_another_disk_a_run_is_where_the_runs_are(tmp_path: Path) -> None:
    here = tmp_path / "runs"
    for name in ("run:a", "/elsewhere/runs/a/model"):
        assert folder_in(here, name) == str(here / "a" / "model")
    assert folder_in(here, "run:a/reward") == str(here / "a" / "reward" / "model")
    assert folder_in(here, "best-of-2:run:a@run:b") == f"best-of-2:{here}/a/model@{here}/b/model"
    assert folder_in(here, "local:qwen") == "local:qwen" and run_of("local:qwen") is None
    other = tmp_path / "other" / "runs" / "a" / "model"
    other.mkdir(parents=True)
    assert folder_in(here, str(other)) == str(other)  # it is there, whosever it is


@pytest.fixture
def runs(tmp_path: Path, now: datetime) -> list[Run]:
    """One from the embedded model, one from that, an RLHF run from a folder; none has weights here."""
    configs = {
        "first": RunConfig("embedded"),
        "second": RunConfig("/old/runs/first/model"),
        "policy": RunConfig("/models/qwen", method="rlhf"),
        "scorer": RunConfig("embedded", method="reward_model"),
    }
    return [
        Run(name, str(tmp_path / "runs" / name), config, "finished", now, "t")
        for name, config in configs.items()
    ]


def test_the_runs_say_what_a_stored_name_is_loaded_by(tmp_path: Path, runs: list[Run]) -> None:
    own = tmp_path / "runs"
    assert with_folders("run:first", runs) == with_folders("/old/runs/first/model", runs)
    assert with_folders("run:first", runs) == str(own / "first" / "model")
    assert with_folders("run:gone", runs) == "run:gone"
    assert with_folders("local:qwen", runs) == "/models/qwen"  # a run here began from it
    assert with_folders("best-of-4:run:scorer@run:first", runs) == (
        f"best-of-4:{own}/scorer/model@{own}/first/model"
    )
    for half in ("run:policy", "run:policy/reward", "/old/runs/policy/reward/model"):
        assert with_folders(f"best-of-4:{half}@embedded", runs) == (
            f"best-of-4:{own}/policy/reward/model@embedded"
        )


def test_the_root_of_a_run_is_known_without_its_weights(runs: list[Run]) -> None:
    for model in ("run:second", "/old/runs/second/model", "best-of-2:run:scorer@run:second"):
        assert root_of(model, runs) == "embedded"
    assert root_of("run:policy", runs) == "/models/qwen"
    assert root_of("run:gone", runs) == "run:gone"
    circle = [Run("a", "/r/runs/a", RunConfig("run:a"), "finished", runs[0].created_at, "t")]
    assert root_of("run:a", circle) == "run:a"


def test_people_read_the_runs_id_or_the_folders_name() -> None:
    assert describe_model("run:2026-a") == describe_model("run:2026-a/reward") == "2026-a"
    assert describe_model("local:qwen") == "qwen"
    assert describe_model("best-of-4:run:b@run:a") == "a, best of 4 by b"


def test_rows_with_folders_are_renamed_once_in_an_old_database_and_whenever_they_come(
    tmp_path: Path, task: Task, now: datetime
) -> None:
    path = tmp_path / "old.db"
    old = sqlite3.connect(path)
    old.executescript("".join(MIGRATIONS[:8]) + "PRAGMA user_version = 8;")
    idea = Idea.of(task.name, "bake bread")
    old.execute("INSERT INTO ideas VALUES (1, ?, ?, ?, 'file')", (idea.id, idea.task, idea.text))
    for n, writer in enumerate(("embedded", "/a/runs/first/model", "/models/qwen")):
        old.execute(
            "INSERT INTO candidates VALUES (?, ?, ?, ?, ?, '')", (n, f"c{n}", idea.id, f"T{n}", writer)
        )
    tuned = "best-of-4:/a/runs/b/model@embedded"
    old.execute(
        "INSERT INTO comparisons"
        " VALUES (1, 'one', '/a/runs/first/model', ?, NULL, 7, 0.9, ?, 'fixed', NULL, ?)",
        (tuned, now.isoformat(), '["/models/qwen", "owner/x"]'),
    )
    old.commit()
    old.close()
    store = Store(path)
    renamed = ["embedded", "run:first", "local:qwen"]
    assert [row.writer for row in store.candidates(task)[idea.id]] == renamed
    (found,) = store.comparisons()
    assert (found.base_model, found.tuned_model) == ("run:first", "best-of-4:run:b@embedded")
    assert found.unproven == ("local:qwen", "owner/x")
    store.add_candidates([Candidate("c9", idea.id, "T9", "/a/runs/first/model")])
    title = ComparedTitle(idea.id, idea.text, "one", "two", None)
    late = Comparison("two", "/models/qwen", tuned, None, 7, 0.9, now, (title,), unproven=("~/x",))
    store.add_comparison(late, [])
    assert store.candidates(task)[idea.id][-1].writer == "run:first"
    stored = store.comparison("two")
    assert stored and (stored.base_model, stored.tuned_model, stored.unproven) == (
        "local:qwen",
        "best-of-4:run:b@embedded",
        ("local:x",),
    )
    store.close()


@pytest.mark.parametrize(
    "name", ["W" * 5000, "a\0b", "\ud7ff", "~nobody-here/x", "", "Qwen/Qwen2.5-0.5B-Instruct"]
)
def test_what_can_be_no_folder_is_none(name: str) -> None:
    assert folder_of(name) is None


def test_a_models_folder_is_found_by_any_way_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for way in ("model", "./model", "~/model", str(tmp_path / "model")):
        assert folder_of(way) == tmp_path / "model"
