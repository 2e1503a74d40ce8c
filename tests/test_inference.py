"""Completions from a model on this machine."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipeline import checks
from pipeline.inference import (
    Completion,
    Sampling,
    complete,
    complete_with,
    load_model,
    measure_logps,
)
from pipeline.model_files import root_model
from pipeline.prompts import title_prompt
from pipeline.schema import Message
from pipeline.settings import EMBEDDED, ROOT
from pipeline.tasks import YOUTUBE_TITLES
from tiny_model import write_tiny_model

SAMPLING = Sampling(temperature=1.0, max_new_tokens=8, seed=3)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("model")
    write_tiny_model(folder)
    return str(folder)


def ask(text: str) -> list[Message]:
    return [{"role": "user", "content": text}]


def test_importing_costs_no_torch() -> None:
    code = (
        "import pipeline.inference, pipeline.writers, pipeline.training.launch, sys;"
        "assert not {'torch', 'transformers', 'trl', 'peft', 'datasets'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_completions_follow_the_prompts_order(model: str) -> None:
    prompts = [ask("x" * length) for length in (40, 3, 90, 1)]
    greedy = Sampling(temperature=0, max_new_tokens=8)
    together = complete(model, prompts, greedy)
    assert together == [complete(model, [prompt], greedy)[0] for prompt in prompts]
    assert len(set(together)) > 1


def test_the_seed_decides(model: str) -> None:
    prompts = [ask("a"), ask("a"), ask("b")]
    first = complete(model, prompts, SAMPLING)
    assert first == complete(model, prompts, SAMPLING)
    assert first[0] != first[1]
    assert first != complete(model, prompts, Sampling(temperature=1.0, max_new_tokens=8, seed=4))


def test_drawing_leaves_the_callers_generator_alone(model: str) -> None:
    import torch

    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    complete(model, [ask("a")], SAMPLING)
    assert torch.equal(torch.rand(1), expected)


def test_a_completion_that_was_cut_off_has_not_ended(model: str, tmp_path: Path) -> None:
    assert not complete(model, [ask("a")], Sampling(max_new_tokens=1))[0].ended
    shutil.copytree(model, tmp_path / "m")
    config = tmp_path / "m" / "generation_config.json"
    every_id = {"eos_token_id": list(range(300))}
    config.write_text(json.dumps(json.loads(config.read_text()) | every_id))
    assert complete(str(tmp_path / "m"), [ask("a")], SAMPLING) == [Completion("", ended=True)]


def test_a_prompt_beyond_the_models_context_spoils_no_other(model: str) -> None:
    long, short = complete(model, [ask("x" * 2000), ask("x")], SAMPLING)
    assert long == Completion("", ended=False)
    assert short.text


def test_nothing_asked_is_nothing_loaded() -> None:
    assert complete("not a model", [], SAMPLING) == []


def test_a_folder_that_changes_is_loaded_again(model: str, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "m"
    shutil.copytree(model, folder)
    before = complete(str(folder), [ask("a")], SAMPLING)
    weights = load_file(folder / "model.safetensors")
    torch.manual_seed(9)
    save_file(
        {name: torch.randn_like(w) for name, w in weights.items()},
        folder / "model.safetensors",
        {"format": "pt"},
    )
    os.utime(folder / "model.safetensors", ns=(2**60, 2**61))
    assert complete(str(folder), [ask("a")], SAMPLING) != before


def test_an_adapter_changes_what_its_base_writes(model: str, tmp_path: Path) -> None:
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    base = AutoModelForCausalLM.from_pretrained(model)
    lora = LoraConfig(r=2, target_modules="all-linear", init_lora_weights=False, task_type="CAUSAL_LM")
    torch.manual_seed(0)
    get_peft_model(base, lora).save_pretrained(tmp_path)
    shutil.copy(Path(model) / "tokenizer.json", tmp_path)
    for name in ("tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(Path(model) / name, tmp_path)
    assert root_model(str(tmp_path)) == model
    assert complete(str(tmp_path), [ask("a")], SAMPLING) != complete(model, [ask("a")], SAMPLING)


def test_logps_are_those_of_the_answer_and_its_end_alone(model: str) -> None:
    """Against the whole conversation, one at a time, without padding."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    conversations = [
        [*ask(text), {"role": "assistant", "content": title}]
        for text, title in (("a", "One"), ("a longer question", "Two titles here"), ("b", "x"))
    ]
    network = AutoModelForCausalLM.from_pretrained(model).eval()
    tokenizer = AutoTokenizer.from_pretrained(model)
    expected = []
    for *asked, answer in conversations:
        start = tokenizer.apply_chat_template(asked, add_generation_prompt=True)["input_ids"]
        ids = torch.tensor([start + tokenizer(answer["content"])["input_ids"] + [tokenizer.eos_token_id]])
        with torch.no_grad():
            logps = network(ids).logits.log_softmax(-1)
        expected.append(sum(logps[0, at - 1, ids[0, at]].item() for at in range(len(start), ids.shape[1])))
    assert measure_logps(model, conversations) == pytest.approx(expected, abs=1e-3)
    assert measure_logps(model, []) == []


