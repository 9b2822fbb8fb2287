# Each `##` behind a target is what `make help` says of it.

PYTHON ?= python3
BIN := .venv/bin
HOST ?= 0.0.0.0
PORT ?= 8501
JOBS ?= 2
# How long `make soak` uses the app.
MINUTES ?= 30
# The largest websocket frame in bytes: a page's whole state has 1 MB.
FRAME := 2000000
# The lock lists every package, so pip is to look for none: asked for `coverage[toml]` it took a newer
# coverage than the locked one, and refused it for its hash.
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps
VENDOR := pages/viewer/vendor
SBOM := var/sbom
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock' $(UPGRADE)
# Without the date of the run, so that the catalogue is the same when no word has changed.
CATALOGUE := $(BIN)/pybabel -q extract -o .venv/words.pot -k Message --no-wrap --add-location=file \
	pages geodata && \
	$(BIN)/pybabel -q update -i .venv/words.pot -o pages/locale/en.po -l en --no-wrap \
	--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
CHECKS := check-format check-style check-types check-layers check-collection check-docstrings \
	check-scripts check-templates check-words
.DEFAULT_GOAL := help
# Where an environment forbids byte code, each process of each run compiles all test modules anew:
# 3 s of the 18 s of a processor before the first test.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run dev check $(CHECKS) test-fast test fuzz cover bench format dead-code translate fonts lock clean \
	browser test-services soak axe sbom vendor

help: ## Say what there is
	@echo 'Two commands are enough: `make run` and `make test`. Both set up all they need.'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# uvicorn itself rather than `streamlit run`: the socket that Streamlit hands to uvicorn lacks
# TCP_NODELAY, which adds 40 ms to every file (measured: 42 ms against 2 ms).
run: .venv/app ## Start the app on http://localhost:8501
	$(BIN)/uvicorn app:app --host $(HOST) --port $(PORT) --no-access-log --ws-max-size $(FRAME)

# Streamlit runs a page again when its file is saved; uvicorn starts again for the rest.
dev: .venv/app ## Start the app and follow what is saved
	STREAMLIT_SERVER_RUN_ON_SAVE=true STREAMLIT_SERVER_FILE_WATCHER_TYPE=auto \
	STREAMLIT_CLIENT_SHOW_ERROR_DETAILS=full STREAMLIT_CLIENT_TOOLBAR_MODE=developer \
	$(BIN)/uvicorn app:app --host $(HOST) --port $(PORT) --timeout-graceful-shutdown 1 --reload \
		--reload-dir geodata --reload-dir pages/common --reload-dir pages/middleware \
		--reload-dir pages/routes --reload-dir pages/viewer

check: .venv/tests ## Check format, style, types, layers, collection, docstrings, scripts, templates, words: a minute
	@$(MAKE) --no-print-directory --jobs $(JOBS) --keep-going --output-sync=target $(CHECKS)

check-format: .venv/tests
	$(BIN)/ruff format --quiet --check .

check-style: .venv/tests
	$(BIN)/ruff check --quiet .

check-types: .venv/tests
	$(BIN)/mypy --no-error-summary

check-layers: .venv/tests
	$(BIN)/lint-imports --no-logo

check-collection: .venv/tests
	$(BIN)/python -m geodata check ideas.geojson

