"""Writes QUALITY.md: a model directory in, the measures against their bars, samples and limits out."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from pipeline.embedded.probes import TOPICS, TRICKY_IDEAS, held_ideas, held_topics
from pipeline.embedded.quality import BARS, N_TITLES, measure, measure_brainstorm, write
from pipeline.inference import MIN_P, TEMPERATURE, Completion, Sampling
from pipeline.prompts import brainstorm_prompt, title_prompt
from pipeline.settings import SHIPPED_DATA
from pipeline.tasks import YOUTUBE_TITLES as TASK

SEED = 20
TEMPERATURES = (0.5, 0.7, 1.1)
EVALUATION = "evaluation-ideas.csv"

_TEXT = """# Quality of the embedded title model

Written by `python -m pipeline.embedded quality`: {parameters:,} parameters, {n_titles} titles for each idea,
drawn as the app draws them: arithmetic sampling at temperature {temperature} and min-p {min_p}, seed {seed}.
Figures are percent.

{verdict}

{measures}
- *held out*: ideas from the grammar. Each holds a word, mostly an invented one, that training never showed.
- *hand-written*: `ideas.csv`. *evaluation*: `evaluation-ideas.csv`. Neither comes from the grammar, though
  everyday words and shapes occur in both.
- *tricky*: numbers, acronyms, inner capitals, accents, one word and up to fourteen.
- *ends properly*: the model ended the title itself, on a letter, a digit or a closing mark.
- *well formed*: that, and one line, closed brackets, no word twice in a row, and no word that is neither in
  the idea, however inflected, nor among the grammar's own.
- *content words kept*: the share of an idea's words with meaning that the title has, averaged over titles.

## Temperature

On `evaluation-ideas.csv`, all else as above.

{temperatures}
## Brainstorming

{brainstorms}
{brainstormed}
## Titles

{titles}
## Limits

- English, and the default task's prompts only. The model completes our grammar's patterns around an idea's
  words. It knows nothing: what a title promises may not fit the idea.
- About one title in twenty-five is not well formed, mostly by a miscopied word; a few fail often ("check-in",
  "asleep", "mangroves"): some of their pieces occur in too few of the grammar's words. The app takes such a
  title only where an idea has too few others.
- Emoji, other scripts and words of more than about 15 letters may be miscopied. A name typed in lower case
  ("iphone") is written with a capital first letter.
- An idea too long for a title loses its last words, and its titles resemble each other more.
"""


def read_ideas(path: Path) -> list[str]:
    """The `idea` column of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["idea"] for row in csv.DictReader(file)]


def write_report(path: Path) -> None:
    """Measures the model at `path` and writes its QUALITY.md."""
    (path / "QUALITY.md").write_text(report(str(path)), encoding="utf-8")


def report(model: str) -> str:
    """The text of QUALITY.md."""
    sets = {
        "held out": held_ideas(SEED),
        "hand-written": read_ideas(SHIPPED_DATA / "ideas.csv"),
        "evaluation": read_ideas(SHIPPED_DATA / EVALUATION),
        "tricky": list(TRICKY_IDEAS),
    }
    titles = {name: _write_titles(model, ideas) for name, ideas in sets.items()}
    every = [idea for ideas in sets.values() for idea in ideas]
    columns = {f"all {len(every)}": measure(every, [several for part in titles.values() for several in part])}
    overall = next(iter(columns.values()))
    columns |= {f"{name} {len(ideas)}": measure(ideas, titles[name]) for name, ideas in sets.items()}
    shown = _every(sets["evaluation"], titles["evaluation"], 14) + _every(sets["tricky"], titles["tricky"], 6)
    return _TEXT.format(
        parameters=_count_parameters(Path(model)),
        n_titles=N_TITLES,
        temperature=TEMPERATURE,
        min_p=MIN_P,
        seed=SEED,
        verdict=_verdict(overall),
        measures=_table(
            ["measure", "bar", *columns],
            [
                [name, f"{bar:.0f}", *(f"{column[name]:.1f}" for column in columns.values())]
                for name, bar in BARS.items()
            ],
        ),
        temperatures=_temperature_table(model, sets["evaluation"]),
        brainstorms=_brainstorm_table(model),
        brainstormed=_listed(_every(TOPICS, _write_ideas(model, TOPICS), 5)),
        titles=_listed(shown),
    )


def _write_titles(
    model: str, ideas: Sequence[str], temperature: float = TEMPERATURE
) -> list[list[Completion]]:
    sampling = Sampling(temperature=temperature, seed=SEED)
    return write(model, [title_prompt(TASK, idea) for idea in ideas], sampling)


def _write_ideas(model: str, topics: Sequence[str]) -> list[list[Completion]]:
    return write(model, [brainstorm_prompt(TASK, topic) for topic in topics], Sampling(seed=SEED))


def _verdict(measured: dict[str, float]) -> str:
    missed = [
        f"{name} ({measured[name]:.1f} of {bar:.0f})" for name, bar in BARS.items() if measured[name] < bar
    ]
    return f"Not met: {', '.join(missed)}." if missed else "Every bar is met on all ideas together."


def _temperature_table(model: str, ideas: Sequence[str]) -> str:
    measured = {each: measure(ideas, _write_titles(model, ideas, each)) for each in TEMPERATURES}
    rows = [[str(each), *(f"{shares[name]:.1f}" for name in BARS)] for each, shares in measured.items()]
    return _table(["temperature", *BARS], rows)


def _brainstorm_table(model: str) -> str:
    topics = {"hand-written": list(TOPICS), "held out": held_topics(SEED)}
    measured = {name: measure_brainstorm(some, _write_ideas(model, some)) for name, some in topics.items()}
    rows = [
        [f"{name} {len(topics[name])}", *(f"{s:.1f}" for s in shares.values())]
        for name, shares in measured.items()
    ]
    return _table(["topics", *measured["held out"]], rows)


def _every(
    texts: Sequence[str], written: Sequence[Sequence[Completion]], count: int
) -> list[tuple[str, Sequence[Completion]]]:
    """`count` of the texts with what was written for them, evenly spaced."""
    pairs = list(zip(texts, written, strict=True))
    return [pairs[i * len(pairs) // count] for i in range(count)]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _listed(shown: Sequence[tuple[str, Sequence[Completion]]]) -> str:
    return "".join(f"- {text}\n" + "".join(f"  - {one.text}\n" for one in several) for text, several in shown)


def _count_parameters(model: Path) -> int:
    from safetensors import safe_open

    with safe_open(model / "model.safetensors", framework="np") as weights:
        return sum(math.prod(weights.get_slice(name).get_shape()) for name in weights.keys())  # noqa: SIM118
