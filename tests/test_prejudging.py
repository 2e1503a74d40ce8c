"""A reward model's opinion of a comparison: what it would choose, and how often people chose the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import prejudging
from pipeline.best_of import BestOf
from pipeline.comparisons import comparison_result, make_comparison
from pipeline.formats import write_preferences
from pipeline.opinions import Opinion, keep_opinion, read_opinions
from pipeline.prejudging import agreement, preferred
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import (
    Choice,
    Comparison,
    EventKind,
    Idea,
    LabelEvent,
    Message,
    Preference,
    Run,
    RunConfig,
    Source,
    Task,
)
from pipeline.store import Store
from pipeline.training.runs import model_path, reward_folder, reward_runs, with_folders
from scripted import ScriptedWriter

TEXTS = ("bake bread", "fix a bike", "grow herbs", "keep bees")
MakeRun = Callable[..., Run]


@pytest.fixture
def comparison(store: Store, task: Task, now: datetime) -> Comparison:
    """Four ideas; on the last both models write the same."""
    base = ScriptedWriter({text: [f"Plain {text}"] for text in TEXTS}, name="embedded")
    tuned = ScriptedWriter({text: [f"Why {text}?"] for text in TEXTS[:3]} | {TEXTS[3]: [f"Plain {TEXTS[3]}"]})
    ideas = [Idea.of(task.name, text) for text in TEXTS]
    *_, last = make_comparison(store, task, base, tuned, ideas, 1, "tuned", 0, 0.9, now)
    assert last.comparison
    return last.comparison


@pytest.fixture
def make_run(tmp_path: Path, task: Task, now: datetime) -> MakeRun:
    """A run whose reward model has learned from these ideas."""

    def make(name: str, *learned: str, **config: Any) -> Run:
        folder = tmp_path / "runs" / name
        rows = [_row(task, text) for text in learned]
        write_preferences(folder / "preferences", rows, [])
        settings = RunConfig("embedded", **{"method": "reward_model", **config})
        model_path(folder if settings.method == "reward_model" else reward_folder(folder)).mkdir(parents=True)
        return Run(name, str(folder), settings, "finished", now, task.version)

    return make


def _row(task: Task, text: str) -> Preference:
    title = title_completion("One title")
    return Preference(Idea.of(task.name, text).id, "p", title_prompt(task, text), title, title, 1, 0, False)


def likes(*endings: str) -> Any:
    """A reward of 1 for a title that ends so, else 0."""

    def score(model: str, conversations: Sequence[list[Message]]) -> list[float]:
        return [float(each[-1]["content"].endswith(endings)) for each in conversations]

    return score


def vote(store: Store, comparison: Comparison, now: datetime, source: Source, **choices: str) -> None:
    """Somebody's answers by the first word of an idea: tuned, base or tie."""
    by_idea = {title.idea.split()[0]: title for title in comparison.titles}
    pairs = {pair.id: pair for pair in store.pairs(comparison.id)}
    events = []
    for word, answer in choices.items():
        title = by_idea[word]
        pair = pairs[title.pair_id or ""]
        of_tuned, of_base = (
            (Choice.A, Choice.B) if pair.title_a == title.tuned_title else (Choice.B, Choice.A)
        )
        choice = {"tuned": of_tuned, "base": of_base, "tie": Choice.TIE}[answer]
        event = LabelEvent(f"{source}-{word}", EventKind.VOTE, source, source, now, "1", pair.id, choice)
        events.append(event)
    store.append_events(events)


def opine(store: Store, comparison: Comparison, run: Run, now: datetime, *endings: str) -> Opinion:
    return prejudging.prejudge(store, comparison, run, [run], likes(*endings), now)


def test_it_judges_the_pairs_that_people_are_asked_about(
    store: Store, task: Task, comparison: Comparison, make_run: MakeRun, now: datetime
) -> None:
    asked: list[tuple[str, list[Message]]] = []

    def score(model: str, conversations: Sequence[list[Message]]) -> list[float]:
        asked.extend((model, each) for each in conversations)
        return likes("bread?", "bike")(model, conversations)

    run = make_run("scorer")
    opinion = prejudging.prejudge(store, comparison, run, [run], score, now)
    assert [model for model, _ in asked] == [str(model_path(Path(run.path)))] * 6
    assert asked[0][1] == title_prompt(task, TEXTS[0]) + title_completion(f"Plain {TEXTS[0]}")
    # Bread: the tuned title. Bike: the base one. Herbs: neither. Bees need nobody.
    outcomes = {title.idea: opinion.choices.get(title.pair_id or "") for title in comparison.titles}
    assert outcomes == {"bake bread": 1.0, "fix a bike": 0.0, "grow herbs": 0.5, "keep bees": None}
    found = preferred(opinion)
    assert (found.wins, found.ties, found.losses, found.win_rate) == (1, 1, 1, 0.5)
    assert store.labels(comparison.id) == []


