import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import count, pairwise
from pathlib import Path

import pytest

from pipeline.candidates import IDEAS_AT_ONCE, MOST_AT_ONCE, ROUNDS, AddedTitles, add_titles, write_candidates
from pipeline.ideas import add_ideas
from pipeline.inference import TEMPERATURE
from pipeline.schema import Task
from pipeline.settings import EMBEDDED, ROOT
from pipeline.store import Store
from pipeline.writers import LocalWriter
from scripted import ScriptedWriter

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def titles(n: int, start: int = 0) -> list[str]:
    return [f"The Long Enough Title of Number {number:02}" for number in range(start, start + n)]


def test_every_idea_gets_n_distinct_titles(store: Store, task: Task) -> None:
    add_ideas(store, task, ["one", "two"], "typed", NOW)
    writer = ScriptedWriter({"one": titles(5), "two": [*titles(1) * 3, "too short", *titles(5)]})
    *_, last = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    assert (last.done, last.total, last.titles, last.incomplete) == (2, 2, 10, {})
    assert all(len(found) == 5 for found in store.candidates(task).values())


def test_an_idea_that_stays_short_says_so_and_keeps_what_it_has(store: Store, task: Task) -> None:
    add_ideas(store, task, ["one"], "typed", NOW)
    writer = ScriptedWriter({"one": titles(3)})
    *_, last = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    assert last.incomplete == {"one": f"the model wrote only 3 of 5 different titles in {ROUNDS} tries"}
    assert [len(found) for found in store.candidates(task).values()] == [3]


def test_a_title_that_is_not_well_formed_is_taken_only_for_want_of_others(store: Store, task: Task) -> None:
    add_ideas(store, task, ["one", "two"], "typed", NOW)
    doubled = "The Long Enough Title Title of Number"
    writer = ScriptedWriter({"one": [doubled, *titles(5)], "two": [doubled, *titles(4)]})
    *_, last = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    one, two = ([found.title for found in kept] for kept in store.candidates(task).values())
    assert (one, two, last.incomplete) == (titles(5), [*titles(4), doubled], {})


def test_a_model_that_is_too_sure_of_one_title_is_asked_again_warmer(store: Store, task: Task) -> None:
    add_ideas(store, task, ["one"], "typed", NOW)
    writer = ScriptedWriter({"one": [*titles(1) * 10, *titles(5)]})
    *_, last = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    assert last.titles == 5
    assert writer.temperatures == pytest.approx([0.8, 0.9, 1.0])


def test_the_embedded_model_finds_titles_for_an_idea_that_is_nearly_one(store: Store, task: Task) -> None:
    # At the usual temperature it writes "The Hidden World of Mushrooms" and nothing else: 29 characters.
    add_ideas(store, task, ["the hidden world of mushrooms"], "typed", NOW)
    writer = LocalWriter(EMBEDDED)
    *_, last = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=TEMPERATURE)
    assert (last.titles, last.incomplete) == (5, {})


def test_declined_ideas_do_not_hold_up_the_others(store: Store, task: Task) -> None:
    add_ideas(store, task, ["做饭", "one"], "typed", NOW)
    writer = ScriptedWriter({"one": titles(5)}, refused={"做饭": "English only"})
    *_, last = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    assert last.incomplete == {"做饭": "English only"}
    assert (last.titles, last.titled, last.without) == (5, 1, 1)


def test_cancelling_keeps_what_is_done_and_asking_again_goes_on(store: Store, task: Task) -> None:
    names = [f"idea {number}" for number in range(20)]
    add_ideas(store, task, names, "typed", NOW)
    writer = ScriptedWriter({name: titles(5, start=index) for index, name in enumerate(names)})
    writing = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    assert next(writing).done == 0
    done = next(writing).done
    writing.close()
    assert len(store.candidates(task)) == done < 20
    *_, last = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    assert last.total == 20 - done
    assert sorted(writer.asked) == sorted(names)


def test_titles_have_their_pairs_wherever_the_writing_is_broken_off(store: Store, task: Task) -> None:
    names = [f"idea {number}" for number in range(20)]
    add_ideas(store, task, names, "typed", NOW)
    writer = ScriptedWriter({name: titles(5, start=index) for index, name in enumerate(names)})
    writing = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    while next(writing).done == 0:
        assert store.count_pairs() == 0
    writing.close()
    assert store.count_pairs() == 10 * len(store.candidates(task))


def test_two_that_write_at_once_leave_n_titles(store: Store, task: Task) -> None:
    add_ideas(store, task, ["one"], "typed", NOW)
    ideas = store.ideas(task)
    one, other = (
        write_candidates(
            store, ScriptedWriter({"one": titles(5, start)}), task, ideas, seed=0, temperature=0.8
        )
        for start in (0, 5)
    )
    next(one), next(other)  # both have seen that there is nothing yet
    assert ([*one][-1].titles, [*other][-1].titles) == (5, 0)
    assert store.count_candidates(task) == {ideas[0].id: 5}
    assert store.count_pairs() == 10


def test_complete_ideas_are_not_asked_again(store: Store, task: Task) -> None:
    add_ideas(store, task, ["one"], "typed", NOW)
    writer = ScriptedWriter({"one": titles(10)})
    for _ in range(2):
        *_, last = write_candidates(store, writer, task, store.ideas(task), seed=0, temperature=0.8)
    assert (last.total, writer.asked) == (0, ["one"])


