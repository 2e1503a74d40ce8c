"""A comparison's result and its titles as HTML: records enter, escaped text leaves."""

from collections.abc import Iterable, Sequence
from html import escape

from pipeline.comparisons import Result
from pipeline.results import count_ways
from pipeline.schema import ComparedTitle, Comparison, Run
from pipeline.training.runs import title_runs
from pipeline.ui.compare_form import MOST_PAIRS, unproven
from pipeline.ui.progress import notice
from pipeline.ui.run_view import dated_name, dated_run, run_behind, run_name
from pipeline.ui.text import Wording, say, sentences
from pipeline.ui.verdict_plot import running_plot
from pipeline.verdicts import Interval, Summary, idea_outcomes, votes_to_settle, votes_until_enough

UNKNOWN = "–"
# Stands where the example judge has decided: the style sheet hides the button that asks it to.
BY_EXAMPLE = '<i class="by-example" hidden></i>'
LEANS = 0.1  # from a half
OWN_IDEAS = 60  # that come with the app to compare on
WENT = {
    1.0: "compare_went_tuned",
    0.5: "compare_went_tie",
    0.0: "compare_went_base",
    None: "compare_went_none",
}


def result_html(
    comparison: Comparison, people: Result, simulated: Result | None, runs: Sequence[Run], lang: str
) -> str:
    """People's verdicts, the example judge's apart from them and first while no person has judged, what the
    figures assume, and every pair once people's judging is over. `runs` have the models' names.
    """
    doubt = unproven(comparison.unproven, lang)
    warning = _older(comparison, runs, lang) + (notice(doubt, "alert") if doubt else "")
    shown = _verdicts(people, "compare_people", lang)
    alone = simulated is not None and not people.judges
    if simulated is not None:
        by_example = _verdicts(simulated, "compare_simulated", lang)
        shown = BY_EXAMPLE + (by_example + _no_person(lang) if alone else shown + by_example)
    every = _every_pair(people, lang) if people.over else ""
    notes = _notes(comparison, people, runs, lang, planned=not alone)
    return warning + _of_two_runs(comparison, runs, lang) + shown + notes + every


def _older(comparison: Comparison, runs: Sequence[Run], lang: str) -> str:
    """That a newer model is not in it, whose result it may be taken for."""
    newest = next(iter(title_runs(runs)), None)
    if newest is None or newest.id == comparison.run_id or newest.created_at <= comparison.created_at:
        return ""
    return notice(say("compare_older", lang, name=run_name(newest)))


def _of_two_runs(comparison: Comparison, runs: Sequence[Run], lang: str) -> str:
    """Which of two runs' models is the newer one; nothing where one is no run's."""
    runs_of = find_both(comparison, runs)
    if not runs_of:
        return ""
    older, newer = (dated_run(run, lang) for run in sorted(runs_of, key=lambda run: run.created_at))
    said = say("compare_two_runs", lang, newer=newer, older=older)
    return f'<p class="stats-note two-runs">{escape(said)}</p>'


def find_both(comparison: Comparison, runs: Sequence[Run]) -> tuple[Run, Run] | None:
    """The runs of the base and of the tuned model, where both have one here."""
    base = run_behind(comparison.base_model, runs)
    tuned = next((run for run in runs if run.id == comparison.run_id), None)
    tuned = tuned or run_behind(comparison.tuned_model, runs)
    return (base, tuned) if base and tuned else None


def wording(comparison: Comparison, runs: Sequence[Run], lang: str) -> str:
    """The language in which the result is said: of two runs' models one is newer, where else one is tuned and
    the other its base.
    """
    both = find_both(comparison, runs)
    if not both:
        return lang
    base, tuned = ("older", "newer") if both[0].created_at <= both[1].created_at else ("newer", "older")
    called = {"base": base, "tuned": tuned}
    words = {
        side: say(f"compare_words_{side}", lang).split("|") for side in ("base", "tuned", "older", "newer")
    }
    return Wording(
        lang,
        {
            usual: own
            for side, as_ in called.items()
            for usual, own in zip(words[side], words[as_], strict=True)
        },
    )


def _no_person(lang: str) -> str:
    return (
        f'<section class="result"><h2>{_t("compare_people", lang)}</h2>'
        f'<p class="result-sentence">{_t("compare_nobody_yet", lang)}</p></section>'
    )


def plan(comparison: Comparison, lang: str, over: bool = False) -> str:
    """What was chosen before the first verdict: when the comparison is decided, and whether it is."""
    ended = "_over" if over and comparison.design == "fixed" else ""
    return say(f"compare_plan_{comparison.design}{ended}", lang, n=count_ways(comparison.titles)["nobody"])


def ties_unasked(titles: Iterable[ComparedTitle], lang: str) -> str:
    """How many pairs nobody is asked about since both titles are the same; empty where there is none."""
    n = count_ways(titles)["identical"]
    return say("compare_same", lang, n=n) if n else ""


