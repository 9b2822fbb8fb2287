# Two commands are enough: `make run` and `make test`. Both set up all they need.

PYTHON ?= python3
BIN := .venv/bin
HOST ?= 0.0.0.0
PORT ?= 8501

.PHONY: run test bench browser services check format translate clean

# uvicorn itself rather than `streamlit run`: the socket that Streamlit hands to uvicorn lacks
# TCP_NODELAY, which adds 40 ms to every file (measured: 42 ms against 2 ms).
run: .venv/app
	$(BIN)/uvicorn app:app --host $(HOST) --port $(PORT) --no-access-log

test: .venv/tests browser services
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m geodata check ideas.geojson
	$(BIN)/pytest -n 2 --dist loadfile

bench: .venv/tests browser
	$(BIN)/python -m tests.bench

format: .venv/tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Collects the interface's words, and the domain's messages, from the code into the catalogue that translators edit.
translate: .venv/app
	$(BIN)/pybabel -q extract -k Message -o pages/locale/words.pot --no-wrap --add-location=file pages geodata
	$(BIN)/pybabel -q update -i pages/locale/words.pot -o pages/locale/en.po -l en --no-wrap --no-fuzzy-matching
	rm pages/locale/words.pot

# The browser tests drive Debian's own chromium.
browser:
	@command -v chromium >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; \
	else \
		echo "The browser tests need chromium: run 'sudo apt-get install chromium', then 'make test' again."; exit 1; \
	fi

# The store's tests run on SQLite and on a PostgreSQL server that they start themselves; the API's
# tests ask it with GDAL's own programs.
services:
	@{ ls /usr/lib/postgresql/*/bin/initdb && command -v ogr2ogr curl; } >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql gdal-bin curl; \
	else \
		echo "Without PostgreSQL nothing is tested on it, and without GDAL the API's tests fail: run 'sudo apt-get install postgresql gdal-bin curl'."; \
	fi

.venv/app: requirements.txt
	$(PYTHON) -m venv .venv || { echo "Python's venv is missing: run 'sudo apt-get install python3-venv'."; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/tests: .venv/app tests/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@

clean:
	rm -rf .venv
