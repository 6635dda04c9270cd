# `make help` lists the targets. `make dev` and `make test` install what they need.
SHELL := /bin/sh
PORT ?= 3000
# Generated requests of an operation.
EXAMPLES ?= 5
# If empty, the default of the template, arm64.
ARCHITECTURE ?=
BUILT_FOR = $(if $(ARCHITECTURE),--parameter-overrides Architecture=$(ARCHITECTURE))
# `--name` if a variable is set, and not to 0.
option = $(if $(filter-out 0 no false,$(2)),--$(1))
BIN := .venv/bin
UV = $(shell command -v uv || echo .tools/bin/uv)
# A worker more than the usual two cores: many tests wait for a process.
# Files in their order: xdist would begin with those of many tests, and end with single tests of half a minute.
PYTEST = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder
SLOW = browser or dynamodb_local or end_to_end or slow
.DEFAULT_GOAL := help
.PHONY: help setup dev desk test test-slow fuzz check format openapi lock build deploy invoke bench

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

.venv/.installed: pyproject.toml uv.lock scripts/setup
	@scripts/setup

setup: .venv/.installed ## install what is missing into .tools and .venv

dev: .venv/.installed ## run everything on one port of this machine: make dev PORT=3000 FRESH=1 EMPTY=1 CONTAINERS=1
	@exec $(BIN)/gazette dev --desk --port $(PORT) $(if $(DATA),--data $(DATA)) $(call option,fresh,$(FRESH)) $(call option,empty,$(EMPTY)) $(call option,containers,$(CONTAINERS))

desk: .venv/.installed ## build the editors' front end into web/desk; `make dev` and `make build` do it too
	@scripts/desk

test: .venv/.installed ## run the test suite without its slow part
	@$(PYTEST) -m "not ($(SLOW))"

test-slow: .venv/.installed ## run the tests that take minutes, need a browser or start processes; CI runs them too
	@$(PYTEST) -m "$(SLOW)"

fuzz: .venv/.installed ## try the API of the reference with generated requests: make fuzz EXAMPLES=50
	@scripts/fuzz --max-examples $(EXAMPLES) --workers 2

check: .venv/.installed ## run the checks of CI: lint, format, types, template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	scripts/requirements --check
	scripts/check-template
	scripts/desk check

format: .venv/.installed ## format the code and fix lint errors
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: .venv/.installed ## write docs/openapi.json
	$(BIN)/gazette openapi

lock: .venv/.installed ## lock the dependencies and export the deployed ones
	$(UV) lock
	@scripts/requirements

build: .venv/.installed ## build for deployment: make build ARCHITECTURE=x86_64
	@scripts/build $(BUILT_FOR)

deploy: build ## build and deploy; the first time: make deploy SAM_FLAGS=--guided
	@scripts/sam deploy $(SAM_FLAGS)

invoke: .venv/.installed ## run one built function in a container: make invoke FUNCTION=RatesFunction EVENT=events/rates/sheet.json
	@$(BIN)/gazette invoke $(FUNCTION) --container $(if $(EVENT),--event $(EVENT)) -- $(BUILT_FOR) $(SAM_FLAGS)

bench: .venv/.installed ## compare cold and warm costs of public reads with other stacks (needs `make build`)
	@$(BIN)/python -m bench
