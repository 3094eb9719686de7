# What `make help` prints stands behind the ## of each target.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    ?= out
SHARED ?= ../shared
PYTEST_ARGUMENTS ?=
# tests of one file share what they set up
PARALLEL ?= -n 2 --dist loadfile

SAMPLES := $(wildcard samples/*.pdf)

.DEFAULT_GOAL := help
.PHONY: help setup system run test lint format bench bench-batch lexicon samples wheel clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

system: ## install Tesseract, Poppler and the venv module where they are missing (apt)
	@PYTHON='$(PYTHON)' .ci/system-packages

# The stamp stands for an environment that fits pyproject.toml: the second run is quick.
$(VENV)/.stamp: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: Python 3.11 or newer is needed; name one with: make PYTHON=python3.12" >&2; exit 3; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fast]' || \
	  echo "note: tesserocr has no wheel here; reading goes through the tesseract program"
	@touch $@

setup: system $(VENV)/.stamp ## everything that run and test need

run: setup ## convert the samples into out/ and show one of them
	@$(BIN)/sohoa doctor
	$(BIN)/sohoa convert $(SAMPLES) -o $(OUT)
	$(BIN)/sohoa repair samples/garbled.txt -o $(OUT)/garbled.txt
	@echo; sed -n '1,24p' $(OUT)/chi-thi.md; echo; echo "Results are in $(OUT)/."

test: setup ## run all tests
	$(BIN)/python -m pytest $(PARALLEL) $(PYTEST_ARGUMENTS)

lint: setup ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup ## put the code into its style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## measure accuracy and speed (SHARED=folder with scans and truth)
	@$(BIN)/python -c 'import ocrmypdf, underthesea' 2>/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]' || true
	$(BIN)/python -m tests.bench --shared $(SHARED)

bench-batch: setup ## kill, break, fill and time a batch (PARTS="kills hostile cost …")
	$(BIN)/python -m tests.bench.batch $(PARTS)

lexicon: setup ## build the language data again: make lexicon CORPORA=folder
	@test -n "$(CORPORA)" || { echo "error: say where the texts are: make lexicon CORPORA=folder" >&2; exit 1; }
	$(BIN)/python -m lexicon.build --corpora $(CORPORA)

samples: setup ## draw the samples again (needs the fonts of fonts-croscore)
	$(BIN)/python -m samples.draw
	$(BIN)/python -m samples.picture

wheel: setup ## build dist/sohoa-*.whl
	@rm -rf build dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@ls -l dist

clean: ## remove everything that was made
	rm -rf $(VENV) build dist $(OUT) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
