"""What a local Hub remembers: accounts, repositories with their commits, and blobs. It uses no disk."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import yaml

LFS_ENDINGS = (".safetensors", ".parquet", ".bin", ".arrow", ".zip", ".gz")
LFS_FROM_BYTES = 10 * 1024 * 1024


class Refusal(Exception):
    """An answer other than success; `code` is what the real Hub puts in X-Error-Code."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


@dataclass(frozen=True)
class Account:
    """Who a token belongs to, whether it may write, and which organisations its owner is in."""

    name: str
    role: str
    orgs: tuple[str, ...] = ()

    def has(self, repo_id: str) -> bool:
        return repo_id.split("/")[0] in (self.name, *self.orgs)


@dataclass(frozen=True)
class Blob:
    """A file's content; `sha256` is set for one that came through LFS."""

    data: bytes
    sha256: str | None = None

    @property
    def oid(self) -> str:
        """Git's name for it: of the content, or of the pointer that git holds for an LFS file."""
        held = self.pointer if self.sha256 else self.data
        return hashlib.sha1(b"blob %d\0" % len(held) + held).hexdigest()

    @property
    def pointer(self) -> bytes:
        head = "version https://git-lfs.github.com/spec/v1"
        return f"{head}\noid sha256:{self.sha256}\nsize {len(self.data)}\n".encode()

    def entry(self, path: str) -> dict[str, Any]:
        entry = {"type": "file", "oid": self.oid, "size": len(self.data), "path": path}
        if self.sha256:
            pointer_size = len(self.pointer)
            entry["lfs"] = {"oid": self.sha256, "size": len(self.data), "pointerSize": pointer_size}
        return entry


Tree = dict[str, Blob]


@dataclass(frozen=True)
class Commit:
    """A whole tree and where it came from."""

    oid: str
    parent: str | None
    title: str
    author: str
    date: datetime
    tree: Tree


@dataclass
class Space:
    """What a Space has beside its files; `restarts` counts what makes the real Hub start it anew."""

    sdk: str
    hardware: str = "cpu-basic"
    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    restarts: int = 0


@dataclass
class Repo:
    """One repository; `branches` maps a name to its latest commit's oid."""

    id: str
    type: str
    private: bool
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    space: "Space | None" = None

    @property
    def head(self) -> Commit:
        return self.commits[self.branches["main"]]

    def files(self) -> dict[str, bytes]:
        """What main holds now, by path, but for what the Hub itself adds."""
        return {path: blob.data for path, blob in self.head.tree.items() if path != ".gitattributes"}

    def history(self) -> list[Commit]:
        """The commits of main, the newest first."""
        found, oid = [], self.branches.get("main")
        while oid:
            found.append(self.commits[oid])
            oid = found[-1].parent
        return found

    def at(self, revision: str) -> Commit:
        name = revision.removeprefix("refs/heads/")
        oid = self.branches.get(name, name)
        if oid not in self.commits:
            raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return self.commits[oid]

    def commit(self, branch: str, tree: Tree, title: str, author: str, parent: str | None) -> Commit:
        made = Commit(secrets.token_hex(20), parent, title, author, datetime.now(UTC), dict(tree))
        self.commits[made.oid] = made
        self.branches[branch] = made.oid
        return made

    def squash(self, branch: str, title: str, author: str) -> None:
        """One commit with today's tree; what came before is gone."""
        self.commit(branch, self.at(branch).tree, title, author, parent=None)
        self.commits = {oid: self.commits[oid] for oid in self.branches.values()}

    def listing(self, commit: Commit, folder: str, recursive: bool) -> list[dict[str, Any]]:
        """Directories first, then files, below the folder; a missing folder is refused."""
        prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
        inside = {path[len(prefix) :]: blob for path, blob in commit.tree.items() if path.startswith(prefix)}
        if prefix and not inside:
            raise Refusal(404, f"{folder} does not exist", "EntryNotFound")
        folders = {parent for path in inside for parent in _parents(path) if recursive or "/" not in parent}
        shown = [path for path in sorted(inside) if recursive or "/" not in path]
        return [
            *(folder_entry(prefix + name) for name in sorted(folders)),
            *(inside[path].entry(prefix + path) for path in shown),
        ]

    def info(self, commit: Commit) -> dict[str, Any]:
        return {
            "_id": self.id,
            "id": self.id,
            "modelId": self.id,
            "author": self.id.split("/")[0],
            "sha": commit.oid,
            "private": self.private,
            "gated": False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "createdAt": _stamp(commit.date),
            "lastModified": _stamp(commit.date),
            "cardData": _card(commit.tree),
            "siblings": [
                {"rfilename": path, "size": len(blob.data), "blobId": blob.oid}
                for path, blob in sorted(commit.tree.items())
            ],
        }


