"""Sessions are separate, light, and not without end."""

from types import SimpleNamespace

import gradio as gr

from pipeline.ui import Services
from pipeline.ui.page import build_page
from pipeline.ui.sessions import Sessions, keep_sessions


def make_sessions(page: gr.Blocks, capacity: int) -> Sessions:
    page.state_session_capacity = capacity
    page.app = SimpleNamespace()
    keep_sessions(page)
    kept: Sessions = page.app.state_holder
    return kept


def test_a_session_writes_down_no_component_and_keeps_one_that_changes(services: Services) -> None:
    page, _ = build_page(services)
    sessions = make_sessions(page, 10)
    session = sessions["one"]
    assert session.config_values == {}
    changed = next(key for key, block in page.blocks.items() if isinstance(block, gr.Textbox))
    session[changed] = larger = gr.Textbox(
        lines=7, render=False
    )  # as Gradio does with an output that changes
    session._update_config(changed)
    session._update_value_in_config(changed, "typed")
    assert session.config_values == {} and session[changed] is larger
    assert sessions["one"] is session and sessions["two"][changed] is page.blocks[changed]


def test_sessions_remember_their_own_state_and_the_longest_unused_goes() -> None:
    with gr.Blocks() as page:
        counter = gr.State([0])
    sessions = make_sessions(page, 2)
    sessions["one"][counter._id].append(1)
    assert (sessions["one"][counter._id], sessions["two"][counter._id]) == ([0, 1], [0])
    sessions["one"][counter._id] = [7]
    sessions["three"]
    assert set(sessions.session_data) == {"one", "three"}
    assert sessions["one"][counter._id] == [7]
