"""A reward model's opinion of the chosen comparison, for its owner: folded, and apart from people's votes.

It says how often the reward model prefers the tuned titles and how often people chose the same, and of no
pair which title is whose: it may be looked at while people still judge.
"""

from collections.abc import Mapping, Sequence
from html import escape

import gradio as gr

from pipeline import comparisons, prejudging
from pipeline.opinions import Opinion, keep_opinion, read_opinions
from pipeline.results import Result
from pipeline.schema import Comparison, Source
from pipeline.training.runs import list_runs, reward_runs
from pipeline.ui import Services, bind
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.events import AS_IT_OPENS, WITH_A_MODEL
from pipeline.ui.messages import Hint
from pipeline.ui.prose import hint, narrow_button
from pipeline.ui.roles import Part, for_owner_later
from pipeline.ui.run_view import run_name
from pipeline.ui.text import language, say, sentences, t
from pipeline.verdicts import Summary


def build(services: Services, tab: gr.Tab, chosen: gr.Dropdown, result: gr.HTML) -> list[Part]:
    """`chosen` is the comparison, with whose shown `result` people's agreement changes."""
    with gr.Accordion(t("prejudge"), open=False, visible=False, elem_id="compare-prejudge") as part:
        hint("prejudge_about")
        with gr.Row():
            reward = gr.Dropdown([], label=t("best_of_reward"), elem_id="prejudge-reward", min_width=240)
            ask = narrow_button("prejudge_ask", "prejudge-ask", size="sm")
        said = gr.HTML(elem_id="prejudge-said", apply_default_css=False)
    looked = [tab.select, chosen.change, result.change]
    gr.on(looked, bind(show_part, services), [reward, chosen], [part, reward, said], **AS_IT_OPENS)
    ask.click(bind(ask_reward_model, services), [reward, chosen], said, **WITH_A_MODEL)
    return for_owner_later(part)


def show_part(
    services: Services, reward: str | None, chosen: str | None, request: gr.Request
) -> tuple[dict, dict, str]:
    """For the owner, once there are a comparison and a reward model; what was chosen stays."""
    comparison = services.store.comparison(chosen or "")
    runs = [(run_name(run), run.id) for run in reward_runs(list_runs(services.settings.runs_dir))]
    if comparison is None or not runs or not is_owner(request, services.settings):
        return gr.update(visible=False), gr.skip(), ""
    ids = [run_id for _, run_id in runs]
    kept = gr.update(choices=runs, value=reward if reward in ids else ids[0])
    return gr.update(visible=True), kept, _said(services, comparison, language(request))


def ask_reward_model(services: Services, reward: str | None, chosen: str | None, request: gr.Request) -> str:
    """Let the run's reward model judge the comparison, and keep what it says."""
    require_owner(request, services.settings)
    lang, comparison = language(request), services.store.comparison(chosen or "")
    if comparison is None:
        raise Hint(say("compare_missing", lang))
    runs = list_runs(services.settings.runs_dir)
    run = next((run for run in reward_runs(runs) if run.id == reward), None)
    if run is None:
        raise Hint(say("prejudge_none", lang))
    opinion = prejudging.prejudge(services.store, comparison, run, runs, services.score, services.now())
    keep_opinion(services.settings.comparisons_dir, opinion)
    return _said(services, comparison, lang)


def _said(services: Services, comparison: Comparison, lang: str) -> str:
    store = services.store
    opinions = read_opinions(services.settings.comparisons_dir, comparison.id)
    if not opinions:
        return ""
    judges = {"people": comparisons.comparison_result(store, comparison)}
    if store.labels(comparison.id, Source.SIMULATED):
        judges["simulated"] = comparisons.comparison_result(store, comparison, simulated=True)
    names = {run.id: run_name(run) for run in list_runs(services.settings.runs_dir)}
    return opinions_html(opinions, judges, names, lang)


def opinions_html(
    opinions: Sequence[Opinion], judges: Mapping[str, Result], names: Mapping[str, str], lang: str
) -> str:
    """A section for each opinion. `judges` are the results by `people` and `simulated`, `names` those of the
    runs by id.
    """
    return "".join(
        f'<section class="result prejudged"><h2>{escape(names.get(each.run_id, each.run_id))}</h2>'
        f'<p class="result-sentence" role="status">{escape(_prefers(prejudging.preferred(each), lang))}</p>'
        f"{_agreements(each, judges, lang)}{_notes(each, judges, lang)}</section>"
        for each in opinions
    )


def _prefers(found: Summary, lang: str) -> str:
    return say("prejudge_prefers", lang, wins=found.wins, n=found.n, share=found.win_rate or 0.0)


def _agreements(opinion: Opinion, judges: Mapping[str, Result], lang: str) -> str:
    rows = []
    for judge, result in judges.items():
        agreed = prejudging.agreement(opinion, result)
        said = say("prejudge_agreement_none", lang)
        if agreed.win_rate is not None:
            said = say("prejudge_agreement", lang, share=agreed.win_rate, n=agreed.n)
            if agreed.ties:
                said = sentences(lang, said, say("prejudge_ties", lang, n=agreed.ties))
        if agreed.wilson:
            low, high = agreed.wilson
            decided = agreed.wins + agreed.losses
            same = say("prejudge_decided", lang, same=agreed.wins, decided=decided, low=low, high=high)
            said = sentences(lang, said, same)
        name = say("prejudge_with_people" if judge == "people" else "prejudge_with_simulated", lang)
        rows.append(f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>")
    return f'<dl class="prejudged-rows">{"".join(rows)}</dl>'


def _notes(opinion: Opinion, judges: Mapping[str, Result], lang: str) -> str:
    notes = [say("prejudge_no_vote", lang)]
    if opinion.made_with_it:
        notes.append(say("prejudge_made_with_it", lang))
    if opinion.seen:
        notes.append(say("prejudge_seen", lang, n=opinion.seen, ideas=opinion.ideas))
    if any(result.by_idea for result in judges.values()):
        notes.append(say("prejudge_alike", lang))
    return f'<p class="stats-note">{escape(sentences(lang, *notes))}</p>'
