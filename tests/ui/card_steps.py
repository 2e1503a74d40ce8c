"""What somebody who labels does, one thing after the other, whatever the machine's speed."""

from collections.abc import Callable

from playwright.sync_api import Page, TimeoutError

PREFERENCE, COMPARISON = "#card-preference", "#card-comparison"
# The card takes no tap within 0.3 s of painting a pair.
TAKES_A_TAP = """(place) => {
    const { state, since } = document.querySelector(`${place} .card`)?.dataset ?? {};
    return state === "pair" && performance.now() - since > 300;
}"""
# What a few words about what was done lie over, of all that is to be read or pressed.
COVERED = """(place) => {
    const box = (node) => node.getBoundingClientRect();
    const card = document.querySelector(place), brief = box(card.querySelector("[data-part=brief]"));
    const meets = ({ left, right, top, bottom, width }) =>
        width && left < brief.right && brief.left < right && top < brief.bottom && brief.top < bottom;
    const others = "progress, button, strong, .card-progress span, .card-idea, [data-word]";
    const seen = [...card.querySelectorAll(others)].filter((node) => node.checkVisibility());
    return seen.filter((node) => meets(box(node))).map((node) => node.outerHTML);
}"""


def wait_for_pair(page: Page, card: str = PREFERENCE) -> None:
    """Until a pair is shown and can be answered, by tap or key."""
    page.wait_for_function(TAKES_A_TAP, arg=card)


def wait_for_count(page: Page, n: int, card: str = PREFERENCE, patience_ms: float | None = None) -> None:
    """Until the card has counted n answered pairs."""
    page.wait_for_function(
        "([card, n]) => document.querySelector(`${card} .card`).dataset.answered === String(n)",
        arg=[card, n],
        timeout=patience_ms,
    )


def answer(page: Page, act: Callable[[], object], n: int, card: str = PREFERENCE) -> None:
    """Do what answers the pair that is shown, the nth of this visit; once more if nothing came of it, as when
    a busy machine makes a long press of a tap.
    """
    wait_for_pair(page, card)
    act()
    try:
        wait_for_count(page, n, card, patience_ms=15_000)
    except TimeoutError:
        wait_for_pair(page, card)
        act()
        wait_for_count(page, n, card)


def wait_until_sent(page: Page) -> None:
    """Until the server has every answer to preference pairs."""
    page.wait_for_function(
        "() => !Object.keys(localStorage).some(key => key.startsWith('title-tuner-unsent-preference'))"
    )
