"""The ideas that come with the app, in two bites: a project's own ideas enter; those that are offered next,
and the button that offers them, leave.
"""

import functools
from typing import Any

import gradio as gr

from pipeline.formats import read_ideas
from pipeline.schema import Task
from pipeline.settings import SHIPPED_DATA
from pipeline.store import Store
from pipeline.texts import comparison_key
from pipeline.ui.standing import IDEAS_TO_TEACH
from pipeline.ui.text import say

AT_FIRST = IDEAS_TO_TEACH  # all of them are hours of labelling


@functools.cache
def shipped_ideas() -> tuple[str, ...]:
    """All of them, those first that are offered first: every so many-th of a list that mixes its topics."""
    every = read_ideas(SHIPPED_DATA / "ideas.csv")
    first = {n * len(every) // AT_FIRST for n in range(AT_FIRST)}
    return (*(every[n] for n in sorted(first)), *(text for n, text in enumerate(every) if n not in first))


def next_shipped(store: Store, task: Task) -> list[str]:
    """Of the first AT_FIRST those that the project has not, while it has few of them, or else of all; one
    that is set aside there was not wanted.
    """
    had = {_key(idea.text) for idea in (*store.ideas(task), *store.ideas_aside(task))}
    missing = [text for text in shipped_ideas() if _key(text) not in had]
    first = [text for text in missing if text in shipped_ideas()[:AT_FIRST]]
    return first if len(first) > AT_FIRST // 2 else missing


def shipped_button(store: Store, task: Task, lang: str) -> dict[str, Any]:
    """What it offers next; it stays where it is when all are there."""
    offered = next_shipped(store, task)
    if not offered:
        return gr.update(value=say("create_shipped_all", lang), interactive=False)
    if len(offered) == 1:
        return gr.update(value=say("create_shipped_last", lang), interactive=True)
    key = "create_shipped_first" if offered[-1] in shipped_ideas()[:AT_FIRST] else "create_shipped_rest"
    return gr.update(value=say(key, lang, n=len(offered)), interactive=True)


@functools.lru_cache(maxsize=4096)  # of the same ideas each second while titles are written
def _key(text: str) -> str:
    return comparison_key(text)
