"""Ideas, the models to be compared and the runs there are -> the ideas that no training of them has seen, and
why each other one was left out.

A model's training is its run's, the run's base model's, and so on down. An idea counts as seen when a run was
trained on it, on one that says nearly the same, or when it helped choose the checkpoint that was kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.best_of import read_best_of
from pipeline.formats import read_preferences
from pipeline.hub.models import pushed_models
from pipeline.model_files import model_location, parent_model
from pipeline.prompts import idea_in_prompt
from pipeline.schema import Idea, Run, Task
from pipeline.settings import EMBEDDED
from pipeline.texts import WordIndex, comparison_key
from pipeline.training.runs import model_path, reward_folder, with_folders

Reason = Literal["trained", "choosing"]


@dataclass(frozen=True)
class LeftOut:
    """`like` is the idea of the run that this one equals or resembles."""

    idea: Idea
    reason: Reason
    like: str


@dataclass(frozen=True)
class Unseen:
    """`unproven` names models of which nobody here knows what they were trained on. One that both sides
    descend from is not among them: it favours neither.
    """

    ideas: tuple[Idea, ...]
    left_out: tuple[LeftOut, ...]
    unproven: tuple[str, ...]


def find_unseen(
    ideas: Iterable[Idea], models: Sequence[str], runs: Sequence[Run], texts: Mapping[str, str], task: Task
) -> Unseen:
    """Ideas in their order, each once. `texts` are the ideas that are known, by id: a run's files hold ids
    and prompts, and a prompt gives its idea only while the task is the same.
    """
    seen: dict[Reason, dict[str, str]] = {"trained": {}, "choosing": {}}
    unproven: list[set[str]] = []
    for model in models:
        ancestry, unknown = _descend(model, runs)
        for run in ancestry:
            folder = Path(run.path) / "preferences"
            if not (folder / "train.jsonl").is_file():
                unknown.add(run.id)
                continue
            seen["trained"] |= _read_texts(folder / "train.jsonl", texts, task)
            if run.config.load_best_model_at_end and (folder / "test.jsonl").is_file():
                seen["choosing"] |= _read_texts(folder / "test.jsonl", texts, task)
        unproven.append(unknown)
    finders = {reason: _Finder(found) for reason, found in seen.items()}
    kept: dict[str, Idea] = {}
    left_out = []
    for idea in ideas:
        reason = next((reason for reason, finder in finders.items() if finder.find(idea)), None)
        if reason:
            left_out.append(LeftOut(idea, reason, finders[reason].find(idea) or idea.text))
        else:
            kept.setdefault(comparison_key(idea.text), idea)
    common = set.intersection(*unproven) if unproven else set()
    names = sorted(set().union(*unproven) - common)
    return Unseen(tuple(kept.values()), tuple(left_out), tuple(names))


class _Finder:
    """Finds the idea among those seen that an idea equals, by id or but for case and punctuation, or nearly
    equals.
    """

    def __init__(self, seen: Mapping[str, str]) -> None:
        self._by_id = seen
        self._by_key = {comparison_key(text): text for text in seen.values() if text}
        self._index = WordIndex()
        for text in self._by_key.values():
            self._index.add(text)

    def find(self, idea: Idea) -> str | None:
        if idea.id in self._by_id:
            return self._by_id[idea.id] or idea.text
        return self._by_key.get(comparison_key(idea.text)) or self._index.nearest(idea.text)


def _descend(model: str, runs: Sequence[Run]) -> tuple[list[Run], set[str]]:
    """The runs that a model came from, and those of its ancestors that are neither runs nor the embedded
    model.
    """
    model = with_folders(model, runs)
    if best := read_best_of(model):
        written, scored = _descend(best.writer, runs), _descend(best.reward_model, runs)
        return [*written[0], *scored[0]], written[1] | scored[1]
    by_folder = {
        str(folder.absolute()): run
        for run in runs
        for folder in (model_path(Path(run.path)), model_path(reward_folder(Path(run.path))))
    } | pushed_models(runs)
    found: list[Run] = []
    unknown: set[str] = set()
    passed: set[str] = set()
    while model_location(model) not in passed:
        passed.add(model_location(model))
        run = by_folder.get(model_location(model))
        if run:
            found.append(run)
            model = with_folders(run.config.base_model, runs)
            if run.config.reward_model and run.config.method == "rlhf":
                scored = _descend(run.config.reward_model, runs)
                found += scored[0]
                unknown |= scored[1]
            continue
        if model_location(model) != model_location(EMBEDDED):
            unknown.add(model)
        model = with_folders(parent_model(model) or model, runs)
    return found, unknown


def _read_texts(path: Path, texts: Mapping[str, str], task: Task) -> dict[str, str]:
    """The ideas of a preferences file by id; the text is empty where nobody knows it any more."""
    rows = {row.idea_id: row for row in read_preferences(path)}
    return {
        idea_id: texts.get(idea_id) or idea_in_prompt(task, row.prompt[-1]["content"]) or ""
        for idea_id, row in rows.items()
    }
