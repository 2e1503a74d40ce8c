from dataclasses import replace

from pipeline.schema import Candidate, Idea, Pair, Purpose, Task, content_id

IDEA = Idea.of("task", "bake bread")


def test_content_id_keeps_the_boundaries_of_its_parts() -> None:
    assert content_id("ab", "c") != content_id("a", "bc")


def test_an_idea_typed_with_other_white_space_is_the_same_idea() -> None:
    assert Idea.of("task", " bake  bread ").id == IDEA.id
    assert Idea.of("other task", "bake bread").id != IDEA.id


def test_a_pair_is_the_same_in_either_order() -> None:
    assert Pair.of(IDEA, ("one", "two"), "v1") == Pair.of(IDEA, ("two", "one"), "v1")


def test_a_comparison_never_collides_with_a_preference_pair() -> None:
    preference = Pair.of(IDEA, ("one", "two"), "v1")
    comparison = Pair.of(IDEA, ("one", "two"), "v1", comparison_id="c")
    assert preference.purpose is Purpose.PREFERENCE
    assert comparison.purpose is Purpose.COMPARISON
    assert len({preference.id, comparison.id, Pair.of(IDEA, ("one", "two"), "v2").id}) == 3


def test_a_title_under_another_idea_is_another_candidate() -> None:
    assert Candidate.of("idea 1", "title", "w").id != Candidate.of("idea 2", "title", "w").id
    assert Candidate.of("idea 1", "title", "w").id == Candidate.of("idea 1", "title", "other writer").id


def test_a_task_changes_version_with_its_content_but_not_its_name(task: Task) -> None:
    assert replace(task, name="renamed").version == task.version
    assert replace(task, max_chars=80).version != task.version
    assert replace(task, guidance=task.guidance[:1]).version != task.version
