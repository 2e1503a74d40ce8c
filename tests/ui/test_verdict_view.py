"""What is said of a run, and its sample titles, in both languages."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from pipeline.training.verdict import Kind, Verdict
from pipeline.ui.verdict_view import samples_html, verdict_html

VERDICT = Verdict("learning", 3.0, 0.5, (0.7, 0.6, 0.5), 0.7, 100, 0.6, 0.78, 0.0, True)


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_verdict_is_a_sentence_with_its_evidence(kind: Kind, lang: str) -> None:
    said = verdict_html(replace(VERDICT, kind=kind, fall=6.0), lang)
    assert "{" not in said
    assert "0.500" in said
    shares = [share in said for share in ("70%", "60%", "78%")]
    assert shares == [kind != "unmoved"] * 3  # no reward, no accuracy
    assert any("\u4e00" <= c <= "\u9fff" for c in said) is (lang == "zh")


def test_a_fall_is_said_in_nats_and_times() -> None:
    # e to the 6 is 403.
    said = verdict_html(replace(VERDICT, kind="falling", fall=6.0), "en")
    assert "403 times less likely" in said and "6.0" in said


def test_each_evaluation_is_evidence_and_of_many_the_first_and_the_last() -> None:
    assert "Held-out loss 0.700 → 0.600 → 0.500." in verdict_html(VERDICT, "en")
    many = replace(VERDICT, losses=tuple(0.9 - at / 100 for at in range(9)))
    assert "Held-out loss 0.900 → … → 0.850 → 0.840 → 0.830 → 0.820." in verdict_html(many, "en")


def test_overfitting_is_said_to_come_after_the_epoch_that_is_kept() -> None:
    best = replace(VERDICT, kind="overfitting", best_epoch=2.0, best_loss=0.4)
    assert (
        "by heart rather than the taste behind them (overfitting). The best model is kept."
        in verdict_html(best, "en")
    )
    assert "The lowest, 0.400 in epoch 2, is kept." in verdict_html(best, "en")
    assert "is the lowest" in verdict_html(replace(best, keeps_best=False), "en")
    assert "not the best" in verdict_html(replace(best, keeps_best=False), "en")


def test_nothing_is_said_of_nothing() -> None:
    assert verdict_html(None, "en") == ""
    assert samples_html([], {}, "en") == ""


def sample(step: int, epoch: float, *titles: str) -> dict[str, Any]:
    written = [{"idea_id": f"id{n}", "title": title} for n, title in enumerate(titles)]
    return {"event": "samples", "at": "", "step": step, "epoch": epoch, "titles": written}


def test_samples_go_from_the_base_model_to_the_last_epoch() -> None:
    events = [sample(0, 0.0, "Old <b>", "A"), sample(4, 1.0, "New?", ""), sample(8, 2.0, "Newer?", "C")]
    shown = samples_html(events, {"id0": "bees & birds"}, "en")
    assert shown.index("Base model") < shown.index("Epoch 1") < shown.index("Epoch 2")
    assert shown.index("Old &lt;b&gt;") < shown.index("New?") < shown.index("Newer?")
    assert "bees &amp; birds" in shown and "Idea 2" in shown  # the second idea is not in the store any more


def test_samples_of_steps_that_were_done_again_are_shown_once() -> None:
    training = {"event": "training", "at": "", "step": 0, "epoch": 0.0}
    events = [training, sample(0, 0.0, "a"), sample(4, 1.0, "b"), training, sample(4, 1.0, "b again")]
    assert samples_html(events, {}, "en").count("Epoch 1") == 2  # the heading, and the cell's label
