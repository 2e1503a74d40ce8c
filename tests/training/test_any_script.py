"""Labels in Chinese, in Arabic and with emoji: imported, exported, frozen and learned from as they are."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from pipeline import labels, preferences
from pipeline.formats import read_labels, write_labels, write_preferences
from pipeline.inference import Sampling, complete
from pipeline.prompts import title_prompt
from pipeline.schema import LabelledRow, RunConfig, Task
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL
from pipeline.store import Store
from pipeline.training.events import read_events
from pipeline.training.runs import model_path, write_config
from pipeline.training.segment import train_segment
from pipeline.writers import LocalWriter
from tiny_model import write_tiny_model

CHOSEN = "烤面包 🍞 خبز"
REJECTED = "👩🏽‍🌾 面包？ لا"
IDEAS = ("如何在家烤面包", "كيف تخبز الخبز", "🍞🔥", "冬天怎样养蜂", "تربية النحل في الشتاء", "🐝❄️")


@pytest.fixture
def rows() -> list[LabelledRow]:
    return [LabelledRow(idea, CHOSEN, REJECTED, False) for idea in IDEAS]


def test_what_was_imported_is_exported_the_same_and_imported_again_adds_nothing(
    store: Store, task: Task, rows: list[LabelledRow], now: datetime, tmp_path: Path
) -> None:
    labels.import_labels(store, task, rows, now)
    decided = [row for _, row in preferences.decided_pairs(store, task)]
    write_labels(tmp_path / "labels.csv", decided)
    back = read_labels(tmp_path / "labels.csv")
    assert {(row.idea, row.title_b if row.b_preferred else row.title_a) for row in back} == {
        (idea, CHOSEN) for idea in IDEAS
    }
    before = store.last_event()
    labels.import_labels(store, task, back, now)
    assert [idea.text for idea in store.ideas(task)] == list(IDEAS)
    assert {row.title for several in store.candidates(task).values() for row in several} == {CHOSEN, REJECTED}
    assert len(store.labels()) == len(IDEAS) and store.last_event() >= before


def test_a_run_learns_the_very_text(store: Store, task: Task, now: datetime, tmp_path: Path) -> None:
    """The tokenizer is the embedded model's, which has no piece for most of it; the network is a tiny one."""
    model, run_dir = tmp_path / "tiny", tmp_path / "run"
    write_tiny_model(model, AutoTokenizer.from_pretrained(EMBEDDED_MODEL))
    ideas = [f"{idea} {n}" for idea in IDEAS for n in range(20)]
    labels.import_labels(store, task, [LabelledRow(idea, CHOSEN, REJECTED, False) for idea in ideas], now)
    split = preferences.derive_preferences(store, task)
    write_preferences(run_dir / "preferences", split.train, split.test)
    kept = [
        json.loads(line)
        for name in ("train", "test")
        for line in (run_dir / "preferences" / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    titles = {(row["chosen"][0]["content"], row["rejected"][0]["content"]) for row in kept}
    assert titles == {(CHOSEN, REJECTED)} and len(kept) == len(ideas)
    prompts = "".join(row["prompt"][0]["content"] for row in kept)
    assert all(idea in prompts for idea in ideas)
    config = RunConfig(str(model), trainer="stock", per_device_train_batch_size=4, num_train_epochs=2.0)
    config = replace(config, warmup_steps=0, learning_rate=1e-2, sft_weight=3.0)
    write_config(run_dir, config, task.version, now)
    train_segment(run_dir)
    first, *_, last = [event for event in read_events(run_dir) if event["event"] == "samples"]
    assert CHOSEN not in [row["title"] for row in first["titles"]]
    assert CHOSEN in [row["title"] for row in last["titles"]]
    (written,) = complete(str(model_path(run_dir)), [title_prompt(task, ideas[0])], Sampling(temperature=0))
    assert (written.text, written.ended) == (CHOSEN, True)


@pytest.mark.parametrize("text", [*IDEAS, CHOSEN, REJECTED])
def test_nothing_is_lost_between_text_and_tokens(text: str) -> None:
    tokenizer = AutoTokenizer.from_pretrained(EMBEDDED_MODEL)
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


@pytest.mark.parametrize("idea", IDEAS)
def test_the_embedded_writer_declines_in_words(task: Task, idea: str) -> None:
    writer = LocalWriter(EMBEDDED)
    assert "writes in English only" in (writer.declines(idea) or "")
    with pytest.raises(ValueError, match="writes in English only"):
        writer.write_titles(task, [idea], 1, 0, 0.9)
