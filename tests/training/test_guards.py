"""What the guards see, from literal titles and figures."""

from dataclasses import replace

from pipeline.training.guards import Vitals, find_faults, share_well_formed, win_share

BASE = Vitals(
    titles=100,
    reward=0.0,
    reward_win=0.5,
    check_win=0.5,
    kl=0.0,
    well_formed=0.97,
    distinct=1.0,
    opening="how to",
    opening_share=0.1,
)


def test_a_policy_near_its_reference_is_healthy() -> None:
    assert find_faults(BASE, replace(BASE, reward=3.0, kl=3.0, well_formed=0.93, opening_share=0.25)) == ()


def test_each_fault_is_named() -> None:
    assert find_faults(BASE, replace(BASE, kl=3.1)) == ("kl",)
    assert find_faults(BASE, replace(BASE, well_formed=0.92)) == ("well_formed",)
    assert find_faults(BASE, replace(BASE, opening_share=0.26)) == ("opening_share",)
    broken = replace(BASE, kl=9.0, well_formed=0.1, opening_share=0.96)
    assert find_faults(BASE, broken) == ("kl", "well_formed", "opening_share")


def test_what_the_base_model_does_too_is_no_fault() -> None:
    likes_one = replace(BASE, opening_share=0.3)
    assert find_faults(likes_one, replace(likes_one, opening_share=0.34)) == ()
    assert find_faults(likes_one, replace(likes_one, opening_share=0.36)) == ("opening_share",)


def test_of_few_titles_three_must_be_broken() -> None:
    few = replace(BASE, titles=20, well_formed=1.0)
    assert find_faults(few, replace(few, well_formed=0.9)) == ()
    assert find_faults(few, replace(few, well_formed=0.85)) == ("well_formed",)


def test_wins_are_counted() -> None:
    assert win_share([2.0, 1.0, 0.0, 5.0], [1.0, 1.0, 3.0, 4.0]) == 2.5 / 4


def test_an_empty_title_and_one_that_stammers_are_not_well_formed() -> None:
    titles = ["Bake bread today", "", "Bake bread bread today", "Bake qxzzv today"]
    assert share_well_formed(["bake bread"] * 4, titles, None) == 2 / 4
    assert share_well_formed(["bake bread"] * 4, titles, frozenset({"today"})) == 1 / 4
