"""The ideas that come with the app, and the button that adds them in bites."""

from dataclasses import replace
from html import escape
from itertools import pairwise

import gradio as gr
import pytest

from pipeline.formats import read_ideas
from pipeline.settings import SHIPPED_DATA
from pipeline.ui import Services, create_tab
from pipeline.ui.access import RateLimit
from pipeline.ui.shipped_ideas import AT_FIRST, shipped_ideas
from pipeline.ui.text import say
from pipeline.ui.writing import Writing
from scripted import ScriptedWriter

PLAIN = "How bees find their way home"


@pytest.fixture
def services(services: Services) -> Services:
    """Those of all tests of the page, with a writer that declines nothing and is asked for no title."""
    return replace(services, writer=lambda model: ScriptedWriter({}))


def texts(services: Services) -> list[str]:
    return [idea.text for idea in services.store.ideas(services.task)]


def offered(services: Services, owner: gr.Request) -> tuple[str, bool]:
    """What the button for the ideas that come with the app says, and whether it can be pressed."""
    button = create_tab.show_tab(services, Writing(), "", False, False, 1, owner)[-1]
    return button["value"], button["interactive"]


def test_the_ideas_that_come_with_the_app_are_added_in_two_bites_and_once(
    services: Services, owner: gr.Request
) -> None:
    assert offered(services, owner) == (f"Or add {AT_FIRST} example ideas", True)
    assert len(shipped_ideas()) == len(set(shipped_ideas())) == 132
    create_tab.add_typed(services, shipped_ideas()[0].upper(), owner)
    create_tab.add_typed(services, shipped_ideas()[AT_FIRST], owner)
    assert offered(services, owner) == ("Or add 39 example ideas", True)
    assert "Ideas added: 39<" in create_tab.add_shipped(services, RateLimit(100.0, 100), owner)[0]
    aside = services.store.ideas(services.task)[-1]
    services.store.set_aside([aside.id], True, services.now())  # not wanted, so not offered again
    assert offered(services, owner) == ("Add the other 91 example ideas", True)
    create_tab.add_shipped(services, RateLimit(100.0, 100), owner)
    assert offered(services, owner) == ("All example ideas are here", False)
    assert len(texts(services)) == 131 and aside.text not in texts(services)
    assert "Ideas added: 0" in create_tab.add_shipped(services, RateLimit(100.0, 100), owner)[0]


def test_an_example_idea_that_is_lacking_comes_with_the_others(services: Services, owner: gr.Request) -> None:
    """As when an earlier app did not have it yet."""
    typed = [text for n, text in enumerate(shipped_ideas()) if n not in (3, 90)]
    create_tab.add_typed(services, "\n".join(typed), owner)
    assert offered(services, owner) == ("Add the other 2 example ideas", True)
    create_tab.add_typed(services, shipped_ideas()[3], owner)
    assert offered(services, owner) == ("Add the last example idea", True)


def test_the_first_bite_comes_from_the_whole_list() -> None:
    every = read_ideas(SHIPPED_DATA / "ideas.csv")
    places = [every.index(text) for text in shipped_ideas()[:AT_FIRST]]
    assert places[0] == 0 and {later - earlier for earlier, later in pairwise(places)} == {3, 4}
    assert say("create_shipped", "en") == say("create_shipped_first", "en", n=AT_FIRST)
    assert say("create_shipped", "zh") == say("create_shipped_first", "zh", n=AT_FIRST)


def test_ones_own_ideas_stand_before_those_that_come_with_the_app(
    services: Services, owner: gr.Request
) -> None:
    create_tab.add_typed(services, "keeping bees\nkeeping wasps", owner)
    create_tab.add_shipped(services, RateLimit(100.0, 100), owner)
    page = create_tab.show_tab(services, Writing(), "", False, False, 1, owner)[1]
    wasps, bees = page.index("keeping wasps"), page.index("keeping bees")
    assert wasps < bees < page.index(escape(services.store.ideas(services.task)[-1].text))


def test_a_double_click_on_the_example_ideas_adds_one_bite(services: Services, owner: gr.Request) -> None:
    time = [0.0]
    pace = RateLimit(0.5, 1, clock=lambda: time[0])
    create_tab.add_shipped(services, pace, owner)
    time[0] = 0.5
    with pytest.raises(ValueError, match="a bit fast"):
        create_tab.add_shipped(services, pace, owner)
    assert services.store.count_ideas(services.task) == AT_FIRST
    time[0] = 3.0
    create_tab.add_shipped(services, pace, owner)
    assert services.store.count_ideas(services.task) == 132
