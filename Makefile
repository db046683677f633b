# `make up` runs the portal on this machine; `make test` and `make check` judge it.
# Needs Python >= 3.11 and make, nothing else (docs/operations.md).
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PIP_FLAGS := -q --disable-pip-version-check --no-input --require-hashes
WORKERS ?= 2
TESTS ?=

.PHONY: up test bench check format clean

up: .venv/installed
	@exec $(PY) -m portal.standalone.up

test: .venv/installed-dev
	$(PY) -m pytest -n $(WORKERS) $(TESTS)

# BENCH_ROWS, BENCH_STATE …: tests/bench/pages.py. A million cases take some minutes and 4 GB.
bench: .venv/installed-dev
	$(PY) -m tests.bench.pages
	$(PY) -m pytest tests/bench/bench_search.py -q -s

check: .venv/installed-dev
	@PATH="$(CURDIR)/.venv/bin:$$PATH" sh .ci/check

format: .venv/installed-dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# Debian keeps ensurepip apart: there, the system's pip fills the environment.
.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip .venv
	@test -x .venv/bin/pip || $(PYTHON) -m pip --version >/dev/null || { \
		echo "pip is needed once: apt-get install python3-venv (or python3-pip)." >&2; exit 1; }

# A stamp holds the lock it was made from: the second time is instant, another lock installs again.
.venv/installed: requirements.txt | .venv/bin/python
	@cmp -s $< $@ || cmp -s requirements-dev.txt .venv/installed-dev || { \
		echo "Installing what $< locks (about a minute, once) …"; $(call install,$<); }
	@cp $< $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/python
	@cmp -s $< $@ || { echo "Installing what $< locks (about a minute, once) …"; $(call install,$<); }
	@cp $< $@

install = if test -x .venv/bin/pip; then $(PY) -m pip install $(PIP_FLAGS) -r $(1); \
	else $(PYTHON) -m pip --python $(PY) install $(PIP_FLAGS) -r $(1); fi

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
