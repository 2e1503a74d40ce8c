"""A run's model goes to a local Hub by the real client, and what is there afterwards is all of it."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi, ModelCard, snapshot_download

from hub.local_hub import OWNER, READER, LocalHub
from hub.run_with_model import THEN, make_finished_run, write_adapter
from pipeline.formats import preferences_digest, read_preferences, write_preferences
from pipeline.hub.client import HubError, Remote
from pipeline.hub.models import Push, make_remote, push_model, pushed_models, pushes_file, read_pushes
from pipeline.hub.packages import MARK, has_to_be_merged, pack_model, write_folder, write_zip
from pipeline.inference import load_model
from pipeline.prompts import title_prompt
from pipeline.schema import Publication, Run, RunConfig, Task
from pipeline.tasks import YOUTUBE_TITLES as TASK
from pipeline.training.runs import list_runs, model_path, read_run, reward_folder
from tiny_model import write_tiny_model

REPO = "owner/titles"
BASE = "owner/base"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    write_tiny_model(folder)
    return folder


@pytest.fixture(scope="module")
def adapter(tiny: Path) -> Path:
    folder = tiny.parent / "adapter"
    write_adapter(tiny, folder, BASE)
    return folder


@pytest.fixture
def run(tmp_path: Path, tiny: Path) -> Run:
    return make_finished_run(tmp_path / "runs", tiny)


@pytest.fixture
def remote(hub: LocalHub) -> Iterator[Remote]:
    yield make_remote(REPO, OWNER, hub.url)


def on_hub(hub: LocalHub) -> dict[str, bytes]:
    return hub.repo(REPO, "model").files()


def test_a_model_goes_with_its_tokenizer_card_and_plots_to_a_private_repository(
    hub: LocalHub, remote: Remote, run: Run
) -> None:
    made = push_model(remote, run, TASK, [], THEN)
    files = on_hub(hub)
    folder = model_path(Path(run.path))
    for name in ("model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"):
        assert files[name] == (folder / name).read_bytes()
    assert {path for path in files if path.startswith("plots/")} == {
        "plots/loss.png",
        "plots/accuracy.png",
        "plots/logps.png",
    }
    assert files["plots/loss.png"].startswith(b"\x89PNG")
    card = ModelCard(files["README.md"].decode())
    assert (card.data.library_name, card.data.tags[:2]) == ("transformers", ["trl", "dpo"])
    assert "![loss by epoch](plots/loss.png)" in card.text
    assert hub.repo(REPO, "model").private and made.private
    assert made.commit == hub.repo(REPO, "model").head.oid
    assert made.url == f"{hub.url}/{REPO}"
    assert read_pushes(Path(run.path)) == [made]
    assert pushed_models([run]) == {REPO: run}


def test_pushing_again_replaces_all_that_was_there(hub: LocalHub, remote: Remote, run: Run) -> None:
    push_model(remote, run, TASK, [], THEN)
    (model_path(Path(run.path)) / "tokenizer_config.json").unlink()
    (model_path(Path(run.path)) / "training_args.bin").write_bytes(b"no weights")
    push_model(remote, run, TASK, [], THEN)
    assert "tokenizer_config.json" not in on_hub(hub)
    assert "training_args.bin" not in on_hub(hub)
    assert len(hub.repo(REPO, "model").history()) == 3
    push_model(remote, run, TASK, [], THEN)
    assert len(hub.repo(REPO, "model").history()) == 3  # nothing has changed


def test_an_adapter_goes_as_one_and_names_its_base_and_revision(
    hub: LocalHub, remote: Remote, tmp_path: Path, adapter: Path
) -> None:
    run = make_finished_run(tmp_path / "runs", adapter, adapter="lora", base_model=BASE)
    made = push_model(remote, run, TASK, [], THEN)
    files = on_hub(hub)
    assert (made.adapter, made.merged) == (True, False)
    assert "adapter_model.safetensors" in files and "model.safetensors" not in files
    config = json.loads(files["adapter_config.json"])
    assert (config["base_model_name_or_path"], config["revision"]) == (BASE, "a" * 40)
    card = ModelCard(files["README.md"].decode())
    assert (card.data.library_name, card.data.base_model, card.data["base_model_relation"]) == (
        "peft",
        BASE,
        "adapter",
    )
    assert "lora" in card.data.tags and "AutoPeftModelForCausalLM" in card.text


def test_an_adapter_is_merged_on_request_and_where_nobody_else_has_its_base(
    hub: LocalHub, remote: Remote, tmp_path: Path, tiny: Path
) -> None:
    write_adapter(tiny, tmp_path / "adapter", str(tiny))
    run = make_finished_run(tmp_path / "runs", tmp_path / "adapter", adapter="lora", base_model=str(tiny))
    assert has_to_be_merged(run.config)
    assert not has_to_be_merged(replace(run.config, base_model=BASE))
    assert has_to_be_merged(RunConfig("embedded", adapter="lora"))
    made = push_model(remote, run, TASK, [], THEN)
    assert (made.adapter, made.merged) == (False, True)
    files = on_hub(hub)
    assert "adapter_config.json" not in files
    down = snapshot_download(REPO, endpoint=hub.url, token=OWNER, cache_dir=tmp_path / "cache")
    whole, _ = load_model(down, "float32")
    mine, _ = load_model(str(model_path(Path(run.path))), "float32")
    base, _ = load_model(str(tiny), "float32")
    weights = [
        network.state_dict()["model.layers.0.self_attn.q_proj.weight"] for network in (whole, mine, base)
    ]
    assert weights[0].equal(weights[1]) and not weights[0].equal(weights[2])
    assert not [path for path, content in files.items() if str(tmp_path).encode() in content]
    assert not [path for path, content in files.items() if str(tiny.parent).encode() in content]


def test_a_policy_goes_with_the_reward_model_that_it_learned_from(
    hub: LocalHub, remote: Remote, tmp_path: Path, tiny: Path
) -> None:
    run = make_finished_run(tmp_path / "runs", tiny, method="rlhf")
    push_model(remote, run, TASK, [], THEN)
    assert not [path for path in on_hub(hub) if path.startswith("reward-model/")]  # it has none
    scorer = model_path(reward_folder(Path(run.path)))
    shutil.copytree(tiny, scorer)
    (scorer / "training_args.bin").write_bytes(b"no weights")
    push_model(remote, run, TASK, [], THEN)
    files = on_hub(hub)
    assert files["reward-model/model.safetensors"] == (tiny / "model.safetensors").read_bytes()
    assert "reward-model/config.json" in files and "reward-model/training_args.bin" not in files
    assert 'subfolder="reward-model"' in ModelCard(files["README.md"].decode()).text
    elsewhere = replace(run.config, reward_model=str(tmp_path / "another-run" / "model"))
    push_model(remote, replace(run, config=elsewhere), TASK, [], THEN)
    assert json.loads(on_hub(hub)["training/run.json"])["config"]["reward_model"] == "another-run"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"pattern": "/commit/", "status": 500}, "answered with an error (500); nothing is lost, try again"),
        ({"pattern": "PUT /lfs/", "status": 503}, "answered with an error (503); nothing is lost"),
        ({"pattern": "/preupload/", "status": 429}, "asked to wait (429); nothing is lost"),
        ({"pattern": "/commit/", "drop": True}, "cannot be reached; nothing is lost"),
        ({"pattern": "/commit/", "drop": True, "after": True}, "cannot be reached; nothing is lost"),
        ({"pattern": "/commit/", "status": 403}, "HF_TOKEN may not write to owner/titles"),
    ],
)
def test_a_push_that_failed_says_why_and_is_tried_again_without_training(
    hub: LocalHub, remote: Remote, run: Run, fault: dict, said: str
) -> None:
    events = (Path(run.path) / "events.jsonl").read_bytes()
    hub.fault(**fault)
    with pytest.raises(HubError) as failed:
        push_model(remote, run, TASK, [], THEN)
    assert said in str(failed.value)
    assert [push.error for push in read_pushes(Path(run.path))] == [str(failed.value)]
    assert read_run(Path(run.path)) == run  # finished, as before
    assert (Path(run.path) / "events.jsonl").read_bytes() == events
    made = push_model(remote, run, TASK, [], THEN)
    assert made.commit == hub.repo(REPO, "model").head.oid
    assert "model.safetensors" in on_hub(hub)


def test_a_torn_or_newer_line_of_the_pushes_is_no_hindrance(remote: Remote, run: Run) -> None:
    push_model(remote, run, TASK, [], THEN)
    (push,) = read_pushes(Path(run.path))
    with pushes_file(Path(run.path)).open("a") as file:
        file.write(json.dumps({"at": THEN.isoformat(), "repo": "a/b", "colour": "blue"}) + "\n")
        file.write('{"at": "2026-')
    assert read_pushes(Path(run.path)) == [push, Push(THEN, "a/b")]


def test_a_hub_that_is_away_or_does_not_know_the_token_is_said_in_words(
    hub: LocalHub, remote: Remote, run: Run
) -> None:
    with pytest.raises(HubError, match="does not know this HF_TOKEN"):
        push_model(make_remote(REPO, "hf_wrong", hub.url), run, TASK, [], THEN)
    with pytest.raises(HubError, match="may not write to owner/titles"):
        push_model(make_remote(REPO, READER, hub.url), run, TASK, [], THEN)
    hub.stop()
    with pytest.raises(HubError, match="cannot be reached; nothing is lost"):
        push_model(remote, run, TASK, [], THEN)
    assert [bool(push.error) for push in read_pushes(Path(run.path))] == [True, True, True]
    assert pushed_models([run]) == {}


def test_what_others_put_into_a_repository_is_not_replaced(
    hub: LocalHub, api: HfApi, remote: Remote, run: Run
) -> None:
    api.create_repo(REPO, private=True)
    api.create_commit(REPO, [CommitOperationAdd("README.md", b"# Empty\n")], commit_message="by hand")
    push_model(remote, run, TASK, [], THEN)  # a new repository with a card of the Hub's making
    hub.memory.repos.clear()
    api.create_repo(REPO, private=True)
    api.create_commit(REPO, [CommitOperationAdd("model.safetensors", b"x")], commit_message="by hand")
    with pytest.raises(HubError, match="holds files that this app did not put there"):
        push_model(remote, run, TASK, [], THEN)
    assert on_hub(hub) == {"model.safetensors": b"x"}


def test_a_public_repository_gets_a_model_only_when_everybody_may_have_it(
    hub: LocalHub, api: HfApi, remote: Remote, run: Run
) -> None:
    api.create_repo(REPO, private=False)
    with pytest.raises(HubError, match="is public; allow everybody"):
        push_model(remote, run, TASK, [], THEN)
    assert on_hub(hub) == {}
    assert not push_model(remote, run, TASK, [], THEN, public=True).private
    hub.memory.repos.clear()
    push_model(remote, run, TASK, [], THEN, public=True)
    assert not hub.repo(REPO, "model").private


def test_what_was_published_is_named_where_the_run_learned_from_those_very_pairs(
    hub: LocalHub, remote: Remote, run: Run
) -> None:
    folder = Path(run.path) / "preferences"
    rows = [read_preferences(folder / f"{split}.jsonl") for split in ("train", "test")]
    same = Publication("owner/preferences", "c" * 40, 6, THEN, preferences_digest(*rows))
    named = []
    for published in (same, replace(same, digest=preferences_digest(rows[0][1:], rows[1])), None):
        push_model(remote, run, TASK, [], THEN, published=published)
        named.append(ModelCard(hub.repo(remote.repo_id, "model").files()["README.md"].decode()))
    assert [card.data.datasets for card in named] == [["owner/preferences"], None, None]
    assert f"commit `{'c' * 40}`" in named[0].text


def test_the_dataset_is_named_with_its_commit(hub: LocalHub, api: HfApi, remote: Remote, run: Run) -> None:
    dataset = Remote("owner/preferences", OWNER, hub.url, at_once=True)
    with pytest.raises(HubError, match="There is no dataset owner/preferences"):
        push_model(remote, run, TASK, [], THEN, dataset=dataset)
    api.create_repo("owner/preferences", repo_type="dataset", private=True)
    push_model(remote, run, TASK, [], THEN, dataset=dataset)
    card = ModelCard(on_hub(hub)["README.md"].decode())
    assert card.data.datasets == ["owner/preferences"]
    assert f"at commit `{hub.repo('owner/preferences').head.oid}`" in card.text


def test_the_licence_of_a_base_model_is_its_own(
    hub: LocalHub, api: HfApi, remote: Remote, tmp_path: Path, adapter: Path
) -> None:
    api.create_repo(BASE)
    api.create_commit(
        BASE,
        [CommitOperationAdd("README.md", b"---\nlicense: mit\n---\n")],
        commit_message="by hand",
    )
    run = make_finished_run(tmp_path / "runs", adapter, adapter="lora", base_model=BASE)
    push_model(remote, run, TASK, [], THEN)
    assert ModelCard(on_hub(hub)["README.md"].decode()).data.license == "mit"


def test_a_run_without_a_model_and_names_that_are_none_are_refused_in_words(
    hub: LocalHub, remote: Remote, run: Run
) -> None:
    for name in ("titles", "owner/", "a/b/c", "owner/ti tles"):
        with pytest.raises(ValueError, match="names no repository"):
            make_remote(name, OWNER, hub.url)
    with pytest.raises(ValueError, match="set HF_TOKEN"):
        make_remote(REPO, "", hub.url)
    model_path(Path(run.path)).rename(Path(run.path) / "elsewhere")
    with pytest.raises(ValueError, match="has no model yet"):
        push_model(remote, run, TASK, [], THEN)


def test_a_card_names_the_prompt_that_the_pairs_have_and_no_other(run: Run) -> None:
    """All six pairs have the task's prompt, until three are of another version."""
    other = replace(TASK, prompt_template=TASK.prompt_template + "\nBe brief.")

    def card(task: Task) -> str:
        with pack_model(run, run.id, task, []) as package:
            said = package.files["README.md"]
            assert isinstance(said, bytes)
            return said.decode()

    assert "**Video Idea**: {your idea}" in card(TASK) and "it knows no other" in card(TASK)
    assert "Video Idea" not in card(other) and "another version of the task" in card(other)
    folder = Path(run.path) / "preferences"
    train, test = (read_preferences(folder / f"{split}.jsonl") for split in ("train", "test"))
    mixed = [replace(row, prompt=title_prompt(other, f"idea {n}")) for n, row in enumerate(train[:3])]
    write_preferences(folder, [*mixed, *train[3:]], test)
    assert "that of 3 of the 6 pairs" in card(TASK) and "that of 3 of the 6 pairs" in card(other)


