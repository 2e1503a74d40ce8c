"""A run's events, and those of a second run laid over it, -> the four plots of a training."""

from collections.abc import Sequence
from html import escape

from pipeline.intervals import wilson_interval
from pipeline.schema import RunConfig
from pipeline.training.accuracy import counted_pairs
from pipeline.training.curves import points
from pipeline.training.events import Event, training_fact
from pipeline.ui.svg_plot import Guide, Series, figure
from pipeline.ui.text import say, sentences

CHANCE = 0.5
Drawn = tuple[Sequence[Event], RunConfig, str]  # a run's events, settings and name


def plots_html(run: Drawn, over: Drawn | None, lang: str) -> tuple[str, str]:
    """Accuracy and loss, which say whether it learns; rewards and log-probabilities, which say how. The
    second run's lines are dashed, its dots hollow.
    """
    runs = [run, *([over] if over else [])]
    epochs = max(config.num_train_epochs for _, config, _ in runs)
    legend = (
        f'<p class="plot-runs"><span><i></i>{escape(run[2])}</span>'
        f'<span><i class="plot-other"></i>{escape(over[2])}</span></p>'
        if over
        else ""
    )
    # A reward model knows no log-probabilities.
    deeper = (_rewards, *([_logps] if run[1].method == "dpo" else []))
    first, more = (
        f'{legend}<div class="plots">{"".join(draw(runs, epochs, lang) for draw in drawn)}</div>'
        for drawn in ((_accuracy, _loss), deeper)
    )
    return first, more


def _loss(runs: Sequence[Drawn], epochs: float, lang: str) -> str:
    series = []
    for at, (events, _, name) in enumerate(runs):
        for key, colour, event, value in (
            ("training", "plot-a", "log", "loss"),
            ("evaluation", "plot-b", "eval", "eval_loss"),
        ):
            called = _called(say(f"train_plot_{key}", lang), name, at, lang)
            found = points(events, event, value)
            series.append(Series(called, colour, found, dots=event == "eval", dashed=at > 0))
    events, config, _ = runs[0]
    level = training_fact(events, "no_preference_loss")
    with_sft = config.sft_weight and config.method == "dpo"
    guide, notes = None, []
    if level is not None:
        guide = Guide(level, say("train_plot_no_preference", lang, level=level))
        if with_sft:
            notes.append(say("train_plot_sft", lang, level=level, weight=config.sft_weight))
    if config.load_best_model_at_end and config.metric_for_best_model == "eval_loss":
        notes.append(say("train_plot_kept", lang))
    return figure(say("train_plot_loss", lang), series, epochs, lang, guide, sentences(lang, *notes))


def _accuracy(runs: Sequence[Drawn], epochs: float, lang: str) -> str:
    series = []
    for at, (events, _, name) in enumerate(runs):
        found = points(events, "eval", "eval_rewards/accuracies")
        counted = counted_pairs(events)
        whiskers = [wilson_interval(value, counted) for _, value in found] if counted and not at else []
        training = points(events, "log", "rewards/accuracies")
        called = [
            _called(say(f"train_plot_{key}", lang), name, at, lang) for key in ("training", "evaluation")
        ]
        series.append(Series(called[0], "plot-a", training, dashed=at > 0))
        series.append(Series(called[1], "plot-b", found, dots=True, dashed=at > 0, whiskers=whiskers))
    pairs, counted = training_fact(runs[0][0], "eval_pairs"), counted_pairs(runs[0][0])
    notes = [say("train_plot_accuracy_note", lang)] if counted else []
    if counted and round(counted) != pairs:
        notes.append(say("train_plot_accuracy_counted", lang, pairs=pairs, counted=counted))
    guide = Guide(CHANCE, say("train_plot_chance", lang))
    return figure(say("train_plot_accuracy", lang), series, epochs, lang, guide, sentences(lang, *notes))


def _rewards(runs: Sequence[Drawn], epochs: float, lang: str) -> str:
    keys = (("chosen", "plot-a"), ("rejected", "plot-b"), ("margins", "plot-c"))
    series = _both("rewards", keys, runs, lang)
    title, note = say("train_plot_rewards", lang), say("train_plot_reward_note", lang)
    return figure(title, series, epochs, lang, Guide(0.0), note)


def _logps(runs: Sequence[Drawn], epochs: float, lang: str) -> str:
    series = _both("logps", (("chosen", "plot-a"), ("rejected", "plot-b")), runs, lang)
    note = say("train_plot_logps_note", lang)
    return figure(say("train_plot_logps", lang), series, epochs, lang, None, note)


def _both(metric: str, keys: Sequence[tuple[str, str]], runs: Sequence[Drawn], lang: str) -> list[Series]:
    """A line of the training pairs and dots of the held-out ones for each key."""
    series = []
    for at, (events, _, name) in enumerate(runs):
        for key, colour in keys:
            called = _called(say(f"train_plot_{key}", lang), name, at, lang)
            line, dots = (
                points(events, "log", f"{metric}/{key}"),
                points(events, "eval", f"eval_{metric}/{key}"),
            )
            series.append(Series(called, colour, line, dashed=at > 0))
            held_out = say("train_plot_held_out", lang, name=called)
            series.append(Series(held_out, colour, dots, dots=True, dashed=at > 0, named=False))
    return series


def _called(name: str, run: str, at: int, lang: str) -> str:
    """A series' name; that of the second run says whose it is."""
    return say("train_plot_of_run", lang, run=run, name=name) if at else name
