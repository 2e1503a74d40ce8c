"""Best of n as a comparison's tuned model: a run's reward model and n are chosen, a model's name leaves."""

import time
from html import escape

import gradio as gr

from pipeline.best_of import BestOf, read_best_of
from pipeline.training.runs import list_runs, reward_runs
from pipeline.ui import Services, bind
from pipeline.ui.access import require_owner
from pipeline.ui.compare_form import tuned_choices, usable_runs, whole
from pipeline.ui.events import ACT, AS_IT_OPENS
from pipeline.ui.messages import Hint
from pipeline.ui.prose import hint
from pipeline.ui.run_view import model_name, run_name
from pipeline.ui.text import language, say, t

LEAST, MOST, USUAL = 2, 16, 4


class Pace:
    """Seconds that each stage of a comparison has taken, from its first note to its last."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._began: dict[str, float] = {}

    def note(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = now - self._began.setdefault(stage, now)


def build(services: Services, tab: gr.Tab, tuned: gr.Dropdown) -> None:
    """Shown once there is a reward model; its button makes best of n the tuned model."""
    with gr.Accordion(t("best_of"), open=False, visible=False, elem_id="compare-best-of") as part:
        hint("best_of_about")
        with gr.Row():
            reward = gr.Dropdown([], label=t("best_of_reward"), elem_id="compare-best-reward", min_width=240)
            writer = gr.Dropdown(
                [],
                label=t("best_of_writer"),
                allow_custom_value=True,
                elem_id="compare-best-writer",
                min_width=240,
            )
            n = gr.Slider(LEAST, MOST, USUAL, step=1, label=t("best_of_n"), elem_id="compare-best-n")
        cost = gr.HTML(elem_id="compare-best-cost", apply_default_css=False)
        use = gr.Button(t("best_of_use"), size="sm", elem_id="compare-best-use")
    tab.select(
        bind(show_reward_models, services),
        [reward, writer, n],
        [part, reward, writer, cost],
        **AS_IT_OPENS,
    )
    n.change(bind(say_cost), n, cost, **ACT)
    use.click(bind(use_best_of, services), [reward, writer, n], tuned, **ACT)


def show_reward_models(
    services: Services, reward: str | None, writer: str | None, n: float, request: gr.Request
) -> tuple[dict, dict, dict, str]:
    """The runs that have a reward model, who can write for it, and what n costs; what was chosen stays."""
    lang, scorers = language(request), reward_runs(list_runs(services.settings.runs_dir))
    runs = [(run_name(run), run.id) for run in scorers]
    names = dict.fromkeys(
        [*(run.config.base_model for run in scorers[:1]), services.settings.default_base_model]
    )
    tuned = tuned_choices(services, usable_runs(services), lang)
    writers = [(model_name(name, (), lang), name) for name in names] + tuned
    ids = [run_id for _, run_id in runs]
    return (
        gr.update(visible=bool(runs)),
        gr.update(choices=runs, value=reward if reward in ids else next(iter(ids), None)),
        gr.update(choices=writers, value=writer or writers[0][1]),
        say_cost(n, request),
    )


def say_cost(n: float, request: gr.Request) -> str:
    """What n means for the cost of a title and for its distance from the writer's own."""
    lang = language(request)
    best = BestOf(_usable(n, lang), "", "")
    return f'<p class="hint">{escape(say("best_of_cost", lang, n=best.n, kl=best.kl_bound))}</p>'


def _usable(n: float | None, lang: str) -> int:
    """A slider keeps nobody from sending another number: every title costs n."""
    return whole(n, "best_of_n_bad", lang, LEAST, MOST)


def use_best_of(
    services: Services, reward: str | None, writer: str | None, n: float, request: gr.Request
) -> dict:
    """Best of n under its name, as the chosen tuned model."""
    require_owner(request, services.settings)
    lang = language(request)
    runs = reward_runs(list_runs(services.settings.runs_dir))
    if reward not in [run.id for run in runs] or not writer:
        raise Hint(say("best_of_none", lang))
    name = BestOf(_usable(n, lang), str(reward), writer).name
    return gr.update(choices=tuned_choices(services, usable_runs(services), lang, name), value=name)


def cost_html(tuned: str, seconds: dict[str, float], titles: int, lang: str) -> str:
    """What a title of a best of n has cost in the comparison just made; nothing for other models."""
    best = read_best_of(tuned)
    if best is None or not titles:
        return ""
    base, own = (1000 * seconds.get(side, 0.0) / titles for side in ("base", "tuned"))
    return f'<p class="hint">{escape(say("best_of_took", lang, n=best.n, own=own, base=base))}</p>'