def test_agreement_is_over_the_pairs_that_both_judged(
    store: Store, comparison: Comparison, make_run: MakeRun, now: datetime
) -> None:
    opinion = opine(store, comparison, make_run("scorer"), now, "?")  # always the tuned title
    assert agreement(opinion, comparison_result(store, comparison)).n == 0
    vote(store, comparison, now, Source.PERSON, bake="tuned", fix="base")
    vote(store, comparison, now, Source.SIMULATED, bake="tuned", fix="tuned", grow="tie")
    people = agreement(opinion, comparison_result(store, comparison))
    assert (people.wins, people.ties, people.losses, people.win_rate) == (1, 0, 1, 0.5)
    # Wilson's interval of 1 of 2: 0.0945 to 0.9055.
    assert people.wilson == pytest.approx((0.0945, 0.9055), abs=1e-4)
    simulated = agreement(opinion, comparison_result(store, comparison, simulated=True))
    assert (simulated.wins, simulated.ties, simulated.losses) == (2, 1, 0)
    assert simulated.win_rate == pytest.approx(2.5 / 3)


def test_it_says_what_it_learned_from_and_whether_it_made_the_titles(
    store: Store, comparison: Comparison, make_run: MakeRun, now: datetime
) -> None:
    scorer = make_run("scorer", "Bake bread!", "ride a horse")
    opinion = opine(store, comparison, scorer, now, "?")
    assert (opinion.ideas, opinion.seen, opinion.made_with_it) == (3, 1, False)
    folder = str(model_path(Path(scorer.path)))
    picked = replace(comparison, tuned_model=BestOf(4, folder, "embedded").name)
    assert opine(store, picked, scorer, now, "?").made_with_it
    other = make_run("other")
    assert not opine(store, picked, other, now, "?").made_with_it
    policy = make_run("tuned", method="rlhf")
    assert opine(store, comparison, policy, now, "?").made_with_it


def test_an_opinion_is_kept_with_its_comparison_and_replaced(
    store: Store, comparison: Comparison, make_run: MakeRun, now: datetime, tmp_path: Path
) -> None:
    folder = tmp_path / "comparisons"
    assert read_opinions(folder, comparison.id) == []
    first = opine(store, comparison, make_run("scorer"), now, "?")
    other = opine(store, comparison, make_run("other"), now.replace(year=now.year + 1), "bike")
    for opinion in (first, other):
        keep_opinion(folder, opinion)
    assert read_opinions(folder, comparison.id) == [other, first]
    again = replace(first, rewards={})
    keep_opinion(folder, again)
    assert read_opinions(folder, comparison.id) == [other, again]
    assert read_opinions(folder, "another") == []


def test_with_nothing_to_vote_on_there_is_nothing_to_ask(
    store: Store, comparison: Comparison, make_run: MakeRun, now: datetime
) -> None:
    identical = replace(comparison, titles=comparison.titles[3:])
    with pytest.raises(ValueError, match="decided without being judged"):
        opine(store, identical, make_run("scorer"), now, "?")


def test_runs_stand_for_their_models_in_a_best_of_n(make_run: MakeRun, tmp_path: Path) -> None:
    scorer, policy = make_run("scorer"), make_run("policy", method="rlhf")
    dpo = replace(scorer, id="dpo", config=RunConfig("embedded"))
    assert reward_runs([scorer, dpo, policy]) == [scorer, policy]
    runs = [scorer, dpo, policy]
    own = tmp_path / "runs"
    assert with_folders("best-of-4:scorer@embedded", runs) == f"best-of-4:{own}/scorer/model@embedded"
    assert with_folders("best-of-2:policy@dpo", runs) == (
        f"best-of-2:{own}/policy/reward/model@{own}/scorer/model"
    )
    assert with_folders("scorer", runs) == "scorer"
