"""One idea, the base and the tuned models side by side; the owner sends what came out to labelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import gradio as gr

from pipeline import candidates, formats, playground
from pipeline.best_of import BestOf
from pipeline.inference import TEMPERATURE
from pipeline.playground import MOST_MODELS, MOST_TITLES, Column, PlayedTitle, Tuned
from pipeline.schema import Run, RunConfig
from pipeline.texts import text_problem
from pipeline.training.runs import list_runs, reward_runs
from pipeline.ui import Services, bind, bind_view
from pipeline.ui.access import is_owner, require_owner
from pipeline.ui.compare_form import Choices, find_model, run_choices, usable_runs, whole, whole_seed
from pipeline.ui.copying import COPY, copy_button
from pipeline.ui.events import ACT, AS_IT_OPENS, WITH_A_MODEL
from pipeline.ui.limits import count_act
from pipeline.ui.messages import Hint, translate
from pipeline.ui.progress import notice
from pipeline.ui.prose import hint, narrow_button
from pipeline.ui.roles import Part, for_owner_later
from pipeline.ui.run_view import model_name, run_name
from pipeline.ui.text import language, say, sentences, t
from pipeline.writers import LocalWriter

TITLES, BEST_OF = 5, 4


@dataclass(frozen=True)
class Played:
    """What a page shows now: its idea, and each model's titles."""

    idea: str
    titles: tuple[tuple[str, tuple[str, ...]], ...]


def build(services: Services, tab: gr.Tab) -> list[Part]:
    """The playground; its models are looked up when the tab is opened."""
    with gr.Accordion(t("play_title"), open=False, elem_id="playground"):
        hint("play_about")
        idea = gr.Textbox(label=t("play_idea"), max_length=300, elem_id="play-idea")
        models = gr.Dropdown(
            [],
            multiselect=True,
            max_choices=MOST_MODELS,
            allow_custom_value=True,
            label=t("play_models"),
            info=t("play_models_info"),
            elem_id="play-models",
        )
        with gr.Row():
            n_titles = gr.Slider(1, MOST_TITLES, TITLES, step=1, label=t("play_n"), elem_id="play-n")
            temperature = gr.Slider(0.1, 1.5, TEMPERATURE, step=0.05, label=t("play_temperature"))
            seed = gr.Number(0, precision=0, label=t("play_seed"), elem_id="play-seed")
        with gr.Row():
            go = narrow_button("play_go", "play-go", variant="primary")
        written = gr.HTML(elem_id="play-written", apply_default_css=False, js_on_load=COPY)
        played = gr.State(None)
        with gr.Column(visible=False, elem_id="play-send-part") as owner_part:
            hint("play_send_about")
            with gr.Row():
                send = narrow_button("play_send", "play-send")
            sent = gr.HTML(elem_id="play-sent")

    offer = gr.State(None)
    tab.select(bind_view(show_choices, services), [models, offer], [models, offer], **AS_IT_OPENS)
    asked = [idea, models, n_titles, seed, temperature]
    for event in (go.click, idea.submit):
        event(bind(write, services), asked, [written, played, owner_part, sent], **WITH_A_MODEL)
    send.click(bind(send_to_labelling, services), played, sent, **ACT)
    return for_owner_later(owner_part)


def show_choices(
    services: Services, chosen: list[str] | None, offer: list[str] | None, request: gr.Request
) -> tuple[dict, list[str]]:
    """The models that anyone may use; at first the newest run beside the model that it came from. What was
    chosen stays, unless it is what was offered before; last what is offered now.
    """
    choices, runs = offered(services, language(request)), usable_runs(services)
    now = [runs[0].config.base_model, runs[0].id] if runs else [services.settings.default_base_model]
    return gr.update(choices=choices, value=now if not chosen or chosen == offer else chosen), now


def offered(services: Services, lang: str) -> Choices:
    """Runs first, then the best of four by each reward model, then what runs came from and the default base
    model: nothing that would be downloaded for whoever happens to come by.
    """
    runs, known = usable_runs(services), list_runs(services.settings.runs_dir)
    named = run_choices(runs, lang)
    best = [BestOf(BEST_OF, run.id, run.config.base_model).name for run in reward_runs(known)]
    named += [(model_name(name, known, lang), name) for name in best]
    bases = dict.fromkeys([run.config.base_model for run in runs] + [services.settings.default_base_model])
    return named + [(model_name(name, (), lang), name) for name in bases]


