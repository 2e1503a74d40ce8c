"""What is said of a file of preferences before it is imported, and what importing it does."""

from datetime import datetime

import pytest

from pipeline import labels
from pipeline.formats import Reading, ReadRow
from pipeline.imports import Check, check_rows, find_leaks, require_usable
from pipeline.prompts import idea_in_prompt, title_prompt
from pipeline.schema import LabelledRow, Source, Task
from pipeline.store import Store


def row(number: int, asked: str, chosen: str, rejected: str, **fields: bool) -> ReadRow:
    values = {"is_idea": True, "b_preferred": False, **fields}
    return ReadRow(number, "a.csv", asked, title_a=chosen, title_b=rejected, **values)


def check(task: Task, *rows: ReadRow, problems: tuple[str, ...] = (), known: tuple[str, ...] = ()) -> Check:
    return check_rows(Reading({"train": list(rows)}, list(problems), len(problems)), task, known)


def test_rows_ideas_titles_and_pairs_are_counted(task: Task) -> None:
    found = check(
        task,
        row(2, "bake bread", "One loaf", "Two loaves"),
        row(3, "bake bread", "One loaf", "Three rolls"),
        row(4, "Sew!", "Needle", "Thread", simulated=True),
        problems=("Row 5 of a.csv: it is empty.",),
        known=("sew",),
    )
    assert (found.rows, found.splits, found.faulty) == (4, {"train": 3}, 1)
    assert (found.ideas, found.known_ideas, found.titles, found.pairs) == (2, 1, 5, 3)
    assert (found.simulated, found.repeated, found.n_contradictory, found.leaks) == (1, 0, 0, ())
    assert found.usable[2] == LabelledRow("Sew!", "Needle", "Thread", False, True)


def test_the_idea_is_what_stands_in_the_tasks_own_prompt(task: Task) -> None:
    own = title_prompt(task, "bake  bread")[-1]["content"]
    other = "Write a title about\nbees, please"
    found = check(
        task,
        row(1, own, "One", "Two", is_idea=False),
        row(2, other, "One", "Two", is_idea=False),
        row(3, own.replace("engaging", "dull"), "One", "Two", is_idea=False),
        row(4, "y" * 301, "One", "Two", is_idea=False),
        row(5, "y" * 99_000, "One", "Two", is_idea=False),
    )
    assert [each.idea for each in found.usable[:2]] == ["bake bread", "Write a title about bees, please"]
    assert (found.other_prompts, found.faulty) == (2, 2)
    assert found.problems[0] == (
        "Row 4 of a.csv: prompt cannot be used: it has 301 characters; shorten it to 300."
    )


@pytest.mark.parametrize(
    ("template", "content", "idea"),
    [
        ("On {idea}: {idea}?", "On bees: bees?", "bees"),
        ("On {idea}: {idea}?", "On bees: wasps?", None),
        ("Always the same", "Always the same", None),
        ("Write (a title)* on {idea}", "Write (a title)* on a+b", "a+b"),
    ],
)
def test_an_idea_is_found_in_any_template_that_holds_it(
    task: Task, template: str, content: str, idea: str | None
) -> None:
    other = Task("t", template, "", (), task.min_chars, task.max_chars, 5)
    assert idea_in_prompt(other, content) == idea


def test_rows_that_say_the_opposite_are_named_and_those_that_say_the_same_counted(task: Task) -> None:
    found = check(
        task,
        row(2, "bake", "One", "Two"),
        row(3, "Bake.", "one!", "two"),
        row(4, "bake", "Two", "One"),
        row(5, "sew", "Two", "One"),
        row(6, "bake", "Two", "One"),
    )
    assert found.contradictory == ("Row 4 of a.csv contradicts Row 2 of a.csv, on the idea “bake”",)
    assert (found.n_contradictory, found.repeated, found.pairs) == (1, 2, 2)


