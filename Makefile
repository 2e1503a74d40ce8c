# `make run` serves the page, `make test` runs the tests; both set up .venv first. Needs Python 3.11 or newer.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable

.PHONY: run install check test soak bench screenshots browser

run: install
	$(BIN)/python app.py

install: $(VENV)/.installed

test: $(VENV)/.test-installed browser
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not soak"

soak: $(VENV)/.test-installed browser
	$(BIN)/python -m pytest -m soak

check: $(VENV)/.test-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(VENV)/.test-installed browser
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/page.py
	$(BIN)/python bench/loop.py
	$(BIN)/python bench/stop.py

screenshots: $(VENV)/.test-installed browser
	$(BIN)/python docs/take_pictures.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Title Tuner needs Python 3.11 or newer; run make PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/.test-installed: $(VENV)/.installed tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
	@touch $@

# Any Chromium or Chrome will do; where there is none, Debian's package is installed.
browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if command -v apt-get >/dev/null; then \
		run=; [ "$$(id -u)" = 0 ] || run=sudo; \
		$$run apt-get update -qq && $$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
		echo "No Chromium or Chrome was found; install one to run the browser tests"; \
	fi
