"""How far something is, in a bar and in words: numbers enter, HTML and sentences leave."""

from html import escape

from pipeline.ui.text import say


def progress_bar(fraction: float | None, sentence: str) -> str:
    """A bar with the sentence under it; `fraction` from 0 to 1, or None while nobody can tell."""
    value = "" if fraction is None else f' value="{min(max(fraction, 0.0), 1.0):.4f}"'
    return (
        f'<div class="meter"><progress max="1"{value} aria-label="{escape(sentence)}"></progress>'
        f'<p role="status">{escape(sentence)}</p></div>'
    )


def notice(sentence: str, tone: str = "plain") -> str:
    """One sentence in a quiet box; `tone` is plain or alert."""
    return f'<p class="notice notice-{tone}" role="status">{escape(sentence)}</p>'


def duration(seconds: float, lang: str) -> str:
    """Seconds as people say them: 42 s, 3 min 20 s, 1 h 5 min."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return say("common_hours", lang, hours=hours, minutes=minutes)
    if minutes:
        return say("common_minutes", lang, minutes=minutes, seconds=rest)
    return say("common_seconds", lang, seconds=rest)
