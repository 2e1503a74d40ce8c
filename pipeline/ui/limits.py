"""How often models may be run, and the API called, by whoever has the link."""

from typing import Literal

import gradio as gr

from pipeline.ui import Services
from pipeline.ui.access import connection_of, is_owner, visitor_of
from pipeline.ui.messages import Hint
from pipeline.ui.text import language, say


def count_act(services: Services, request: gr.Request, where: Literal["call", "play"]) -> None:
    """ValueError when this visitor, this connection or all together ask too much of the API (`call`) or of
    the playground (`play`).

    They are asked in this order, so that whoever is refused takes nothing from the others. A page's number is
    of its client's choosing, hence the connection; from this machine there is none. Whoever asks through the
    Model Context Protocol shares one visit with everyone else who does. The owner need not wait for others.
    """
    settings = services.settings
    allowed = services.tries.allows(f"{where} {visitor_of(request, settings)}")
    if allowed and not is_owner(request, settings):
        connection = connection_of(request, settings)
        allowed = connection is None or services.connections.allows(f"{where} {connection}")
        allowed = allowed and services.calls.allows(where)
    if not allowed:
        raise Hint(say("common_slow_down", language(request)))
