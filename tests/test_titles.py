import pytest

from pipeline.schema import Task
from pipeline.titles import clean_title, distinct_titles

TITLE = "How I Learned to Bake Bread at Home"


@pytest.mark.parametrize(
    "raw",
    [
        TITLE,
        f"  {TITLE}\n",
        f'"{TITLE}"',
        f"\u201c{TITLE}\u201d",
        f"**{TITLE}**",
        f'1. "{TITLE}"',
        f"- {TITLE}",
        f"Title: {TITLE}",
        f"{TITLE} (Note: it is short)",
        f"{TITLE} (35 characters)",
        f"Here is a title:\n\n{TITLE}\n\nI hope you like it!",
    ],
)
def test_clean_title_finds_the_title(raw: str) -> None:
    assert clean_title(raw) == TITLE


@pytest.mark.parametrize(
    "title", ["5 Ways to Bake Bread", "Is It Worth It? (Honest Answer)", "'Tis the Season"]
)
def test_clean_title_leaves_a_title_alone(title: str) -> None:
    assert clean_title(title) == title


def test_distinct_titles_keep_limits_and_ignore_case_and_punctuation(task: Task) -> None:
    short, long = "Bake Bread", "Bake " * 20
    kept = distinct_titles(
        [TITLE, TITLE.upper() + "!", short, long, "", "Why Does My Bread Never Rise at All?"], task
    )
    assert kept == [TITLE, "Why Does My Bread Never Rise at All?"]
    assert distinct_titles([TITLE], task, known=[TITLE.lower()]) == []


def test_limits_are_inclusive(task: Task) -> None:
    assert distinct_titles(["a" * 30, "b" * 75, "c" * 29, "d" * 76], task) == ["a" * 30, "b" * 75]
