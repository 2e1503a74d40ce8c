"""This project's files -> a Space on the Hub with its private datasets; done again, it updates them.

The datasets come first, then what the Space is told (variables) and trusted with (secrets), and the files at
last: the Space starts anew with each change, and is to find everything when it does.
"""

import fnmatch
import os
import secrets
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.hub.client import HubError, Remote

# What a Space needs to run, and what its page links to; everything else stays at home.
BELONGS = (
    *("app.py", "pipeline", "data", "docs", "requirements.txt"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
)
OUR_OWN = "pipeline/settings.py"  # by this a Space is one of this app
MADE_WITH_IT = {".gitattributes", "README.md"}  # all that a new Space holds
SECRET_FILES = ("*.db", "*.db-*", "app-secret", "!data/example/title-tuner.db")  # the example is everybody's
NOT_TOLD = (
    "git cannot say which files of {root} are the app's ({why}); mend it, or deploy a copy without .git"
)
PUBLIC = "{repo} is public; make it private in its settings on the Hub, or name another dataset"
ANOTHER_APP = "{space} holds another app; name another Space, or a new one"


@dataclass(frozen=True)
class Deployed:
    """Where the Space is and whose. `commit` is empty when no file had changed; `changed` names variables
    and secrets that were set, `kept` secrets that were there.
    """

    page: str
    owner: str
    created: bool
    files: int
    commit: str
    hardware: str
    changed: tuple[str, ...]
    kept: tuple[str, ...]


def list_files(root: Path, apart: Path) -> dict[str, Path]:
    """What belongs in a Space, by its path there: of a git checkout only what git keeps, else all that
    .gitignore does not name; no hidden files, links, databases, or anything in the folder `apart`, where this
    app writes.
    """
    rules = [*_read_rules(root / ".gitignore"), *SECRET_FILES]
    in_git = _list_git(root)
    found = {}
    for name in BELONGS:
        for file in _walk(root / name, apart.absolute()):
            path = file.relative_to(root).as_posix()
            if not is_ignored(path, rules) and (in_git is None or path in in_git):
                found[path] = file
    return found


def count_by_folder(files: Mapping[str, Path]) -> dict[str, tuple[int, int]]:
    """How many files and bytes go by each top folder, or file that lies in none, in the order of names."""
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for path, file in files.items():
        top = path.split("/")[0]
        counts[top] += 1
        sizes[top] += file.stat().st_size
    return {top: (counts[top], sizes[top]) for top in sorted(counts)}


def is_ignored(path: str, rules: Sequence[str]) -> bool:
    """Whether git would leave this file out; the last rule that fits decides, as in its documentation."""
    ignored = False
    parents = [path[:at] for at, char in enumerate(path) if char == "/"]
    for rule in rules:
        pattern = rule.removeprefix("!")
        places = parents if pattern.endswith("/") else [*parents, path]
        anchored = "/" in pattern.rstrip("/")
        pattern = pattern.strip("/")
        if any(fnmatch.fnmatchcase(at if anchored else at.rpartition("/")[2], pattern) for at in places):
            ignored = not rule.startswith("!")
    return ignored


def deploy(
    space: Remote,
    kept_in: Sequence[Remote],
    files: Mapping[str, Path],
    variables: Mapping[str, str],
    token: str,
    owners: str = "",
    hardware: str = "",
    private: bool = False,
    renew_token: bool = False,
) -> Deployed:
    """Make or update the Space and the repositories `kept_in` that its data is to lie in, all private.

    `token` is what the Space gets as HF_TOKEN, where it has none or `renew_token` says so; APP_SECRET is made
    when it has none, and then stays for good. HubError says why it went no further; again is safe.
    """
    name = who_am_i(space)
    head = space.find()
    there = space.files(head.sha) if head else {}
    if there.keys() - MADE_WITH_IT and OUR_OWN not in there:
        raise HubError(ANOTHER_APP.format(space=space.repo_id))
    for remote in kept_in:
        found = remote.find() or remote.create(private=True)
        if not found.private:
            raise HubError(PUBLIC.format(repo=remote.repo_id))
    told = dict(variables)
    if owners or space.repo_id.partition("/")[0] != name:  # an organisation cannot sign in
        told["OWNERS"] = owners or name
    trusted = {"HF_TOKEN": token, "APP_SECRET": secrets.token_hex(32)}
    created = head is None
    if created:
        given: dict[str, object] = {"space_hardware": hardware} if hardware else {}
        space.create(
            private,
            space_sdk="gradio",
            space_variables=[{"key": key, "value": value} for key, value in told.items()],
            space_secrets=[{"key": key, "value": value} for key, value in trusted.items()],
            **given,
        )
        head = space.find()
        there = space.files(head.sha) if head else {}
    with space.once():
        known = {key: each.value for key, each in space.api.get_space_variables(space.repo_id).items()}
        has = set(space.api.get_space_secrets(space.repo_id))
    if not owners and "OWNERS" in known:
        told["OWNERS"] = known["OWNERS"]
    to_tell = {key: value for key, value in told.items() if known.get(key) != value}
    to_trust = {
        key: value
        for key, value in trusted.items()
        if key not in has or (key == "HF_TOKEN" and renew_token and not created)
    }
    for key, value in to_tell.items():
        with space.once():
            space.api.add_space_variable(space.repo_id, key, value)
    for key, value in to_trust.items():
        with space.once():
            space.api.add_space_secret(space.repo_id, key, value)
    running_on = _set_hardware(space, hardware)
    gone = sorted(there.keys() - files.keys() - {".gitattributes"})
    commit = space.commit(files, gone, "Update the app")
    return Deployed(
        page=space.page(),
        owner=told.get("OWNERS", name),
        created=created,
        files=len(files),
        commit="" if head and commit == head.sha else commit,
        hardware=running_on,
        changed=tuple(told if created else to_tell) + tuple(trusted if created else to_trust),
        kept=() if created else tuple(sorted(trusted.keys() - to_trust.keys())),
    )


def who_am_i(remote: Remote) -> str:
    """The name of the token's owner."""
    with remote.once():
        return str(remote.api.whoami()["name"])


def _set_hardware(space: Remote, hardware: str) -> str:
    """What the Space runs on now, or is to."""
    with space.once():
        runtime = space.api.get_space_runtime(space.repo_id)
        now = str(runtime.requested_hardware or runtime.hardware or "")
        if hardware and hardware != now:
            space.api.request_space_hardware(space.repo_id, hardware)  # type: ignore[arg-type]
        return hardware or now


def _walk(start: Path, apart: Path) -> Iterator[Path]:
    if start.is_file() and not start.is_symlink():
        yield start
    for folder, folders, names in os.walk(start):
        here = Path(folder)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (here / name).absolute() != apart
        )
        for name in sorted(names):
            if not name.startswith(".") and not (here / name).is_symlink():
                yield here / name


def _list_git(root: Path) -> set[str] | None:
    """The paths that git keeps; None where this is no checkout of its own. ValueError when git cannot say:
    what it does not keep may be anybody's.
    """
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "ls-files", "-z"]
    try:
        listed = subprocess.run(command, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise ValueError(NOT_TOLD.format(root=root, why=error)) from error
    return set(os.fsdecode(listed).split("\0")) - {""}


def _read_rules(file: Path) -> list[str]:
    lines = file.read_text().splitlines() if file.is_file() else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
