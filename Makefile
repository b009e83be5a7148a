# Needs Python 3.11 or newer with pip, make and git. `make help` lists what there is.

PYTHON := $(shell for p in "$$PYTHON" python3 python3.14 python3.13 python3.12 python3.11 python; do \
	[ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL = -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --constraint requirements.lock
PYTEST_ARGS ?=
SIDE_BY_SIDE = -n logical --dist worksteal
QUICK = --ignore tests/verification --ignore tests/browser
MUTATE_ARGS ?=
BENCH = -q -p no:cacheprovider -o python_files='bench_*.py' -o python_functions='bench_*'
ONLY_AN_ENVIRONMENT = [ ! -e $(VENV) ] || [ -f $(VENV)/pyvenv.cfg ] || rmdir $(VENV) 2>/dev/null || { echo "$(VENV) is no Python environment: left as it is" >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help run app lint test slow verify browser matrix claims tables declared golden notebooks pictures mutate bench clean

help:  ## list the commands
	@grep -E '^[a-z]+: .*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /\1\t/' | while IFS="$$(printf '\t')" read -r name words; do \
		printf '  make %-9s %s\n' "$$name" "$$words"; done

run: $(VENV)/.installed  ## set up, run the base scenario (20,000 worlds and the prior range), show the headline
	@echo 'the command is $(BIN)/allforall; "source $(BIN)/activate" puts it on the path as allforall'
	@$(BIN)/allforall run kyiv_summit_2025

app: $(VENV)/.app-installed  ## set up, serve the dashboard to this machine
	@$(BIN)/allforall app

lint: $(VENV)/.test-installed  ## set up, check layout, style and types of the code
	@$(BIN)/ruff check --quiet sim tests notebooks
	@$(BIN)/ruff format --quiet --diff sim tests
	@$(BIN)/mypy

test: $(VENV)/.test-installed  ## set up, run the quick tests
	@$(BIN)/python -m pytest -m "not slow" $(QUICK) $(SIDE_BY_SIDE) $(PYTEST_ARGS)

slow: $(VENV)/.test-installed  ## set up, run the slow tests: notebooks, numbers of the README, kills and Ctrl-C at many moments
	@$(BIN)/python -m pytest -m slow $(QUICK) $(SIDE_BY_SIDE) $(PYTEST_ARGS)

verify: $(VENV)/.test-installed  ## set up, run the verification suite (MODEL.md, section 10)
	@$(BIN)/python -m pytest tests/verification $(SIDE_BY_SIDE) $(PYTEST_ARGS)

browser: $(VENV)/.test-installed  ## set up, test the dashboard in a headless Chromium (found, or Debian's package installed)
	@$(BIN)/python -m pytest tests/browser $(PYTEST_ARGS)

matrix:  ## in every Python found: a plain install, the main job, the quick tests; newest and lowest libraries (PYTHONS= names others)
	@$(PYTHON) -m tests.matrix -m "not slow" $(QUICK) $(SIDE_BY_SIDE) $(PYTEST_ARGS)

claims: $(VENV)/.test-installed  ## list what the verification suite claims, test by test
	@$(BIN)/python -m tests.verification.claims

tables: $(VENV)/.test-installed  ## print the tables of MODEL.md, 7.6 and 9, for the scenarios as they are (some five minutes)
	@$(BIN)/python -m tests.verification.tables
	@$(BIN)/python -m tests.verification.silence

declared: $(VENV)/.test-installed  ## write anew what follows from declarations of parameters: tables of MODEL.md, 7, and schema for editors
	@$(BIN)/python -m tests.declared

golden: $(VENV)/.test-installed  ## rewrite the golden runs; say so in CHANGELOG.md, marked "results change"
	@$(BIN)/python -m tests.verification.golden.update

notebooks: $(VENV)/.test-installed  ## write notebooks/*.ipynb again from their scripts, without outputs
	@$(BIN)/python -m jupytext --quiet --update --to ipynb notebooks/*.py

pictures: $(VENV)/.test-installed  ## draw the kept pictures of figures again, to be looked at before they are committed
	@$(BIN)/python -m pytest -q tests/views/figures/test_images.py --mpl-generate-path=tests/views/figures/pictures

mutate: $(VENV)/.test-installed  ## plant 200 small errors one at a time, count those that the tests catch (some 40 minutes)
	@$(BIN)/python -m tests.mutation $(MUTATE_ARGS)

bench: $(VENV)/.test-installed  ## measure speed and memory: a table, and results/benchmark.json (some ten minutes)
	@$(BIN)/python -m pytest tests/benchmark $(BENCH) --benchmark-json=results/benchmark.json
	@$(BIN)/python -m tests.benchmark.table results/benchmark.json

clean:  ## remove the environment, builds and caches; results stay
	@$(ONLY_AN_ENVIRONMENT)
	rm -rf $(VENV) build dist .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# The stamps are written last, so that an interrupted set-up starts again from nothing. Where the system's Python comes without
# ensurepip (Debian without python3-venv), the environment is made without a pip of its own and the system's pip fills it.
$(VENV)/.installed: pyproject.toml requirements.lock Makefile
	@[ -n "$(PYTHON)" ] || { echo "allforall needs Python 3.11 or newer; set PYTHON=/path/to/python3 if it has another name" >&2; exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version) (once, about a minute)"
	@$(ONLY_AN_ENVIRONMENT)
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@if $(BIN)/python -c 'import pip' 2>/dev/null; then $(BIN)/python $(INSTALL) --editable .; else $(PYTHON) $(INSTALL) --editable .; fi
	@touch $@

$(VENV)/.app-installed: $(VENV)/.installed
	@if $(BIN)/python -c 'import pip' 2>/dev/null; then $(BIN)/python $(INSTALL) --editable '.[app]'; else $(PYTHON) $(INSTALL) --editable '.[app]'; fi
	@touch $@

$(VENV)/.test-installed: $(VENV)/.installed
	@if $(BIN)/python -c 'import pip' 2>/dev/null; then $(BIN)/python $(INSTALL) --editable '.[test]'; else $(PYTHON) $(INSTALL) --editable '.[test]'; fi
	@touch $@
