"""One button is the primary one on each tab, however far a project is: what comes next there."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Request, expect

from pipeline import labels, pairs
from pipeline.schema import Candidate, Choice, EventKind, Idea, LabelEvent, Source
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES as TASK
from ui.full_project import write_hostile_run
from ui.running_app import App, OpenPage, start_app, stop_app, unfold
from ui.test_compare_page import write_comparison

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TABS = ("create", "label", "train", "compare")
# By what they look like, whatever makes them look so. On a card a pair's titles are what is to be pressed.
PRIMARY = """() => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.backgroundColor = "var(--button-primary-background-fill)";
    const fill = getComputedStyle(probe).backgroundColor;
    probe.remove();
    const seen = (node) => node.checkVisibility({ visibilityProperty: true });
    const green = [...document.querySelectorAll("button")].filter(
        (button) => seen(button) && getComputedStyle(button).backgroundColor === fill,
    );
    const pairs = [...document.querySelectorAll(".card[data-state=pair]")].filter(seen);
    return [...green.map((button) => button.id || button.dataset.part), ...pairs.map(() => "pair")];
}"""

# Once a frame has the style that follows: even the shortest transition begins in one and ends in a later one.
COLOURED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
    Promise.allSettled(
        document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished),
    ),
)"""
CARDS_KNOW = """() => [...document.querySelectorAll(".card[data-state=loading]")].every(
    (card) => !card.checkVisibility(),
)"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = start_app(tmp_path_factory.mktemp("steps"), EXAMPLE="")
    yield running
    stop_app(running)


class Asked:
    """How many of a page's questions to its server are unanswered."""

    def __init__(self, page: Page) -> None:
        self.page, self.open = page, set[Request]()
        page.on("request", lambda asked: self.open.add(asked) if is_question(asked) else None)
        page.on("requestfinished", lambda asked: self.open.discard(asked))
        page.on("requestfailed", lambda asked: self.open.discard(asked))

    def wait(self) -> None:
        """Until the tab has asked all that it asks as it opens, and was answered."""
        for _ in range(2):  # what is asked for after an answer too
            self.page.wait_for_timeout(200)
            while self.open:
                self.page.wait_for_timeout(50)
            self.page.wait_for_function(CARDS_KNOW)


def is_question(asked: Request) -> bool:
    return asked.method == "POST" and "/gradio_api/" in asked.url


def look(page: Page, asked: Asked, step: str) -> list[str]:
    page.click(f"#tab-{step}-button")
    asked.wait()
    found: list[str] = page.evaluate(PRIMARY)
    return found


def type_ideas(page: Page, ideas: str) -> list[str]:
    page.click("#tab-create-button")
    page.fill("#create-typed textarea", ideas)
    page.evaluate(COLOURED)
    found: list[str] = page.evaluate(PRIMARY)
    return found


def add_ideas(store: Store, app: App) -> None:
    store.add_task(TASK)
    store.add_ideas(Idea.of(TASK.name, f"growing herb number {n}") for n in range(6))


def add_titles(store: Store, app: App) -> None:
    for n, idea in enumerate(store.ideas(TASK)):
        titles = (f"Why does herb {n} grow?", f"Herb {n}", f"HERB {n} GROWS", f"Herb {n} grows and grows!")
        store.add_candidates(Candidate.of(idea.id, title, "test") for title in titles)
    pairs.add_all_pairs(store, TASK)


def add_labels(store: Store, app: App) -> None:
    labels.simulate_labels(store, TASK, SimulatedAnnotator(seed=0, noise=0.0), NOW)


def add_run(store: Store, app: App) -> None:
    write_hostile_run(app.data_dir / "runs" / "20260101T000000Z-run", [store.ideas(TASK)[0].id])


def add_comparison(store: Store, app: App) -> None:
    write_comparison(store, 3, "fixed", NOW)


def decide(store: Store, app: App) -> None:
    compared = store.pairs(store.newest_comparison() or "")
    votes = [
        LabelEvent(pair.id, EventKind.VOTE, Source.PERSON, "ann", NOW, "test", pair.id, Choice.A)
        for pair in compared
    ]
    store.append_events(votes)


STATES = (
    (None, ("create-add", "go", "train-go-label", "compare-go-train")),
    (add_ideas, ("create-write", "go", "train-go-label", "compare-go-train")),
    (add_titles, ("create-go", "pair", "train-go-label", "compare-go-train")),
    (add_labels, ("create-go", "pair", "train-start", "compare-go-train")),
    (add_run, ("create-add", "pair", "train-go-compare", "compare-make-go")),
    (add_comparison, ("create-add", "pair", "train-go-compare", "pair")),
    (decide, ("create-add", "pair", "train-go-compare", "go")),
)


def test_each_tab_has_one_primary_button_however_far_the_project_is(open_page: OpenPage, empty: App) -> None:
    page = open_page(empty.url, forgive="AbortError", reduced_motion="reduce")  # or colours change by and by
    asked = Asked(page)
    page.wait_for_selector("#guide.guide-example")
    for step in TABS:
        own = ["pair"] if step in ("label", "compare") else []
        assert look(page, asked, step) == ["guide-start", *own], step
    assert type_ideas(page, "keeping bees") == ["create-add"]
    assert type_ideas(page, "") == ["guide-start"]
    page.click("#guide-start")
    page.wait_for_selector("#guide-back")

    store = Store(empty.data_dir / "title-tuner.db")
    for advance, expected in STATES:
        if advance:
            advance(store, empty)
        page.goto("about:blank")
        page.goto(empty.url)
        expect(page.locator("#guide-said p")).not_to_be_empty()
        assert [look(page, asked, step) for step in TABS] == [[each] for each in expected], advance
        assert type_ideas(page, "keeping bees") == ["create-add"], advance
    store.close()


def test_what_few_need_to_choose_is_folded_and_heeded(open_page: OpenPage, app: App) -> None:
    page = open_page(tab="create")
    Asked(page).wait()  # what the tab is told as it opens may move what is clicked on
    folded = page.locator("#writer-asking, #create-seed, #create-settings input[type=range]")
    expect(page.locator("#writer-kind")).to_be_visible()
    assert [each for each in folded.all() if each.is_visible()] == []
    unfold(page, "create-settings")
    page.fill("#create-seed input", "-5")
    page.locator("#create-seed input").blur()
    page.click("#create-settings button.label-wrap")
    expect(page.locator("#create-seed")).to_be_hidden()
    page.click("#create-write")
    expect(page.locator(".toast-body")).to_contain_text("The seed is -5")
