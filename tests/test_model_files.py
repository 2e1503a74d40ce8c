"""What is known of a model before it is loaded: whether it can be, what it came from, how it is called."""

import json
from pathlib import Path

import pytest

from pipeline.model_files import check_model, describe_model, parent_model, root_model
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL, QWEN


@pytest.mark.parametrize("name", ["", "gpt2", "/no/such/folder", "a b/c", "../x/y", "http://x/y"])
def test_a_name_that_no_model_has_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="or a Hub id"):
        check_model(name)


def test_a_hub_id_is_not_looked_up() -> None:
    check_model(QWEN)
    check_model("nobody/has-this_model.v2")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it holds no"):
        check_model(str(tmp_path))
    (tmp_path / "config.json").write_text("{}")
    check_model(str(tmp_path))
    (tmp_path / "adapter_config.json").write_text('{"base_model_name_or_path": "/gone"}')
    with pytest.raises(ValueError, match="/gone"):
        check_model(str(tmp_path))


def test_models_have_names_for_people(tmp_path: Path) -> None:
    (tmp_path / "20261122-mine" / "model").mkdir(parents=True)
    assert describe_model(str(tmp_path / "20261122-mine" / "model")) == "20261122-mine"
    assert describe_model(str(tmp_path / "my-models" / "chat")) == "chat"
    assert describe_model(QWEN) == QWEN
    assert (
        describe_model(EMBEDDED)
        == describe_model(str(EMBEDDED_MODEL))
        == "Embedded title model (1M parameters)"
    )


def test_a_tuned_model_names_its_root(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"base_model": "embedded"}')
    assert root_model(str(tmp_path)) == EMBEDDED
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": str(tmp_path)}))
    assert root_model(str(adapter)) == EMBEDDED
    assert root_model(QWEN) == QWEN
    assert parent_model(str(adapter)) == str(tmp_path)
    assert parent_model(QWEN) is None and parent_model(EMBEDDED) is None


@pytest.mark.parametrize("length", [1, 2, 3])
def test_models_that_name_each_other_in_a_circle_are_one_sentence(tmp_path: Path, length: int) -> None:
    folders = [tmp_path / str(n) for n in range(length)]
    for folder, base in zip(folders, [*folders[1:], folders[0]], strict=True):
        folder.mkdir()
        (folder / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": str(base)}))
    for ask in (root_model, check_model):
        with pytest.raises(ValueError, match="0 names itself as its base model"):
            ask(str(folders[0]))
    (tmp_path / "config.json").write_text(json.dumps({"base_model": str(tmp_path)}))
    with pytest.raises(ValueError, match="names itself"):
        root_model(f"best-of-4:some-run@{tmp_path}")


def test_a_config_nested_too_deeply_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("[" * 200_000)
    with pytest.raises(ValueError, match="is not readable JSON"):
        root_model(str(tmp_path))
