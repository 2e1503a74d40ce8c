"""What importing would bring: a check enters; counts, notes and lists of sentences leave as escaped HTML."""

from collections.abc import Sequence
from html import escape

from pipeline.imports import Check
from pipeline.ui.messages import translate
from pipeline.ui.progress import notice
from pipeline.ui.text import say

MOST_SHOWN = 50


def preview_html(check: Check, n_new: int, lang: str) -> str:
    """`n_new` labels would be new."""
    rows = {say("files_rows", lang): f"{check.rows:,}"}
    if len(check.splits) > 1:
        rows |= {say("files_split", lang, split=split): f"{n:,}" for split, n in check.splits.items()}
    rows |= {
        say("files_usable", lang): f"{len(check.usable):,}",
        say("files_new", lang): f"{n_new:,}",
        say("files_ideas", lang): say("files_ideas_value", lang, n=check.ideas, known=check.known_ideas),
        say("files_pairs", lang): say("files_pairs_value", lang, pairs=check.pairs, titles=check.titles),
    }
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows.items()
    )
    notes = {
        "files_other_prompts": check.other_prompts,
        "files_simulated": check.simulated,
        "files_implied": check.implied,
        "files_repeated": check.repeated,
    }
    said = [notice(say(key, lang, n=n)) for key, n in notes.items() if n]
    said += [notice(say("files_leak_same", lang, **vars(leak)), "alert") for leak in check.leaks]
    found = (
        _list("files_faulty", check.faulty, check.problems, lang),
        _list("files_contradictory", check.n_contradictory, check.contradictory, lang),
        _list("files_nearly_same", check.n_nearly_same, check.nearly_same, lang),
    )
    return f'<dl class="stats">{cells}</dl><div class="findings">{"".join([*said, *found])}</div>'


def _list(key: str, n: int, sentences: Sequence[str], lang: str) -> str:
    """A heading that opens the sentences; nothing for none."""
    if not n:
        return ""
    shown = sentences[:MOST_SHOWN]
    items = "".join(f'<li dir="auto">{escape(translate(sentence, lang))}</li>' for sentence in shown)
    rest = f"<p>{escape(say('files_first', lang, n=len(shown)))}</p>" if n > len(shown) else ""
    return f"<details><summary>{escape(say(key, lang, n=n))}</summary><ul>{items}</ul>{rest}</details>"
