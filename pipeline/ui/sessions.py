"""What the server keeps for each open page.

Gradio (6.31, state_holder.py) writes down every component's configuration for each new session, which only
its links that restore a page read: for this page 50 ms and 0.6 MB for every visitor, and as many as 10,000 of
them are kept. Here a session begins without; what Gradio needs of a component later, it adds by itself.
"""

from types import SimpleNamespace
from typing import cast

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

SESSIONS_KEPT = 2000  # the one that was not used for longest goes first


class Sessions(StateHolder):
    """Sessions by their hash, made when they are first asked for."""

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self.session_data[session_id] = make_session(self.blocks)
        return super().__getitem__(session_id)


def make_session(page: gr.Blocks) -> SessionState:
    """A session that holds the page's components, and of no component a configuration."""
    without = SimpleNamespace(default_config=page.default_config, blocks={})
    return SessionState(cast(gr.Blocks, without))


def keep_sessions(page: gr.Blocks) -> None:
    """Have a page that is being served keep its sessions so."""
    sessions = Sessions()
    sessions.set_blocks(page)
    page.app.state_holder = sessions
