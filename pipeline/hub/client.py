"""One repository on the Hub, each call tried once: paths and contents enter, HubError in words leaves.

huggingface_hub tries some calls again by itself, sleeping as long as Retry-After says, and waits for an
answer without end. Who waits, and how long, is decided in keeper.py: so while a call of this module is under
way the client gives up at the first failure and after SECONDS without a word.
"""

import errno
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationDelete,
    HfApi,
    RepoFile,
    get_session,
    hf_hub_url,
    set_client_factory,
)
from huggingface_hub.errors import (
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from huggingface_hub.utils import build_hf_headers

SECONDS = 30.0
ONE_TRY: ContextVar[bool] = ContextVar("one_try", default=False)

AWAY = "The Hub cannot be reached; what is new is kept here and sent when it is back"
BUSY = "The Hub asked to wait ({status}); what is new is kept here and sent later"
BROKEN = "The Hub answered with an error ({status}); what is new is kept here and sent later"
# The same of a call at a person's word, which nobody makes again by itself.
AWAY_NOW = "The Hub cannot be reached; nothing is lost, try again when it is back"
BUSY_NOW = "The Hub asked to wait ({status}); nothing is lost, try again in a few minutes"
BROKEN_NOW = "The Hub answered with an error ({status}); nothing is lost, try again in a few minutes"
OFFLINE = "HF_HUB_OFFLINE is set, so nothing goes to the Hub; unset it and start again"
BAD_TOKEN = "The Hub does not know this HF_TOKEN; make a token with write access and set it"
NO_RIGHT = "HF_TOKEN may not write to {repo}; give the token write access, or name another repository"
DISK_FULL = "The disk of this machine is full; free some space and try again"
UNUSABLE = "This machine could not read or write a file ({reason}); see to that and try again"
REFUSED = "The Hub refused this for {repo} ({status}: {message})"


class HubError(ValueError):
    """Why nothing came of a call, in a sentence; `retry_after` in seconds when the Hub said so. `at_once` is
    the sentence for a call at a person's word, where it is another.
    """

    def __init__(self, sentence: str, retry_after: float | None = None, at_once: str = "") -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
        self.at_once = at_once or sentence


@dataclass(frozen=True)
class Head:
    """The repository as it is now."""

    sha: str
    private: bool


class OneTryClient(httpx2.Client):
    """An HTTP client as huggingface_hub makes it, except while ONE_TRY is set."""

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        if not ONE_TRY.get():
            return super().send(request, **options)
        request.extensions = {**request.extensions, "timeout": httpx2.Timeout(SECONDS).as_dict()}
        try:
            response = super().send(request, **options)
        except httpx2.TransportError as error:
            raise _away() from error
        if response.status_code in (408, 409, 412, 429) or response.status_code >= 500:
            if response.status_code == 409 and request.url.path.endswith("/api/repos/create"):
                return response  # it exists, which is as good
            response.close()
            raise _to_be_tried_again(response)
        return response


def use_one_try_client() -> None:
    """Let huggingface_hub make its sessions by OneTryClient, with the hooks that it gives its own."""
    session = get_session()
    if not isinstance(session, OneTryClient):
        hooks = session.event_hooks
        set_client_factory(lambda: OneTryClient(event_hooks=hooks, follow_redirects=True, timeout=None))


class Remote:
    """A repository of files; `repo_id` is owner/name. `at_once` says that a person waits for each call, and
    tries again or does not.
    """

    def __init__(
        self,
        repo_id: str,
        token: str,
        endpoint: str | None = None,
        repo_type: str = "dataset",
        at_once: bool = False,
    ) -> None:
        use_one_try_client()
        self.repo_id, self.repo_type = repo_id, repo_type
        self._token = token or False  # without one, none that lies about on this machine
        self._at_once = at_once
        self.api = HfApi(endpoint=endpoint, token=self._token)

    def open(self) -> Head:
        """Where the repository stands. One that is missing is made, private."""
        return self.find() or self.create(private=True)

    def files(self, sha: str) -> dict[str, str]:
        """Git's oid by path of every file at this commit."""
        return {entry.path: entry.blob_id for entry in self._tree(sha)}

    def sizes(self, sha: str) -> dict[str, int]:
        """Bytes by path of every file at this commit."""
        return {entry.path: entry.size for entry in self._tree(sha)}

    def _tree(self, sha: str) -> list[RepoFile]:
        with self.once():
            tree = self.api.list_repo_tree(
                self.repo_id, repo_type=self.repo_type, revision=sha, recursive=True
            )
            return [entry for entry in tree if isinstance(entry, RepoFile)]

    def read(self, path: str, sha: str) -> bytes:
        """The content at this commit, in a single request and without a copy on the disk."""
        url = hf_hub_url(
            self.repo_id, path, repo_type=self.repo_type, revision=sha, endpoint=self.api.endpoint
        )
        with self.once():
            response = get_session().get(url, headers=build_hf_headers(token=self._token))
            if response.status_code != 200:
                raise HubError(REFUSED.format(repo=self.repo_id, status=response.status_code, message=path))
            return response.content

    def find(self) -> Head | None:
        """Where the repository stands; None when there is none, or none that this token may see."""
        with self.once():
            try:
                info = self.api.repo_info(self.repo_id, repo_type=self.repo_type)
            except RepositoryNotFoundError:
                return None
            return Head(str(info.sha), bool(info.private))

    def create(self, private: bool, **options: Any) -> Head:
        """Make the repository; `options` are a Space's, as huggingface_hub names them."""
        with self.once():
            self.api.create_repo(
                self.repo_id, repo_type=self.repo_type, private=private, exist_ok=True, **options
            )
        return self.find() or Head("", private)

    def page(self) -> str:
        """Its address for people."""
        kind = {"dataset": "datasets/", "space": "spaces/"}.get(self.repo_type, "")
        return f"{self.api.endpoint}/{kind}{self.repo_id}"

    def commit(self, files: Mapping[str, bytes | Path], gone: Collection[str], title: str) -> str:
        """Add or replace the files and delete those that are gone; the new commit's id. No parent is named:
        others commit too, to paths of their own.
        """
        changes: list[Any] = [CommitOperationAdd(path, content) for path, content in files.items()]
        changes += [CommitOperationDelete(path) for path in gone]
        with self.once():
            made = self.api.create_commit(
                self.repo_id, changes, commit_message=title, repo_type=self.repo_type
            )
            return str(made.oid)

    def squash(self) -> None:
        """Make one commit of the repository's history, so that what was taken out of files is out of it."""
        with self.once():
            self.api.super_squash_history(self.repo_id, repo_type=self.repo_type)

    def download(self, path: str, to: Path, sha: str) -> None:
        """Write the file at this commit to `to`, through a partial file beside it."""
        url = hf_hub_url(
            self.repo_id, path, repo_type=self.repo_type, revision=sha, endpoint=self.api.endpoint
        )
        with (
            self.once(),
            get_session().stream("GET", url, headers=build_hf_headers(token=self._token)) as response,
        ):
            if response.status_code != 200:
                raise HubError(REFUSED.format(repo=self.repo_id, status=response.status_code, message=path))
            to.parent.mkdir(parents=True, exist_ok=True)
            with to.open("wb") as file:
                for chunk in response.iter_bytes():
                    file.write(chunk)

    @contextmanager
    def once(self) -> Iterator[None]:
        """Around calls of `api`, each of which is then made once; what goes wrong is a HubError."""
        before = ONE_TRY.set(True)
        try:
            yield
        except Exception as error:
            found = self._in_words(error)
            if found is None:
                raise
            raise HubError(found.at_once if self._at_once else str(found), found.retry_after) from error
        finally:
            ONE_TRY.reset(before)

    def _in_words(self, error: BaseException) -> HubError | None:
        if isinstance(error, HubError):
            return error
        if isinstance(error, OfflineModeIsEnabled):
            return HubError(OFFLINE)
        if isinstance(error, HfHubHTTPError):
            return self._refusal(error)
        if isinstance(error, httpx2.TransportError | ConnectionError | TimeoutError):
            return _away()
        if sentence := of_this_machine(error):
            return HubError(sentence)
        if isinstance(error, RuntimeError) and error.__cause__:  # an upload, which wraps what went wrong
            return self._in_words(error.__cause__)
        return None

    def _refusal(self, error: HfHubHTTPError) -> HubError:
        status = error.response.status_code
        if status == 401:
            return HubError(BAD_TOKEN)
        if status in (403, 404):
            return HubError(NO_RIGHT.format(repo=self.repo_id))
        message = (error.server_message or "").strip() or "no reason given"
        return HubError(REFUSED.format(repo=self.repo_id, status=status, message=message))


def of_this_machine(error: BaseException) -> str | None:
    """What went wrong with this machine's files, in a sentence; None when it was something else."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return DISK_FULL
    if not isinstance(error, OSError):
        return None
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    return UNUSABLE.format(reason=error.strerror or type(error).__name__)


def _away() -> HubError:
    return HubError(AWAY, at_once=AWAY_NOW)


def _to_be_tried_again(response: httpx2.Response) -> HubError:
    sentence, at_once = (BROKEN, BROKEN_NOW) if response.status_code >= 500 else (BUSY, BUSY_NOW)
    status, wait = response.status_code, _retry_after(response.headers)
    return HubError(sentence.format(status=status), wait, at_once.format(status=status))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds by Retry-After, or by the rate limit's reset: `ratelimit: "api";r=0;t=55`."""
    given = headers.get("retry-after", "").strip()
    if given.isdigit():
        return float(given)
    reset = re.search(r"\br=0;t=(\d+)", headers.get("ratelimit", "").replace(" ", ""))
    return float(reset[1]) if reset else None
