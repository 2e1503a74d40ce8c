"""A Space in one command: what a local Hub has afterwards, and whether it can be served as it is there."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import yaml
from huggingface_hub import CommitOperationAdd, HfApi

from hub.local_hub import OWNER, READER, LocalHub
from hub.memory import Account
from pipeline.hub.client import HubError, Remote
from pipeline.hub.deploy import Deployed, count_by_folder, deploy, is_ignored, list_files
from pipeline.settings import ROOT
from ui.running_app import start_app, stop_app

SPACE, LABELS, PREFERENCES = "owner/titles", "owner/titles-labels", "owner/titles-preferences"
VARIABLES = {"LABELS_REPO": LABELS, "PREFERENCES_REPO": PREFERENCES}


def put(hub: LocalHub, files: dict[str, Path], **options: object) -> Deployed:
    token = str(options.pop("as_", OWNER))
    space = Remote(str(options.pop("space", SPACE)), token, hub.url, "space", at_once=True)
    datasets = [Remote(name, token, hub.url, at_once=True) for name in (LABELS, PREFERENCES)]
    return deploy(space, datasets, files, VARIABLES, "hf_space", **options)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A small app in place of this one."""
    for name in ("app.py", "pipeline/settings.py", "data/model.safetensors"):
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text(name)
    return list_files(tmp_path / "tree", tmp_path / "tree" / "data" / "own")


def test_a_space_is_made_with_private_datasets_its_variables_and_its_secrets(
    hub: LocalHub, files: dict[str, Path]
) -> None:
    done = put(hub, files, hardware="zero-a10g")
    assert (done.page, done.owner, done.created) == (f"{hub.url}/spaces/{SPACE}", "owner", True)
    assert (done.files, done.hardware) == (3, "zero-a10g")
    held = hub.repo(SPACE, "space")
    assert held.space is not None and not held.private
    assert sorted(held.files()) == ["app.py", "data/model.safetensors", "pipeline/settings.py"]
    assert held.space.variables == VARIABLES
    assert held.space.secrets["HF_TOKEN"] == "hf_space" and len(held.space.secrets["APP_SECRET"]) == 64
    assert held.space.restarts == 0  # all of it was there before the first file
    for name in (LABELS, PREFERENCES):
        assert hub.repo(name).private


def test_again_updates_and_keeps_the_secret(hub: LocalHub, files: dict[str, Path], tmp_path: Path) -> None:
    first = put(hub, files)
    space = hub.repo(SPACE, "space").space
    assert space is not None
    before = dict(space.secrets)
    again = put(hub, files)
    assert (again.created, again.commit, again.changed) == (False, "", ())
    assert again.kept == ("APP_SECRET", "HF_TOKEN") and first.commit
    assert (space.secrets, space.restarts) == (before, 0)
    (tmp_path / "tree" / "app.py").write_text("newer")
    (tmp_path / "tree" / "pipeline" / "old.py").write_text("x")
    put(hub, list_files(tmp_path / "tree", tmp_path))
    (tmp_path / "tree" / "pipeline" / "old.py").unlink()
    space.variables["MINE"] = "stays"
    last = put(hub, files, hardware="t4-small", owners="ada, bob", renew_token=True)
    assert (last.hardware, last.owner) == ("t4-small", "ada, bob")
    assert sorted(last.changed) == ["HF_TOKEN", "OWNERS"]
    held = hub.repo(SPACE, "space")
    assert held.files()["app.py"] == b"newer" and "pipeline/old.py" not in held.files()
    assert space.variables == {**VARIABLES, "MINE": "stays", "OWNERS": "ada, bob"}
    assert put(hub, files).owner == "ada, bob"
    assert space.secrets["APP_SECRET"] == before["APP_SECRET"]


@pytest.mark.parametrize("pattern", ["POST /api/repos/create", "/commit/", "/secrets", "/variables"])
@pytest.mark.parametrize("after", [False, True])
def test_what_broke_off_is_finished_by_the_next_try(
    hub: LocalHub, files: dict[str, Path], pattern: str, after: bool
) -> None:
    hub.fault(pattern, drop=True, after=after)
    with pytest.raises(HubError, match="cannot be reached; nothing is lost, try again"):
        put(hub, files)
    held = hub.memory.repos.get(("space", SPACE))
    secret = held.space.secrets.get("APP_SECRET") if held and held.space else None
    put(hub, files)
    space = hub.repo(SPACE, "space").space
    assert space is not None and space.variables == VARIABLES
    assert sorted(space.secrets) == ["APP_SECRET", "HF_TOKEN"]
    assert secret in (None, space.secrets["APP_SECRET"])
    assert len(hub.repo(SPACE, "space").files()) == 3


def test_a_public_dataset_another_app_and_no_rights_are_refused_in_words(
    hub: LocalHub, api: HfApi, files: dict[str, Path]
) -> None:
    api.create_repo(LABELS, repo_type="dataset", private=False)
    with pytest.raises(HubError, match=f"{LABELS} is public; make it private"):
        put(hub, files)
    hub.repo(LABELS).private = True
    api.create_repo(SPACE, repo_type="space", space_sdk="gradio")
    others = [CommitOperationAdd("app.py", b"other")]
    api.create_commit(SPACE, others, commit_message="by hand", repo_type="space")
    with pytest.raises(HubError, match="holds another app"):
        put(hub, files)
    assert hub.repo(SPACE, "space").files() == {"app.py": b"other"}
    hub.memory.repos.clear()
    with pytest.raises(HubError, match="may not write"):
        put(hub, files, as_=READER)
    with pytest.raises(HubError, match="Invalid hardware flavor abacus"):
        put(hub, files, hardware="abacus")


