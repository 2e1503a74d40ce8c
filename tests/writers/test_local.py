"""Who writes, and what it declines."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.inference import Completion, Sampling
from pipeline.prompts import brainstorm_prompt, list_prompt, title_prompt
from pipeline.schema import Message
from pipeline.settings import EMBEDDED, QWEN
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.writers import LocalWriter, NoTitles


class Recorder:
    """Completes with the number of the prompt; every third is cut off."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[list[Message]], Sampling]] = []

    def __call__(self, model: str, prompts: Sequence[list[Message]], sampling: Sampling) -> list[Completion]:
        self.calls.append((model, list(prompts), sampling))
        return [Completion(f"title {at}", ended=at % 3 != 2) for at in range(len(prompts))]


def test_titles_come_back_by_idea_without_those_cut_off() -> None:
    recorder = Recorder()
    writer = LocalWriter(QWEN, recorder)
    titles = writer.write_titles(YOUTUBE_TITLES, ["one", "two"], n=2, seed=7, temperature=0.5)
    assert titles == [["title 0", "title 1"], ["title 3"]]
    [(model, prompts, sampling)] = recorder.calls
    one, two = title_prompt(YOUTUBE_TITLES, "one"), title_prompt(YOUTUBE_TITLES, "two")
    assert (model, prompts) == (QWEN, [one, one, two, two])
    assert (sampling.seed, sampling.temperature, sampling.max_new_tokens) == (7, 0.5, 75)
    assert writer.name == QWEN


def test_ideas_are_proposed_from_the_brainstorm_prompt() -> None:
    recorder = Recorder()
    assert LocalWriter(QWEN, recorder).propose_ideas(YOUTUBE_TITLES, "bread", n=3, seed=1) == [
        "title 0",
        "title 1",
    ]
    [(_, prompts, _)] = recorder.calls
    assert prompts == [brainstorm_prompt(YOUTUBE_TITLES, "bread")] * 3


@pytest.mark.parametrize("text", ["如何做面包", "كيف تخبز الخبز", "🍞🔥", "хлеб", "...", ""])
def test_the_embedded_model_declines_what_is_not_latin(text: str) -> None:
    writer = LocalWriter(EMBEDDED, Recorder())
    assert "English only" in (writer.declines(text) or "")
    with pytest.raises(ValueError, match="English only"):
        writer.write_titles(YOUTUBE_TITLES, ["bread", text], n=1, seed=0, temperature=1.0)
    with pytest.raises(ValueError, match="English only"):
        writer.propose_ideas(YOUTUBE_TITLES, text, n=1, seed=0)
    assert LocalWriter(QWEN, Recorder()).declines(text) is None


@pytest.mark.parametrize("text", ["bread", "1984", "café 🍞", "学 Python"])
def test_the_embedded_model_takes_latin_text(text: str) -> None:
    assert LocalWriter(EMBEDDED, Recorder()).declines(text) is None


def test_the_embedded_model_knows_one_task() -> None:
    writer = LocalWriter(EMBEDDED, Recorder())
    other = replace(YOUTUBE_TITLES, prompt_template="Write a headline for {idea}.\n{guidance}")
    with pytest.raises(ValueError, match="knows the default task only"):
        writer.write_titles(other, ["bread"], n=1, seed=0, temperature=1.0)
    with pytest.raises(ValueError, match="knows the default task only"):
        writer.write_titles(replace(YOUTUBE_TITLES, max_chars=50), ["bread"], n=1, seed=0, temperature=1.0)
    more = replace(YOUTUBE_TITLES, n_candidates=3, name="mine")
    assert writer.write_titles(more, ["bread"], n=1, seed=0, temperature=1.0) == [["title 0"]]


def test_a_model_tuned_from_the_embedded_one_keeps_its_limits(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"base_model": "embedded"}')
    assert LocalWriter(str(tmp_path), Recorder()).declines("хлеб")


def test_a_chat_model_may_be_asked_for_a_list(tmp_path: Path) -> None:
    def answer(model: str, prompts: Sequence[list[Message]], sampling: Sampling) -> list[Completion]:
        assert prompts == [list_prompt(YOUTUBE_TITLES, idea, 3) for idea in ("one", "two")]
        assert sampling.max_new_tokens == 64 + 3 * 83
        return [Completion("1. A\n2. B\n3. C\n4. D", ended=True), Completion("- E\n- F cut", ended=False)]

    writer = LocalWriter(QWEN, answer, asking="list")
    titles = writer.write_titles(YOUTUBE_TITLES, ["one", "two"], n=3, seed=0, temperature=1.0)
    assert titles == [["A", "B", "C"], ["E"]]
    talk = LocalWriter(QWEN, lambda *_: [Completion("Sure!", ended=True)], asking="list")
    with pytest.raises(NoTitles, match="No list of titles in what Qwen"):
        talk.write_titles(YOUTUBE_TITLES, ["one"], n=3, seed=0, temperature=1.0)


def test_the_embedded_model_is_asked_for_one_title_at_a_time_all_the_same() -> None:
    recorder = Recorder()
    LocalWriter(EMBEDDED, recorder, asking="list").write_titles(YOUTUBE_TITLES, ["one"], 2, 0, 1.0)
    assert recorder.calls[0][1] == [title_prompt(YOUTUBE_TITLES, "one")] * 2
