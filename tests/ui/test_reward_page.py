"""In a browser: best of 4 by a reward model is compared blind with the base model. Every day the reward model
is a ready one with a random head; the whole way from labels takes a minute of processor time.
"""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy
import pytest
from playwright.sync_api import Page, expect
from safetensors.numpy import load_file, save_file

from pipeline.best_of import read_best_of
from pipeline.comparisons import comparison_result
from pipeline.formats import write_preferences
from pipeline.opinions import read_opinions
from pipeline.schema import Comparison, RunConfig
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.events import append_event
from pipeline.training.runs import list_runs, write_config
from ui.running_app import App, OpenPage, start_app, stop_app, unfold
from ui.test_train_page import fill
from ui.test_train_tab import write_example_labels
from ui.test_whole_loop import answer

LONG_MS = 240_000
CARD = "#card-comparison"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def labelled_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    data_dir = tmp_path_factory.mktemp("rewards")
    store = Store(data_dir / "title-tuner.db")
    write_example_labels(store, YOUTUBE_TITLES)
    store.close()
    running = start_app(data_dir)
    yield running
    stop_app(running)


def train_reward_model(page: Page) -> None:
    unfold(page, "train-settings")
    methods = page.locator("#train-methods")
    expect(methods.locator(".chosen")).to_contain_text("1 model")
    page.locator("#train-method").get_by_label("Reward model, best of n").check()
    expect(methods.locator(".chosen")).to_contain_text("2 to write")
    expect(methods).to_contain_text("argmax")
    fill(page, "num_train_epochs", "1")
    page.locator("#train-name input, #train-name textarea").first.fill("taster")
    page.click("#train-start")
    expect(page.locator("#train-head")).to_contain_text("Finished")
    expect(page.locator("#train-head .held-out")).to_contain_text("Reward model")


def write_reward_model(run_dir: Path) -> None:
    """A finished run whose reward model is the embedded model with a head of random numbers."""
    folder = run_dir / "model"
    shutil.copytree(EMBEDDED_MODEL, folder)
    config = json.loads((folder / "config.json").read_text())
    kind = config["architectures"][0].replace("ForCausalLM", "ForSequenceClassification")
    config |= {"architectures": [kind], "id2label": {"0": "reward"}}
    (folder / "config.json").write_text(json.dumps(config))
    weights = load_file(folder / "model.safetensors")
    weights.pop("lm_head.weight", None)
    head = numpy.random.default_rng(0).normal(size=(1, config["hidden_size"]))
    save_file(weights | {"score.weight": head.astype("float32")}, folder / "model.safetensors")
    write_preferences(run_dir / "preferences", [], [])
    write_config(run_dir, RunConfig(EMBEDDED, name="taster", method="reward_model"), "version", NOW)
    append_event(run_dir, "started", NOW)
    append_event(run_dir, "finished", NOW, step=1)


def compare_best_of_four(page: Page, n_pairs: int) -> None:
    page.click("#tab-compare-button")
    page.click("#compare-best-of > button")
    expect(page.locator("#compare-best-cost")).to_contain_text("about 4 times as much")
    page.click("#compare-best-use")
    expect(page.locator("#compare-run input")).to_have_value(re.compile("^Best of 4 by taster"))
    page.fill("#compare-n-pairs input", str(n_pairs))
    page.keyboard.press("Tab")
    page.click("#compare-make-go")
    expect(page.locator("#compare-made")).to_contain_text("Best of 4:")


def newest_comparison(store: Store, n: int) -> Comparison:
    comparison = store.comparisons()[0]
    best = read_best_of(comparison.tuned_model)
    assert best and (best.n, best.writer, comparison.base_model) == (4, "embedded", "embedded")
    assert len(comparison.titles) == n and all(title.tuned_title for title in comparison.titles)
    return comparison


def judge_by_reward_model(page: Page) -> None:
    page.click("#compare-prejudge > button")
    page.click("#prejudge-ask")
    said = page.locator("#prejudge-said")
    expect(said).to_contain_text("made to please this very reward model")
    expect(said).to_contain_text("No pair has been judged by both yet")
    expect(page.locator(CARD)).not_to_contain_text("taster")


def test_a_ready_reward_model_picks_of_four_and_says_what_it_would_choose(
    app: App, open_page: OpenPage
) -> None:
    expect.set_options(timeout=LONG_MS)
    write_reward_model(app.data_dir / "runs" / "20260101T000000Z-taster")
    page = open_page(app.url)
    page.set_default_timeout(LONG_MS)
    compare_best_of_four(page, 2)
    store = Store(app.data_dir / "title-tuner.db")
    comparison = newest_comparison(store, 2)
    judge_by_reward_model(page)
    (opinion,) = read_opinions(app.data_dir / "comparisons", comparison.id)
    assert len(opinion.rewards) == store.count_pairs(comparison.id)
    assert store.labels(comparison.id) == []
    store.close()
    assert "Traceback" not in app.log


@pytest.mark.soak
def test_labels_train_a_reward_model_and_best_of_four_by_it_is_judged_blind(
    labelled_app: App, open_page: OpenPage
) -> None:
    expect.set_options(timeout=LONG_MS)
    page = open_page(labelled_app.url, tab="train")
    page.set_default_timeout(LONG_MS)
    train_reward_model(page)
    compare_best_of_four(page, 3)
    (run,) = list_runs(labelled_app.data_dir / "runs")
    store = Store(labelled_app.data_dir / "title-tuner.db")
    comparison = newest_comparison(store, 3)
    assert comparison.tuned_model == f"best-of-4:run:{run.id}@embedded"
    judge_by_reward_model(page)
    answer(page, CARD, "abt"[: store.count_pairs(comparison.id)])
    expect(page.locator("#compare-figures")).to_contain_text("Best of 4 by taster")
    assert comparison_result(store, comparison).summary.n == 3
    expect(page.locator("#prejudge-said")).to_contain_text("pairs that both have judged")
    store.close()
    assert "Traceback" not in labelled_app.log
