"""What the benchmark of the methods found: the records that it left enter, a folded part leaves, a table of
the methods and the plot of a run that went too far.
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from pipeline.settings import SHIPPED_DATA
from pipeline.ui.svg_plot import Guide, Series, figure
from pipeline.ui.text import say, sentences

Findings = Mapping[str, Any]
COLUMNS = ("method", "win", "strict", "form", "cpu", "tokens")
# Lines of the curve as the benchmark names them, and their colours.
LINES = {
    "reward_win": "plot-b",
    "win": "plot-d",
    "strict_win": "plot-c",
    "well_formed": "plot-a",
    "distinct": "plot-e",
}


def read_findings() -> Findings:
    """`methods`, a record for each, and `curve`, as `bench/methods.py report` writes them; nothing where it
    has left nothing.
    """
    file = SHIPPED_DATA / "methods.json"
    return json.loads(file.read_text()) if file.is_file() else {}


def findings_html(found: Findings, lang: str) -> str:
    """A row for each method, with what may not be concluded from it, and the curve; nothing without
    findings.
    """
    methods, curve = found.get("methods"), found.get("curve")
    if not methods:
        return ""
    head = "".join(f'<th scope="col">{escape(say(f"found_{name}", lang))}</th>' for name in COLUMNS)
    body = "".join(
        f'<tr><th scope="row">{escape(_name(row, lang))}</th>'
        f"<td>{row['win_rate']:.0%} ({row['low']:.0%}–{row['high']:.0%})</td>"
        f"<td>{row['strict_win_rate']:.0%}</td>"
        f"<td>{row['well_formed']:.1%} ({row['base_well_formed']:.1%})</td>"
        f"<td>{row['cpu_seconds']:,.0f}</td><td>{row['generated_tokens']:,}</td></tr>"
        for row in methods
    )
    seeds = [row["seeds"] for row in methods]
    spread = str(min(seeds)) if min(seeds) == max(seeds) else f"{min(seeds)}–{max(seeds)}"
    title, caveat = escape(say("found", lang)), escape(say("found_caveat", lang, seeds=spread))
    return (
        f'<details class="run-config findings"><summary>{title}</summary>'
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{title}"><table class="epochs">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<p class="plot-note">{caveat}</p>{curve_html(curve, lang) if curve else ""}</details>'
    )


def _name(row: Findings, lang: str) -> str:
    return say(f"found_{row['method']}", lang)


def curve_html(curve: Findings, lang: str) -> str:
    """How a policy looks that pleases its reward model and nobody else: the plot, and its numbers as a
    table.
    """
    lines = {name: dict(curve["lines"][name]) for name in LINES if name in curve["lines"]}
    series = [
        Series(say(f"found_line_{name}", lang), LINES[name], [*own.items()]) for name, own in lines.items()
    ]
    axis, title = say("rlhf_axis", lang), say("found_curve", lang)
    note = say("found_curve_note", lang)
    if curve["stopped_at"] is not None:
        faults = say("found_and", lang).join(say(f"found_fault_{name}", lang) for name in curve["faults"])
        stopped = say("found_curve_stopped", lang, step=curve["stopped_at"], faults=faults)
        note = sentences(lang, note, stopped)
    guide = Guide(0.5, say("rlhf_as_base", lang))
    plot = figure(title, series, float(curve["steps"]), lang, guide, note, axis)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in (axis, *(one.name for one in series)))
    rows = "".join(
        f'<tr><th scope="row">{step}</th>'
        + "".join(f"<td>{own[step]:.0%}</td>" if step in own else "<td>–</td>" for own in lines.values())
        + "</tr>"
        for step in sorted(set().union(*lines.values()))
    )
    return (
        f'<div class="found-curve">{plot}<details><summary>{escape(say("found_in_words", lang))}</summary>'
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'<table class="epochs"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        "</details></div>"
    )
