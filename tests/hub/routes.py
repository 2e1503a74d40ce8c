"""The local Hub's routes: what the real clients ask for, answered from memory as the real Hub answers it."""

import base64
import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import unquote

import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from hub.memory import (
    Account,
    Memory,
    Refusal,
    Repo,
    Space,
    describe_commit,
    folder_entry,
    upload_mode,
)

PAGE = 1000
HARDWARE = ("cpu-basic", "cpu-upgrade", "zero-a10g", "t4-small", "a10g-small")
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]
Handler = Callable[["Hub", Request], Awaitable[Response]]


@dataclass
class Hub:
    """What the handlers share. `objects` of LFS and repositories are in its memory."""

    memory: Memory

    def account(self, request: Request) -> Account | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if token and token not in self.memory.accounts:
            raise Refusal(401, "Invalid credentials in Authorization header")
        return self.memory.accounts.get(token)

    def repo(self, request: Request, repo_type: str, write: bool = False) -> Repo:
        repo_id = f"{request.path_params['owner']}/{request.path_params['name']}"
        return self.memory.find(repo_type, repo_id, self.account(request), write)


async def whoami(hub: Hub, request: Request) -> Response:
    account = hub.account(request)
    if account is None:
        raise Refusal(401, "Invalid username or password.")
    token = {"displayName": "local", "role": account.role}
    known = {"name": account.name, "fullname": account.name, "avatarUrl": "", "isPro": False}
    return JSONResponse(
        {"type": "user", "id": account.name, **known, "orgs": [], "auth": {"accessToken": token}}
    )


async def create_repo(hub: Hub, request: Request) -> Response:
    asked, account = await request.json(), hub.account(request)
    if account is None:
        raise Refusal(401, "A token is needed")
    repo_type = asked.get("type") or "model"
    repo_id = f"{asked.get('organization') or account.name}/{asked['name']}"
    url = f"{_url(request, repo_type)}{repo_id}"
    if repo_type == "space" and asked.get("hardware", "cpu-basic") not in HARDWARE:
        raise Refusal(400, f"Invalid hardware flavor {asked['hardware']}")
    if (repo_type, repo_id) in hub.memory.repos:
        return JSONResponse({"error": "You already created this repo", "url": url}, 409)
    if not account.has(repo_id) or account.role != "write":
        raise Refusal(403, "You don't have the rights to create a repository here")
    made = hub.memory.create(repo_type, repo_id, asked.get("visibility") == "private", account)
    if repo_type == "space":
        if not asked.get("sdk"):
            raise Refusal(400, "A Space needs an sdk")
        made.space = Space(asked["sdk"], asked.get("hardware") or "cpu-basic")
        made.space.secrets.update({each["key"]: each["value"] for each in asked.get("secrets", ())})
        made.space.variables.update({each["key"]: each["value"] for each in asked.get("variables", ())})
    return JSONResponse({"url": url, "name": repo_id})


async def validate_yaml(hub: Hub, request: Request) -> Response:
    parts = (await request.json())["content"].split("---\n")
    try:
        yaml.safe_load(parts[1] if len(parts) > 1 else "")
    except yaml.YAMLError as error:
        return JSONResponse({"errors": [{"message": str(error)}], "warnings": []}, 400)
    return JSONResponse({"errors": [], "warnings": []})


async def repo_api(hub: Hub, request: Request) -> Response:
    """`/api/datasets/OWNER/NAME/VERB/REVISION/REST`; a revision is one percent-encoded segment."""
    parts = request.scope["raw_path"].decode().split("/")[5:]
    verb, revision = (parts[0] if parts else ""), unquote(parts[1]) if len(parts) > 1 else "main"
    rest, repo_type = unquote("/".join(parts[2:])), request.path_params["types"].removesuffix("s")
    acts = {
        ("GET", ""): repo_info,
        ("GET", "revision"): repo_info,
        ("GET", "tree"): list_tree,
        ("POST", "paths-info"): paths_info,
        ("GET", "refs"): list_refs,
        ("GET", "commits"): list_commits,
        ("PUT", "settings"): change_settings,
        ("POST", "preupload"): preupload,
        ("POST", "commit"): take_commit,
        ("POST", "super-squash"): squash,
        ("GET", "variables"): space_values,
        ("POST", "variables"): space_values,
        ("GET", "secrets"): space_values,
        ("POST", "secrets"): space_values,
        ("GET", "runtime"): space_runtime,
        ("POST", "hardware"): space_hardware,
    }
    act = acts.get((request.method, verb))
    if act is None:
        raise Refusal(404, f"The local Hub has no route {request.method} {request.url.path}")
    repo = hub.repo(request, repo_type, write=request.method in ("PUT", "POST") and verb != "paths-info")
    return await act(hub, request, repo, revision, rest)


