"""The title model's tokenizer: the grammar's words in, a directory that AutoTokenizer loads out.

AutoTokenizer gives a `qwen2` directory Qwen's own pre-tokenizer whatever is saved there, so the merges alone
carry what copying needs. A word is its first letter, with the space or hyphen before it, then pieces of
lower-case letters, which do not depend on that letter: a word and its title-case form differ in one token,
and no merge spans a whole word. Capitals and digits are never merged. A prompt's fixed text is one token
before the idea and one after it.
"""

import collections
import random
import re
import string
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.embedded.brainstorm import brainstorm_words
from pipeline.embedded.grammar import sample_title, title_words
from pipeline.prompts import brainstorm_prompt, title_prompt
from pipeline.tasks import YOUTUBE_TITLES as TASK

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

IM_END = "<|im_end|>"
PAD = "<|endoftext|>"
SPECIAL = (PAD, "<|im_start|>", IM_END)
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
N_PIECES = 640
MAX_PIECE = 4
MAX_LENGTH = 512
_SPACE = "Ġ"
_LETTERS = string.ascii_uppercase + string.ascii_lowercase


def fixed_texts() -> list[str]:
    """The parts of a conversation that never change: the prompts around the idea, and the roles."""
    texts = []
    for messages in (title_prompt(TASK, "\0"), brainstorm_prompt(TASK, "\0")):
        before, after = messages[0]["content"].split("\0")
        texts += [before.rstrip(" "), after]
    return [*texts, "user\n", "assistant\n"]


def learn_pieces(counts: dict[str, int], n_pieces: int) -> list[tuple[str, str]]:
    """Byte-pair merges over words without their first letter, frequent pairs first, ties by spelling.

    No piece is longer than `MAX_PIECE` letters: a long one occurs in one word or two and is copied badly.
    """
    split = [(list(word), count) for word, count in sorted(counts.items()) if len(word) > 1]
    merges: list[tuple[str, str]] = []
    while len(merges) < n_pieces:
        pairs: collections.Counter[tuple[str, str]] = collections.Counter()
        for symbols, count in split:
            for pair in pairwise(symbols):
                if len(pair[0]) + len(pair[1]) <= MAX_PIECE:
                    pairs[pair] += count
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        for symbols, _ in split:
            at = 0
            while at < len(symbols) - 1:
                if (symbols[at], symbols[at + 1]) == best:
                    symbols[at : at + 2] = ["".join(best)]
                at += 1
    return merges


def word_counts(seed: int, n_examples: int = 8000, most: int = 40) -> dict[str, int]:
    """How often the letters after a word's first occur in sampled text, at most `most` times for a word."""
    rng = random.Random(seed)
    counts: collections.Counter[str] = collections.Counter()
    for _ in range(n_examples):
        example = sample_title(rng)
        counts.update(re.findall(r"[a-z]+", f"{example.idea} {example.title}".lower()))
    for word in title_words() | brainstorm_words():
        counts[word] += 5
    rests: collections.Counter[str] = collections.Counter()
    for word, count in counts.items():
        if re.fullmatch("[a-z]{3,}", word):
            rests[word[1:]] += min(count, most)
    return dict(rests)


def build_tokenizer(out: Path, seed: int, n_pieces: int = N_PIECES) -> "PreTrainedTokenizerBase":
    """Writes the tokenizer to `out` and returns it."""
    from tokenizers import AddedToken
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2Tokenizer

    merges = [(_SPACE, "(")] + [(before, letter) for before in (_SPACE, "-") for letter in _LETTERS]
    merges += learn_pieces(word_counts(seed), n_pieces)
    vocabulary: dict[str, int] = {}
    for token in (*SPECIAL, *sorted(ByteLevel.alphabet()), *("".join(pair) for pair in merges)):
        vocabulary.setdefault(token, len(vocabulary))
    tokenizer = Qwen2Tokenizer(
        vocab=vocabulary,
        merges=merges,  # type: ignore[arg-type]  # pairs are taken; the annotation says strings
        unk_token=PAD,
        pad_token=PAD,
        eos_token=IM_END,
        additional_special_tokens=["<|im_start|>"],
        padding_side="left",
        model_max_length=MAX_LENGTH,
    )
    tokenizer.add_tokens([AddedToken(text, normalized=False, special=False) for text in fixed_texts()])
    tokenizer.chat_template = CHAT_TEMPLATE
    tokenizer.save_pretrained(out)
    return tokenizer
