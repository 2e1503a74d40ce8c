from datetime import datetime

from pipeline.quality import quality_of
from pipeline.schema import Choice, Idea, Label, Pair, Source

IDEA = Idea.of("task", "bake bread")


def label(over: str, under: str, annotator: str, now: datetime) -> tuple[Pair, Label]:
    pair = Pair.of(IDEA, (over, under), "v1")
    choice = Choice.A if pair.title_a == over else Choice.B
    return pair, Label(pair.id, annotator, choice, Source.PERSON, over + under + annotator, "a", now)


def test_a_cycle_and_an_order_are_told_apart(now: datetime) -> None:
    cycle = [label(*edge, "ann", now) for edge in (("x", "y"), ("y", "z"), ("z", "x"))]
    order = [label(*edge, "bob", now) for edge in (("x", "y"), ("y", "z"), ("x", "z"))]
    pairs, labels = zip(*cycle, *order, strict=True)
    quality = quality_of(labels, pairs)
    assert (quality.triads, quality.cyclic_triads) == (2, 1)
    assert (quality.labels, quality.annotators, quality.ideas, quality.titles) == (6, 2, 1, 3)


def test_four_titles_in_order_have_four_triads_and_no_cycle(now: datetime) -> None:
    edges = [(over, under) for over in "wxyz" for under in "wxyz" if over < under]
    pairs, labels = zip(*(label(*edge, "ann", now) for edge in edges), strict=True)
    quality = quality_of(labels, pairs)
    assert (quality.triads, quality.cyclic_triads) == (4, 0)


def test_skips_count_in_nothing(now: datetime) -> None:
    pair = Pair.of(IDEA, ("x", "y"), "v1")
    skip = Label(pair.id, "ann", Choice.SKIP, Source.PERSON, "e", "a", now)
    assert quality_of([skip], [pair]).labels == 0
