"""Completions from a language model on this machine: chat prompts enter, texts leave in the prompts' order.

A model is named by a string: `embedded`, a folder (a whole model or a PEFT adapter) or a Hub id. torch and
transformers are imported when a model is first used, so that a page starts without them.
"""

import copy
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.checks import has_rude_word
from pipeline.hub_reach import only_here
from pipeline.model_files import check_model, describe_model, model_location, read_config, root_model
from pipeline.model_names import folder_of
from pipeline.sampling import spread_codes
from pipeline.schema import Message
from pipeline.settings import EMBEDDED, QWEN, is_for_cpu, let_waiting_threads_sleep

TEMPERATURE = 0.9
HIGHEST_TEMPERATURE = 5.0
MIN_P = 0.1
REDRAWS = 5  # at most, of a completion with a rude word
REDRAW_SEED = 15_485_863  # added each time: no seed of a caller's own series is used again
LOGPS_ROWS = 16  # of a batch whose log-probabilities are taken: a large vocabulary makes its logits large
Measure = Callable[[str, Sequence[list[Message]]], list[float]]  # as measure_logps

# Two callers at once would need the memory of two batches.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Sampling:
    """`temperature` 0 is greedy. Tokens less likely than `min_p` in [0, 1] times the likeliest are left out:
    it keeps many openings possible and drops rare slips (Nguyen et al. 2024). The model's own generation
    settings play no part. ValueError for a temperature that cannot be used.
    """

    temperature: float = TEMPERATURE
    min_p: float = MIN_P
    max_new_tokens: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= HIGHEST_TEMPERATURE:
            raise ValueError(
                f"The temperature is {self.temperature}; give a number from 0 to {HIGHEST_TEMPERATURE:g}"
            )


@dataclass(frozen=True)
class Completion:
    """`ended` is False when the text was cut off before the model ended it."""

    text: str
    ended: bool


@dataclass(frozen=True)
class LoadedModel:
    """A model in evaluation mode on its device, with the ids that end a completion. One that `slips` spells
    rude words that it does not mean, as the embedded model does and what was tuned from it.
    """

    model: Any
    tokenizer: Any
    device: str
    eos_ids: frozenset[int]
    slips: bool


def complete(model: str, prompts: Sequence[list[Message]], sampling: Sampling) -> list[Completion]:
    """One completion for each prompt, in order; the same on one machine for the same prompts and sampling,
    whatever other prompts there are. Completions of equal prompts differ as far as the model allows. One
    with a rude word that the model cannot have meant is drawn again, and left unfinished if that word comes
    each time.

    A prompt that leaves no room in the model's context gives an empty completion that has not ended.
    ValueError says in words why a model cannot be loaded or run.
    """
    if not prompts:
        return []
    with _in_use(model) as loaded:
        return _complete(loaded, prompts, sampling)


def measure_logps(model: str, conversations: Sequence[list[Message]]) -> list[float]:
    """The log-probability in nats, in order, of each conversation's last message and its end, given those
    before it, as the model would write it at temperature 1.

    ValueError says in words why a model cannot be loaded or run.
    """
    if not conversations:
        return []
    with _in_use(model) as loaded:
        return _measure_logps(loaded, conversations)


@contextmanager
def _in_use(model: str) -> Iterator[LoadedModel]:
    check_model(model)
    with _one_at_a_time:
        loaded = _load_cached(model, last_change(model))
        try:
            yield loaded
        except (RuntimeError, MemoryError) as error:
            if is_out_of_memory(error):
                raise ValueError(
                    f"{describe_model(model)} ran out of memory; close other programs or use a smaller model"
                ) from error
            raise


def complete_with(
    model: Any, tokenizer: Any, prompts: Sequence[list[Message]], sampling: Sampling
) -> list[Completion]:
    """As `complete`, with a model that the caller holds, wherever it is; only its mode (evaluation) stays
    changed.
    """
    with _held(model, tokenizer) as loaded:
        return _complete(loaded, prompts, sampling)


