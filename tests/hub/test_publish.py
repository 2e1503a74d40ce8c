"""Preferences on the Hub: what is published, who may load it, and what publishing again changes."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import CommitOperationAdd, HfApi

from hub.local_hub import OWNER, LocalHub, client_environment
from pipeline import labels, publishing
from pipeline.answers import DEFAULT_BELIEFS
from pipeline.formats import preferences_digest
from pipeline.hub.client import HubError, Remote
from pipeline.hub.dataset_card import MARK
from pipeline.hub.publish import PATHS, Published, publish_preferences
from pipeline.schema import Choice, EventKind, LabelEvent, LabelledRow, Pair, Source, Task
from pipeline.settings import ROOT
from pipeline.store import Store
from ui.running_app import make_settings

REPO = "owner/preferences"
ANN, BOB = "a" * 32, "b" * 32
Publish = Callable[..., Published]


def vote(store: Store, pair: Pair, annotator: str, choice: Choice, now: datetime, **fields: Any) -> None:
    values = {"source": Source.PERSON, **fields}
    name = f"{annotator[0]} {pair.id} {fields}"
    event = LabelEvent(name, EventKind.VOTE, values["source"], annotator, now, "t", pair.id, choice, "a")
    store.append_events([event])


@pytest.fixture
def labelled(store: Store, task: Task, now: datetime) -> Store:
    """Twelve ideas with a decided pair each; Ann and Bob labelled the first, and Ann the second as the file
    has it.
    """
    rows = [LabelledRow(f"growing herb {n}", f"Title {n} été", f"Other {n}", n % 2 == 0) for n in range(12)]
    labels.import_labels(store, task, rows, now)
    first, second = store.pairs()[:2]
    vote(store, first, ANN, Choice.A, now)
    vote(store, first, BOB, Choice.A, now)
    imported = next(label for label in store.labels() if label.pair_id == second.id)
    vote(store, second, ANN, imported.choice, now)
    return store


@pytest.fixture
def publish(hub: LocalHub, labelled: Store, task: Task, now: datetime, tmp_path: Path) -> Publish:
    settings = make_settings(tmp_path, hf_token=OWNER, preferences_repo=REPO, labels_repo="owner/labels")

    def connect(repo: str, token: str, at_once: bool) -> Remote:
        return Remote(repo, token, hub.url, at_once=at_once)

    def publish(repo: str = "", **options: bool) -> Published:
        given = (settings, labelled, task, DEFAULT_BELIEFS, now, repo)
        return publishing.publish(*given, connect=connect, **options)

    return publish


def card(hub: LocalHub) -> tuple[dict[str, Any], str]:
    """Its front matter and its words."""
    _, front, words = hub.repo(REPO).files()["README.md"].decode().split("---\n", 2)
    return yaml.safe_load(front), words


def test_a_dataset_and_its_card_are_published_in_one_commit(hub: LocalHub, publish: Publish) -> None:
    done = publish()
    assert (done.repo, done.url, done.private) == (REPO, f"{hub.url}/datasets/{REPO}", True)
    assert done.train + done.test == 12 and set(done.changed) == {"README.md", *PATHS.values()}
    repo = hub.repo(REPO)
    assert (repo.private, repo.head.oid, len(repo.history())) == (True, done.commit, 2)
    front, words = card(hub)
    assert (front["license"], front["size_categories"]) == ("cc-by-4.0", ["n<1K"])
    sizes = {split["name"]: split["num_examples"] for split in front["dataset_info"]["splits"]}
    assert sizes == {"train": done.train, "test": done.test}
    assert f"| train | {done.train} | {done.train} |" in words and "There are 24 different titles" in words
    assert "- People who labelled: 2" in words and "- Labels by source: 12 import, 3 person" in words
    assert "**Video Idea**: {idea}" in words and f'load_dataset("{REPO}")' in words


def test_what_a_card_says_of_the_labelling_is_what_was_done(
    hub: LocalHub, publish: Publish, labelled: Store, task: Task, now: datetime
) -> None:
    """A third title makes three pairs of an idea of which one is labelled."""
    idea = labelled.ideas(task)[0]
    labelled.add_pairs(Pair.all_of(idea, [*labelled.pairs()[0].titles, "A third title"], task.version))
    publish()
    _, words = card(hub)
    assert "of all that the titles of their ideas make: 12 of 14" in words
    assert "People saw an idea and two titles" in words and "enters when it is at least 80% likely" in words
    assert "seven of the ten" not in words
    labels.erase_answers(labelled, [ANN, BOB], now)
    labelled.set_sharing(replace(labelled.sharing(), implied_threshold=1.0), now)
    publish()
    _, words = card(hub)
    assert "People saw" not in words and "What the answers imply for other pairs does not enter." in words


def test_publishing_again_changes_only_what_changed(
    hub: LocalHub, publish: Publish, labelled: Store, task: Task, now: datetime
) -> None:
    first = publish()
    again = publish()
    assert (again.changed, again.commit, len(hub.repo(REPO).history())) == ((), first.commit, 2)
    assert not hub.asked("POST .*commit/.*")[1:]
    before = hub.repo(REPO).files()
    split, _ = publishing.gather(labelled, task, DEFAULT_BELIEFS, simulated=True)
    pair = labelled.pair(split.train[0].pair_id)
    assert pair
    vote(labelled, pair, ANN, Choice.A, now, repeat=3)
    vote(labelled, pair, "c" * 32, Choice.A, now)
    assert set(publish().changed) == {"README.md", PATHS["train"]}
    after = hub.repo(REPO).files()
    assert after[PATHS["test"]] == before[PATHS["test"]] and after[PATHS["train"]] != before[PATHS["train"]]


def test_the_same_labels_on_another_disk_publish_the_same_files(
    hub: LocalHub, publish: Publish, labelled: Store, task: Task, now: datetime, tmp_path: Path
) -> None:
    publish()
    other = Store(tmp_path / "other.db")
    other.add_task(task)
    other.set_sharing(labelled.sharing(), now)
    other.add_ideas(reversed(labelled.ideas(task)))
    other.add_pairs(reversed(labelled.pairs()))
    events = [labelled.event(label.event_id) for label in labelled.labels()]
    other.append_events(event for event in reversed(events) if event)
    settings = make_settings(tmp_path, hf_token=OWNER)
    done = publishing.publish(
        settings,
        other,
        task,
        DEFAULT_BELIEFS,
        now,
        REPO,
        connect=lambda *who, **how: Remote(*who, hub.url, **how),
    )
    assert done.changed == ()
    other.close()


def test_words_below_the_mark_stay_and_a_split_that_empties_goes(
    hub: LocalHub, publish: Publish, labelled: Store, api: HfApi, task: Task, now: datetime
) -> None:
    publish()
    own = (hub.repo(REPO).files()["README.md"].decode() + "Written by hand.\n").replace("\n", "\r\n")
    api.create_commit(
        REPO, [CommitOperationAdd("README.md", own.encode())], commit_message="x", repo_type="dataset"
    )
    split, _ = publishing.gather(labelled, task, DEFAULT_BELIEFS, simulated=True)
    assert publish().changed == ("README.md",)  # with line ends as we write them
    assert publish().changed == ()
    remote = Remote(REPO, OWNER, hub.url)
    _, facts = publishing.gather(labelled, task, DEFAULT_BELIEFS, simulated=True)
    done = publish_preferences(remote, task, split.train, (), facts)
    assert PATHS["test"] in done.changed and PATHS["test"] not in hub.repo(REPO).files()
    front, words = card(hub)
    assert [split["split"] for split in front["configs"][0]["data_files"]] == ["train"]
    assert words.endswith(f"{MARK}\nWritten by hand.\n")


def test_repeats_of_another_version_of_the_task_are_not_told(
    labelled: Store, task: Task, now: datetime
) -> None:
    first = next(label for label in labelled.labels() if label.annotator == ANN)
    again = LabelEvent(
        "again", EventKind.VOTE, Source.PERSON, ANN, now, "t", first.pair_id, first.choice, "b"
    )
    labelled.append_events([replace(again, repeat_of=first.event_id)])
    _, facts = publishing.gather(labelled, task, DEFAULT_BELIEFS, simulated=True)
    assert (facts.same, facts.repeats) == (1, 1)
    newer = replace(task, guidance=("Write like a pirate.",))
    labelled.choose_task(newer, now)
    _, facts = publishing.gather(labelled, newer, DEFAULT_BELIEFS, simulated=True)
    assert (facts.same, facts.repeats) == (0, 0)


def test_it_is_private_unless_the_owner_says_otherwise(hub: LocalHub, publish: Publish, api: HfApi) -> None:
    api.create_repo("owner/open", repo_type="dataset", private=False)
    with pytest.raises(HubError, match="owner/open is public, so nothing was published"):
        publish("owner/open")
    assert hub.repo("owner/open").files() == {}
    assert publish("owner/open", public=True).private is False
    assert publish("owner/new", public=True).private is False


@pytest.mark.parametrize("path", ["data/other.csv", PATHS["train"]])
def test_somebody_elses_dataset_is_left_alone(hub: LocalHub, publish: Publish, api: HfApi, path: str) -> None:
    api.create_repo(REPO, repo_type="dataset", private=True)
    api.create_commit(REPO, [CommitOperationAdd(path, b"x")], commit_message="x", repo_type="dataset")
    with pytest.raises(HubError, match="holds files that are not of this app"):
        publish()
    assert hub.repo(REPO).files() == {path: b"x"}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 500}, r"answered with an error \(500\); nothing is lost, try again"),
        ({"status": 429, "headers": {"Retry-After": "7"}}, r"asked to wait \(429\); nothing is lost"),
        ({"status": 412}, r"asked to wait \(412\); nothing is lost"),
        ({"drop": True}, r"cannot be reached; nothing is lost"),
        ({"drop": True, "after": True}, r"cannot be reached; nothing is lost"),
        ({"status": 403}, r"may not write"),
    ],
)
def test_a_failure_says_why_and_trying_again_ends_as_one_publication(
    hub: LocalHub, publish: Publish, fault: dict[str, Any], words: str
) -> None:
    hub.fault("POST .*commit/", **fault)
    with pytest.raises(HubError, match=words):
        publish()
    assert publish().changed == (
        ()
        if fault.get("after")
        else ("data/train-00000-of-00001.parquet", "data/test-00000-of-00001.parquet", "README.md")
    )
    assert len(hub.repo(REPO).history()) == 2


def test_what_is_missing_is_said_before_the_hub_is_asked(
    hub: LocalHub, publish: Publish, store: Store, task: Task, now: datetime, tmp_path: Path
) -> None:
    def without(**changes: Any) -> str:
        settings = make_settings(tmp_path, **{"hf_token": OWNER, **changes})
        with pytest.raises(ValueError) as raised:
            publishing.publish(
                settings, store, task, DEFAULT_BELIEFS, now, changes.get("preferences_repo", "")
            )
        return str(raised.value)

    assert "set HF_TOKEN" in without(hf_token="")
    assert "owner/name" in without()
    assert "labels themselves" in without(preferences_repo="owner/x", labels_repo="owner/x")
    assert hub.log == []


def test_the_card_tells_of_the_labels_that_are_published_and_of_peoples_agreement(
    labelled: Store, task: Task, now: datetime
) -> None:
    _, before = publishing.gather(labelled, task, DEFAULT_BELIEFS, simulated=True)
    row = LabelledRow("sewing a shirt", "Needle", "Thread", True)
    labels.import_labels(labelled, task, [row], now)
    _, facts = publishing.gather(labelled, task, DEFAULT_BELIEFS, simulated=True)
    assert facts.by_source == before.by_source + Counter({"import": 1})
    assert (facts.people, facts.alpha, facts.triads) == (before.people, before.alpha, before.triads)
    labelled.choose_task(replace(task, guidance=("Write like a pirate.",)), now)
    split, facts = publishing.gather(labelled, task, DEFAULT_BELIEFS, simulated=True)
    assert (len(split.train) + len(split.test), facts.by_source, facts.people) == (0, {}, 0)


def test_example_labels_are_marked_or_left_out(
    publish: Publish, labelled: Store, task: Task, now: datetime, hub: LocalHub
) -> None:
    row = LabelledRow("sewing a shirt", "Needle", "Thread", True, simulated=True)
    labels.import_labels(labelled, task, [row], now)
    done = publish()
    assert done.train + done.test == 13
    _, words = card(hub)
    assert "and 1 come from the simulated annotator" in words and "1 simulated" in words
    done = publish(simulated=False)
    assert done.train + done.test == 12
    assert "simulated" not in card(hub)[1].partition("Labels by source")[2].partition("\n")[0]


def test_nothing_personal_is_published_and_the_publication_is_noted(
    hub: LocalHub, publish: Publish, labelled: Store, task: Task, now: datetime
) -> None:
    done = publish()
    sent = b"".join(hub.repo(REPO).files().values())
    events = [label.event_id.encode() for label in labelled.labels()]
    for mark in (ANN.encode(), BOB.encode(), OWNER.encode(), b"2026-", *events):
        assert mark not in sent
    noted = labelled.publication()
    assert noted and (noted.repo, noted.commit, noted.rows, noted.at) == (REPO, done.commit, 12, now)
    split, _ = publishing.gather(labelled, task, DEFAULT_BELIEFS, simulated=True)
    assert noted.digest == preferences_digest(
        split.train, split.test
    )  # as a run that learns from them has it


def test_load_dataset_and_dpo_trainer_take_it_as_it_is_and_it_can_be_imported(
    hub: LocalHub, labelled: Store, tmp_path: Path
) -> None:
    """By the commands, as a person would: publish, load, train, and import into an empty project."""
    environment = client_environment(hub, tmp_path / "home") | {"PREFERENCES_REPO": REPO}
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    script = ROOT / "tests" / "hub" / "preference_clients.py"
    done = subprocess.run(
        [sys.executable, script, tmp_path, REPO],
        cwd=ROOT,
        env=os.environ | environment | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["rows"] == {name: found["published"][name] for name in ("train", "test")}
    assert sum(found["rows"].values()) == 12
    assert not set(found["ideas"]["train"]) & set(found["ideas"]["test"])
    assert found["types"]["implied_probability"] == "Value('float64')"
    assert found["first"]["chosen"][0]["role"] == "assistant" and found["streamed_first"]
    trained, imported = found["trained"], found["imported"]
    assert trained["steps"] == 2 and trained["loss"] > 0 and trained["eval_loss"] > 0
    assert (imported["splits"], imported["leaks"], imported["other_prompts"]) == (found["rows"], [], 0)
    assert imported["added"] == 12
