from dataclasses import replace

import pytest

from pipeline.health import (
    count_titles,
    find_faults,
    has_repetition,
    may_be_chance,
    measure_health,
    repeats_idea,
)
from pipeline.schema import Task
from pipeline.tasks import CHINESE_TITLES

FINE = "Why Does My Bread Never Rise at Home?"


def test_health_counts_limits_form_and_distinct(task: Task) -> None:
    rows = [("bread", FINE), ("bread", FINE), ("bread", "Too Short"), ("bread", "(open")]
    health = measure_health(task, rows, None)
    assert (health.in_limits, health.well_formed, health.distinct) == (0.5, 0.75, 0.75)
    assert (health.questions, health.numbers, health.length) == (0.5, 0.0, (37 * 2 + 9 + 5) / 4)


def test_empty_titles_count_as_empty_and_in_nothing_else(task: Task) -> None:
    health = measure_health(task, [("bread", FINE), ("bread", ""), ("bread", ""), ("bread", "")], None)
    assert (health.empty, health.titles, health.well_formed) == (0.75, 1, 1.0)
    nothing = measure_health(task, [("bread", "")], None)
    assert (nothing.empty, nothing.in_limits, nothing.opening) == (1.0, 0.0, "")


def test_variety_is_measured_within_titles_and_across_ideas(task: Task) -> None:
    rows = [("bread", "The way to bake"), ("cheese", "the way to bake!"), ("wine", "The way of wine")]
    health = measure_health(task, rows, None)
    # the way, way to, to bake; the same; the way, way of, of wine: 5 distinct of 9
    assert health.distinct_2 == pytest.approx(5 / 9)
    assert health.across_ideas == pytest.approx(2 / 3)
    assert (health.opening, health.opening_share) == ("The way", 1.0)
    assert health.coverage == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("title", "repeats"),
    [("Bake Bread", True), ("Baking the Breads", True), ("Bake Bread: 5 Secrets", False)],
)
def test_a_title_that_adds_no_word_repeats_the_idea(title: str, repeats: bool) -> None:
    assert repeats_idea("how to bake bread", title) is repeats


@pytest.mark.parametrize(
    ("title", "repeated"),
    [
        ("Why Why Bread", True),
        ("My Bread and My Bread", True),
        ("Bread and Butter and Salt", False),
        ("面包入门教程：面包入门的一天", True),
        ("面包入门：从面包开始", False),
    ],
)
def test_a_word_or_a_phrase_twice_is_a_repetition(title: str, repeated: bool) -> None:
    assert has_repetition(title) is repeated


def test_what_tuning_broke_is_named_with_both_shares(task: Task) -> None:
    titles = [
        (f"baking bread {n}", f"{word} Way I Bake Bread {n}") for n, word in enumerate("ABCDEFGHIJ" * 5)
    ]
    base = measure_health(task, titles, None)
    broken = [(idea, idea) if n < 6 else (idea, title) for n, (idea, title) in enumerate(titles)]
    tuned = measure_health(task, broken, None)
    faults = {fault.kind: fault for fault in find_faults(base, tuned)}
    assert (faults["repeats_idea"].base, faults["repeats_idea"].tuned) == (0.0, 0.12)
    assert find_faults(base, base) == ()


def test_two_titles_more_are_chance(task: Task) -> None:
    health = measure_health(task, [("bread", FINE)] * 20, None)
    assert find_faults(health, replace(health, repeats_idea=0.10)) == ()  # 2 of 20
    assert [fault.kind for fault in find_faults(health, replace(health, repeats_idea=0.15))] == [
        "repeats_idea"
    ]


@pytest.mark.parametrize(
    ("of", "tuned", "chance"),
    [(50, 0.94, True), (50, 0.88, False), (500, 0.988, False)],
    # Fisher's exact p of 47 against 50 of 50 is 0.24, of 44 0.027, and of 494 against 500 of 500 0.031.
)
def test_what_chance_alone_may_do_goes_by_the_counts(task: Task, of: int, tuned: float, chance: bool) -> None:
    base = measure_health(task, [("bread", FINE)] * of, None)
    assert may_be_chance(base, replace(base, well_formed=tuned), "well_formed") is chance


def test_empty_titles_are_counted_of_all_that_were_asked_for(task: Task) -> None:
    health = measure_health(task, [("bread", FINE), ("bread", FINE), ("bread", ""), ("bread", "")], None)
    assert count_titles(health, "empty") == (2, 4)
    assert count_titles(health, "well_formed") == (2, 2)


def test_one_opening_and_a_large_kl_are_named(task: Task) -> None:
    rows = [(f"idea {n}", f"word{n} and something") for n in range(20)]
    base = measure_health(task, rows, None)
    tuned = measure_health(task, [(idea, "I Tried " + title) for idea, title in rows], None, [3.0, 4.0])
    faults = {fault.kind: fault for fault in find_faults(base, tuned)}
    assert (faults["opening_share"].opening, faults["opening_share"].tuned) == ("I Tried", 1.0)
    assert tuned.kl == 3.5 and faults["kl"].tuned == 3.5


def test_chinese_titles_vary_by_their_characters() -> None:
    """As one word each they would have no neighbours, and none would count as varied."""
    different = measure_health(CHINESE_TITLES, [("蜜蜂", "蜜蜂回家的路"), ("茶", "一杯好茶的秘密")], None)
    same = measure_health(CHINESE_TITLES, [("蜜蜂", "蜜蜂回家的路"), ("茶", "蜜蜂回家的路")], None)
    assert (different.distinct_2, same.distinct_2) == (1.0, 0.5)
    assert different.well_formed == 1 and different.in_limits == 0


def test_chinese_titles_repeat_the_idea_and_begin_alike_by_their_characters() -> None:
    rows = [
        ("蜜蜂怎样回家", "怎样回家，蜜蜂"),
        ("一杯好茶", "你不知道的好茶"),
        ("修自行车链", "你不知道：修车"),
        ("菜", "三种菜"),
    ]
    health = measure_health(CHINESE_TITLES, rows, None)
    assert health.repeats_idea == 0.25
    assert (health.opening, health.opening_share) == ("你不知道", 0.5)
