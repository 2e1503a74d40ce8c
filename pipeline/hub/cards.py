"""What is known of a run -> the model card that goes with its model, in English as the Hub's cards are.

A card says what was measured, with intervals and counts, and what was not; nothing of it is written by hand.
"""

from dataclasses import asdict, replace
from pathlib import Path

from huggingface_hub import ModelCard

from pipeline.hub.card_metadata import write_metadata
from pipeline.hub.facts import (
    PLOTS,
    REWARD_MODEL,
    Base,
    Facts,
    Judged,
    Learned,
    accuracy_of,
    other_model,
    results_of,
)
from pipeline.model_names import describe_folder
from pipeline.prompts import title_prompt
from pipeline.results import Result
from pipeline.training.events import TABLE_METRICS, epoch_table, training_fact

METHODS = {
    "dpo": "by [Direct Preference Optimization](https://arxiv.org/abs/2305.18290)",
    "reward_model": "as a Bradley-Terry reward model",
    "rlhf": "by a reward model and reinforcement learning against it",
}
IDEA, PROMPT = "{your idea}", "{your prompt}"
COLUMNS = ("epoch", "train_loss", "eval_loss", *TABLE_METRICS)


def write_card(facts: Facts) -> str:
    """README.md: the Hub's metadata, then what people read."""
    parts = [
        _title(facts),
        _use(facts),
        _data(facts),
        _recipe(facts),
        _training(facts),
        _comparisons(facts),
        _limits(facts),
    ]
    card = ModelCard(
        f"---\n{write_metadata(facts).to_yaml()}\n---\n\n" + "\n\n".join(filter(None, parts)) + "\n"
    )
    return str(card)


def _title(facts: Facts) -> str:
    run, name = facts.run, facts.repo.split("/")[-1]
    kind = "A LoRA adapter" if facts.adapter else "A model"
    method = METHODS.get(run.config.method, f"by {run.config.method}")
    does = "scores" if run.config.method == "reward_model" else "writes"
    merged = " The adapter that was trained is merged into it." if facts.merged else ""
    return (
        f"# {_plain(name)}\n\n{kind} that {does} titles{_length(facts)} for ideas, tuned from"
        f" {_base(facts.base)} on {_whose(facts)} choices between two titles {method}, with"
        f" [TRL](https://github.com/huggingface/trl).{merged}"
    )


def _length(facts: Facts) -> str:
    if facts.learned.other_prompts:
        return ""
    return f" of {facts.task.min_chars} to {facts.task.max_chars} characters"


def _whose(facts: Facts) -> str:
    simulated = facts.learned.simulated
    if not simulated:
        return "people's"
    every = simulated == facts.learned.total
    return "a simulated annotator's" if every else "people's and a simulated annotator's"


def _base(base: Base) -> str:
    if base.hub_id is None:
        return _plain(base.name)
    at = f" at revision `{base.revision}`" if base.revision else " (revision not recorded)"
    through = "" if base.name == base.hub_id else f" by way of {_plain(base.name)}"
    return f"[{base.hub_id}](https://huggingface.co/{base.hub_id}){at}{through}"


def _use(facts: Facts) -> str:
    if facts.run.config.method == "reward_model":
        return _use_of_rewards(facts)
    (message,) = title_prompt(facts.task, IDEA)[-1:]
    kind = "AutoPeftModelForCausalLM" if facts.adapter else "AutoModelForCausalLM"
    load = f"from transformers import {kind}, AutoTokenizer"
    if facts.adapter:
        load = f"from peft import {kind}\nfrom transformers import AutoTokenizer"
    known = facts.learned.other_prompts < facts.learned.total
    content = message["content"] if known else PROMPT
    prompt = content.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return (
        "## How to use it\n\n```python\n"
        f"{load}\n\n"
        f'model = {kind}.from_pretrained("{facts.repo}")\n'
        f'tokenizer = AutoTokenizer.from_pretrained("{facts.repo}")\n'
        f'prompt = """{prompt}"""\n'
        'messages = [{"role": "user", "content": prompt}]\n'
        "inputs = tokenizer.apply_chat_template(\n"
        '    messages, add_generation_prompt=True, return_tensors="pt", return_dict=True\n)\n'
        "titles = model.generate(**inputs, do_sample=True, temperature=0.9, min_p=0.1, max_new_tokens=64)\n"
        'n = inputs["input_ids"].shape[1]\n'
        "print(tokenizer.decode(titles[0, n:], skip_special_tokens=True))\n```\n\n"
        f"{_about_prompt(facts.learned)}{_scorer(facts)}"
    )


