# `make help` lists the targets. `make dev` and `make test` install what they need.
SHELL := /bin/sh
PORT ?= 3000
# Empty takes the template's own, arm64.
ARCHITECTURE ?=
BUILT_FOR = $(if $(ARCHITECTURE),--parameter-overrides Architecture=$(ARCHITECTURE))
BIN := .venv/bin
UV = $(shell command -v uv || echo .tools/bin/uv)
.DEFAULT_GOAL := help
.PHONY: help setup dev test check format openapi lock build deploy invoke bench

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

.venv/.installed: pyproject.toml uv.lock scripts/setup
	@scripts/setup

setup: .venv/.installed ## install what is missing into .tools and .venv

dev: .venv/.installed ## everything on one port of this machine: make dev PORT=3000
	@exec $(BIN)/gazette dev --port $(PORT)

test: .venv/.installed ## run the test suite
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

check: .venv/.installed ## what CI checks: lint, format, types, template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	scripts/requirements --check
	scripts/check-template

format: .venv/.installed ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: .venv/.installed ## write docs/openapi.json
	$(BIN)/gazette openapi

lock: .venv/.installed ## lock the dependencies, and export what is deployed
	$(UV) lock
	@scripts/requirements

build: .venv/.installed ## build what is deployed: make build ARCHITECTURE=x86_64
	@scripts/build $(BUILT_FOR)

deploy: build ## build and deploy; the first time: make deploy SAM_FLAGS=--guided
	@scripts/sam deploy $(SAM_FLAGS)

invoke: ## run one built function in a container: make invoke FUNCTION=RatesFunction EVENT=events/rates/sheet.json
	@scripts/sam local invoke $(FUNCTION) --event $(EVENT) $(BUILT_FOR) $(SAM_FLAGS)

bench: .venv/.installed ## cold and warm costs of a public read beside its peers, from what `make build` built
	@$(BIN)/python -m bench
