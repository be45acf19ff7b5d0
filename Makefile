# make lab    opens the lesson        make test    runs every test        make help    lists the rest
#
# Works with GNU make 3.81 and newer. Everything is installed in .venv, inside this folder.

PYTHON ?= python3
ARGS   ?=

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip
PINS := pyproject.toml constraints.txt
BENCH     := .venv-bench
BENCH_BIN := $(BENCH)/bin
SCRIPTS   := src/lessonkit/browser src/lessonkit/html src/lessonkit/classroom benchmarks/measure.js
# Only to check types: it fetches nothing and keeps what it has worked out in this folder.
DENO      := env DENO_DIR=.cache/deno DENO_NO_UPDATE_CHECK=1 $(BIN)/deno
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

# Let pip compile what it installs: JupyterLab then starts in seconds.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# JupyterLab must not ask a student about news, nor look for updates on the network.
LAB_SETTINGS := $(VENV)/share/jupyter/lab/settings
NO_NEWS := {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}

# JupyterLab refuses to run as root unless told to; containers often are root.
ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# $(call limit,10m) stops a step that hangs, where the `timeout` command exists (Linux).
# --foreground keeps Ctrl-C working in a terminal; without it the whole process group is stopped.
TIMEOUT := $(shell command -v timeout 2> /dev/null)
FORE    := $(shell test -t 0 && echo --foreground)
limit    = $(if $(TIMEOUT),$(TIMEOUT) $(FORE) --kill-after=15s $(1))
# Four processes share the tests, file by file: on two cores, too, for one that waits for a browser
# leaves its core to another. (With three, a quarter of both cores had nothing to do; six are no faster.)
SPLIT    := -n 4 --dist loadfile
# $(call installed,.[test]) installs this folder with what it needs.
define installed
	$(call limit,30m) $(PIP) install --progress-bar off -c constraints.txt -e "$(1)"
	@mkdir -p $(LAB_SETTINGS) && printf '%s\n' '$(NO_NEWS)' > $(LAB_SETTINGS)/overrides.json
endef
say      = @printf '\n==> %s\n' "$(1)"

.DEFAULT_GOAL := help
.PHONY: help lab install notebooks check site handout format test lint types unit notebook-test browser-test
.PHONY: bench clean clean-all

help:  ## List these targets.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1@\2/p' Makefile | \
	    while IFS=@ read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

# ---- Set up -------------------------------------------------------------------------------------

$(VENV)/.stamp-venv:
	$(call say,Making $(VENV))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.stamp-lab: $(VENV)/.stamp-venv $(PINS)
	$(call say,Installing the lesson (some minutes the first time))
	$(call installed,.)
	@touch $@

# One installation for both: asking twice takes ten seconds more.
$(VENV)/.stamp-test: $(VENV)/.stamp-venv $(PINS)
	$(call say,Installing the lesson and the test tools (some minutes the first time))
	$(call installed,.[test])
	@touch $(VENV)/.stamp-lab $@

install: $(VENV)/.stamp-lab  ## Install everything in .venv, open nothing.

# ---- Use ----------------------------------------------------------------------------------------

lab: $(VENV)/.stamp-lab  ## Open the lesson in JupyterLab. ARGS="--no-browser --port 8890" adds options.
	$(BIN)/jupyter trust $(NOTEBOOKS)
	$(BIN)/python -m jupyterlab notebooks/01_context.ipynb --ServerApp.root_dir=. $(ROOT) $(ARGS)

check: $(VENV)/.stamp-lab  ## Check the tables in data/. Says which cell is wrong.
	$(call say,Checking data/)
	$(call limit,2m) $(BIN)/lessonkit check data

notebooks: $(VENV)/.stamp-lab  ## Run the notebooks and write them with their outputs.
	$(call say,Running the notebooks)
	$(call limit,20m) $(BIN)/lessonkit run notebooks

site: $(VENV)/.stamp-lab  ## Write the lesson as pages that open from a disk, in site/.
	$(call say,Publishing)
	$(call limit,20m) $(BIN)/lessonkit site --to site

handout: $(VENV)/.stamp-lab  ## Write the lesson on paper, as PDF, in handout/.
	$(call say,Writing the handout)
	$(call limit,2m) $(BIN)/lessonkit handout --to handout

format: $(VENV)/.stamp-test  ## Put the code in the house format.
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/oxlint --fix $(SCRIPTS)
	$(BIN)/oxfmt $(SCRIPTS)

# ---- Test ---------------------------------------------------------------------------------------

