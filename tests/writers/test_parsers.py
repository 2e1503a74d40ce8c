"""What chat models answer when they are asked for a list."""

import pytest

from pipeline.writers.parsers import read_titles

TWO = ["How Bees Find Their Way Home", "The Secret Map of a Bee"]


@pytest.mark.parametrize(
    "answer",
    [
        "1. How Bees Find Their Way Home\n2. The Secret Map of a Bee",
        "1) How Bees Find Their Way Home\n2) The Secret Map of a Bee\n",
        "(1) How Bees Find Their Way Home\n(2) The Secret Map of a Bee",
        "1: How Bees Find Their Way Home\n\n2: The Secret Map of a Bee",
        "Title 1: How Bees Find Their Way Home\nTitle 2: The Secret Map of a Bee",
        "**1.** How Bees Find Their Way Home\n**2.** The Secret Map of a Bee",
        "1. How Bees Find Their Way Home 2. The Secret Map of a Bee",
        "- How Bees Find Their Way Home\n- The Secret Map of a Bee",
        "* How Bees Find Their Way Home\n* The Secret Map of a Bee",
        "• How Bees Find Their Way Home\n• The Secret Map of a Bee",
        "How Bees Find Their Way Home\nThe Secret Map of a Bee",
        '"How Bees Find Their Way Home"\n"The Secret Map of a Bee"',
        "“How Bees Find Their Way Home”\n“The Secret Map of a Bee”",
        '"How Bees Find Their Way Home", "The Secret Map of a Bee"',
        "1. **How Bees Find Their Way Home**\n2. **The Secret Map of a Bee**",
        '1. **"How Bees Find Their Way Home"**\n2. **"The Secret Map of a Bee"**',
        "1. **How Bees Find Their Way Home** - it is direct\n2. **The Secret Map of a Bee** (a riddle)",
        "- **How Bees Find Their Way Home**: it asks\n- **The Secret Map of a Bee**: it promises",
        "1. How Bees Find Their Way Home (28 characters)\n2. The Secret Map of a Bee (23 characters)",
        "Sure! Here are two titles:\n\n1. How Bees Find Their Way Home\n2. The Secret Map of a Bee\n\n"
        "Let me know if you want more!",
        "Here are 2 titles:\n- How Bees Find Their Way Home\n- The Secret Map of a Bee\nI hope these help.",
        "Certainly!\nHow Bees Find Their Way Home\nThe Secret Map of a Bee\nFeel free to ask for more.",
        "1. How Bees Find Their Way Home\n   - It is direct.\n2. The Secret Map of a Bee\n   - It teases.",
        '["How Bees Find Their Way Home", "The Secret Map of a Bee"]',
        '```json\n["How Bees Find Their Way Home", "The Secret Map of a Bee"]\n```',
        '{"titles": ["How Bees Find Their Way Home", "The Secret Map of a Bee"]}',
        '{"titles": [{"title": "How Bees Find Their Way Home", "why": "direct"},'
        ' {"title": "The Secret Map of a Bee", "why": "a riddle"}]}',
        '{"1": "How Bees Find Their Way Home", "2": "The Secret Map of a Bee"}',
        'Here you are: [1] then ["How Bees Find Their Way Home", "The Secret Map of a Bee"]',
        "<think>1. Bees?\n2. No, maps</think>\n1. How Bees Find Their Way Home\n2. The Secret Map of a Bee",
        "标题如下：\n1. How Bees Find Their Way Home\n2. The Secret Map of a Bee",
    ],
)
def test_every_shape_of_a_list_gives_its_titles(answer: str) -> None:
    assert read_titles(answer) == TWO


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        (
            "1. 7 Ways Bees Find Home\n2. 10 Ways Back",
            ["7 Ways Bees Find Home", "10 Ways Back"],
        ),
        ("7 Ways Bees Find Home\n5 Myths About Bees", ["7 Ways Bees Find Home", "5 Myths About Bees"]),
        (
            "1. Sure Signs of a Bee Swarm\n2. Here Is Why Bees Dance",
            ["Sure Signs of a Bee Swarm", "Here Is Why Bees Dance"],
        ),
        (
            "- Bees: The Inside Story\n- Bees - The Inside Story",
            ["Bees: The Inside Story", "Bees - The Inside Story"],
        ),
        (
            '1. Why "Lost" Bees Are Not Lost\n2. Bees {and} [their] maps',
            ['Why "Lost" Bees Are Not Lost', "Bees {and} [their] maps"],
        ),
        ("1. 蜜蜂如何找到回家的路\n2. 《地图》的秘密", ["蜜蜂如何找到回家的路", "《地图》的秘密"]),
        ("How Bees Find Their Way Home", ["How Bees Find Their Way Home"]),
        ("Sure! Here are five titles:", []),
        ("", []),
        ("<think>I wonder whether", []),
        ("{}", []),
        ("---\n***", []),
    ],
)
def test_titles_keep_what_only_looks_like_a_mark(answer: str, titles: list[str]) -> None:
    assert read_titles(answer) == titles
