"""A run with a reward model as the page shows it: its events enter, figures and sentences leave as HTML."""

from collections.abc import Sequence
from html import escape

from pipeline.health import COMMON_OPENING, LARGE_KL
from pipeline.schema import Run
from pipeline.training.events import Event, kept_events, training_fact
from pipeline.training.held_out import beside, held_out, on_other_pairs
from pipeline.training.verdict import judge_run
from pipeline.ui.progress import notice
from pipeline.ui.run_view import dated_run, run_name
from pipeline.ui.svg_plot import Guide, Point, Series, figure
from pipeline.ui.text import say
from pipeline.ui.verdict_view import verdict_html


def found_html(run: Run, runs: Sequence[Run], events: Sequence[Event], lang: str) -> str:
    """What its figures say, or why it was stopped, how right its rewards are beside other methods', and
    whether its figures and an earlier run's compare.
    """
    verdict = "" if run.config.method == "rlhf" else verdict_html(judge_run(events, run.config), lang)
    return (
        verdict
        + guards_html(run, events, lang)
        + held_out_html(run, runs, lang)
        + other_pairs_html(run, runs, lang)
    )


def held_out_html(run: Run, runs: Sequence[Run], lang: str) -> str:
    """The held-out accuracy of its rewards with its interval, and of DPO's or the other way round on the very
    same pairs; nothing for a run that has none beside it and is DPO's.
    """
    own = held_out(run)
    others = beside(run, runs)
    if own is None or (run.config.method == "dpo" and not others):
        return ""
    lines = [
        say(
            "rlhf_held_out_dpo" if one.run.config.method == "dpo" else "rlhf_held_out_reward",
            lang,
            name=run_name(one.run),
            accuracy=one.accuracy,
            pairs=one.pairs,
            low=one.low,
            high=one.high,
        )
        for one in (own, *others)
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    note = escape(say("rlhf_held_out_same" if others else "rlhf_held_out_note", lang))
    return f'<ul class="held-out">{items}</ul><p class="plot-note">{note}</p>'


def other_pairs_html(run: Run, runs: Sequence[Run], lang: str) -> str:
    """That another run's figures and this one's do not compare, where that is so."""
    other = on_other_pairs(run, runs) if held_out(run) else None
    if other is None:
        return ""
    said = escape(say("train_other_pairs", lang, name=dated_run(other, lang)))
    return f'<p class="plot-note">{said}</p>'


def guards_html(run: Run, events: Sequence[Event], lang: str) -> str:
    """Why the guards stopped the policy and what is kept; while it is healthy, what a reward is worth."""
    if run.config.method != "rlhf" or training_fact(events, "stage") != "policy":
        return ""
    final = events[-1]
    warning = notice(say("rlhf_reward_is_not_quality", lang))
    if not final.get("faults"):
        return warning
    look = [event for event in kept_events(events) if event["event"] == "check"][-1]
    values = {"kl": look["kl"], "share": look["well_formed"], "opening": look["opening"]}
    reasons = say("rlhf_and", lang).join(
        say(f"rlhf_fault_{fault}", lang, opened=look["opening_share"], **values) for fault in final["faults"]
    )
    kept = "rlhf_taken_back" if "kept_step" in final else "rlhf_nothing_healthy"
    step = say(kept, lang, step=final.get("kept_step", 0))
    sentence = say("rlhf_stopped_by_guards", lang, step=look["step"], reasons=reasons)
    return notice(f"{sentence} {step}", "alert") + warning


def policy_plots(run: Run, events: Sequence[Event], lang: str) -> str:
    """Reward, who else agrees, distance from the reference, and health, by steps of the policy."""
    before = training_fact(events, "steps_before") or 0
    kept = [event for event in kept_events(events) if event["event"] in ("policy", "check")]
    if not kept:
        return ""
    total = float(run.config.policy_steps)

    def line(kind: str, key: str, words: str, colour: str) -> Series:
        points: list[Point] = [
            (float(event["step"] - before), float(event[key]))
            for event in kept
            if event["event"] == kind and event.get(key) is not None
        ]
        return Series(say(words, lang), colour, points, dots=kind == "check")

    shares = [
        line("check", "well_formed", "rlhf_well_formed", "plot-a"),
        line("check", "distinct", "rlhf_distinct", "plot-b"),
        line("check", "opening_share", "rlhf_opening", "plot-c"),
    ]
    drawn = [
        (
            "rlhf_plot_reward",
            [
                line("policy", "reward", "rlhf_while_training", "plot-a"),
                line("check", "reward", "rlhf_looks", "plot-b"),
            ],
            None,
        ),
        (
            "rlhf_plot_agree",
            [
                line("check", "reward_win", "rlhf_reward_win", "plot-a"),
                line("check", "check_win", "rlhf_check_win", "plot-b"),
            ],
            Guide(0.5, say("rlhf_as_base", lang)),
        ),
        (
            "rlhf_plot_kl",
            [
                line("policy", "kl_title", "rlhf_while_training", "plot-a"),
                line("check", "kl", "rlhf_looks", "plot-b"),
            ],
            Guide(LARGE_KL, say("rlhf_stops_here", lang)),
        ),
        ("rlhf_plot_entropy", [line("policy", "entropy", "rlhf_while_training", "plot-a")], None),
        ("rlhf_plot_health", shares, Guide(COMMON_OPENING, say("rlhf_opening_limit", lang))),
    ]
    axis = say("rlhf_axis", lang)
    figures = [
        figure(say(title, lang), series, total, lang, guide, say(f"{title}_note", lang), axis)
        for title, series, guide in drawn
    ]
    return f'<div class="plots">{"".join(figures)}</div>'