@dataclass
class Memory:
    """Everything a local Hub knows. `objects` are uploaded LFS contents by their SHA-256."""

    accounts: dict[str, Account]
    repos: dict[tuple[str, str], Repo] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)

    def create(self, repo_type: str, repo_id: str, private: bool, account: Account) -> Repo:
        repo = Repo(repo_id, repo_type, private)
        attributes = b"".join(b"*%s filter=lfs\n" % ending.encode() for ending in LFS_ENDINGS)
        repo.commit("main", {".gitattributes": Blob(attributes)}, "initial commit", account.name, None)
        self.repos[repo_type, repo_id] = repo
        return repo

    def find(self, repo_type: str, repo_id: str, account: Account | None, write: bool = False) -> Repo:
        """The repository if the account may see it, and with `write` change it."""
        repo = self.repos.get((repo_type, repo_id))
        own = account is not None and account.has(repo_id)
        if repo is None or (repo.private and not own):
            raise Refusal(404 if account else 401, "Repository not found", "RepoNotFound")
        if write and not (own and account and account.role == "write"):
            raise Refusal(403 if account else 401, "You must use a write token to change this repository")
        return repo

    def apply(self, tree: Tree, operations: Iterable[dict[str, Any]]) -> Tree:
        """The tree after a commit's operations, as they stand in its NDJSON."""
        changed = dict(tree)
        for operation in operations:
            value = operation["value"]
            match operation["key"]:
                case "file":
                    changed[value["path"]] = Blob(value["content"])
                case "lfsFile":
                    if value["oid"] not in self.objects:
                        raise Refusal(400, f"LFS object {value['oid']} was not uploaded")
                    changed[value["path"]] = Blob(self.objects[value["oid"]], value["oid"])
                case "deletedFile":
                    if value["path"] not in changed:
                        raise Refusal(404, "A file with this name doesn't exist", "EntryNotFound")
                    del changed[value["path"]]
                case "deletedFolder":
                    prefix = value["path"].rstrip("/") + "/"
                    changed = {path: blob for path, blob in changed.items() if not path.startswith(prefix)}
                case other:
                    raise Refusal(400, f"Unknown operation {other}")
        return changed


def upload_mode(path: str, size: int) -> str:
    return "lfs" if path.endswith(LFS_ENDINGS) or size >= LFS_FROM_BYTES else "regular"


def folder_entry(path: str) -> dict[str, Any]:
    return {"type": "directory", "oid": hashlib.sha1(path.encode()).hexdigest(), "size": 0, "path": path}


def describe_commit(commit: Commit) -> dict[str, Any]:
    author = {"user": commit.author, "avatar": ""}
    return {
        "id": commit.oid,
        "title": commit.title,
        "message": "",
        "date": _stamp(commit.date),
        "authors": [author],
    }


def _parents(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:n]) for n in range(1, len(parts)))


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.000Z}"


def _card(tree: Tree) -> dict[str, Any]:
    readme = tree.get("README.md")
    parts = readme.data.decode().split("---\n") if readme else []
    return yaml.safe_load(parts[1]) or {} if len(parts) >= 3 and not parts[0] else {}
