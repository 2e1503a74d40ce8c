"""Flags over one annotator's votes: whom they find, and that they leave careful people alone."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

import pytest

from pipeline.quality import (
    ENOUGH_FORETOLD,
    ENOUGH_TIMED,
    TOO_FAST_MS,
    count_foretold,
    find_flags,
    measure_annotators,
    measure_quality,
)
from pipeline.schema import Choice, EventKind, Idea, LabelEvent, Pair, Side, Source, Task
from pipeline.selection import Answer, find_posterior, next_question, settled
from pipeline.sharing import DEFAULT
from pipeline.store import Store

Choose = Callable[[random.Random, Pair, Side], Choice]
N_TITLES = 5
N_IDEAS = 150
QUICK, CALM = 300, 2600  # milliseconds


def make_ideas(n: int) -> list[dict[tuple[int, int], Pair]]:
    """Pairs by the numbers of their titles, as `read_answers` numbers them. The better title's name comes
    first in the alphabet.
    """
    found = []
    for number in range(n):
        idea = Idea.of("task", f"idea {number}")
        titles = [f"{letter} {number}" for letter in "abcde"]
        pairs = [Pair.of(idea, (x, y), "v1") for at, x in enumerate(titles) for y in titles[:at]]
        wins = {title: sum(pair.title_a == title for pair in pairs) for title in titles}
        order = sorted(titles, key=lambda title, wins=wins: -wins[title])
        found.append({(order.index(pair.title_a), order.index(pair.title_b)): pair for pair in pairs})
    return found


IDEAS = make_ideas(N_IDEAS)
PAIR_OF = {pair.id: pair for idea in IDEAS for pair in idea.values()}


@lru_cache(maxsize=1 << 16)
def ask(answers: frozenset[tuple[int, int, Choice]], in_full: bool) -> tuple[int, int] | None:
    given = [Answer(*answer) for answer in sorted(answers)]
    if not in_full and settled(find_posterior(N_TITLES, given)):
        return None
    return next_question(N_TITLES, given, seed=0)


def label(rng: random.Random, choose: Choose, ms: int, now: datetime) -> list[LabelEvent]:
    """What `pairs` would ask one annotator about all ideas, with hidden repeats and ideas asked in full."""
    votes: list[LabelEvent] = []
    repeated: set[str] = set()

    def vote(pair: Pair, side: Side, repeat_of: str | None = None) -> Choice:
        choice = choose(rng, pair, side)
        time = max(1, round(rng.lognormvariate(0, 0.5) * ms))
        fields = {"pair_id": pair.id, "choice": choice, "shown_left": side, "repeat_of": repeat_of}
        person = (EventKind.VOTE, Source.PERSON, "ann", now, "t")
        votes.append(LabelEvent(str(len(votes)), *person, **fields, response_ms=time))  # type: ignore[arg-type]
        return choice

    for idea in IDEAS:
        given: set[tuple[int, int, Choice]] = set()
        in_full = rng.random() < DEFAULT.full_share
        while question := ask(frozenset(given), in_full):
            old = [
                v
                for v in votes[-60 : -DEFAULT.repeat_distance]
                if not v.repeat_of and v.event_id not in repeated
            ]
            if old and not votes[-1].repeat_of and rng.random() < DEFAULT.repeat_share:
                first = rng.choice(old)
                repeated.add(first.event_id)
                swapped: Side = "b" if first.shown_left == "a" else "a"
                vote(PAIR_OF[first.pair_id or ""], swapped, first.event_id)
            given.add((*question, vote(idea[question], rng.choice(("a", "b")))))
    return votes


def careful(rng: random.Random, pair: Pair, side: Side) -> Choice:
    """Goes against the better title in one answer of ten."""
    better, worse = (Choice.A, Choice.B) if pair.title_a < pair.title_b else (Choice.B, Choice.A)
    return worse if rng.random() < 0.1 else better


def flip_a_coin(rng: random.Random, pair: Pair, side: Side) -> Choice:
    return rng.choice((Choice.A, Choice.B))


def click_left(rng: random.Random, pair: Pair, side: Side) -> Choice:
    return Choice(side)


def kinds(seed: int, choose: Choose, ms: int, now: datetime) -> set[str]:
    return {flag.kind for flag in find_flags(label(random.Random(seed), choose, ms, now), PAIR_OF)}


def test_of_200_careful_annotators_fewer_than_two_percent_are_flagged(now: datetime) -> None:
    found = [kinds(seed, careful, CALM, now) for seed in range(200)]
    assert sum(bool(flags) for flags in found) < 4


def test_the_careful_ones_had_enough_answers_to_be_judged(now: datetime) -> None:
    for seed in range(20):
        agree, foretold = count_foretold(label(random.Random(seed), careful, CALM, now), PAIR_OF)
        assert foretold >= ENOUGH_FORETOLD and agree / foretold > 0.6


def test_coin_flippers_are_found(now: datetime) -> None:
    found = [kinds(seed, flip_a_coin, CALM, now) for seed in range(50)]
    assert sum("random" in flags for flags in found) >= 44  # 96% expected: 48, standard deviation 1.4
    assert sum("one_sided" in flags or "too_fast" in flags for flags in found) <= 1


def test_one_who_clicks_left_always_is_found(now: datetime) -> None:
    votes = label(random.Random(0), click_left, CALM, now)
    (one_sided,) = (flag for flag in find_flags(votes, PAIR_OF) if flag.kind == "one_sided")
    n_labels = sum(vote.repeat_of is None for vote in votes)
    assert one_sided.reason.startswith(f"Title A was chosen {n_labels} of {n_labels} times")
    assert "one_sided" in {flag.kind for flag in find_flags(votes[:11], PAIR_OF)}  # 2 / 2**11 < 0.001
    assert find_flags(votes[:10], PAIR_OF) == []


def test_one_who_clicks_within_300_ms_is_found(now: datetime) -> None:
    votes = label(random.Random(0), careful, QUICK, now)
    assert [flag.kind for flag in find_flags(votes, PAIR_OF)] == ["too_fast"]
    assert [flag.kind for flag in find_flags(votes[:ENOUGH_TIMED], PAIR_OF)] == ["too_fast"]
    assert find_flags(votes[: ENOUGH_TIMED - 1], PAIR_OF) == []


def test_a_median_at_the_threshold_is_not_too_fast(now: datetime) -> None:
    votes = label(random.Random(0), careful, CALM, now)[:30]
    at, below = ([replace(vote, response_ms=ms) for vote in votes] for ms in (TOO_FAST_MS, TOO_FAST_MS - 1))
    assert find_flags(at, PAIR_OF) == []
    assert [flag.kind for flag in find_flags(below, PAIR_OF)] == ["too_fast"]


def test_what_earlier_answers_foretell(now: datetime) -> None:
    """After x over y and y over z, x over z agrees and z over x doesn't; a repeat that says the same does."""
    idea = Idea.of("task", "bake bread")
    pair_of: dict[str, Pair] = {}

    def vote(over: str, under: str, event_id: str, repeat_of: str | None = None) -> LabelEvent:
        pair = Pair.of(idea, (over, under), "v1")
        pair_of[pair.id] = pair
        choice = Choice.A if pair.title_a == over else Choice.B
        fields = {"pair_id": pair.id, "choice": choice, "repeat_of": repeat_of}
        return LabelEvent(event_id, EventKind.VOTE, Source.PERSON, "ann", now, "t", **fields)  # type: ignore[arg-type]

    chain = [vote("x", "y", "1"), vote("y", "z", "2")]
    assert count_foretold(chain, pair_of) == (0, 0)
    assert count_foretold([*chain, vote("x", "z", "3")], pair_of) == (1, 1)
    assert count_foretold([*chain, vote("z", "x", "3")], pair_of) == (0, 1)
    assert count_foretold([vote("x", "y", "1"), vote("z", "y", "2"), vote("x", "z", "3")], pair_of) == (0, 0)
    assert count_foretold([*chain, vote("x", "y", "3", "1")], pair_of) == (1, 1)
    assert count_foretold([*chain, vote("y", "x", "3", "1")], pair_of) == (0, 1)
    assert count_foretold([*chain, vote("y", "x", "3", "gone")], pair_of) == (0, 0)


