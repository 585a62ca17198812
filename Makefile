# Kefu. `make run` starts the desk, `make test` proves it; both do all the set-up.
BIN := .venv/bin
# Python keeps what it has compiled, whatever the machine's default: a process starts in half the time
export PYTHONDONTWRITEBYTECODE :=
# a test process for each core, four at most
WORKERS := -n logical --maxprocesses 4 --dist worksteal
# test databases commit for real, thousands of times: in memory where there is such a place
IN_MEMORY := $(if $(wildcard /dev/shm/.),--basetemp=/dev/shm/kefu-tests)

.PHONY: contracts matrix help run test stories setup lint browser pictures lock messages map revision bench bench-search hostile crash faults simulate clean
help:            ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

run: setup       ## start the desk (web chat with demo people; Telegram too, with a token in .env)
	$(BIN)/kefu run

test: setup lint browser  ## everything that must be green
	$(BIN)/pytest $(WORKERS) --durations 20 $(IN_MEMORY)

stories: setup   ## every story on both databases, with and without restarts
	$(BIN)/pytest $(WORKERS) $(IN_MEMORY) tests/stories --every-way

lint: setup      ## style, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: .venv/.ready  ## virtual environment and locked dependencies
.venv/.ready: requirements.lock requirements-pictures.lock pyproject.toml
	$(BIN)/python -c '' 2>/dev/null || { python=$${PYTHON:-$$(tools/python.sh)} && $$python -m venv --clear .venv; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	if $(BIN)/python -c 'import sys; from bot.jobs import reading; sys.exit(not reading.has_room())'; then \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-pictures.lock \
	    || echo "Pictures will not be read: what reads them could not be installed."; \
	else echo "Pictures will not be read: that needs 2 GB of free memory."; fi
	touch $@

browser: setup   ## a Chromium for the browser tests, if there is none yet
	tools/browser.sh

pictures: browser  ## the pictures of the README, from the demo desk
	$(BIN)/python -m tools.pictures

lock: setup      ## choose the versions anew: names, versions and hashes, no addresses; and one lock without what only developers need
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml -c requirements.lock --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements-run.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["pictures"], sep="\n")' \
	  | $(BIN)/uv pip compile - -c requirements.lock --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements-pictures.lock
	$(BIN)/python -m tools.licences

messages: setup  ## collect the texts people see; what is new waits in i18n/locale for its Chinese
	$(BIN)/python -m tools.messages

map: setup       ## print the map of the house: one line a file
	$(BIN)/python -m tools.house_map

revision: setup  ## a new migration from the tables: make revision WHAT="surveys have a photo"
	$(BIN)/python -m tools.revise "$(WHAT)"

bench: setup     ## measure the desk beside stock bots, how it grows, several processes, figures and visit-backs at scale
	$(BIN)/python -m benchmarks.desk
	$(BIN)/python -m benchmarks.figures
	$(BIN)/python -m benchmarks.visit_backs

bench-search: setup ## measure the search beside plain methods: make bench-search SETS="folder folder"
	$(BIN)/python -m benchmarks $(SETS)
	$(BIN)/python -m benchmarks.first_words --write

hostile: setup   ## throw a million hostile inputs at a base of a hundred thousand: make hostile INPUTS=1000000
	$(BIN)/python -m benchmarks.hostile --inputs $(or $(INPUTS),1000000)

contracts: setup ## random contract chains and reminder days against an independent count: make contracts CHAINS=10000 SEED=1
	KEFU_CHAINS=$(or $(CHAINS),10000) KEFU_SEED=$(or $(SEED),1) $(BIN)/python -m pytest -q --timeout=1800 tests/rules/customers/test_contracts.py tests/rules/customers/test_reminder_days.py

matrix: setup    ## try every button and command with everybody, and compare with tests/access/expected.md
	$(BIN)/python -m tests.access.matrix

crash: setup     ## kill it a thousand times under load, on both databases, and count what went wrong: make crash KILLS=1000
	$(BIN)/python -m tests.replicas.crash --kills $(or $(KILLS),1000)

faults: setup     ## throw every kind of trouble at a busy desk: make faults ROUNDS=3 SEED=1
	$(BIN)/python -m tests.replicas.faults --rounds $(or $(ROUNDS),3) --seed $(or $(SEED),1)

simulate: setup  ## a year of a whole desk on a clock of its own, with faults: make simulate CUSTOMERS=200 MONTHS=12 SEED=1
	$(BIN)/kefu simulate --customers $(or $(CUSTOMERS),200) --months $(or $(MONTHS),12) --seed $(or $(SEED),1) --faults

clean:           ## remove what was made here (never data/)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
