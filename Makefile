# `make run` does the main job, `make test` passes the tests; both set up what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# What `make gains` compares with: the commit before.
BASE ?= HEAD~1

# Many tests wait for processes, servers and a browser: one more at a time than there are processors.
AT_ONCE := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: setup run test check browser readers format docs site notebooks screenshots bench soak gains clean

setup: $(READY)

# The environment is made anew only when the lock or the project's own description changed.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

run: $(READY)
	$(BIN)/extract run corpus --out outputs

# Packages of Debian, where that may be done.
APT_INSTALL := apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends

# The review pages are tested in the system's Chromium: installed where that may be done, else those tests are left out.
browser:
	@if command -v chromium chromium-browser google-chrome > /dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  $(APT_INSTALL) chromium fonts-dejavu-core; \
	else echo "no Chromium here: install Debian's package chromium for the browser tests"; fi

# The tables are read in JavaScript and in R too: both are installed where that may be done, else their tests are left out.
readers: tests/readers/node_modules
	@if Rscript -e 'find.package(c("RSQLite", "jsonlite"))' > /dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  $(APT_INSTALL) r-cran-rsqlite r-cran-jsonlite; \
	else echo "no R with RSQLite and jsonlite here: install Debian's packages r-cran-rsqlite and r-cran-jsonlite for the test in R"; fi

tests/readers/node_modules: tests/readers/package-lock.json
	@if command -v npm > /dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  $(APT_INSTALL) nodejs npm; \
	fi
	@if command -v npm > /dev/null; then cd tests/readers && npm ci --silent --no-audit --no-fund && touch node_modules; \
	else echo "no Node.js here: install Debian's packages nodejs and npm for the test in JavaScript"; fi

test: $(READY) browser readers
	$(BIN)/python -m pytest --numprocesses $(AT_ONCE) --dist worksteal

check: $(READY) browser readers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses $(AT_ONCE) --dist worksteal

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)
	$(BIN)/python -m extract.dictionary > docs/dictionary.md
	$(BIN)/python -m tests.reference > docs/api.md

# What the notebooks print is kept in them; the tests hold it against a fresh run.
notebooks: run
	$(BIN)/python -m tests.notebooks

# Strict: a link that leads nowhere stops it.
site: $(READY)
	$(BIN)/zensical build --strict --clean

screenshots: $(READY) browser
	$(BIN)/python -m tests.browser.screenshots

bench: $(READY)
	$(BIN)/python -m benchmarks

# Runs and workers killed at fifty points each, where `make test` kills at five.
soak: $(READY)
	CRASHES=50 $(BIN)/python -m pytest tests/test_crashes.py tests/test_dask.py

# Accuracy on the gold by this code and by that of BASE: what was gained and lost. Losses are printed, not failed.
gains: $(READY)
	rm -rf .gains && git worktree prune && git worktree add --quiet --force --detach .gains/base $(BASE)
	for part in corpus pages; do \
		gold=tests/gold; pages=corpus; \
		if [ $$part = pages ]; then gold=tests/pages/gold; cp -r tests/pages .gains/pages; rm -r .gains/pages/gold; pages=.gains/pages; fi; \
		PYTHONPATH=.gains/base/src $(BIN)/python -m extract run $$pages --out .gains/before-$$part > /dev/null; \
		$(BIN)/extract run $$pages --out .gains/after-$$part > /dev/null; \
		COLUMNS=180 $(BIN)/extract evaluate .gains/after-$$part $$gold --against .gains/before-$$part || true; \
	done
	git worktree remove --force .gains/base && rm -rf .gains

clean:
	rm -rf $(VENV) outputs .outputs.cache site .cache .gains .pytest_cache .mypy_cache .ruff_cache .hypothesis