def test_pairs_of_nearly_the_same_title_are_named(task: Task) -> None:
    found = check(
        task,
        row(2, "bake", "Baking a Loaf at Home!", "bake the loaf at home"),
        row(3, "bake", "Baking at Home", "Baking outside"),
    )
    assert found.n_nearly_same == 1
    assert found.nearly_same[0].startswith("Row 2 of a.csv: the two titles are nearly the same, “Baking a")


def test_what_nobody_voted_on_is_left_out(task: Task) -> None:
    found = check(task, row(1, "bake", "One", "Two", implied=True), row(2, "bake", "One", "Three"))
    assert (found.rows, found.implied, len(found.usable)) == (2, 1, 1)


def test_ideas_that_splits_share_are_counted() -> None:
    train = ["bake bread", "sew a shirt", "plant trees in the city park", "knit"]
    leaks = find_leaks({"valid": ["Bake bread!", "plant a tree in the city parks", "swim"], "train": train})
    (leak,) = leaks
    assert (leak.split, leak.other, leak.same, leak.alike, leak.of) == ("valid", "train", 1, 1, 3)
    assert find_leaks({"train": ["bake bread"], "test": ["sew"]}) == []


def test_nothing_usable_is_refused_and_a_faulty_row_only_when_all_are_wanted(task: Task) -> None:
    bad = "Row 5 of a.csv: it is empty."
    with pytest.raises(ValueError, match="None of the 1 rows can be imported: Row 5"):
        require_usable(check(task, problems=(bad,)))
    with pytest.raises(ValueError, match=r"None of the 1 rows can be imported\."):
        require_usable(check(task, row(1, "bake", "One", "Two", implied=True)))
    some = check(task, row(2, "bake", "One", "Two"), problems=(bad,))
    require_usable(some)
    with pytest.raises(ValueError, match="1 of 2 rows cannot be imported, and so none was: Row 5"):
        require_usable(some, all_rows=True)


def test_counting_what_would_be_new_stores_nothing_and_an_import_adds_it_once(
    store: Store, task: Task, now: datetime
) -> None:
    rows = check(
        task, row(2, "bake", "One", "Two"), row(3, "bake", "Two", "One"), row(4, "sew", "A", "B")
    ).usable
    assert labels.count_new_labels(store, task, rows, now) == 2  # the last word on a pair counts
    assert (store.ideas(task), store.pairs(), store.labels()) == ([], [], [])
    assert labels.import_labels(store, task, rows, now).added == 2
    assert {label.source for label in store.labels()} == {Source.IMPORT}
    assert labels.count_new_labels(store, task, rows, now) == 0
    assert labels.import_labels(store, task, rows, now).added == 0
    assert labels.count_new_labels(store, task, rows[:1], now) == 1


def test_what_is_promised_of_spellings_is_what_is_stored(store: Store, task: Task, now: datetime) -> None:
    rows = [
        row(2, "bake", "How to Bake", "Loaf"),
        row(3, "Bake!", "How To Bake!", "loaf"),
        row(4, "bake", "Bread?", "bread"),  # one title to us, two to whoever chose between them
    ]
    found = check(task, *rows)
    assert (found.titles, found.pairs, found.repeated, found.n_contradictory) == (4, 2, 1, 0)
    assert labels.count_new_labels(store, task, found.usable, now) == 2
    raw = [LabelledRow(each.asked, each.title_a, each.title_b, False) for each in rows]
    assert labels.import_labels(store, task, raw, now).added == 2  # whoever looked at the rows or not
    assert {frozenset((pair.title_a, pair.title_b)) for pair in store.pairs()} == {
        frozenset(("How to Bake", "Loaf")),
        frozenset(("Bread?", "bread")),
    }
    later = [LabelledRow("bake", "HOW TO BAKE", "Rolls", False), LabelledRow("bake", "bread", "Rolls", False)]
    labels.import_labels(store, task, later, now)
    titles = {each.title for each in next(iter(store.candidates(task).values()))}
    assert titles == {"How to Bake", "Loaf", "Bread?", "bread", "Rolls"}
