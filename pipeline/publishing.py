"""What the labels give for publication: the preferences, split by idea, and how the labels came about. The
page and the command line publish the same.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from pipeline import preferences, quality
from pipeline.answers import Beliefs
from pipeline.formats import preferences_digest
from pipeline.hub.client import Remote
from pipeline.hub.dataset_card import LabelFacts
from pipeline.hub.publish import NO_REPO, NO_TOKEN, Published, publish_preferences
from pipeline.preferences import Split
from pipeline.schema import Publication, Source, Task
from pipeline.settings import REPO, Settings
from pipeline.store import Store

NOTHING = "There is nothing to publish yet; label some pairs first."
LABELS_THERE = "{repo} is where the labels themselves are kept; name another dataset for the preferences."


def gather(store: Store, task: Task, beliefs: Beliefs, simulated: bool) -> tuple[Split, LabelFacts]:
    """The preferences that training would use now, with the example labels or without, and what is known of
    those labels.
    """
    threshold = store.sharing().implied_threshold
    split = preferences.derive_preferences(store, task, simulated, threshold, beliefs)
    asked = store.asked_pairs()
    published = {pair.id for pair in asked}
    labels = [label for label in store.labels() if label.pair_id in published]
    labels = [label for label in labels if simulated or label.source is not Source.SIMULATED]
    labelled = {label.pair_id for label in labels}
    ideas = {pair.idea_id for pair in asked if pair.id in labelled}
    measured = quality.quality_of(labels, asked)
    repeats = (both for both in store.repeats() if both[1].pair_id in published)
    same, bias = quality.measure_self_consistency(repeats), measured.side_bias
    facts = LabelFacts(
        people=measured.annotators,
        by_source=Counter(label.source.value for label in labels),
        labelled=len(labelled),
        pairs=sum(pair.idea_id in ideas for pair in asked),
        alpha=measured.alpha,
        same=same.same if same else 0,
        repeats=same.repeats if same else 0,
        cyclic=measured.cyclic_triads,
        triads=measured.triads,
        left_share=bias.left / (bias.left + bias.right) if bias else None,
        implied_threshold=threshold,
    )
    return split, facts


def publish(
    settings: Settings,
    store: Store,
    task: Task,
    beliefs: Beliefs,
    now: datetime,
    repo: str = "",
    public: bool = False,
    simulated: bool = True,
    connect: Callable[..., Remote] = Remote,
) -> Published:
    """Publish to `repo`, or where the settings say, and note it. ValueError when something is missing for it,
    HubError when the Hub does not take it.
    """
    repo = repo.strip() or settings.preferences_repo
    if not settings.hf_token:
        raise ValueError(NO_TOKEN)
    if not REPO.fullmatch(repo):
        raise ValueError(NO_REPO)
    if repo in (settings.labels_repo, settings.models_repo):
        raise ValueError(LABELS_THERE.format(repo=repo))
    split, facts = gather(store, task, beliefs, simulated)
    if not split.train:
        raise ValueError(NOTHING)
    done = publish_preferences(
        connect(repo, settings.hf_token, at_once=True), task, split.train, split.test, facts, public
    )
    digest = preferences_digest(split.train, split.test)
    store.note_publication(Publication(done.repo, done.commit, done.train + done.test, now, digest))
    return done
