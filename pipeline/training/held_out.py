"""How often a run's rewards are right on held-out pairs, beside other runs that were asked the same pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.schema import Run, content_id
from pipeline.training.events import read_events
from pipeline.training.verdict import judge_run


@dataclass(frozen=True)
class HeldOut:
    """`accuracy` of `pairs` pairs, at the weights that are kept, lies between `low` and `high`
    (`accuracy_interval`). Of a DPO run it is its implicit reward's, of others their reward model's.
    """

    run: Run
    accuracy: float
    pairs: int
    low: float
    high: float


def held_out(run: Run) -> HeldOut | None:
    """None before the first evaluation."""
    found = judge_run(read_events(Path(run.path)), run.config)
    if found is None or found.accuracy is None or not found.pairs or found.low is None or found.high is None:
        return None
    return HeldOut(run, found.accuracy, found.pairs, found.low, found.high)


def beside(run: Run, runs: Sequence[Run]) -> list[HeldOut]:
    """The newest finished run of each other kind (DPO, or with a reward model of its own) that has the same
    held-out pairs.
    """
    own, kinds, found = _pairs_of(run), {_kind(run)}, []
    for other in runs:
        same = other.status == "finished" and _kind(other) not in kinds and _pairs_of(other) == own
        if same and own and (one := held_out(other)):
            kinds.add(_kind(other))
            found.append(one)
    return found


def on_other_pairs(run: Run, runs: Sequence[Run]) -> Run | None:
    """The newest other finished run that was checked on other pairs than this one; None without any."""
    own = _pairs_of(run)
    for other in runs:
        theirs = _pairs_of(other) if other.status == "finished" else ""
        if own and theirs and theirs != own:
            return other
    return None


def _kind(run: Run) -> bool:
    return run.config.method == "dpo"


def _pairs_of(run: Run) -> str:
    file = Path(run.path) / "preferences" / "test.jsonl"
    return _hash(file, file.stat().st_mtime_ns) if file.is_file() else ""


@lru_cache(maxsize=256)
def _hash(file: Path, last_change: int) -> str:
    return content_id(file.read_text())
