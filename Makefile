# Every target sets itself up: only python3 (3.11 or newer) and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo up test lint bench chaos templates fonts gallery docs lock clean

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Wian needs Python 3.11 or newer; set PYTHON=python3.x"; exit 1; }
	@echo "Setting up $(VENV) (the first time only) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Adding the test tools ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.run ## Replay two real circulars end to end into out/demo/
	@$(BIN)/wian demo

up: $(VENV)/.run ## Run Wian on this machine (SQLite, sweeping every few minutes)
	@$(BIN)/wian up

# Else each of the many processes that tests start would compile all modules anew.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.dev ## Run all tests
	@$(BIN)/pytest -n 2

lint: $(VENV)/.dev ## Check style (ruff), types (mypy) and the order of imports (import-linter)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.dev ## Measure against a peer in the same run and print the ratios
	@$(BIN)/python -m bench

chaos: $(VENV)/.dev ## Break the service in every way there is and see that nothing is lost (FAULTS=200 SEED=7)
	@$(BIN)/python -m chaos $(if $(FAULTS),--faults $(FAULTS)) $(if $(SEED),--seed $(SEED))

templates: $(VENV)/.run ## Make templates/letters/*.docx afresh from their description
	@$(BIN)/python -m templates.builder

fonts: $(VENV)/fonts ## Fetch TH Sarabun into .venv/fonts, for PDF and pictures of letters (docs/fonts.md)

$(VENV)/fonts: requirements-fonts.lock | $(VENV)/.run
	@rm -rf $@ $@.new
	@$(BIN)/python -m pip download -qq --disable-pip-version-check --no-deps --only-binary :all: \
		--require-hashes -r requirements-fonts.lock -d $@.new
	@$(BIN)/python -m zipfile -e $@.new/*.whl $@.new
	@mkdir $@.new/chosen
	@mv $@.new/odoo/addons/l10n_th_base_utils/static/fonts/thai/THSarabun*/*.ttf $@.new/chosen
	@mv $@.new/chosen $@
	@rm -rf $@.new

gallery: $(VENV)/.dev ## Print a letter by every template, and every web page, into out/gallery/ (LibreOffice, Chromium)
	@$(BIN)/python -m cli.demo.gallery
	@$(BIN)/python -m tests.support.pages_gallery

docs: $(VENV)/.run ## Write docs/states.md, docs/lint.md and docs/templates.md from their tables
	@$(BIN)/wian states > docs/states.md
	@$(BIN)/python -m cli.docs.lint > docs/lint.md
	@$(BIN)/python -m cli.docs.templates > docs/templates.md

lock: $(VENV)/.dev ## Pin the newest allowed dependencies (versions and hashes, no addresses)
	@$(PIP) uv
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --quiet --upgrade --extra build -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --quiet --upgrade --extra build --extra dev -o requirements-dev.lock

clean: ## Remove the environment and everything made
	@rm -rf $(VENV) out build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