@pytest.fixture
def labelled(store: Store, task: Task, now: datetime) -> list[LabelEvent]:
    """Ann gives three labels of which she takes one back, Bob one and a skip, each on another idea."""
    pairs = [next(iter(idea.values())) for idea in IDEAS[:3]]
    store.add_ideas([Idea(pair.idea_id, task.name, pair.idea, "typed") for pair in pairs])
    store.add_pairs(pairs)
    votes = [
        LabelEvent(
            f"{name} {n}",
            EventKind.VOTE,
            Source.PERSON,
            name,
            now + timedelta(minutes=n),
            "t",
            pair.id,
            choice,
            "a",
            response_ms=1000 * (n + 1),
        )
        for name, choices in (("bob", "a-"), ("ann", "abb"))
        for n, (pair, given) in enumerate(zip(pairs, choices, strict=False))
        for choice in [Choice.SKIP if given == "-" else Choice(given)]
    ]
    store.append_events(votes)
    undone = LabelEvent("undo", EventKind.UNDO, Source.PERSON, "ann", now, "t", target="ann 2")
    store.append_events([undone])
    return votes


def test_everyone_is_measured_by_the_votes_that_stand(
    store: Store, labelled: list[LabelEvent], now: datetime
) -> None:
    ann, bob = measure_annotators(store)
    assert (ann.annotator, ann.answers, ann.labels) == ("ann", 2, 2)
    assert (bob.annotator, bob.answers, bob.labels) == ("bob", 2, 1)
    assert (ann.last_seen, ann.median_response_ms) == (now + timedelta(minutes=1), 1500)
    assert ann.side_bias and (ann.side_bias.left, ann.side_bias.right, ann.side_bias.p) == (1, 1, 1.0)
    assert ann.self_consistency is None and ann.flags == ()
    assert (ann.settled_ideas, ann.excluded) == (0, False)
    store.settle_idea(PAIR_OF[labelled[0].pair_id or ""].idea_id, "ann", 1)
    assert measure_annotators(store)[0].settled_ideas == 1


def test_peoples_labels_and_sides_add_up_to_everybodys(
    store: Store, task: Task, labelled: list[LabelEvent], now: datetime
) -> None:
    first = next(vote for vote in labelled if vote.event_id == "ann 0")
    repeat = replace(first, event_id="again", repeat_of=first.event_id, shown_left="b")
    store.append_events([repeat])
    for aside in (False, True):
        store.set_aside([store.ideas(task)[0].id], aside, now)
        measured, people = measure_quality(store), measure_annotators(store)
        assert sum(person.labels for person in people) == measured.labels == (1 if aside else 3)
        sides = [person.side_bias for person in people if person.side_bias]
        assert {person.annotator for person in people} == {"ann", "bob"}  # whatever was set aside
        assert measured.side_bias
        assert sum(side.left for side in sides) == measured.side_bias.left
        assert sum(side.right for side in sides) == measured.side_bias.right
