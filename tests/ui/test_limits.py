"""Who has to wait: a visitor, a connection, or everybody."""

from dataclasses import replace

import gradio as gr
import pytest

from pipeline.ui import Services
from pipeline.ui.access import RateLimit
from pipeline.ui.limits import count_act
from ui.running_app import make_request

MANY = RateLimit(0, 1000)


def visit(page: str, address: str = "203.0.113.5") -> gr.Request:
    request = make_request("app.example", **{"x-forwarded-for": address})
    request.session_hash = page
    return request


def waits(services: Services, request: gr.Request) -> bool:
    try:
        count_act(services, request, "play")
    except ValueError as error:
        assert "a bit fast" in str(error)
        return True
    return False


def test_another_page_over_the_same_connection_is_no_other_visitor_for_ever(services: Services) -> None:
    limited = replace(services, connections=RateLimit(0, 3), calls=MANY)
    assert [waits(limited, visit(str(n))) for n in range(5)] == [False, False, False, True, True]
    assert not waits(limited, visit("5", "203.0.113.6"))
    assert not waits(limited, visit("6", "2001:db8::1")) and not waits(limited, visit("7", "2001:db8::2"))


def test_all_together_have_to_wait_but_the_owner_has_not(services: Services, owner: gr.Request) -> None:
    limited = replace(services, calls=RateLimit(0, 2))
    addresses = [f"203.0.113.{n}" for n in range(4)]
    assert [waits(limited, visit(at, at)) for at in addresses] == [False, False, True, True]
    assert not waits(limited, owner)


def test_one_who_is_refused_takes_nothing_from_the_others(services: Services) -> None:
    limited = replace(services, tries=RateLimit(0, 1), calls=RateLimit(0, 2))
    assert [waits(limited, visit("hasty")) for _ in range(9)] == [False] + [True] * 8
    assert not waits(limited, visit("calm", "203.0.113.6"))
    narrow = replace(services, tries=MANY, connections=RateLimit(0, 1), calls=RateLimit(0, 2))
    assert [waits(narrow, visit(str(n))) for n in range(9)] == [False] + [True] * 8
    assert not waits(narrow, visit("calm", "203.0.113.6"))


def test_the_playground_and_the_api_do_not_use_each_other_up(services: Services) -> None:
    limited = replace(services, calls=RateLimit(0, 1))
    count_act(limited, visit("one"), "call")
    assert not waits(limited, visit("one"))
    with pytest.raises(ValueError, match="a bit fast"):
        count_act(limited, visit("two"), "call")
