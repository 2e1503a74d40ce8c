"""The whole loop in one browser: ideas, titles, labels, training, and a blind comparison with its result."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from pipeline.store import Store
from ui.card_steps import COMPARISON, PREFERENCE
from ui.card_steps import answer as answer_pair
from ui.running_app import App, OpenPage, start_app, stop_app, unfold

LONG_MS = 300_000
IDEAS = (
    "how to bake sourdough bread",
    "why do cats purr?",
    "my first half marathon",
    "growing herbs on a balcony",
)
FORMULA = "=cmd()|' /C calc'!A0"


@pytest.fixture
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = start_app(tmp_path_factory.mktemp("loop"))
    yield app
    stop_app(app)


def answer(page: Page, card: str, keys: str) -> None:
    """Press the keys one after the other, each on a pair that has been painted."""
    for n, key in enumerate(keys, start=1):
        answer_pair(page, partial(page.keyboard.press, key), n, card)


def brainstorm(page: Page) -> None:
    """Among ideas that are there already."""
    summary = page.locator("#create-summary")
    expect(summary).to_contain_text(f"Ideas: {len(IDEAS)} ")
    page.locator("#create-topic input, #create-topic textarea").fill("gardening in small spaces")
    page.click("#create-brainstorm")
    expect(summary).not_to_contain_text(f"Ideas: {len(IDEAS)} ")
    expect(page.locator("#create-thought")).to_contain_text("Ideas added:")


def stop_a_long_writing(page: Page, store: Store) -> None:
    """What was written by then is kept and paired, and any idea can be found."""
    before = store.count_pairs()
    many = "\n".join(f"what garden number {n} taught me about patience" for n in range(300))
    page.locator("#create-typed textarea").fill(f"{many}\n{FORMULA}")
    page.click("#create-add")
    expect(page.locator("#create-report")).to_contain_text("Ideas added: 301")
    expect(page.locator("#create-typed textarea")).to_have_value("")
    page.click("#create-write")
    progress = page.locator("#create-progress")
    expect(progress).to_contain_text("of 3")  # the first few ideas are done
    page.click("#create-cancel")
    expect(progress).to_contain_text("Stopped after")
    assert store.count_pairs() > before
    page.get_by_placeholder("Search the ideas").press_sequentially("cmd")
    listed = page.locator("#create-ideas .idea")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text(FORMULA)


def test_a_person_teaches_a_model_and_sees_what_it_learned(empty_app: App, open_page: OpenPage) -> None:
    """And goes on with more ideas: one app and one page, since starting them is what takes the time."""
    expect.set_options(timeout=LONG_MS)
    page = open_page(empty_app.url, tab="create")
    page.set_default_timeout(LONG_MS)

    page.locator("#create-typed textarea").fill("\n".join(IDEAS))
    page.click("#create-add")
    expect(page.locator("#create-report")).to_contain_text(f"Ideas added: {len(IDEAS)}")
    page.click("#create-write")
    page.click("#create-go")  # there when the titles are

    answer(page, PREFERENCE, "abts")
    page.keyboard.press("u")
    expect(page.locator("#card-preference [data-part=count]")).to_contain_text("3 of")
    page.click("#hub-line button")  # unfolds it
    page.click("#simulate-labels")
    expect(page.locator("#examples-said")).to_contain_text("example labels were added")

    page.click("#tab-train-button")
    unfold(page, "train-settings")
    page.locator("#train-num_train_epochs input").fill("1")
    page.locator("#train-num_train_epochs input").blur()
    page.click("#train-start")
    expect(page.locator("#train-stop")).to_be_visible()
    page.click("#train-go-compare")  # there when the run has a model

    page.wait_for_selector("#compare-make-go")
    page.fill("#compare-n-pairs input", "3")
    page.keyboard.press("Tab")
    unfold(page, "compare-more")
    page.fill("#compare-seed input", "5")
    page.keyboard.press("Tab")
    page.click("#compare-make-go")
    expect(page.locator("#compare-made")).to_contain_text(
        re.compile(r"The comparison is ready: 3 ideas, \d pairs to judge")
    )
    card = page.locator("#card-comparison .card:is([data-state=pair], [data-state=identical])")
    expect(card).to_be_visible()
    store = Store(empty_app.data_dir / "title-tuner.db")
    (comparison,) = store.comparisons()
    judged = store.count_pairs(comparison.id)
    assert len(comparison.titles) == 3
    answer(page, COMPARISON, "abx"[:judged])
    expect(page.locator("#compare-figures")).to_contain_text("People's verdicts")
    assert len(store.labels(comparison.id)) == judged

    page.click("#card-comparison .card-next [data-guide=go]")  # more ideas: three pairs decide nothing
    expect(page.locator("#create-typed")).to_be_visible()
    brainstorm(page)
    stop_a_long_writing(page, store)
    store.close()
    assert "Traceback" not in empty_app.log