async def repo_info(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    return JSONResponse(repo.info(repo.at(revision)))


async def list_tree(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    asked = {key: value.lower() in ("true", "1") for key, value in request.query_params.items()}
    commit = repo.at(revision)
    entries = repo.listing(commit, rest, asked.get("recursive", False))
    if asked.get("expand"):
        for entry in entries:
            entry["lastCommit"] = describe_commit(commit)
    start = int(request.query_params.get("cursor", 0))
    following = request.url.include_query_params(cursor=start + PAGE)
    link = {"Link": f'<{following}>; rel="next"'} if start + PAGE < len(entries) else {}
    return JSONResponse(entries[start : start + PAGE], headers=link)


async def paths_info(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    tree = repo.at(revision).tree
    found = []
    for path in (str(path).strip("/") for path in (await request.form()).getlist("paths")):
        if path in tree:
            found.append(tree[path].entry(path))
        elif any(known.startswith(path + "/") for known in tree):
            found.append(folder_entry(path))
    return JSONResponse(found)


async def list_refs(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    branches = [
        {"name": name, "ref": f"refs/heads/{name}", "targetCommit": oid}
        for name, oid in repo.branches.items()
    ]
    return JSONResponse({"branches": branches, "tags": [], "converts": []})


async def list_commits(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    return JSONResponse([describe_commit(commit) for commit in repo.history()])


async def change_settings(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    repo.private = (await request.json()).get("visibility") == "private"
    return JSONResponse({"private": repo.private})


async def preupload(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    tree = repo.at(revision).tree
    files = []
    for file in (await request.json())["files"]:
        known = tree.get(file["path"])
        oid = (known.sha256 or known.oid) if known else None
        mode = upload_mode(file["path"], file["size"])
        files.append({"path": file["path"], "uploadMode": mode, "shouldIgnore": False, "oid": oid})
    return JSONResponse({"files": files})


async def take_commit(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    header, *operations = [json.loads(line) for line in (await request.body()).splitlines() if line.strip()]
    for operation in operations:
        if operation["key"] == "file":
            operation["value"]["content"] = base64.b64decode(operation["value"]["content"])
    head, account = repo.at(revision), hub.account(request)
    parent = header["value"].get("parentCommit")
    if parent and not head.oid.startswith(parent):
        raise Refusal(412, "A commit has happened since. Please refresh and try again.")
    tree = hub.memory.apply(head.tree, operations)
    branch = revision.removeprefix("refs/heads/")
    made = repo.commit(branch, tree, header["value"]["summary"], account.name if account else "", head.oid)
    url = f"{_url(request, repo.type)}{repo.id}/commit/{made.oid}"
    return JSONResponse({"success": True, "commitOid": made.oid, "commitUrl": url})


async def squash(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    account = hub.account(request)
    repo.squash(revision, (await request.json())["message"], account.name if account else "")
    return JSONResponse({})


async def space_values(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    """A Space's variables, or its secrets: of those only the names are told."""
    space, kind = _space(repo), request.url.path.rpartition("/")[2]
    _own(hub, request, repo)
    held = space.variables if kind == "variables" else space.secrets
    if request.method == "POST":
        asked = await request.json()
        held[asked["key"]] = asked["value"]
        space.restarts += 1
    told = {key: {"key": key, "updatedAt": "2026-03-01T12:00:00.000Z"} for key in held}
    if kind == "variables":
        told = {key: {**told[key], "value": value} for key, value in held.items()}
    return JSONResponse(told)


async def space_runtime(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    hardware = {"current": _space(repo).hardware, "requested": _space(repo).hardware}
    return JSONResponse({"stage": "RUNNING", "hardware": hardware, "gcTimeout": None})


async def space_hardware(hub: Hub, request: Request, repo: Repo, revision: str, rest: str) -> Response:
    space, flavor = _space(repo), (await request.json())["flavor"]
    if flavor not in HARDWARE:
        raise Refusal(400, f"Invalid hardware flavor {flavor}")
    space.hardware = flavor
    space.restarts += 1
    return await space_runtime(hub, request, repo, revision, rest)


def _space(repo: Repo) -> Space:
    if repo.space is None:
        raise Refusal(404, "This repository is no Space")
    return repo.space


def _own(hub: Hub, request: Request, repo: Repo) -> None:
    account = hub.account(request)
    if account is None or not account.has(repo.id):
        raise Refusal(403, "Only who may change a Space sees its settings")


async def lfs_batch(hub: Hub, request: Request) -> Response:
    asked = await request.json()
    hub.repo(request, request.path_params.get("types", "models").removesuffix("s"), write=True)
    objects = []
    for item in asked["objects"]:
        answer = {"oid": item["oid"], "size": item["size"]}
        if item["oid"] not in hub.memory.objects:
            upload = {"href": f"{request.base_url}lfs/{item['oid']}"}
            answer["actions"] = {"upload": upload, "verify": {"href": f"{request.base_url}lfs-verify"}}
        objects.append(answer)
    return JSONResponse({"transfer": "basic", "objects": objects}, media_type="application/vnd.git-lfs+json")


async def lfs_put(hub: Hub, request: Request) -> Response:
    data, oid = await request.body(), request.path_params["oid"]
    if hashlib.sha256(data).hexdigest() != oid:
        raise Refusal(400, "The content is not what its name says")
    hub.memory.objects[oid] = data
    return Response(headers={"ETag": f'"{oid}"'})


async def lfs_verify(hub: Hub, request: Request) -> Response:
    asked = await request.json()
    whole = len(hub.memory.objects.get(asked["oid"], b"")) == asked["size"]
    return JSONResponse({}, 200 if whole else 404)


async def resolve(hub: Hub, request: Request) -> Response:
    """A file. One of LFS is a redirect to another origin that carries the headers, as on the real Hub."""
    revision, path = map(unquote, request.scope["raw_path"].decode().split("/resolve/", 1)[1].split("/", 1))
    repo = hub.repo(request, request.path_params.get("types", "models").removesuffix("s"))
    commit = repo.at(revision)
    blob = commit.tree.get(path)
    if blob is None:
        raise Refusal(404, f"{path} does not exist", "EntryNotFound")
    headers = {"X-Repo-Commit": commit.oid, "ETag": f'"{blob.sha256 or blob.oid}"'}
    if blob.sha256 is None:
        return _content(request, blob.data, headers)
    linked = {"X-Linked-Etag": f'"{blob.sha256}"', "X-Linked-Size": str(len(blob.data))}
    return RedirectResponse(f"http://localhost:{request.url.port}/cdn/{blob.sha256}", 302, headers | linked)


async def cdn(hub: Hub, request: Request) -> Response:
    oid = request.path_params["oid"]
    return _content(request, hub.memory.objects[oid], {"ETag": f'"{oid}"'})


async def no_route(hub: Hub, request: Request) -> Response:
    raise Refusal(404, f"The local Hub has no route {request.method} {request.url.path}")


def make_app(hub: Hub) -> Starlette:
    def route(path: str, handler: Handler) -> Route:
        async def answer(request: Request) -> Response:
            try:
                return await handler(hub, request)
            except Refusal as refusal:
                headers = {"X-Error-Message": refusal.message}
                if refusal.code:
                    headers["X-Error-Code"] = refusal.code
                return JSONResponse({"error": refusal.message}, refusal.status, headers)

        return Route(path, answer, methods=METHODS)

    repo = "/{owner}/{name}"
    return Starlette(
        routes=[
            route("/api/whoami-v2", whoami),
            route("/api/repos/create", create_repo),
            route("/api/validate-yaml", validate_yaml),
            route("/api/{types}" + repo, repo_api),
            route("/api/{types}" + repo + "/{rest:path}", repo_api),
            route("/lfs/{oid}", lfs_put),
            route("/lfs-verify", lfs_verify),
            route("/cdn/{oid}", cdn),
            route("/{types}" + repo + ".git/info/lfs/objects/batch", lfs_batch),
            route(repo + ".git/info/lfs/objects/batch", lfs_batch),
            route("/{types}" + repo + "/resolve/{rest:path}", resolve),
            route(repo + "/resolve/{rest:path}", resolve),
            route("/{rest:path}", no_route),
        ]
    )


def _url(request: Request, repo_type: str) -> str:
    return f"{request.base_url}{'' if repo_type == 'model' else repo_type + 's/'}"


def _content(request: Request, data: bytes, headers: dict[str, str]) -> Response:
    """The whole, or the range that was asked for; HEAD says how long the whole is."""
    status, found = 200, re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
    if found:
        first, last = int(found[1]), int(found[2] or len(data) - 1)
        if first >= len(data):
            return Response(status_code=416, headers={"Content-Range": f"bytes */{len(data)}"})
        headers = {**headers, "Content-Range": f"bytes {first}-{min(last, len(data) - 1)}/{len(data)}"}
        status, data = 206, data[first : last + 1]
    headers = {**headers, "Accept-Ranges": "bytes", "Content-Length": str(len(data))}
    body = b"" if request.method == "HEAD" else data
    return Response(body, status, headers, "application/octet-stream")
