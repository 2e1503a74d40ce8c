"""`prejudge` and `compare --reward-model`: a reward model judges by command, apart from the votes."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli, cli_compare, inference, rewards
from pipeline.comparisons import make_comparison
from pipeline.formats import write_preferences
from pipeline.opinions import read_opinions
from pipeline.schema import Idea, Message, RunConfig, Task
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.runs import model_path, write_config
from scripted import ScriptedWriter

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RUN = "20260102T000000Z-taster"
TEXTS = ("bake bread", "fix a bike")


class EachWriter(ScriptedWriter):
    """Writes titles of its own, each another one."""

    def __init__(self, model: str) -> None:
        super().__init__({}, name=model)

    def write_titles(
        self, task: Task, ideas: Sequence[str], n: int, seed: int, temperature: float
    ) -> list[list[str]]:
        return [[f"Why {idea} {seed}{at}{'?' * seed}" for at in range(n)] for idea in ideas]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One comparison, and a run whose reward model likes questions."""

    def score(model: str, conversations: Sequence[list[Message]]) -> list[float]:
        return [float(each[-1]["content"].endswith("?")) for each in conversations]

    monkeypatch.setattr(rewards, "score_titles", score)
    store = Store(tmp_path / "title-tuner.db")
    store.add_task(YOUTUBE_TITLES)
    base = ScriptedWriter({text: [f"Plain words on {text}"] for text in TEXTS})
    tuned = ScriptedWriter({text: [f"Why {text}?"] for text in TEXTS}, name="tuned")
    ideas = [Idea.of(YOUTUBE_TITLES.name, text) for text in TEXTS]
    list(make_comparison(store, YOUTUBE_TITLES, base, tuned, ideas, 1, None, 0, 0.9, NOW))
    store.close()
    run_dir = tmp_path / "runs" / RUN
    model_path(run_dir).mkdir(parents=True)
    write_preferences(run_dir / "preferences", [], [])
    write_config(run_dir, RunConfig("embedded", method="reward_model"), YOUTUBE_TITLES.version, NOW)
    return tmp_path


def ask(project: Path, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(["--data-dir", str(project), *arguments, "--json"])
    return status, *capfd.readouterr()


def test_the_newest_comparison_is_judged_and_the_opinion_kept(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status, out, err = ask(project, capfd, "prejudge", RUN)
    assert status == 0, err
    found: dict[str, Any] = json.loads(out)
    assert (found["pairs"], found["prefers_tuned"], found["share_of_tuned"]) == (2, 2, 1.0)
    assert found["agreement"] == {
        "people": {
            "both_judged": 0,
            "same": 0,
            "ties": 0,
            "other": 0,
            "share": None,
            "decided_share": None,
            "wilson": None,
        }
    }
    (kept,) = read_opinions(project / "comparisons", found["comparison"])
    assert kept.run_id == RUN and set(kept.choices.values()) == {1.0}


def test_what_cannot_be_is_refused_before_anything_is_written(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for arguments, words in (
        (("prejudge", "other"), f"There is no run 'other' with a reward model; the newest is {RUN}."),
        (("prejudge", RUN, "--comparison", "x"), "There is no comparison 'x'; the newest is "),
        (("compare", "--tuned", "embedded", "--reward-model", "other"), "There is no run 'other'"),
    ):
        status, out, err = ask(project, capfd, *arguments)
        assert (status, out) == (2, "") and words in err
    store = Store(project / "title-tuner.db")
    assert len(store.comparisons()) == 1
    store.close()


def test_a_new_comparison_is_judged_by_both(
    project: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_compare, "make_writer", EachWriter)
    monkeypatch.setattr(inference, "measure_logps", lambda model, asked: [0.0] * len(asked))
    ideas = tmp_path / "evaluation.csv"
    ideas.write_text("idea\nlearning the guitar\nhome made pizza\n")
    status, out, err = ask(
        project,
        capfd,
        *("compare", "--tuned", "embedded", "--ideas", str(ideas), "--titles", "1"),
        *("--judge", "simulated", "--reward-model", RUN),
    )
    assert status == 0, err
    report: dict[str, Any] = json.loads(out)
    found = report["reward_model"]
    assert found["comparison"] == report["comparison"] and not found["made_with_it"]
    assert found["agreement"]["people"]["both_judged"] == 0
    assert (found["pairs"], found["prefers_tuned"]) == (2, 2)  # which begins at the next seed
    simulated = found["agreement"]["simulated"]  # who likes questions too
    assert (simulated["both_judged"], simulated["same"], simulated["share"]) == (2, 2, 1.0)
    assert report["judge"] == "simulated" and report["judges"] != []
