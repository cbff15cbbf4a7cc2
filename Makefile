# What a newcomer types. Each target does all the set-up that it needs.
PYTHON ?= python3
PORT ?= 8000
export PORT SIZE ARGS

.PHONY: help demo test browsers lint messages pictures bench soak clean python

help:
	@echo "make demo [PORT=8000]   the catalogue with demonstration data, on this machine only"
	@echo "make test               lint, and all tests on SQLite, on PostgreSQL and in Chromium"
	@echo "make browsers           the player in Chromium, Firefox and WebKitGTK: four minutes and more"
	@echo "make lint               style of code and templates, and types"
	@echo "make messages           the Dutch words brought in line with the code; says which are missing"
	@echo "make pictures           the pictures of docs/editors.md, taken anew: needs Chromium"
	@echo "make bench [SIZE=650k]  the speed of the search at 30k, 650k or 6500k fragments (30k)"
	@echo "make soak               search and server under load: writing at once, killed at work, slow visitors"
	@echo "make clean              removes .venv and var: the packages, the demonstration and its data"

demo test browsers lint messages pictures bench soak: python
	@exec "$(PYTHON)" -m scripts.$@

clean:
	rm -rf .venv var .pytest_cache .ruff_cache .mypy_cache .hypothesis

# In the shell, because an old Python could not even read the scripts that would say so.
python:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "$(PYTHON) is not on this machine: install Python 3.11 or later" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is too old: this needs Python 3.11 or later. Have one under another name?" >&2; \
	  echo "Then name it: make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12" >&2; exit 1; }
