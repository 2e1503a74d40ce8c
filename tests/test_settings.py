from pathlib import Path

import pytest

from pipeline.settings import read_settings

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
