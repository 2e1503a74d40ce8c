"""A comparison's titles and labels -> its result, no more than its design allows to be said.

A comparison is `fixed` (judge all its pairs, then look) or `sequential` (look after each verdict, stop when
the e-value reaches 20 or nothing is left).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pipeline import verdicts
from pipeline.schema import Choice, ComparedTitle, Comparison, Design, Label, Pair
from pipeline.verdicts import Interval, SideBias, Summary, summarize_outcomes


@dataclass(frozen=True)
class Verdict:
    """What was decided about one pair: 1 for the tuned title, 0 for the base one, 0.5 a tie; None, and `by`
    nobody, as long as nothing is.
    """

    title: ComparedTitle
    outcome: float | None
    by: Literal["votes", "identical", "empty", "nobody"]


@dataclass(frozen=True)
class JudgeCount:
    """One judge's own verdicts; judges are numbered by their first one."""

    judge: int
    wins: int
    ties: int
    losses: int


Finding = Literal["better", "worse", "open", "provisional"]


@dataclass(frozen=True)
class Result:
    """A comparison's verdicts so far. `pending` titles still wait for one, `judges` have given one.

    `by_idea` is there when an idea has several pairs, and then decides: the verdicts on one idea are not
    independent. `verdicts` are in the order in which they fell. `late` votes came after the end.
    """

    summary: Summary
    pending: int
    judges: int
    design: Design = "fixed"
    by_idea: Summary | None = None
    interval: Interval | None = None
    side_bias: SideBias | None = None
    per_judge: tuple[JudgeCount, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    late: int = 0

    @property
    def test(self) -> Summary:
        """The counts that decide: of ideas where one has several pairs, else of pairs."""
        return self.by_idea or self.summary

    @property
    def over(self) -> bool:
        """Whether the design asks for no more verdicts."""
        return not self.pending or (self.design == "sequential" and self.test.e_value >= verdicts.E_ENOUGH)

    @property
    def finding(self) -> Finding:
        """What may be said of the tuned model: nothing before the design's end, and then what the exact test
        says, or in a sequential comparison the e-value.
        """
        return _find(self.design, self.over, self.test.wins, self.test.losses)

    @property
    def is_clear(self) -> bool:
        """Whether a fixed comparison ended so that even the exact 99.9% interval leaves a half out: just when
        the exact p is at most 0.001. A sequential one stops long before it could tell.
        """
        p = self.test.p_value
        return self.design == "fixed" and self.over and p is not None and p <= verdicts.CLEAR

    @property
    def fitting(self) -> Interval | None:
        """The 95% interval of the decisive share that agrees with `finding`: the exact one, or in a
        sequential comparison the one that holds at every look.
        """
        if self.test.exact is None:
            return None
        if self.design == "sequential":
            return verdicts.confidence_sequence(self.test.wins, self.test.losses)
        return self.test.exact


@dataclass(frozen=True)
class Judging:
    """How far people are: so many of the `total` pairs are `judged`, `over` as the design says. By annotator,
    of how many pairs their verdict is `counted`, and of how many it came after the end (`late`).
    """

    judged: int = 0
    total: int = 0
    over: bool = False
    counted: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Count:
    """Every row's verdict, the rows that have one in the order in which they got it (`fell`), the labels up
    to the design's end (`counted`), and those that came after it (`late`).
    """

    verdicts: Mapping[ComparedTitle, Verdict]
    fell: Sequence[ComparedTitle]
    counted: Sequence[Label]
    late: Sequence[Label]
    over: bool


def tally(comparison: Comparison, labels: Iterable[Label], pairs: Mapping[str, Pair]) -> Result:
    """One verdict for each distinct pair of titles: the majority's side, or a tie when no side has more votes
    than all else.

    Neither counts as a tie, a skip as nothing. Labels are taken in the order in which they were given, and
    those after the design's end are not counted.
    """
    count = _count(comparison, labels, pairs)
    settled = [(row.idea_id, count.verdicts[row].outcome) for row in count.fell]
    outcomes = [(idea, outcome) for idea, outcome in settled if outcome is not None]
    rows = list(count.verdicts)
    waiting = [row for row in rows if count.verdicts[row].outcome is None]
    return Result(
        summarize_outcomes(outcome for _, outcome in outcomes),
        len(waiting),
        len({label.annotator for label in count.counted}),
        comparison.design,
        summarize_outcomes(verdicts.idea_outcomes(outcomes)) if _several(count) else None,
        verdicts.resample_ideas(outcomes),
        verdicts.measure_side_bias(count.counted),
        _per_judge(count.counted, {row.pair_id or "": row for row in rows}, pairs),
        tuple(count.verdicts[row] for row in (*count.fell, *waiting)),
        len(count.late),
    )


def find(comparison: Comparison, labels: Iterable[Label], pairs: Mapping[str, Pair]) -> Finding:
    """As `Result.finding`, without the rest of a result, which takes longer."""
    count = _count(comparison, labels, pairs)
    settled = [(row.idea_id, count.verdicts[row].outcome) for row in count.fell]
    decided = [(idea, outcome) for idea, outcome in settled if outcome is not None]
    outcomes = verdicts.idea_outcomes(decided) if _several(count) else [outcome for _, outcome in decided]
    return _find(comparison.design, count.over, outcomes.count(1.0), outcomes.count(0.0))


def _find(design: Design, over: bool, wins: int, losses: int) -> Finding:
    if not over:
        return "provisional"
    if design == "sequential":
        found = verdicts.e_value(wins, losses) >= verdicts.E_ENOUGH
    else:
        found = verdicts.exact_p(wins, losses) <= verdicts.LEVEL
    return "open" if not found else "better" if wins > losses else "worse"


def _several(count: "_Count") -> bool:
    """Whether an idea has several pairs."""
    return len({row.idea_id for row in count.verdicts}) < len(count.verdicts)


def count_ways(titles: Iterable[ComparedTitle]) -> Counter[str]:
    """How many distinct pairs a person has to judge ("nobody" has yet), and how many `identical` or `empty`
    titles decide unasked.
    """
    return Counter(_without_a_vote(row).by for row in _distinct(titles))


def count_judging(comparison: Comparison, labels: Iterable[Label], pairs: Mapping[str, Pair]) -> Judging:
    """How far the labels have come. Costs no statistics: every vote asks it."""
    count = _count(comparison, labels, pairs)
    by = Counter(verdict.by for verdict in count.verdicts.values())
    counted, late = (Counter(label.annotator for label in own) for own in (count.counted, count.late))
    return Judging(by["votes"], by["votes"] + by["nobody"], count.over, counted, late)


def _count(comparison: Comparison, labels: Iterable[Label], pairs: Mapping[str, Pair]) -> _Count:
    rows = _distinct(comparison.titles)
    decided = {row: _without_a_vote(row) for row in rows}
    of_pair = {row.pair_id: row for row in rows if row.pair_id is not None}
    fell = [row for row in rows if row.pair_id is None]
    given = sorted(
        (label for label in labels if label.choice is not Choice.SKIP and label.pair_id in of_pair),
        key=lambda label: label.created_at,
    )
    votes: dict[str, list[Choice]] = defaultdict(list)
    counted: list[Label] = []
    counts = Counter(verdict.outcome for verdict in decided.values())
    for label in given:
        if _ended(comparison.design, counts):
            break
        row = of_pair[label.pair_id]
        if not votes[label.pair_id]:
            fell.append(row)
        votes[label.pair_id].append(label.choice)
        counted.append(label)
        verdict = Verdict(row, _outcome(row, pairs[label.pair_id], votes[label.pair_id]), "votes")
        counts.update({decided[row].outcome: -1})
        counts.update({verdict.outcome: 1})
        decided[row] = verdict
    late = given[len(counted) :]
    return _Count(decided, fell, counted, late, _ended(comparison.design, counts))


def _ended(design: Design, counts: Mapping[float | None, int]) -> bool:
    """`counts` are of outcomes, None standing for the pairs that wait."""
    enough = design == "sequential" and verdicts.e_value(counts[1.0], counts[0.0]) >= verdicts.E_ENOUGH
    return enough or not counts[None]


def _distinct(titles: Iterable[ComparedTitle]) -> list[ComparedTitle]:
    """A pair that occurs again has one verdict, and counts once."""
    first: dict[tuple[str, ...], ComparedTitle] = {}
    for title in titles:
        key = (title.pair_id,) if title.pair_id else (title.idea_id, title.base_title, title.tuned_title)
        first.setdefault(key, title)
    return list(first.values())


def _without_a_vote(row: ComparedTitle) -> Verdict:
    if row.pair_id is not None:
        return Verdict(row, None, "nobody")
    if bool(row.base_title) == bool(row.tuned_title):
        return Verdict(row, 0.5, "identical" if row.base_title else "empty")
    return Verdict(row, float(bool(row.tuned_title)), "empty")


def tuned_side(row: ComparedTitle, pair: Pair) -> Choice:
    """The side of the pair on which the tuned model's title is."""
    return Choice.A if pair.title_a == row.tuned_title else Choice.B


def _outcome(row: ComparedTitle, pair: Pair, given: Sequence[Choice]) -> float:
    side = tuned_side(row, pair)
    for_tuned = given.count(side)
    for_base = given.count(Choice.B if side is Choice.A else Choice.A)
    even = len(given) - for_tuned - for_base
    if for_tuned > max(for_base, even):
        return 1.0
    return 0.0 if for_base > max(for_tuned, even) else 0.5


def _per_judge(
    labels: Sequence[Label], of_pair: Mapping[str, ComparedTitle], pairs: Mapping[str, Pair]
) -> tuple[JudgeCount, ...]:
    counts: dict[str, Counter[float]] = defaultdict(Counter)
    for label in labels:
        outcome = _outcome(of_pair[label.pair_id], pairs[label.pair_id], [label.choice])
        counts[label.annotator][outcome] += 1
    return tuple(
        JudgeCount(number, own[1.0], own[0.5], own[0.0])
        for number, own in enumerate(counts.values(), start=1)
    )


def to_report(result: Result) -> dict[str, Any]:
    """The figures as JSON: counts, win rate and its interval are all of pairs. Where an idea has several,
    `by_idea` has the counts of ideas, which then are the `unit` that `finding` and `fitting` go by.
    """
    return {
        **asdict(result.summary),
        "win_rate_interval": result.interval,
        "design": result.design,
        "finding": result.finding,
        "fitting": result.fitting,
        "unit": "ideas" if result.by_idea else "pairs",
        "by_idea": asdict(result.by_idea) if result.by_idea else None,
        "pending": result.pending,
    }


VOTE_COLUMNS = (
    "idea",
    "base_title",
    "tuned_title",
    "verdict",
    "decided_by",
    "judge",
    "answer",
    "shown_left",
    "judged_at",
    "source",
    "tuned_kl",
)


def vote_rows(result: Result, labels: Iterable[Label], pairs: Mapping[str, Pair]) -> list[tuple[str, ...]]:
    """The pairs under VOTE_COLUMNS: a row for each vote, or one where there is none.

    Judges are numbered by their first vote; `verdict`, `answer` and `shown_left` say base or tuned.
    """
    of_pair: dict[str, list[Label]] = defaultdict(list)
    judges: dict[str, int] = {}
    for label in sorted(labels, key=lambda label: label.created_at):
        of_pair[label.pair_id].append(label)
        judges.setdefault(label.annotator, len(judges) + 1)
    rows: list[tuple[str, ...]] = []
    for verdict in result.verdicts:
        title = verdict.title
        decided = {None: "", 1.0: "tuned", 0.5: "tie", 0.0: "base"}[verdict.outcome]
        start = (title.idea, title.base_title, title.tuned_title, decided, verdict.by)
        kl = "" if title.kl is None else f"{title.kl:.4f}"
        for label in of_pair.get(title.pair_id or "", []):
            tuned = tuned_side(title, pairs[label.pair_id])
            side = {Choice.A: "base", Choice.B: "base", tuned: "tuned"}
            left = side[Choice(label.shown_left)] if label.shown_left else ""
            answer = side.get(label.choice, label.choice.value)
            moment = label.created_at.isoformat()
            number = str(judges[label.annotator])
            rows.append((*start, number, answer, left, moment, label.source.value, kl))
        if not of_pair.get(title.pair_id or ""):
            rows.append((*start, "", "", "", "", "", kl))
    return rows
