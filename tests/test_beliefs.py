import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import datetime

import pytest

from pipeline.answers import Beliefs, choose_question, imply_labels, read_answers
from pipeline.beliefs import (
    FEWEST_FOR_NOISE,
    CurrentBeliefs,
    at_once,
    estimate_beliefs,
    find_milestone,
    form_beliefs,
    in_background,
)
from pipeline.schema import Choice, EventKind, Idea, Label, LabelEvent, Pair, Source, StandingVote
from pipeline.selection import DEFAULT_NOISE
from pipeline.split import find_test_ideas
from pipeline.store import Store


def title(idea: Idea, n: int) -> str:
    return f"Is {idea.text} number {n} any good?" if n < 2 else f"{idea.text} number {n} is good"


def make_ideas(n_ideas: int) -> dict[str, list[Pair]]:
    """Four titles an idea, two of them questions."""
    ideas = [Idea.of("youtube-titles", f"idea {n}") for n in range(n_ideas)]
    return {
        idea.id: [
            Pair.of(idea, both, "v1")
            for both in itertools.combinations([title(idea, n) for n in range(4)], 2)
        ]
        for idea in ideas
    }


def vote(
    pair: Pair,
    choice: Choice,
    now: datetime,
    annotator: str = "ann",
    source: Source = Source.PERSON,
    repeat_of: str | None = None,
) -> LabelEvent:
    event_id = f"{pair.id} {annotator} {repeat_of}"
    return LabelEvent(
        event_id, EventKind.VOTE, source, annotator, now, "t", pair.id, choice, "a", repeat_of=repeat_of
    )


def hear(votes: Iterable[LabelEvent], pairs: Iterable[Pair]) -> Beliefs:
    pair_of = {pair.id: pair for pair in pairs}
    heard = []
    for one in votes:
        assert one.pair_id and one.choice
        pair = pair_of[one.pair_id]
        about = pair.id, pair.idea_id, pair.task_version, *pair.titles
        heard.append(StandingVote(one.annotator, one.choice, one.repeat_of, *about))
    return form_beliefs(heard, Counter((pair.idea_id, pair.task_version) for pair in pair_of.values()))


def by_question(pair: Pair) -> Choice:
    """Of one who likes questions, and among equals the first in the alphabet."""
    liked = sorted(pair.titles, key=lambda one: ("?" not in one, one))[0]
    return Choice.A if liked == pair.title_a else Choice.B


def against(choice: Choice) -> Choice:
    return Choice.B if choice is Choice.A else Choice.A


def fill(store: Store, ideas: dict[str, list[Pair]]) -> None:
    store.add_ideas(
        Idea(given[0].idea_id, "youtube-titles", given[0].idea, "typed") for given in ideas.values()
    )
    store.add_pairs(pair for given in ideas.values() for pair in given)


def test_nothing_is_believed_of_a_few_votes(now: datetime) -> None:
    ideas = make_ideas(9)
    votes = [vote(given[0], by_question(given[0]), now) for given in ideas.values()]
    assert hear(votes, itertools.chain(*ideas.values())) == Beliefs()


def test_noise_counts_ideas_in_full_and_hidden_repeats_only(now: datetime) -> None:
    ideas = make_ideas(20)
    everything = list(itertools.chain(*ideas.values()))
    in_part = [vote(pair, by_question(pair), now) for given in ideas.values() for pair in given[:4]]
    assert hear(in_part, everything).noise == DEFAULT_NOISE
    in_full = [vote(pair, by_question(pair), now) for pair in everything]
    assert len(in_full) >= FEWEST_FOR_NOISE
    careful = hear(in_full, everything).noise
    assert careful.error < DEFAULT_NOISE.error
    other_way = [
        vote(pair, against(by_question(pair)), now, repeat_of=f"{pair.id} ann None")
        for given in ideas.values()
        for pair in given[:4]
    ]
    assert hear(in_part + other_way, everything).noise.error > DEFAULT_NOISE.error


def test_a_taste_is_ones_own_from_ten_ideas_on_and_everybodys_before(now: datetime) -> None:
    ideas = make_ideas(30)
    groups = list(ideas.values())
    votes = [vote(pair, by_question(pair), now, "ann") for given in groups[:20] for pair in given]
    votes += [vote(pair, by_question(pair), now, "bob") for given in groups[20:25] for pair in given]
    found = hear(votes, itertools.chain(*groups))
    assert set(found.priors) == {"ann"}
    assert found.shared is not None
    new = read_answers(groups[29], {})
    for name in ("ann", "bob", "stranger"):
        liked = found.expect(name, new)
        assert liked is not None
        by_title = dict(zip(new.titles, liked, strict=True))
        assert min(u for one, u in by_title.items() if "?" in one) > max(
            u for one, u in by_title.items() if "?" not in one
        )


def test_what_was_said_of_held_out_ideas_enters_no_prior(now: datetime) -> None:
    ideas = make_ideas(30)
    held_out = find_test_ideas(ideas)
    assert 0 < len(held_out) < 15
    everything = list(itertools.chain(*ideas.values()))
    votes = [vote(pair, by_question(pair), now) for pair in everything]
    other = [
        vote(pair, against(by_question(pair)) if pair.idea_id in held_out else by_question(pair), now)
        for pair in everything
    ]
    found, flipped = hear(votes, everything), hear(other, everything)
    assert found.shared is not None
    assert (found.shared, found.priors) == (flipped.shared, flipped.priors)