# $(call in-browsers,tests) runs tests with the three engines at hand.
define in-browsers
	@$(call limit,20m) $(BIN)/python scripts/engines.py ensure
	@chromium="$$($(call limit,20m) $(BIN)/python scripts/browser.py ensure)" && \
	    LESSONKIT_CHROMIUM="$$chromium" $(call limit,60m) $(BIN)/python -m pytest $(1) $(SPLIT)
endef

# GNU make 3.81 cannot keep together what each of two steps says; then it stands as it comes.
SYNC     := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# What needs one processor runs two at a time, the longest first. The tests are one run, so that no
# process waits for another at the end of the unit tests. All steps share a shelf, empty at first:
# what the notebooks read and drew is not drawn again.
test: export LESSONKIT_CACHE := $(CURDIR)/.cache/shelf
test: $(VENV)/.stamp-test  ## Run every test, also in real browsers.
	@rm -rf "$(LESSONKIT_CACHE)"
	@$(MAKE) --no-print-directory -j2 $(SYNC) notebook-test types lint check
	$(call say,Unit tests and browser tests)
	$(call in-browsers,tests)
	$(call say,All tests passed)
	@$(BIN)/python scripts/engines.py missing

lint: $(VENV)/.stamp-test  ## Only lint and format; for the scripts of the page also their types.
	$(call say,ruff)
	$(call limit,2m) $(BIN)/ruff check .
	$(call limit,2m) $(BIN)/ruff format --check .
	$(call say,oxlint and oxfmt)
	$(call limit,2m) $(BIN)/oxlint --deny-warnings $(SCRIPTS)
	$(call limit,2m) $(BIN)/oxfmt --check $(SCRIPTS)
	$(call say,deno: the types of the scripts)
	$(call limit,2m) $(DENO) check --quiet --no-lock --no-remote --no-npm src/lessonkit/browser

types: $(VENV)/.stamp-test  ## Only mypy.
	$(call say,mypy)
	$(call limit,10m) $(BIN)/mypy src

unit: $(VENV)/.stamp-test  ## Only the unit and property tests.
	$(call say,Unit and property tests)
	$(call limit,25m) $(BIN)/python -m pytest tests -m "not browser" $(SPLIT)

# In one process: each would load nbval, and kernels that start at once may choose the same port.
notebook-test: $(VENV)/.stamp-test  ## Only nbval: do the notebooks give the outputs that they show?
	$(call say,Notebooks give the outputs that they show)
	$(call limit,20m) $(BIN)/python -m pytest -p nbval --nbval --nbval-current-env \
	    --nbval-sanitize-with tests/nbval_sanitize.cfg notebooks/

browser-test: $(VENV)/.stamp-test  ## Only the browser tests. LESSONKIT_CHROMIUM names a Chromium.
	$(call say,Browser tests)
	$(call in-browsers,tests/browser -m browser)

# ---- Measure ------------------------------------------------------------------------------------

$(BENCH)/.stamp: pyproject.toml constraints.txt benchmarks/requirements.txt benchmarks/constraints.txt
	$(call say,Installing the benchmark and what it compares with in $(BENCH))
	$(PYTHON) -m venv $(BENCH)
	$(call limit,30m) $(BENCH_BIN)/python -m pip install --progress-bar off \
	    -c constraints.txt -c benchmarks/constraints.txt -e ".[test]" -r benchmarks/requirements.txt
	@touch $@

bench: $(BENCH)/.stamp  ## Measure speed and memory, and write docs/performance.md. Takes minutes.
	$(call say,Measuring. Nothing else should run on this machine now)
	@chromium="$$($(call limit,20m) $(BENCH_BIN)/python scripts/browser.py ensure)" && \
	    export LESSONKIT_CHROMIUM="$$chromium" PYTHONPATH=scripts && \
	    $(call limit,20m) $(BENCH_BIN)/python benchmarks/lab.py && \
	    $(call limit,10m) $(BENCH_BIN)/python benchmarks/kernel.py && \
	    $(call limit,20m) $(BENCH_BIN)/python benchmarks/growth.py && \
	    $(call limit,10m) $(BENCH_BIN)/python benchmarks/from_disk.py && \
	    $(call limit,15m) $(BENCH_BIN)/python benchmarks/serve.py && \
	    $(call limit,2m) $(BENCH_BIN)/python benchmarks/report.py

# ---- Tidy ---------------------------------------------------------------------------------------

clean:  ## Remove caches and built pages.
	rm -rf build dist handout site student test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .venv -prune -o -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +

clean-all: clean  ## Remove .venv and .venv-bench as well.
	rm -rf $(VENV) $(BENCH)
