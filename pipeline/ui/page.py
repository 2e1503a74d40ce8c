"""The page's frame: header, four tabs in the order of the loop, and which of them a visitor may use."""

import functools
from collections.abc import Callable

import gradio as gr
from starlette.requests import Request

from pipeline.ui import Services, compare_tab, create_tab, endpoints, guide, label_tab, train_tab
from pipeline.ui.page_head import language_switch
from pipeline.ui.prose import plain
from pipeline.ui.roles import Opening, Part, for_owner, opening
from pipeline.ui.text import t

UPLOADS = (3600, 24 * 3600)  # seconds: look every hour, and delete files that came or went a day ago
Build = Callable[[Services, gr.Tab], list[Part]]
Begin = Callable[[Request], Opening]


def build_page(services: Services) -> tuple[gr.Blocks, Begin]:
    """The whole page, not launched, and how it begins for who asks for it. A tab's element id is
    `tab-<name>`, its button's `tab-<name>-button`.

    A tab asks for what it shows when it is selected, as the first one is when the page opens: each output of
    an event keeps the browser from its work for some milliseconds.
    """
    with gr.Blocks(title="Title Tuner", analytics_enabled=False, delete_cache=UPLOADS) as page:
        with gr.Row(elem_id="masthead"):
            plain("<h1>Title Tuner</h1>", elem_id="product")
            plain(t("page_tagline"), "<p>${value}</p>", elem_id="tagline")
            badge = plain(t("page_owner"), elem_id="owner-badge", visible=False)
            if services.settings.on_space and services.settings.oauth:
                gr.LoginButton(size="sm", elem_id="sign-in")
            language_switch()
        way = guide.build()
        looked_at = gr.State(None)  # a run's id
        tabs: dict[str, Build] = {
            "create": functools.partial(create_tab.build, to_use=way[0]),
            "label": label_tab.build,
            "train": functools.partial(train_tab.build, looked_at=looked_at),
            "compare": functools.partial(compare_tab.build, looked_at=looked_at),
        }
        found: dict[str, gr.Tab] = {}
        parts = for_owner(badge) + guide.parts_at_opening(services, *way)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            for name, build in tabs.items():
                with gr.Tab(t(f"page_{name}"), id=name, elem_id=f"tab-{name}") as found[name]:
                    parts += build(services, found[name])
        endpoints.build(services)
        guide.wire(services, list(found.values()), way)
    return page, functools.partial(opening, services, parts)
