# Everything that is done to this project is one of these. `make` alone lists them.

PORT ?= 8000
# The newest Python that is here. Heard needs 3.11.
PYTHON ?= $(firstword $(foreach p,python3.14 python3.13 python3.12 python3.11 python3,\
            $(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)) python3)
BIN := .venv/bin
# Half as many tests again as there are processors: much of their time they wait for a browser.
AT_ONCE = $(shell $(BIN)/python -c 'import os; print(-(-3 * os.cpu_count() // 2))')
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
CODE := app migrations tests config.py wsgi.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format bench lock translations clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-22s%s\n", $$1, $$2}'

run: .venv/run-time instance/settings.env $(CATALOGUES) ## Start Heard on this machine with its demo service (PORT=8000)
	@HEARD_BASE_URL=http://127.0.0.1:$(PORT) $(BIN)/flask serve --port $(PORT)

test: .venv/development $(CATALOGUES) check ## Check and test everything: both databases and a real browser
	@tests/browser/get-chromium
	@$(BIN)/python -m pytest -n $(AT_ONCE) --database both

check: .venv/development $(CATALOGUES) ## The fast part: format, lint, types, contracts, templates
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/lint-imports
	$(BIN)/djlint app --lint --quiet
	$(BIN)/mypy

format: .venv/development ## Lay the code out as `make check` wants it
	$(BIN)/ruff check --fix-only $(CODE)
	$(BIN)/ruff format $(CODE)

bench: .venv/development $(CATALOGUES) ## Measure page weight, CPU, latency and growth
	@$(BIN)/python -m tests.bench

translations: .venv/development ## Bring the catalogues in line with the texts in the code
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k _l --no-location --sort-output --project Heard -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

lock: build/uv/bin/uv ## Choose the newest allowed packages and write the lock files
	$(UV) -o requirements.txt
	$(UV) --group dev -o requirements-dev.txt
	@! grep -n '://' requirements.txt requirements-dev.txt

clean: ## Remove all that was made here, except instance/ with its data and secrets
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)

# ---- What the commands above need. Each is made again only when what it is made from changed.

.venv/run-time: requirements.txt | .venv/bin/python
	@echo 'Installing what Heard needs (once, about a minute)'
	$(BIN)/pip install --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/development: requirements-dev.txt | .venv/bin/python
	@echo 'Installing what the tests need (once, a minute or two)'
	$(BIN)/pip install --disable-pip-version-check --no-compile --require-hashes -r $<
	@touch $@ .venv/run-time

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Heard needs Python 3.11 or newer, and found: $$($(PYTHON) --version 2>&1)"; \
	  echo 'Install it, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'Python is here but cannot make environments. On Debian and Ubuntu:'; \
	  echo '  sudo apt install python3-venv'; exit 1; }
	@$(PYTHON) -m venv .venv

instance/settings.env: | .venv/run-time
	@$(BIN)/python app/cli/instance.py $@

%.mo: %.po | .venv/run-time
	@$(BIN)/pybabel -q compile -i $< -o $@

UV = build/uv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
       --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --upgrade
build/uv/bin/uv: | .venv/bin/python
	$(BIN)/python -m venv build/uv
	build/uv/bin/pip install --disable-pip-version-check uv