# With the style sheets' test, as one process starts sooner than two. The page files themselves are
# left out: to import one is to draw it.
check-docstrings: .venv/tests
	$(BIN)/pytest -qq --doctest-modules geodata pages/*/ tests/unit/test_style.py \
		--ignore=geodata/database/migrations --ignore=geodata/data/build.py

check-scripts: .venv/tests
	$(BIN)/oxlint --quiet --deny-warnings -D correctness -D perf -D eqeqeq -D no-var -D prefer-const pages \
		--ignore-pattern '$(VENDOR)/**'

check-templates: .venv/tests
	$(BIN)/djlint --quiet --lint geodata pages

# What is not translated yet is named by tests/unit/test_i18n.py.
check-words: .venv/tests
	@$(CATALOGUE) --check || { echo 'pages/locale/en.po is out of date: run `make translate`.'; exit 1; }

test-fast: check ## Check, then run the quick unit and page tests, with fewer inputs: three minutes
	$(BIN)/pytest -p no:schemathesis -n $(JOBS) --dist loadfile -m 'not slow and not postgresql' \
		--hypothesis-profile quick tests/unit tests/pages

test: check browser test-services ## Check, then run every test, as the continuous integration does
	$(BIN)/pytest -n $(JOBS) --dist loadfile

fuzz: .venv/tests ## Read 10,000 mutated files, and export and import 500 collections: an hour
	FUZZ_INPUTS=10000 $(BIN)/pytest tests/unit/test_reader_fuzz.py
	ROUND_TRIPS=500 $(BIN)/pytest -n $(JOBS) -q tests/unit/test_round_trip.py

cover: .venv/tests test-services ## Print how much of geodata and pages the quick tests run
	$(BIN)/pytest -n $(JOBS) --dist loadfile -m 'not slow' --cov --cov-report=term:skip-covered \
		tests/unit tests/pages tests/api

# Memory, open files, threads and connections must stay level; the other two kill processes more often.
soak: .venv/tests test-services ## Use the app for half an hour, then kill and restart processes: an hour
	SOAK_MINUTES=$(MINUTES) $(BIN)/pytest -s tests/soak
	KILLS=20 $(BIN)/pytest tests/unit/test_killed.py
	PROCESSES=4 RESTARTS=4 VISITORS=50 ROUNDS=4 $(BIN)/pytest tests/load

axe: .venv/tests browser ## Look for barriers in every state of every page in both themes, large and small: half an hour
	EVERY_LOOK=1 $(BIN)/pytest -n $(JOBS) tests/browser/test_axe_everywhere.py

bench: .venv/tests browser ## Print the measured speed, size and accuracy
	$(BIN)/python -m tests.bench

format: .venv/tests ## Format the code and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

dead-code: .venv/tests ## Name what nothing seems to use: a hint, so look before you delete
	$(BIN)/vulture

translate: .venv/app ## Collect the interface's words into the catalogue that translators edit
	$(CATALOGUE)

fonts: .venv/app ## Cut Streamlit's fonts to the icons and letters in use
	$(BIN)/python -m pages.middleware.build_fonts

# What is locked already stays as it is; `make lock UPGRADE=--upgrade` takes the newest of all.
lock: .venv/tests ## Write the locked dependencies from pyproject.toml
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) --group dev --constraints requirements.txt --output-file tests/requirements.txt

# Of what runs alone, so from an environment without the tests' tools.
sbom: .venv/tests ## Write what the app is made of, with versions and licences (CycloneDX), to var/sbom
	mkdir -p $(SBOM)
	$(BIN)/uv venv --quiet --clear $(SBOM)/.venv
	$(BIN)/uv pip sync --quiet --python $(SBOM)/.venv --require-hashes requirements.txt
	$(BIN)/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
		--output-file $(SBOM)/python.json $(SBOM)/.venv
	npm sbom --package-lock-only --sbom-format cyclonedx --prefix $(VENDOR) > $(SBOM)/browser.json

vendor: ## Copy Leaflet and its clusters from npm, in the versions of pages/viewer/vendor/package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --prefix $(VENDOR)
	cd $(VENDOR) && cp node_modules/leaflet/LICENSE node_modules/leaflet/dist/leaflet.js \
		node_modules/leaflet/dist/leaflet.css leaflet
	cd $(VENDOR) && cp node_modules/leaflet.markercluster/MIT-LICENCE.txt \
		node_modules/leaflet.markercluster/dist/leaflet.markercluster.js \
		node_modules/leaflet.markercluster/dist/MarkerCluster.css leaflet.markercluster
	rm -r $(VENDOR)/node_modules

clean: ## Remove what the other commands have set up, and the caches
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage

# The browser tests drive Debian's own chromium, without the browser around the page.
browser:
	@command -v chromium-headless-shell >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-dejavu-core; \
	else \
		echo "The browser tests need chromium: run 'sudo apt-get install chromium-headless-shell', then 'make test' again."; exit 1; \
	fi

# The store's tests run on SQLite and on a PostgreSQL server that they start themselves, the shared
# limits' on a Redis, and several processes stand behind nginx; the API's tests ask it with GDAL's own
# programs.
test-services:
	@{ ls /usr/lib/postgresql/*/bin/initdb /usr/sbin/nginx && command -v ogr2ogr curl redis-server; } >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql gdal-bin curl nginx-light redis-server; \
	else \
		echo "Without PostgreSQL, Redis and nginx nothing is tested on them, and without GDAL the API's tests fail: run 'sudo apt-get install postgresql gdal-bin curl nginx-light redis-server'."; \
	fi

.venv/app: requirements.txt
	$(PYTHON) -m venv .venv || { echo "Python's venv is missing: run 'sudo apt-get install python3-venv'."; exit 1; }
	$(PIP) -r requirements.txt
	touch $@

.venv/tests: .venv/app tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	touch $@
