"""The app as on ZeroGPU, on a machine without CUDA."""

import runpy

from pipeline.settings import ROOT
from zerogpu import shim  # noqa: F401

runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
