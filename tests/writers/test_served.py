"""The writer behind an address against a server that others use too: `transformers serve` with the embedded
model.
"""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.candidates import write_candidates
from pipeline.cli import main
from pipeline.ideas import add_ideas
from pipeline.model_names import stored_name
from pipeline.schema import Task
from pipeline.settings import EMBEDDED_MODEL
from pipeline.store import Store
from pipeline.writers import Endpoint, EndpointWriter
from ui.running_app import free_port

pytestmark = pytest.mark.soak  # every day test_endpoint.py asks a server of ours in the same protocol
pytestmark = pytest.mark.soak  # every day test_endpoint.py asks a server of ours in the same protocol
IDEA = "how bees find their way home"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of the served model."""
    port, log = free_port(), tmp_path_factory.mktemp("served") / "log.txt"
    command = [str(Path(sys.executable).parent / "transformers"), "serve", str(EMBEDDED_MODEL)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=environment)
    try:
        give_up = time.monotonic() + 120
        while not _answers(f"http://127.0.0.1:{port}/health"):
            assert process.poll() is None and time.monotonic() < give_up, log.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(20)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except OSError:
        return False
    return True


def test_titles_are_written_over_http(served: str, store: Store, task: Task, now: datetime) -> None:
    writer = EndpointWriter(Endpoint(str(EMBEDDED_MODEL), served), asking="samples", concurrency=2)
    (idea,) = add_ideas(store, task, [IDEA], "typed", now).added
    *_, last = write_candidates(store, writer, task, [idea], seed=3, temperature=0.9)
    assert last.incomplete == {}
    candidates = store.candidates(task)[idea.id]
    assert len(candidates) == 5 and {one.writer for one in candidates} == {stored_name(writer.name)}
    assert sum("bees" in one.title.lower() for one in candidates) >= 3


def test_the_command_line_writes_with_it_too(
    served: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = ["--data-dir", str(tmp_path)]
    assert main([*project, "ideas", "add", IDEA]) == 0
    asked = ["--writer", served, "--writer-model", str(EMBEDDED_MODEL), "--ask", "samples"]
    assert main([*project, "candidates", *asked]) == 0
    assert "candidates: 5" in capsys.readouterr().out
