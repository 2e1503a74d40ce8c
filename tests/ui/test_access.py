"""Who counts as the owner: every way in, and the ways that must stay shut."""

import time
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pipeline.settings import Settings
from pipeline.ui.access import (
    OwnerLink,
    RateLimit,
    annotator_id,
    annotator_of,
    connection_of,
    is_owner,
    owner_link,
    require_owner,
)

BROWSER = "0123456789abcdef" * 2


def make_settings(**changes: Any) -> Settings:
    values: dict[str, Any] = {
        "data_dir": Path("unused"),
        "server_name": "127.0.0.1",
        "server_port": 7860,
        "share": False,
        "app_secret": "secret",
        "space_id": None,
        "owners": frozenset(),
        "oauth": False,
        "zero_gpu": False,
        "default_base_model": "embedded",
    }
    return Settings(**{**values, **changes})


def make_request(headers: list[tuple[str, str]], client: str = "127.0.0.1", **scope: Any) -> Request:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return Request(
        {"type": "http", "method": "POST", "path": "/", "headers": raw, "client": (client, 1), **scope}
    )


def owner_cookie(settings: Settings) -> str:
    answer = visit(settings, owner_link(settings).partition("/?")[2])
    return answer.headers["set-cookie"].split(";")[0]


def visit(settings: Settings, query: str) -> Any:
    """GET / of an app that answers "page", behind the middleware."""
    page = Route("/", lambda request: PlainTextResponse("page"))
    app = Starlette(routes=[page], middleware=[Middleware(OwnerLink, settings=settings)])
    return TestClient(app, follow_redirects=False).get(f"/?{query}")


LOCAL = ("host", "127.0.0.1:7860")


@pytest.mark.parametrize(
    "headers, owner",
    [
        ([LOCAL], True),
        ([("host", "localhost:7860")], True),
        ([("host", "[::1]:7860")], True),
        ([("host", "LOCALHOST")], True),
        ([LOCAL, ("origin", "http://127.0.0.1:7860"), ("sec-fetch-site", "same-origin")], True),
        ([("host", "rebound.example:7860")], False),  # DNS rebinding: the name is the attacker's
        ([("host", "rebound.example:7860"), ("sec-fetch-site", "same-origin")], False),
        ([("host", "127.0.0.1.example")], False),
        ([("host", "localhost.example:7860")], False),
        ([("host", "user@localhost:x")], False),
        ([], False),
        ([LOCAL, ("host", "localhost")], False),
        ([LOCAL, ("x-forwarded-for", "127.0.0.1")], False),
        ([LOCAL, ("X-Forwarded-Host".lower(), "localhost")], False),
        ([LOCAL, ("x-forwarded-proto", "https")], False),
        ([LOCAL, ("forwarded", "for=127.0.0.1")], False),
        ([LOCAL, ("x-real-ip", "127.0.0.1")], False),
        ([LOCAL, ("via", "1.1 proxy")], False),
        ([LOCAL, ("cf-connecting-ip", "127.0.0.1")], False),
        ([LOCAL, ("origin", "https://other.example")], False),  # another site's page posting to us
        ([LOCAL, ("origin", "http://127.0.0.1:3000")], False),  # another app of this machine
        ([LOCAL, ("origin", "null")], False),
        ([LOCAL, ("sec-fetch-site", "cross-site")], False),
        ([LOCAL, ("sec-fetch-site", "same-site")], False),
    ],
)
def test_without_a_cookie_only_this_machine_itself_is_the_owner(headers: Any, owner: bool) -> None:
    assert is_owner(make_request(headers), make_settings()) is owner


@pytest.mark.parametrize(
    "changes",
    [{"server_name": "0.0.0.0"}, {"server_name": "192.168.1.5"}, {"share": True}, {"space_id": "me/space"}],
)
def test_the_loopback_rule_ends_where_others_can_reach_the_app(changes: dict[str, Any]) -> None:
    assert not is_owner(make_request([LOCAL]), make_settings(**changes))


def test_the_loopback_rule_needs_a_client_on_this_machine() -> None:
    assert not is_owner(make_request([LOCAL], client="192.168.1.9"), make_settings())


