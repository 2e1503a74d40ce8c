"""The owner's tables of ideas and of people as HTML: progress and quality enter, escaped text leaves."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from pipeline.oversight import IdeaProgress
from pipeline.quality import AnnotatorQuality, Flag
from pipeline.ui.messages import translate
from pipeline.ui.progress import notice
from pipeline.ui.text import say, sentences
from pipeline.verdicts import SideBias

MOST_IDEAS = 200
STATES = ("in_hand", "open", "settled")  # what needs a look comes first
SHORT_ID = 6


def ideas_html(ideas: Sequence[IdeaProgress], lang: str) -> str:
    """One line that sums up all ideas, and a table of the first MOST_IDEAS, settled ones last."""
    if not ideas:
        return notice(say("owner_no_ideas", lang))
    count: Counter[str] = Counter(idea.state for idea in ideas)
    asked, possible = sum(idea.counts.asked for idea in ideas), sum(idea.counts.n_pairs for idea in ideas)
    summary = say(
        "owner_ideas_summary",
        lang,
        n=len(ideas),
        **{state: count[state] for state in STATES},
        asked=asked,
        possible=possible,
    )
    ordered = sorted(ideas, key=lambda idea: STATES.index(idea.state))[:MOST_IDEAS]
    if len(ideas) > MOST_IDEAS:
        summary = sentences(lang, summary, say("owner_ideas_first", lang, n=MOST_IDEAS))
    keys = ("owner_idea", "owner_state", "owner_people_of_target", "owner_asked_of")
    rows = "".join(_idea_row(idea, keys, lang) for idea in ordered)
    name = say("owner_tab_ideas", lang)
    return f'<p class="overview-line">{escape(summary)}</p>{_table(name, keys, rows, lang)}'


def _idea_row(idea: IdeaProgress, keys: Sequence[str], lang: str) -> str:
    counts = idea.counts
    cells = [
        f'<span class="state state-{idea.state}">{escape(say(f"owner_{idea.state}", lang))}</span>',
        escape(say("owner_n_of", lang, n=counts.settled, of=idea.target)),
        escape(say("owner_n_of", lang, n=counts.asked, of=counts.n_pairs)),
    ]
    return f'<tr><th scope="row" dir="auto">{escape(counts.text)}</th>{_cells(keys[1:], cells, lang)}</tr>'


def people_html(people: Sequence[AnnotatorQuality], lang: str) -> str:
    """A row for each annotator; its button, which holds the annotator's id, excludes or includes them."""
    if not people:
        return notice(say("owner_no_people", lang))
    keys = (
        "owner_person",
        "owner_labels",
        "owner_settled_ideas",
        "owner_same_again",
        "owner_left",
        "owner_time",
        "owner_seen",
        "owner_flags",
        "owner_counts",
    )
    summary = say(
        "owner_people_summary",
        lang,
        n=len(people),
        labels=sum(person.labels for person in people),
        flagged=sum(bool(person.flags) for person in people),
        excluded=sum(person.excluded for person in people),
    )
    rows = "".join(_person_row(person, keys, lang) for person in people)
    name = say("owner_tab_people", lang)
    return f'<p class="overview-line">{escape(summary)}</p>{_table(name, keys, rows, lang)}'


def _person_row(person: AnnotatorQuality, keys: Sequence[str], lang: str) -> str:
    same, bias, none = person.self_consistency, person.side_bias, say("owner_none_yet", lang)
    ms = person.median_response_ms
    flags = "".join(_flag(flag, lang) for flag in person.flags)
    act = "owner_include" if person.excluded else "owner_exclude"
    attributes = f'data-annotator="{escape(person.annotator)}" data-exclude="{int(not person.excluded)}"'
    cells = [
        f"{person.labels:,}",
        f"{person.settled_ideas:,}",
        escape(say("owner_n_of", lang, n=same.same, of=same.repeats) if same else none),
        escape(side_words(bias, lang) if bias else none),
        escape(say("label_response_value", lang, s=ms / 1000) if ms is not None else none),
        escape(f"{person.last_seen:%Y-%m-%d %H:%M}"),
        f'<ul class="flags">{flags}</ul>' if flags else escape(say("owner_no_flags", lang)),
        f'<button type="button" {attributes}>{escape(say(act, lang))}</button>',
    ]
    left_out = f"<small>{escape(say('owner_left_out', lang))}</small>" if person.excluded else ""
    name = f'<th scope="row"><code>{short_name(person.annotator)}</code>{left_out}</th>'
    return f'<tr class="{"excluded" if person.excluded else ""}">{name}{_cells(keys[1:], cells, lang)}</tr>'


def side_words(bias: SideBias, lang: str) -> str:
    """How often the left side was chosen, and whether chance would do the same."""
    n = bias.left + bias.right
    return say("label_side_value", lang, n=bias.left, of=n, share=bias.left / n, p=bias.p)


def _flag(flag: Flag, lang: str) -> str:
    name = escape(say(f"owner_flag_{flag.kind}", lang))
    return f"<li><b>{name}</b> {escape(translate(flag.reason, lang))}</li>"


def short_name(annotator: str) -> str:
    """What stands for a person on the page."""
    return escape(annotator[:SHORT_ID])


def _table(name: str, keys: Sequence[str], rows: str, lang: str) -> str:
    """Scrolled within itself where it is long, by the keyboard too."""
    head = "".join(f'<th scope="col">{escape(say(key, lang))}</th>' for key in keys)
    return (
        f'<div class="overview-scroll" role="region" tabindex="0" aria-label="{escape(name)}">'
        f'<table class="overview"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cells(keys: Sequence[str], cells: Sequence[str], lang: str) -> str:
    """Each cell names its column too, for narrow screens."""
    labelled = zip(keys, cells, strict=True)
    return "".join(f'<td data-label="{escape(say(key, lang))}">{cell}</td>' for key, cell in labelled)
