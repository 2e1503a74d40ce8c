"""What the browser does for the page itself: the tab that the address names, which it keeps over a reload and
over going back and forth, and the card alone at `?view=label`.
"""

from pathlib import Path

HERE = Path(__file__).parent
HEAD = f"<script>{(HERE / 'page_head.js').read_text()}</script>"
ASKED_TAB = (
    """() => document.documentElement.classList.contains("only-card") ? "label" : location.hash.slice(1)"""
)
FOLLOW_ADDRESS = """() => {
    const open = () => document.getElementById(`tab-${location.hash.slice(1)}-button`)?.click();
    window.addEventListener("hashchange", open);
}"""
