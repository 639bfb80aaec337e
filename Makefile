# Every command a person types. The first two do everything: `make` and `make test`.
.PHONY: all figures explore site test bench lab lock clean help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

all: $(READY)  ## Set up, run all notebooks that are out of date, write tables and figures
	@$(BIN)/textkit run

figures: $(READY)  ## Redraw the figures from the saved tables, in seconds
	@$(BIN)/textkit figures

explore: $(READY)  ## Write the evidence page: build/explore.html, one file, no network
	@$(BIN)/textkit explore

site: $(READY)  ## Build the site into build/site, offline; warnings are errors
	$(BIN)/python -m sphinx -b html -E -W --keep-going -q -d build/doctrees docs build/site
	@echo "build/site/index.html"

test: $(READY)  ## Lint, format, types, tests, and the notebooks on the real pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

bench: $(READY)  ## Time textkit beside jieba and others; make bench CORPUS=folder of reports
	$(BIN)/python benchmarks/run.py $(if $(CORPUS),--corpus "$(CORPUS)")
	$(if $(CORPUS),$(BIN)/python benchmarks/store.py --corpus "$(CORPUS)" --dask,@echo "Token store and Dask: skipped; they need CORPUS=folder of reports.")
	$(BIN)/python benchmarks/measures.py $(if $(CORPUS),--corpus "$(CORPUS)")

lab: $(READY)  ## Open JupyterLab at the first notebook
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks/01-corpus.ipynb

lock: $(READY)  ## Resolve pyproject.toml again into requirements.lock
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --upgrade \
	  --no-annotate --no-header --quiet --output-file requirements.lock

clean:  ## Remove the environment and all caches; tables and figures stay
	rm -rf $(VENV) .textkit .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests notebooks -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## List these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "textkit needs Python 3.11 or later; name one: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