def ideas_add_up(result: Result, lang: str) -> str:
    """What became of every idea, where ideas decide; empty elsewhere."""
    ideas = result.by_idea
    if ideas is None or not ideas.n:
        return ""
    return say("compare_sum_ideas", lang, **_went(ideas.wins, ideas.losses, ideas.ties))


def pairs_add_up(result: Result, lang: str) -> str:
    """What became of every pair, in numbers that add up."""
    said = []
    for by in ("votes", "empty"):
        outcomes = [verdict.outcome for verdict in result.verdicts if verdict.by == by]
        if outcomes:
            went = _went(*(outcomes.count(outcome) for outcome in (1.0, 0.0, 0.5)))
            said.append(say(f"compare_sum_{by}", lang, **went))
    said.append(ties_unasked((verdict.title for verdict in result.verdicts), lang))
    if result.pending and result.judges:
        said.append(say(f"compare_sum_{'spared' if result.over else 'waiting'}", lang, n=result.pending))
    return sentences(lang, *said)


def _went(wins: int, losses: int, ties: int) -> dict[str, int]:
    return {"n": wins + losses + ties, "wins": wins, "losses": losses, "ties": ties}


def sentence(result: Result, lang: str) -> str:
    """What the verdicts say, in one plain sentence, and no more than the design allows."""
    test, fitting = result.test, result.fitting
    if test.decisive_share is None or fitting is None:
        key = "all_tied" if not result.pending else "undecided" if result.judges else "nobody"
        return say(f"compare_{key}", lang, pending=result.pending)
    unasked = sum(verdict.by in ("identical", "empty") for verdict in result.verdicts)
    values = {
        "share": 100 * test.decisive_share,
        "decided": test.wins + test.losses,
        "unit": say(f"compare_unit_{unit(result)}", lang),
        "low": _percent(fitting[0]),
        "high": _percent(fitting[1]),
        "when": say(f"compare_when_{result.design}", lang),
        "judged": result.summary.n - unasked,
        "n": result.summary.n - unasked + result.pending,
    }
    clearly = "clearly_" if result.is_clear else ""
    said = say(f"compare_{clearly}{result.finding}", lang, **values)
    if result.finding == "open" and abs(test.decisive_share - 0.5) >= LEANS - 1e-9:
        lean = say("compare_lean_tuned" if test.decisive_share > 0.5 else "compare_lean_base", lang)
        return sentences(lang, said, lean)
    return said


def _percent(share: float) -> str:
    """Whole percents, but for a share beside a half: which side it is on decides what is found."""
    said = f"{100 * share:.0f}"
    return f"{100 * share:.1f}" if said == "50" and share != 0.5 else said


def more(result: Result, lang: str) -> str:
    """How many more verdicts would settle it, by a stated method, or how sure it is where a fixed comparison
    has settled it; empty when its plan says it.
    """
    test, named = result.test, say(f"compare_unit_{unit(result)}", lang)
    sequential = result.design == "sequential" and not result.over
    if test.decisive_share is None or not (sequential or result.finding in ("open", "better", "worse")):
        return ""
    if result.finding in ("better", "worse"):
        return say("compare_chance", lang, p=test.p_value) if result.design == "fixed" else ""
    n = votes_until_enough(test.wins, test.losses) if sequential else votes_to_settle(test.decisive_share)
    if n is None:
        return say("compare_more_never", lang, unit=named)
    large = "fixed" if n <= OWN_IDEAS else "many" if n <= MOST_PAIRS else "close"
    kind = "sequential" if sequential else large
    return say(f"compare_more_{kind}", lang, n=round_off(n), unit=named)


def round_off(n: int) -> int:
    """To two figures: no estimate is as exact as four."""
    return round(n, 2 - len(str(n))) if n >= 100 else n


def unit(result: Result) -> str:
    """What the test counts: pairs or ideas."""
    return "ideas" if result.by_idea else "pairs"


def _notes(comparison: Comparison, people: Result, runs: Sequence[Run], lang: str, planned: bool) -> str:
    sampling = say(
        "compare_sampling",
        lang,
        tuned=dated_name(comparison.tuned_model, runs, lang),
        base=dated_name(comparison.base_model, runs, lang),
        seed=comparison.seed,
        next=comparison.seed + 1,
        temperature=comparison.temperature,
        min_p="" if comparison.min_p is None else say("compare_min_p", lang, min_p=comparison.min_p),
    )
    notes = [plan(comparison, lang, people.over)] if planned else []
    notes += [_assumed(people, lang), say("compare_rule", lang)]
    empty = {
        side: sum(not getattr(title, f"{side}_title") for title in comparison.titles)
        for side in ("base", "tuned")
    }
    if any(empty.values()):
        notes.append(say("compare_empty_titles", lang, **empty))
    if people.late:
        notes.append(say("compare_late", lang, n=people.late))
    lines = "".join(
        f'<p class="stats-note">{escape(line)}</p>' for line in (sentences(lang, *notes), sampling)
    )
    return f'<div class="result result-notes">{lines}</div>'


