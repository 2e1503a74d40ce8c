"""A whole run on the Train tab, in Chromium against the real app."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.runs import list_runs
from tiny_model import write_tiny_model
from ui.running_app import PATIENCE_MS, App, OpenPage, start_app, stop_app, unfold
from ui.test_train_tab import write_example_labels

expect.set_options(timeout=3 * PATIENCE_MS)
COLUMNS = [
    "Epoch",
    "Training Loss",
    "Validation Loss",
    "Rewards/chosen",
    "Rewards/rejected",
    "Rewards/accuracies",
    "Rewards/margins",
    "Logps/chosen",
    "Logps/rejected",
    "Logits/chosen",
    "Logits/rejected",
]


@pytest.fixture(scope="module")
def labelled_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app with example labels whose base model trains in milliseconds a step."""
    data_dir, model = tmp_path_factory.mktemp("train"), tmp_path_factory.mktemp("tiny-model")
    write_tiny_model(model)
    store = Store(data_dir / "title-tuner.db")
    write_example_labels(store, YOUTUBE_TITLES)
    store.close()
    running = start_app(data_dir, BASE_MODEL=str(model))
    yield running
    stop_app(running)


def fill(page: Page, name: str, value: str) -> None:
    """Open what the setting is folded into, and give it the value."""
    unfold(page, "train-settings")
    page.locator(f"#train-{name} input").fill(value)
    page.locator(f"#train-{name} input").blur()


def test_a_run_ends_while_no_page_is_open_and_the_queue_goes_on(
    labelled_app: App, open_page: OpenPage
) -> None:
    page = open_page(labelled_app.url, tab="train")
    expect(page.locator("#train-estimate")).to_contain_text("steps")
    fill(page, "num_train_epochs", "-1")
    page.click("#train-start")
    expect(page.locator(".toast-body")).to_contain_text("Epochs (num_train_epochs) is -1")

    fill(page, "num_train_epochs", "4")
    page.locator("#train-name input, #train-name textarea").first.fill("first")
    page.click("#train-start")
    expect(page.locator("#train-stop")).to_be_visible()
    fill(page, "num_train_epochs", "2")
    page.locator("#train-name input, #train-name textarea").first.fill("second")
    page.click("#train-enqueue")
    expect(page.locator("#train-history tbody tr")).to_have_count(2)
    page.close()

    runs_dir = labelled_app.data_dir / "runs"
    give_up = time.monotonic() + 3 * PATIENCE_MS / 1000
    while {run.status for run in list_runs(runs_dir)} != {"finished"}:
        assert time.monotonic() < give_up, list_runs(runs_dir)
        time.sleep(0.2)

    page = open_page(labelled_app.url, tab="train")
    head, table = page.locator("#train-head"), page.locator("#train-table table")
    expect(head).to_contain_text("second")
    expect(head).to_contain_text("Finished")
    unfold(page, "train-deeper")
    expect(table.locator("th")).to_have_text(COLUMNS)
    expect(table.locator("tbody tr")).to_have_count(2)
    for place in ("plots", "deeper-plots"):
        for n in range(2):
            expect(page.locator(f"#train-{place} svg").nth(n).locator("circle").first).to_be_visible()
    expect(page.locator("#train-samples")).to_contain_text("Epoch 2")
    expect(page.locator("#train-plots .plot-other")).to_have_count(0)
    page.click("#train-over input")
    page.get_by_role("option", name="first").click()
    expect(page.locator("#train-plots .plot-other").first).to_be_visible()

    page.locator("#train-history button", has_text="first").click()
    expect(head).to_contain_text("first")
    page.click("#train-delete")
    expect(page.locator("#train-delete-question")).to_contain_text("first")
    page.click("#train-delete-yes")
    expect(page.locator("#train-history tbody tr")).to_have_count(1)
    page.click("#train-go-compare")
    expect(page.locator("#tab-compare")).to_be_visible()
