"""What has changed on the page, said to screen readers: a script for the page's head leaves."""

from pathlib import Path

HEAD = f"<script>{Path(__file__).with_suffix('.js').read_text()}</script>"
