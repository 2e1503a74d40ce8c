"""Who writes titles: a model on this machine, or one behind an address; each is a `TitleWriter`."""

from pipeline.writers.endpoint import Endpoint, EndpointWriter
from pipeline.writers.local import Complete, LocalWriter, check_serves, declines
from pipeline.writers.protocol import Asking, NoTitles, Refused, TitleWriter

__all__ = [
    "Asking",
    "Complete",
    "Endpoint",
    "EndpointWriter",
    "LocalWriter",
    "NoTitles",
    "Refused",
    "TitleWriter",
    "check_serves",
    "declines",
]