def test_the_owner_link_sets_a_cookie_and_takes_the_token_out_of_the_address() -> None:
    settings = make_settings(server_name="0.0.0.0")
    answer = visit(settings, owner_link(settings).partition("/?")[2] + "&__theme=dark")
    assert (answer.status_code, answer.headers["location"]) == (303, "?__theme=dark")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    assert owner_link(settings).partition("owner=")[2] not in cookie
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_cookie_makes_the_owner_from_anywhere() -> None:
    settings = make_settings(server_name="0.0.0.0")
    headers = [("host", "192.168.1.5:7860"), ("cookie", owner_cookie(settings))]
    assert is_owner(make_request(headers, client="192.168.1.9"), settings)
    assert is_owner(gr.Request(make_request(headers)), settings)


@pytest.mark.parametrize(
    "cookie",
    [
        "title-tuner-owner-7860=",
        "title-tuner-owner-7860=true",
        "title-tuner-owner-7860=" + "0" * 64,
        "title-tuner-owner-7860=ÿé",
        "title-tuner-owner-7861={value}",
        "owner={value}",
    ],
)
def test_a_wrong_cookie_makes_nobody_the_owner(cookie: str) -> None:
    settings = make_settings(server_name="0.0.0.0")
    value = owner_cookie(settings).partition("=")[2]
    headers = [("host", "app.example"), ("cookie", cookie.replace("{value}", value))]
    assert not is_owner(make_request(headers), settings)


def test_the_cookie_of_another_secret_or_an_act_from_another_site_does_not_count() -> None:
    settings = make_settings(server_name="0.0.0.0")
    headers = [("host", "app.example"), ("cookie", owner_cookie(settings))]
    assert is_owner(make_request([*headers, ("origin", "https://app.example")]), settings)
    assert not is_owner(make_request([*headers, ("origin", "https://evil.example")]), settings)
    assert not is_owner(make_request(headers), make_settings(server_name="0.0.0.0", app_secret="other"))


def test_a_proxy_that_renames_the_host_keeps_the_owner() -> None:
    settings = make_settings(server_name="0.0.0.0")
    headers = [
        ("host", "upstream:7860"),
        ("x-forwarded-host", "app.example"),
        ("origin", "https://app.example"),
        ("cookie", owner_cookie(settings)),
    ]
    assert is_owner(make_request(headers), settings)


@pytest.mark.parametrize("query", ["owner=", "owner=wrong", "owner=%FF", "a=1&owner=" + "0" * 64])
def test_a_wrong_token_is_refused_in_words(query: str) -> None:
    answer = visit(make_settings(), query)
    assert answer.status_code == 403
    assert "owner link is not valid" in answer.text
    assert "set-cookie" not in answer.headers


def test_requests_without_a_token_pass_through() -> None:
    assert visit(make_settings(), "__theme=dark").text == "page"


def signed_in(name: str, expires_in: float = 1e6) -> Request:
    account = {"userinfo": {"preferred_username": name, "sub": "42"}, "expires_at": time.time() + expires_in}
    return make_request([("host", "me-space.hf.space")], session={"oauth_info": account})


@pytest.mark.parametrize(
    "request_, owners, owner",
    [
        (signed_in("ada"), {"ada", "bob"}, True),
        (signed_in("eve"), {"ada", "bob"}, False),
        (signed_in("ada", expires_in=-1), {"ada"}, False),
        (signed_in("ada"), set(), False),
        (make_request([LOCAL]), {"ada"}, False),
        (make_request([LOCAL]), {None}, False),
        (make_request([LOCAL], session={}), {"ada"}, False),
    ],
)
def test_on_a_space_owners_are_the_signed_in_names(request_: Request, owners: Any, owner: bool) -> None:
    settings = make_settings(space_id="me/space", server_name="0.0.0.0", owners=frozenset(owners))
    assert is_owner(request_, settings) is owner


def test_off_a_space_signing_in_gives_no_authority() -> None:
    assert not is_owner(signed_in("ada"), make_settings(owners=frozenset({"ada"})))


