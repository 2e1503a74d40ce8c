"""A reward model's and a policy's run as the page shows them, from literal events."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.schema import Run, RunConfig
from pipeline.training.events import append_event, read_events
from pipeline.training.runs import read_run, write_config
from pipeline.ui.reward_view import guards_html, held_out_html, other_pairs_html, policy_plots
from pipeline.ui.verdict_view import samples_html

Happened = tuple[str, dict[str, Any]]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LOOK = {
    "titles": 120,
    "reward": 1.0,
    "reward_win": 0.9,
    "check_win": 0.6,
    "kl": 1.5,
    "well_formed": 0.98,
    "distinct": 1.0,
    "opening": "how <b>to",
    "opening_share": 0.1,
    "healthy": True,
    "faults": [],
}


def make_run(folder: Path, config: RunConfig, *events: Happened, pairs: str = "same") -> Run:
    (folder / "preferences").mkdir(parents=True)
    (folder / "preferences" / "test.jsonl").write_text(pairs)
    write_config(folder, config, "v", NOW)
    for name, fields in events:
        append_event(folder, name, NOW, **fields)
    return read_run(folder)


def evaluated(accuracy: float) -> list[Happened]:
    training = {"step": 0, "epoch": 0.0, "total_steps": 4, "eval_pairs": 120, "eval_independent": 100}
    measures = {"step": 4, "epoch": 1.0, "eval_loss": 0.5, "eval_rewards/accuracies": accuracy}
    return (
        ("started", {}),
        ("training", training),
        ("eval", measures),
        ("finished", {"step": 4, "kept_step": 4}),
    )


def policy_run(folder: Path, *looks: dict[str, Any], **final: Any) -> Run:
    config = RunConfig("embedded", method="rlhf", policy_steps=16)
    return make_run(
        folder,
        config,
        ("started", {}),
        ("training", {"step": 100, "epoch": 3.0, "total_steps": 116, "stage": "policy", "steps_before": 100}),
        ("check", {**LOOK, "step": 100, "epoch": 3.0, "kl": 0.0}),
        ("samples", {"step": 100, "epoch": 3.0, "titles": [{"idea_id": "i", "title": "Before"}]}),
        ("policy", {"step": 101, "epoch": 3.1, "reward": 0.5, "kl_title": 0.1, "entropy": 0.4}),
        *(("check", {**LOOK, "epoch": 3.5, **look}) for look in looks),
        ("samples", {"step": 108, "epoch": 3.5, "titles": [{"idea_id": "i", "title": "After"}]}),
        ("stopped" if final.get("faults") else "finished", final),
    )


def test_a_reward_model_stands_beside_dpo_on_the_same_pairs(tmp_path: Path) -> None:
    reward = RunConfig("embedded", name="<r>", method="reward_model", trainer="stock")
    own = make_run(tmp_path / "own", reward, *evaluated(0.8))
    dpo = make_run(tmp_path / "dpo", RunConfig("embedded", name="d"), *evaluated(0.75))
    make_run(tmp_path / "other", RunConfig("embedded", name="o"), *evaluated(0.9), pairs="others")
    runs = [own, read_run(tmp_path / "other"), dpo]
    shown = held_out_html(own, runs, "en")
    # Wilson's interval of 80 and of 75 of 100, which the pairs count as.
    assert "Reward model (&lt;r&gt;): 80% of 120 held-out pairs right (95%: 71% to 87%)" in shown
    assert "implicit reward (d): 75% of 120 held-out pairs right (95%: 66% to 82%)" in shown
    assert "90%" not in shown and "The same pairs for all" in shown
    assert "The same pairs" not in held_out_html(own, [own], "en")
    assert "80%" in held_out_html(dpo, runs, "en") and held_out_html(dpo, [dpo], "en") == ""


def test_figures_on_other_pairs_are_said_not_to_compare(tmp_path: Path) -> None:
    own = make_run(tmp_path / "own", RunConfig("embedded", name="own"), *evaluated(0.8))
    same = make_run(tmp_path / "same", RunConfig("embedded", name="same"), *evaluated(0.75))
    other = make_run(tmp_path / "other", RunConfig("embedded", name="<o>"), *evaluated(0.9), pairs="others")
    begun = make_run(tmp_path / "begun", RunConfig("embedded", name="begun"), ("started", {}), pairs="others")
    assert "&lt;o&gt;" in other_pairs_html(own, [begun, own, same, other], "en")
    assert other_pairs_html(own, [begun, own, same], "en") == ""
    assert other_pairs_html(begun, [begun, own], "en") == ""  # it has no figures yet


def test_guards_say_what_broke_and_what_is_kept(tmp_path: Path) -> None:
    broken = {"step": 116, "kl": 4.2, "opening_share": 0.5, "healthy": False}
    run = policy_run(
        tmp_path / "run", {"step": 108}, broken, faults=["kl", "opening_share"], step=116, kept_step=108
    )
    shown = guards_html(run, read_events(Path(run.path)), "en")
    assert "stopped the training at step 116" in shown and "4.2 nats" in shown
    assert "50% of the titles open with “how &lt;b&gt;to”" in shown
    assert "model of step 108, the last healthy one, is kept" in shown
    nothing = policy_run(tmp_path / "nothing", broken, faults=["kl"], step=116)
    assert "no model is kept" in guards_html(nothing, read_events(Path(nothing.path)), "en")


def test_a_healthy_policy_comes_with_the_warning_alone(tmp_path: Path) -> None:
    run = policy_run(tmp_path / "run", {"step": 108}, step=116, kept_step=116)
    events = read_events(Path(run.path))
    assert "A high reward is not quality" in guards_html(run, events, "en")
    assert "stopped" not in guards_html(run, events, "en")
    dpo = replace(run, config=RunConfig("embedded"))
    assert guards_html(dpo, events, "en") == ""


def test_a_policy_is_drawn_by_its_own_steps(tmp_path: Path) -> None:
    run = policy_run(tmp_path / "run", {"step": 108}, step=116, kept_step=116)
    events = read_events(Path(run.path))
    drawn = policy_plots(run, events, "en")
    assert drawn.count("<svg") == 5 and "policy step" in drawn
    assert "by the reward model 0.9, 0.9" in drawn and "by plain features 0.6, 0.6" in drawn
    samples = samples_html(events, {"i": "an idea"}, "en")
    assert "Step 108" in samples and "Base model" in samples and "After" in samples
