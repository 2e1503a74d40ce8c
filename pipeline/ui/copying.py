"""A button that copies text beside it: what is to be copied enters marked, HTML and its script leave.

`data-copied-from` marks the element around the button, `data-text` each of the texts in it.
"""

from html import escape

from pipeline.ui.text import say

# Where the page has no right to the clipboard the text is selected, for who copies by hand.
COPY = """element.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const texts = [...button.closest("[data-copied-from]").querySelectorAll("[data-text]")];
    try {
        await navigator.clipboard.writeText(texts.map((text) => text.textContent).join("\\n"));
        const word = (button.dataset.word ??= button.textContent);
        button.style.minWidth = `${button.offsetWidth}px`; // what stands beside it stays
        button.textContent = button.dataset.copy;
        setTimeout(() => { button.textContent = word; }, 2000);
    } catch {
        getSelection().setBaseAndExtent(texts[0], 0, texts.at(-1), texts.at(-1).childNodes.length);
    }
});"""


def copy_button(lang: str, of: str = "", key: str = "common_copy", look: str = "") -> str:
    """`of` names to those who do not see it what is copied, `look` is the button's class."""
    word, copied = escape(say(key, lang)), escape(say("common_copied", lang))
    label = f' aria-label="{word}: {escape(of)}"' if of else ""
    look = f' class="{look}"' if look else ""
    return f'<button type="button"{look} data-copy="{copied}"{label}>{word}</button>'