def test_on_a_space_the_owner_link_does_nothing() -> None:
    settings = make_settings(space_id="me/space")
    assert visit(settings, owner_link(settings).partition("/?")[2]).text == "page"


@pytest.mark.parametrize(
    "language, start", [("en-GB,en", "Only the owner"), ("zh-CN,zh;q=0.9", "只有所有者")]
)
def test_a_refusal_is_a_sentence_in_the_visitors_language(language: str, start: str) -> None:
    request = make_request([("host", "app.example"), ("accept-language", language)])
    with pytest.raises(ValueError, match=start):
        require_owner(request, make_settings())
    require_owner(make_request([LOCAL]), make_settings())


@pytest.mark.parametrize("request_", [None, object(), gr.Request()])
def test_no_request_is_no_owner(request_: Any) -> None:
    assert not is_owner(request_, make_settings())


def test_an_annotator_is_known_again_and_tells_nothing() -> None:
    known = annotator_id("secret", "browser x")
    assert known == annotator_id("secret", "browser x")
    assert known != annotator_id("other", "browser x") and known != annotator_id("secret", "browser y")
    assert len(known) == 32 and "x" not in known


def test_on_a_space_the_account_stands_before_the_browser() -> None:
    space = make_settings(space_id="me/space")
    anonymous = make_request([])
    assert annotator_of(signed_in("ada"), space, BROWSER) == annotator_of(signed_in("ada"), space, "f" * 32)
    assert annotator_of(anonymous, space, BROWSER) != annotator_of(signed_in("ada"), space, BROWSER)
    off_space = make_settings()
    assert annotator_of(signed_in("ada"), off_space, BROWSER) == annotator_of(anonymous, off_space, BROWSER)


@pytest.mark.parametrize("browser_id", [None, 7, "", "ABC", BROWSER + "0", BROWSER + "\n", ["a"]])
def test_a_browser_id_that_no_browser_made_is_refused(browser_id: object) -> None:
    with pytest.raises(ValueError, match="reload"):
        annotator_of(make_request([]), make_settings(), browser_id)


def test_a_rate_limit_gives_back_with_time_and_forgets_the_oldest_key() -> None:
    now = [0.0]
    limit = RateLimit(per_second=0.5, burst=2, clock=lambda: now[0], most_keys=2)
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now[0] = 2.0  # half an act a second: one is back
    assert [limit.allows("a") for _ in range(2)] == [True, False]
    now[0] = 100.0  # never more than the burst
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("c") and limit.allows("d")  # "a" was dropped to keep two keys
    assert limit.allows("a")


def forwarded(*said: str, client: str) -> Request:
    return make_request([LOCAL, *(("x-forwarded-for", each) for each in said)], client=client)


def test_a_client_does_not_choose_its_own_connection() -> None:
    """Or each of its requests would count as another one's."""
    open_to_all, seen = make_settings(server_name="0.0.0.0"), set()
    for n in range(20):
        seen.add(connection_of(forwarded(f"10.0.{n}.1", client="203.0.113.9"), open_to_all))
    assert seen == {connection_of(make_request([LOCAL], client="203.0.113.9"), open_to_all)}
    assert connection_of(forwarded("127.0.0.1", client="203.0.113.9"), open_to_all) is not None


def test_a_proxy_before_a_space_or_on_this_machine_is_believed() -> None:
    """Of what is said the last is its own word; what comes before may be the client's."""
    for settings, proxy in (
        (make_settings(space_id="me/space"), "10.1.2.3"),
        (make_settings(), "127.0.0.1"),
        (make_settings(), "::1"),
    ):
        one = connection_of(forwarded("192.0.2.1", client=proxy), settings)
        assert one == connection_of(forwarded("198.51.100.7, 192.0.2.1", client=proxy), settings)
        assert one == connection_of(forwarded("198.51.100.7", "192.0.2.1", client=proxy), settings)
        assert one != connection_of(forwarded("192.0.2.2", client=proxy), settings)
    assert connection_of(make_request([LOCAL]), make_settings()) is None
