from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.formats import write_preferences
from pipeline.prompts import title_completion, title_prompt
from pipeline.schema import Idea, Preference, Run, RunConfig, Task
from pipeline.settings import EMBEDDED, QWEN
from pipeline.training.runs import model_path, reward_folder
from pipeline.unseen import Unseen, find_unseen

MakeRun = Callable[..., Run]


def row(task: Task, text: str) -> Preference:
    idea, title = Idea.of(task.name, text), title_completion("One title")
    return Preference(idea.id, "p", title_prompt(task, text), title, title, 1, 0, False)


@pytest.fixture
def make_run(tmp_path: Path, task: Task, now: datetime) -> MakeRun:
    def make(name: str, train: Sequence[str], test: Sequence[str] = (), **config: Any) -> Run:
        folder = tmp_path / name
        model_path(folder).mkdir(parents=True)
        rows = [[row(task, text) for text in side] for side in (train, test)]
        write_preferences(folder / "preferences", *rows)
        settings = replace(RunConfig(base_model=EMBEDDED), **config)
        return Run(name, str(folder), settings, "finished", now, task.version)

    return make


def find(task: Task, texts: Sequence[str], models: Sequence[str], runs: Sequence[Run]) -> Unseen:
    return find_unseen([Idea.of(task.name, text) for text in texts], models, runs, {}, task)


def model_of(run: Run) -> str:
    return str(model_path(Path(run.path)))


def test_an_idea_trained_on_is_left_out_in_whatever_case_and_wording(task: Task, make_run: MakeRun) -> None:
    run = make_run("one", ["bake bread at home in winter"])
    texts = ["Bake bread at home, in winter!", "baking breads at home in the winter", "fix a bike"]
    found = find(task, texts, (EMBEDDED, model_of(run)), [run])
    assert [idea.text for idea in found.ideas] == ["fix a bike"]
    assert [(left.idea.text, left.reason, left.like) for left in found.left_out] == [
        (text, "trained", "bake bread at home in winter") for text in texts[:2]
    ]
    assert found.unproven == ()


def test_what_the_base_was_trained_on_counts_too(task: Task, make_run: MakeRun) -> None:
    first = make_run("first", ["bake bread"])
    second = make_run("second", ["fix a bike"], base_model=model_of(first))
    found = find(
        task, ["bake bread", "fix a bike", "grow herbs"], (EMBEDDED, model_of(second)), [first, second]
    )
    assert [idea.text for idea in found.ideas] == ["grow herbs"]


def test_ideas_that_chose_the_checkpoint_are_left_out_as_such(task: Task, make_run: MakeRun) -> None:
    run = make_run("one", ["bake bread"], ["fix a bike"])
    found = find(task, ["fix a bike"], (EMBEDDED, model_of(run)), [run])
    assert [(left.idea.text, left.reason) for left in found.left_out] == [("fix a bike", "choosing")]
    run = make_run("two", ["bake bread"], ["fix a bike"], load_best_model_at_end=False)
    assert len(find(task, ["fix a bike"], (EMBEDDED, model_of(run)), [run]).ideas) == 1


def test_a_model_nobody_knows_is_named_unless_both_sides_descend_from_it(
    task: Task,
    make_run,
    tmp_path: Path,
) -> None:
    run = make_run("one", ["bake bread"], base_model=QWEN)
    assert find(task, ["x"], (QWEN, model_of(run)), [run]).unproven == ()
    assert find(task, ["x"], (EMBEDDED, model_of(run)), [run]).unproven == (QWEN,)
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text(f'{{"base_model_name_or_path": "{model_of(run)}"}}')
    found = find(task, ["bake bread", "x"], (QWEN, str(adapter)), [run])
    assert found.unproven == (str(adapter),)
    assert [idea.text for idea in found.ideas] == ["x"]


def test_a_run_whose_preferences_are_gone_is_unproven(task: Task, make_run: MakeRun) -> None:
    run = make_run("one", ["bake bread"])
    (Path(run.path) / "preferences" / "train.jsonl").unlink()
    assert find(task, ["x"], (EMBEDDED, model_of(run)), [run]).unproven == ("one",)


def test_an_idea_whose_words_are_unknown_is_found_by_its_id(task: Task, make_run: MakeRun) -> None:
    run = make_run("one", ["bake bread"])
    other = replace(task, prompt_template="Another prompt about {idea}. {guidance}")
    found = find_unseen([Idea.of(task.name, "bake bread")], (EMBEDDED, model_of(run)), [run], {}, other)
    assert found.ideas == ()


def test_an_idea_that_occurs_twice_is_taken_once(task: Task) -> None:
    assert len(find(task, ["bake bread", "Bake bread!"], (EMBEDDED,), []).ideas) == 1


def test_what_a_reward_model_was_trained_on_counts_for_whoever_it_judges(
    task: Task, make_run: MakeRun
) -> None:
    scorer = make_run("scorer", ["bake bread"], method="reward_model")
    policy = make_run("policy", ["grow herbs"], method="rlhf", reward_model=model_of(scorer))
    texts = ["bake bread", "grow herbs", "fix a bike"]
    best = f"best-of-4:{model_of(scorer)}@{EMBEDDED}"
    assert [idea.text for idea in find(task, texts, (best,), [scorer]).ideas] == texts[1:]
    found = find(task, texts, (model_of(policy),), [scorer, policy])
    assert [idea.text for idea in found.ideas] == ["fix a bike"]
    assert found.unproven == ()
    # Its own reward model, in a folder within its run's.
    half = make_run("half", ["bake bread"], method="rlhf")
    model_path(reward_folder(Path(half.path))).mkdir(parents=True)
    own = f"best-of-4:{model_path(reward_folder(Path(half.path)))}@{EMBEDDED}"
    assert [idea.text for idea in find(task, texts, (own,), [half]).ideas] == texts[1:]
