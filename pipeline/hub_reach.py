"""Whether the Hub can be reached before a model is asked of it: a model's place enters, a truth leaves."""

import os
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

import anyio

HUB = "https://huggingface.co"
PATIENCE_S = 5.0  # seconds until a Hub that takes no connection is out of reach, beside what its name takes


def only_here(location: str) -> bool:
    """Whether a model can be loaded from this machine's files alone, if at all: it is a folder, or the Hub is
    switched off, or its host takes no connection. The Hub's client would try each file again and again, for
    some 50 s. What a proxy reaches is left to it.
    """
    switched_off = os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "on", "yes", "true")
    if Path(location).is_absolute() or switched_off:
        return True
    address = urlsplit(os.environ.get("HF_ENDPOINT") or HUB)
    if {address.scheme, "all"} & getproxies().keys():
        return False
    port = address.port or (80 if address.scheme == "http" else 443)
    try:
        return not anyio.run(_connects, address.hostname or "", port)
    except OSError:
        return True


async def _connects(host: str, port: int) -> bool:
    """In PATIENCE_S, by whichever of its addresses is the first. OSError where all refuse."""
    with anyio.move_on_after(PATIENCE_S):
        async with await anyio.connect_tcp(host, port):
            return True
    return False
