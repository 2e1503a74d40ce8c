"""Every environment variable and its default, read once. No other module reads os.environ."""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
SHIPPED_DATA = ROOT / "data"
EMBEDDED = "embedded"
EMBEDDED_MODEL = SHIPPED_DATA / "title-writer"
EXAMPLE = SHIPPED_DATA / "example"
QWEN = "Qwen/Qwen2.5-0.5B-Instruct"
CHAT_MODEL = "Qwen/Qwen2.5-7B-Instruct"  # that writes behind an address
REPO = re.compile(r"[\w][\w.-]*/[\w][\w.-]*", re.ASCII)
RANK_AND_SIZE = ("RANK", "WORLD_SIZE")
# On CPUs `accelerate launch` goes through mpirun, and whose that is decides the names.
MPI_RANK_AND_SIZE = tuple(
    (f"{mpi}_RANK", f"{mpi}_SIZE") for mpi in ("PMI", "OMPI_COMM_WORLD", "MV2_COMM_WORLD")
)
SHARDED = ("FSDP", "DEEPSPEED", "MEGATRON_LM", "PARALLELISM_CONFIG")  # what ACCELERATE_USE_ is put before
ON = ("1", "true")


@dataclass(frozen=True)
class Settings:
    """`owners` are Hub usernames, in small letters, and count on a Space only. `app_secret` is empty until
    `load_app_secret` gave one, and `app_secret_given` says that it came from outside. `labels_repo`,
    `models_repo` and `preferences_repo` are owner/name on the Hub, empty for none. `example` says that an
    empty project shows the example that is shipped.
    """

    data_dir: Path
    server_name: str
    server_port: int
    share: bool
    app_secret: str = field(repr=False)
    space_id: str | None
    owners: frozenset[str]
    oauth: bool
    zero_gpu: bool
    default_base_model: str
    app_secret_given: bool = False
    hf_token: str = field(default="", repr=False)
    writer_api_key: str = field(default="", repr=False)
    labels_repo: str = ""
    labels_repo_public: bool = False
    models_repo: str = ""
    example: bool = True
    preferences_repo: str = ""

    @property
    def on_space(self) -> bool:
        return self.space_id is not None

    @property
    def takes_labels(self) -> bool:
        """A secret made on a Space's own disk is gone at its next start, and every annotator a stranger to
        the labels that the Hub kept.
        """
        return not (self.on_space and self.labels_repo and not self.app_secret_given)

    @property
    def database(self) -> Path:
        return self.data_dir / "title-tuner.db"

    @property
    def runs_dir(self) -> Path:
        return self.data_dir / "runs"

    @property
    def comparisons_dir(self) -> Path:
        """What is known of comparisons besides their votes, which the database has."""
        return self.data_dir / "comparisons"

    @property
    def probes_dir(self) -> Path:
        return self.data_dir / "probes"


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; ValueError names a variable that cannot be used."""
    space_id = environ.get("SPACE_ID") or None
    owners = environ.get("OWNERS") or environ.get("SPACE_AUTHOR_NAME") or ""
    port = environ.get("GRADIO_SERVER_PORT", "7860")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"GRADIO_SERVER_PORT is {port!r}; give a port number from 1 to 65535")
    return Settings(
        data_dir=Path(environ.get("DATA_DIR") or ".title-tuner").absolute(),
        server_name=environ.get("GRADIO_SERVER_NAME") or ("0.0.0.0" if space_id else "127.0.0.1"),
        server_port=int(port),
        share=environ.get("GRADIO_SHARE", "").lower() == "true",
        app_secret=environ.get("APP_SECRET", ""),
        space_id=space_id,
        owners=frozenset(name.strip().casefold() for name in owners.split(",") if name.strip()),
        oauth=bool(environ.get("OAUTH_CLIENT_ID")),
        zero_gpu=environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "true"),
        default_base_model=environ.get("BASE_MODEL") or (QWEN if space_id else EMBEDDED),
        app_secret_given=bool(environ.get("APP_SECRET")),
        hf_token=environ.get("HF_TOKEN", "").strip(),
        writer_api_key=environ.get("WRITER_API_KEY", "").strip(),
        labels_repo=_repo(environ, "LABELS_REPO"),
        labels_repo_public=environ.get("LABELS_REPO_PUBLIC", "").lower() in ("yes", "true", "1"),
        models_repo=_repo(environ, "MODELS_REPO"),
        example=environ.get("EXAMPLE", "").lower() not in ("no", "false", "0"),
        preferences_repo=_repo(environ, "PREFERENCES_REPO"),
    )


def _repo(environ: Mapping[str, str], name: str) -> str:
    repo = environ.get(name, "").strip()
    if repo and not REPO.fullmatch(repo):
        raise ValueError(f"{name} is {repo!r}; give a repository of the Hub as owner/name")
    return repo


def read_rank(environ: Mapping[str, str] = os.environ) -> tuple[int, int]:
    """This process's number and how many there are, as torchrun and accelerate launch tell; (0, 1) alone."""
    for rank, size in (RANK_AND_SIZE, *(MPI_RANK_AND_SIZE if is_for_cpu(environ) else ())):
        if size in environ:
            return int(environ.get(rank, "0")), int(environ[size])
    return 0, 1


def is_for_cpu(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether accelerate launch was told to leave other devices alone."""
    return environ.get("ACCELERATE_USE_CPU", "").lower() in ON


def heed_launcher(environ: MutableMapping[str, str] = os.environ) -> list[str]:
    """Let a launcher decide which processes train and where, and nothing else of the run; the ways to shard
    parameters (FSDP ...) that it asked for in vain.

    What an accelerate config says of precision, compiling and sharding is dropped: the run has its own
    precision, a prefix tree needs the whole model, and shards are not kept as one. A process that trains
    alone sees one GPU: transformers would split each batch among all (DataParallel), and a tree cannot be.
    """
    sharded = [name for name in SHARDED if environ.get(f"ACCELERATE_USE_{name}", "").lower() in ON]
    recipe = ("ACCELERATE_MIXED_PRECISION", "ACCELERATE_DYNAMO_", *(f"ACCELERATE_USE_{n}" for n in SHARDED))
    for name in list(environ):
        if name.startswith(recipe):
            del environ[name]
    if read_rank(environ)[1] == 1:
        environ["CUDA_VISIBLE_DEVICES"] = environ.get("CUDA_VISIBLE_DEVICES", "0").partition(",")[0]
    return sharded


def load_app_secret(settings: Settings) -> str:
    """The secret that annotators' ids are hashed under: APP_SECRET, or one made at first start (mode
    0600).
    """
    if settings.app_secret:
        return settings.app_secret
    path = settings.data_dir / "app-secret"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.data_dir / ".app-secret.lock"):
        if not path.exists():
            descriptor, draft = tempfile.mkstemp(dir=settings.data_dir, prefix=".app-secret-")  # mode 0600
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
            os.replace(draft, path)  # whole before it has its name
    secret = path.read_text().strip()
    if not secret:
        raise ValueError(f"{path} is empty; put back what it held, or delete it to be given a new secret")
    return secret


def let_waiting_threads_sleep() -> None:
    """Ask torch's threads, before they exist, to sleep while they wait; an OMP_WAIT_POLICY that is set stays.

    Spinning costs a small model everything on a busy machine: with others' load of 8 to 12 on two cores a
    training step of the embedded model took 4 s, and 0.8 s with sleeping threads, as with a single one.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
