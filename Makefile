# The commands of this house; `make` alone lists them. All set-up happens here, once, and is remembered by stamps in .venv and build.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check -qq
LOCK := $(PYTHON) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
CATALOGUES := $(wildcard abjure/server/locale/*/LC_MESSAGES/*.po)
# Tests found registers of their own and never meet the reader's; a web server lies where only root looks.
PYTEST := env -u ABJURE_HOME -u ABJURE_ROLE -u ABJURE_DOOR_DATABASE -u ABJURE_DESK_DATABASE -u ABJURE_GATE_DATABASE \
	-u ABJURE_PUBLIC_DATABASE -u PORT PATH="$$PATH:/usr/sbin" $(PYTHON) -m pytest

# Two files at a time, in their order: a browser's come last.
BESIDE := --numprocesses=2 --dist=loadfile --no-loadscope-reorder

.PHONY: help
help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: setup ## Set up, then start the register on 127.0.0.1:8000 (PORT, ABJURE_HOME)
	@exec $(VENV)/bin/abjure serve

.PHONY: test
test: setup-dev system ## Set up, then run every test once (A=… hands arguments to pytest)
	@exec $(PYTEST) $(BESIDE) $(A)

.PHONY: check
check: setup-dev ## Lints, types and import contracts
	@echo "abjure: lints"
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check --diff --quiet .
	@echo "abjure: types"
	@$(PYTHON) -m mypy
	@echo "abjure: import contracts"
	@$(VENV)/bin/lint-imports --no-logo --cache-dir .import_linter_cache

.PHONY: format
format: setup-dev ## Lay the code out as `make check` wants it
	@$(PYTHON) -m ruff check --fix --quiet . || true
	@$(PYTHON) -m ruff format --quiet .

.PHONY: torture
torture: setup-dev system ## The long fault runs: kills, full disks, damaged files
	@exec $(PYTEST) -m slow $(A)

.PHONY: bench
bench: setup-dev ## Measure, each figure beside the limit of this machine
	@sh setup/system.sh wrk
	@exec $(PYTHON) -m bench $(A)

.PHONY: docs
docs: setup-dev ## Write the reference pages that are made from the code
	@exec $(PYTHON) -m docs

.PHONY: map
map: ## Print the door-plates: what every package and file is
	@exec "$$(sh setup/python.sh)" setup/map.py abjure

.PHONY: lock
lock: setup-dev ## Pin the newest allowed dependencies, with hashes
	@for name in run dev node; do \
		echo "abjure: locking requirements/$$name.txt"; \
		CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) $(A) -o requirements/$$name.txt requirements/$$name.in || exit 1; \
	done

.PHONY: messages
messages: setup-dev ## Bring the catalogues in step with what the pages say
	@exec $(PYTHON) -m setup.messages

.PHONY: clean
clean: ## Remove what set-up made; never a register
	@rm -rf $(VENV) build abjure/server/static/built *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find abjure -name '*.mo' -delete

# Set-up

.PHONY: setup setup-dev system
setup: $(VENV)/run.stamp build/catalogues.stamp build/fonts.stamp
setup-dev: $(VENV)/dev.stamp build/catalogues.stamp build/fonts.stamp build/axe.stamp

system:
	@sh setup/system.sh

setup setup-dev: build/browser.stamp

$(VENV)/made.stamp:
	@echo "abjure: making a virtual environment in $(VENV)"
	@python="$$(sh setup/python.sh)" && "$$python" -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements/run.txt pyproject.toml $(VENV)/made.stamp
	@echo "abjure: installing the pinned dependencies"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "abjure: installing the tools of the checks and tests"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

build/catalogues.stamp: setup/catalogues.py $(CATALOGUES) $(VENV)/run.stamp
	@echo "abjure: compiling the catalogues"
	@mkdir -p build && $(PYTHON) setup/catalogues.py abjure/server/locale
	@touch $@

build/node.stamp: requirements/node.txt setup/node.sh $(VENV)/run.stamp
	@mkdir -p build && sh setup/node.sh $(PYTHON)
	@touch $@

build/browser.stamp: setup/browser.sh $(wildcard browser/*) build/node.stamp
	@echo "abjure: making the declaring page's script"
	@sh setup/browser.sh
	@touch $@

build/fonts.stamp: setup/fonts.py setup/fonts.toml build/node.stamp
	@echo "abjure: fetching the certificates' fonts"
	@$(PYTHON) setup/fonts.py setup/fonts.toml build/fonts
	@touch $@

build/axe.stamp: setup/fonts.py setup/axe.toml build/node.stamp
	@echo "abjure: fetching the accessibility engine of the tests"
	@$(PYTHON) setup/fonts.py setup/axe.toml build/axe
	@touch $@
