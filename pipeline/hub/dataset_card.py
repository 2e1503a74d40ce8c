"""What is known of published preferences -> the card of their dataset.

The front matter pins the columns' types and says which files are which split, so that `load_dataset` needs to
guess nothing. The same preferences give the same text: it holds no date. What somebody wrote on the Hub below
MARK stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.formats import COLUMNS
from pipeline.prompts import title_prompt
from pipeline.schema import Preference, Task

LICENCE = "cc-by-4.0"
TAG = "title-tuner"
MARK = "<!-- What stands below this line is kept when the dataset is published again. -->"
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
MEANINGS = {
    "idea_id": "hash of the idea; rows of one idea are all in one split",
    "pair_id": "hash of the two titles that were compared",
    "prompt": "one user message, which asks for a title for the idea",
    "chosen": "one assistant message: the title that was preferred",
    "rejected": "one assistant message: the other title",
    "votes_chosen": "how many people chose it; 0 for an implied row",
    "votes_rejected": "how many chose the other one",
    "simulated": "true where only the simulated annotator judged, by a written rule with noise",
    "implied_probability": "how likely an implied row is, 0.5 to 1; empty where somebody voted",
}
WORDS = """# Title preferences

Pairs of titles for the same idea, and which of the two was preferred. Made with Title Tuner, for preference
optimisation (DPO) and reward models.

```python
from datasets import load_dataset
from trl import DPOConfig, DPOTrainer

preferences = load_dataset("{repo}")
arguments = DPOConfig("tuned")
trainer = DPOTrainer("Qwen/Qwen2.5-0.5B-Instruct", args=arguments, train_dataset=preferences["train"])
trainer.train()
```

## What is in it

| Split | Preferences | Ideas |
| --- | --- | --- |
{table}

There are {titles:,} different titles. {judged:,} preferences were decided by people's answers or by imported
labels, {implied:,} are implied by such answers, and {simulated:,} come from the simulated annotator. The
split is by idea, about nine to one by the idea's hash (one test idea at least, and of few ideas up to about a
quarter), so nothing of a test idea is in train. Implied rows are in train only.

| Column | Meaning |
| --- | --- |
{columns}

The prompt, where `{{idea}}` stands for the idea:

```
{prompt}
```

## How the labels were collected

{people}Only picks give a row. Where several people judged a pair the majority decides, and equal counts give
no row. {implying}

{collection}

## What it does not hold

No name, account, address or time: of people there are only counts of votes. The labels are the taste of
those who gave them, on short titles, and do not say whether a title is true. Titles may be a model's, and
odd.

## Licence

[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).
"""
PEOPLE = """People saw an idea and two titles, in random order, and picked the better one, or said that they
are equal or that neither will do, or skipped. """
IMPLYING = "What the answers imply for other pairs enters when it is at least {threshold:.0%} likely."
NOT_IMPLYING = "What the answers imply for other pairs does not enter."


@dataclass(frozen=True)
class LabelFacts:
    """How the labels came about. `by_source` counts current labels by person, import and simulated, which are
    on `labelled` of the `pairs` that the titles of the same ideas make. `alpha` is Krippendorff's; `same` of
    `repeats` hidden repeats got the same answer, `cyclic` of `triads` are cyclic; `left_share` is the share
    of sides chosen that were the left one.
    """

    people: int
    by_source: Mapping[str, int]
    labelled: int
    pairs: int
    alpha: float | None
    same: int
    repeats: int
    cyclic: int
    triads: int
    left_share: float | None
    implied_threshold: float


def write_card(
    repo: str,
    task: Task,
    splits: Mapping[str, Sequence[Preference]],
    paths: Mapping[str, str],
    facts: LabelFacts,
    kept: str = "",
) -> str:
    """The whole card; `paths` are the splits' files, `kept` what stood below MARK before."""
    return f"---\n{_front_matter(splits, paths)}---\n\n{_words(repo, task, splits, facts)}\n{MARK}\n{kept}"


