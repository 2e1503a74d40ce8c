import itertools
from dataclasses import replace
from datetime import datetime

import pytest

from pipeline.quality import (
    SelfConsistency,
    count_questions,
    estimate_labels_to_check,
    measure_agreement,
    measure_quality,
    quality_of,
)
from pipeline.schema import Choice, EventKind, Idea, Label, LabelEvent, Pair, Source
from pipeline.store import Store
from pipeline.verdicts import SideBias

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


def test_what_a_rule_or_a_file_says_is_said_of_nobody(now: datetime) -> None:
    pairs, labels = zip(
        *(label(*edge, "ann", now) for edge in (("x", "y"), ("y", "z"), ("z", "x"))), strict=True
    )
    others = [
        replace(own, annotator=annotator, source=source)
        for own in labels
        for annotator, source in (("rule", Source.SIMULATED), ("file", Source.IMPORT))
    ]
    alone = quality_of(labels, pairs)
    assert (alone.by_people, alone.annotators, alone.triads, alone.cyclic_triads) == (3, 1, 1, 1)
    assert quality_of([*labels, *others], pairs) == replace(alone, labels=9, simulated=3)
    nobody = quality_of(others, pairs)
    assert (nobody.labels, nobody.simulated, nobody.ideas, nobody.titles) == (6, 3, 1, 3)
    assert (nobody.by_people, nobody.annotators, nobody.triads, nobody.alpha) == (0, 0, 0, None)


def test_skips_count_in_nothing(now: datetime) -> None:
    pair = Pair.of(IDEA, ("x", "y"), "v1")
    skip = Label(pair.id, "ann", Choice.SKIP, Source.PERSON, "e", "a", now)
    assert quality_of([skip], [pair]).labels == 0


def given(pair_id: str, annotator: str, choice: str, now: datetime, shown_left: str = "a") -> Label:
    return Label(pair_id, annotator, Choice(choice), Source.PERSON, pair_id + annotator, shown_left, now)  # type: ignore[arg-type]


def test_agreement_is_krippendorffs_alpha_over_pairs_that_several_judged(now: datetime) -> None:
    """Two agree on p and q and differ on r: observed disagreement 1/3; of the six values three are a and
    three b, so chance gives 2 * 3 * 3 / (6 * 5) = 0.6 and alpha is 1 - (1/3) / 0.6 = 4/9.
    """
    votes = {"p": "aa", "q": "bb", "r": "ab", "alone": "a"}
    both = [
        given(pair, annotator, choice, now)
        for pair, choices in votes.items()
        for annotator, choice in zip(("ann", "bob"), choices, strict=False)
    ]
    assert measure_agreement(both) == pytest.approx(4 / 9)
    assert measure_agreement(both[:1] + both[-1:]) is None
    assert measure_agreement(both[:2]) is None


def test_side_bias_has_an_exact_p(now: datetime) -> None:
    pair = Pair.of(IDEA, ("x", "y"), "v1")
    all_left = [given(pair.id, f"{n}", "ab"[n % 2], now, "ab"[n % 2]) for n in range(6)]
    assert quality_of(all_left, [pair]).side_bias == SideBias(6, 0, pytest.approx(2 / 2**6))
    tie = given(pair.id, "ann", "tie", now)
    assert quality_of([tie], [pair]).side_bias is None


def test_consistency_is_that_of_repeats_which_stand(store: Store, now: datetime) -> None:
    store.add_ideas([IDEA])
    pair = Pair.of(IDEA, ("x", "y"), "v1")
    store.add_pairs([pair])

    def vote(event_id: str, choice: str, repeat_of: str | None = None, ms: int = 1000) -> LabelEvent:
        return LabelEvent(
            event_id,
            EventKind.VOTE,
            Source.PERSON,
            "ann",
            now,
            "t",
            pair.id,
            Choice(choice),
            "a",
            repeat_of=repeat_of,
            response_ms=ms,
        )

    store.append_events(
        [vote("1", "a"), vote("2", "a", "1", 3000), vote("3", "b", "1"), vote("4", "skip", "1")]
    )
    measured = measure_quality(store)
    assert measured.self_consistency == SelfConsistency(1, 2)
    assert (measured.labels, measured.median_response_ms) == (1, 1000)
    store.append_events([LabelEvent("5", EventKind.UNDO, Source.PERSON, "ann", now, "t", target="3")])
    assert measure_quality(store).self_consistency == SelfConsistency(1, 1)
    store.append_events([LabelEvent("6", EventKind.UNDO, Source.PERSON, "ann", now, "t", target="1")])
    assert measure_quality(store).self_consistency is None


def test_a_pair_that_several_imply_counts_once_and_one_that_somebody_judged_not_at_all(
    store: Store, now: datetime
) -> None:
    """As training counts them, but for the ideas that it holds out."""
    titles = ("w", "x", "y", "z")
    store.add_ideas([IDEA])
    store.add_pairs(Pair.of(IDEA, both, "v1") for both in itertools.combinations(titles, 2))
    for annotator in ("ann", "bob"):  # three links imply the other three pairs
        for link in itertools.pairwise(titles):
            pair, one = label(*link, annotator, now)
            vote = (EventKind.VOTE, Source.PERSON, annotator, now, "t", pair.id, one.choice)
            store.append_events([LabelEvent(one.event_id, *vote)])
    assert measure_quality(store).implied == 3
    pair, one = label("w", "z", "ann", now)  # which bob implies
    vote = (EventKind.VOTE, Source.PERSON, "ann", now, "t", pair.id, one.choice)
    store.append_events([LabelEvent("last", *vote)])
    assert measure_quality(store).implied == 2


def test_questions_are_counted_against_all_pairs_of_the_ideas_begun(store: Store, now: datetime) -> None:
    begun, untouched = (
        [Pair.of(Idea.of("task", text), both, "v1") for both in (("x", "y"), ("y", "z"), ("x", "z"))]
        for text in ("bread", "bikes")
    )
    labels = [given(begun[0].id, "ann", "a", now), given(begun[1].id, "ann", "skip", now)]
    labels.append(given(begun[2].id, "bob", "b", now))
    assert count_questions(labels, [*begun, *untouched]) == (3, 6)


def test_the_check_follows_the_repeats_once_there_are_enough() -> None:
    assert estimate_labels_to_check(None) == estimate_labels_to_check(SelfConsistency(0, 19)) == 160
    assert estimate_labels_to_check(SelfConsistency(20, 20)) == 100
    assert estimate_labels_to_check(SelfConsistency(10, 20)) is None
