"""Why a segment failed: an exception enters; a sentence, its cause, and settings that may fit leave."""

import errno
from dataclasses import replace
from typing import Literal

from pipeline.inference import is_out_of_memory
from pipeline.schema import RunConfig
from pipeline.training.recipes import presets

Cause = Literal["memory", "disk"]
OUT_OF_MEMORY = (
    "Out of memory: learn from less at once (half of ideas_per_step or of the batch size, and twice the "
    "gradient_accumulation_steps), or use LoRA"
)
DISK_FULL = (
    "The disk is full: free some space and resume the run from its last checkpoint, or use LoRA, whose files "
    "are small"
)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# torch's and safetensors' writers say it in words of their own, without an errno.
FULL_WORDS = (
    "no space left",
    "disk quota exceeded",
    "file too large",
    "pytorchstreamwriter failed writing",
    "unexpected pos",
)


def cause_of(error: BaseException) -> Cause | None:
    """Whether memory or the disk ran out; None for anything else."""
    text = str(error).lower()
    if is_out_of_memory(error) or "bad_alloc" in text:
        return "memory"
    if getattr(error, "errno", None) in FULL or any(words in text for words in FULL_WORDS):
        return "disk"
    return None


def explain(error: BaseException) -> str:
    """One sentence on what went wrong and what to do about it."""
    text = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    match cause_of(error):
        case "memory":
            return OUT_OF_MEMORY
        case "disk":
            return DISK_FULL
    if isinstance(error, ValueError):
        return text
    return f"Training failed ({type(error).__name__}: {text}); log.txt in the run's directory has the details"


def propose(config: RunConfig, cause: Cause) -> RunConfig | None:
    """The same run in less memory or on less disk; None when nothing is left to take away.

    Memory: half as many pairs at once and twice the accumulation, so that a step learns from as many as
    before; at one idea or pair at once, LoRA. Disk: LoRA, whose checkpoints hold no base weights, then one
    checkpoint.
    """
    if cause == "memory":
        field = "ideas_per_step" if config.trainer == "prefix_tree" else "per_device_train_batch_size"
        at_once = getattr(config, field)
        if at_once > 1:
            doubled = min(256, 2 * config.gradient_accumulation_steps)
            evaluated = max(1, config.per_device_eval_batch_size // 2)
            halved = replace(
                config, gradient_accumulation_steps=doubled, per_device_eval_batch_size=evaluated
            )
            return replace(halved, **{field: at_once // 2})
    if config.adapter == "full":
        lora = presets(config.base_model)["LoRA"]
        return replace(config, adapter="lora", lora_r=lora.lora_r, learning_rate=lora.learning_rate)
    if cause == "disk" and config.save_total_limit > 1:
        return replace(config, save_total_limit=1)
    return None
