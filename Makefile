# `make help` lists the targets. The two that matter on a fresh machine: demo and test.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps
# The same bytes whatever the machine's locale says.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo dashboards test test-fast lint format lock bench bench-small clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: .venv/runtime.done ## install, write demo exports, run the whole night on them, publish
	@$(BIN)/warehouse demo

dashboards: .venv/runtime.done ## open the dashboards on http://127.0.0.1:8501 (PORT=...)
	@$(BIN)/warehouse dashboards --port $(PORT)

test: .venv/development.done ## install what the tests need and run them all
	@$(BIN)/python -m tests.setup_browser
	@$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

test-fast: .venv/development.done ## the tests that build no warehouse and drive no browser
	@$(BIN)/python -m pytest -m "not slow and not browser"

lint: .venv/development.done ## every check that needs no data: style, types, SQL, arrows, dbt
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/sqlfmt --check --quiet dbt_project
	@$(BIN)/lint-imports
	@WAREHOUSE_BUILD_PATH=:memory: $(BIN)/dbt --quiet --warn-error parse --no-partial-parse \
		--project-dir dbt_project --profiles-dir dbt_project

format: .venv/development.done ## rewrite Python and SQL in the house style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@$(BIN)/sqlfmt --quiet dbt_project

lock: .venv/development.done ## write the two lock files anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --output-file requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --constraint requirements.lock --group dev \
		--output-file requirements-dev.lock pyproject.toml

bench: .venv/development.done ## measure all of docs/benchmarks.md and write it anew: a day's work
	@$(BIN)/python -m benchmarks everything
	@$(BIN)/python -m benchmarks page

bench-small: .venv/development.done ## run every benchmark at a tiny size, to see that it works
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		$(BIN)/python -m benchmarks --results "$$folder" everything --tiny && \
		$(BIN)/python -m benchmarks --results "$$folder" page --to "$$folder/page.md"

clean: ## remove the virtual environment and caches; data/ is kept
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@rm -rf dbt_project/target dbt_project/logs

.venv/runtime.done: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else f"crm-warehouse needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is {v[0]}.{v[1]}: make PYTHON=python3.13 ...")'
	@echo "Installing the locked dependencies into .venv (a minute or two, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-index --no-build-isolation --editable .
	@touch $@

.venv/development.done: .venv/runtime.done requirements-dev.lock
	@echo "Installing the locked development dependencies into .venv"
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@
