"""Titles a second: the app's writer for many ideas, against `transformers.pipeline` one idea at a time.

Rounds are interleaved, so that what else the machine does meets both. The pipeline is measured twice: asked
for one title a call, and for all titles of the idea in one call. `candidates` is the whole stage: cleaning,
checks, asking again, and the store. `--memory` measures the largest resident size after so many ideas, each
in a process of its own; `--shape qwen` takes random weights of Qwen2.5-0.5B's shape.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.candidates import write_candidates
from pipeline.ideas import add_ideas
from pipeline.inference import MIN_P, TEMPERATURE
from pipeline.model_files import model_location
from pipeline.prompts import title_prompt
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL, ROOT, let_waiting_threads_sleep
from pipeline.store import Store
from pipeline.tasks import YOUTUBE_TITLES as TASK
from pipeline.writers import LocalWriter

N_TITLES = 5
QWEN_SHAPE = {  # Qwen2.5-0.5B-Instruct
    "vocab_size": 151_936,
    "hidden_size": 896,
    "intermediate_size": 4864,
    "num_hidden_layers": 24,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
    "max_position_embeddings": 32_768,
    "tie_word_embeddings": True,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ideas", type=int, default=114)
    parser.add_argument("--piped", type=int, default=20, help="ideas for the pipeline, which is slow")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--shape", choices=("embedded", "qwen"), default="embedded")
    parser.add_argument("--memory", type=int, nargs="*", help="numbers of ideas, such as 100 2000")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = EMBEDDED if given.shape == "embedded" else write_qwen(Path(folder))
        if given.memory is None:
            report = measure_speed(model, given)
        else:
            report = {f"GiB at {n} ideas": memory_apart(model, n, given.threads) for n in given.memory}
    print(json.dumps(report) if given.json else "\n".join(f"{key}: {value}" for key, value in report.items()))


def measure_speed(model: str, given: argparse.Namespace) -> dict[str, Any]:
    """Titles per second of processor time: medians over rounds, and the ratios."""
    import torch
    from transformers import pipeline

    torch.set_num_threads(given.threads)
    ideas = some_ideas(given.ideas)
    writer = LocalWriter(model)
    piped = pipeline("text-generation", model=model_location(model), dtype=torch.float32, device="cpu")
    drawing = {"do_sample": True, "temperature": TEMPERATURE, "min_p": MIN_P, "top_k": 0, "top_p": 1.0}
    limit = {"max_new_tokens": TASK.max_chars, "return_full_text": False}
    prompts = [title_prompt(TASK, idea) for idea in ideas[: given.piped]]

    def through_pipeline(calls: int, titles: int) -> None:
        for prompt in prompts:
            for _ in range(calls):
                piped(prompt, num_return_sequences=titles, **drawing, **limit)

    def through_stage() -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = Store(Path(folder) / "db")
            store.add_task(TASK)
            add_ideas(store, TASK, ideas, "file", datetime.now(UTC))
            for _ in write_candidates(store, writer, TASK, store.ideas(TASK), 1, TEMPERATURE):
                pass
            store.close()

    ways: dict[str, tuple[int, Callable[[], Any]]] = {
        "app": (len(ideas), lambda: writer.write_titles(TASK, ideas, N_TITLES, 1, TEMPERATURE)),
        "candidates": (len(ideas), through_stage),
        "pipeline, one title a call": (len(prompts), lambda: through_pipeline(N_TITLES, 1)),
        "pipeline, five titles a call": (len(prompts), lambda: through_pipeline(1, N_TITLES)),
    }
    writer.write_titles(TASK, ideas[:2], N_TITLES, 0, TEMPERATURE)
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(given.rounds):
        for name, (n_ideas, act) in ways.items():
            began = time.process_time()
            act()
            speeds[name].append(N_TITLES * n_ideas / (time.process_time() - began))
        print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
    report: dict[str, Any] = {name: round(statistics.median(own), 1) for name, own in speeds.items()}
    for name in list(speeds)[2:]:
        ratios = [fast / slow for fast, slow in zip(speeds["app"], speeds[name], strict=True)]
        report[f"app against {name}"] = [
            round(value, 1) for value in (statistics.median(ratios), *sorted(ratios))
        ]
    return report


def some_ideas(n: int) -> list[str]:
    """The shipped ideas first, then the same with a number."""
    with (ROOT / "data" / "ideas.csv").open(newline="") as file:
        rows = [row["idea"] for row in csv.DictReader(file)]
    return [rows[k % len(rows)] + (f" part {k // len(rows) + 1}" if k >= len(rows) else "") for k in range(n)]


def memory_apart(model: str, n_ideas: int, threads: int) -> float:
    code = f"from bench.generation import print_memory; print_memory({model!r}, {n_ideas}, {threads})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def print_memory(model: str, n_ideas: int, threads: int) -> None:
    """In a process of its own: the largest resident size in GiB after writing for so many ideas at once."""
    let_waiting_threads_sleep()
    import torch

    torch.set_num_threads(threads)
    LocalWriter(model).write_titles(TASK, some_ideas(n_ideas), N_TITLES, 1, TEMPERATURE)
    print(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2))


def write_qwen(folder: Path) -> str:
    """Random weights of Qwen2.5-0.5B's shape, with the embedded model's tokenizer."""
    from transformers import AutoTokenizer, Qwen2Config, Qwen2ForCausalLM

    tokenizer = AutoTokenizer.from_pretrained(EMBEDDED_MODEL)
    config = Qwen2Config(
        **QWEN_SHAPE, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


if __name__ == "__main__":
    main()
