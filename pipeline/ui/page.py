"""The page's frame: header, four tabs in the order of the loop, and which of them a visitor may use."""

from collections.abc import Callable

import gradio as gr

from pipeline.ui import Services, bind, compare_tab, create_tab, endpoints, guide, label_tab, train_tab
from pipeline.ui.access import is_owner
from pipeline.ui.events import AT_ONCE
from pipeline.ui.page_head import OPEN_TAB, language_switch
from pipeline.ui.roles import Part, for_owner, show_parts
from pipeline.ui.text import t

UPLOADS = (3600, 24 * 3600)  # seconds: look every hour, and delete files that came or went a day ago
Build = Callable[[Services, gr.Tab], list[Part]]
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
        parts = for_owner(badge)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            for name, build in TABS:
                with gr.Tab(t(f"page_{name}"), id=name, elem_id=f"tab-{name}") as found[name]:
                    parts += build(services, found[name])
        endpoints.build(services)
        guide.wire(services, list(found.values()), way)
        page.load(fn=None, js=OPEN_TAB, **AT_ONCE)
        first = gr.Textbox(visible=False)
        known = page.load(bind(first_tab, services), None, first, **AT_ONCE)
        known.then(fn=None, inputs=first, js=OPEN_TAB, **AT_ONCE)
        rules = [part.rule for part in parts]
        page.load(bind(show_parts, services, rules), None, [part.block for part in parts], **AT_ONCE)
    return page


def first_tab(services: Services, request: gr.Request) -> str:
    """The tab that a page opens on whose address names none, if it is not the first one: who cannot create
    anything starts where they can do something.
    """
    return "" if is_owner(request, services.settings) else "label"
