# make lab · make test · make dashboards · make bench · make check
# Options pass through ARGS: make lab ARGS="--no-browser --port 8899"

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# The first Python here that is 3.11, 3.12 or 3.13; make PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

PYTEST = TF_CPP_MIN_LOG_LEVEL=3 $(BIN)/python -m pytest -n 2 --dist loadfile

.PHONY: lab test dashboards bench check clean

lab: $(VENV)/.installed
	$(BIN)/kerastutor lab workspace $(ARGS)

dashboards: $(VENV)/.installed
	$(BIN)/kerastutor dashboards $(ARGS)

test: $(VENV)/.installed-test
	$(PYTEST) $(ARGS)

bench: $(VENV)/.installed-test
	TF_CPP_MIN_LOG_LEVEL=3 $(BIN)/python -m benchmarks $(ARGS)

check: $(VENV)/.installed-test
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Expected Python 3.11, 3.12 or 3.13. Received: none found on the PATH."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Installing takes a few minutes once; the stamps make later runs start in seconds.
$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing the course into $(VENV): a few minutes, once …"
	$(PIP) -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing what the tests need …"
	$(PIP) -e ".[test]"
	@touch $@

clean:
	rm -rf build .pytest_cache .hypothesis
