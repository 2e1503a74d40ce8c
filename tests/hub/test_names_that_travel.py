"""What leaves this machine names no folder of it, and on an empty disk the names lead to the runs again."""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from hub.instance import Clock, Instance, add_titles, start_instance
from hub.local_hub import LocalHub
from hub.run_with_model import THEN, make_finished_run
from pipeline import comparisons, labels, prejudging, unseen
from pipeline.candidates import write_candidates
from pipeline.cli import main
from pipeline.hub.packages import pack_model
from pipeline.opinions import keep_opinion, read_opinions
from pipeline.schema import Comparison, Idea, Message
from pipeline.simulated import SimulatedAnnotator
from pipeline.tasks import YOUTUBE_TITLES as TASK
from pipeline.training.events import append_event
from pipeline.training.runs import list_runs, model_path, reward_folder, root_of, with_folders
from pipeline.ui.run_view import model_name
from scripted import ScriptedWriter
from tiny_model import write_tiny_model

MODELS = "owner/title-models"
IDEAS = ("sailing around a lake", "keeping bees in winter")
# A path that begins at the root, in a text, a JSON string or a name; `</a>` and `https://` are none.
ROOTED = re.compile(rb"(?<![\w:/.<*])/(?:home|root|tmp|models|work|var|Users)[/\w]")


@pytest.fixture
def project(hub: LocalHub, tmp_path: Path) -> Instance:
    """Titles by a run, a run on it, an RLHF run from a folder of the user's own, and their comparisons."""
    made = start_instance(hub, tmp_path / "disk", Clock(), models=MODELS)
    add_titles(made.store)
    tiny = tmp_path / "tiny"
    write_tiny_model(tiny)
    runs_dir = tmp_path / "disk" / "runs"
    first = make_finished_run(runs_dir, tiny, "first")
    second = make_finished_run(runs_dir, tiny, "second", base_model=str(model_path(Path(first.path))))
    adapter = {"base_model_name_or_path": str(model_path(Path(first.path)))}
    (model_path(Path(second.path)) / "adapter_config.json").write_text(json.dumps(adapter))
    third = make_finished_run(runs_dir, tiny, "third", base_model=str(tiny), method="rlhf")
    shutil.copytree(tiny, model_path(reward_folder(Path(third.path))))
    append_event(runs_dir / "third", "failed", THEN, error=f"No model at {tiny}: it holds no config.json")
    append_event(runs_dir / "third", "finished", THEN, kept_step=4, kept_epoch=2.0)
    return made


def compare(made: Instance, base: str, tuned: str, run_id: str | None) -> Comparison:
    runs = list_runs(made.sync.runs_dir)
    writers = [
        ScriptedWriter({text: [f"{side} {text}"] for text in IDEAS}, name=name)
        for side, name in (("Plain", base), ("Why", tuned))
    ]
    ideas = [Idea.of(TASK.name, text) for text in IDEAS]
    found = unseen.find_unseen(ideas, (base, tuned), runs, {}, TASK)
    *_, last = comparisons.make_comparison(
        made.store, TASK, *writers, found.ideas, 1, run_id, 0, 0.9, made.clock(), unproven=found.unproven
    )
    assert last.comparison
    return last.comparison


def score(model: str, conversations: Sequence[list[Message]]) -> list[float]:
    assert Path(model).is_dir()
    return [float(each[-1]["content"].startswith("Why")) for each in conversations]


