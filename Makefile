# `make help` lists the targets. `make dev` and `make test` install what they need.
SHELL := /bin/sh
PORT ?= 3000
BIN := .venv/bin
UV = $(shell command -v uv || echo .tools/bin/uv)
.DEFAULT_GOAL := help
.PHONY: help setup dev test check format openapi lock

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

.venv/.installed: pyproject.toml uv.lock scripts/setup
	@scripts/setup

setup: .venv/.installed ## install what is missing into .tools and .venv

dev: .venv/.installed ## everything on one port of this machine: make dev PORT=3000
	@exec $(BIN)/gazette dev --port $(PORT)

test: .venv/.installed ## run the test suite
	@$(BIN)/python -m pytest

check: .venv/.installed ## what CI checks: lint, format, types, template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cfn-lint template.yaml

format: .venv/.installed ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: .venv/.installed ## write docs/openapi.json
	$(BIN)/gazette openapi

lock: .venv/.installed ## lock the dependencies anew
	$(UV) lock
