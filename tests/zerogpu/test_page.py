"""The Train tab of the real app as ZeroGPU runs it: a refusal in words, and a part that a click trains."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipeline.settings import ROOT
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from ui.running_app import App, OpenPage, start_app, stop_app
from ui.test_train_tab import write_example_labels
from zerogpu.scheduler import Refusal, Scheduler, serve

LONG_MS = 240_000
# The page around the Space gives each event the visitor's token; here the browser does.
VISITOR = {"x-ip-token": "header.e30.signature"}


@pytest.fixture(scope="module")
def scheduler() -> Scheduler:
    return Scheduler(answers=[Refusal(left=5, wait=7200)])


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, scheduler: Scheduler) -> Iterator[App]:
    data_dir = tmp_path_factory.mktemp("zerogpu")
    store = Store(data_dir / "title-tuner.db")
    write_example_labels(store, YOUTUBE_TITLES)
    store.close()
    with serve(scheduler) as environment:
        own = {"ZEROGPU_OFFLOAD_DIR": str(data_dir / "offload"), "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        running = start_app(data_dir, Path(__file__).with_name("app_on_a_cpu.py"), **environment, **own)
        yield running
        stop_app(running)


@pytest.mark.soak
def test_a_refusal_says_how_long_to_wait_and_a_click_trains_the_next_part(
    app: App, scheduler: Scheduler, open_page: OpenPage
) -> None:
    page = open_page(app.url, tab="train", extra_http_headers=VISITOR)
    expect.set_options(timeout=LONG_MS)
    page.set_default_timeout(LONG_MS)
    page.click("#train-start")
    expect(page.locator(".toast-body")).to_contain_text("train the next one in 2 h 0 min")
    expect(page.locator("#train-head")).to_contain_text("the run waits for a GPU")
    assert (scheduler.started, scheduler.durations, scheduler.workers) == (True, [60], [])
    page.click("#train-resume:has-text('Train the next part')")
    expect(page.locator("#train-head progress")).to_be_visible()  # while the event that trains still lives
    expect(page.locator("#train-head")).to_contain_text("Finished")
    assert scheduler.durations == [60, 60]
    assert len(scheduler.workers) == 1
    expect(page.locator("#train-go-compare")).to_be_visible()
