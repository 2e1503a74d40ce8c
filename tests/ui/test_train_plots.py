"""The four plots of a run: literal events, places worked out by hand."""

import math
import re
from typing import Any

from pipeline.schema import RunConfig
from pipeline.ui.train_plots import Drawn, plots_html

AT = "2026-01-01T00:00:00+00:00"


def event(kind: str, step: int, epoch: float, **fields: Any) -> dict[str, Any]:
    return {"event": kind, "at": AT, "step": step, "epoch": epoch, **fields}


EVENTS = [
    event(
        "training",
        0,
        0.0,
        total_steps=4,
        eval_pairs=120,
        eval_independent=100,
        no_preference_loss=math.log(2),
    ),
    event(
        "log",
        1,
        0.5,
        loss=0.7,
        **{"rewards/chosen": 0.0, "rewards/rejected": 0.0, "rewards/margins": 0.0, "logps/chosen": -9.0},
    ),
    event(
        "log", 2, 1.0, loss=0.6, **{"rewards/chosen": 0.2, "rewards/rejected": -0.1, "rewards/margins": 0.3}
    ),
    event(
        "eval",
        2,
        1.0,
        eval_loss=0.65,
        **{"eval_rewards/margins": 0.25, "eval_rewards/accuracies": 0.6, "eval_logps/chosen": -8.5},
    ),
    event("log", 3, 1.5, loss=None),
]
PLAIN = RunConfig("base", sft_weight=0.0, num_train_epochs=2.0)
RUN: Drawn = (EVENTS, PLAIN, "mine")


def plots(run: Drawn = RUN, over: Drawn | None = None) -> list[str]:
    """Accuracy, loss, rewards and log-probabilities, each by itself."""
    return re.findall(r"<figure.*?</figure>", "".join(plots_html(run, over, "en")), re.DOTALL)


def test_the_loss_stands_against_the_line_of_no_preference() -> None:
    loss = plots()[1]
    assert "0.693: no preference yet" in loss
    # From x 48 to 468: epoch 1 of 2 is at 258. Values go from 0.6 to 0.7, so 0.65 is in the middle of y 12
    # and 240.
    assert 'cx="258.0" cy="126.0"' in loss


def test_with_an_sft_term_the_line_lies_higher_and_says_why() -> None:
    events = [event("training", 0, 0.0, no_preference_loss=0.99), *EVENTS[1:]]
    loss = plots((events, RunConfig("base", sft_weight=0.3), "mine"))[1]
    assert "0.990: no preference yet" in loss
    assert "it is 0.990: 0.693, as for a coin flip, and 0.3 times the SFT loss" in loss


def test_a_loss_without_such_a_level_has_no_line() -> None:
    events = [event("training", 0, 0.0, no_preference_loss=None), *EVENTS[1:]]
    assert "plot-guide" not in plots((events, PLAIN, "mine"))[1]


def test_the_accuracy_has_its_interval_and_the_line_of_guessing() -> None:
    # Wilson: 60 of 100 lie in 50.2 to 69.1%.
    accuracy = plots()[0]
    assert accuracy.count("plot-whisker") == 1
    assert "held out 0.6 (0.5–0.69)" in accuracy
    assert "the 120 held-out pairs count as 100." in accuracy and "50%: guessing" in accuracy


def test_pairs_that_count_in_full_are_not_counted_twice() -> None:
    for counts_as, told in ((119.6, False), (118.4, True)):
        events = [EVENTS[0] | {"eval_independent": counts_as}, *EVENTS[1:]]
        accuracy = plots((events, PLAIN, "mine"))[0]
        assert "Bars: 95% interval" in accuracy and ("held-out pairs count as" in accuracy) is told


def test_rewards_are_three_lines_and_dots_for_evaluations() -> None:
    rewards = plots()[2]
    assert rewards.count("<polyline") == 3
    assert rewards.count("<circle") == 1


def test_log_probabilities_are_drawn_too() -> None:
    assert "chosen -9" in plots()[3] and "chosen, held out -8.5" in plots()[3]


def test_every_plot_says_its_values_in_words() -> None:
    assert "training 0.7 → 0.6 · held out 0.65" in plots()[1]
    label = re.search(r'aria-label="([^"]*)"', plots()[1])
    assert label and label[1] == "Loss. training 0.7 → 0.6 · held out 0.65"


def test_a_second_run_is_dashed_and_named() -> None:
    other = (EVENTS, RunConfig("base", num_train_epochs=4.0), "<b>theirs")
    loss = plots(over=other)[1]
    assert loss.count("plot-line") == 2 and loss.count('plot-a plot-other"') == 1
    assert "&lt;b&gt;theirs: held out 0.65" in loss
    assert "<b>" not in "".join(plots_html(RUN, other, "en"))
    # The longer run sets the axis: epoch 1 of 4 is at 48 + 420 / 4.
    assert 'cx="153.0"' in loss


def test_before_the_first_value_the_plot_says_so() -> None:
    assert all("first values come" in plot for plot in plots((EVENTS[:1], PLAIN, "mine")))
