from datetime import datetime

import pytest

from pipeline.preferences import decide, decided_rows, split_by_idea
from pipeline.prompts import title_prompt
from pipeline.schema import Choice, Idea, Label, LabelledRow, Pair, Preference, Source, Task
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


def preference(idea_id: str) -> Preference:
    return Preference(idea_id, idea_id, [], [], [], 1, 0, False)


def test_no_idea_is_on_both_sides_and_about_a_tenth_is_held_out() -> None:
    rows = [preference(f"idea {n}") for n in range(500) for _ in range(3)]
    split = split_by_idea(rows)
    train, test = {row.idea_id for row in split.train}, {row.idea_id for row in split.test}
    assert not train & test
    assert len(split.train) + len(split.test) == 1500
    assert 30 <= len(test) <= 70  # 50 expected, standard deviation 6.7


def test_an_idea_keeps_its_side_as_labels_come_in() -> None:
    few = split_by_idea([preference(f"idea {n}") for n in range(200)])
    more = split_by_idea([preference(f"idea {n}") for n in range(400)])
    assert {row.idea_id for row in few.test} <= {row.idea_id for row in more.test}


def test_neither_side_is_empty_from_two_ideas_on() -> None:
    for n in range(40):
        split = split_by_idea([preference(f"{n} one"), preference(f"{n} two")])
        assert len(split.train) == len(split.test) == 1
    assert split_by_idea([preference("only")]).test == () or split_by_idea([preference("only")]).train == ()


def test_decided_rows_are_those_of_a_labelled_file(store: Store, task: Task, now: datetime) -> None:
    from pipeline.labels import import_labels

    rows = [LabelledRow("bake", "One", "Two", True), LabelledRow("sew", "Three", "Four", False)]
    import_labels(store, task, rows, now)
    chosen = {
        (row.idea, row.title_b if row.b_preferred else row.title_a) for row in decided_rows(store, task)
    }
    assert chosen == {("bake", "Two"), ("sew", "Three")}
