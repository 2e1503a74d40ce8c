"""What a run learns from, and where it will lie: the preferences at hand enter, HTML leaves."""

from html import escape

import gradio as gr

from pipeline import preferences
from pipeline.enough import accuracy_margin
from pipeline.preferences import Split
from pipeline.schema import Source
from pipeline.training.accuracy import count_independent
from pipeline.ui import Services
from pipeline.ui.progress import notice
from pipeline.ui.text import say


def data_html(services: Services, split: Split, missing: str | None, lang: str) -> str:
    """How much there is on either side, in a sentence; folded, the way from labels to that, as one would add
    it up: of the labels and of the ways in which pairs came about those that there are any of.
    """
    if missing:
        return notice(missing)
    counts = services.store.count_sources()
    rows = (*split.train, *split.test)
    simulated = sum(row.simulated for row in rows)
    implied = sum(row.implied_probability is not None for row in rows)
    ways = {
        "train_stat_people": counts[Source.PERSON],
        "train_stat_imported": counts[Source.IMPORT],
        "train_stat_clicked": len(rows) - simulated - implied,
        "train_stat_implied": implied,
        "train_stat_simulated": simulated,
    }
    said = {
        **{way: f"{n:,}" for way, n in ways.items() if n},
        "train_stat_all": f"{len(rows):,}",
        "train_stat_train": say(
            "train_pairs_of_ideas", lang, pairs=len(split.train), ideas=split.train_ideas
        ),
        "train_stat_test": say("train_pairs_of_ideas", lang, pairs=len(split.test), ideas=split.test_ideas),
    }
    share = services.store.sharing().implied_threshold
    stats = "".join(
        f"<div><dt>{escape(say(key, lang, share=share))}</dt><dd>{escape(value)}</dd></div>"
        for key, value in said.items()
    )
    points = 100 * accuracy_margin(count_independent(split.test))
    note = say("train_split", lang, pairs=len(split.test), points=points)
    learns = say(
        "train_learns",
        lang,
        pairs=len(split.train),
        ideas=split.train_ideas,
        held=len(split.test),
        others=split.test_ideas,
    )
    return (
        f'<p>{escape(learns)}</p><details class="more-figures"><summary>{escape(say("train_adds_up", lang))}'
        f'</summary><dl class="stats">{stats}</dl><p class="stats-note">{escape(note)}</p></details>'
    )


def folder_html(services: Services, owner: bool, lang: str) -> str:
    """Where a run's files go; a path of this machine is for its owner only."""
    if not owner:
        return ""
    return f'<p class="plot-note">{escape(say("train_folder", lang, folder=services.settings.runs_dir))}</p>'


def mixing(services: Services, examples: bool, lang: str) -> dict:
    """The choice to learn from other versions of the task too, where there is anything to learn from them."""
    n, versions = preferences.count_others(services.store, services.task, examples)
    if not n:
        return gr.update(visible=False, value=False)
    return gr.update(visible=True, label=say("train_mix", lang, n=n, versions=versions))
