"""A run's model, its tokenizer, card and plots -> one package: files by their path in a repository.

Packing needs no Hub. A package goes to the Hub (models.py), into a folder or into a zip file.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.formats import read_preferences
from pipeline.hub.cards import name_here, write_card
from pipeline.hub.facts import PLOTS, REWARD_MODEL, Base, DatasetRef, Facts, Judged, Learned
from pipeline.hub.plots import draw_plots
from pipeline.inference import load_model
from pipeline.model_files import HUB_ID, describe_model, model_location, root_model
from pipeline.prompts import is_asked_by
from pipeline.rewards import load_reward_model
from pipeline.schema import Publication, Run, RunConfig, Task
from pipeline.settings import EMBEDDED, EMBEDDED_MODEL
from pipeline.training.events import read_events, training_fact
from pipeline.training.runs import model_path, reward_model_path

MARK = "training/run.json"  # in a repository of models: this app put there what it holds
WEIGHTS_AND_WORDS = (".safetensors", ".json", ".jinja", ".txt", ".model")

NO_MODEL = "The run {run} has no model yet; it is there once the run has finished or was stopped"
NOT_EMPTY = "{folder} is not empty; give a new folder"


@dataclass(frozen=True)
class Package:
    """Everything that makes up a model, by its path in the repository. `merged` says that an adapter was
    merged into its base to be whole.
    """

    files: Mapping[str, Path | bytes]
    adapter: bool
    merged: bool


def has_to_be_merged(config: RunConfig) -> bool:
    """Whether the run's adapter is of use here only: its base is no model that the Hub has."""
    return config.adapter == "lora" and hub_id_of(config.base_model) is None


@contextmanager
def pack_model(
    run: Run,
    name: str,
    task: Task,
    judged: Sequence[Judged],
    merge: bool = False,
    dataset: DatasetRef | None = None,
    licence: str | None = None,
    published: Publication | None = None,
) -> Iterator[Package]:
    """The package, whose merged weights lie in a folder that goes afterwards. `name` is what the card calls
    it; without a `dataset` it names what was `published`, if the run learned from those very rows. ValueError
    when the run has no model.
    """
    run_dir = Path(run.path)
    folder, config = model_path(run_dir), run.config
    if not folder.is_dir():
        raise ValueError(NO_MODEL.format(run=run.id))
    is_adapter = config.adapter == "lora"
    merged = is_adapter and (merge or has_to_be_merged(config))
    events = read_events(run_dir)
    learned = _read_learned(run_dir / "preferences", task)
    if dataset is None and published and published.digest == learned.digest:
        dataset = DatasetRef(published.repo, published.commit)
    base = _describe_base(config.base_model, training_fact(events, "base_revision"), licence)
    plots = draw_plots(events, config.num_train_epochs)
    with tempfile.TemporaryDirectory(prefix="title-tuner-") as place:
        if merged:
            load = load_reward_model if config.method == "reward_model" else load_model
            network, tokenizer = load(str(folder), "float32")
            folder = _write_whole(network, tokenizer, Path(place) / "model", base)
        files: dict[str, Path | bytes] = {**_weights_and_words(folder)}
        scorer = reward_model_path(run_dir, config)
        with_scorer = config.method == "rlhf" and scorer.is_dir()
        if with_scorer:
            if merged and (scorer / "adapter_config.json").is_file():
                own = load_reward_model(str(scorer), "float32")
                scorer = _write_whole(*own, Path(place) / "reward-model", base)
            found = _weights_and_words(scorer)
            files |= {f"{REWARD_MODEL}/{name}": file for name, file in found.items()}
        if is_adapter and not merged and base.revision:
            files["adapter_config.json"] = _set_revision(folder / "adapter_config.json", base.revision)
        facts = Facts(
            repo=name,
            run=run,
            events=events,
            task=task,
            base=base,
            learned=learned,
            judged=judged,
            adapter=is_adapter and not merged,
            merged=merged,
            plots=tuple(plots),
            dataset=dataset,
            reward_model=with_scorer,
        )
        files["README.md"] = write_card(facts).encode()
        files |= {f"{PLOTS}{plot}": content for plot, content in plots.items()}
        files[MARK] = _record(run, base, facts)
        yield Package(files, facts.adapter, merged)


