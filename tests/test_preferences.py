import itertools
import tracemalloc
from dataclasses import replace
from datetime import datetime

import pytest

from pipeline.answers import ImpliedLabel
from pipeline.preferences import decide, decided_pairs, derive_preferences, split_by_idea
from pipeline.prompts import title_prompt
from pipeline.schema import (
    Choice,
    EventKind,
    Idea,
    Label,
    LabelEvent,
    LabelledRow,
    Pair,
    Preference,
    Source,
    Task,
)
from pipeline.store import Store

IDEA = Idea.of("youtube-titles", "bake bread")
PAIR = Pair.of(IDEA, ("one", "two"), "v1")


def labels(now: datetime, *choices: str, source: Source = Source.PERSON) -> list[Label]:
    return [
        Label(PAIR.id, f"{source} {n}", Choice(choice), source, f"{source} {n}", "a", now)
        for n, choice in enumerate(choices)
    ]


@pytest.mark.parametrize(
    ("votes", "chosen", "counts"),
    [
        ("a", "a", (1, 0)),
        ("aab", "a", (2, 1)),
        ("abb", "b", (2, 1)),
        ("ab", None, None),
        ("aabb", None, None),
    ],
)
def test_the_majority_decides_and_equal_counts_give_no_row(
    task: Task, now: datetime, votes: str, chosen: str | None, counts: tuple[int, int] | None
) -> None:
    rows = decide(labels(now, *votes), [PAIR], task)
    if chosen is None:
        assert rows == []
        return
    titles = PAIR.titles if chosen == "a" else PAIR.titles[::-1]
    assert rows[0].prompt == title_prompt(task, "bake bread")
    assert rows[0].chosen == [{"role": "assistant", "content": titles[0]}]
    assert rows[0].rejected == [{"role": "assistant", "content": titles[1]}]
    assert (rows[0].votes_chosen, rows[0].votes_rejected) == counts


@pytest.mark.parametrize("choice", ["tie", "neither", "skip"])
def test_answers_without_a_direction_give_no_row(task: Task, now: datetime, choice: str) -> None:
    assert decide(labels(now, choice), [PAIR], task) == []


def test_a_person_stands_before_the_simulated_annotator(task: Task, now: datetime) -> None:
    mixed = labels(now, "b") + labels(now, "a", "a", source=Source.SIMULATED)
    (row,) = decide(mixed, [PAIR], task)
    assert row.chosen[0]["content"] == PAIR.title_b
    assert (row.votes_chosen, row.simulated) == (1, False)
    (alone,) = decide(labels(now, "a", source=Source.SIMULATED), [PAIR], task)
    assert alone.simulated


def test_a_persons_skip_takes_nothing_from_the_simulated_annotator(task: Task, now: datetime) -> None:
    skipped = labels(now, "skip")
    simulated = labels(now, "a", source=Source.SIMULATED)
    (row,) = decide([*skipped, *simulated], [PAIR], task)
    assert (row.chosen[0]["content"], row.simulated) == (PAIR.title_a, True)


def implied(annotator: str, choice: str, probability: float) -> ImpliedLabel:
    return ImpliedLabel(PAIR.id, annotator, Choice(choice), probability)


def test_what_is_implied_decides_only_where_nobody_clicked_and_above_the_threshold(
    task: Task, now: datetime
) -> None:
    likely = [implied("ann", "b", 0.9)]
    (row,) = decide([], [PAIR], task, likely, implied_threshold=0.9)
    assert row.chosen[0]["content"] == PAIR.title_b
    assert (row.votes_chosen, row.votes_rejected, row.implied_probability) == (0, 0, 0.9)
    assert decide([], [PAIR], task, likely, implied_threshold=0.91) == []
    (clicked,) = decide(labels(now, "a"), [PAIR], task, likely, 0.8)
    assert (clicked.chosen[0]["content"], clicked.implied_probability) == (PAIR.title_a, None)
    assert decide(labels(now, "tie"), [PAIR], task, likely, 0.8) == []
    (skipped,) = decide(labels(now, "skip"), [PAIR], task, likely, 0.8)
    assert skipped.implied_probability == 0.9


def test_two_who_imply_opposites_give_no_row(task: Task) -> None:
    assert decide([], [PAIR], task, [implied("ann", "a", 0.95), implied("bob", "b", 0.9)], 0.6) == []
    (row,) = decide([], [PAIR], task, [implied("ann", "a", 0.9), implied("bob", "a", 0.8)], 0.8)
    assert row.implied_probability == pytest.approx(0.85)


def test_what_a_person_implies_stands_before_the_simulated_annotator(task: Task, now: datetime) -> None:
    simulated = labels(now, "a", source=Source.SIMULATED)
    (row,) = decide(simulated, [PAIR], task, [implied("ann", "b", 0.9)], 0.8)
    assert (row.chosen[0]["content"], row.simulated) == (PAIR.title_b, False)
    (unsure,) = decide(simulated, [PAIR], task, [implied("ann", "b", 0.7)], 0.8)
    assert (unsure.chosen[0]["content"], unsure.simulated) == (PAIR.title_a, True)


