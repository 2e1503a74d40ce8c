import math

import numpy as np
import pytest

from pipeline.title_prior import FEATURES, fit_logistic, fit_title_prior, predict_titles, title_features


def test_features_of_a_title() -> None:
    found = dict(zip(FEATURES, title_features("How I Made 100 LOAVES (really)!"), strict=True))
    # 31 characters; H, I, M and the six of LOAVES are capitals, 9 of 20 letters.
    assert found["capital letters"] == pytest.approx(9 / 20)
    assert found["length"] == pytest.approx((31 - 55) / 30)
    assert {name for name, value in found.items() if value == 1} == {
        "number",
        "exclamation",
        "brackets",
        "shouted word",
        "speaks of me",
        "opens with how",
    }


def test_a_title_without_letters_has_features() -> None:
    assert np.isfinite(title_features("42")).all()


def test_one_weight_fitted_to_shares_gives_their_log_odds() -> None:
    # 3 of 4 preferred: log 3; a ridge pulls towards the mean it is given.
    design, target = np.ones((4, 1)), np.array([1.0, 1.0, 1.0, 0.0])
    weights, precision = fit_logistic(design, target, np.zeros(1), 1e-9)
    assert weights[0] == pytest.approx(math.log(3))
    assert precision[0, 0] == pytest.approx(4 * 3 / 16)
    assert 0 < fit_logistic(design, target, np.zeros(1), 1.0)[0][0] < math.log(3)


def questions_preferred(n_ideas: int) -> dict[str, list[tuple[str, str]]]:
    return {
        f"idea {k}": [(f"Is bread number {k} easy?", f"Bread number {k} is easy")] for k in range(n_ideas)
    }


def test_a_taste_for_questions_is_learned() -> None:
    weights = fit_title_prior(questions_preferred(40))
    asking, stating = predict_titles(weights, ["Can a robot cook?", "A robot can cook"])
    assert asking - stating > 1


def test_few_ideas_say_nothing() -> None:
    assert not fit_title_prior(questions_preferred(9)).any()
    assert not fit_title_prior({}).any()


def test_the_idea_to_be_predicted_is_left_out() -> None:
    preferences = questions_preferred(20)
    against = [("Bread is easy", "Is bread easy?")] * 50
    left_out = fit_title_prior({**preferences, "mine": against}, leave_out="mine")
    assert left_out == pytest.approx(fit_title_prior(preferences))


def test_a_taste_without_features_is_shrunk_to_almost_nothing() -> None:
    rng = np.random.default_rng(1)
    titles = ["Is it easy?", "It is easy!", "My 10 loaves", "BREAD: all of it", "How bread is made in towns"]
    preferences = {
        f"idea {k}": [tuple(rng.permutation(titles)[:2].tolist()) for _ in range(7)] for k in range(30)
    }
    utilities = predict_titles(fit_title_prior(preferences), titles)
    assert np.ptp(utilities) < 0.3
