import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.settings import Settings, heed_launcher, is_for_cpu, load_app_secret, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"DATA_DIR": str(tmp_path / "data")})


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(settings: Settings) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(load_app_secret(settings))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1 and len(found[0]) == 64
    assert stat.S_IMODE((settings.data_dir / "app-secret").stat().st_mode) == 0o600
    assert load_app_secret(replace(settings, app_secret="given")) == "given"


def test_an_empty_secret_is_refused_in_words(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "app-secret").write_text("\n")
    with pytest.raises(ValueError, match="app-secret is empty; put back"):
        load_app_secret(settings)


def test_owners_are_known_whatever_their_letters_case(tmp_path: Path) -> None:
    assert read_settings({"OWNERS": "Ada, bob,"}).owners == {"ada", "bob"}


@pytest.mark.parametrize("port", ["", "web", "0", "65536"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    if port == "":
        assert read_settings({}).server_port == 7860
    else:
        with pytest.raises(ValueError, match="from 1 to 65535"):
            read_settings({"GRADIO_SERVER_PORT": port})


ON_A_SPACE = {"SPACE_ID": "owner/space", "LABELS_REPO": "owner/labels", "HF_TOKEN": "hf_x"}


def test_nothing_is_kept_on_the_hub_by_default() -> None:
    settings = read_settings({})
    assert (settings.hf_token, settings.labels_repo, settings.models_repo) == ("", "", "")
    assert settings.takes_labels


def test_secrets_are_in_no_repr(tmp_path: Path) -> None:
    settings = read_settings({"HF_TOKEN": "hf_marked", "APP_SECRET": "marked too", "DATA_DIR": str(tmp_path)})
    assert (settings.hf_token, settings.app_secret) == ("hf_marked", "marked too")
    assert "marked" not in repr(settings)


@pytest.mark.parametrize(
    ("change", "takes"),
    [
        ({}, False),
        ({"APP_SECRET": "lasts"}, True),
        ({"LABELS_REPO": ""}, True),  # nothing is kept on the Hub: labels end with the disk anyway
        ({"SPACE_ID": ""}, True),
    ],
)
def test_a_space_that_keeps_labels_needs_a_secret_that_lasts(change: dict[str, str], takes: bool) -> None:
    assert read_settings(ON_A_SPACE | change).takes_labels is takes


@pytest.mark.parametrize("name", ["LABELS_REPO", "MODELS_REPO"])
@pytest.mark.parametrize(
    "repo", ["labels", "owner/labels/more", "https://huggingface.co/owner/labels", "../x"]
)
def test_a_repository_that_is_none_is_named(name: str, repo: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is .*; give a repository of the Hub as owner/name"):
        read_settings({name: repo})


def test_only_a_clear_word_publishes_labels() -> None:
    assert read_settings({"LABELS_REPO_PUBLIC": "yes"}).labels_repo_public
    assert not read_settings({"LABELS_REPO_PUBLIC": "no"}).labels_repo_public


def test_a_launcher_changes_nothing_of_a_runs_recipe() -> None:
    places = {"RANK": "0", "WORLD_SIZE": "2", "LOCAL_RANK": "0", "ACCELERATE_USE_CPU": "True"}
    recipe = {"ACCELERATE_MIXED_PRECISION": "bf16", "ACCELERATE_DYNAMO_BACKEND": "INDUCTOR"}
    environ = places | recipe | {"ACCELERATE_DYNAMO_MODE": "default"}
    assert heed_launcher(environ) == []
    assert environ == places
    assert is_for_cpu(environ) and not is_for_cpu({"ACCELERATE_USE_CPU": "False"})


@pytest.mark.parametrize(("given", "seen"), [(None, "0"), ("3,5", "3"), ("GPU-1a", "GPU-1a"), ("", "")])
def test_a_process_that_trains_alone_sees_one_gpu(given: str | None, seen: str) -> None:
    environ = {} if given is None else {"CUDA_VISIBLE_DEVICES": given}
    heed_launcher(environ)
    assert environ == {"CUDA_VISIBLE_DEVICES": seen}
    among_eight = {"RANK": "1", "WORLD_SIZE": "8"}
    heed_launcher(among_eight)
    assert "CUDA_VISIBLE_DEVICES" not in among_eight  # LOCAL_RANK says which


@pytest.mark.parametrize("name", ["FSDP", "DEEPSPEED", "MEGATRON_LM", "PARALLELISM_CONFIG"])
def test_a_launcher_shards_nothing_and_it_is_told_what_was_asked_in_vain(name: str) -> None:
    places = {"RANK": "0", "WORLD_SIZE": "2"}
    assert heed_launcher(places | {f"ACCELERATE_USE_{name}": "false"}) == []
    environ = places | {f"ACCELERATE_USE_{name}": "true"}
    assert heed_launcher(environ) == [name]
    assert environ == places
