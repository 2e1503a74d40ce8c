import math

import numpy as np
import pytest

from pipeline.title_prior import (
    FEATURES,
    FOLDS,
    TitlePrior,
    find_fold,
    fit_logistic,
    fit_title_prior,
    title_features,
)


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
    prior = fit_title_prior(questions_preferred(40))
    assert prior is not None
    asking, stating = prior.predict("a new idea", ["Can a robot cook?", "A robot can cook"])
    assert asking - stating > 1


def test_few_ideas_say_nothing_of_their_own() -> None:
    around = TitlePrior(((0.5,) * len(FEATURES),) * FOLDS)
    assert fit_title_prior(questions_preferred(9)) is None
    assert fit_title_prior({}) is None
    assert fit_title_prior(questions_preferred(9), around) is around
    assert fit_title_prior(questions_preferred(9) | {"unanswered": []}, around) is around


def test_an_ideas_own_answers_do_not_enter_its_prior() -> None:
    # The fold of the idea that differs is fitted to the same others: only the common shrinkage changes.
    preferences = questions_preferred(40)
    against = [("Bread is easy", "Is bread easy?")] * 5
    one, other = fit_title_prior(preferences), fit_title_prior({**preferences, "mine": against})
    assert one is not None and other is not None
    mine = find_fold("mine")
    ratio = np.array(other.weights[mine]) @ np.array(one.weights[mine]) / np.sum(np.square(one.weights[mine]))
    assert np.array(other.weights[mine]) == pytest.approx(ratio * np.array(one.weights[mine]))
    elsewhere = (mine + 1) % FOLDS
    assert other.weights[elsewhere][0] / ratio < one.weights[elsewhere][0] - 0.1


def test_own_weights_start_from_those_of_others() -> None:
    others = fit_title_prior(questions_preferred(40))
    neutral = {f"idea {k}": [("Bread: a story", "Bread without one")] for k in range(20)}
    own, alone = fit_title_prior(neutral, others), fit_title_prior(neutral)
    assert own is not None and alone is not None
    asking, stating = own.predict("new", ["Can a robot cook?", "A robot can cook"])
    assert asking - stating > 1
    asking, stating = alone.predict("new", ["Is it a robot?", "It is a robot"])
    assert abs(asking - stating) < 0.2


def test_a_taste_without_features_is_shrunk_to_almost_nothing() -> None:
    rng = np.random.default_rng(1)
    titles = ["Is it easy?", "It is easy!", "My 10 loaves", "BREAD: all of it", "How bread is made in towns"]
    preferences = {
        f"idea {k}": [tuple(rng.permutation(titles)[:2].tolist()) for _ in range(7)] for k in range(30)
    }
    prior = fit_title_prior(preferences)
    assert prior is not None
    # 0.52 without the shrinkage.
    assert max(np.ptp(prior.predict(f"idea {k}", titles)) for k in range(30)) < 0.4
