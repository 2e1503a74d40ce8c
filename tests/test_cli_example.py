"""`example build` on a few ideas: the loop is run by the commands themselves."""

from pathlib import Path

import pytest

from pipeline import cli
from pipeline.store import Store
from pipeline.training.runs import list_runs


@pytest.mark.soak
def test_the_example_is_made_by_the_app_and_names_no_place(tmp_path: Path) -> None:
    out = tmp_path / "example"
    built = ["example", "build", "--out", str(out), "--n-ideas", "6", "--epochs", "1"]
    assert cli.main(["--data-dir", str(tmp_path / "project"), *built]) == 0
    assert [run.status for run in list_runs(out / "runs")] == ["finished"]
    assert not any("/tmp/" in file.read_text(errors="ignore") for file in out.rglob("*") if file.is_file())
    store = Store(out / "title-tuner.db")
    assert len(store.comparisons()) == 1
    store.close()
