"""What datasets, transformers and peft do with a Hub: `python clients.py FOLDER`, with HF_ENDPOINT set.

The environment has to be there before the first import, hence a process of its own. It ends with one line of
JSON that says what came back.
"""

import json
import sys
from pathlib import Path

from pipeline.settings import let_waiting_threads_sleep

let_waiting_threads_sleep()

import torch  # noqa: E402
from datasets import Dataset, DatasetDict, load_dataset  # noqa: E402
from peft import LoraConfig, PeftModel, get_peft_model  # noqa: E402
from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: E402

from tiny_model import write_tiny_model  # noqa: E402

ROWS = [
    {
        "prompt": [{"role": "user", "content": f"idea {n}"}],
        "chosen": [{"role": "assistant", "content": f"Title {n}"}],
        "rejected": [{"role": "assistant", "content": f"Other {n}"}],
    }
    for n in range(50)
]


def use_datasets() -> dict[str, object]:
    splits = DatasetDict(train=Dataset.from_list(ROWS), test=Dataset.from_list(ROWS[:5]))
    splits.push_to_hub("owner/preferences", private=True)
    loaded = load_dataset("owner/preferences")
    streamed = next(iter(load_dataset("owner/preferences", split="test", streaming=True)))
    return {
        "dataset_rows": {name: split.num_rows for name, split in loaded.items()},
        "dataset_first": loaded["train"][0] == ROWS[0],
        "dataset_streamed": streamed == ROWS[0],
    }


def use_models(folder: Path) -> dict[str, object]:
    write_tiny_model(folder)
    model, tokenizer = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    model.push_to_hub("owner/model", private=True)
    tokenizer.push_to_hub("owner/model")
    back, words = (
        AutoModelForCausalLM.from_pretrained("owner/model"),
        AutoTokenizer.from_pretrained("owner/model"),
    )
    adapted = get_peft_model(back, LoraConfig(r=2, target_modules=["q_proj"], init_lora_weights=False))
    adapted.push_to_hub("owner/adapter", private=True)
    fresh = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained("owner/model"), "owner/adapter")
    ids = torch.tensor([words("How bees find home").input_ids])
    return {
        "weights": all(
            map(
                torch.equal,
                model.state_dict().values(),
                AutoModelForCausalLM.from_pretrained("owner/model").state_dict().values(),
            )
        ),
        "tokenizer": words("A title").input_ids == tokenizer("A title").input_ids,
        "adapter": torch.equal(adapted(ids).logits, fresh(ids).logits),
        "adapter_changes": not torch.equal(model(ids).logits, fresh(ids).logits),
    }


if __name__ == "__main__":
    print(json.dumps({**use_datasets(), **use_models(Path(sys.argv[1]))}))
