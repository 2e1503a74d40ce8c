"""How long until the page is served, against a bare Gradio page, side by side in one run: the ratio of the
medians.

Both are started as fresh processes, in turn; the clock runs from the start until the first answer to GET /.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = """
import gradio as gr
with gr.Blocks() as page:
    gr.Textbox()
page.launch(quiet=True, ssr_mode=False)
"""
QUIET = {"GRADIO_ANALYTICS_ENABLED": "False"}  # a machine without a network would wait for it
DEADLINE = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    commands = {"app": [sys.executable, "app.py"], "bare": [sys.executable, "-c", BARE]}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(given.rounds + 1):
        for name, command in commands.items():
            seconds[name].append(time_until_served(command))
    medians = {
        name: statistics.median(times[1:]) for name, times in seconds.items()
    }  # the first warms the disk
    report = {**medians, "ratio": medians["app"] / medians["bare"], "rounds": given.rounds}
    print(
        json.dumps(report)
        if given.json
        else "\n".join(f"{key}: {value:.2f}" for key, value in report.items())
    )


def time_until_served(command: list[str]) -> float:
    """Seconds from starting the process until it answers; the process is ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "GRADIO_SERVER_PORT": str(port), "DATA_DIR": folder, **QUIET}
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while time.perf_counter() - start < DEADLINE:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                        answer.read()
                        return time.perf_counter() - start
                except OSError:
                    time.sleep(0.01)
            raise TimeoutError(f"{command} did not serve within {DEADLINE:.0f} s")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


if __name__ == "__main__":
    main()