def test_the_first_question_and_what_is_implied_follow_the_beliefs(now: datetime) -> None:
    ideas = make_ideas(30)
    groups = list(ideas.values())
    votes = [vote(pair, by_question(pair), now) for given in groups[:29] for pair in given]
    beliefs = hear(votes, itertools.chain(*groups))
    new = groups[29]
    # A question against a plain title is as good as known; one of each kind is what is left to ask.
    asked = choose_question(read_answers(new, {}), "ann", False, beliefs)
    assert asked is not None
    assert len({"?" in one for one in asked.titles}) == 1
    clicked = Label(asked.id, "ann", by_question(asked), Source.PERSON, "e", "a", now)
    between = {pair.id: pair for pair in new if len({"?" in one for one in pair.titles}) == 2}
    implied = {one.pair_id: one for one in imply_labels(new, [clicked], beliefs)}
    plain = {one.pair_id: one for one in imply_labels(new, [clicked])}
    assert all(implied[key].choice is by_question(pair) for key, pair in between.items())
    assert min(implied[key].probability for key in between) > max(plain[key].probability for key in between)


def test_milestones_are_a_quarter_apart_and_count_people_only(store: Store, now: datetime) -> None:
    ideas = make_ideas(20)
    fill(store, ideas)
    everything = list(itertools.chain(*ideas.values()))
    store.append_events(vote(pair, Choice.A, now, "simulated", Source.SIMULATED) for pair in everything)
    votes = [vote(pair, by_question(pair), now) for pair in everything]
    store.append_events(votes[:49])
    assert find_milestone(store, store.last_event()).votes == 0
    reached = []
    for one in votes[49:]:
        store.append_events([one])
        reached.append(find_milestone(store, store.last_event()).votes)
    assert sorted(set(reached)) == [50, 62, 78, 98]  # 50 times 1.25, 1.5625 and 1.953125
    assert find_milestone(store, store.last_event()).event == 120 + 98


def test_a_restart_comes_to_the_same_beliefs_and_simulated_labels_change_nothing(
    store: Store, now: datetime
) -> None:
    ideas = make_ideas(30)
    fill(store, ideas)
    everything = list(itertools.chain(*ideas.values()))
    current = CurrentBeliefs(store)
    assert current() == Beliefs()
    for pair in everything:
        store.append_events([vote(pair, by_question(pair), now)])
        current()
    assert current() != Beliefs()
    assert current() == CurrentBeliefs(store)() == estimate_beliefs(store)
    before = current()
    store.append_events(
        vote(pair, against(by_question(pair)), now, "simulated", Source.SIMULATED) for pair in everything
    )
    assert current() == before
    assert current() is before  # not worked out again


@pytest.mark.parametrize("begin", [at_once, in_background()])
def test_an_estimate_that_fails_is_logged_once_and_tried_again_later(
    store: Store,
    now: datetime,
    begin: Callable[[Callable[[], None]], object],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ideas = make_ideas(30)
    fill(store, ideas)
    votes = [vote(pair, by_question(pair), now) for pair in itertools.chain(*ideas.values())]
    store.append_events(votes[:60])
    looked = []

    def broken(*asked: object) -> list[StandingVote]:
        raise sqlite3.OperationalError("disk I/O error")

    def begin_and_wait(work: Callable[[], None]) -> None:
        looked.append(begin(work))
        if isinstance(looked[-1], Future):
            looked[-1].result()

    current = CurrentBeliefs(store, begin_and_wait)
    with monkeypatch.context() as disk:
        disk.setattr(store, "standing_votes", broken)
        assert [current() for _ in range(9)] == [Beliefs()] * 9
        assert len(looked) == 1 and len(caplog.records) == 1 and "disk I/O error" in caplog.text
    store.append_events(votes[60:])
    current()
    assert current() == estimate_beliefs(store) != Beliefs()


def test_an_excluded_annotators_votes_are_left_out(store: Store, now: datetime) -> None:
    ideas = make_ideas(30)
    fill(store, ideas)
    everything = list(itertools.chain(*ideas.values()))
    store.append_events(vote(pair, by_question(pair), now, "eve") for pair in everything)
    store.append_events(vote(pair, Choice.TIE, now, "ann") for pair in everything[:45])
    current = CurrentBeliefs(store)
    assert "eve" in current().priors
    store.append_events(
        [LabelEvent("out", EventKind.EXCLUDE, Source.PERSON, "owner", now, "t", target="eve")]
    )
    store.append_events(vote(pair, Choice.TIE, now, "ann") for pair in everything[45:70])
    assert current() == Beliefs()


def test_an_undone_vote_is_not_heard(store: Store, now: datetime) -> None:
    ideas = make_ideas(1)
    fill(store, ideas)
    (given,) = ideas.values()
    store.append_events(vote(pair, Choice.A, now) for pair in given)
    undo = LabelEvent(
        "undo", EventKind.UNDO, Source.PERSON, "ann", now, "t", target=f"{given[0].id} ann None"
    )
    store.append_events([undo])
    assert [one.pair_id for one in store.standing_votes(6, 10)] == [pair.id for pair in given]
    assert [one.pair_id for one in store.standing_votes(7, 10)] == [pair.id for pair in given[1:]]
    assert [one.pair_id for one in store.standing_votes(7, 2)] == [pair.id for pair in given[-2:]]
