"""What the benchmark of the methods found: the records that it left enter, a folded table leaves."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from pipeline.settings import SHIPPED_DATA
from pipeline.ui.text import say

COLUMNS = ("method", "win", "strict", "form", "cpu", "tokens")


def read_findings() -> list[dict[str, Any]]:
    """A record for each method, as `bench/methods.py report` writes them; none where it has left none."""
    file = SHIPPED_DATA / "methods.json"
    found: list[dict[str, Any]] = json.loads(file.read_text()) if file.is_file() else []
    return found


def findings_html(found: Sequence[Mapping[str, Any]], lang: str) -> str:
    """A row for each method, with what may not be concluded from it; nothing without findings."""
    if not found:
        return ""
    head = "".join(f'<th scope="col">{escape(say(f"found_{name}", lang))}</th>' for name in COLUMNS)
    body = "".join(
        f'<tr><th scope="row">{escape(_name(row, lang))}</th>'
        f"<td>{row['win_rate']:.0%} ({row['low']:.0%}–{row['high']:.0%})</td>"
        f"<td>{row['strict_win_rate']:.0%}</td>"
        f"<td>{row['well_formed']:.1%} ({row['base_well_formed']:.1%})</td>"
        f"<td>{row['cpu_seconds']:,.0f}</td><td>{row['generated_tokens']:,}</td></tr>"
        for row in found
    )
    seeds = [row["seeds"] for row in found]
    spread = str(min(seeds)) if min(seeds) == max(seeds) else f"{min(seeds)}–{max(seeds)}"
    title, caveat = escape(say("found", lang)), escape(say("found_caveat", lang, seeds=spread))
    return (
        f'<details class="run-config findings"><summary>{title}</summary>'
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{title}"><table class="epochs">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<p class="plot-note">{caveat}</p></details>'
    )


def _name(row: Mapping[str, Any], lang: str) -> str:
    return say(f"found_{row['method']}", lang)
