"""The owner's commands on a project with one label."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.schema import Choice, EventKind, Idea, LabelEvent, Pair, Source
from pipeline.sharing import Sharing
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES

ANN, BOB = "a" * 32, "b" * 32


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder, in which Ann and Bob labelled one pair."""
    folder = tmp_path / "project"
    store = Store(folder / "title-tuner.db")
    idea = Idea.of(YOUTUBE_TITLES.name, "bake bread")
    pair = Pair.of(idea, ("one", "two"), YOUTUBE_TITLES.version)
    store.add_ideas([idea])
    store.add_pairs([pair])
    for name in (ANN, BOB):
        vote = (EventKind.VOTE, Source.PERSON, name, datetime(2026, 1, 2, tzinfo=UTC), "t", pair.id, Choice.A)
        store.append_events([LabelEvent(name, *vote, "a")])
    store.close()
    return folder


@pytest.fixture
def run(project: Path, capfd: pytest.CaptureFixture[str]) -> Any:
    """Runs a command; its JSON object, or the line that says what is wrong."""

    def run(*arguments: str) -> Any:
        status = cli.main(["--data-dir", str(project), *arguments, "--json"])
        out, err = capfd.readouterr()
        return json.loads(out) if status == 0 else err.strip()

    return run


def test_sharing_is_shown_changed_and_kept(run: Any, project: Path) -> None:
    assert run("sharing")["overlap_share"] == 0.1
    changed = run("sharing", "--overlap-share", "0.25", "--overlap-annotators", "4", "--paused")
    assert (changed["overlap_share"], changed["overlap_annotators"], changed["paused"]) == (0.25, 4, True)
    assert run("sharing", "--no-paused")["overlap_share"] == 0.25
    assert run("sharing", "--full-share", "2") == "title-tuner: full_share is 2.0; give a share from 0 to 1."
    store = Store(project / "title-tuner.db")
    assert store.sharing() == Sharing(overlap_share=0.25, overlap_annotators=4)
    store.close()


def test_an_annotator_is_excluded_and_included_by_the_first_digits(run: Any) -> None:
    listed = run("annotators", "list")["annotators"]
    assert [(found["annotator"], found["labels"], found["excluded"]) for found in listed] == [
        (ANN, 1, False),
        (BOB, 1, False),
    ]
    assert run("annotators", "exclude", "bbb") == {"annotator": BOB, "excluded": True, "changed": True}
    assert run("annotators", "exclude", "bbb")["changed"] is False
    assert run("quality")["labels"] == 1
    assert run("annotators", "include", "b")["changed"] is True
    assert run("quality")["labels"] == 2
    assert "fits no annotator" in run("annotators", "exclude", "c")


def test_a_backup_is_restored_and_what_was_there_is_kept(run: Any, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    assert run("backup", str(file))["bytes"] == file.stat().st_size
    assert "exists already" in run("backup", str(file))
    run("annotators", "exclude", "b")
    report = run("restore", str(file))
    assert report["labels"] == 2 and Path(report["kept_before"]).parent == project
    (tmp_path / "wrong.db").write_text("no database")
    assert "is no SQLite database" in run("restore", str(tmp_path / "wrong.db"))
    assert "No such file" in run("restore", str(tmp_path / "missing.db"))
