"""How many labels and ideas are enough, by hand."""

import pytest

from pipeline.enough import (
    accuracy_margin,
    count_telling,
    expected_accuracy,
    ideas_for_check,
    labels_for_check,
    labels_missing,
    labels_to_begin,
)


def test_the_accuracy_to_expect_falls_with_the_noise_of_the_labels() -> None:
    assert expected_accuracy(0.82) == pytest.approx(0.75)  # 0.82 is 0.9^2 + 0.1^2
    assert expected_accuracy(1) == pytest.approx(0.8125)
    assert expected_accuracy(0.5) == pytest.approx(0.5)
    assert expected_accuracy(0.4) == pytest.approx(0.5)


def test_the_check_takes_ten_times_the_labels_that_it_holds_out() -> None:
    # 0.75: 1.96^2 * 0.25 / 0.25^2 = 15.4 independent comparisons.
    assert labels_for_check(0.82) == 160
    # Without noise 0.8125: 9.8 comparisons.
    assert labels_for_check(1) == 100
    assert labels_for_check(0.5) is None


def test_of_an_idea_no_more_labels_count_than_its_order_takes_comparisons() -> None:
    assert count_telling([1, 3, 4, 5, 10], 5) == 1 + 3 + 4 + 4 + 4
    assert count_telling([1, 3], n_titles=2) == 2
    assert (ideas_for_check(160, 5), ideas_for_check(161, 5), ideas_for_check(160, n_titles=2)) == (
        40,
        41,
        160,
    )


def test_a_few_ideas_are_asked_for_what_they_can_give() -> None:
    # Ten pairs an idea, of which six are asked at the least.
    assert [labels_to_begin(pairs) for pairs in (80, 160, 170, 5000)] == [48, 96, 100, 100]
    assert labels_to_begin(1) == 1
    assert labels_to_begin(0) == 100  # no titles are written yet


def test_no_labels_are_missing_once_people_are_asked_for_no_more() -> None:
    assert labels_missing(30, 80, settled=False) == 18
    assert labels_missing(30, 80, settled=True) == labels_missing(48, 80, settled=False) == 0
    assert labels_missing(0, 80, settled=True) == 48  # all were skipped


def test_the_margin_is_half_of_wilsons_interval() -> None:
    # p = 0.75, n = 6: 1.96 / (1 + 3.84 / 6) * sqrt(0.75 * 0.25 / 6 + 3.84 / 144) = 0.287
    assert accuracy_margin(6) == pytest.approx(0.287, abs=1e-3)
