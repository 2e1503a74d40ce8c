"""What the title model is measured by: a model directory and ideas in, samples and shares in percent out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from pipeline.checks import ends_properly, is_well_formed, keyword_coverage
from pipeline.embedded.grammar import title_words
from pipeline.schema import Message
from pipeline.tasks import YOUTUBE_TITLES as TASK

N_TITLES = 5
BATCH = 100
BARS = {
    "30 to 75 characters": 97.0,
    "ends properly": 100.0,
    "all five distinct": 95.0,
    "well formed": 95.0,
    "content words kept": 85.0,
}


@dataclass(frozen=True)
class Written:
    """A completion, and whether the model ended it itself."""

    text: str
    ended: bool


class Writer:
    """The model directory, loaded as any other causal language model is."""

    def __init__(self, path: Path) -> None:
        self.tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(path)
        self.model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()

    def write(
        self, prompts: Sequence[list[Message]], seed: int, temperature: float | None = None
    ) -> list[list[Written]]:
        """`N_TITLES` samples for each prompt with the shipped settings; `temperature` replaces one."""
        torch.manual_seed(seed)
        repeated = [prompt for prompt in prompts for _ in range(N_TITLES)]
        texts = self.tokenizer.apply_chat_template(repeated, tokenize=False, add_generation_prompt=True)
        changed = {} if temperature is None else {"temperature": temperature}
        written: list[Written] = []
        for start in range(0, len(texts), BATCH):
            inputs = self.tokenizer(texts[start : start + BATCH], return_tensors="pt", padding=True)
            with torch.inference_mode():
                output = self.model.generate(**inputs, **changed)  # type: ignore[operator]
            rows = output[:, inputs["input_ids"].shape[1] :]
            ended = (rows == self.tokenizer.eos_token_id).any(dim=1).tolist()
            decoded = self.tokenizer.batch_decode(rows, skip_special_tokens=True)
            written += [Written(text, end) for text, end in zip(decoded, ended, strict=True)]
        return [written[start : start + N_TITLES] for start in range(0, len(written), N_TITLES)]


def measure(ideas: Sequence[str], titles: Sequence[Sequence[Written]]) -> dict[str, float]:
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


def measure_brainstorm(topics: Sequence[str], ideas: Sequence[Sequence[Written]]) -> dict[str, float]:
    """Shares in percent: ideas that hold their topic in any case, and topics whose ideas are all distinct."""
    rows = [(topic, one) for topic, several in zip(topics, ideas, strict=True) for one in several]
    distinct = [len({one.text.lower() for one in several}) == len(several) for several in ideas]
    return {
        "the idea holds the topic": _percent([topic.lower() in one.text.lower() for topic, one in rows]),
        "all five ideas distinct": _percent(distinct),
    }


def _percent(values: Sequence[float]) -> float:
    return 100 * sum(values) / len(values)
