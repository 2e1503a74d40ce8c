"""Gradio, imported without the type stubs for editors that it writes beside its components' sources: parsing
those took, at each start, two of the five seconds of processor time that `import gradio` takes (6.31).
"""

import inspect
from typing import Any

__all__ = ["gradio"]

_getfile = inspect.getfile


def _hide_components(of: Any) -> str:
    """Gradio passes over a component that has no file."""
    if isinstance(of, type) and of.__module__.startswith("gradio."):
        raise OSError(f"{of} is not looked up while Gradio is imported")
    return _getfile(of)


inspect.getfile = _hide_components  # type: ignore[assignment]
try:
    import gradio
finally:
    inspect.getfile = _getfile
