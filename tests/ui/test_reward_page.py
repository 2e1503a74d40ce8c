"""In a browser: labels train a reward model, and best of 4 by it is compared blind with the base model."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pipeline.best_of import read_best_of
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.runs import list_runs
from ui.running_app import App, OpenPage, start_app, stop_app
from ui.test_train_tab import write_example_labels

LONG_MS = 120_000


@pytest.fixture(scope="module")
def labelled_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    data_dir = tmp_path_factory.mktemp("rewards")
    store = Store(data_dir / "title-tuner.db")
    write_example_labels(store, YOUTUBE_TITLES)
    store.close()
    running = start_app(data_dir)
    yield running
    stop_app(running)


def show(page: Page, name: str) -> None:
    """For looking at it by hand: a picture in SCREENSHOTS, where that is set."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_best_of_four_by_a_reward_model_of_the_labels_is_compared_blind(
    labelled_app: App, open_page: OpenPage
) -> None:
    expect.set_options(timeout=LONG_MS)
    page = open_page(labelled_app.url, tab="train")
    page.set_default_timeout(LONG_MS)
    expect(page.locator("#train-methods .chosen")).to_contain_text("1 model")
    page.locator("#train-method").get_by_label("Reward model, best of n").check()
    expect(page.locator("#train-methods .chosen")).to_contain_text("2 to write")
    expect(page.locator("#train-methods")).to_contain_text("argmax")
    show(page, "picker")
    page.click("#train-start")
    expect(page.locator("#train-head")).to_contain_text("Finished")
    expect(page.locator("#train-head .held-out")).to_contain_text("Reward model")
    show(page, "trained")

    page.click("#tab-compare-button")
    page.click("#compare-best-of button")
    page.click("#compare-best-use")
    expect(page.locator("#compare-run input")).to_have_value(re.compile("best of 4 by"))
    page.fill("#compare-n-pairs input", "3")
    page.keyboard.press("Tab")
    show(page, "best-of")
    page.click("#compare-make-go")
    expect(page.locator("#compare-made")).to_contain_text("Best of 4:")
    show(page, "compared")

    (run,) = list_runs(labelled_app.data_dir / "runs")
    store = Store(labelled_app.data_dir / "title-tuner.db")
    (comparison,) = store.comparisons()
    best = read_best_of(comparison.tuned_model)
    assert best and (best.n, best.writer, comparison.base_model) == (4, "embedded", "embedded")
    assert Path(best.reward_model) == Path(run.path) / "model"
    assert len(comparison.titles) == 3 and all(title.tuned_title for title in comparison.titles)
    expect(page.locator("#card-comparison")).not_to_contain_text("best of")
    store.close()
    assert "Traceback" not in labelled_app.log
