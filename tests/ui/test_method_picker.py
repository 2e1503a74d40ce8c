"""The choice of a method: what it fills in, and what it says of the time, from literal paces."""

from dataclasses import replace

import gradio as gr
import pytest

from pipeline.preferences import Split
from pipeline.schema import Message, Preference, RunConfig
from pipeline.training.estimate import Pace
from pipeline.training.methods import SHORT, SLOW, presets_of
from pipeline.ui import Services, train_forecast
from pipeline.ui.catalogue.rlhf import TEXT
from pipeline.ui.method_picker import against_dpo, choose_method, methods_html
from pipeline.ui.train_form import form_values

RLHF = presets_of("rlhf", "embedded")
# Ten training pairs, three epochs: 30 s of DPO.
PACE = Pace(start=0.0, scored=0.0, trained=1.0, evaluated=0.0, device="cpu", peak_bytes=None)


def say_title(text: str) -> list[Message]:
    return [{"role": "assistant", "content": text}]


def split_of(pairs: int) -> Split:
    asked: list[Message] = [{"role": "user", "content": "x" * 40}]
    rows = tuple(
        Preference(f"{n}", f"{n}", asked, say_title("a" * 40), say_title("b" * 40), 1, 0, False)
        for n in range(pairs)
    )
    return Split(rows, rows[:1])


def test_a_method_fills_the_form_with_its_usual_settings(services: Services, owner: gr.Request) -> None:
    preset, more, *filled = choose_method(services, "embedded", "rlhf", owner)
    assert preset["value"] == "Short"
    assert preset["choices"] == [("Short", "Short"), ("Slow", "Slow"), ("GRPO", "GRPO")]
    assert (more["visible"], more["open"]) == (True, True)
    assert filled == form_values(RLHF[SHORT]) and 32 in filled
    _, more, *_ = choose_method(services, "", "dpo", owner)
    assert more["visible"] is False


def test_choosing_is_the_owners(services: Services, volunteer: gr.Request) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        choose_method(services, "embedded", "rlhf", volunteer)


def test_without_pairs_no_cost_is_told(services: Services, owner: gr.Request) -> None:
    values = form_values(RunConfig("embedded"))
    assert train_forecast.show_estimate(services, owner, True, False, "embedded", *values)[-2] == ""


@pytest.mark.parametrize(
    ("config", "times"),
    [
        (RunConfig("embedded"), 1),
        (RunConfig("embedded", method="reward_model"), 4),
        (RunConfig("embedded", method="reward_model", num_train_epochs=6.0), 8),
        (RLHF[SHORT], 10),
        (RLHF[SLOW], 4 + 6 * 80 / 32),
        (replace(RLHF[SHORT], policy_steps=320), 4 + 60),
        (replace(RLHF[SHORT], policy_ideas_per_step=4, num_generations=4), 4 + 6 / 4),
        (replace(RLHF[SHORT], reward_model="20260102T030400Z-taster"), 6),
    ],
)
def test_the_time_follows_from_what_there_is_to_train_and_to_write(config: RunConfig, times: float) -> None:
    assert against_dpo(config) == pytest.approx(times)


def test_the_page_tells_the_time_of_the_settings_as_they_are() -> None:
    paces = {"dpo": PACE, "reward_model": None, "rlhf": None}
    html = methods_html(RLHF[SHORT], split_of(10), paces, "en")
    assert "<dd>about 30 s</dd>" in html  # 3 epochs of 10 pairs
    assert "about 2 min 0 s (from DPO" in html and "about 5 min 0 s (from DPO" in html  # 4 and 10 times that
    longer = methods_html(replace(RLHF[SHORT], policy_steps=320), split_of(10), paces, "en")
    assert "about 32 min 0 s (from DPO" in longer  # 4 + 60 times
    assert longer.count("<section class=chosen><h3>RLHF") == 1
    unknown = methods_html(RLHF[SHORT], split_of(10), dict.fromkeys(paces), "en")
    assert unknown.count("not measured yet") == 3


def test_a_preset_claims_no_more_than_its_settings_say() -> None:
    tried = [one.policy_steps * one.policy_ideas_per_step * one.num_generations for one in RLHF.values()]
    assert tried[1] / tried[0] == 2.5
    assert "2.5 times as many titles" in TEXT["train_preset_5_about"][0]
    assert "2.5 倍" in TEXT["train_preset_5_about"][1]
    assert "better" not in "".join(TEXT[f"train_preset_{n}_about"][0] for n in (4, 5, 6))
