# What people call; .ci/run calls the same.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHELL := /bin/bash

# Tests write many small files: in memory, where there is room.
ROOMY := $(shell df -k /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "/dev/shm" }')
# One worker more than there are cores: some tests wait for a container or a server.
WORKERS = $$(($$(nproc 2>/dev/null || echo 2) + 1))
QUICKLY = $(if $(ROOMY),PYTEST_DEBUG_TEMPROOT=$(ROOMY)) $(BIN)/pytest -q -n $(WORKERS) --dist worksteal

.PHONY: help run test journeys check soak bench pictures engine postgres far dist clean

help:  ## say what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(READY)  ## open the bundled example; without a display, do the whole job on it and say where to look
	$(BIN)/odcv-desk demo --out build/demo

test: $(READY)  ## what everyone runs, a few minutes
	$(QUICKLY) -m "not slow and not live" --ignore tests/journeys --ignore tests/ui/pages $(ARGS)

journeys: $(READY)  ## whole pages, and whole stories by window and by command line; some minutes
	$(QUICKLY) -m "not slow and not live" tests/ui/pages tests/journeys $(ARGS)

check: $(READY)  ## style, types, import floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

soak: $(READY)  ## the long ones: fuzzing, kills, simulated coverage
	ODCV_SOAK=1 $(BIN)/pytest -q -m "slow" --timeout 5400 $(ARGS)

bench: $(READY)  ## measure the speeds that the product promises
	$(BIN)/python -m tests.bench

pictures: $(READY)  ## draw what there is to see into build/pictures
	$(BIN)/python -m tests.support.pictures build/pictures

engine:  ## install and start a Docker engine (Debian/Ubuntu, as root)
	bash .ci/engine

postgres:  ## install a PostgreSQL server for the tests (Debian/Ubuntu, as root)
	bash .ci/postgres

far:  ## install what the tests of engines elsewhere use: ssh server, openssl, busybox (Debian/Ubuntu, as root)
	bash .ci/far

dist: $(READY)  ## build the wheel
	rm -rf build/dist
	$(BIN)/python -m build --wheel --outdir build/dist .

clean:  ## remove what was made here
	rm -rf build $(VENV)

$(READY): pyproject.toml .ci/constraints.txt .ci/setup
	PYTHON=$(PYTHON) bash .ci/setup
	@touch $@
