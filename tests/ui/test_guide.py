"""The way through the four steps: where a project stands, and who may clear the example."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from pipeline import labels, pairs
from pipeline.candidates import CandidateProgress
from pipeline.results import Finding
from pipeline.schema import (
    Candidate,
    Choice,
    ComparedTitle,
    Comparison,
    EventKind,
    Idea,
    LabelEvent,
    Pair,
    RunConfig,
    Source,
)
from pipeline.settings import QWEN
from pipeline.simulated import SimulatedAnnotator
from pipeline.training.runs import write_config
from pipeline.ui import Services, create_list, create_tab, guide
from pipeline.ui.standing import Standing, find_standing
from ui.running_app import write_some_titles


def told(services: Services, request: gr.Request) -> tuple[dict[str, Any], bool, bool]:
    """What the page gets: the value, and whether it may clear the example and bring it back."""
    value, start, back, _ = guide.show_guide(services, request)
    return json.loads(value)["en"], start["visible"], back["visible"]


def test_the_first_step_that_is_not_done_is_where_you_are() -> None:
    nothing = Standing(ideas=0, pairs=0, labels=0, runs=0, training=False, judged=0, to_judge=0)
    assert nothing.here == "create"
    titled = replace(nothing, ideas=20, pairs=200)
    assert titled.here == replace(titled, labels=99).here == "label"
    labelled = replace(titled, labels=100)
    assert labelled.here == "train"
    few = replace(nothing, ideas=6, pairs=60)
    assert (few.enough, replace(few, labels=35).here, replace(few, labels=36).here) == (36, "label", "train")
    assert replace(few, labels=3, runs=1).here == "compare"  # somebody trained on fewer
    assert replace(few, labels=35, settled=True).here == "train"  # nobody is asked for more
    trained = replace(labelled, runs=1)
    assert trained.here == replace(trained, to_judge=50, judged=49).here == "compare"
    done = replace(trained, to_judge=50, judged=50)
    assert done.here is None
    again = replace(done, newer=True)  # a second round was trained
    assert again.here == "compare" and "a newer model is trained" in guide.sentence(again, "en")
    assert guide.way("compare", again, "en")["there"]
    going_on = replace(again, judged=20)
    assert "20 of 50 pairs are judged" in guide.sentence(going_on, "en")


def test_an_owner_with_few_ideas_reads_how_many_are_good_while_they_are_cheap_to_add() -> None:
    nothing = Standing(ideas=0, pairs=0, labels=0, runs=0, training=False, judged=0, to_judge=0)
    assert guide.advice(nothing, "en") == "A few are enough to try it; about 40 teach it more."
    few = replace(nothing, ideas=5)
    assert guide._told(few, False, True, "en")["said"].endswith("about 40 teach it more.")
    assert "40" not in guide._told(few, False, False, "en")["said"]  # who cannot add any
    for other in (
        replace(nothing, ideas=40),
        replace(few, pairs=50),  # then it is labels that are counted
        replace(few, declined=True),
        replace(few, writing=(1, 5)),
    ):
        assert guide.advice(other, "en") == ""


DONE = Standing(20, 200, 120, runs=1, training=False, judged=50, to_judge=50, finding="better")


def test_when_all_is_done_the_owner_is_led_to_what_the_model_writes_and_to_more_labels() -> None:
    told = guide._told(replace(DONE, new_labels=49), False, True, "en")
    go = {"said": "Write titles with your model", "button": "create-write", "use": True}
    go["there"] = "To “Write titles”"
    assert told["go"] == {"tab": "create", "fold": None, **go}
    assert told["more"] == {"tab": "label", "said": "Label more"} and not told["enough"]
    assert (
        told["said"]
        == "All four steps are done. 49 of 50 new labels for another training, best on new ideas too."
    )
    assert told["toward"] == {"n": 49, "of": 50, "said": "49 of 50 new labels"}
    for nothing in (guide._told(DONE, False, False, "en"), guide._told(DONE, True, True, "en")):
        assert nothing["go"] is nothing["more"] is nothing["toward"] is None


@pytest.mark.parametrize(
    ("finding", "said", "use"),
    [
        ("better", "the verdicts prefer the tuned model. It can write titles", True),
        ("open", "so either will do. Add ideas, have titles written and label 50", False),
        ("worse", "the verdicts prefer the other model: keep that one", False),
        ("provisional", "the result says whether the model got better", True),
    ],
)
def test_how_it_ended_is_said_and_nobody_is_led_to_a_model_that_is_no_better(
    finding: Finding, said: str, use: bool
) -> None:
    told = guide._told(replace(DONE, finding=finding), False, True, "en")
    assert said in told["said"] and told["go"].get("use", False) is use
    assert told["go"]["said"] == ("Write titles with your model" if use else "Add ideas")
    assert told["toward"]["said"] == "0 of 50 new labels"


def test_where_nothing_is_left_to_label_more_ideas_are_asked_for() -> None:
    told = guide._told(replace(DONE, settled=True), False, True, "en")
    assert told["go"]["use"] and told["more"] == {"tab": "create", "said": "Add ideas"}
    told = guide._told(replace(DONE, settled=True, new_labels=33), False, True, "en")
    assert told["said"].endswith("Add ideas to label more, or train another model now: 33 labels are new.")
    assert (told["go"]["said"], told["more"]["tab"], told["toward"]) == ("Add ideas", "train", None)
    assert guide._told(replace(DONE, settled=True, new_labels=50), False, True, "en")["go"]["tab"] == "train"


def test_many_new_labels_lead_to_another_training() -> None:
    again = replace(DONE, new_labels=50)
    told = guide._told(again, False, True, "en")
    assert told["go"]["tab"] == "train" and told["go"]["there"] == "To “Start training”" and told["enough"]
    assert told["said"] == "50 labels came since your newest model: train another on all of them."
    assert told["toward"] is None
    training = guide._told(replace(again, training=True), False, True, "en")
    assert training["go"] is None and "a model is being trained" in training["said"]


def test_the_standing_is_the_projects_own(services: Services) -> None:
    store, task = services.store, services.task
    idea = Idea.of(task.name, "baking bread")
    store.add_ideas([idea])
    store.add_candidates(Candidate.of(idea.id, f"Bread number {n}", "test") for n in range(3))
    pairs.add_all_pairs(store, task)
    labels.simulate_labels(store, task, SimulatedAnnotator(0), services.now())
    run_dir = services.settings.runs_dir / "run"
    run_dir.mkdir(parents=True)
    write_config(run_dir, RunConfig("embedded"), task.version, services.now())  # it never began
    asked: list[str] = []
    store._reader.set_trace_callback(asked.append)
    found = find_standing(services)
    store._reader.set_trace_callback(None)
    large = ("FROM ideas", "FROM pairs", "FROM compared_titles")
    read = [sql for sql in asked if any(table in sql for table in large)]
    assert read and all("count(" in sql for sql in read)  # asked every 4 seconds, so no row of these
    assert found == Standing(ideas=1, pairs=3, labels=3, runs=0, training=False, judged=0, to_judge=0)
    assert guide.counted("label", found, "en") == "3 labels"
    skipped = LabelEvent(
        "skip", EventKind.VOTE, Source.PERSON, "ann", services.now(), "test", store.pairs()[0].id, Choice.SKIP
    )
    store.append_events([skipped])
    assert find_standing(services) == found  # a skip is no label
    assert store.decided_pairs_by_idea() == []  # nothing was chosen: all are ties
    store.append_events([replace(skipped, event_id="chosen", choice=Choice.A)])
    assert store.decided_pairs_by_idea() == [1]
    thousands = guide.sentence(replace(found, labels=1350), "en")
    assert "1,350 labels" in thousands
    assert guide.counted("create", found, "en") == "1 idea"
    assert guide.counted("train", found, "zh") == "未开始"


def test_before_anybody_labels_ideas_that_mostly_lack_titles_are_written_for_first(
    services: Services,
) -> None:
    store, task = services.store, services.task
    ideas = [Idea.of(task.name, text) for text in ("baking bread", "keeping bees", "蜜蜂", "fixing a bike")]
    store.add_ideas(ideas)
    store.add_candidates(Candidate.of(ideas[0].id, f"Bread number {n}", "test") for n in range(3))
    pairs.add_all_pairs(store, task)
    assert find_standing(services).here == "create"  # two of the three that the embedded model writes for
    store.add_candidates(Candidate.of(ideas[1].id, f"Bees number {n}", "test") for n in range(3))
    assert find_standing(services).here == "label"
    store.add_ideas([Idea.of(task.name, f"idea number {n}") for n in range(5)])
    assert find_standing(services).here == "create"
    labels.simulate_labels(store, task, SimulatedAnnotator(0), services.now())
    assert find_standing(services).here != "create"  # who has begun goes on


def comparison_of(name: str, idea: Idea, compared: list[Pair], services: Services) -> Comparison:
    titles = [ComparedTitle(idea.id, idea.text, pair.title_a, pair.title_b, pair.id) for pair in compared]
    return Comparison(name, "embedded", "run:a", "a", 0, 0.9, services.now(), tuple(titles))


def test_pairs_of_the_newest_comparison_are_judged_once_by_whoever_counts(services: Services) -> None:
    store, task = services.store, services.task
    idea = Idea.of(task.name, "baking bread")
    store.add_ideas([idea])
    for name in ("older", "newer"):
        compared = [Pair.of(idea, (f"{name} {n}", f"{name} other {n}"), task.version, name) for n in range(3)]
        store.add_comparison(comparison_of(name, idea, compared, services), compared)
    votes = [(0, "ann"), (0, "bob"), (1, "bob"), (2, "eve")]
    kind, source = EventKind.VOTE, Source.PERSON
    for n, who in votes:
        pair_id = compared[n].id
        vote = LabelEvent(f"{n}{who}", kind, source, who, services.now(), "test", pair_id, Choice.A)
        store.append_events([vote])
    left = LabelEvent("out", EventKind.EXCLUDE, source, "owner", services.now(), "test", target="eve")
    store.append_events([left])
    found = find_standing(services)
    assert (found.judged, found.to_judge) == (2, 3)
    assert found.judged == len({label.pair_id for label in store.labels("newer")})


def test_the_example_judge_counts_while_no_person_has_judged(services: Services) -> None:
    store, task = services.store, services.task
    idea = Idea.of(task.name, "baking bread")
    store.add_ideas([idea])
    compared = [Pair.of(idea, (f"One {n}", f"Other {n}"), task.version, "c") for n in range(3)]
    store.add_comparison(comparison_of("c", idea, compared, services), compared)
    store.append_events(labels.simulated_votes(compared, SimulatedAnnotator(0), services.now()))
    found = find_standing(services)
    assert (found.judged, found.by_example) == (3, True)
    assert guide.counted("compare", found, "en") == "3 simulated"
    assert "only their own verdicts" in guide.sentence(replace(found, pairs=1, labels=1, runs=1), "en")
    vote = LabelEvent(
        "v", EventKind.VOTE, Source.PERSON, "ann", services.now(), "test", compared[0].id, Choice.A
    )
    store.append_events([vote])
    found = find_standing(services)
    assert (found.judged, found.by_example, guide.counted("compare", found, "en")) == (1, False, "1 judged")


def test_an_empty_project_speaks_of_the_example(
    both: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    value, start, back = told(both, owner)
    assert (value["example"], value["go"], start, back) == (True, None, True, False)
    assert value["steps"]["label"]["said"] == "600 labels" and value["steps"]["compare"]["done"]
    value, start, back = told(both, volunteer)
    assert (value["example"], start, back) == (True, False, False)


def test_clearing_the_example_can_be_undone(both: Services, owner: gr.Request) -> None:
    guide.start_own(both, owner)
    value, start, back = told(both, owner)
    assert (value["example"], start, back) == (False, False, True)
    assert value["go"] == {
        "tab": "create",
        "said": "Add ideas",
        "there": None,
        "button": "create-write",
        "fold": None,
    }
    assert "Step 1 of 4" in value["said"]
    guide.show_again(both, owner)
    assert told(both, owner)[0]["example"]


def test_what_is_in_the_project_is_never_hidden_by_the_example(both: Services, owner: gr.Request) -> None:
    both.store.add_ideas([Idea.of(both.task.name, "baking bread")])
    value, start, back = told(both, owner)
    assert (value["example"], start, back) == (False, False, False)
    assert value["steps"]["create"]["said"] == "1 idea"
    assert value["go"]["there"] == "To “Write titles”"


def test_a_visitor_is_sent_to_no_step_of_the_owners(
    services: Services, owner: gr.Request, volunteer: gr.Request
) -> None:
    value = told(services, volunteer)[0]
    assert value["go"] is None and "Step 1 of 4 is the owner's" in value["said"]
    assert told(services, owner)[0]["go"]["tab"] == "create"
    write_some_titles(services.store, services.task)
    for request in (owner, volunteer):
        value = told(services, request)[0]
        assert value["go"]["tab"] == "label" and "pick the better" in value["said"]


def test_titles_that_are_being_written_are_told_of(both: Services, owner: gr.Request) -> None:
    both.store.add_ideas([Idea.of(both.task.name, "baking bread")])
    begun, may = threading.Event(), threading.Event()

    def steps() -> Iterator[CandidateProgress]:
        yield CandidateProgress(8, 20, 40, {})
        begun.set()
        may.wait(20)

    assert both.writing.start(steps(), both.now())
    assert begun.wait(20)
    value = told(both, owner)[0]
    may.set()
    assert "8 of 20 ideas are done" in value["said"] and value["go"]["there"] is None
    assert both.writing.wait(20)
    assert "Step 1 of 4: 1 idea is there" in told(both, owner)[0]["said"]


def test_whose_ideas_the_embedded_model_declines_is_sent_to_another_writer(
    services: Services, owner: gr.Request
) -> None:
    create_tab.add_typed(services, "如何烤面包\n为什么猫会呼噜", owner)
    value = told(services, owner)[0]
    assert (
        "no idea is in English" in value["said"]
        and "another below, under “Model that writes”" in value["said"]
    )
    assert (value["go"]["there"], value["go"]["button"]) == ("To “Model that writes”", "writer-needed")
    other = replace(services, settings=replace(services.settings, default_base_model=QWEN))
    for able in (other, services):
        value = told(able, owner)[0]
        assert "let a model write titles" in value["said"] and value["go"]["button"] == "create-write"
        create_tab.add_typed(services, "baking bread", owner)  # which is one that it writes for


def test_a_first_adding_that_is_undone_leaves_the_example_where_it_was(
    both: Services, owner: gr.Request
) -> None:
    for cleared in (False, True):
        both.store.clear_example(cleared)
        _, _, act, *_ = create_tab.add_typed(both, "baking bread", owner)
        value, start, back = told(both, owner)
        assert (value["example"], start, back) == (False, False, False)
        create_list.undo(both, act, owner)
        value, start, back = told(both, owner)
        assert (value["example"], start, back) == (not cleared, not cleared, cleared)


@pytest.mark.parametrize("act", [guide.start_own, guide.show_again])
def test_only_the_owner_clears_it_or_brings_it_back(both: Services, volunteer: gr.Request, act: Any) -> None:
    with pytest.raises(ValueError, match="Only the owner"):
        act(both, volunteer)
    assert told(both, volunteer)[0]["example"]
