# Everything that is done with the project, one word each; `make` alone lists the words.

python := .venv/bin/python
checked := engine gui main.py benchmarks tests

# Import-linter comes as a script alone, and scripts of a virtual environment break when the folder moves.
lint_imports := $(python) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo

.PHONY: help run test lint bench check-long check-torch peers setup clean
.NOTPARALLEL:

help: ## list these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: ## set up what is missing and open the window; make run ARGS="--help" passes arguments on
	@sh scripts/setup.sh run
	@$(python) main.py $(ARGS)

test: lint ## set up what is missing and run the whole check: lint, types, import rules, tests
	$(python) scripts/run_tests.py

lint: setup ## only style, types and import rules
	$(python) -m ruff check .
	$(python) -m mypy $(checked)
	$(lint_imports)

bench: ## measure the engine and the window, beside those peers that are installed
	@sh scripts/setup.sh bench
	$(python) -m benchmarks.engine
	sh scripts/on-screen.sh $(python) -m benchmarks.live

check-long: setup ## the tests that take minutes each, of which `make test` does a part
	sh scripts/on-screen.sh $(python) -m pytest -m long

check-torch: peers ## ask PyTorch anew for the numbers that the tests expect, run programs written for it, and compare
	$(python) -m tests.oracle.check
	$(python) -m tests.oracle.scripts

peers: ## install the peers that the benchmarks compare with (gigabytes)
	@sh scripts/setup.sh peers

setup: ## set up all that development needs
	@sh scripts/setup.sh test

clean: ## remove what the project made: the virtual environment and the caches
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