def test_a_tuned_model_writes_more_for_ideas_that_have_titles(store: Store, task: Task) -> None:
    add_ideas(store, task, ["one", "two"], "typed", NOW)
    base = ScriptedWriter({"one": titles(5), "two": titles(5)}, name="base")
    *_, _ = write_candidates(store, base, task, store.ideas(task), seed=0, temperature=0.8)
    # Of its first three two are there already; it is asked until it has three of its own.
    tuned = ScriptedWriter({"one": titles(9, start=3), "two": titles(3, start=20)}, name="tuned")
    for _ in range(2):  # the second time there is nothing to do
        *_, last = write_candidates(store, tuned, task, store.ideas(task), 0, 0.8, more=3)
    assert (last.total, last.incomplete) == (0, {})
    one, two = store.candidates(task).values()
    assert [each.title for each in one[5:]] == titles(3, start=5)
    assert [each.writer for each in two] == ["base"] * 5 + ["tuned"] * 3
    assert store.count_pairs() == 2 * 28


def test_titles_that_are_there_already_become_candidates_of_their_writers(store: Store, task: Task) -> None:
    given = [("base", titles(2)), ("tuned", [*titles(2, start=1), "too short"])]
    assert add_titles(store, task, "one  idea", given, NOW) == AddedTitles(titles=3, pairs=3, left_out=2)
    (kept,) = store.candidates(task).values()
    assert [(each.title, each.writer) for each in kept] == [
        (title, writer) for title, writer in zip(titles(3), ("base", "base", "tuned"), strict=True)
    ]
    assert [idea.text for idea in store.ideas(task)] == ["one idea"]
    assert add_titles(store, task, "one idea", given, NOW) == AddedTitles(0, 0, 5)


def test_an_idea_in_another_spelling_is_the_one_that_is_known(store: Store, task: Task) -> None:
    add_ideas(store, task, ["Keeping bees in winter"], "typed", NOW)
    given = [("base", titles(2))]
    assert add_titles(store, task, "keeping bees in winter!", given, NOW) == AddedTitles(2, 1, 0)
    (idea,) = store.ideas(task)
    assert idea.text == "Keeping bees in winter" and store.pairs()[0].idea_id == idea.id
    assert add_titles(store, task, "keeping bees in summer!", given, NOW) == AddedTitles(2, 1, 0)
    assert len(store.ideas(task)) == 2


def test_more_ideas_are_written_at_once_while_that_is_quick(store: Store, task: Task) -> None:
    names = [f"idea {number}" for number in range(400)]
    add_ideas(store, task, names, "typed", NOW)
    writer = ScriptedWriter({name: titles(5, start=index) for index, name in enumerate(names)})
    seconds = iter([0.0] * 12 + [100.0] * 2 + [200.0] * 99)  # the fourth few take 100 s
    writing = write_candidates(store, writer, task, store.ideas(task), 0, 0.8, clock=lambda: next(seconds))
    done = [progress.done for progress in writing]
    steps = [later - earlier for earlier, later in pairwise(done)]
    assert steps[:6] == [16, 32, 64, 128, 128, 32]


def test_titles_do_not_depend_on_how_many_ideas_are_written_at_once(task: Task, tmp_path: Path) -> None:
    written = []
    for pace in (0.0, 100.0):
        store = Store(tmp_path / f"{pace}.db")
        store.add_task(task)
        add_ideas(store, task, [f"growing herb number {n}" for n in range(40)], "typed", NOW)
        clock = count(0.0, pace).__next__
        steps = write_candidates(
            store, LocalWriter(EMBEDDED), task, store.ideas(task), 3, TEMPERATURE, clock=clock
        )
        sizes = [progress.done for progress in steps]
        written.append(store.candidates(task))
        store.close()
        assert sizes[1:3] == [IDEAS_AT_ONCE, 40 if pace == 0 else IDEAS_AT_ONCE + IDEAS_AT_ONCE // 2]
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("n_ideas", "deaths"), [(90, [2]), pytest.param(10_000, [3, 40, 1], marks=pytest.mark.soak)]
)
def test_a_killed_writing_goes_on_without_repeating_what_was_kept(
    n_ideas: int, deaths: list[int], tmp_path: Path, task: Task
) -> None:
    """Each process dies without a warning in the middle of its call of that number, the last one lives."""
    for number, dies_at in enumerate([*deaths, 0]):
        command = [sys.executable, str(ROOT / "tests" / "dying_writer.py")]
        arguments = [str(tmp_path / "db"), str(tmp_path / f"asked-{number}"), str(n_ideas), str(dies_at)]
        ended = subprocess.run([*command, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert ended.returncode == (-signal.SIGKILL if dies_at else 0)
    store = Store(tmp_path / "db")
    assert set(store.count_candidates(task).values()) == {5}
    assert len(store.candidates(task)) == n_ideas and store.count_pairs() == 10 * n_ideas
    store.close()
    lines = [(tmp_path / f"asked-{number}").read_text().splitlines() for number in range(len(deaths) + 1)]
    asked = Counter(idea for own in lines for idea in own)
    again = sum(times - 1 for times in asked.values())
    assert len(asked) == n_ideas
    assert 0 < again <= MOST_AT_ONCE * len(deaths)  # those that each death came upon