def measure_logps_with(model: Any, tokenizer: Any, conversations: Sequence[list[Message]]) -> list[float]:
    """As `measure_logps`, with a model that the caller holds; only its mode (evaluation) stays changed."""
    if not conversations:  # of a policy that ends no title; a tokenizer fails on none
        return []
    with _held(model, tokenizer) as loaded:
        return _measure_logps(loaded, conversations)


@contextmanager
def _held(model: Any, tokenizer: Any) -> Iterator[LoadedModel]:
    from transformers import GenerationConfig

    left = copy.deepcopy(tokenizer)
    left.padding_side = "left"
    configured = model.generation_config
    model.eval()
    model.generation_config = GenerationConfig()
    try:
        slips = root_model(model.config.name_or_path) == EMBEDDED
        yield LoadedModel(model, left, str(model.device), _eos_ids(tokenizer, configured), slips)
    finally:
        model.generation_config = configured


def load_model(model: str, dtype: str) -> tuple[Any, Any]:
    """The transformers model (an adapter is merged into its base) and its tokenizer, on the CPU.

    `dtype` is torch's name of it, such as float32. ValueError says in words why it cannot be loaded.
    """
    let_waiting_threads_sleep()
    import torch
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()
    check_model(model)
    location = model_location(model)
    tokenizer = load_tokenizer(model)
    try:
        if (Path(location) / "adapter_config.json").is_file():
            from peft import PeftModel

            base = read_config(Path(location) / "adapter_config.json")["base_model_name_or_path"]
            network = PeftModel.from_pretrained(load_model(base, dtype)[0], location).merge_and_unload()
        else:
            only = only_here(location)  # transformers (5) asks the Hub for an adapter all the same
            network = AutoModelForCausalLM.from_pretrained(
                location,
                dtype=getattr(torch, dtype),
                local_files_only=only,
                adapter_kwargs={"local_files_only": only},
            )
    except Exception as error:  # loaders raise OSError, ValueError, KeyError, SafetensorError and more
        raise ValueError(loading_failed(model, error)) from error
    return network, tokenizer


def load_tokenizer(model: str) -> Any:
    """The model's tokenizer, which has a chat template and something to pad with. ValueError as for it."""
    from transformers import AutoTokenizer

    try:
        location = model_location(model)
        tokenizer = AutoTokenizer.from_pretrained(location, local_files_only=only_here(location))
    except Exception as error:
        raise ValueError(loading_failed(model, error)) from error
    if tokenizer.chat_template is None:
        raise ValueError(f"{model} has no chat template; choose an instruct model such as {QWEN}")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def find_device() -> str:
    """cuda, mps or cpu: the best that this process can use."""
    let_waiting_threads_sleep()
    if is_for_cpu():
        return "cpu"
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the CPU's or an accelerator's memory ran out."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in text or "can't allocate memory" in text


@lru_cache(maxsize=2)  # the base and the tuned model of a comparison
def _load_cached(model: str, last_change: int) -> LoadedModel:
    from transformers import GenerationConfig

    device = find_device()
    network, tokenizer = load_model(model, "bfloat16" if device == "cuda" else "float32")
    tokenizer.padding_side = "left"
    eos_ids = _eos_ids(tokenizer, network.generation_config)
    network.generation_config = GenerationConfig()  # or its fields would fill those that a call leaves out
    return LoadedModel(
        network.to(device).eval(), tokenizer, device, eos_ids, slips=root_model(model) == EMBEDDED
    )


def _eos_ids(tokenizer: Any, configured: Any) -> frozenset[int]:
    """What ends a completion: the tokenizer's end of text, and those of the model's own settings."""
    ids = configured.eos_token_id
    return frozenset({tokenizer.eos_token_id, *(ids if isinstance(ids, list) else [ids])} - {None})


def _complete(loaded: LoadedModel, prompts: Sequence[list[Message]], sampling: Sampling) -> list[Completion]:
    texts = [
        loaded.tokenizer.apply_chat_template(each, add_generation_prompt=True, tokenize=False)
        for each in prompts
    ]
    drawn = _draw(loaded, texts, sampling)

    def slips() -> list[int]:
        return [row for row, each in enumerate(drawn) if has_rude_word(texts[row], each.text)]

    for turn in range(1, REDRAWS + 1 if loaded.slips and sampling.temperature else 1):
        rows = slips()
        again = replace(sampling, seed=sampling.seed + turn * REDRAW_SEED)
        for row, each in zip(rows, _draw(loaded, [texts[row] for row in rows], again), strict=True):
            drawn[row] = each
    for row in slips() if loaded.slips else ():
        drawn[row] = Completion("", ended=False)
    return drawn


