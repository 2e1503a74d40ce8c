"""Figures: words and what stands where."""

from pipeline.ui.svg_plot import Guide, Series, figure, in_words


def test_a_line_is_said_by_its_ends_and_dots_one_by_one() -> None:
    values = [(0.0, 1.0), (1.0, 2.5), (2.0, 2.0)]
    assert in_words([Series("x", "plot-a", values)], "en") == "x 1 → 2"
    assert in_words([Series("x", "plot-a", values, dots=True)], "en") == "x 1, 2.5, 2"
    assert (
        in_words([Series("x", "plot-a", values[:1]), Series("y", "plot-b", values[:1])], "en") == "x 1 · y 1"
    )


def test_what_rounds_to_nothing_has_no_sign() -> None:
    values = [(0.0, -0.00001), (1.0, 0.143)]
    assert in_words([Series("chosen", "plot-a", values)], "en") == "chosen 0 → 0.143"


def test_whiskers_go_from_low_to_high() -> None:
    series = Series("x", "plot-a", [(1.0, 0.5)], dots=True, whiskers=[(0.0, 1.0)])
    # One epoch is the whole width; 0 is at the bottom, y 240, and 1 at the top, y 12.
    assert 'x1="468.0" x2="468.0" y1="240.0" y2="12.0"' in figure("t", [series], 1.0, "en")


def test_what_comes_from_a_run_is_escaped() -> None:
    drawn = figure("<t>", [Series("<s>", "plot-a", [(1.0, 0.5)])], 1.0, "en", note="<n>")
    assert "<t>" not in drawn and "<s>" not in drawn and "<n>" not in drawn


def test_a_value_is_rounded_once() -> None:
    looked = Series("loss", "plot-b", [(1.0, 0.72848), (2.0, 0.6915)], dots=True)
    assert in_words([looked], "en") == f"loss {0.72848:.3f}, {0.6915:.3f}"
    assert in_words([looked], "zh") == "loss 0.728、0.692"


def test_a_level_has_its_name_where_no_point_is_drawn() -> None:
    drawn = figure(
        "Loss", [Series("x", "plot-a", [(0.0, 1.0), (1.0, 2.0)])], 1, "en", Guide(1.5, "no preference")
    )
    assert drawn.index("no preference") < drawn.index("<svg")
    assert "no preference" not in drawn[drawn.index("<svg") :]
