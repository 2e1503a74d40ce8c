"""The page's frame: header, four tabs in the order of the loop, and which of them a visitor may use."""

from collections.abc import Callable

import gradio as gr

from pipeline.ui import Services, bind, compare_tab, create_tab, endpoints, guide, label_tab, train_tab
from pipeline.ui.access import is_owner
from pipeline.ui.page_head import ASKED_TAB, FOLLOW_ADDRESS, language_switch
from pipeline.ui.text import t

UPLOADS = (3600, 24 * 3600)  # seconds: look every hour, and delete files that came or went a day ago
Build = Callable[[Services, gr.Tab], None]
TABS: tuple[tuple[str, Build], ...] = (
    ("create", create_tab.build),
    ("label", label_tab.build),
    ("train", train_tab.build),
    ("compare", compare_tab.build),
)


def build_page(services: Services) -> gr.Blocks:
    """The whole page, not launched. A tab's element id is `tab-<name>`, its button's `tab-<name>-button`.

    A tab asks for what it shows when it is selected, as the first one is when the page opens: each output of
    an event keeps the browser from its work for some milliseconds.
    """
    with gr.Blocks(title="Title Tuner", analytics_enabled=False, delete_cache=UPLOADS) as page:
        with gr.Row(elem_id="masthead"):
            gr.Markdown("# Title Tuner", elem_id="product", container=False)
            gr.Markdown(t("page_tagline"), elem_id="tagline", container=False)
            badge = gr.Markdown(t("page_owner"), elem_id="owner-badge", container=False, visible=False)
            if services.settings.on_space and services.settings.oauth:
                gr.LoginButton(size="sm", elem_id="sign-in")
            language_switch()
        way = guide.build()
        found: dict[str, gr.Tab] = {}
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs:
            for name, build in TABS:
                with gr.Tab(t(f"page_{name}"), id=name, elem_id=f"tab-{name}") as found[name]:
                    build(services, found[name])
        endpoints.build(services)
        guide.wire(services, list(found.values()), way)
        asked = gr.Textbox(visible=False)
        opened = page.load(
            bind(show_badge, services),
            asked,
            [badge, tabs],
            js=ASKED_TAB,
            api_visibility="private",
            queue=False,
        )
        opened.then(fn=None, js=FOLLOW_ADDRESS)
    return page


def show_badge(services: Services, asked: str | None, request: gr.Request) -> tuple[dict, dict]:
    """The owner's badge, and the tab that the address asks for; who cannot create anything starts where they
    can do something.
    """
    owner = is_owner(request, services.settings)
    first = asked if asked in dict(TABS) else None if owner else "label"
    return gr.update(visible=owner), gr.update(selected=first) if first else gr.skip()
