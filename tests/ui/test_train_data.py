"""What the Train tab says of the pairs that there are to learn from."""

import itertools

import gradio as gr
import pytest

from pipeline.preferences import derive_preferences
from pipeline.schema import Choice, EventKind, LabelEvent, Source
from pipeline.ui import Services
from ui.test_train_tab import NOW, show_tab, start, write_example_labels


def test_without_labels_one_sentence_says_what_is_missing(services: Services, owner: gr.Request) -> None:
    shown = show_tab(services, True, owner)
    assert "There are no labels to train on yet" in shown[0]
    assert shown[3]["visible"]
    with pytest.raises(ValueError, match="There are no labels"):
        start(services, owner, "embedded")


def test_labels_of_one_idea_leave_nothing_to_check_on(services: Services, owner: gr.Request) -> None:
    write_example_labels(services.store, services.task, n_ideas=1)
    with pytest.raises(ValueError, match="one idea"):
        start(services, owner, "embedded")


def test_the_pairs_are_counted_by_side_and_by_source(services: Services, owner: gr.Request) -> None:
    write_example_labels(services.store, services.task)
    data = show_tab(services, True, owner)[0]
    # Six ideas with six pairs each: one idea is held out; nothing was labelled by a person.
    assert "30 of 5 ideas" in data and "6 of 1 idea<" in data
    # Six pairs of four titles in one order count as 3 * 36 / (6 + 9 + 1 + 1 + 9) = 4.2: half of Wilson's
    # interval around 75% of these is 0.32.
    assert "With 6 of them, how many the model gets right is known to about ±32 points" in data
    assert "example labels decide</dt><dd>36</dd>" in data
    assert "Labels by people" not in data and "that labels decide" not in data
    without = show_tab(services, False, owner)
    assert "None of the labels in use picks a title" in without[0]


def test_clicked_implied_and_simulated_preferences_are_told_apart(
    services: Services, owner: gr.Request
) -> None:
    write_example_labels(services.store, services.task)
    # What is implied on the others is left out.
    trained = derive_preferences(services.store, services.task).train
    first, second = list(dict.fromkeys(row.idea_id for row in trained))[:2]
    clicked = 0
    for idea_id in (first, second):
        of_idea = services.store.idea_pairs(idea_id)
        titles = sorted({title for pair in of_idea for title in pair.titles})
        for better, worse in itertools.pairwise(titles):  # a chain: the other three pairs follow from it
            pair = next(pair for pair in of_idea if {better, worse} == set(pair.titles))
            choice = Choice.A if pair.title_a == better else Choice.B
            vote = LabelEvent(pair.id, EventKind.VOTE, Source.PERSON, "ann", NOW, "t", pair.id, choice, "a")
            services.store.append_events([vote])
            clicked += 1
    data = show_tab(services, True, owner)[0]
    # Of 36 pairs 6 are clicked. Three links imply three more in each idea, the rest are examples.
    # What is held out is implied on no pair; the parts add up to both sides together.
    assert "<dt>Pairs together</dt><dd>36</dd>" in data
    assert f"<dt>Pairs that labels decide</dt><dd>{clicked}</dd>" in data
    assert "labels imply (at least 80% likely)</dt><dd>6</dd>" in data
    assert "example labels decide</dt><dd>24</dd>" in data
