"""What the store's counters stand for, found by going through all the records."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.answers import expected_questions
from pipeline.labels import Progress
from pipeline.sharing import Sharing
from pipeline.store import Store


@dataclass(frozen=True)
class IdeaState:
    """How far one idea is: of `n_pairs` pairs, seen by the annotator who asks, its `others` not included.

    `begun` says that the annotator was given the idea, `settled` that its order is settled for them.
    `others_settled` and `others_holding` count the other annotators for whom it is, or who hold it.
    """

    idea_id: str
    n_pairs: int
    begun: bool
    settled: bool
    others_settled: int
    others_holding: int


def read_idea_states(store: Store, annotator: str, now: datetime) -> list[IdeaState]:
    """Every idea that has pairs, in the order in which they were added."""
    sql = (
        "SELECT i.id, n.pairs, own.annotator IS NOT NULL, own.settled_pairs IS n.pairs,"
        " count(a.annotator) FILTER (WHERE a.settled_pairs IS n.pairs),"
        " count(a.annotator) FILTER (WHERE a.settled_pairs IS NULL AND a.expires_at > ?1)"
        " FROM (SELECT idea_id, count(*) pairs FROM asked_pairs GROUP BY idea_id) n"
        " JOIN ideas i ON i.id = n.idea_id"
        " LEFT JOIN assignments own ON own.idea_id = i.id AND own.annotator = ?2"
        " LEFT JOIN assignments a ON a.idea_id = i.id AND a.annotator <> ?2"
        " AND a.annotator NOT IN (SELECT annotator FROM excluded_annotators)"
        " GROUP BY i.id ORDER BY i.position"
    )
    return [
        IdeaState(idea_id, n_pairs, bool(begun), bool(settled), others_settled, others_holding)
        for idea_id, n_pairs, begun, settled, others_settled, others_holding in store._rows(
            sql, now.isoformat(), annotator
        )
    ]


def count_volunteers(store: Store) -> int:
    """Annotators not excluded who hold or held an idea and have voted, up to two."""
    sql = (
        "SELECT count(*) FROM (SELECT DISTINCT annotator FROM assignments a WHERE EXISTS"
        " (SELECT 1 FROM events e WHERE e.annotator = a.annotator AND e.kind = 'vote')"
        " AND annotator NOT IN (SELECT annotator FROM excluded_annotators) LIMIT 2)"
    )
    return store._count(sql)


def count_votes(store: Store, annotator: str) -> int:
    """Standing votes on preference pairs."""
    sql = (
        "SELECT count(*) FROM events e JOIN pairs p ON p.id = e.pair_id WHERE e.annotator = ?"
        " AND e.kind = 'vote' AND p.comparison_id IS NULL AND NOT EXISTS (SELECT 1 FROM events u"
        " WHERE u.kind = 'undo' AND u.target = e.event_id AND u.annotator = e.annotator)"
    )
    return store._count(sql, annotator)


def find_progress(store: Store, annotator: str, now: datetime, settings: Sharing) -> Progress:
    """As `labels.progress` of preference pairs has it."""
    n_annotators, to_come, possible = count_volunteers(store), 0.0, 0
    for state in read_idea_states(store, annotator, now):
        needed = state.others_settled < settings.target(state.idea_id, n_annotators)
        if needed and not state.settled:
            answered = len(store.idea_choices(state.idea_id, annotator)) if state.begun else 0
            in_full = settings.in_full(state.idea_id)
            asked = state.n_pairs if in_full else expected_questions(state.n_pairs)
            to_come += max(asked - answered, 1) * (1 + settings.repeat_share)
        if needed or state.settled:
            possible += state.n_pairs
    return Progress(count_votes(store, annotator), round(to_come), possible)


def find_ideas_with_room(store: Store, annotator: str, now: datetime, settings: Sharing) -> list[str]:
    """As `Store.begun_ideas` and then `Store.new_ideas` have them."""
    n_annotators = count_volunteers(store)
    holding = {loan.idea_id for loan in store.loans(annotator, now)}
    states = read_idea_states(store, annotator, now)
    begun = [state for state in states if state.begun]
    begun.sort(key=lambda state: (len(store.idea_choices(state.idea_id, annotator)), state.idea_id))
    states = [*begun, *(state for state in states if not state.begun)]
    return [
        state.idea_id
        for state in states
        if not state.settled
        and state.idea_id not in holding
        and state.others_settled + state.others_holding < settings.target(state.idea_id, n_annotators)
    ]


def find_fresh_ideas(store: Store, annotator: str, now: datetime, settings: Sharing) -> list[str]:
    """As `Store.fresh_ideas` has them."""
    n_annotators, excluded = count_volunteers(store), set(store.excluded())
    found = []
    for state in read_idea_states(store, "", now):
        sql = "SELECT annotator, settled_pairs, expires_at FROM assignments WHERE idea_id = ?"
        busy = {
            name
            for name, settled_pairs, expires_at in store._rows(sql, state.idea_id)
            if store.idea_choices(state.idea_id, name)
            or settled_pairs == state.n_pairs
            or (settled_pairs is None and expires_at > now.isoformat())
        }
        if annotator not in busy and len(busy - excluded) < settings.target(state.idea_id, n_annotators):
            found.append(state.idea_id)
    return found