def test_somebody_elses_space_without_an_app_py_is_left_alone(
    hub: LocalHub, api: HfApi, files: dict[str, Path]
) -> None:
    api.create_repo(SPACE, repo_type="space", space_sdk="docker")
    theirs = [CommitOperationAdd(name, b"theirs") for name in ("Dockerfile", "README.md", "server.py")]
    api.create_commit(SPACE, theirs, commit_message="by hand", repo_type="space")
    with pytest.raises(HubError, match="holds another app"):
        put(hub, files)
    held = hub.repo(SPACE, "space")
    assert set(held.files()) == {"Dockerfile", "README.md", "server.py"}
    assert held.space is not None and held.space.secrets == {}
    assert [repo for repo in (LABELS, PREFERENCES) if api.repo_exists(repo, repo_type="dataset")] == []


def test_an_organisations_space_is_its_makers(hub: LocalHub, files: dict[str, Path]) -> None:
    """An organisation cannot sign in, so by itself its Space would have no owner."""
    hub.memory.accounts[OWNER] = Account("owner", "write", orgs=("acme",))
    assert put(hub, files, space="acme/titles").owner == "owner"
    space = hub.repo("acme/titles", "space").space
    assert space is not None and space.variables["OWNERS"] == "owner"


def test_rules_are_read_as_git_reads_them() -> None:
    rules = ["build/", "*.pyc", "/top.txt", "docs/*.tmp", "*.log", "!keep.log"]
    ignored = ["build/a.py", "a/build/b.py", "a/b.pyc", "top.txt", "docs/a.tmp", "a/x.log"]
    kept = ["a/build.py", "a/top.txt", "a/docs/b.tmp", "a/keep.log", "build"]
    assert [path for path in ignored if not is_ignored(path, rules)] == []
    assert [path for path in kept if is_ignored(path, rules)] == []


def test_only_what_belongs_in_a_space_goes(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in (
        *("app.py", "pipeline/a.py", "pipeline/__pycache__/a.pyc", "pipeline/.hidden", "data/ideas.csv"),
        *("data/own/title-tuner.db", "tests/test_a.py", ".env", "notes.txt", ".title-tuner/app-secret"),
    ):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("x")
    (tree / ".gitignore").write_text("# what is made\n__pycache__/\n*.pyc\n")
    (tmp_path / "outside").write_text("secret")
    (tree / "pipeline" / "link.py").symlink_to(tmp_path / "outside")
    assert sorted(list_files(tree, tree / "data" / "own")) == ["app.py", "data/ideas.csv", "pipeline/a.py"]


def test_of_a_checkout_only_what_git_keeps_goes_and_never_a_database(tmp_path: Path) -> None:
    for name in ("app.py", "data/ideas.csv", "data/kept.db", "data/my-labels.csv", "data/old/app-secret"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    sent = ["app.py", "data/ideas.csv", "data/my-labels.csv"]
    assert sorted(list_files(tmp_path, tmp_path / "own")) == sent
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "app.py", "data/ideas.csv", "data/kept.db"], check=True)
    found = list_files(tmp_path, tmp_path / "own")
    assert sorted(found) == sent[:2]
    (tmp_path / "data" / "ideas.csv").write_text("xyz")
    assert count_by_folder(found) == {"app.py": (1, 1), "data": (1, 3)}


def test_the_example_goes_along_with_its_database() -> None:
    sent = {path for path in list_files(ROOT, ROOT / ".title-tuner") if path.endswith(".db")}
    assert sent == {"data/example/title-tuner.db"}


def test_a_checkout_that_git_cannot_read_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x")
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    with pytest.raises(ValueError, match="git cannot say which files"):
        list_files(tmp_path, tmp_path / "own")


def test_this_project_asks_for_no_more_than_a_name_when_people_sign_in() -> None:
    front = yaml.safe_load((ROOT / "README.md").read_text().split("---\n")[1])
    assert front["sdk"] == "gradio" and front["app_file"] == "app.py" and front["hf_oauth"] is True
    assert "hf_oauth_scopes" not in front  # openid and profile, which every Space gets


def write_space(hub: LocalHub, folder: Path) -> Path:
    for path, content in hub.repo(SPACE, "space").files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_what_is_uploaded_is_served_from_a_folder_of_its_own(hub: LocalHub, tmp_path: Path) -> None:
    put(hub, list_files(ROOT, ROOT / ".title-tuner"))
    tree = write_space(hub, tmp_path / "space")
    assert not (tree / "tests").exists() and not (tree / "bench").exists()
    words = tree / "pipeline" / "ui" / "catalogue" / "frame.py"
    words.write_text(words.read_text().replace("Teach a small", "Teach your very own small"))
    app = start_app(tmp_path / "own", script=tree / "app.py", cwd=tree)
    try:
        assert b"Teach your very own small" in urllib.request.urlopen(app.url, timeout=30).read()
    finally:
        stop_app(app)


@pytest.mark.soak
def test_what_is_uploaded_runs_in_a_fresh_install(hub: LocalHub, tmp_path: Path) -> None:
    put(hub, list_files(ROOT, ROOT / ".title-tuner"))
    tree = write_space(hub, tmp_path / "space")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(tree / "requirements.txt")]
    subprocess.run(install, check=True, timeout=1800)
    done = subprocess.run(
        [
            str(python),
            "-m",
            "pipeline",
            "--data-dir",
            str(tmp_path / "own"),
            "ideas",
            "add",
            "bees",
            "--json",
        ],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["added"] == 1
    app = start_app(tmp_path / "own", script=tree / "app.py", cwd=tree, python=str(python))
    stop_app(app)
