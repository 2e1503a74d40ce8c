"""What the server keeps for each open page.

Gradio (6.31, state_holder.py) writes down every component's configuration for each new session, and the value
of every input and output at each event, which only its links that restore a page read; this page has none.
That is 50 ms and 0.6 MB for every visitor, then the plots of each run that was looked at, and as many as
10,000 sessions are kept. Here a session has none of it.
"""

from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

SESSIONS_KEPT = 2000  # the one that was not used for longest goes first


class Session(SessionState):
    """The page's components and the visitor's own state, and of no component a configuration."""

    def __init__(self, page: gr.Blocks) -> None:
        super().__init__(cast(gr.Blocks, SimpleNamespace(default_config=page.default_config, blocks={})))

    def __setitem__(self, key: int, value: Any) -> None:
        super().__setitem__(key, value)
        self.config_values.clear()

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: Any) -> None:
        pass


class Sessions(StateHolder):
    """Sessions by their hash, made when they are first asked for."""

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self.session_data[session_id] = Session(self.blocks)
        return super().__getitem__(session_id)


def keep_sessions(page: gr.Blocks) -> None:
    """Have a page that is being served keep its sessions so."""
    sessions = Sessions()
    sessions.set_blocks(page)
    page.app.state_holder = sessions
