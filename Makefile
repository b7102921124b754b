# Everything runs in .venv, which is made from requirements.lock and remade when that changes.
PYTHON ?= python3
BIN := .venv/bin
UV := uv==0.13.9

.PHONY: demo test test-pages test-old-browser test-quick test-spark test-clients test-interop check generated bench city lock

demo: .venv/project ## set everything up, show a small city's credits, and keep serving
	$(BIN)/lrs demo

test: .venv/project ## all tests, on every core; ARGS="-k name -n 0" goes to pytest
	$(BIN)/pytest -n auto $(ARGS)

test-pages: .venv/project ## every page in a real browser, in both languages, and one story of each person; needs chromium
	@if command -v chromium >/dev/null; then $(MAKE) --no-print-directory .venv/browser && \
		$(BIN)/pytest -n 2 -q tests/browser $(ARGS); \
	else echo "SKIPPED: NOTHING WAS TESTED OF THE PAGES IN A BROWSER: there is no chromium on this machine" >&2; fi

test-old-browser: .venv/project ## the layout and the print of Chrome 90 beside chromium's; needs npm and node
	@if command -v chromium >/dev/null && command -v npm >/dev/null; then \
		$(MAKE) --no-print-directory .venv/browser && $(BIN)/pytest -n 0 -q tests/browser/old_browser.py $(ARGS); \
	else echo "SKIPPED: NOTHING WAS TESTED OF AN OLD BROWSER: it needs chromium, and npm to get Chrome 90" >&2; fi

test-quick: .venv/project ## under two minutes, for work: the rules, the worked examples and the first of the API
	$(BIN)/pytest -n auto -q tests/unit tests/scenarios tests/contracts tests/api/test_writing.py \
		tests/api/test_credit_reports.py tests/database/test_runner.py $(ARGS)

test-spark: .venv/project ## a rebuild on a real Spark cluster of two workers; needs Java 17 or 21
	@if command -v java >/dev/null; then $(MAKE) --no-print-directory .venv/spark && \
		$(BIN)/python -m pytest -q -n 0 tests/spark/cluster.py $(ARGS); \
	else echo "SKIPPED: NOTHING WAS TESTED OF SPARK: there is no java on this machine" >&2; fi

test-clients: .venv/project ## public JavaScript clients against a live server; needs node and npm
	$(BIN)/python -m tests.clients.run

test-interop: .venv/project ## our proofs by tools that nobody here wrote; ARGS="--python PATH --vectors FOLDER"
	$(BIN)/python -m tests.interop $(ARGS)

check: .venv/project ## the one definition of clean
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry --no-ansi .

generated: .venv/project ## make anew whatever is made from the code: the profile, tables and pictures of docs/
	$(BIN)/python -m tests.generated
	$(BIN)/python -m tests.digests

bench: .venv/project ## measure, print one table and write docs/benchmarks.md; ARGS="--size 10000" is a trial
	$(BIN)/python -m bench $(ARGS)

city: .venv/project ## import 10,000 cadres with the projections live, rebuild, compare; ARGS="--cadres 500"
	$(BIN)/python -m bench.live $(ARGS)

lock: ## pin what pyproject.toml asks for, with hashes and without addresses; ARGS=--upgrade moves pins
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet --disable-pip-version-check $(UV)
	build/lock/bin/uv pip compile pyproject.toml --extra dev --quiet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --custom-compile-command "make lock" --output-file requirements.lock $(ARGS)
	build/lock/bin/uv pip compile pyproject.toml --extra spark --constraint requirements.lock --quiet \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-annotate --custom-compile-command "make lock" \
		--output-file requirements-spark.lock $(ARGS)
	build/lock/bin/uv pip compile pyproject.toml --extra browser --constraint requirements.lock --quiet \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-annotate --custom-compile-command "make lock" \
		--output-file requirements-browser.lock $(ARGS)

.venv/dependencies: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python 3.11 or later is needed, this is " + sys.version)'
	@echo "Installing the pinned dependencies into .venv; the first time takes a minute."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--only-binary :all: --requirement requirements.lock
	@touch $@

.venv/spark: .venv/dependencies requirements-spark.lock
	@echo "Installing Spark into .venv: 400 MB."
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--no-build-isolation --only-binary :all: --no-binary pyspark --requirement requirements-spark.lock
	@touch $@

.venv/browser: .venv/dependencies requirements-browser.lock
	@echo "Installing Playwright into .venv: 50 MB."
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--only-binary :all: --requirement requirements-browser.lock
	@touch $@

.venv/project: .venv/dependencies pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
