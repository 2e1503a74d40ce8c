"""A project in which every panel of the page has something to show, and every text in it is hostile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline import labels, pairs
from pipeline.schema import Candidate, ComparedTitle, Comparison, Idea, Pair
from pipeline.simulated import SimulatedAnnotator
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.events import append_event
from pipeline.training.recipes import TUTORIAL, presets
from pipeline.training.runs import model_path, write_config
from ui.running_app import HOSTILE_TITLES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TAKEN_OVER = "taken over"
IMAGE = f"<img src=x onerror=\"document.title='{TAKEN_OVER}'\">"
SCRIPT = f"</script></textarea><script>document.title='{TAKEN_OVER}'</script>"
LONG_WORD = "W" * 75
RIGHT_TO_LEFT = "\u202eكيف تربي النحل\u202c في الشتاء؟ 👩🏽‍🌾🐝 冬天怎样养蜂"
HOSTILE = (IMAGE, SCRIPT, LONG_WORD, RIGHT_TO_LEFT)
RUN = "20260101T000000Z-hostile"


def write_full_project(data_dir: Path) -> None:
    """Ideas with titles, example labels, a finished run with its events, and a comparison that is open."""
    store = Store(data_dir / "title-tuner.db")
    task = YOUTUBE_TITLES
    store.add_task(task)
    ideas = [Idea.of(task.name, f"{text} number {n}") for n, text in enumerate(HOSTILE * 2)]
    store.add_ideas(ideas)
    for n, idea in enumerate(ideas):
        store.add_candidates(Candidate.of(idea.id, f"{title} {n}"[:75], "test") for title in HOSTILE_TITLES)
        store.add_candidates([Candidate.of(idea.id, HOSTILE[n % 4], "test")])
    pairs.add_all_pairs(store, task)
    labels.simulate_labels(store, task, SimulatedAnnotator(seed=0, noise=0.0), NOW)
    fresh = [Idea.of(task.name, f"fresh {text}") for text in HOSTILE]
    store.add_ideas(fresh)
    for idea in fresh:
        store.add_candidates(Candidate.of(idea.id, title, "test") for title in HOSTILE)
    pairs.add_all_pairs(store, task)
    titles, compared = [], []
    for idea, title in zip(fresh, HOSTILE, strict=True):
        pair = Pair.of(idea, (title, f"Tuned {title}"), task.version, "hostile")
        compared.append(pair)
        titles.append(ComparedTitle(idea.id, idea.text, title, f"Tuned {title}", pair.id, 1.5))
    folder = data_dir / "runs" / RUN
    comparison = Comparison("hostile", "embedded", str(model_path(folder)), RUN, 0, 0.9, NOW, tuple(titles))
    store.add_comparison(comparison, compared)
    store.close()
    write_hostile_run(folder, [idea.id for idea in ideas[:2]])


def write_hostile_run(folder: Path, idea_ids: list[str]) -> None:
    """A run of two epochs whose name and samples are hostile. It tells a pace: nothing is left to measure."""
    folder.mkdir(parents=True)
    model_path(folder).mkdir()
    config = replace(presets("embedded")[TUTORIAL], name=IMAGE)
    write_config(folder, config, YOUTUBE_TITLES.version, NOW)
    figures = {"rewards/chosen": 0.4, "rewards/rejected": -0.2, "rewards/accuracies": 0.7}
    figures |= {"rewards/margins": 0.6, "logps/chosen": -20.0, "logps/rejected": -24.0}
    evaluated = {f"eval_{key}": value for key, value in figures.items()}
    events: list[tuple[str, dict[str, Any]]] = [
        ("started", {}),
        (
            "training",
            {
                "step": 0,
                "total_steps": 4,
                "train_pairs": 60,
                "eval_pairs": 20,
                "no_preference_loss": 0.69,
                "device": "cpu",
            },
        ),
    ]
    for epoch in range(3):
        step = 2 * epoch
        written = [{"idea_id": idea, "title": title} for idea, title in zip(idea_ids, HOSTILE, strict=False)]
        events.append(("samples", {"step": step, "epoch": float(epoch), "titles": written}))
        if epoch:
            events.append(("step", {"step": step - 1, "epoch": epoch - 0.5}))
            events.append(("log", {"step": step, "epoch": float(epoch), "loss": 0.7 - epoch / 10, **figures}))
            loss = {"eval_loss": 0.68 - epoch / 20}
            events.append(("eval", {"step": step, "epoch": float(epoch), **loss, **evaluated}))
    events.append(("finished", {"step": 4, "kept_step": 4, "kept_epoch": 2.0}))
    for n, (event, fields) in enumerate(events):
        append_event(folder, event, NOW + timedelta(seconds=n), **fields)