def test_no_folder_leaves_and_an_empty_disk_knows_whose_titles_were_compared(
    hub: LocalHub, project: Instance, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    disk, store = tmp_path / "disk", project.store
    by_id = {run.id: run for run in list_runs(project.sync.runs_dir)}
    folders = {run_id: str(model_path(Path(run.path))) for run_id, run in by_id.items()}
    reward = str(model_path(reward_folder(Path(by_id["third"].path))))
    written = ScriptedWriter(
        {idea.text: ["Growing Herbs as Nobody Has Before, in Pots"] for idea in store.ideas(TASK)},
        name=folders["first"],
    )
    list(write_candidates(store, written, TASK, store.ideas(TASK), 0, 0.9, more=1))
    assert list(write_candidates(store, written, TASK, store.ideas(TASK), 0, 0.9, more=1))[-1].total == 0
    labels.simulate_labels(store, TASK, SimulatedAnnotator(0), project.clock())
    plain = compare(project, "embedded", folders["second"], "second")
    best = compare(
        project, str(tmp_path / "private" / "qwen"), f"best-of-4:{reward}@{folders['first']}", None
    )
    assert plain.tuned_model == "run:second" and plain.unproven == ()
    assert (best.base_model, best.tuned_model) == ("local:qwen", "best-of-4:run:third/reward@run:first")
    assert best.unproven == ("local:qwen", "local:tiny")
    runs = list_runs(project.sync.runs_dir)
    opinion = prejudging.prejudge(store, best, by_id["third"], runs, score, project.clock())
    assert opinion.made_with_it and prejudging.preferred(opinion).wins == 2
    keep_opinion(project.sync.comparisons_dir, opinion)

    project.keeper.sync_now()
    out = tmp_path / "out"
    out.mkdir()
    for command in (
        ("labels", "export", str(out / "labels.csv")),
        ("preferences", "--out", str(out / "preferences")),
        ("backup", str(out / "copy.db")),
    ):
        assert main(["--data-dir", str(disk), *command]) == 0, capsys.readouterr().err
    judged = comparisons.judged_comparisons(store, "second")
    with pack_model(by_id["third"], "owner/third", TASK, judged) as package:
        packed = [content for content in package.files.values() if isinstance(content, bytes)]
    gone = [
        path.encode() + b"\n" + blob.data
        for repo in hub.memory.repos.values()
        for commit in repo.commits.values()
        for path, blob in commit.tree.items()
    ]
    gone += [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    gone += packed
    assert len(gone) > 25 and any(b"run:second" in content for content in gone)
    for mark in (str(tmp_path), str(tmp_path.parent), str(Path.home()) + "/"):
        assert [content[:300] for content in gone if mark.encode() in content] == []
    assert [found[0] for content in gone if (found := ROOTED.search(content))] == []

    store.close()
    shutil.rmtree(disk)
    fresh = start_instance(hub, tmp_path / "fresh", Clock(), seed=1, models=MODELS)
    fresh.keeper.sync_now()
    here = tmp_path / "fresh" / "runs"
    back = list_runs(here)
    assert sorted(run.id for run in back) == ["first", "second", "third"]
    newest, older = fresh.store.comparisons()
    assert (newest, older) == (best, plain)
    assert model_name(older.tuned_model, back, "en") == "second"
    assert model_name(newest.tuned_model, back, "en") == "Best of 4 by third: first"
    assert model_name(newest.base_model, back, "en") == "qwen"
    assert with_folders(older.tuned_model, back) == str(here / "second" / "model")
    assert root_of(older.tuned_model, back) == "embedded"
    by_id = {run.id: run for run in back}
    assert by_id["second"].config.base_model == str(here / "first" / "model")
    assert by_id["third"].config.base_model == "local:tiny"
    assert read_opinions(fresh.sync.comparisons_dir, best.id) == [opinion]
    scorer = model_path(reward_folder(here / "third"))
    assert with_folders(best.tuned_model, back) == f"best-of-4:{scorer}@{here / 'first' / 'model'}"
    taken = {path.name: path.read_bytes() for path in scorer.iterdir() if path.name != ".kept"}
    assert taken == {path.name: path.read_bytes() for path in (tmp_path / "tiny").iterdir()}
    adapter = json.loads((here / "second" / "model" / "adapter_config.json").read_text())
    assert adapter["base_model_name_or_path"] == str(here / "first" / "model")
    found = unseen.find_unseen([], [older.tuned_model], back, {}, TASK)
    assert found.unproven == ()  # both runs have come with what they learned from
    fresh.store.close()


def test_what_an_earlier_app_put_on_the_hub_is_understood(hub: LocalHub, project: Instance) -> None:
    """Files that are there already stay as they are, with the folders of another machine in them."""
    project.keeper.sync_now()
    repo = hub.repo("owner/labels")
    tree = repo.head.tree
    config = json.loads(repo.files()["runs/second/config.json"])
    config["config"]["base_model"] = "/gone/machine/runs/first/model"
    blob = tree["runs/second/config.json"]
    tree["runs/second/config.json"] = type(blob)(json.dumps(config).encode())
    project.store.close()
    folder = project.sync.runs_dir.parent
    shutil.rmtree(folder)
    fresh = start_instance(hub, folder, Clock(), seed=1)
    fresh.keeper.sync_now()
    by_id = {run.id: run for run in list_runs(folder / "runs")}
    assert by_id["second"].config.base_model == str(folder / "runs" / "first" / "model")
    fresh.store.close()