def kept_part(card: str) -> str:
    """What somebody wrote below MARK, or all the words of a card that has no such line."""
    card = card.replace("\r\n", "\n")
    if is_ours(card):
        return card.partition(MARK)[2].removeprefix("\n")
    return card.split("---\n", 2)[-1] if card.startswith("---\n") else card


def is_ours(card: str) -> bool:
    return MARK in card


def _front_matter(splits: Mapping[str, Sequence[Preference]], paths: Mapping[str, str]) -> str:
    total = sum(map(len, splits.values()))
    front = {
        "license": LICENCE,
        "pretty_name": "Title preferences",
        "task_categories": ["text-generation"],
        "tags": ["dpo", "preference-learning", "trl", TAG],
        "size_categories": [next((name for limit, name in SIZES if total < limit), "1M<n<10M")],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": split, "path": path} for split, path in paths.items()],
            }
        ],
        "dataset_info": {
            "features": [_feature(name, kind) for name, kind in COLUMNS.items()],
            "splits": [{"name": split, "num_examples": len(rows)} for split, rows in splits.items()],
        },
    }
    return yaml.safe_dump(front, sort_keys=False, allow_unicode=True)


def _feature(name: str, kind: str) -> dict[str, Any]:
    if kind != "messages":
        return {"name": name, "dtype": kind}
    # A list of its own for each, since of a shared one YAML writes a reference, which `datasets` misreads.
    return {"name": name, "list": [{"name": key, "dtype": "string"} for key in ("content", "role")]}


def _words(repo: str, task: Task, splits: Mapping[str, Sequence[Preference]], facts: LabelFacts) -> str:
    rows = [row for split in splits.values() for row in split]
    titles = {(row.idea_id, side[-1]["content"]) for row in rows for side in (row.chosen, row.rejected)}
    implied = sum(row.implied_probability is not None for row in rows)
    simulated = sum(row.simulated for row in rows)
    table = "\n".join(
        f"| {split} | {len(part):,} | {len({row.idea_id for row in part}):,} |"
        for split, part in splits.items()
    )
    return WORDS.format(
        repo=repo,
        table=table,
        titles=len(titles),
        judged=len(rows) - implied - simulated,
        implied=implied,
        simulated=simulated,
        columns="\n".join(f"| `{name}` | {meaning} |" for name, meaning in MEANINGS.items()),
        prompt=title_prompt(task, "{idea}")[-1]["content"],
        people=PEOPLE if facts.people else "",
        implying=(IMPLYING if facts.implied_threshold < 1 else NOT_IMPLYING).format(
            threshold=facts.implied_threshold
        ),
        collection=_collection(facts),
    )


def _collection(facts: LabelFacts) -> str:
    """A list of what was measured; what was not is said so."""
    sources = ", ".join(f"{n:,} {name}" for name, n in sorted(facts.by_source.items()))
    alpha = "no pair was judged by two people" if facts.alpha is None else f"{facts.alpha:.2f}"
    same = f"{facts.same:,} of {facts.repeats:,}" if facts.repeats else "none was asked"
    cyclic = f"{facts.cyclic:,} of {facts.triads:,}" if facts.triads else "none was decided"
    labelled = f"{facts.labelled:,} of {facts.pairs:,}"
    left = "no side was chosen yet" if facts.left_share is None else f"{facts.left_share:.0%}"
    return "\n".join(
        (
            f"- People who labelled: {facts.people:,}",
            f"- Labels by source: {sources or 'none'}",
            f"- Pairs with a label, of all that the titles of their ideas make: {labelled}",
            f"- Agreement between people (Krippendorff's alpha, 1 is full and 0 is chance): {alpha}",
            f"- Noise: same answer when a pair was asked again with the sides swapped: {same}",
            f"- Noise: cyclic triads (coin flips make a quarter cyclic): {cyclic}",
            f"- Left side chosen: {left}",
        )
    )