def write(
    services: Services,
    idea: str,
    chosen: list[str] | None,
    n_titles: float,
    seed: float | None,
    temperature: float,
    request: gr.Request,
) -> tuple[str, Played, dict, str]:
    """Titles of every chosen model for the idea; the same again for the same input."""
    lang, owner = language(request), is_owner(request, services.settings)
    models = pick_models(services, chosen, owner, lang)
    n, number = whole(n_titles, "play_n_bad", lang, 1, MOST_TITLES), whole_seed(seed, lang)
    if problem := text_problem(idea, formats.LONGEST_TEXT):
        raise Hint(say("play_problem", lang, problem=translate(problem, lang)))
    count_act(services, request, "play")
    writers = [services.writer(model) for model, _ in models]
    runs = [(model, run) for model, run in models if run]
    tuned = [_tuned(model, run.config) for model, run in runs]
    measure = services.logps if all(isinstance(writer, LocalWriter) for writer in writers) else None
    columns = playground.write_side_by_side(
        services.task, writers, idea, n, number, float(temperature), tuned, measure
    )
    names = {model: run_name(run) for model, run in runs}
    titles = tuple((column.model, tuple(row.title for row in column.titles)) for column in columns)
    known = list_runs(services.settings.runs_dir)
    html = columns_html(columns, names, known, measure is not None, lang)
    return html, Played(idea, titles), gr.update(visible=owner and any(own for _, own in titles)), ""


def _tuned(model: str, config: RunConfig) -> Tuned:
    """With the beta that held the model to its reference, which for RLHF is the policy's."""
    return Tuned(model, config.base_model, config.policy_beta if config.method == "rlhf" else config.beta)


def pick_models(
    services: Services, chosen: list[str] | None, owner: bool, lang: str
) -> list[tuple[str, Run | None]]:
    """The models behind the choices, and the run that each came from. ValueError in words otherwise."""
    if not chosen or len(chosen) > MOST_MODELS:
        raise Hint(say("play_no_model", lang))
    if not owner and not set(chosen) <= {value for _, value in offered(services, lang)}:
        raise ValueError(say("play_not_offered", lang))
    models = [find_model(services, value, lang) for value in chosen]
    if len({model for model, _ in models}) < len(models):
        raise Hint(say("play_same_model", lang))
    return models


def send_to_labelling(services: Services, played: Played | None, request: gr.Request) -> str:
    """Make what the page shows candidates of its idea."""
    require_owner(request, services.settings)
    lang = language(request)
    if played is None:
        raise Hint(say("play_nothing_sent", lang))
    added = candidates.add_titles(services.store, services.task, played.idea, played.titles, services.now())
    said = [say("play_sent", lang, titles=added.titles, pairs=added.pairs)]
    if added.left_out:
        said.append(say("play_left", lang, n=added.left_out))
    if added.brought_back:
        said.append(say("play_back", lang))
    return notice(sentences(lang, *said))


def columns_html(
    columns: Sequence[Column], tuned: dict[str, str], runs: Sequence[Run], measured: bool, lang: str
) -> str:
    """Every model's titles beside each other; `tuned` are the names of the tuned models, in their order, and
    `runs` have those that a best of n is made of.
    """
    sections = "".join(
        f"<section><h2>{escape(tuned.get(column.model) or model_name(column.model, runs, lang))}</h2>"
        f"<ol>{_rows_html(column, list(tuned.values()), lang)}</ol></section>"
        for column in columns
    )
    written = f'<div class="side-by-side playground" style="--columns: {len(columns)}">{sections}</div>'
    if not measured:
        return f'{written}<p class="stats-note">{escape(say("play_not_measured", lang))}</p>'
    return (
        f'<p class="stats-note">{escape(say("play_figures", lang))}</p>{written}'
        f'<details class="more-figures"><summary>{escape(say("play_figures_exact", lang))}</summary>'
        f'<p class="stats-note">{escape(say("play_figures_defined", lang))}</p></details>'
    )


def _rows_html(column: Column, tuned: Sequence[str], lang: str) -> str:
    rows = [_row_html(row, tuned, lang) for row in column.titles]
    if column.unfinished:
        said = say("play_unfinished", lang, n=column.unfinished) if rows else say("play_none", lang)
        rows.append(f'<li class="unfinished">{escape(said)}</li>')
    return "".join(rows)


def _row_html(row: PlayedTitle, tuned: Sequence[str], lang: str) -> str:
    figures = [] if row.logp is None else [say("play_logp", lang, value=row.logp)]
    if len(tuned) == 1:
        figures += [say("play_reward", lang, value=value) for value in row.rewards]
    else:
        figures += [
            say("play_reward_of", lang, model=name, value=value)
            for name, value in zip(tuned, row.rewards, strict=False)
        ]
    return (
        f'<li data-copied-from><span data-text dir="auto">{escape(row.title)}</span>'
        f"{copy_button(lang, row.title)}"
        f'<div class="figures">{escape(" · ".join(figures))}</div></li>'
    )
