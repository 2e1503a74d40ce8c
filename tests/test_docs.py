"""What the documents tell people to type: each command is there, and the loop of the README runs."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import build_parser
from pipeline.settings import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "bench/RESULTS.md")
PLACES = {"DIR": "project", "RUN": "run", "RATE": "3e-4", "SEED": "1", "FILE.csv": "labels.csv"}
IN_LINE = re.compile(r"`((?:python|make|torchrun|accelerate)\b[^`]*)`")
IN_BLOCK = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def commands(name: str) -> list[str]:
    """The commands of a document, in blocks and within sentences, without their comments."""
    text = (ROOT / name).read_text()
    text = re.sub(r"^```python\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)  # has a test of its own
    blocks = [line for block in IN_BLOCK.findall(text) for line in block.splitlines()]
    found = [line.partition("#")[0].strip() for line in [*blocks, *IN_LINE.findall(text)]]
    return [command for command in dict.fromkeys(found) if command and "..." not in command]


EVERY = [(name, command) for name in DOCUMENTS for command in commands(name)]


def after_the_module(words: list[str]) -> list[str]:
    """What `-m pipeline` is given, with something in each place that the reader fills."""
    given = words[words.index("pipeline") + 1 :]
    return [PLACES.get(word, word.replace("DIR", "project").replace("RUN", "run")) for word in given]


@pytest.mark.parametrize(("name", "command"), EVERY)
def test_a_command_in_the_documents_exists(name: str, command: str) -> None:
    words = shlex.split(command)
    if words[0] == "accelerate" and words[1] == "config":
        assert shutil.which("accelerate", path=Path(sys.executable).parent)
    elif words[0] == "make":
        targets = [word for word in words[1:] if "=" not in word]
        done = subprocess.run(["make", "--dry-run", *targets], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    elif "pipeline" in words:
        given = after_the_module(words)
        if given[:1] == ["segment"]:
            assert len(given) == 2 and "segment" in (ROOT / "pipeline/__main__.py").read_text()
        elif given and given != ["--help"]:
            build_parser().parse_args(given)  # ends the process where there is no such command or option
    elif words[0] == "python" and words[1] == "-m":
        assert (ROOT / words[2].replace(".", "/")).exists()
    else:
        assert words[0] == "python" and (ROOT / words[1]).is_file()


def test_commands_are_found() -> None:
    assert len(EVERY) > 20
    with pytest.raises(SystemExit):
        build_parser().parse_args(["bake"])


def test_every_variable_of_the_readme_is_read_and_none_is_missing() -> None:
    told = set(re.findall(r"`([A-Z][A-Z_]{4,})`", (ROOT / "README.md").read_text()))
    read = set(re.findall(r'environ(?:\.get\(|, )"([A-Z_]+)"', (ROOT / "pipeline/settings.py").read_text()))
    set_by_the_platform = {"SPACE_ID", "SPACE_AUTHOR_NAME", "OAUTH_CLIENT_ID", "SPACES_ZERO_GPU"}
    set_by_launchers = {"ACCELERATE_USE_CPU"}
    assert read - told == set_by_the_platform | set_by_launchers
    rows = [
        line.split("|")[1] for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| `")
    ]
    named = [name for row in rows for name in re.findall(r"`([A-Z][A-Z_]{4,})`", row)]
    assert len(named) > 10 and sorted(named) == sorted(set(named)), "each variable has one row"


def test_every_file_that_a_document_links_to_is_there() -> None:
    for name in DOCUMENTS:
        for link in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text()):
            if not link.startswith("http"):
                assert (ROOT / name).parent.joinpath(link).exists(), f"{name}: {link}"


def loop(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The lines of the README's loop, but for what goes to the Hub, which has tests of its own, and the words
    that a shell makes of each with its places filled: RUN with the run that there is by then.
    """
    (block,) = (b for b in IN_BLOCK.findall((ROOT / "README.md").read_text()) if "ideas import" in b)
    for line in block.splitlines():
        words = shlex.split(line, comments=True)
        if words[-1] != "sync" and "push" not in words:
            run = next((path.name for path in folder.glob("runs/*") if path.is_dir()), "RUN")
            yield line, [run if word == "RUN" else word.replace("DIR", str(folder)) for word in words]


def test_the_readmes_loop_is_whole_once_its_places_are_filled(tmp_path: Path) -> None:
    (tmp_path / "runs" / "20260102T030400Z-mine").mkdir(parents=True)
    lines = [words for _, words in loop(tmp_path)]
    assert len(lines) >= 7 and any("20260102T030400Z-mine" in words for words in lines)
    for words in lines:
        assert words[:3] == ["python", "-m", "pipeline"] and not {"#", "RUN", "DIR"} & set(words)
        build_parser().parse_args(words[3:])


@pytest.mark.soak
def test_the_readmes_loop_runs_as_it_stands(tmp_path: Path) -> None:
    for line, words in loop(tmp_path):
        done = subprocess.run([sys.executable, *words[1:]], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    run = next(path for path in (tmp_path / "runs").iterdir() if path.is_dir())
    joined = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "-m", "pipeline"]
    done = subprocess.run([*joined, "segment", str(run)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr  # a finished run has nothing left to do
