"""The share that the tuned model won, verdict by verdict: drawn, and in numbers."""

import re

import pytest

from pipeline.ui.verdict_plot import running_plot, running_shares


def test_the_plot_says_in_numbers_what_it_draws() -> None:
    steps = running_shares([1.0, 0.5, 0.0, 1.0])
    assert [share for share, _ in steps] == [1.0, 0.5, pytest.approx(2 / 3)]
    assert all(low <= share <= high for share, (low, high) in steps)
    html = running_plot([1.0] * 12, "pairs", None, "en")
    assert (
        'aria-label="Share won so far, verdict by verdict. After 12 the tuned model had won 100% (95%' in html
    )
    assert html.count("<tr>") == 1 + 8
    assert "50%: no difference" in html and "holds at every look" in html
    assert running_plot([1.0], "pairs", None, "en") == ""


def test_once_a_fixed_number_is_judged_the_interval_that_counts_is_the_only_one() -> None:
    html = running_plot([1.0] * 12, "pairs", (0.735, 1.0), "en")
    assert "the tuned model had won 100% (95%: 74% to 100%)" in html
    assert html.count("74% to 100%") == 2  # and in the last row of the table
    assert "plot-end" in html and "plot-band" not in html and "at every look" not in html
    assert html.count("<i class=") == 3
    until = running_plot([1.0] * 12, "pairs", None, "en")
    assert "plot-band" in until and "plot-end" not in until and until.count("<i class=") == 3


def test_the_name_of_the_axis_stands_clear_of_its_numbers_in_a_phones_larger_letters() -> None:
    drawn = running_plot([1.0] * 12, "pairs", None, "en")
    tick, name = (
        float(found[1])
        for text in ("10", "decided pairs")
        if (found := re.search(rf'y="([\d.]+)" text-anchor="middle">{text}<', drawn))
    )
    assert name - tick >= 1.2 * 16  # a line of the style sheet's largest letters
