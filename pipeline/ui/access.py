"""Who may do what, and how often. A request and the settings enter; a verdict, an annotator's id or a cookie
leaves.

Anyone with the link is a volunteer. The owner is, on a Space, a signed-in username of `settings.owners`;
elsewhere whoever opened the owner link, or asks from this very machine by a loopback name, with nothing
forwarding in between. An owner's act must also come from the app's own page: a page of another site may send
requests to it, cookies included.
"""

import hashlib
import hmac
import ipaddress
import re
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.settings import Settings
from pipeline.ui.text import language, say

FORWARDING = {
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-envoy-external-address",
    "x-original-host",
    "true-client-ip",
    "cf-connecting-ip",
    "fastly-client-ip",
    "fly-client-ip",
}
HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d+)?", re.ASCII)
BROWSER_ID = re.compile(r"[0-9a-f]{32}")


def is_owner(request: Any, settings: Settings) -> bool:
    """True for the owner's request. Takes a gr.Request, a starlette Request (server functions get one) or
    None.
    """
    asked = getattr(request, "request", None) or request
    return from_own_page(request) and is_owners_visit(asked, settings)


def is_owners_visit(request: Request, settings: Settings) -> bool:
    """Whether the owner asks, be it by a link on another site's page: enough to be shown the page, but not
    to act.
    """
    if settings.on_space:
        name = _session_user(request).get("preferred_username")
        return name is not None and name.casefold() in settings.owners
    cookie = request.cookies.get(_cookie_name(settings), "")
    return _equal(cookie, _derive(settings, "owner cookie")) or _from_this_machine(request, settings)


def require_owner(request: Any, settings: Settings) -> None:
    """ValueError, in the visitor's language, unless the request is the owner's."""
    if not is_owner(request, settings):
        key = "access_owner_space" if settings.on_space else "access_owner_link"
        raise ValueError(say(key, language(request)))


def is_signed_in(request: Any) -> bool:
    """Whether the visitor of a Space is signed in to the Hub."""
    return bool(_session_user(getattr(request, "request", None) or request).get("sub"))


def annotator_id(secret: str, subject_or_browser_id: str) -> str:
    """32 hex digits that stand for a person; without the secret nobody can tell which."""
    digest = hmac.new(secret.encode(), f"annotator {subject_or_browser_id}".encode(), hashlib.sha256)
    return digest.hexdigest()[:32]


def annotator_of(request: Any, settings: Settings, browser_id: object) -> str:
    """The annotator behind a request: the signed-in account on a Space, else the browser's own random id."""
    request = getattr(request, "request", None) or request
    subject = _session_user(request).get("sub") if settings.on_space else None
    if subject:
        return annotator_id(settings.app_secret, f"account {subject}")
    if not isinstance(browser_id, str) or not BROWSER_ID.fullmatch(browser_id):
        raise ValueError("The browser's id is no string of 32 hex digits; reload the page.")
    return annotator_id(settings.app_secret, f"browser {browser_id}")


def visitor_of(request: Any, settings: Settings) -> str:
    """A key for one visitor: the signed-in account on a Space, else the page that they have open."""
    asked = getattr(request, "request", None) or request
    subject = _session_user(asked).get("sub") if settings.on_space else None
    if subject:
        return annotator_id(settings.app_secret, f"account {subject}")
    return f"page {getattr(request, 'session_hash', None)}"


def connection_of(request: Any, settings: Settings) -> str | None:
    """A key for where a request comes from, which is kept in memory only: by what the nearest proxy says,
    else by the other end's address; a network that may be one person's counts as one. None for this very
    machine.

    A proxy is believed before a Space and on this machine; anywhere else the other end may be a client that
    says what it likes. uvicorn puts in a client's place what a proxy says that FORWARDED_ALLOW_IPS names.
    """
    request = getattr(request, "request", None) or request
    peer = request.client.host if request.client else ""
    said = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    forwarded = said if settings.on_space or _is_loopback(peer) else ""
    name = forwarded or peer
    if not forwarded and _is_loopback(name):
        return None
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return annotator_id(settings.app_secret, f"connection {name}")
    if address.version == 6:
        address = ipaddress.ip_network(f"{address}/64", strict=False).network_address
    return annotator_id(settings.app_secret, f"connection {address}")