def _assumed(result: Result, lang: str) -> str:
    if result.design == "sequential":
        return say("compare_assumes_sequential", lang)
    return say(f"compare_assumes_{unit(result)}", lang)


def _verdicts(result: Result, heading: str, lang: str) -> str:
    state = ""
    if result.finding == "provisional" and result.judges:
        state = f' <span class="result-state">{_t("compare_state_provisional", lang)}</span>'
    head = f"<h2>{_t(heading, lang)}{state}</h2>"
    lines = (
        ("sentence", sentence(result, lang)),
        ("sum", ideas_add_up(result, lang)),
        ("sum", pairs_add_up(result, lang)),
        ("more", more(result, lang)),
    )
    for name, said in lines:
        head += f'<p class="result-{name}">{escape(said)}</p>' if said else ""
    if not result.summary.n or (result.pending and not result.judges):  # pairs that tie unasked show nothing
        return f'<section class="result">{head}</section>'
    return (
        f'<section class="result result-plotted"><div>{head}{_figures(result, lang)}</div>'
        f"{_plot(result, lang)}</section>"
    )


def _plot(result: Result, lang: str) -> str:
    outcomes = [
        (verdict.title.idea_id, verdict.outcome) for verdict in result.verdicts if verdict.outcome is not None
    ]
    steps = idea_outcomes(outcomes) if result.by_idea else [outcome for _, outcome in outcomes]
    at_end = result.test.exact if result.design == "fixed" and result.over else None
    return running_plot(steps, unit(result), at_end, lang)


def _figures(result: Result, lang: str) -> str:
    """What the sentences above do not say, folded."""
    cells = {**_rates(result, lang), "compare_judges": str(result.judges)}
    if bias := result.side_bias:
        cells["compare_side"] = say(
            "compare_side_value", lang, left=bias.left, n=bias.left + bias.right, p=bias.p
        )
    figures = "".join(_cell(key, value, lang) for key, value in cells.items())
    return (
        f'<details class="more-figures"><summary>{_t("compare_more_figures", lang)}</summary>'
        f'<dl class="stats">{figures}</dl>'
        f'<p class="stats-note">{_t(f"compare_measures_{result.design}", lang)}</p></details>'
        f"{_judges(result, lang)}"
    )


def _cell(key: str, value: str, lang: str) -> str:
    return f"<div><dt>{_t(key, lang)}</dt><dd>{escape(value)}</dd></div>"


def _rates(result: Result, lang: str) -> dict[str, str]:
    summary, test = result.summary, result.test
    rate, p = summary.win_rate, test.p_value
    cells = {
        "compare_win_rate": UNKNOWN if rate is None else say("compare_rate_n", lang, rate=rate, n=summary.n),
        "compare_win_interval": _interval(result.interval, lang),
    }
    if result.design == "sequential":
        cells["compare_anytime"] = _share(test, result.fitting, lang)
    return cells | {
        "compare_exact": _share(test, test.exact, lang),
        "compare_wilson": _share(test, test.wilson, lang),
        "compare_p": UNKNOWN if p is None else f"{p:.3f}" if p >= 0.001 else "< 0.001",
        "compare_e": f"{test.e_value:.2f}" if test.e_value < 100 else f"{min(test.e_value, 1e9):,.0f}",
    }


def _interval(interval: Interval | None, lang: str) -> str:
    if interval is None:
        return UNKNOWN
    return say("compare_rate_interval", lang, low=interval[0], high=interval[1])


def _share(test: Summary, interval: Interval | None, lang: str) -> str:
    if test.decisive_share is None or interval is None:
        return UNKNOWN
    low, high = interval
    return say("compare_share_interval", lang, share=test.decisive_share, low=low, high=high)


def _judges(result: Result, lang: str) -> str:
    """Each judge's own counts, when there are several."""
    if len(result.per_judge) < 2:
        return ""
    rows = "".join(
        f"<tr><th scope=row>{escape(say('compare_judge_n', lang, n=judge.judge))}</th>"
        f"<td>{judge.wins} · {judge.ties} · {judge.losses}</td></tr>"
        for judge in result.per_judge
    )
    return (
        f'<table class="health"><thead><tr><td></td><th scope=col>{_t("compare_verdicts", lang)}</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _every_pair(result: Result, lang: str) -> str:
    """Titles with their models: nobody is to be shown them blind any more."""
    keys = ("compare_idea", "compare_base", "compare_tuned", "compare_verdict")
    head = "".join(f"<th scope=col>{_t(key, lang)}</th>" for key in keys)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td dir="auto" data-label="{_t(key, lang)}">{escape(text or UNKNOWN)}</td>'
            for key, text in zip(
                keys,
                (title.idea, title.base_title, title.tuned_title, say(WENT[verdict.outcome], lang)),
                strict=True,
            )
        )
        + "</tr>"
        for verdict in result.verdicts
        for title in [verdict.title]
    )
    return (
        f'<details class="every-pair"><summary>{_t("compare_every", lang)}</summary>'
        f'<table class="health"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>'
    )


def _t(key: str, lang: str) -> str:
    return escape(say(key, lang))