def _draw(loaded: LoadedModel, texts: Sequence[str], sampling: Sampling) -> list[Completion]:
    """A completion of each text, as the chat template gave it, in order."""
    from pipeline.decoding import complete_ids

    if not texts:
        return []
    known = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    ids = loaded.tokenizer(list(known), add_special_tokens=False)["input_ids"]
    written = complete_ids(
        loaded.model,
        [ids[known[text]] for text in texts],
        spread_codes(texts, sampling.seed) if sampling.temperature else None,
        sampling.temperature,
        sampling.min_p,
        sampling.max_new_tokens,
        loaded.eos_ids,
    )
    return [_completion(loaded, tokens) for tokens in written]


def _measure_logps(loaded: LoadedModel, conversations: Sequence[list[Message]]) -> list[float]:
    import torch

    tokenizer = loaded.tokenizer
    asked = [
        tokenizer.apply_chat_template(each[:-1], add_generation_prompt=True, tokenize=False)
        for each in conversations
    ]
    # Apart, as when the model writes: a token never spans the prompt's end.
    prompts = tokenizer(asked, add_special_tokens=False)["input_ids"]
    answers = [
        [*ids, tokenizer.eos_token_id]
        for ids in tokenizer([each[-1]["content"] for each in conversations], add_special_tokens=False)[
            "input_ids"
        ]
    ]
    measured = [0.0] * len(conversations)
    order = sorted(range(len(answers)), key=lambda row: -len(prompts[row]) - len(answers[row]))
    with torch.inference_mode():
        for start in range(0, len(order), LOGPS_ROWS):
            rows = order[start : start + LOGPS_ROWS]
            batch = tokenizer.pad(
                {"input_ids": [prompts[row] + answers[row] for row in rows]}, return_tensors="pt"
            ).to(loaded.device)
            kept = max(len(answers[row]) for row in rows)
            # Padded on the left, all answers end together: the logits that predict them are the last ones.
            logits = loaded.model(
                **batch,
                position_ids=(batch["attention_mask"].cumsum(-1) - 1).clamp(min=0),
                logits_to_keep=kept + 1,
                use_cache=False,
            ).logits[:, :-1]
            tokens = batch["input_ids"][:, -kept:, None]
            logps = logits.float().log_softmax(-1).gather(-1, tokens)[..., 0]
            for at, row in enumerate(rows):
                measured[row] = float(logps[at, -len(answers[row]) :].sum())
    return measured


def _completion(loaded: LoadedModel, tokens: list[int]) -> Completion:
    end = next((at for at, token in enumerate(tokens) if token in loaded.eos_ids), None)
    return Completion(loaded.tokenizer.decode(tokens[:end], skip_special_tokens=True), ended=end is not None)


def last_change(model: str) -> int:
    """Nanoseconds since 1970 of a folder's newest file; 0 for the Hub. A changed folder is loaded again."""
    folder = folder_of(model_location(model))
    return max((file.stat().st_mtime_ns for file in folder.iterdir()), default=0) if folder else 0


def loading_failed(model: str, error: Exception) -> str:
    text = str(error).lower()
    if is_out_of_memory(error):
        return f"{model} does not fit in memory; close other programs or choose a smaller model"
    if "gated" in text:
        return f"{model} is gated: accept its terms on its Hub page and set HF_TOKEN, or choose another model"
    if "offline" in text or "connect" in text or "resolve" in text or "timed out" in text:
        return f"{model} is not on this machine and the Hub is out of reach; check the network or the name"
    if "not a valid model identifier" in text or "not found" in text or "404" in text or "401" in text:
        return (
            f"There is no model {model} on the Hub that this token may read; check the name or set HF_TOKEN"
        )
    details = next(iter(str(error).splitlines()), "no details")
    return f"{model} cannot be loaded ({type(error).__name__}: {details}); choose another model"
