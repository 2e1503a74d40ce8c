"""What the title model is measured by: a model and prompts in, completions and shares in percent out."""

from collections.abc import Sequence

from pipeline.checks import ends_properly, is_well_formed, keyword_coverage
from pipeline.embedded.grammar import title_words
from pipeline.inference import Completion, Sampling, complete
from pipeline.schema import Message
from pipeline.tasks import YOUTUBE_TITLES as TASK

N_TITLES = 5
BARS = {
    "30 to 75 characters": 97.0,
    "ends properly": 100.0,
    "all five distinct": 95.0,
    "well formed": 95.0,
    "content words kept": 85.0,
}


def write(model: str, prompts: Sequence[list[Message]], sampling: Sampling) -> list[list[Completion]]:
    """`N_TITLES` completions for each prompt, drawn as the app draws them."""
    drawn = complete(model, [prompt for prompt in prompts for _ in range(N_TITLES)], sampling)
    return [drawn[start : start + N_TITLES] for start in range(0, len(drawn), N_TITLES)]


def measure(ideas: Sequence[str], titles: Sequence[Sequence[Completion]]) -> dict[str, float]:
    """Each measure of `BARS` in percent; `all five distinct` counts ideas, the others titles."""
    vocabulary = title_words()
    rows = [(idea, one) for idea, several in zip(ideas, titles, strict=True) for one in several]
    distinct = [len({one.text for one in several}) == len(several) for several in titles]
    return {
        "30 to 75 characters": _percent(
            [TASK.min_chars <= len(one.text) <= TASK.max_chars for _, one in rows]
        ),
        "ends properly": _percent([one.ended and ends_properly(one.text) for _, one in rows]),
        "all five distinct": _percent(distinct),
        "well formed": _percent(
            [one.ended and is_well_formed(idea, one.text, vocabulary) for idea, one in rows]
        ),
        "content words kept": _percent([keyword_coverage(idea, one.text) for idea, one in rows]),
    }


def measure_brainstorm(topics: Sequence[str], ideas: Sequence[Sequence[Completion]]) -> dict[str, float]:
    """Shares in percent: ideas that hold their topic in any case, and topics whose ideas are all distinct."""
    rows = [(topic, one) for topic, several in zip(topics, ideas, strict=True) for one in several]
    distinct = [len({one.text.lower() for one in several}) == len(several) for several in ideas]
    return {
        "the idea holds the topic": _percent([topic.lower() in one.text.lower() for topic, one in rows]),
        "all five ideas distinct": _percent(distinct),
    }


def _percent(values: Sequence[float]) -> float:
    return 100 * sum(values) / len(values)
