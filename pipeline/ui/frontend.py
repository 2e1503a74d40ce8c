"""Gradio's own front-end files, and how a text is sent: the files that opening the page takes are named, so
that a browser fetches them side by side, and each is compressed once and kept by browsers.

Gradio (6.31) lets a browser find out what to fetch in four waves, each from the modules of the one before. It
compresses a file anew for each request, and lets browsers ask for it again on every visit, though a file's
name holds the hash of what is in it. What is changed in the files themselves `mended` says.
"""

import functools
import gzip
import json
import mimetypes
import re
from collections.abc import Iterable
from pathlib import Path

import brotli
import gradio
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.ui.mended import mend

FRONTEND = Path(gradio.__file__).parent / "templates" / "frontend"
ASSETS = FRONTEND / "assets"
ASSET = re.compile(r"/assets/([\w.-]+\.(?:js|css))")
FOR_A_YEAR = "public, max-age=31536000, immutable"
SCRIPT = re.compile(r'<script[^>]* src="\./assets/([^"]+)"')
# What Vite writes into a module: once the names of files, and for each import the numbers of those it takes.
NAMES = re.compile(r"m\.f=(\[[^\]]*\])")
IMPORT = re.compile(r"import\(`\./(\w+)-[^`]+`\)[^`]*?__vite__mapDeps\(\[([\d,]+)\]\)")
PART = re.compile(r"(\w+):\{[^{}]*?\bcomponent:[^{}]*?__vite__mapDeps\(\[([\d,]+)\]\)")


@functools.cache
def first_files() -> tuple[str, ...]:
    """The names of the files from which Gradio builds a page, whatever is on it, the one that its HTML names
    first; that one alone, or none, where the front end is built in another way.
    """
    entry = SCRIPT.search((FRONTEND / "index.html").read_text(encoding="utf-8"))
    found = _taken(entry[1], IMPORT).get("Index", []) if entry else []
    index = next((name for name in found if name.startswith("Index-")), None)
    building = _taken(index, IMPORT).get("Blocks", []) if index else []
    return tuple(dict.fromkeys([*([entry[1]] if entry else []), *found, *building]))


@functools.lru_cache(maxsize=16)
def part_files(types: frozenset[str]) -> tuple[str, ...]:
    """The names of the files that components of these types take beyond the first ones."""
    core = next((name for name in first_files() if name.startswith("core-") and name.endswith(".js")), None)
    taken = _taken(core, PART) if core else {}
    found = [name for each in sorted(types) for name in taken.get(each, ())]
    return tuple(name for name in dict.fromkeys(found) if name not in first_files())


def _taken(module: str, what: re.Pattern[str]) -> dict[str, list[str]]:
    """The files that a module takes for each part that it imports."""
    text = (ASSETS / module).read_text(encoding="utf-8")
    names = NAMES.search(text)
    files = json.loads(names[1]) if names else []
    return {
        found[1]: [files[int(number)].removeprefix("./") for number in found[2].split(",")]
        for found in what.finditer(text)
        if files
    }


def links(files: Iterable[str]) -> str:
    """HTML that has a browser fetch these files before anything asks for them."""
    kinds = {".js": 'rel="modulepreload" crossorigin', ".css": 'rel="preload" as="style" crossorigin'}
    return "".join(f'<link {kinds[Path(name).suffix]} href="./assets/{name}">' for name in files)


def best_encoding(accepted: str) -> str:
    """The smallest of the encodings in an Accept-Encoding header, or none."""
    return next((name for name in ("br", "gzip") if name in accepted), "")


def encode(body: bytes, encoding: str, quality: int = 4) -> tuple[bytes, dict[str, str]]:
    """The body so encoded, and the headers that say so. At 4, 559 kB of page take 4 ms and 58 kB."""
    headers = {"vary": "Accept-Encoding"} | ({"content-encoding": encoding} if encoding else {})
    if encoding == "br":
        return brotli.compress(body, quality=quality), headers
    return gzip.compress(body, compresslevel=quality) if encoding else body, headers


class Assets:
    """ASGI middleware: the front end's scripts and styles, from memory."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.read = functools.lru_cache(maxsize=256)(_read)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = ASSET.fullmatch(scope["path"]) if scope["type"] == "http" else None
        file = ASSETS / found[1] if found else None
        if file is None or scope["method"] != "GET" or not file.is_file():
            await self.app(scope, receive, send)
            return
        body, headers = self.read(file, best_encoding(Headers(scope=scope).get("accept-encoding", "")))
        await Response(body, headers=headers, media_type=mimetypes.guess_type(file)[0])(scope, receive, send)


def _read(file: Path, encoding: str) -> tuple[bytes, dict[str, str]]:
    body, headers = encode(mend(file.read_bytes()), encoding, quality=6)
    return body, {**headers, "cache-control": FOR_A_YEAR}
