# Each target makes its own environment when that is missing or older than what it is made from.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

LOWEST := .venv-lowest/bin
# What leans most on the libraries, without what only takes long.
LOWEST_TESTS := tests/storage/test_engine.py tests/contracts/test_store_contract.py tests/crawler/parsers \
	tests/newsdesk/test_settings_load.py tests/newsdesk/test_log.py tests/pipeline/tag

.PHONY: demo serve daemon test test-lowest coverage check-install lint bench fit format clean
.DEFAULT_GOAL := demo

demo: .venv/.runtime  ## walk through everything over the bundled newsroom
	$(BIN)/newsdesk demo

serve: .venv/.runtime  ## read the demonstration's stories in a browser
	test -d var/demo/config || $(BIN)/newsdesk demo
	$(BIN)/newsdesk --config var/demo/config web

daemon: .venv/.runtime  ## run the daemon in the foreground with ./config
	$(BIN)/newsdesk migrate
	$(BIN)/newsdesk daemon

test: .venv/.dev  ## run all tests, on SQLite and on Postgres
	$(BIN)/python -m pytest -n auto

coverage: .venv/.dev  ## the same, and how much of the code it runs
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

test-lowest: .venv-lowest/.installed  ## the core of the tests with the lowest versions that pyproject.toml allows, on SQLite
	$(LOWEST)/python -m pytest -n auto -k "not postgres" $(LOWEST_TESTS)

check-install: .venv/.python  ## install the wheel with the pip that each Python brings, and extract a page; needs a registry
	$(BIN)/python tests/install/check_install.py

lint: .venv/.dev  ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pip check

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.bench  ## measure what needs no data from outside; see docs/benchmarks.md
	$(BIN)/python -m benchmarks

# The data lie outside the project: texts.jsonl in CORPUS, the labelled sets in SETS.
fit: .venv/.bench  ## learn every number of the tagger that is learned: make fit CORPUS=DIR SETS=DIR
	$(BIN)/python -m benchmarks.fit --corpus "$(CORPUS)" --sets "$(SETS)" --write

.venv/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newsdesk needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	touch $@

.venv/.runtime: .venv/.python pyproject.toml constraints.txt
	@echo "installing newsdesk into .venv (once; a minute or two)"
	$(INSTALL) --editable '.[web]'
	touch $@

.venv/.dev: .venv/.runtime
	$(INSTALL) --group dev
	touch $@

.venv-lowest/.installed: .venv/.dev pyproject.toml tests/install/lowest.py
	$(PYTHON) -m venv .venv-lowest
	$(LOWEST)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python tests/install/lowest.py > .venv-lowest/lowest.txt
	$(LOWEST)/python -m pip install --quiet --disable-pip-version-check --requirement .venv-lowest/lowest.txt
	$(LOWEST)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(LOWEST)/python -m pip install --quiet --disable-pip-version-check --group test
	touch $@

.venv/.bench: .venv/.dev
	$(INSTALL) --group bench
	touch $@

clean:
	rm -rf .venv .venv-lowest var
