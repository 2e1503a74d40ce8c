"""Training over prefix trees against TRL's own trainer, side by side in one run: ratios of medians.

One model of the exact shape with random weights is trained in turn by

    tutorial   stock TRL, the tutorial's recipe: 8 pairs a step, the reference model run in every step
    best       stock TRL at its best: reference log-probabilities given, logits at completion tokens only
    one, four  the prefix tree, one idea and four ideas a step, reference log-probabilities given

A step is collation, forward, backward, clipping and the fused AdamW. No side uses gradient checkpointing. On
a CPU it is one thread in float32, timed in CPU seconds, which other programs disturb less than a clock's.

The floor is 6 FLOPs a weight for each token fed to the layers and each position given to the head, at the
rate of a 2048 x 2048 product measured in the same rounds: no attention, nothing elementwise, no optimizer.

Titles are the embedded model's, five an idea and all ten pairs, or those of --labels. The embedded shape has
its own tokenizer. For the others every piece of Qwen2.5's pre-tokenizer is one token, in Qwen2.5's format:
prompts have 78 tokens so, and 79 by the real tokenizer, to which common words are single tokens too.
"""

import argparse
import csv
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ |= {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
import trl.trainer.utils
from datasets import Dataset, disable_progress_bars
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from trl import DPOConfig, DPOTrainer

from pipeline.formats import read_labels
from pipeline.heap import keep_freed_memory
from pipeline.inference import Sampling, complete, load_model
from pipeline.prompts import title_completion, title_prompt
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL, ROOT
from pipeline.tasks import YOUTUBE_TITLES
from pipeline.training.trainer import REFERENCE, PrefixTreeDPOTrainer

PAIRS = 8  # a step of the tutorial
EPOCHS = 3  # of the tutorial: its reference model is run as often
IDEAS = 4
QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
SHAPES: dict[str, dict[str, int]] = {
    "mid": {
        "hidden_size": 256,
        "num_hidden_layers": 6,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "intermediate_size": 1024,
        "vocab_size": 8192,
    },
    "0.5b": {
        "hidden_size": 896,
        "num_hidden_layers": 24,
        "num_attention_heads": 14,
        "num_key_value_heads": 2,
        "intermediate_size": 4864,
        "vocab_size": 151936,
    },
}
Row = dict[str, Any]


@dataclass
class Contender:
    """A way to train and, for each of its rows (pairs or ideas), what the collator takes."""

    trainer: DPOTrainer
    rows: list[Row]
    size: int
    completions_only: bool = False
    extra_memory: int = 0  # bytes that the bench saves it
    seconds: list[float] = field(default_factory=list)
    pairs: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    flops: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    def take(self, step: int) -> list[Row]:
        first = step * self.size % len(self.rows)
        return (self.rows * 2)[first : first + self.size]

    def seconds_per_pair(self) -> float:
        return statistics.median(s / n for s, n in zip(self.seconds, self.pairs, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--labels", type=Path, help="a labelled CSV: idea, title_a, title_b, title_b_preferred"
    )
    parser.add_argument("--shape", choices=("embedded", *SHAPES), default="embedded")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--steps", type=int, default=3, help="rounds that are measured")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    keep_freed_memory()  # as a segment's process does
    torch.set_num_threads(1)
    disable_progress_bars()
    pairs = pairs_of_labels(given.labels) if given.labels else pairs_of_embedded_titles(IDEAS * given.steps)
    with tempfile.TemporaryDirectory() as folder:
        report = compare(given.shape, given.device, given.steps, pairs, Path(folder))
    print(
        json.dumps(report)
        if given.json
        else "\n".join(f"{name}: {value:.4g}" for name, value in report.items())
    )


def pairs_of_labels(path: Path) -> list[Row]:
    """The decided pairs of a labelled CSV, as TRL's rows."""
    rows = []
    for label in read_labels(path):
        titles = [label.title_a, label.title_b]
        rows.append(make_row(label.idea, *(titles[::-1] if label.b_preferred else titles)))
    return rows


def pairs_of_embedded_titles(n_ideas: int) -> list[Row]:
    """All pairs of five titles for each of the first ideas that ship; the embedded model writes them."""
    with (ROOT / "data" / "ideas.csv").open(newline="") as file:
        ideas = [row["idea"] for row in csv.DictReader(file)]
    titles: dict[str, list[str]] = {idea: [] for idea in ideas[: n_ideas + 10]}
    for seed in range(10):
        written = complete(
            EMBEDDED, [title_prompt(YOUTUBE_TITLES, idea) for idea in titles], Sampling(seed=seed)
        )
        for idea, completion in zip(titles, written, strict=True):
            if len(titles[idea]) < 5 and completion.text not in titles[idea]:
                titles[idea].append(completion.text)
    full = [idea for idea in titles if len(titles[idea]) == 5][:n_ideas]
    return [make_row(idea, *pair) for idea in full for pair in combinations(titles[idea], 2)]


def make_row(idea: str, chosen: str, rejected: str) -> Row:
    return {
        "prompt": title_prompt(YOUTUBE_TITLES, idea),
        "chosen": title_completion(chosen),
        "rejected": title_completion(rejected),
    }


def make_model(shape: str) -> Qwen2ForCausalLM:
    torch.manual_seed(0)
    if shape == "embedded":
        config = Qwen2Config.from_pretrained(EMBEDDED_MODEL)
    else:
        config = Qwen2Config(
            **SHAPES[shape], tie_word_embeddings=True, max_position_embeddings=32768, rms_norm_eps=1e-6
        )
    return Qwen2ForCausalLM(config).float()


def make_tokenizer(shape: str, pairs: Sequence[Row]) -> Any:
    if shape == "embedded":
        return load_model(EMBEDDED, "float32")[1]
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    split = pre_tokenizers.Split(Regex(QWEN_SPLIT), "isolated")
    texts = [
        turn["content"] for row in pairs for name in ("prompt", "chosen", "rejected") for turn in row[name]
    ]
    texts += [
        "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
        "system\nuser\nassistant\n",
    ]
    pieces = dict.fromkeys(piece for text in texts for piece, _ in split.pre_tokenize_str(text))
    vocabulary = {piece: number for number, piece in enumerate(["<|endoftext|>", *pieces])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<|endoftext|>"))
    tokenizer.pre_tokenizer = split
    template = Path(trl.__file__).parent / "chat_templates" / "qwen2_5.jinja"
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>"],
        chat_template=template.read_text(),
    )


def compare(shape: str, device: str, steps: int, pairs: list[Row], folder: Path) -> dict[str, float]:
    """The figures of every contender, by the names that bench/RESULTS.md explains."""
    model = make_model(shape)
    tokenizer = make_tokenizer(shape, pairs)

    def make_trainer(kind: type[DPOTrainer], rows: list[Row]) -> DPOTrainer:
        args = DPOConfig(
            output_dir=str(folder),
            precompute_ref_log_probs=True,
            per_device_train_batch_size=IDEAS,
            use_cpu=device == "cpu",
            bf16=device == "cuda",
            gradient_checkpointing=False,
            report_to=[],
            disable_tqdm=True,
        )
        return kind(model, args=args, train_dataset=Dataset.from_list(rows), processing_class=tokenizer)

    # The tree's trainer comes last: its forward wraps TRL's, and leaves batches without a tree to it.
    tutorial, best = make_trainer(DPOTrainer, pairs[:2]), make_trainer(DPOTrainer, pairs[:2])
    tree = make_trainer(PrefixTreeDPOTrainer, pairs)
    tutorial.precompute_ref_logps = False
    tutorial.ref_model = model  # the work of a reference model without a second copy of its weights
    ideas = tree.train_dataset.to_list()
    loose = [pair for idea in ideas for pair in split_idea(idea)]
    errors = compare_gradients(best, tree, ideas[0])
    random.Random(0).shuffle(loose)
    weights = sum(parameter.numel() * parameter.element_size() for parameter in model.parameters())
    contenders = {
        "tutorial": Contender(tutorial, loose, PAIRS, extra_memory=weights),
        "best": Contender(best, loose, PAIRS, completions_only=True),
        "one": Contender(tree, ideas, 1),
        "four": Contender(tree, ideas, IDEAS),
    }
    optimizer = tree.create_optimizer()
    network = tree.accelerator.prepare_model(tree.model)
    rates, reference = [], []
    for contender in contenders.values():  # a first small step makes the optimizer's state and warms caches
        train_step(contender, contender.rows[:2], network, optimizer, device)
    for step in range(steps):
        rates.append(product_rate(device))
        for contender in contenders.values():
            measure_step(contender, contender.take(step), network, optimizer, device)
        batch = tree.data_collator(contenders["four"].take(step))
        reference.append(
            timed(lambda b=batch: tree.compute_ref_log_probs(network, tree._prepare_inputs(b)), device)
        )
        report = {**errors, **summarise(contenders, statistics.median(rates), statistics.median(reference))}
        print(f"after round {step + 1} of {steps}: {json.dumps(report)}", file=sys.stderr, flush=True)
    return report


def split_idea(idea: Row) -> Iterator[Row]:
    names = ("chosen_ids", "rejected_ids", *REFERENCE)
    for values in zip(*(idea[name] for name in names), strict=True):
        yield {"prompt_ids": idea["prompt_ids"], **dict(zip(names, values, strict=True))}


def compare_gradients(stock: DPOTrainer, tree: DPOTrainer, idea: Row) -> dict[str, float]:
    """How far the tree's loss and gradients are from TRL's on an idea's first pairs.

    The reference log-probabilities are moved by noise, for a policy that equals its reference has a loss of
    log 2 whatever its titles are.
    """
    noise = random.Random(0)
    pairs = [
        {**pair, **{name: pair[name] + noise.gauss(0, 3) for name in REFERENCE}} for pair in split_idea(idea)
    ][:4]
    found = []
    for trainer in (stock, tree):
        trainer.model.train()
        loss = trainer.compute_loss(trainer.model, trainer._prepare_inputs(trainer.data_collator(pairs)))
        loss.backward()
        found.append((loss.item(), {n: p.grad for n, p in trainer.model.named_parameters()}))
        trainer.model.zero_grad()
    (loss, gradients), (tree_loss, tree_gradients) = found
    worst = max(
        float((tree_gradients[n] - g).norm() / g.norm()) for n, g in gradients.items() if g.norm() > 0
    )
    return {"loss_error": abs(tree_loss - loss), "gradient_error": worst}


def train_step(
    contender: Contender, rows: list[Row], network: torch.nn.Module, optimizer: Any, device: str
) -> dict[str, Any]:
    """One optimizer step as the Trainer makes it; the batch it was made on."""
    trainer = contender.trainer
    trainer.current_gradient_accumulation_steps = 1
    # TRL scores completion tokens only where it has Triton; its best on a CPU is made to do so too.
    only = contender.completions_only or device == "cuda"
    with patch.object(trl.trainer.utils, "_use_triton", lambda _: only):
        batch = trainer.data_collator(rows)
        trainer.training_step(network, dict(batch))
    trainer.accelerator.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    network.zero_grad()
    return batch


def measure_step(
    contender: Contender, rows: list[Row], network: torch.nn.Module, optimizer: Any, device: str
) -> None:
    batches = []
    forget_peak_memory(device)
    contender.seconds.append(
        timed(lambda: batches.append(train_step(contender, rows, network, optimizer, device)), device)
    )
    contender.memory.append(peak_memory(device) + contender.extra_memory)
    batch = batches[0]
    contender.pairs.append(len(batch["input_ids"]) // 2)
    config = network.config
    heads = config.hidden_size * config.vocab_size
    layers = sum(p.numel() for p in network.parameters() if p.dim() == 2) - heads
    tree = batch.get(
        "prefix_tree", {"tokens": batch["input_ids"], "predicting": batch["completion_mask"].nonzero()}
    )
    contender.tokens.append(tree["tokens"].numel())
    contender.flops.append(6.0 * (tree["tokens"].numel() * layers + len(tree["predicting"]) * heads))


def timed(work: Callable[[], object], device: str) -> float:
    """CPU seconds of the work, or seconds on the wall until the GPU has done it."""
    clock = time.process_time if device == "cpu" else time.perf_counter
    if device == "cuda":
        torch.cuda.synchronize()
    start = clock()
    work()
    if device == "cuda":
        torch.cuda.synchronize()
    return clock() - start


def product_rate(device: str) -> float:
    """FLOPs a second of a 2048 x 2048 product, the median of five."""
    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    one, other = (torch.randn(2048, 2048, device=device, dtype=dtype) for _ in range(2))
    torch.mm(one, other)
    return 2 * 2048**3 / statistics.median(timed(lambda: torch.mm(one, other), device) for _ in range(5))


def forget_peak_memory(device: str) -> None:
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    elif Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5")  # Linux: VmHWM starts again from what is held now


def peak_memory(device: str) -> int:
    """Bytes; where the peak cannot be set back, that of the whole run."""
    if device == "cuda":
        return torch.cuda.max_memory_allocated()
    if Path("/proc/self/status").exists():
        lines = Path("/proc/self/status").read_text().splitlines()
        return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def summarise(contenders: dict[str, Contender], rate: float, reference: float) -> dict[str, float]:
    """`rate` in FLOPs a second; `reference` in seconds for the reference log-probabilities of four ideas."""
    tutorial, best, four = (contenders[name].seconds_per_pair() for name in ("tutorial", "best", "four"))
    report: dict[str, float] = {}
    for name, suffix in (("four", ""), ("one", "_one_idea")):
        tree = contenders[name]
        seconds = tree.seconds_per_pair()
        floors = [flops / rate / s for flops, s in zip(tree.flops, tree.seconds, strict=True)]
        report |= {
            f"ratio_to_tutorial{suffix}": tutorial / seconds,
            f"ratio_to_best_stock{suffix}": best / seconds,
            f"floor_fraction{suffix}": statistics.median(floors),
            f"pairs_per_second{suffix}": 1 / seconds,
            f"tokens_per_pair{suffix}": sum(tree.tokens) / sum(tree.pairs),
            f"peak_memory_gib{suffix}": max(tree.memory) / 2**30,
        }
    once = reference / statistics.median(contenders["four"].pairs) / EPOCHS
    report["ratio_to_tutorial_with_reference_pass"] = tutorial / (four + once)
    for name in ("tutorial", "best"):
        stock = contenders[name]
        report |= {
            f"pairs_per_second_{name}": 1 / stock.seconds_per_pair(),
            f"tokens_per_pair_{name}": sum(stock.tokens) / sum(stock.pairs),
            f"peak_memory_gib_{name}": max(stock.memory) / 2**30,
        }
    report["gflops_per_second"] = rate / 1e9
    return report


if __name__ == "__main__":
    main()