def test_a_settled_idea_gives_a_row_for_each_likely_pair_and_stores_no_implied_event(
    store: Store, task: Task, now: datetime
) -> None:
    titles = [f"title {n}" for n in range(5)]
    store.add_ideas([IDEA])
    store.add_pairs(Pair.of(IDEA, two, task.version) for two in itertools.combinations(titles, 2))
    for pair in store.pairs():
        distance = titles.index(pair.title_b) - titles.index(pair.title_a)
        if abs(distance) == 1:  # the four neighbours fix the order, the other six follow
            choice = Choice.A if distance > 0 else Choice.B
            vote = (EventKind.VOTE, Source.PERSON, "ann", now, "t", pair.id, choice)
            store.append_events([LabelEvent(pair.id, *vote)])
    split = derive_preferences(store, task)
    rows = [*split.train, *split.test]
    assert sum(row.implied_probability is None for row in rows) == 4 == len(store.labels())
    assert len(rows) > 4
    for row in rows:
        chosen, rejected = (titles.index(side[0]["content"]) for side in (row.chosen, row.rejected))
        assert chosen < rejected
    clicked = derive_preferences(store, task, implied_threshold=2.0)
    assert len(clicked.train) + len(clicked.test) == 4


def preference(idea_id: str) -> Preference:
    return Preference(idea_id, idea_id, [], [], [], 1, 0, False)


def test_no_idea_is_on_both_sides_and_about_a_tenth_is_held_out() -> None:
    rows = [preference(f"idea {n}") for n in range(500) for _ in range(3)]
    split = split_by_idea(rows)
    train, test = {row.idea_id for row in split.train}, {row.idea_id for row in split.test}
    assert not train & test
    assert len(split.train) + len(split.test) == 1500
    assert 30 <= len(test) <= 70  # 50 expected, standard deviation 6.7


def test_what_is_implied_trains_and_measures_nothing() -> None:
    rows = [preference(f"idea {n}") for n in range(200)]
    implied_rows = [replace(row, implied_probability=0.9) for row in rows]
    split = split_by_idea([*rows, *implied_rows])
    assert {row.implied_probability for row in split.test} == {None}
    assert len(split.train) == 2 * (200 - len(split.test))


def test_an_idea_keeps_its_side_as_labels_come_in() -> None:
    few = split_by_idea([preference(f"idea {n}") for n in range(200)])
    more = split_by_idea([preference(f"idea {n}") for n in range(400)])
    assert {row.idea_id for row in few.test} <= {row.idea_id for row in more.test}


def test_neither_side_is_empty_from_two_ideas_on() -> None:
    for n in range(40):
        split = split_by_idea([preference(f"{n} one"), preference(f"{n} two")])
        assert len(split.train) == len(split.test) == 1
    for n in range(40):
        assert split_by_idea([preference(f"only {n}")]).test == ()


def test_chance_holds_out_a_quarter_of_few_ideas_at_most() -> None:
    for n in range(300):
        split = split_by_idea([preference(f"{n} {name}") for name in ("one", "two", "three", "four", "five")])
        assert (len(split.train), len(split.test)) == (4, 1)
    sizes = {len(split_by_idea([preference(f"{n} {k}") for k in range(8)]).test) for n in range(300)}
    assert sizes == {1, 2}


def test_decided_rows_are_those_of_a_labelled_file(store: Store, task: Task, now: datetime) -> None:
    from pipeline.labels import import_labels

    rows = [LabelledRow("bake", "One", "Two", True), LabelledRow("sew", "Three", "Four", False)]
    import_labels(store, task, rows, now)
    chosen = {
        (row.idea, row.title_b if row.b_preferred else row.title_a) for _, row in decided_pairs(store, task)
    }
    assert chosen == {("bake", "Two"), ("sew", "Three")}


def label_many(store: Store, task: Task, now: datetime, n_ideas: int) -> list[Pair]:
    """Five titles an idea, of which the last one comes after all other ideas' titles, and a vote on most
    pairs; the pairs in their order.
    """
    ideas = [Idea.of(task.name, f"idea {n}") for n in range(n_ideas)]
    titles = [[f"Title {k} of {idea.text}" for k in range(5)] for idea in ideas]
    store.add_ideas(ideas)
    for until in (4, 5):
        for idea, its in zip(ideas, titles, strict=True):
            store.add_pairs(Pair.all_of(idea, its[:until], task.version))
    given = [pair for n, pair in enumerate(store.pairs()) if n % 3]
    votes = [
        LabelEvent(pair.id, EventKind.VOTE, Source.PERSON, "ann", now, "t", pair.id, Choice.A)
        for pair in given
    ]
    store.append_events(votes)
    return store.pairs()


def test_rows_of_many_ideas_come_in_the_order_of_their_pairs(store: Store, task: Task, now: datetime) -> None:
    all_pairs = label_many(store, task, now, n_ideas=150)
    expected = decide(store.labels(), all_pairs, task)
    split = derive_preferences(store, task, implied_threshold=2.0)
    assert split == split_by_idea(expected)
    assert len(split.train) + len(split.test) == 1000


def test_deriving_takes_hardly_more_room_than_what_it_gives(store: Store, task: Task, now: datetime) -> None:
    label_many(store, task, now, n_ideas=300)
    derive_preferences(store, task)  # remembers what is implied
    tracemalloc.start()
    split = derive_preferences(store, task)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(split.train) > 2000
    assert peak < 1.5 * kept  # with all labels and pairs in memory at once: 1.8 times
