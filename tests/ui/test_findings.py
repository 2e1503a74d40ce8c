"""What the page shows of the benchmark, from literal records."""

from pipeline.ui.findings import findings_html, read_findings

ROW = {
    "method": "best_of_4",
    "seeds": 5,
    "win_rate": 0.753,
    "low": 0.701,
    "high": 0.802,
    "strict_win_rate": 0.742,
    "well_formed": 0.973,
    "base_well_formed": 0.983,
    "cpu_seconds": 61.3,
    "generated_tokens": 12345,
}


def test_a_method_has_its_rate_with_the_interval_and_its_cost() -> None:
    shown = findings_html([ROW], "en")
    for cell in ("Best of 4", "75% (70%–80%)", "97.3% (98.3%)", "<td>61</td>", "12,345", "seeds: 5"):
        assert cell in shown
    assert "simulated" in shown and "模拟" in findings_html([ROW], "zh")


def test_methods_of_unlike_numbers_of_seeds_say_so() -> None:
    assert "seeds: 2–5" in findings_html([ROW, ROW | {"seeds": 2}], "en")


def test_without_findings_nothing_is_shown_and_those_that_ship_can_be_shown() -> None:
    assert findings_html([], "en") == ""
    for row in read_findings():
        assert findings_html([row], "zh")