def _weights_and_words(folder: Path) -> dict[str, Path]:
    return {
        file.name: file
        for file in sorted(folder.iterdir())
        if file.suffix in WEIGHTS_AND_WORDS and not file.name.startswith(".")
    }


def write_zip(package: Package, file: Path) -> None:
    """One folder in a zip file, its weights as they are: they would not shrink."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path, content in package.files.items():
            inside = f"{file.stem}/{path}"
            if isinstance(content, bytes):
                archive.writestr(inside, content)
            else:
                archive.write(content, inside)


def write_folder(package: Package, folder: Path) -> None:
    """ValueError when there is something in the folder already."""
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(NOT_EMPTY.format(folder=folder))
    for path, content in package.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.read_bytes())


def hub_id_of(model: str) -> str | None:
    """The model's id on the Hub, as far as its name tells."""
    is_one = model != EMBEDDED and HUB_ID.fullmatch(model) and not Path(model_location(model)).is_dir()
    return model if is_one else None


def _describe_base(model: str, revision: str | None, licence: str | None) -> Base:
    root = root_model(model)
    if root == EMBEDDED:
        digest = hashlib.sha256((EMBEDDED_MODEL / "model.safetensors").read_bytes()).hexdigest()[:16]
        name = f"Title Tuner's embedded title model (1M parameters), SHA-256 of its weights {digest}…"
        through = "" if root == model else f", by way of {describe_model(model)}"
        return Base(name + through, license="apache-2.0", language="en")
    hub_id = hub_id_of(root)
    if hub_id is None:
        return Base(f"the model {Path(model_location(root)).name} of the machine that it was trained on")
    return Base(
        hub_id if root == model else describe_model(model),
        hub_id,
        revision if root == model else None,
        licence,
    )


def _read_learned(folder: Path, task: Task) -> Learned:
    digest = hashlib.sha256()
    rows = {}
    for split in ("train", "test"):
        file = folder / f"{split}.jsonl"
        digest.update(file.read_bytes())
        rows[split] = read_preferences(file)
    every = [row for split in rows.values() for row in split]
    return Learned(
        pairs={split: len(found) for split, found in rows.items()},
        ideas={split: len({row.idea_id for row in found}) for split, found in rows.items()},
        simulated=sum(row.simulated for row in every),
        implied=sum(row.implied_probability is not None for row in every),
        other_prompts=sum(not is_asked_by(task, row.prompt) for row in every),
        digest=digest.hexdigest(),
    )


def _write_whole(network: Any, tokenizer: Any, to: Path, base: Base) -> Path:
    """An adapter that was merged into its base model, as a model of its own."""
    network.save_pretrained(to)
    tokenizer.save_pretrained(to)
    if base.hub_id:
        config = json.loads((to / "config.json").read_text()) | {"base_model": base.hub_id}
        (to / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    return to


def _set_revision(file: Path, revision: str) -> bytes:
    """An adapter's config with the commit of the base model that it was trained on."""
    return (json.dumps(json.loads(file.read_text()) | {"revision": revision}, indent=2) + "\n").encode()


def _record(run: Run, base: Base, facts: Facts) -> bytes:
    told = asdict(replace(run.config, base_model=base.hub_id or base.name))
    config = {name: name_here(value) if isinstance(value, str) else value for name, value in told.items()}
    record: dict[str, Any] = {
        "run": run.id,
        "created_at": run.created_at.isoformat(),
        "task_version": run.task_version,
        "status": run.status,
        "best_epoch": run.best_epoch,
        "base_revision": base.revision,
        "preferences_sha256": facts.learned.digest,
        "config": config,
    }
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()
