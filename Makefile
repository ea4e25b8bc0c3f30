# `make help` lists the targets. The two that matter on a fresh machine: demo and test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The same bytes whatever the machine's locale says.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo dashboards test test-fast browser lint format lock benchmark clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] < (3, 14) else "crm-warehouse needs Python 3.11, 3.12 or 3.13, this is %d.%d: set PYTHON=python3.13, say" % sys.version_info[:2])'
	@echo "Installing the locked dependencies into $(VENV) (about a minute, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.lock
	@echo "Installing the locked development dependencies into $(VENV)"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
