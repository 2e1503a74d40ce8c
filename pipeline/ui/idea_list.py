"""Ideas, their titles and what became of a list of new ones, as HTML: records enter, escaped text leaves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from pipeline.ideas import IdeaReport
from pipeline.model_names import run_of
from pipeline.schema import Candidate, Idea, Task
from pipeline.tasks import CHINESE_TITLES
from pipeline.texts import is_cjk
from pipeline.ui.copying import copy_button
from pipeline.ui.messages import translate
from pipeline.ui.text import say

LONGEST_QUOTE = 90
IMPORT = "import"  # the writer of titles that came in a file
MOST_DETAILS = 50


def ideas_html(
    ideas: Sequence[Idea],
    candidates: Mapping[str, Sequence[Candidate]],
    task: Task,
    reasons: Mapping[str, str],
    lang: str,
    acts: bool = False,
    aside: bool = False,
    named: Callable[[str], str] = str,
) -> str:
    """A row for each idea with its titles, those for other versions of the task marked and not counted;
    `reasons` says by the idea's text why it stayed short of them, and with `acts` each has a button
    that sets it aside, or brings it back where they are set `aside`. Where several models wrote for an idea
    each title has its writer's name, as `named` has it; where a trained one wrote all, the idea has.
    """
    rows = (
        _idea(
            idea,
            candidates.get(idea.id, ()),
            task,
            reasons.get(idea.text),
            lang,
            _button(idea, aside, lang) if acts else "",
            named,
        )
        for idea in ideas
    )
    return f'<ul class="ideas">{"".join(rows)}</ul>'


def _idea(
    idea: Idea,
    every: Sequence[Candidate],
    task: Task,
    reason: str | None,
    lang: str,
    button: str,
    named: Callable[[str], str],
) -> str:
    candidates = [one for one in every if one.task_version in ("", task.version)]
    wanted, mark = task.n_candidates, escape(say("create_other_version", lang))
    by = _writers(every, lang, named)
    of_all = "".join(by.values()) if candidates and len(by) == 1 else ""  # said once
    by = {} if of_all else by
    titles = "".join(
        f'<li><span data-text dir="auto">{escape(one.title)}</span>{by.get(one.writer, "")}</li>'
        for one in candidates
    ) + "".join(
        f'<li class="other-version">{escape(other.title)} <span>{mark}</span>{by.get(other.writer, "")}</li>'
        for other in every
        if other not in candidates
    )
    count = say("create_title_count", lang, n=len(candidates), wanted=wanted)
    short = translate(reason, lang) if reason else say("create_incomplete", lang)
    if not candidates and not reason:
        marks = f'<span class="idea-count">{escape(say("create_no_titles_yet", lang))}</span>'
    elif len(candidates) < wanted:
        marks = (
            f'<span class="idea-count">{escape(count)}{of_all}</span>'
            f'<span class="idea-short">{escape(short)}</span>'
        )
    else:
        n_titles = escape(say("create_titles_n", lang, n=len(candidates)))
        marks = f'<span class="idea-count">{n_titles}{of_all}</span>'
    copy = copy_button(lang, idea.text, "create_copy", "idea-act") + " " if button and candidates else ""
    return (
        f'<li class="idea" data-copied-from><div class="idea-head">'
        f'<span class="idea-text">{escape(idea.text)}</span>'
        f"{marks}{copy}{button}</div>"
        f'<ol class="idea-titles">{titles}</ol></li>'
    )


def _writers(every: Sequence[Candidate], lang: str, named: Callable[[str], str]) -> dict[str, str]:
    """The name of each writer; nothing where one usual model wrote all."""
    writers = dict.fromkeys(candidate.writer for candidate in every)
    if len(writers) < 2 and not any(map(run_of, writers)):
        return {}
    names = {
        writer: say("create_imported", lang) if writer == IMPORT else named(writer) for writer in writers
    }
    return {writer: f' <small class="title-writer">{escape(name)}</small>' for writer, name in names.items()}


def _button(idea: Idea, aside: bool, lang: str) -> str:
    """It names the idea to those who do not see where it stands."""
    word = escape(say("create_bring_back" if aside else "create_aside", lang))
    return (
        f'<button type="button" class="idea-act" data-idea="{escape(idea.id)}"'
        f' data-aside="{int(not aside)}" aria-label="{word}: {escape(idea.text)}">{word}</button>'
    )


def report_html(
    report: IdeaReport,
    rows: Sequence[str],
    row_key: str | None,
    lang: str,
    task: Task,
    declines: Callable[[str], str | None] = lambda _: None,
) -> str:
    """What became of `rows`: a sentence, what to do first, and the details folded. `row_key` is the text for
    a row's place; where it is None the quote says enough.

    `rows` may be empty where they are not known; then the refused ones are not quoted. `declines` is the
    usual writer's word on an idea, and the `task` has the titles' limits.
    """
    long = task.min_chars >= CHINESE_TITLES.max_chars
    counts = {
        "create_report_added": len(report.added),
        "create_report_back": len(report.brought_back),
        "create_report_left_aside": len(report.left_aside),
        "create_report_duplicates": len(report.duplicates),
        "create_report_repeated": len(report.repeated),
        "create_report_near": len(report.near_duplicates),
        "create_report_refused": len(report.refused),
    }
    said = [say(key, lang, n=n) for key, n in counts.items() if n or key == "create_report_added"]
    notes = {
        "create_report_declined": sum(declines(idea.text) is not None for idea in report.added),
        "create_report_short_script": sum(is_cjk(idea.text) for idea in report.added) if long else 0,
    }
    limits = {"least": task.min_chars, "most": task.max_chars}
    lines = [" · ".join(said), *(say(key, lang, n=n, **limits) for key, n in notes.items() if n)]
    refused = (
        f"{say(row_key, lang, row=refusal.row) if row_key else ''} "
        f"{_quote(rows, refusal.row)}{translate(refusal.reason, lang)}"
        for refusal in report.refused
    )
    near = (
        f"{say('create_resembles', lang, idea=near.idea, earlier=near.earlier)}"
        for near in report.near_duplicates
    )
    details = (
        _list("create_details_refused", refused, lang)
        + _list("create_details_near", near, lang)
        + _list("create_details_back", (idea.text for idea in report.brought_back), lang)
        + _list("create_details_left_aside", report.left_aside, lang)
        + _list("create_details_duplicates", report.duplicates, lang)
        + _list("create_details_repeated", report.repeated, lang)
    )
    folded = (
        f"<details><summary>{say('create_details', lang)}</summary>{details}</details>" if details else ""
    )
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div class="notice" role="status">{paragraphs}{folded}</div>'


def _list(key: str, items: Iterable[str], lang: str) -> str:
    texts = list(items)
    shown = texts[:MOST_DETAILS]
    if len(texts) > MOST_DETAILS:
        shown.append(say("create_more", lang, n=len(texts) - MOST_DETAILS))
    lines = "".join(f"<li>{escape(text)}</li>" for text in shown)
    return f"<h4>{escape(say(key, lang))}</h4><ul>{lines}</ul>" if lines else ""


def _quote(rows: Sequence[str], row: int) -> str:
    """The row, counted from 1, in quotation marks and with a dash after it."""
    if not rows:
        return ""
    clean = " ".join(rows[row - 1].split())
    return f"“{clean[:LONGEST_QUOTE]}{'…' if len(clean) > LONGEST_QUOTE else ''}” — "