def test_a_completion_does_not_depend_on_the_others_beside_it(model: str) -> None:
    prompts = [ask("x" * length) for length in (40, 3, 90, 1) for _ in range(3)]
    together = complete(model, prompts, SAMPLING)
    assert together == [
        each for start in (0, 3, 6, 9) for each in complete(model, prompts[start : start + 3], SAMPLING)
    ]
    assert len(set(together)) > 6


def test_a_model_that_forgets_early_tokens_is_asked_in_transformers_own_way(
    model: str, tmp_path: Path
) -> None:
    folder = tmp_path / "sliding"
    shutil.copytree(model, folder)
    config = json.loads((folder / "config.json").read_text())
    config |= {"use_sliding_window": True, "sliding_window": 8, "max_window_layers": 0, "layer_types": None}
    (folder / "config.json").write_text(json.dumps(config))
    prompts = [ask("x" * length) for length in (1, 60)]
    greedy = Sampling(temperature=0, max_new_tokens=8)
    short, long = complete(str(folder), prompts, greedy)
    assert [short, long] == [complete(str(folder), [prompt], greedy)[0] for prompt in prompts]
    assert long != complete(model, prompts, greedy)[1]
    assert len({each.text for each in complete(str(folder), [prompts[0]] * 3, SAMPLING)}) > 1


def test_requests_and_answers_can_cross_processes() -> None:
    assert pickle.loads(pickle.dumps(complete)) is complete
    for record in (SAMPLING, Completion("a", ended=True)):
        assert pickle.loads(pickle.dumps(record)) == record


def test_a_broken_model_is_explained(model: str, tmp_path: Path) -> None:
    shutil.copytree(model, tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ValueError, match="cannot be loaded") as refusal:
        complete(str(tmp_path / "m"), [ask("a")], SAMPLING)
    assert "\n" not in str(refusal.value)


def test_a_hub_model_without_a_network_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ValueError, match="Hub is out of reach"):
        complete("nobody/has-this-model", [ask("a")], SAMPLING)


def test_a_model_without_a_chat_format_is_refused(model: str, tmp_path: Path) -> None:
    shutil.copytree(model, tmp_path / "m")
    (tmp_path / "m" / "chat_template.jinja").unlink()
    with pytest.raises(ValueError, match="chat template"):
        complete(str(tmp_path / "m"), [ask("a")], SAMPLING)


@pytest.mark.parametrize("temperature", [-0.1, 5.1, float("nan")])
def test_a_temperature_that_cannot_be_used_is_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match="give a number from 0 to 5"):
        Sampling(temperature=temperature)


@pytest.fixture
def titles_asked() -> list[list[Message]]:
    return [title_prompt(YOUTUBE_TITLES, "baking sourdough bread")] * 40


def new_words(title: Completion) -> set[str]:
    """Those that the prompt of `titles_asked` has not."""
    asked = title_prompt(YOUTUBE_TITLES, "baking sourdough bread")[0]["content"]
    return {word.lower() for word in checks.words(title.text)} - set(map(str.lower, checks.words(asked)))


@pytest.mark.parametrize("held", [False, True])
def test_a_rude_word_that_the_embedded_model_cannot_mean_is_drawn_again(
    held: bool, titles_asked: list[list[Message]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sampling = Sampling(seed=3)

    def write() -> list[Completion]:
        if not held:
            return complete(EMBEDDED, titles_asked, sampling)
        return complete_with(*load_model(EMBEDDED, "float32"), titles_asked, sampling)

    free = write()
    counts = Counter(word for each in free for word in new_words(each))
    rude = max(counts, key=lambda word: (counts[word], word))
    assert 4 < counts[rude] < 36
    monkeypatch.setattr(checks, "RUDE_WORDS", {rude})
    barred = write()
    had = [rude in new_words(each) for each in free]
    assert not any(rude in new_words(each) for each in barred)
    assert [each for each, has in zip(barred, had, strict=True) if not has] == [
        each for each, has in zip(free, had, strict=True) if not has
    ]
    assert all(each.ended for each in barred)


def test_a_rude_word_that_comes_each_time_leaves_the_title_unwritten(
    titles_asked: list[list[Message]], monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = Sampling(temperature=0)
    [written] = complete(EMBEDDED, titles_asked[:1], greedy)
    monkeypatch.setattr(checks, "RUDE_WORDS", new_words(written))
    assert complete(EMBEDDED, titles_asked[:1], greedy) == [Completion("", ended=False)]


def test_another_model_may_mean_any_word(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    free = complete(model, [ask("a")], SAMPLING)
    assert checks.words(free[0].text)
    monkeypatch.setattr(checks, "RUDE_WORDS", {word.lower() for word in checks.words(free[0].text)})
    assert complete(model, [ask("a")], SAMPLING) == free
