"""The tokenizer that ships, loaded as any user loads it, and its merges learned from scratch."""

import re

import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from pipeline.embedded.tokenizer import fixed_texts, learn_pieces
from pipeline.prompts import brainstorm_prompt, title_completion, title_prompt
from pipeline.settings import EMBEDDED_MODEL
from pipeline.tasks import YOUTUBE_TITLES as TASK


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(EMBEDDED_MODEL)


@pytest.mark.parametrize(
    "text",
    [
        "How to Grow Tomatoes (Even in 10000 Pots)!",
        "iPhone vs ChatGPT: 1970s low-carb café",
        "Ünïcödé Straße naïve",
        "emoji 🎉🧘‍♀️ and 日本語 and Привет",
        "  two  spaces\tand a tab\n",
        "don't, won't, rock'n'roll & AC/DC",
    ],
)
def test_text_survives_the_round_trip(tokenizer: PreTrainedTokenizerBase, text: str) -> None:
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


@pytest.mark.parametrize("prompt", [title_prompt, brainstorm_prompt])
def test_a_prompt_is_a_few_fixed_tokens_around_the_idea(tokenizer: PreTrainedTokenizerBase, prompt) -> None:
    idea = "growing zorblax tomatoes"
    text = tokenizer.apply_chat_template(prompt(TASK, idea), tokenize=False, add_generation_prompt=True)
    ids = tokenizer(text)["input_ids"]
    alone = tokenizer(" " + idea)["input_ids"]
    # <|im_start|> "user\n" HEAD idea TAIL <|im_end|> "\n" <|im_start|> "assistant\n"
    assert ids[3:-5] == alone
    assert len(ids) == len(alone) + 8
    assert tokenizer.decode(ids) == text


def test_the_fixed_texts_follow_the_prompts() -> None:
    conversation = title_prompt(TASK, "yoga")[0]["content"]
    head, tail = fixed_texts()[:2]
    assert conversation == f"{head} yoga{tail}"


def test_the_chat_format_is_qwens(tokenizer: PreTrainedTokenizerBase) -> None:
    messages = [*title_prompt(TASK, "yoga"), *title_completion("Yoga for Everyone")]
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    assert text.startswith("<|im_start|>user\nGiven the YouTube video idea")
    assert text.endswith("<|im_end|>\n<|im_start|>assistant\nYoga for Everyone<|im_end|>\n")
    prompt = tokenizer.apply_chat_template(messages[:1], tokenize=False, add_generation_prompt=True)
    assert text.startswith(prompt)


@pytest.mark.parametrize("word", ["tomatoes", "theater", "mistakes", "zorblax", "low-carb"])
def test_a_word_and_its_title_case_differ_in_their_first_letters_only(
    tokenizer: PreTrainedTokenizerBase, word: str
) -> None:
    lower = tokenizer.tokenize(f" {word}")
    upper = tokenizer.tokenize(f" {'-'.join(part.capitalize() for part in word.split('-'))}")
    changed = [(one, other) for one, other in zip(lower, upper, strict=True) if one != other]
    assert changed
    assert all(re.fullmatch("[Ġ-][a-z]", one) and one.lower() == other.lower() for one, other in changed)


def test_padding_goes_left_and_has_its_own_token(tokenizer: PreTrainedTokenizerBase) -> None:
    assert tokenizer.padding_side == "left"
    assert tokenizer.pad_token_id not in (None, tokenizer.eos_token_id)
    batch = tokenizer(["How to Draw", "How"], padding=True)
    assert batch["attention_mask"][1][0] == 0
    assert batch["attention_mask"][1][-1] == 1


def test_pieces_are_learned_from_what_follows_the_first_letter() -> None:
    # of "ing" three times both pairs count 3, and "ng" is spelled after "in"; then "i" and "ng" are left
    assert learn_pieces({"ing": 3, "at": 1}, 2) == [("n", "g"), ("i", "ng")]
    assert learn_pieces({"a": 9}, 5) == []
