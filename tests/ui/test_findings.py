"""What the page shows of the benchmark, from literal records."""

from typing import Any

from bench.methods_curve import curve_of, curve_svg
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
HEALTHY = {
    "titles": 120,
    "reward": 1.0,
    "check_win": None,
    "kl": 0.5,
    "distinct": 1.0,
    "opening": "how to",
    "opening_share": 0.05,
}


def check(step: int, reward_win: float, well_formed: float, **changes: float) -> dict[str, Any]:
    return HEALTHY | {"step": step, "reward_win": reward_win, "well_formed": well_formed} | changes


# The guards see what is broken at the 16th step.
RUN = {
    "checks": [check(0, 0.5, 0.98), check(8, 0.9, 0.96), check(16, 0.97, 0.41, kl=4.0, distinct=0.7)],
    "looks": [
        {"step": 16, "win_rate": 0.95, "strict_win_rate": 0.3, "well_formed": 0.4},
        {"step": 8, "win_rate": 0.83, "strict_win_rate": 0.8, "well_formed": 0.95},
    ],
}


def test_a_method_has_its_rate_with_the_interval_and_its_cost() -> None:
    found = {"methods": [ROW]}
    shown = findings_html(found, "en")
    for cell in ("Best of 4", "75% (70%–80%)", "97.3% (98.3%)", "<td>61</td>", "12,345", "seeds: 5"):
        assert cell in shown
    assert "simulated" in shown and "模拟" in findings_html(found, "zh")
    assert "<svg" not in shown


def test_methods_of_unlike_numbers_of_seeds_say_so() -> None:
    assert "seeds: 2–5" in findings_html({"methods": [ROW, ROW | {"seeds": 2}]}, "en")


def test_the_curve_says_when_the_guards_would_have_stopped_it() -> None:
    curve = curve_of(RUN)
    assert curve is not None
    assert curve["lines"]["reward_win"] == [(0, 0.5), (8, 0.9), (16, 0.97)]
    assert curve["lines"]["win"] == [(0, 0.5), (8, 0.83), (16, 0.95)]
    assert (curve["stopped_at"], curve["faults"]) == (16, ["kl", "well_formed"])
    assert curve_of(RUN | {"checks": RUN["checks"][:2]})["stopped_at"] is None  # type: ignore[index]
    late = curve_of(RUN | {"looks": RUN["looks"][:1]})
    assert late and late["lines"]["win"] == [(16, 0.95)]  # what was not looked at is not drawn
    assert curve_of(None) is None
    assert "the same, broken titles lose" in curve_svg(curve)


def test_the_curve_is_drawn_and_told_in_numbers() -> None:
    shown = findings_html({"methods": [ROW], "curve": curve_of(RUN)}, "en")
    assert shown.count("<polyline") == 5 and "policy step" in shown
    assert "stopped it at step 16: KL over 3 nats a title, fewer titles well formed." in shown
    assert '<th scope="row">16</th><td>97%</td><td>95%</td><td>30%</td><td>41%</td><td>70%</td>' in shown
    assert "the reward model prefers it 0.5 → 0.97" in shown  # read aloud, and under the plot
    unseen = curve_of(RUN | {"checks": RUN["checks"][:2], "looks": []})  # by the taste
    shown = findings_html({"methods": [ROW], "curve": unseen}, "en")
    assert "stopped it" not in shown and shown.count("<polyline") == 3


def test_without_findings_nothing_is_shown_and_those_that_ship_can_be_shown() -> None:
    assert findings_html({}, "en") == ""
    assert findings_html(read_findings(), "zh")