def _about_prompt(learned: Learned) -> str:
    own, others = learned.total - learned.other_prompts, learned.other_prompts
    if not own:
        return (
            f"Put a prompt in the place of `{PROMPT}`. Those of the pairs that it was trained with are of"
            " another version of the task, which was not known when this was written."
        )
    whose = "the one that it was trained with; it knows no other"
    if others:
        whose = (
            f"that of {own:,} of the {learned.total:,} pairs that it was trained with; the other {others:,}"
            " have other prompts"
        )
    return f"Put an idea in the place of `{IDEA}`. The prompt is {whose}."


def _scorer(facts: Facts) -> str:
    if not facts.reward_model:
        return ""
    kind = "AutoPeftModelForSequenceClassification" if facts.adapter else "AutoModelForSequenceClassification"
    return (
        "\n\nThe reward model that it was trained to please is here too:"
        f' `{kind}.from_pretrained("{facts.repo}", subfolder="{REWARD_MODEL}", num_labels=1)` gives one'
        " number for the prompt and a title as its answer."
    )


def _use_of_rewards(facts: Facts) -> str:
    kind = "AutoPeftModelForSequenceClassification" if facts.adapter else "AutoModelForSequenceClassification"
    return (
        "## How to use it\n\n"
        f'`{kind}.from_pretrained("{facts.repo}", num_labels=1)` gives one number for a conversation of a'
        " prompt that it was trained with and a title as the answer. Only differences between the titles of"
        " one idea mean anything."
    )


def _data(facts: Facts) -> str:
    learned = facts.learned
    said = [
        f"{learned.pairs['train']:,} pairs of {learned.ideas['train']:,} ideas to learn from, and"
        f" {learned.pairs['test']:,} pairs of {learned.ideas['test']:,} other ideas to evaluate on: the split"
        " is by idea, so no idea is on both sides."
    ]
    if learned.simulated:
        said.append(
            f"**{learned.simulated:,} of the {learned.total:,} pairs were judged by a simulated annotator**"
            " that follows a stated rule with noise, not by people."
        )
    if learned.implied:
        said.append(f"{learned.implied:,} of the pairs were not asked but follow from other answers.")
    where = (
        f"The dataset is [{facts.dataset.repo}](https://huggingface.co/datasets/{facts.dataset.repo}) at"
        f" commit `{facts.dataset.commit}`."
        if facts.dataset
        else "No dataset on the Hub is named for the pairs."
    )
    digest = f"SHA-256 of the pairs as trained on: `{learned.digest}`."
    return f"## What it learned from\n\n{' '.join(said)}\n\n{where} {digest}"


def _recipe(facts: Facts) -> str:
    config = asdict(replace(facts.run.config, base_model=facts.base.name))
    rows = "\n".join(f"| `{name}` | {_plain(name_here(value))} |" for name, value in config.items())
    device = training_fact(facts.events, "device")
    took = f" It took {facts.run.seconds:,.0f} s" if facts.run.seconds else ""
    took += f" on {_plain(str(device))}." if took and device else "." if took else ""
    return (
        f"## Recipe\n\nRun `{facts.run.id}` of {facts.run.created_at:%Y-%m-%d}, which ended"
        f" {'early' if facts.run.status == 'stopped' else 'as planned'}.{took}\n\n"
        f"| Setting | Value |\n| --- | --- |\n{rows}"
    )