def annotators_of(request: Any, settings: Settings, browser_id: object) -> set[str]:
    """Everyone that the person behind a request may have answered as: the signed-in account, and the browser
    before it was signed in.
    """
    found = {annotator_of(request, settings, browser_id)}
    if isinstance(browser_id, str) and BROWSER_ID.fullmatch(browser_id):
        found.add(annotator_id(settings.app_secret, f"browser {browser_id}"))
    return found


def from_own_page(request: Any) -> bool:
    """False for what the page of another site makes a browser send, cookies included."""
    request = getattr(request, "request", None) or request
    return isinstance(request, Request) and _from_own_page(request.headers)


def owner_link(settings: Settings) -> str:
    """The link that makes a browser the owner's; it stays the same as long as the app's secret does."""
    host = "127.0.0.1" if settings.server_name in ("0.0.0.0", "::", "") else settings.server_name
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{settings.server_port}/?owner={_derive(settings, 'owner link')}"


class OwnerLink:
    """ASGI middleware: `/?owner=TOKEN` sets the owner's cookie and leads on to the address without it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        token = next((value for key, value in query if key == "owner"), None)
        if scope["type"] != "http" or scope["method"] != "GET" or token is None or self.settings.on_space:
            await self.app(scope, receive, send)
            return
        await self._answer(scope, token, query)(scope, receive, send)

    def _answer(self, scope: Scope, token: str, query: list[tuple[str, str]]) -> ASGIApp:
        request = Request(scope)
        if not _equal(token, _derive(self.settings, "owner link")):
            return PlainTextResponse(say("access_wrong_link", language(request)), status_code=403)
        rest = urlencode([(key, value) for key, value in query if key != "owner"])
        response = RedirectResponse(f"?{rest}" if rest else "./", status_code=303)
        response.set_cookie(
            _cookie_name(self.settings),
            _derive(self.settings, "owner cookie"),
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="lax",  # so that a link in a mail leads to the owner's page; acts are checked further
            secure=scope.get("scheme") == "https",
        )
        MutableHeaders(raw=response.raw_headers).update(
            {"cache-control": "no-store", "referrer-policy": "no-referrer"}
        )
        return response


class RateLimit:
    """At most `burst` acts at once and `per_second` in the long run, for each key; in this process only."""

    def __init__(
        self,
        per_second: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        most_keys: int = 10_000,
    ) -> None:
        self.per_second, self.burst, self.most_keys = per_second, burst, most_keys
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def allows(self, key: str) -> bool:
        """True, and counted, when the key has an act left."""
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(key, (float(self.burst), now))
            left = min(self.burst, left + (now - since) * self.per_second)
            self._left[key] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > self.most_keys:
                self._left.pop(next(iter(self._left)))
            return left >= 1


def _derive(settings: Settings, use: str) -> str:
    if not settings.app_secret:
        raise ValueError("The settings hold no app secret; fill it from settings.load_app_secret first.")
    return hmac.new(settings.app_secret.encode(), use.encode(), hashlib.sha256).hexdigest()


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _cookie_name(settings: Settings) -> str:
    # Cookies do not tell ports apart, and two copies of the app may run on one machine.
    return f"title-tuner-owner-{settings.server_port}"


def _session_user(request: Any) -> dict[str, Any]:
    """Who is signed in, by Gradio's session cookie, which it signs with the Space's OAuth secret."""
    session = request.scope.get("session") if isinstance(request, Request) else None
    account = (session or {}).get("oauth_info") or {}
    expired = account.get("expires_at") is not None and account["expires_at"] < time.time()
    return {} if expired else account.get("userinfo") or {}


def _from_own_page(headers: Headers) -> bool:
    """Browsers say where a request comes from; a client that says nothing (curl) carries nobody else's
    cookies.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    own = {headers.get("host", "").lower(), headers.get("x-forwarded-host", "").lower()} - {""}
    return origin is None or urlsplit(origin).netloc.lower() in own


def _from_this_machine(request: Request, settings: Settings) -> bool:
    """Bound to loopback, not shared, asked for by a loopback name from loopback, and nothing forwarded it."""
    hosts = request.headers.getlist("host")
    forwarded = any(name in FORWARDING or name.startswith("x-forwarded") for name in request.headers)
    return (
        not settings.share
        and not forwarded
        and len(hosts) == 1
        and _is_loopback(settings.server_name)
        and _is_loopback(_host_name(hosts[0]))
        and request.client is not None
        and _is_loopback(request.client.host)
    )


def _host_name(host: str) -> str:
    found = HOST.fullmatch(host)
    return found["name"] if found else ""


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
