"""How far a project is through the four steps: what is stored enters; the step that comes next leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.comparisons import count_judging, find_finding
from pipeline.enough import ENOUGH_LABELS, labels_missing, labels_to_begin
from pipeline.results import Finding, Judging
from pipeline.schema import Run, Source
from pipeline.store import Store
from pipeline.training.runs import list_runs, title_runs
from pipeline.ui import Services
from pipeline.writers import declines

STEPS = ("create", "label", "train", "compare")
IDEAS_TO_TEACH = 40
"""In bench/breadth.py 100 labels taught more the more ideas they were on, two on each at the most."""
LABELS_FOR_ANOTHER = ENOUGH_LABELS // 2


@dataclass(frozen=True)
class Standing:
    """How far a project is: `judged` of the newest comparison's `to_judge` pairs have a verdict, of the
    example judge where no person has given one (`by_example`); `over` says that its design asks for no more,
    `training` that a run is under way, `settled` that no idea needs anybody's labels any more, `writing` of
    how many ideas the titles are written and of how many they are being written, `declined` that there is no
    pair yet and no idea that the usual writer would write for, `newer` that no comparison has the newest
    model, `untitled` that nobody has labelled yet and most ideas still lack the titles that it would write;
    `new_labels`, a thousand at the most, came since the newest model was begun; `finding` is what the newest
    comparison found once people have judged enough.
    """

    ideas: int
    pairs: int
    labels: int
    runs: int
    training: bool
    judged: int
    to_judge: int
    writing: tuple[int, int] | None = None
    settled: bool = False
    by_example: bool = False
    over: bool = False
    declined: bool = False
    newer: bool = False
    untitled: bool = False
    new_labels: int = 0
    finding: Finding = "provisional"

    @property
    def enough(self) -> int:
        return labels_to_begin(self.pairs)

    @property
    def labelled(self) -> bool:
        """Whether training can begin, or has."""
        enough = not labels_missing(self.labels, self.pairs, self.settled)
        return self.pairs > 0 and (enough or self.training or self.runs > 0)

    @property
    def decided(self) -> bool:
        """Whether the newest comparison asks for no more verdicts."""
        return 0 < self.to_judge <= self.judged or self.over

    @property
    def done(self) -> dict[str, bool]:
        return {
            "create": self.pairs > 0 and not self.untitled,
            "label": self.labelled,
            "train": self.runs > 0,
            "compare": self.decided and not self.newer,
        }

    @property
    def again(self) -> bool:
        """Whether all is done, and so much was labelled since that another model is worth training."""
        return self.here is None and not self.training and self.new_labels >= LABELS_FOR_ANOTHER

    @property
    def used_up(self) -> bool:
        """Whether labels came since all was done, and no more can come until there are more ideas."""
        return self.here is None and not self.training and self.settled and self.new_labels > 0

    @property
    def here(self) -> str | None:
        """The first step that is not done, None when all are."""
        return next((step for step in STEPS if not self.done[step]), None)


def find_standing(services: Services, runs: Sequence[Run] | None = None) -> Standing:
    """How far the project is; counts alone, so that it may be asked at every look, but for ideas without a
    pair. `runs` are those that there are, for a caller who has just read them.
    """
    store, task = services.store, services.task
    ideas, pairs = store.count_ideas(task), store.count_pairs()
    runs = list_runs(services.settings.runs_dir) if runs is None else runs
    models, comparison_id = title_runs(runs), store.newest_comparison()
    people = find_judging(store, comparison_id) if comparison_id else Judging()
    example = store.count_judged(comparison_id, Source.SIMULATED) if comparison_id else 0
    standing = Standing(
        ideas=ideas,
        pairs=pairs,
        labels=store.count_all_labels(),
        runs=sum(run.status in ("finished", "stopped") for run in runs),
        training=any(run.status in ("starting", "running", "queued") for run in runs),
        judged=people.judged or example,
        to_judge=people.total,
        writing=services.writing.counts if not services.is_example else None,
        settled=store.is_settled(),
        by_example=example > 0 and not people.judged,
        over=people.judged > 0 and people.over,
        declined=ideas > 0 and not pairs and not services.writing.going and _declines_all(services),
        newer=bool(models and comparison_id) and not store.is_compared(models[0]),
        new_labels=store.count_labels_since(models[0].created_at) if models else 0,
    )
    if pairs and not standing.labels and not services.writing.going:
        standing = replace(standing, untitled=_most_lack_titles(services))
    if comparison_id and standing.over and standing.here is None:
        return replace(standing, finding=find_finding(store, comparison_id))
    return standing


def find_judging(store: Store, comparison_id: str) -> Judging:
    """As the card counts it; while nobody has judged nothing but a count is read."""
    if store.count_judged(comparison_id):
        return count_judging(store, comparison_id)
    return Judging(total=store.count_pairs(comparison_id))


def _most_lack_titles(services: Services) -> bool:
    """Of the ideas that the usual writer would write for and has not failed on."""
    usual, failed = services.settings.default_base_model, services.writing.reasons
    titled = services.store.count_candidates(services.task)
    lacking = [
        idea
        for idea in services.store.ideas(services.task)
        if idea.id not in titled and idea.text not in failed and not declines(usual, idea.text)
    ]
    return len(lacking) > len(titled)


def _declines_all(services: Services) -> bool:
    """Whether who writes unless another is picked would write for no idea."""
    usual = services.settings.default_base_model
    return all(declines(usual, idea.text) for idea in services.store.ideas(services.task))