def _training(facts: Facts) -> str:
    rows = epoch_table(facts.events)
    parts = []
    if rows:
        head = "| " + " | ".join(COLUMNS) + " |\n" + "| ---: " * len(COLUMNS) + "|"
        body = "\n".join("| " + " | ".join(_number(row[key]) for key in COLUMNS) + " |" for row in rows)
        kept = facts.run.best_epoch
        note = f"\n\nThe weights are those of epoch {kept:.3g}." if kept is not None else ""
        parts.append(f"{head}\n{body}{note}")
    if accuracy := accuracy_of(facts):
        low, high = accuracy.interval
        chosen_on = " The weights were chosen on the same pairs, which favours them."
        parts.append(
            f"Reward accuracy on the {accuracy.pairs:,} held-out pairs: {100 * accuracy.share:.0f}%, 95%"
            f" interval {100 * low:.0f} to {100 * high:.0f}% (Wilson; pairs of one idea share titles, so they"
            f" count as {accuracy.counted:,.0f} independent ones); 50% is chance."
            f"{chosen_on if facts.run.config.load_best_model_at_end else ''}"
        )
    parts += [f"![{name.removesuffix('.png')} by epoch]({PLOTS}{name})" for name in facts.plots]
    return "## Training\n\n" + "\n\n".join(parts) if parts else ""


def _comparisons(facts: Facts) -> str:
    """Each comparison in sentences, by the judge; no more is said than its design allows."""
    said = [
        _sentences(judged, judge, result, facts)
        for judged in facts.judged
        for judge, result in results_of(judged)
    ]
    if not said:
        return (
            "## Held-out comparison\n\nNone has been judged yet: whether its titles are better than those of"
            " the base model is not known."
        )
    lines = "\n".join(f"- {line}" for line in said)
    return (
        f"## Held-out comparison\n\nTitles of both models for ideas not trained on, judged blind.\n\n{lines}"
    )


def _sentences(judged: Judged, judge: str, result: Result, facts: Facts) -> str:
    counts, test = result.summary, result.test
    unit = "ideas" if result.by_idea else "pairs"
    said = [
        f"Against {_plain(other_model(judged, facts))}, judged by {judge}: win rate"
        f" {100 * (counts.win_rate or 0):.0f}% of n = {counts.n} pairs ({counts.wins} won,"
        f" {counts.ties} tied, {counts.losses} lost)"
    ]
    if result.interval:
        low, high = result.interval
        said[0] += f", 95% interval {100 * low:.0f} to {100 * high:.0f}% (ideas resampled)"
    if result.fitting and test.decisive_share is not None:
        low, high = result.fitting
        said.append(
            f"Of the {test.wins + test.losses} decided {unit} it won {100 * test.decisive_share:.0f}%, 95%"
            f" interval {100 * low:.0f} to {100 * high:.0f}%"
        )
    design = "the number of pairs was fixed beforehand"
    if result.design == "sequential":
        design = "it was to end when the e-value reached 20 or no pair was left"
    finding = {
        "better": "It is better",
        "worse": "It is worse",
        "open": "No difference is shown",
        "provisional": f"Unfinished, so nothing is shown: {result.pending} pairs wait",
    }[result.finding]
    said.append(f"{finding} ({design})")
    if judged.comparison.unproven:
        said.append("Whether the ideas were new to every model in it could not be proven")
    return ". ".join(said) + "."


def _limits(facts: Facts) -> str:
    language = " It writes English only." if facts.base.language == "en" else ""
    taste = "It has learned the taste of those who chose, which need not be yours"
    if facts.learned.simulated:
        taste = (
            "It has learned in part from a simulated annotator, so what it prefers is partly a rule's taste"
        )
    prompts = "prompts for titles alone" if facts.learned.other_prompts else "one prompt"
    return (
        "## Intended use\n\nProposals of titles, of which a person picks and edits; and the study of"
        f" preferences. It was trained on {prompts} and is no general assistant.\n\n"
        f"## Limits\n\n{taste}.{language} Titles can be wrong about what they announce, repeat themselves or"
        " exaggerate; nothing in the training looks at truth. Whatever bias the base model has, it has kept."
        " Figures above hold for these ideas and these judges."
    )


def name_here(value: object) -> str:
    """A setting; of a path no more than its name leaves this machine."""
    if not isinstance(value, str) or not value.startswith(("/", "~")):
        return str(value)
    return describe_folder(Path(value))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _plain(text: str) -> str:
    """Text in which Markdown sees nothing of its own."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|!~" else char for char in " ".join(text.split()))
