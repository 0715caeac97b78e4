# Two commands: `make demo` tries it out, `make test` proves it. Nothing is needed but Python 3.11 (with venv) and make.

VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
UV_VERSION := 0.13.9
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
TEMPLATES = find audit coalition consent orgs sharing -path '*/templates/*' -name '*.html'
SYNC = $(VENV)/bin/uv pip sync --quiet --python $(PY) --require-hashes requirements.lock
ONLY ?=
SCALE ?= 1

.DEFAULT_GOAL := help
.PHONY: help install demo serve lint types contracts browser test verify bench trust lock

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

install: $(INSTALLED) ## what the lock file says, into .venv

$(INSTALLED): requirements.lock
	@test -n "$(PYTHON)" || { echo "commonlist: Python 3.11 or newer with venv is needed (Debian: apt install python3 python3-venv)." >&2; exit 1; }
	@echo "Installing into $(VENV)"
	@$(PY) -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@test -x $(VENV)/bin/uv || $(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@# The second try is for networks with a certificate authority of their own.
	@$(SYNC) 2>/dev/null || $(SYNC) --system-certs
	@touch $@

demo: $(INSTALLED) ## everything in the foreground, with invented people, on PORT (8000)
	@exec $(PY) manage.py demo --with-parent

serve: $(INSTALLED) ## the same for real: see coalition/docs/operations.md
	@exec $(PY) manage.py serve --with-parent

lint: $(INSTALLED) ## form and habits of code and templates
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(TEMPLATES) -print0 | xargs -0 -r $(VENV)/bin/djade --check --target-version 5.2
	@$(TEMPLATES) -print0 | xargs -0 -r $(VENV)/bin/djlint --quiet --lint

types: $(INSTALLED) ## mypy, strict
	@COMMONLIST_TESTING=1 $(VENV)/bin/mypy audit coalition consent orgs sharing tests manage.py

contracts: $(INSTALLED) ## who may import whom
	@COMMONLIST_TESTING=1 $(VENV)/bin/lint-imports

browser: $(INSTALLED) ## find a Chromium for the browser tests, or install one
	@$(PY) tests/chromium.py

# A file stays with one process: the sites and worlds of its fixtures are made once. tests/conftest.py puts long ones first.
test: browser ## all of the above and the tests: up to 10 minutes on 2 cores
	@$(MAKE) --no-print-directory -j 2 types contracts lint
	@$(VENV)/bin/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not verify and not bench"

verify: $(INSTALLED) browser ## the long matrices and races: up to 40 minutes
	@$(VENV)/bin/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m verify

bench: $(INSTALLED) ## a table of measurements; ONLY=subject for one
	@$(PY) -m tests.benchmarks "$(ONLY)"

trust: $(INSTALLED) browser ## the figures of trust, at length; SCALE=0.01 for a taste, ONLY=word for some
	@$(PY) -m tests.trust $(SCALE) "$(ONLY)"

lock: $(INSTALLED) ## renew requirements.lock from pyproject.toml
	@$(VENV)/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url \
		--python-version 3.11 --no-header --quiet --output-file requirements.lock
