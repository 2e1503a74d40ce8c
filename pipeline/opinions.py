"""A reward model's opinions of comparisons <-> their files, each in its comparison's own folder."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Opinion:
    """`rewards` are those of the base and of the tuned title, by the id of each pair that people are asked
    about. `seen` of the comparison's `ideas`, or nearly the same ones, were in the reward model's own
    training; `made_with_it` says that the tuned model owes its titles to this very reward model.
    """

    comparison_id: str
    run_id: str
    judged_at: datetime
    rewards: Mapping[str, tuple[float, float]]
    ideas: int
    seen: int
    made_with_it: bool

    @property
    def choices(self) -> dict[str, float]:
        """By pair: 1 for the tuned title, 0 for the base one, 0.5 where both have the same reward."""
        return {
            pair_id: 0.5 if base == tuned else float(tuned > base)
            for pair_id, (base, tuned) in self.rewards.items()
        }


def keep_opinion(comparisons_dir: Path, opinion: Opinion) -> None:
    """Write it down in the comparison's folder; the same reward model's earlier one goes."""
    file = opinion_file(comparisons_dir, opinion.comparison_id, opinion.run_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    record = asdict(opinion) | {"judged_at": opinion.judged_at.isoformat()}
    descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=".")
    with os.fdopen(descriptor, "w") as out:
        out.write(json.dumps(record, indent=1) + "\n")
    os.replace(draft, file)


def read_opinions(comparisons_dir: Path, comparison_id: str) -> list[Opinion]:
    """Those on this comparison, the newest first."""
    folder = opinion_file(comparisons_dir, comparison_id, "").parent
    found = (parse_opinion(file.read_bytes()) for file in folder.glob("[!.]*.json"))
    return sorted(filter(None, found), key=lambda opinion: opinion.judged_at, reverse=True)


def parse_opinion(content: bytes) -> Opinion | None:
    """The opinion that a file holds; None when it is none, or a newer app's."""
    try:
        record = json.loads(content)
        judged_at = datetime.fromisoformat(record["judged_at"])
        rewards = {
            pair_id: (float(base), float(tuned)) for pair_id, (base, tuned) in record["rewards"].items()
        }
        numbers = {name: int(record[name]) for name in ("ideas", "seen")}
        opinion = Opinion(**{**record, **numbers, "judged_at": judged_at, "rewards": rewards})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return opinion if judged_at.tzinfo else None


def opinion_file(comparisons_dir: Path, comparison_id: str, run_id: str) -> Path:
    return comparisons_dir / comparison_id / "rewards" / f"{run_id}.json"
