# Two commands do everything: `make run` serves the page, `make test` passes the tests.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test install dev check clean

run: install
	$(BIN)/interviewer serve

test: dev
	$(BIN)/pytest -n 2 --ignore=tests/ui
	$(BIN)/pytest -n 2 tests/ui

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/interviewer check

install: .venv/.installed
dev: .venv/.installed-dev

.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25'

.venv/.installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/.installed-dev: .venv/.installed pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv
