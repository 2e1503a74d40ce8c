"""The app as a process: what it loads before its page is served, and what it says."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.settings import ROOT
from ui.running_app import free_port

# Serves the page in this process, asks for it once, and says which heavy libraries were loaded by then, and
# whether Gradio parsed the sources of more than the few components that it loads later.
PROBE = """
import ast
parsed, segment = [], ast.get_source_segment
ast.get_source_segment = lambda source, node: parsed.append(node) or segment(source, node)

import gc, inspect, sys, threading, time, urllib.request
from dataclasses import replace
import app
from pipeline.settings import load_app_secret, read_settings

def look(url):
    while True:
        try:
            page = urllib.request.urlopen(url, timeout=30).read()
            break
        except OSError:
            time.sleep(0.1)
    libraries = ("torch", "transformers", "trl", "peft", "datasets", "scipy")
    heavy = [name for name in libraries if name in sys.modules]
    while not gc.get_freeze_count():  # happens a moment after the page is there
        time.sleep(0.1)
    print("PAGE", len(page) > 1000, "HEAVY", heavy, "FEW PARSED", len(parsed) < 5, flush=True)
    print(inspect.getfile(app.Services), inspect.getfile(sys.modules["gradio"].Button), flush=True)
    import os
    os._exit(0)

settings = read_settings()
settings = replace(settings, app_secret=load_app_secret(settings))
threading.Thread(target=look, args=(f"http://127.0.0.1:{settings.server_port}/",), daemon=True).start()
app.serve(app.make_services(settings))
"""


def environment(data_dir: Path, port: int) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith(("GRADIO_", "SPACE"))}
    return own | {"DATA_DIR": str(data_dir), "GRADIO_SERVER_PORT": str(port), "PYTHONPATH": str(ROOT)}


def test_the_page_is_served_before_any_model_library_is_loaded(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=ROOT,
        env=environment(tmp_path, free_port()),
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert "PAGE True HEAVY [] FEW PARSED True" in done.stdout, done.stdout + done.stderr
    assert "button.py" in done.stdout  # which is found again
    assert (tmp_path / "app-secret").stat().st_mode & 0o077 == 0


def test_a_port_that_is_none_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in environment(tmp_path, 0).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=r"^title-tuner: GRADIO_SERVER_PORT is '0'.*$") as ended:
        runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
    assert isinstance(ended.value.code, str)  # which Python prints, and no traceback