def test_a_folder_and_a_zip_hold_what_the_hub_would(run: Run, tmp_path: Path) -> None:
    with pack_model(run, run.id, TASK, []) as package:
        write_folder(package, tmp_path / "out")
        write_zip(package, tmp_path / "run-1.zip")
        with pytest.raises(ValueError, match="is not empty"):
            write_folder(package, tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "run-1.zip") as archive:
        zipped = {name: archive.read(name) for name in archive.namelist()}
    for path in package.files:
        assert (tmp_path / "out" / path).read_bytes() == zipped[f"run-1/{path}"]
    assert {"model.safetensors", "README.md", "plots/loss.png", MARK} <= package.files.keys()
    record = json.loads(zipped[f"run-1/{MARK}"])
    assert (record["run"], record["config"]["num_train_epochs"]) == ("run-1", 2.0)
    load_model(str(tmp_path / "out"), "float32")
    assert [found.id for found in list_runs(tmp_path / "runs")] == ["run-1"]


def test_what_was_torn_within_a_letter_takes_no_later_push_along(remote: Remote, run: Run) -> None:
    pushes_file(Path(run.path)).write_bytes('{"error": "é'.encode()[:-1])
    assert read_pushes(Path(run.path)) == []
    made = push_model(remote, run, TASK, [], THEN)
    assert read_pushes(Path(run.path)) == [made]
