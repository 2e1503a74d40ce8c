from dataclasses import replace
from datetime import UTC, datetime

from pipeline.schema import Run, RunConfig
from pipeline.training.recipes import PRESETS, presets
from pipeline.ui.run_view import config_html, head_html, table_html

STARTED = {"event": "started", "at": "2026-01-01T00:00:00+00:00"}


def test_pairs_that_were_left_out_are_told_in_one_sentence() -> None:
    config = RunConfig("embedded", max_length=64)
    run = Run("a-run", "/no/folder", config, "paused", datetime(2026, 1, 1, tzinfo=UTC), "v")
    dropped = {**STARTED, "event": "dropped", "train": 3, "test": 1}
    said = head_html(run, [STARTED, dropped], [], "en")
    assert "Left out: 3 of the pairs to learn from and 1 of those to check on" in said
    assert "(64 tokens)" in said
    assert "已略去：3 对用于学习、1 对用于检验" in head_html(run, [STARTED, dropped], [], "zh")
    assert "Left out" not in head_html(run, [STARTED], [], "en")


def test_a_run_says_which_preset_its_settings_are() -> None:
    config = replace(presets("embedded")[PRESETS[0]], name="mine")
    run = Run("a-run", "/no/folder", config, "paused", datetime(2026, 1, 1, tzinfo=UTC), "v")
    assert "preset: Quick" in head_html(run, [STARTED], [], "en")
    own = replace(run, config=replace(config, beta=0.07))
    assert "preset" not in head_html(own, [STARTED], [], "en")


def test_the_settings_are_those_that_concern_the_run_without_paths_of_the_machine() -> None:
    config = RunConfig("/home/me/models/bees", trainer="prefix_tree")
    run = Run("a-run", "/no/folder", config, "paused", datetime(2026, 1, 1, tzinfo=UTC), "v")
    said = config_html(run, None, "en")
    assert "<dt>Base model <code>base_model</code></dt><dd>bees</dd>" in said and "/home" not in said
    assert "<dt>Beta <code>beta</code></dt><dd>0.1</dd>" in said and "<code>ideas_per_step</code>" in said
    assert "<code>trainer</code></dt><dd>Prefix tree</dd>" in said and "<dd>All weights</dd>" in said
    assert "<code>load_best_model_at_end</code></dt><dd>Yes</dd>" in said
    chinese = config_html(run, None, "zh")
    assert "<dt>学习率 <code>learning_rate</code></dt>" in chinese and ">是<" in chinese
    others = ("policy_steps", "reward_model", "center_rewards_coefficient", "lora_r")
    assert not any(f"<code>{name}</code>" in said for name in (*others, "eval_steps"))
    rewarded = config_html(
        replace(run, config=RunConfig("embedded", method="rlhf", adapter="lora")), None, "en"
    )
    assert all(f"<code>{name}</code>" in rewarded for name in others)
    assert "<code>beta</code>" not in rewarded and "<code>reward_model</code></dt><dd>—</dd>" in rewarded


def test_the_table_has_heads_in_both_languages_and_no_zero_below_zero() -> None:
    run = Run("a-run", "/no/folder", RunConfig("embedded"), "paused", datetime(2026, 1, 1, tzinfo=UTC), "v")
    look = {**STARTED, "event": "eval", "step": 1, "epoch": 1.0, "eval_loss": 0.5}
    events = [look | {"eval_rewards/margins": -0.00001}]
    assert "Validation Loss" in table_html(run, events, "en")
    said = table_html(run, events, "zh")
    assert "评估损失" in said and "Loss" not in said
    assert "<td>0.0000</td>" in said and "-0.0000" not in said
