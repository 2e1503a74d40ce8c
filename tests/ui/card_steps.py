"""What somebody who labels does, one thing after the other, whatever the machine's speed."""

from playwright.sync_api import Page

PREFERENCE, COMPARISON = "#card-preference", "#card-comparison"
# The card takes no tap within 0.4 s of painting a pair.
TAKES_A_TAP = """(place) => {
    const { state, since } = document.querySelector(`${place} .card`)?.dataset ?? {};
    return state === "pair" && performance.now() - since > 400;
}"""


def wait_for_pair(page: Page, card: str = PREFERENCE) -> None:
    """Until a pair is shown and can be answered, by tap or key."""
    page.wait_for_function(TAKES_A_TAP, arg=card)


def wait_for_count(page: Page, n: int, card: str = PREFERENCE) -> None:
    """Until the card says that n pairs are answered."""
    page.wait_for_function(
        "([card, n]) => document.querySelector(`${card} [data-part=count]`).textContent.startsWith(`${n} /`)",
        arg=[card, n],
    )


def wait_until_sent(page: Page) -> None:
    """Until the server has every answer to preference pairs."""
    page.wait_for_function(
        "() => !Object.keys(localStorage).some(key => key.startsWith('title-tuner-unsent-preference'))"
    )
